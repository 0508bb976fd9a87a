import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { createGunzip } from 'node:zlib';
import { OaiError, UsageError } from '../errors.js';

/**
 * The text of a file, unpacked where it begins as gzip does, a piece at a time and without a byte order mark; its failures are
 * those of the stream.
 * @throws UsageError when it is not UTF-8: what stands for an unknown letter would make one name of two
 */
export async function* readText(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of readBytes(path) as AsyncIterable<Buffer>) {
    yield decoded(path, () => decoder.decode(chunk, { stream: true }));
  }
  yield decoded(path, () => decoder.decode());
}

function decoded(path: string, decode: () => string): string {
  try {
    return decode();
  } catch (error) {
    throw new UsageError(`${path} is not UTF-8.`, {
      why: 'Names of models cannot be told apart in a text of an unknown encoding.',
      todo: 'Convert it, unpacked: iconv -f WINDOWS-1252 -t UTF-8 in > out (name the encoding that it has), and import that.',
      cause: error,
    });
  }
}

function readBytes(path: string): Readable {
  const file = createReadStream(path);
  if (!isGzip(path)) return file;
  // The reader is told of a failure by the last stream; the callback is only asked for.
  return pipeline(file, createGunzip(), () => undefined);
}

function isGzip(path: string): boolean {
  const start = Buffer.alloc(2);
  const file = openSync(path, 'r');
  try {
    return readSync(file, start) === 2 && start[0] === 0x1f && start[1] === 0x8b;
  } finally {
    closeSync(file);
  }
}

/** What a file could not be read for, as the user is told. */
export function unreadable(path: string, error: unknown): OaiError {
  if (error instanceof OaiError) return error;
  return new UsageError(`${path} cannot be read.`, {
    why: error instanceof Error ? error.message : String(error),
    todo: 'Is it the right file, and whole? Import it again when it is.',
    cause: error,
  });
}
