import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { z } from 'zod';
import { MissingDataError, UsageError } from '../errors.js';
import {
  INDEX_FILE,
  type KeptPage,
  keptPage,
  type KeptRun,
  keptRun,
  pageFileName,
  RUN_FILE,
} from './page-archive-format.js';

/** A thousand entries with their chat templates are some megabytes. */
const LARGEST_PAGE_BYTES = 2 ** 29;

export interface KeptRunFolder {
  folder: string;
  run: KeptRun;
}

/** The folders of the runs kept in a folder, or its own where it is one; in the order of their names. */
export function findKeptRuns(folder: string): string[] {
  if (existsSync(join(folder, RUN_FILE))) return [folder];
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .filter((run) => existsSync(join(run, RUN_FILE)));
}

/**
 * The same, for reading.
 * @throws UsageError when the folder or a run of it cannot be read
 * @throws MissingDataError when it holds no run
 */
export function openPageArchive(folder: string): KeptRunFolder[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UsageError(`${folder} is not a folder.`, {
      todo: 'Give --from-pages a folder that `oai crawl --keep-pages` has written.',
    });
  }
  const runs = findKeptRuns(folder).map(readKeptRun);
  if (runs.length > 0) return runs;
  throw new MissingDataError(`No pages are kept in ${folder}.`, {
    why: `Neither it nor a folder in it has a ${RUN_FILE}.`,
    todo: '`oai crawl --keep-pages DIR` keeps them.',
  });
}

/** The pages of a run in order; a last line that was being written is left out. */
export function readPageIndex(folder: string): KeptPage[] {
  const path = join(folder, INDEX_FILE);
  const lines = readBytes(path).toString('utf8').split('\n').slice(0, -1);
  return lines.map((line, index) => {
    const page = parsed(keptPage, path, line);
    if (page.page !== index + 1 || page.file !== pageFileName(page.page))
      throw damaged(path, `line ${index + 1} is of another page`);
    return page;
  });
}

/** What the Hub sent on one page. @throws UsageError when the file is not what was kept */
export function readKeptPage(folder: string, { page, entries, sha256 }: KeptPage): unknown[] {
  const path = join(folder, pageFileName(page));
  const bytes = readBytes(path);
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
    throw damaged(path, 'it is not the file that was kept: its SHA-256 differs');
  }
  const items = readItems(path, bytes);
  if (items.length !== entries) throw damaged(path, `it holds ${items.length} entries, not ${entries}`);
  return items;
}

function readItems(path: string, bytes: Buffer): unknown[] {
  try {
    const text = gunzipSync(bytes, { maxOutputLength: LARGEST_PAGE_BYTES }).toString('utf8');
    return text
      .split('\n')
      .slice(0, -1)
      .map((line): unknown => JSON.parse(line));
  } catch (error) {
    throw damaged(path, reasonOf(error));
  }
}

/** What is known of a run that was kept. @throws UsageError when it cannot be read */
export function readKeptRun(folder: string): KeptRunFolder {
  const path = join(folder, RUN_FILE);
  return { folder, run: parsed(keptRun, path, readBytes(path).toString('utf8')) };
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw damaged(path, reasonOf(error));
  }
}

function parsed<Schema extends z.ZodType>(schema: Schema, path: string, text: string): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw damaged(path, reasonOf(error));
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.replaceAll(/\s+/g, ' ') : String(error);
}

function damaged(path: string, why: string): UsageError {
  return new UsageError(`${path} cannot be read as kept pages.`, {
    why,
    todo: 'Restore it from a copy, or move the folder of its run elsewhere.',
  });
}
