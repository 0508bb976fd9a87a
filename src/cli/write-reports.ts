import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { MissingDataError, UsageError } from '../errors.js';
import type { Profile } from '../registry/vocabulary.js';
import type { Format } from '../render/format.js';
import { reports } from '../reports/index.js';
import type { ReportOutput } from '../reports/types.js';
import { type NightChoice, NightReader } from '../store/night-reader.js';
import type { Store } from '../store/open.js';
import { reportContext } from './report-context.js';
import { renderedReport } from './report-output.js';
import type { Terminal } from './terminal.js';

const MANIFEST = 'manifest.json';
const manifestFiles = z.object({
  reports: z.array(z.object({ files: z.array(z.object({ file: z.string() })) })),
});

/** What is written where nothing else is asked for. */
const folderFormats = ['json', 'md'] as const satisfies Format[];

export interface WriteReportsOptions {
  choice: NightChoice;
  formats?: readonly Format[] | undefined;
  registry?: string[] | undefined;
  profile?: Profile | undefined;
}

interface WrittenFile {
  file: string;
  bytes: number;
  sha256: string;
}

interface Computed {
  output: Pick<ReportOutput, 'report' | 'question' | 'provenance'> & Pick<ReportOutput['view'], 'finding'>;
  files: WrittenFile[];
}

/** What was written, and the reports that the night lacks the data for; `manifest.json` says the same. */
export interface WrittenReports {
  folder: string;
  files: string[];
  skipped: { report: string; why: string }[];
}

/**
 * Every report of one night with its default parameters, as `<report>.<format>` in `folder` (CSV as `<report>.<table>.csv`), with `index.md` to read them by
 * and `manifest.json` for programs; each file whole or as it was.
 * @throws UsageError when the folder cannot be written
 * @throws MissingDataError when there is no such night, or nothing can be computed from it
 */
export async function writeReports(
  terminal: Terminal,
  { db }: Store,
  path: string,
  folder: string,
  { choice, formats = folderFormats, registry, profile }: WriteReportsOptions,
): Promise<WrittenReports> {
  makeFolder(folder);
  const before = filesOf(join(folder, MANIFEST));
  // A file is read by programs and by people without a terminal.
  const plain = { ...terminal, colour: false };
  const night = NightReader.open(db, choice);
  const write = (file: string, text: string): WrittenFile => {
    terminal.answer(text, join(folder, file));
    const bytes = Buffer.from(text);
    return { file, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  };
  const computed: Computed[] = [];
  const skipped: WrittenReports['skipped'] = [];
  for (const { name, load } of reports) {
    try {
      const report = await load();
      const output = report.run(night, {}, await reportContext(report, process.env, { registry, profile }));
      const files: WrittenFile[] = [];
      for (const format of new Set(formats)) {
        const tables = format === 'csv' ? output.view.tables.map((table) => table.name) : [undefined];
        for (const table of tables) {
          const suffix = format === 'table' ? 'txt' : format;
          const file = [name, table, suffix].filter((part) => part !== undefined).join('.');
          files.push(write(file, await renderedReport(plain, output, path, format, table)));
        }
      }
      const { question, provenance, view } = output;
      computed.push({ output: { report: name, question, provenance, finding: view.finding }, files });
    } catch (error) {
      if (!(error instanceof MissingDataError)) throw error;
      skipped.push({ report: name, why: error.message });
    }
  }
  const [first] = computed;
  if (first === undefined) {
    throw new MissingDataError('No report can be computed from this night.', {
      why: skipped.map(({ report, why }) => `${report}: ${why}`).join(' '),
      todo: 'See `oai runs` for what each run was given.',
    });
  }
  const provenance =
    computed.find(({ output }) => output.provenance.registry !== null)?.output.provenance ??
    first.output.provenance;
  const { renderReportIndex } = await import('../render/render-report-index.js');
  const entries = computed.map(({ output, files }) => ({ ...output, files: files.map(({ file }) => file) }));
  write('index.md', renderReportIndex({ provenance, reports: entries, skipped }));
  const manifest = {
    provenance,
    reports: computed.map(({ output: { report, question }, files }) => ({ report, question, files })),
    skipped,
  };
  write(MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`);
  const files = [...entries.flatMap((entry) => entry.files), 'index.md', MANIFEST];
  for (const file of before) if (!files.includes(file)) rmSync(join(folder, file), { force: true });
  return { folder, files, skipped };
}

/** What the manifest of an earlier night lists: a report that is not computed tonight must not lie beside the others. */
function filesOf(manifest: string): string[] {
  if (!existsSync(manifest)) return [];
  try {
    const { reports: listed } = manifestFiles.parse(JSON.parse(readFileSync(manifest, 'utf8')));
    return listed
      .flatMap(({ files }) => files.map(({ file }) => file))
      .filter((file) => basename(file) === file);
  } catch {
    return [];
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new UsageError(`The reports cannot be written to ${folder}.`, {
      why: error instanceof Error ? error.message : String(error),
      todo: 'Choose another folder.',
      cause: error,
    });
  }
}
