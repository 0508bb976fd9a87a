import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { UsageError } from '../errors.js';
import { dayText } from './time-text.js';
import { unreadable } from './read-text.js';

export interface DatedFile {
  path: string;
  /** What runs and reports name as the source: nothing of the folders of this machine. */
  name: string;
  /** `YYYY-MM-DD`. */
  date: string;
}

/** What the dump has tables of, by the names of its files and folders. */
const KIND = /(?<![a-z])(models|datasets|spaces|posts|papers)(?![a-z])/i;

const DAY = /(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)/;

/**
 * The Parquet files of models that the arguments name, or that are in the folders they name, in order of date.
 * @throws UsageError when one is not there, is of something else, has no date, or two are of the same day
 */
export function findParquetFiles(paths: readonly string[], date: string | undefined): DatedFile[] {
  const files = paths.flatMap((path) => filesAt(path));
  if (date !== undefined && files.length > 1) {
    throw new UsageError(`--date gives one day to ${files.length} files.`, {
      why: 'Each of them is a night of its own.',
      todo: 'Import them one by one, or name each file or its folder by its day: models/2026-09-30/models.parquet.',
    });
  }
  const dated = files.map(({ path, name }) => ({ path, name, date: date ?? dateInName(path) }));
  dated.sort((a, b) => (a.date < b.date ? -1 : Number(a.date > b.date)));
  for (const [index, file] of dated.entries()) {
    const before = dated[index - 1];
    if (before?.date !== file.date) continue;
    throw new UsageError(`${before.path} and ${file.path} are both of ${file.date}.`, {
      why: 'A day has one night.',
      todo: 'Name the files or the folder of the models alone.',
    });
  }
  return dated;
}

function filesAt(path: string): { path: string; name: string }[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) {
    throw new UsageError(`There is no ${path}.`, {
      why: 'Neither a file nor a folder has that name.',
      todo: 'Name a Parquet file, or a folder that has some.',
    });
  }
  if (!stats.isDirectory()) {
    const kind = kindOf(join(basename(dirname(resolve(path))), basename(path)));
    if (kind !== null && kind !== 'models') throw ofOthers(path, kind);
    return [{ path, name: basename(path) }];
  }
  const root = dirname(resolve(path));
  const found = readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.parquet'))
    .map((name) => ({ path: join(path, name), name: relative(root, resolve(path, name)) }));
  const kinds = found.map(({ name }) => kindOf(name));
  const others = kinds.find((kind) => kind !== null && kind !== 'models');
  const models = found.filter((_, index) => kinds[index] === null || kinds[index] === 'models');
  if (models.length > 0) return models;
  if (others !== undefined && others !== null) throw ofOthers(path, others);
  throw new UsageError(`${path} has no Parquet file.`, {
    why: 'A folder is read for what ends in .parquet, in it and below it.',
    todo: 'Name the folder of the snapshots, such as models with models/2026-09-30/models.parquet.',
  });
}

/** Of which kind a file is by its name, else by that of the nearest folder that tells. */
function kindOf(name: string): string | null {
  for (const part of name.split(sep).reverse()) {
    const [, kind] = KIND.exec(part) ?? [];
    if (kind !== undefined) return kind.toLowerCase();
  }
  return null;
}

function ofOthers(path: string, kind: string): UsageError {
  return new UsageError(`${path} is not of models.`, {
    why: `By its name it is of ${kind}.`,
    todo: 'Give the files or the folder of the models; a file of models has a name such as models-2026-09-30.parquet.',
  });
}

function dateInName(path: string): string {
  const [found] = DAY.exec(basename(path)) ?? DAY.exec(basename(dirname(resolve(path)))) ?? [];
  const day = dayText(found ?? '');
  if (day !== null) return day;
  throw new UsageError(`${path} does not say of which day it is.`, {
    why: 'Neither its name nor that of its folder has a date such as 2026-09-30.',
    todo: 'Add --date YYYY-MM-DD: the day on which the file was made.',
  });
}

/**
 * SHA-256 of a file in hexadecimal, and whether the file is still the same: by its place on the disk, size and time of change.
 * @throws UsageError when it cannot be read
 */
export async function fileIdentity(path: string): Promise<{ sha256: string; isUnchanged: () => boolean }> {
  const hash = createHash('sha256');
  const before = stateOf(path);
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }))
      hash.update(chunk as Buffer);
  } catch (error) {
    throw unreadable(path, error);
  }
  return { sha256: hash.digest('hex'), isUnchanged: () => stateOf(path) === before };
}

function stateOf(path: string): string {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return [stats?.dev, stats?.ino, stats?.size, stats?.mtimeNs].join();
}
