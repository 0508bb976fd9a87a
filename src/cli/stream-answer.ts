import { closeSync, openSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { UsageError } from '../errors.js';

/**
 * Prints an answer piece by piece, as fast as it is taken: to stdout, until its reader has seen enough, or into `file`, where it appears whole
 * or not at all; a device or a pipe is written to as it is.
 * @throws what making the pieces throws
 * @throws UsageError when `file` cannot be written
 */
export async function streamAnswer(pieces: Iterable<string>, file?: string): Promise<void> {
  if (file === undefined) await toStdout(pieces);
  else toFile(pieces, file);
}

async function toStdout(pieces: Iterable<string>): Promise<void> {
  for (const piece of pieces) {
    // Not through a stream of pieces, which would wait for the next one before it shows this.
    const error = await new Promise<NodeJS.ErrnoException | null | undefined>((resolve) => {
      process.stdout.write(piece, resolve);
    });
    if (error?.code === 'EPIPE') return;
    if (error) throw notWritten('The answer', error);
  }
}

function toFile(pieces: Iterable<string>, file: string): void {
  const existing = statSync(file, { throwIfNoEntry: false });
  const asItIs = existing !== undefined && !existing.isFile();
  const target = existing === undefined || asItIs ? file : realpathSync(file);
  const draft = asItIs ? target : `${target}.${process.pid}.part`;
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

function explained<T>(file: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw notWritten(file, error);
  }
}

function notWritten(what: string, error: unknown): UsageError {
  return new UsageError(`${what} cannot be written.`, {
    why: error instanceof Error ? error.message : String(error),
    todo: 'Choose another place with -o.',
    cause: error,
  });
}
