import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { exportFormats } from './export-writer.js';

export const MANIFEST = 'manifest.json';
/** There while an export is being written, and after one that was cut off. */
export const UNFINISHED = 'manifest.json.unfinished';

/** To be raised when a reader of the older layout would misread a folder. */
const LAYOUT = 1;

/** Below the folder, with slashes. */
const filePath = z.string().regex(/^(?!\/)(?!.*\.\.)[\w.=/-]+$/);

const exportedFile = z.object({
  file: filePath,
  rows: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Of a night: a digest of its values. The same text, the same file. */
  made_of: z.string().optional(),
  /** Of a night: a digest of how the store held them. The same text, the same values; with another they may be the same. */
  stored_as: z.string().optional(),
});

const exportedTable = z.object({
  /** Of which moment of the store: tables of one moment fit together. */
  moment: z.string(),
  files: z.array(exportedFile),
});

const manifest = z.object({
  layout: z.literal(LAYOUT),
  tool_version: z.string(),
  format: z.enum(exportFormats),
  /** The store's migrations: what its tables mean. */
  migrations: z.array(z.object({ number: z.int(), name: z.string(), checksum: z.string() })),
  newest_night: z.iso.date().nullable(),
  tables: z.record(z.string(), exportedTable),
});

const unfinished = z.object({
  layout: z.literal(LAYOUT),
  format: z.enum(exportFormats),
  files: z.array(filePath),
});

/** The files of an export, whole or begun. */
export type Unfinished = z.output<typeof unfinished>;

/** What a folder holds, written after all of it. */
export type Manifest = z.output<typeof manifest>;
export type ExportedTable = z.output<typeof exportedTable>;
export type ExportedFile = z.output<typeof exportedFile>;

/** The manifest of a folder; undefined where there is none, `damaged` where it is not one of ours. */
export function readManifest(folder: string): Manifest | 'damaged' | undefined {
  return readJson(join(folder, MANIFEST), parseManifest);
}

export function parseManifest(text: string): Manifest | 'damaged' {
  return parseJson(text, manifest);
}

export function manifestText(content: Omit<Manifest, 'layout'>): string {
  return jsonText(content);
}

/** The same of the files of an export that was not finished. */
export function readUnfinished(folder: string): Unfinished | 'damaged' | undefined {
  return readJson(join(folder, UNFINISHED), (text) => parseJson(text, unfinished));
}

export function unfinishedText(content: Omit<Unfinished, 'layout'>): string {
  return jsonText(content);
}

function readJson<T>(file: string, parse: (text: string) => T): T | undefined {
  return existsSync(file) ? parse(readFileSync(file, 'utf8')) : undefined;
}

function parseJson<T>(text: string, schema: z.ZodType<T>): T | 'damaged' {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return 'damaged';
  }
}

function jsonText(content: object): string {
  return `${JSON.stringify({ layout: LAYOUT, ...content }, null, 2)}\n`;
}
