import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { MissingDataError, UsageError } from '../errors.js';
import { reports } from '../reports/index.js';
import { NightReader } from '../store/night-reader.js';
import type { Store } from '../store/open.js';
import { reportContext } from './report-context.js';
import { printOutput } from './report-output.js';
import type { Terminal } from './terminal.js';

const formats = ['json', 'md'] as const;

/**
 * Every report of the night of a run with its default parameters, as `<report>.json` and `<report>.md` in `folder`, each
 * file whole or as it was.
 * @returns the files, and the reports that the night lacks the data for
 * @throws UsageError when the folder cannot be written
 */
export async function writeReports(
  terminal: Terminal,
  { db }: Store,
  path: string,
  run: number,
  folder: string,
): Promise<{ folder: string; files: string[]; skipped: { report: string; why: string }[] }> {
  makeFolder(folder);
  const night = NightReader.open(db, { run });
  const files: string[] = [];
  const skipped: { report: string; why: string }[] = [];
  for (const { name, load } of reports) {
    try {
      const report = await load();
      const output = report.run(night, {}, await reportContext(report, process.env));
      for (const format of formats) {
        const file = `${name}.${format}`;
        await printOutput(terminal, output, path, format, { output: join(folder, file) });
        files.push(file);
      }
    } catch (error) {
      if (!(error instanceof MissingDataError)) throw error;
      skipped.push({ report: name, why: error.message });
    }
  }
  return { folder, files, skipped };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new UsageError(`The reports cannot be written to ${folder}.`, {
      why: error instanceof Error ? error.message : String(error),
      todo: 'Choose another folder with --reports.',
      cause: error,
    });
  }
}
