import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { OaiError, UsageError } from '../errors.js';

/** The bytes of a file, unpacked where it begins as gzip does; its failures are those of the stream. */
export function readText(path: string): Readable {
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
    todo: 'Is it the right file, and whole? What came before is stored.',
    cause: error,
  });
}
