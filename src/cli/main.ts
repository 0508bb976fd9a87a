import { CommanderError } from 'commander';
import { UsageError } from '../errors.js';
import { exitCodeOf, exitCodes } from './exit-code.js';
import { buildProgram } from './program.js';
import { openTerminal } from './terminal.js';

/** Runs one command; the exit code. */
async function main(args: readonly string[]): Promise<number> {
  try {
    let code: number = exitCodes.done;
    const program = await buildProgram(args, (result) => (code = result));
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    // Commander has said what is wrong already; help and --version end this way too.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    openTerminal(process.env, {}).failure(error);
    return exitCodeOf(error);
  }
}

/** `oai help report tail` and `oai report help tail`, which commander does not follow so deep, are `oai report tail --help`. */
function withHelpFlag(args: readonly string[]): readonly string[] {
  const [first, second, ...rest] = args;
  if (first === 'help' && second !== undefined) return [second, ...rest, '--help'];
  if (first === 'report' && second === 'help') return [first, ...rest, '--help'];
  return args;
}

/** A reader that has seen enough, such as `head`, is not a failure, and must not end a crawl; a full disk is one. */
function watchStreams(): void {
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    openTerminal(process.env, {}).failure(
      new UsageError('The answer could not be written.', {
        why: error.message,
        todo: 'Write it elsewhere with -o.',
      }),
    );
    process.exitCode = exitCodes.usage;
  });
}

watchStreams();
process.exitCode = await main(withHelpFlag(process.argv.slice(2)));
