import { UsageError } from '../errors.js';
import type { ImportRow, ImportSource } from './import-source.js';
import { ParquetFile } from './read-parquet.js';
import { timeText } from './time-text.js';

/** What `oai` stores, of the columns that any version of the dump has had. */
const fields = [
  '_id',
  'id',
  'author',
  'createdAt',
  'lastModified',
  'downloads',
  'downloadsAllTime',
  'likes',
  'trendingScore',
  'gated',
  'private',
  'disabled',
  'pipeline_tag',
  'library_name',
  'tags',
  'safetensors',
  'gguf',
] as const;

/** Columns of the dump's other tables, where it has not those that only models have. */
const notOfModels = ['sdk', 'paperswithcode_id', 'description'];
const ofModels = ['pipeline_tag', 'library_name'];

/** What is read of structs. */
const members = { safetensors: 'total', gguf: 'total' } as const;

/**
 * `models.parquet` of the public dump hub-stats, of any age: columns came and went, counts were 32-bit, 64-bit or doubles, times
 * timestamps or text, `safetensors` and `gguf` structs or JSON.
 * @throws UsageError when it is no Parquet file, has no column `id`, or is of datasets or Spaces
 */
export async function readHubStats(path: string): Promise<ImportSource> {
  const file = await ParquetFile.open(path);
  if (!file.columns.includes('id')) {
    throw new UsageError(`${path} has no column \`id\`.`, {
      why: `Its columns are ${file.columns.join(', ')}.`,
      todo: 'Give `models.parquet` of hub-stats; a table of another form goes by way of CSV: oai import csv --map.',
    });
  }
  const foreign = notOfModels.filter((column) => file.columns.includes(column));
  if (foreign.length > 0 && !ofModels.some((column) => file.columns.includes(column))) {
    throw new UsageError(`${path} is not of models.`, {
      why: `It has ${foreign.join(', ')}, and neither ${ofModels.join(' nor ')}: so have the tables of datasets and Spaces.`,
      todo: 'Give `models.parquet` of hub-stats.',
    });
  }
  const columns = fields.filter((field) => file.columns.includes(field));
  file.requireMemory(columns, members);
  return {
    fields: columns,
    columnsChosen: false,
    rows: file.rows,
    async *batches(from) {
      for await (const rows of file.batches(columns, { members, from })) {
        yield rows.map(({ row, values }): ImportRow => ({ row, date: null, entry: toEntry(values) }));
      }
    },
  };
}

function toEntry(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entry: Record<string, unknown> = { ...values };
  for (const field of ['createdAt', 'lastModified']) entry[field] = timeText(entry[field]);
  for (const field of ['safetensors', 'gguf']) entry[field] = total(entry[field]);
  return entry;
}

/** Of a struct, or of JSON with kilobytes of chat template beside it; a struct of a model without one has nothing in it. */
function total(value: unknown): unknown {
  const parsed = typeof value === 'string' ? parseJson(value) : value;
  if (typeof parsed !== 'object' || parsed === null) return parsed;
  const { total: elements } = parsed as { total?: unknown };
  return elements === undefined || elements === null ? null : { total: elements };
}

function parseJson(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
