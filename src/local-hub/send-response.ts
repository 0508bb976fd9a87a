import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { HubResponse } from './types.js';

const gzipped = promisify(gzip);
const brotlied = promisify(brotliCompress);
const BROTLI_OPTIONS = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

interface Encoded {
  bytes: Buffer;
  encoding?: 'br' | 'gzip';
}

/** Writes `reply`, whose own headers win over `headers`; a `bare` reply gets neither those nor an ETag. */
export async function sendResponse(
  request: IncomingMessage,
  response: ServerResponse,
  reply: HubResponse,
  { headers, compression }: { headers: Record<string, string>; compression: boolean },
): Promise<void> {
  if (reply.cutAfterBytes === 0) {
    request.socket.resetAndDestroy();
    return;
  }
  const plain = Buffer.from(reply.body);
  const accepted = compression ? (request.headers['accept-encoding'] ?? '') : '';
  const { bytes, encoding } = await encode(plain, String(accepted));
  const tagged = reply.bare !== true && reply.status !== 307 ? { ETag: weakEtag(plain) } : {};
  response.statusCode = reply.status;
  for (const [name, value] of Object.entries({ ...tagged, ...headers })) response.setHeader(name, value);
  for (const [name, value] of Object.entries(reply.headers)) response.setHeader(name, value);
  if (encoding !== undefined) {
    response.setHeader('Content-Encoding', encoding);
    response.appendHeader('Vary', 'Accept-Encoding');
  }
  response.setHeader('Content-Length', bytes.length);
  if (reply.cutAfterBytes === undefined) {
    response.end(bytes);
    return;
  }
  response.write(bytes.subarray(0, reply.cutAfterBytes), () => request.socket.destroy());
}

/** Express's weak ETag: hex length of the plain body, then 27 characters of its base64 SHA-1. */
function weakEtag(body: Buffer): string {
  const digest = createHash('sha1').update(body).digest('base64').slice(0, 27);
  return `W/"${body.length.toString(16)}-${digest}"`;
}

async function encode(plain: Buffer, accepted: string): Promise<Encoded> {
  if (/\bbr\b/.test(accepted)) return { bytes: await brotlied(plain, BROTLI_OPTIONS), encoding: 'br' };
  if (/\bgzip\b/.test(accepted)) return { bytes: await gzipped(plain, { level: 1 }), encoding: 'gzip' };
  return { bytes: plain };
}
