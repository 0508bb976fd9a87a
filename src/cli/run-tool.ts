import { spawnSync } from 'node:child_process';

const TIMEOUT_MS = 10_000;

/** What another program answered; `status` is null when it is not there or did not end in time. */
export interface ToolAnswer {
  status: number | null;
  /** Byte for byte: one character a byte. */
  stdout: string;
  /** Its complaint, or why it could not be run. */
  complaint: string;
  missing: boolean;
}

/** Runs another program to its end, in the C locale. `input` is given one byte a character. */
export function runTool(program: string, args: readonly string[], input = ''): ToolAnswer {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    input: Buffer.from(input, 'latin1'),
    env: { ...process.env, LC_ALL: 'C' },
    timeout: TIMEOUT_MS,
  });
  const missing = error !== undefined && 'code' in error && error.code === 'ENOENT';
  return {
    status,
    stdout: stdout?.toString('latin1') ?? '',
    complaint: missing ? `there is no ${program} here` : (error?.message ?? stderr.toString().trim()),
    missing,
  };
}
