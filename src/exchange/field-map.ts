import { UsageError } from '../errors.js';
import { dayText, timeText } from './time-text.js';

type Entry = Record<string, unknown>;

interface Target {
  /** The Hub's field that it fills; null where it says something of the row. */
  field: string | null;
  description: string;
  put: (entry: Entry, value: unknown, tagSeparator: string | null) => void;
}

const into =
  (field: string, convert: (value: unknown) => unknown) =>
  (description: string): Target => ({
    field,
    description,
    put: (entry, value) => {
      entry[field] = convert(value);
    },
  });
const tagged =
  (prefix: string) =>
  (description: string): Target => ({
    field: 'tags',
    description,
    put: (entry, value) => addTags(entry, typeof value === 'string' ? [`${prefix}${value}`] : [value]),
  });
const sized =
  (field: string) =>
  (description: string): Target => ({
    field,
    description,
    put: (entry, value) => {
      entry[field] = { total: toNumber(value) };
    },
  });

const asIs = (value: unknown): unknown => value;

/** What a column of a file may be: columns of `models`, and the date of the row. */
export const importTargets = {
  name: into('id', asIs)('the model, namespace/name; required'),
  hub_id: into('_id', asIs)("the Hub's `_id`, 24 hexadecimal digits; without it a model is its name"),
  date: {
    field: null,
    description: 'the day of the row: the file holds a history, in order of date',
    put: () => undefined,
  },
  author: into('author', asIs)('the namespace, where the name does not tell'),
  created_at: into(
    'createdAt',
    timeText,
  )('ISO 8601 (UTC unless it says otherwise) or Unix seconds, not milliseconds'),
  modified_at: into('lastModified', timeText)('likewise'),
  downloads_30d: into('downloads', toNumber)('downloads of the last 30 days'),
  downloads_all_time: into('downloadsAllTime', toNumber)('downloads since creation'),
  likes: into('likes', toNumber)('likes'),
  trending_score: into('trendingScore', toNumber)("the Hub's trending score"),
  gated: into('gated', toGated)('open (or false), auto or manual'),
  private: into('private', toFlag)('true or false'),
  disabled: into('disabled', toFlag)('true or false'),
  pipeline_tag: into('pipeline_tag', asIs)('the pipeline tag'),
  library: into('library_name', asIs)('the library'),
  licence: tagged('license:')('the licence, such as apache-2.0'),
  base: tagged('base_model:')('name of the base model'),
  parameters: sized('safetensors')('elements by the safetensors headers'),
  gguf_parameters: sized('gguf')('elements by the GGUF header'),
  tags: {
    field: 'tags',
    description: 'a JSON array, or a text parted by --tag-separator',
    put: (entry, value, separator) => {
      const tags = toTags(value, separator);
      if (Array.isArray(tags)) addTags(entry, tags);
      else entry['tags'] = tags;
    },
  },
  removed: {
    field: null,
    description: 'true where the model is gone; with --changes',
    put: (entry, value) => {
      entry['removed'] = toFlag(value);
    },
  },
} as const satisfies Record<string, Target>;

export type ImportTarget = keyof typeof importTargets;

/** Which column, or path in NDJSON, is what. */
export type FieldMap = ReadonlyMap<ImportTarget, string>;

const isTarget = (text: string): text is ImportTarget => Object.hasOwn(importTargets, text);

/**
 * Reads `name=id,downloads_30d=downloads`.
 * @throws UsageError when it names no such target, one twice, or not the name
 */
export function parseFieldMap(text: string): FieldMap {
  const map = new Map<ImportTarget, string>();
  const targets = Object.keys(importTargets).join(', ');
  for (const pair of text.split(',')) {
    const [target = '', ...rest] = pair.split('=');
    const [key, column] = [target.trim(), rest.join('=').trim()];
    if (!isTarget(key) || column === '' || map.has(key)) {
      throw new UsageError(`--map cannot be read at "${pair.trim()}".`, {
        why:
          isTarget(key) && column !== ''
            ? `${key} is given twice.`
            : `It takes target=column pairs; targets are ${targets}.`,
        todo: 'Such as --map name=id,downloads_30d=downloads,likes=likes.',
      });
    }
    map.set(key, column);
  }
  if (!map.has('name')) {
    throw new UsageError('--map does not say which column has the name of the model.', {
      why: 'Every model has a name; an `_id` alone does not say which one it is.',
      todo: 'Add name=COLUMN, such as --map name=id,downloads_30d=downloads.',
    });
  }
  return map;
}

/** The Hub's fields that a map fills. */
export function fieldsOf(map: FieldMap): string[] {
  const fields = [...map.keys()].map((target) => importTargets[target].field);
  return [...new Set(fields.filter((field) => field !== null))];
}

/** The row as the Hub would list it; an empty cell is missing, never zero. */
export function toEntry(map: FieldMap, cell: (column: string) => unknown, separator: string | null): Entry {
  const entry: Entry = {};
  for (const [target, column] of map) {
    const value = cell(column);
    if (value !== undefined && value !== null && value !== '')
      importTargets[target].put(entry, value, separator);
  }
  return entry;
}

/** @throws UsageError when the row has no day */
export function dateOfRow(map: FieldMap, cell: (column: string) => unknown, row: number): string | null {
  const column = map.get('date');
  if (column === undefined) return null;
  const value = cell(column);
  const day = dayText(value);
  if (day !== null) return day;
  throw new UsageError(`Row ${row} has no date: ${column} is ${JSON.stringify(value) ?? 'missing'}.`, {
    why: 'Every row of a history belongs to a day: such as 2026-01-31, with or without a time, or Unix seconds (no milliseconds).',
    todo: 'Correct the row and import the file again. Or name another column: --map date=COLUMN.',
  });
}

function addTags(entry: Entry, tags: readonly unknown[]): void {
  const known: readonly unknown[] = Array.isArray(entry['tags']) ? entry['tags'] : [];
  entry['tags'] = [...known, ...tags.filter((tag) => !known.includes(tag))];
}

const NUMBER = /^[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?$/;

/** What is no number stays as it is, to be found wrong. */
function toNumber(value: unknown): unknown {
  return typeof value === 'string' && NUMBER.test(value.trim()) ? Number(value) : value;
}

function toFlag(value: unknown): unknown {
  if (value === 1 || value === 0) return value === 1;
  if (typeof value !== 'string') return value;
  const text = value.trim().toLowerCase();
  if (text === 'true' || text === '1') return true;
  return text === 'false' || text === '0' ? false : value;
}

function toGated(value: unknown): unknown {
  // A bare true does not say how access is granted, and is found wrong.
  return toFlag(value === 'open' ? false : value);
}

function toTags(value: unknown, separator: string | null): unknown {
  if (typeof value !== 'string') return value;
  if (separator !== null) {
    return value
      .split(separator)
      .map((tag) => tag.trim())
      .filter((tag) => tag !== '');
  }
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
