// ClickHouse's HTTP interface over the embedded engine, as far as a client with queries needs it: POST with the SQL as the body or as
// a part of a form, parameters as `param_*`. A process of its own: the client waits in its main thread, the engine needs one.
import { Buffer } from 'node:buffer';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { query, queryBind } from 'chdb';

const [user, password] = process.argv.slice(2);
const expected = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** Failures have ClickHouse's number in a header. */
class Refusal extends Error {
  constructor(status, code, message) {
    super(`Code: ${code}. DB::Exception: ${message}`);
    this.status = status;
    this.code = code;
  }
}

/** A server's own limit of a part: http_max_field_value_size. */
const LONGEST_FIELD = 131_072;

/** The parts of a form, by name. */
function partsOf(body, type) {
  const boundary = /boundary=(\S+)/.exec(type)?.[1] ?? '';
  return body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const [head = '', ...rest] = part.split('\r\n\r\n');
      if (part.length > LONGEST_FIELD) throw new Refusal(400, 1000, 'Poco::Exception. Field value too long');
      return [/name="([^"]*)"/.exec(head)?.[1] ?? '', rest.join('\r\n\r\n').replace(/\r\n$/, '')];
    });
}

/** The client escapes as in tab-separated text, and so does the binding below. */
function unescaped(text) {
  const letters = { n: '\n', t: '\t', r: '\r', 0: '\0', b: '\b', f: '\f' };
  return text.replace(/\\(.)/gs, (_, letter) => letters[letter] ?? letter);
}

function answer(url, body, { authorization, 'content-type': type = '' }) {
  if (authorization !== expected) {
    throw new Refusal(403, 516, 'Authentication failed: password is incorrect, or there is no such user.');
  }
  const given = [...url.searchParams, ...(type.startsWith('multipart/') ? partsOf(body, type) : [])];
  const values = new Map(given);
  const parameters = Object.fromEntries(
    given.flatMap(([name, value]) =>
      name.startsWith('param_') ? [[name.slice('param_'.length), unescaped(value)]] : [],
    ),
  );
  query(`USE ${values.get('database') ?? 'default'}`);
  return queryBind(values.get('query') ?? body, parameters);
}

const server = createServer({ maxHeaderSize: 65_536 }, async (request, response) => {
  const body = (await buffer(request)).toString();
  const url = new URL(request.url ?? '/', 'http://localhost');
  try {
    const text = answer(url, body, request.headers);
    response.writeHead(200, { 'Content-Type': 'text/plain; charset=UTF-8' });
    response.end(text);
  } catch (error) {
    const code = error instanceof Refusal ? error.code : /Code: (\d+)\./.exec(error.message)?.[1];
    response.writeHead(error.status ?? 500, { 'X-ClickHouse-Exception-Code': String(code) });
    response.end(`${error.message}\n`);
  }
});
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit());
