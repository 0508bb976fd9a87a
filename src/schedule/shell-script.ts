import { dirname } from 'node:path';
import type { NightlyJob } from './nightly-job.js';

/** One word of a POSIX shell, whatever is in it. */
export function shellQuote(word: string): string {
  return /^[\w@+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

export function shellCommand(words: readonly string[]): string {
  return words.map(shellQuote).join(' ');
}

/** One line for /bin/sh: reads the environment file, runs the job, logs what it says and a failure's exit code. */
export function shellScript({ command, environmentFile, logFile }: NightlyJob): string {
  const [environment, log, folder] = [environmentFile, logFile, dirname(logFile)].map(shellQuote);
  return [
    `mkdir -p ${folder};`,
    `{ set -a; [ ! -r ${environment} ] || . ${environment}; set +a;`,
    `${shellCommand(command)} || echo "exit code $? on $(date)"; } >> ${log} 2>&1`,
  ].join(' ');
}
