import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Clock } from '../clock.js';
import type { HubResponse } from './types.js';

const gzipped = promisify(gzip);
const brotlied = promisify(brotliCompress);
const BROTLI_OPTIONS = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

interface Encoded {
  bytes: Buffer;
  encoding?: 'br' | 'gzip';
}

export interface SendOptions {
  headers: Record<string, string>;
  compression: boolean;
  clock: Clock;
  /** Ends a slow body at once. */
  closing: AbortSignal;
}

/** Writes `reply`, whose own headers win over `headers`; a `bare` reply gets neither those nor an ETag. */
export async function sendResponse(
  request: IncomingMessage,
  response: ServerResponse,
  reply: HubResponse,
  { headers, compression, clock, closing }: SendOptions,
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
  if (reply.lengthless === true) response.useChunkedEncodingByDefault = false;
  else response.setHeader('Content-Length', bytes.length);
  if (reply.cutAfterBytes !== undefined) {
    response.write(bytes.subarray(0, reply.cutAfterBytes), () => request.socket.destroy());
    return;
  }
  if (reply.byteEveryMs !== undefined) await trickle(response, bytes, reply.byteEveryMs, { clock, closing });
  response.end(reply.byteEveryMs === undefined ? bytes : undefined);
}

async function trickle(
  response: ServerResponse,
  bytes: Buffer,
  everyMs: number,
  { clock, closing }: Pick<SendOptions, 'clock' | 'closing'>,
): Promise<void> {
  for (let sent = 0; sent < bytes.length && !response.destroyed; sent += 1) {
    response.write(bytes.subarray(sent, sent + 1));
    await clock.sleep(everyMs, closing);
  }
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
