import { createColors } from 'picocolors';
import { OaiError } from '../errors.js';
import { safeText } from '../render/safe-text.js';
import { type Check, checks } from './doctor-checks.js';
import { DoctorContext, type DoctorSettings } from './doctor-context.js';
import { exitCodeOf, exitCodes } from './exit-code.js';
import type { Terminal } from './terminal.js';

/** One line of the answer; the JSON form as it is. */
interface Diagnosis {
  name: string;
  verdict: 'ok' | 'warn' | 'fail';
  text: string;
  /** The command that mends it. */
  mend: string | null;
  /** 0 unless it fails. */
  exit_code: number;
}

/** Runs every check and tells what is wrong and what mends it; the exit code of the first that fails, else 0. */
export async function runDoctor(
  terminal: Terminal,
  settings: DoctorSettings,
  { json }: { json: boolean },
): Promise<number> {
  const context = new DoctorContext(settings);
  const diagnoses: Diagnosis[] = [];
  for (const check of checks) {
    const diagnosis = await diagnose(check, context);
    diagnoses.push(diagnosis);
    if (!json) terminal.answer(diagnosisText(diagnosis, terminal));
  }
  const exitCode = diagnoses.find(({ verdict }) => verdict === 'fail')?.exit_code ?? exitCodes.done;
  if (json) terminal.answer(`${JSON.stringify({ exit_code: exitCode, checks: diagnoses }, null, 2)}\n`);
  return exitCode;
}

async function diagnose({ name, run }: Check, context: DoctorContext): Promise<Diagnosis> {
  try {
    const finding = await run(context);
    const verdict = finding.mend === undefined ? 'ok' : 'warn';
    return { name, verdict, text: finding.text, mend: finding.mend ?? null, exit_code: exitCodes.done };
  } catch (error) {
    const { why, todo } = error instanceof OaiError ? error : {};
    const what = error instanceof Error ? error.message : String(error);
    return {
      name,
      verdict: 'fail',
      text: why === undefined ? what : `${what} ${why}`,
      mend: todo ?? 'OAI_LOG=debug oai doctor',
      exit_code: exitCodeOf(error),
    };
  }
}

function diagnosisText({ name, verdict, text, mend }: Diagnosis, { colour }: Terminal): string {
  const paint = createColors(colour);
  const colours = { ok: paint.green, warn: paint.yellow, fail: paint.red };
  const word = verdict === 'ok' ? verdict : verdict.toUpperCase();
  const line = `${colours[verdict](word.padEnd(4))}  ${name.padEnd(8)}  ${safeText(text)}\n`;
  return mend === null ? line : `${line}${' '.repeat(16)}mend: ${safeText(mend)}\n`;
}
