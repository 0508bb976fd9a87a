import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';

const interruptionModule = new URL('../../dist/cli/interruption.js', import.meta.url).href;

/** Waits for a signal as a command does, says that its work is done, and stays, as one does that waits for its last output. */
const command = `
  import { Interruption } from ${JSON.stringify(interruptionModule)};
  const interruption = new Interruption();
  process.stdin.resume();
  interruption.stopSignal.addEventListener('abort', () => {
    interruption.dispose();
    process.exitCode = interruption.exitCode;
    console.log('done');
  });
  console.log('ready');
`;

describe('a signal', () => {
  it.each([
    ['SIGINT', 'SIGINT', 130],
    ['SIGTERM', 'SIGINT', 143],
    ['SIGHUP', 'SIGTERM', 129],
  ] as const)(
    'that comes after the work ended by %s, here %s, leaves the exit code',
    async (first, then, code) => {
      const child = spawn(process.execPath, ['--input-type=module', '--eval', command]);
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        if (text.includes('ready')) child.kill(first);
        if (text.includes('done')) child.kill(then);
      });
      expect(await once(child, 'close')).toEqual([code, null]);
    },
  );
});
