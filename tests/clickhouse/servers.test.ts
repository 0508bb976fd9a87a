import { createServer as createHttpServer, type ServerResponse } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { oai } from '../support/cli.js';

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server that gives every request the same answer. */
const httpServer = (answer: (response: ServerResponse) => void): Promise<string> =>
  listening(
    createHttpServer((request, response) => {
      request.resume();
      answer(response);
    }),
  );
const replying = (status: number, body: string, headers: Record<string, string> = {}): Promise<string> =>
  httpServer((response) => response.writeHead(status, headers).end(body));
const failing = (code: number, text: string): Promise<string> =>
  replying(500, `Code: ${code}. DB::Exception: ${text} (version 26.7.2.1)\n`, {
    'X-ClickHouse-Exception-Code': String(code),
  });
/** One that speaks something else than HTTP. */
const speaking = (reply: string): Promise<string> =>
  listening(
    createServer((socket: Socket) =>
      socket.on('error', () => undefined).once('data', () => socket.end(reply, 'latin1')),
    ),
  );

const none = /is not the HTTP interface of ClickHouse/;
const limit = /A limit of the server is in the way/;
const unreachable = /server cannot be reached/;

it.each([
  ['a proxy without a server', () => replying(502, '<html><h1>502 Bad Gateway</h1></html>'), none],
  ['a web site', () => replying(200, '<html>Welcome</html>'), none],
  ['a page that is not there', () => replying(404, 'Not Found'), none],
  ['a login page', () => replying(302, '', { location: 'https://login.example/' }), none],
  [
    'the port of the native clients',
    () => speaking('HTTP/1.0 400 Bad Request\r\n\r\nPort 9000 is for clickhouse-client program\r\n'),
    none,
  ],
  ['TLS', () => speaking('\x15\x03\x01\x00\x02\x02\x50'), none],
  ['a connection that ends', () => speaking(''), unreachable],
  ['half an answer', () => replying(200, '{"meta":['), none],
  [
    'a failure when it had begun',
    () =>
      replying(
        200,
        '{"meta":[{"name":"a"}],"data":{"a":[1\nCode: 241. DB::Exception: Memory limit exceeded.',
      ),
    /too little memory/,
  ],
  ['too many rows', () => failing(396, 'Limit for result exceeded, max rows: 1.00 thousand.'), limit],
  ['too many queries', () => failing(202, 'Too many simultaneous queries. Maximum: 100.'), limit],
  [
    'a setting that may not change',
    () => failing(452, 'Setting wait_end_of_query should not be changed.'),
    limit,
  ],
  ['shards out of reach', () => failing(279, 'All connection tries failed.'), unreachable],
])('what is wrong with a server is said: %s', async (_, serve, message) => {
  const { code, stdout, stderr } = await oai([
    'report',
    'tail',
    '--engine',
    'clickhouse',
    '--url',
    await serve(),
  ]);
  expect(stderr).toMatch(message);
  expect(stderr.trimEnd().split('\n')).toHaveLength(3);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});
