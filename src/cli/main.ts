import { CommanderError } from 'commander';
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

process.exitCode = await main(process.argv.slice(2));
