import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import { z } from 'zod';
import type { ListedModel } from '../domain/listed-model.js';
import { relations } from '../domain/model-record.js';
import type { Recording } from './recordings.js';

/** 2022-03-02T23:29:04Z, the import that dates every older model. */
const LEGACY_SECONDS = 0x621ffdc0;

const gunzipped = promisify(gunzip);

/**
 * The models of a recording shipped in `data/recorded/` (see NOTICE), in the file's order. A column it lacks is absent
 * in every row. No file has the Hub's `_id`: it is made from the creation second, or the legacy import's where there
 * is no date, and a hash of the name, so it is the same in every run and in every recording.
 *
 * - `july-2022`: the whole public Hub, 55,524 models: id, downloads, pipeline_tag, sha, private.
 * - `may-2026`: 4,167 models as the public dump `hub-stats` has them, all-time downloads and `baseModels` included. A
 *   model that another names as its base has the `_id` given there, the Hub's own.
 * - `august-2026`: 15,904 models new or trending in that month, with removed ones kept. It says whether a model is
 *   gated but not how: a gated one reads `auto`.
 */
export async function readRecorded(name: Recording): Promise<ListedModel[]> {
  switch (name) {
    case 'july-2022':
      return readJuly2022();
    case 'may-2026':
      return readMay2026();
    case 'august-2026':
      return readAugust2026();
  }
}

const july2022Row = z.object({
  id: z.string(),
  downloads: z.coerce.number().int(),
  pipeline_tag: z.string(),
  sha: z.string(),
  private: z.enum(['True', 'False']),
});

async function readJuly2022(): Promise<ListedModel[]> {
  const rows: unknown = parse(await readText('hub-2022-07-huggingfaceR.csv.gz'), { columns: true });
  return z
    .array(july2022Row)
    .parse(rows)
    .map((row) => ({
      _id: objectId(LEGACY_SECONDS, row.id),
      id: row.id,
      private: row.private === 'True',
      sha: row.sha,
      ...(row.pipeline_tag !== '' && { pipeline_tag: row.pipeline_tag }),
      downloads: row.downloads,
    }));
}

const wholeNumber = z.bigint().transform(Number).pipe(z.int());
const jsonText = z.string().transform((text): unknown => JSON.parse(text));

const may2026Row = z.object({
  id: z.string(),
  author: z.string(),
  createdAt: z.date(),
  lastModified: z.date(),
  downloads: wholeNumber,
  downloadsAllTime: wholeNumber,
  likes: wholeNumber,
  trendingScore: z.number(),
  tags: z.array(z.string()),
  pipeline_tag: z.string().nullable(),
  library_name: z.string().nullable(),
  cardData: jsonText.pipe(z.record(z.string(), z.unknown())).nullable(),
  safetensors: z
    .object({ parameters: z.record(z.string(), wholeNumber.nullable()), total: wholeNumber })
    .optional(),
  gguf: jsonText
    .pipe(
      z.object({
        total: z.number(),
        architecture: z.string().exactOptional(),
        context_length: z.number().exactOptional(),
      }),
    )
    .nullable(),
  baseModels: z
    .object({
      relation: z.enum(relations),
      models: z.array(z.object({ _id: z.string(), id: z.string() })),
    })
    .optional(),
});

async function readMay2026(): Promise<ListedModel[]> {
  const file = Uint8Array.from(await readFile(recorded('hub-2026-05-evaleval.parquet'))).buffer;
  const rows = z.array(may2026Row).parse(await parquetReadObjects({ file }));
  const known = new Map(
    rows.flatMap(({ baseModels }) => baseModels?.models ?? []).map(({ _id, id }) => [id, _id]),
  );
  return rows.map(({ safetensors, ...row }) => ({
    _id: known.get(row.id) ?? objectId(row.createdAt.getTime() / 1000, row.id),
    id: row.id,
    author: row.author,
    lastModified: row.lastModified.toISOString(),
    ...(row.pipeline_tag !== null && { pipeline_tag: row.pipeline_tag }),
    ...(row.library_name !== null && { library_name: row.library_name }),
    tags: row.tags,
    likes: row.likes,
    downloads: row.downloads,
    downloadsAllTime: row.downloadsAllTime,
    trendingScore: row.trendingScore,
    createdAt: row.createdAt.toISOString(),
    ...(row.cardData !== null && { cardData: row.cardData }),
    ...(safetensors !== undefined && {
      safetensors: { parameters: present(safetensors.parameters), total: safetensors.total },
    }),
    ...(row.gguf !== null && { gguf: row.gguf }),
    ...(row.baseModels !== undefined && { baseModels: row.baseModels }),
  }));
}

/** A column of the file holds every format of number that occurs; the Hub names those of the model. */
function present(parameters: Record<string, number | null>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(parameters).filter((entry): entry is [string, number] => entry[1] !== null),
  );
}

const august2026Row = z.object({
  id: z.string(),
  author: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
  pipeline_tag: z.string().nullable(),
  library: z.string().nullable(),
  tags: z.array(z.string()),
  likes: z.number(),
  downloads_30d: z.number(),
  trending_score: z.number(),
  parameters: z.number().nullable(),
  gated: z.boolean(),
});

async function readAugust2026(): Promise<ListedModel[]> {
  const lines = (await readText('hub-2026-08-radar.jsonl.gz')).trimEnd().split('\n');
  return lines.map((line) => {
    const row = august2026Row.parse(JSON.parse(line));
    return {
      _id: objectId(Date.parse(row.created_at) / 1000, row.id),
      id: row.id,
      author: row.author,
      gated: row.gated ? 'auto' : false,
      lastModified: row.updated_at,
      ...(row.pipeline_tag !== null && { pipeline_tag: row.pipeline_tag }),
      ...(row.library !== null && { library_name: row.library }),
      tags: row.tags,
      likes: row.likes,
      downloads: row.downloads_30d,
      trendingScore: row.trending_score,
      createdAt: row.created_at,
      ...(row.parameters !== null && { safetensors: { parameters: {}, total: row.parameters } }),
    };
  });
}

async function readText(file: string): Promise<string> {
  return (await gunzipped(await readFile(recorded(file)))).toString('utf8');
}

function recorded(file: string): URL {
  // Two levels up from src/local-hub/ and from dist/local-hub/ alike.
  return new URL(`../../data/recorded/${file}`, import.meta.url);
}

function objectId(seconds: number, name: string): string {
  const rest = createHash('sha1').update(name).digest('hex').slice(0, 16);
  return Math.floor(seconds).toString(16).padStart(8, '0') + rest;
}
