import { createReadStream, existsSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { z } from 'zod';
import { UsageError } from '../errors.js';
import { ParquetFile } from '../exchange/read-parquet.js';
import { paperColumns, PaperLabels, type PaperOverlay } from '../registry/paper-labels.js';
import type { Registry } from '../registry/registry.js';
import type { Terminal } from './terminal.js';

const row = z.record(z.string(), z.string());

/**
 * Reads an annotation table and writes its labels as an overlay folder.
 * @throws UsageError when the table cannot be read, or when the folder has such files already
 */
export async function importPaper(
  file: string,
  folder: string,
  registry: Registry,
  terminal: Terminal,
): Promise<PaperOverlay> {
  const labels = await readLabels(file);
  const listed = new Set(registry.namespaces().map((name) => name.toLowerCase()));
  const overlay = labels.overlay((name) => listed.has(name.toLowerCase()), basename(file));
  if (overlay.authors === 0) {
    throw new UsageError(`${file} labels nobody.`, {
      why: 'no row has an author with a type or a country that could be read',
      todo: `Give the table with the columns ${paperColumns.join(', ')}.`,
    });
  }
  const taken = overlay.files.find(({ name }) => existsSync(join(folder, name)));
  if (taken !== undefined) {
    throw new UsageError(`${join(folder, taken.name)} is there already.`, {
      why: 'the import would replace it',
      todo: 'Give -o a new folder, or delete the earlier import.',
    });
  }
  makeFolder(folder);
  for (const { name, text } of overlay.files) terminal.answer(text, join(folder, name));
  return overlay;
}

async function readLabels(file: string): Promise<PaperLabels> {
  if (file.endsWith('.parquet')) return readParquetLabels(file);
  const labels = new PaperLabels();
  try {
    await pipeline(
      createReadStream(file),
      parse({ bom: true, columns: checkedHeader, record_delimiter: ['\r\n', '\n'] }),
      async (records: AsyncIterable<unknown>) => {
        for await (const record of records) labels.add(row.parse(record));
      },
    );
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${file} cannot be read.`, {
      why: error instanceof Error ? error.message : String(error),
      todo: 'Give a CSV file, or a Parquet file whose name ends in .parquet.',
      cause: error,
    });
  }
  return labels;
}

async function readParquetLabels(path: string): Promise<PaperLabels> {
  const file = await ParquetFile.open(path);
  checkedHeader([...file.columns]);
  const labels = new PaperLabels();
  for await (const rows of file.batches(paperColumns)) {
    for (const { values } of rows) {
      const texts = paperColumns.map((column) => [column, values[column]] as const);
      labels.add(
        Object.fromEntries(texts.map(([column, value]) => [column, typeof value === 'string' ? value : ''])),
      );
    }
  }
  return labels;
}

function checkedHeader(header: string[]): string[] {
  const missing = paperColumns.filter((column) => !header.includes(column));
  if (missing.length === 0) return header;
  throw new UsageError(`The table lacks ${missing.join(', ')}.`, {
    why: 'its labels are read from these columns',
    todo: `Give a CSV or Parquet file with the columns ${paperColumns.join(', ')}.`,
  });
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new UsageError(`${folder} cannot be made.`, {
      why: error instanceof Error ? error.message : String(error),
      todo: 'Choose another place with -o.',
      cause: error,
    });
  }
}
