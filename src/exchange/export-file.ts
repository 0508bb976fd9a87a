import { createHash } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { StoppedEarlyError, UsageError } from '../errors.js';
import type { ColumnBatch } from '../store/view-rows.js';
import type { ExportedFile } from './export-manifest.js';
import type { TableWriter } from './export-writer.js';

/**
 * Writes one file of an export below `folder`: it appears whole, on the disk, or not at all.
 * @param open begins to write to the path that it is given
 */
export function writeTableFile(
  folder: string,
  file: string,
  batches: Iterable<ColumnBatch>,
  open: (path: string) => TableWriter,
): ExportedFile {
  let rows = 0;
  const draw = (path: string): void => {
    const writer = open(path);
    for (const batch of batches) {
      writer.write(batch);
      rows += batch.rows;
    }
    writer.finish();
  };
  const facts = writeWhole(join(folder, file), draw);
  return { file, rows, ...facts };
}

/** @throws UsageError when there is no folder that can be written to, and none can be made */
export function makeFolder(folder: string, todo: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new UsageError(`The export cannot be written to ${folder}.`, {
      why: error instanceof Error ? error.message : String(error),
      todo,
      cause: error,
    });
  }
}

/**
 * Writes a file under a draft name and renames it. One process at a time: hold a lock.
 * @throws StoppedEarlyError when the disk is full
 * @throws UsageError when the folder cannot be written
 */
export function writeWhole(
  path: string,
  draw: (draft: string) => void,
): Pick<ExportedFile, 'bytes' | 'sha256'> {
  // One name for all tries: what a killed one left is written over.
  const draft = `${path}.part`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    rmSync(draft, { force: true });
    draw(draft);
    flush(draft);
    const facts = { bytes: statSync(draft).size, sha256: sha256Of(draft) };
    renameSync(draft, path);
    return facts;
  } catch (error) {
    throw explainWriting(error, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** In hexadecimal; read piece by piece. */
export function sha256Of(file: string): string {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(1 << 20);
  const handle = openSync(file, 'r');
  try {
    for (;;) {
      const length = readSync(handle, piece);
      if (length === 0) return hash.digest('hex');
      hash.update(piece.subarray(0, length));
    }
  } finally {
    closeSync(handle);
  }
}

function flush(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** What went wrong with the file that is written; what went wrong with the store comes back as it was. */
function explainWriting(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return error;
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT' || error.code === 'EFBIG') {
    return new StoppedEarlyError(`The disk that holds ${path} is full.`, {
      why: error.message,
      todo: 'Free some space and run the same command again: it writes what is missing.',
      cause: error,
    });
  }
  return new UsageError(`${path} cannot be written.`, {
    why: error.message,
    todo: 'Choose another place.',
    cause: error,
  });
}
