import {
  closeSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UsageError } from '../errors.js';

/** What a SQLite file and its write-ahead log begin with. Source: https://sqlite.org/fileformat2.html */
const sqliteHeaders = [
  Buffer.from('SQLite format 3\0'),
  Buffer.from('377f0682', 'hex'),
  Buffer.from('377f0683', 'hex'),
];

/**
 * Writes an answer piece by piece into `file`, where it appears whole or not at all; a device or a pipe is written to as it is.
 * @throws what making the pieces throws
 * @throws UsageError when `file` cannot be written, or is a store: no answer is worth one
 */
export function writeAnswerFile(file: string, pieces: Iterable<string>): void {
  const existing = explained(file, () => statSync(file, { throwIfNoEntry: false }));
  const asItIs = existing !== undefined && !existing.isFile();
  const target = existing === undefined || asItIs ? file : realpathSync(file);
  if (existing?.isFile() === true && explained(file, () => isSqlite(target))) {
    throw new UsageError(`${file} is a SQLite file, such as a store is.`, {
      why: 'An answer does not take its place.',
      todo: 'Choose another name with -o.',
    });
  }
  const draft = asItIs ? target : `${target}.${process.pid}.part`;
  if (!asItIs) explained(file, () => removeDraftsOfTheDead(target));
  const output = explained(file, () => openSync(draft, 'w', existing?.mode));
  try {
    try {
      for (const piece of pieces) explained(file, () => writeFileSync(output, piece));
    } finally {
      closeSync(output);
    }
    if (!asItIs) explained(file, () => renameSync(draft, target));
  } finally {
    if (!asItIs) rmSync(draft, { force: true });
  }
}

function isSqlite(file: string): boolean {
  const head = Buffer.alloc(16);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, head);
  } finally {
    closeSync(handle);
  }
  return sqliteHeaders.some((header) => head.subarray(0, header.length).equals(header));
}

/** SQLite answers without a pause in which a signal could be heard, so that one ends the process where it is. */
function removeDraftsOfTheDead(target: string): void {
  const name = basename(target);
  for (const found of readdirSync(dirname(target))) {
    const pid = found.startsWith(`${name}.`)
      ? /^\.(\d+)\.part$/.exec(found.slice(name.length))?.[1]
      : undefined;
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(dirname(target), found), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A process of somebody else's is one, too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function explained<T>(file: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw notWritten(file, error);
  }
}

export function notWritten(what: string, error: unknown): UsageError {
  return new UsageError(`${what} cannot be written.`, {
    why: error instanceof Error ? error.message : String(error),
    todo: 'Choose another place with -o.',
    cause: error,
  });
}
