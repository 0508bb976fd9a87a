import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { exportFormats } from './export-writer.js';

export const MANIFEST = 'manifest.json';

/** To be raised when a reader of the older layout would misread a folder. */
const LAYOUT = 1;

const exportedFile = z.object({
  /** Below the folder, with slashes. */
  file: z.string().regex(/^(?!\/)(?!.*\.\.)[\w.=/-]+$/),
  rows: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Of a night: what it was written from. The same text, the same file. */
  made_of: z.string().optional(),
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

/** What a folder holds, written after all of it. */
export type Manifest = z.output<typeof manifest>;
export type ExportedTable = z.output<typeof exportedTable>;
export type ExportedFile = z.output<typeof exportedFile>;

/** The manifest of a folder; undefined where there is none, `damaged` where it is not one of ours. */
export function readManifest(folder: string): Manifest | 'damaged' | undefined {
  const file = join(folder, MANIFEST);
  return existsSync(file) ? parseManifest(readFileSync(file, 'utf8')) : undefined;
}

export function parseManifest(text: string): Manifest | 'damaged' {
  try {
    return manifest.parse(JSON.parse(text));
  } catch {
    return 'damaged';
  }
}

export function manifestText(content: Omit<Manifest, 'layout'>): string {
  return `${JSON.stringify({ layout: LAYOUT, ...content }, null, 2)}\n`;
}
