import { createReadStream, readdirSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join, relative } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder as a web server gives it, ranges and all. */
export function serveFolder(folder: string): Promise<string> {
  return listening((request, response) => {
    sendFile(join(folder, pathOf(request)), request, response);
  });
}

/** A folder as a bucket of S3, for requests signed with one key; signatures are not verified. */
export function serveBucket(folder: string, bucket: string, key: string): Promise<string> {
  return listening((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (request.headers.authorization?.startsWith(`AWS4-HMAC-SHA256 Credential=${key}/`) !== true) {
      response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>');
    } else if (searchParams.has('list-type')) {
      response.end(listing(folder, bucket, searchParams.get('prefix') ?? ''));
    } else {
      const path = decodeURIComponent(pathname);
      sendFile(
        path.startsWith(`/${bucket}/`) ? join(folder, path.slice(bucket.length + 2)) : '',
        request,
        response,
      );
    }
  });
}

function listing(folder: string, bucket: string, prefix: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const objects = files
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => relative(folder, file).startsWith(prefix))
    .map((file) => {
      const { size, mtime } = statSync(file);
      return `<Contents><Key>${relative(folder, file)}</Key><LastModified>${mtime.toISOString()}</LastModified><ETag>"${size}"</ETag><Size>${size}</Size></Contents>`;
    });
  return `<?xml version="1.0"?><ListBucketResult><Name>${bucket}</Name><Prefix>${prefix}</Prefix><IsTruncated>false</IsTruncated>${objects.join('')}</ListBucketResult>`;
}

const pathOf = ({ url }: IncomingMessage): string =>
  decodeURIComponent(new URL(url ?? '/', 'http://localhost').pathname);

function sendFile(file: string, request: IncomingMessage, response: ServerResponse): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined) {
    response.writeHead(404).end();
    return;
  }
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  const start = from === undefined ? 0 : Number(from);
  const end = to === undefined || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  response.writeHead(from === undefined ? 200 : 206, {
    'Accept-Ranges': 'bytes',
    'Content-Length': end - start + 1,
    ...(from !== undefined && { 'Content-Range': `bytes ${start}-${end}/${size}` }),
  });
  if (request.method === 'HEAD') response.end();
  else createReadStream(file, { start, end }).pipe(response);
}

async function listening(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
