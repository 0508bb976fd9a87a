import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Format } from '../render/format.js';
import type { ReportOutput } from '../reports/types.js';
import type { NightReader } from '../store/night-reader.js';
import { computeReports } from './compute-reports.js';
import { makeFolder } from './make-folder.js';
import { type ReportFile, reportFiles } from './report-files.js';
import type { RegistryChoice } from './report-context.js';
import type { Terminal } from './terminal.js';

const MANIFEST = 'manifest.json';
const listedFile = z.object({ file: z.string() });
const manifestFiles = z.object({
  reports: z.array(z.object({ files: z.array(listedFile) })),
  pages: z.array(listedFile).default([]),
});

interface Entry {
  file: string;
  bytes: number;
  sha256: string;
}

/** What is written where nothing else is asked for. */
const folderFormats = ['json', 'md'] as const satisfies Format[];

export interface WriteReportsOptions extends RegistryChoice {
  /** What is to follow a command that reads the same store. */
  sameStore: string;
  formats?: readonly Format[] | undefined;
}

/** What was written, and the reports that the night lacks the data for; `manifest.json` says the same. */
export interface WrittenReports {
  folder: string;
  files: string[];
  skipped: { report: string; why: string }[];
  /** The file to begin with. */
  index: string;
}

/**
 * Every report of one night with its default parameters, as `<report>.<format>` in `folder` (CSV as `<report>.<table>.csv`, charts as
 * `<report>-<number>.svg`), with an index to read them by and `manifest.json` for programs; HTML as a site with the JSON and CSV of each page
 * beside it. Each file is written whole or stays as it was; what an earlier night left is taken away.
 * @throws UsageError when the folder cannot be written
 * @throws MissingDataError when nothing can be computed from the night
 */
export async function writeReports(
  terminal: Terminal,
  night: NightReader,
  folder: string,
  { sameStore, formats: asked = folderFormats, ...options }: WriteReportsOptions,
): Promise<WrittenReports> {
  makeFolder(folder);
  const before = filesOf(join(folder, MANIFEST));
  // A file is read by programs and by people without a terminal.
  const plain = { ...terminal, colour: false };
  const { outputs, claims, answered, skipped } = await computeReports(night, options);
  const isSite = asked.includes('html');
  const formats = new Set<Format>(isSite ? [...asked, 'json', 'csv'] : asked);
  formats.delete('html');
  const written = new Map<string, Entry>();
  const write = ({ file, text }: ReportFile): Entry => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    terminal.answer(text, join(folder, file));
    const bytes = Buffer.from(text);
    const entry = { file, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
    written.set(file, entry);
    return entry;
  };
  const entries: { output: ReportOutput; files: Entry[] }[] = [];
  for (const output of outputs) {
    const files = new Map<string, ReportFile>();
    for (const format of formats) {
      for (const file of await reportFiles(plain, output, sameStore, format)) files.set(file.file, file);
    }
    entries.push({ output, files: [...files.values()].map(write) });
  }
  const { provenance } =
    outputs.find(({ provenance: { registry } }) => registry !== null) ?? outputs[0] ?? noOutput();
  let index = 'index.html';
  if (isSite) {
    const { sitePages } = await import('../render/html/site.js');
    sitePages({ reports: outputs, claims, answered, skipped }).forEach(write);
  } else {
    index = 'index.md';
    const { renderReportIndex } = await import('../render/render-report-index.js');
    const listed = entries.map(({ output: { report, question, view }, files }) => ({
      report,
      question,
      finding: view.finding,
      files: files.map(({ file }) => file),
    }));
    write({ file: index, text: renderReportIndex({ provenance, reports: listed, skipped }) });
  }
  const manifest = {
    provenance,
    reports: entries.map(({ output: { report, question }, files }) => ({ report, question, files })),
    pages: [...written.values()].filter(({ file }) => file.endsWith('.html') || file === index),
    skipped,
  };
  write({ file: MANIFEST, text: `${JSON.stringify(manifest, null, 2)}\n` });
  for (const file of before) if (!written.has(file)) rmSync(join(folder, file), { force: true });
  return { folder, files: [...written.keys()], skipped, index };
}

function noOutput(): never {
  throw new Error('a night has at least one report');
}

/** What the manifest of an earlier night lists: a report that is not computed tonight must not lie beside the others. */
function filesOf(manifest: string): string[] {
  if (!existsSync(manifest)) return [];
  try {
    const { reports: listed, pages } = manifestFiles.parse(JSON.parse(readFileSync(manifest, 'utf8')));
    return [...listed.flatMap(({ files }) => files), ...pages].map(({ file }) => file).filter(isOurs);
  } catch {
    return [];
  }
}

/** A manifest may say anything: only what could be ours is taken away. */
function isOurs(file: string): boolean {
  return /^(ru\/)?[a-z0-9][a-z0-9._-]*$/.test(file);
}
