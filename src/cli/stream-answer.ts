import { notWritten, writeAnswerFile } from './answer-file.js';

/**
 * Prints an answer piece by piece, as fast as it is taken: to stdout, until its reader has seen enough, or into `file` as
 * {@link writeAnswerFile} does.
 * @throws what making the pieces throws
 * @throws UsageError when it cannot be written
 */
export async function streamAnswer(pieces: Iterable<string>, file?: string): Promise<void> {
  if (file === undefined) await toStdout(pieces);
  else writeAnswerFile(file, pieces);
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
