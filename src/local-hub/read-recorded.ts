import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { ListedModel } from '../domain/listed-model.js';

export type Recording = 'july-2022' | 'august-2026';

/** 2022-03-02T23:29:04Z, the import that dates every older model. */
const LEGACY_SECONDS = 0x621ffdc0;

const gunzipped = promisify(gunzip);

/**
 * The models of a recording shipped in `data/recorded/` (see NOTICE), in the file's order. A column it lacks is absent
 * in every row. Neither file has the Hub's `_id`: it is made from the creation second, or the legacy import's where
 * there is no date, and a hash of the name, so it is the same in every run and in both recordings.
 *
 * - `july-2022`: the whole public Hub, 55,524 models: id, downloads, pipeline_tag, sha, private.
 * - `august-2026`: 15,904 models new or trending in that month, with removed ones kept. It says whether a model is
 *   gated but not how: a gated one reads `auto`.
 */
export async function readRecorded(name: Recording): Promise<ListedModel[]> {
  return name === 'july-2022' ? readJuly2022() : readAugust2026();
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
  // Two levels up from src/local-hub/ and from dist/local-hub/ alike.
  const compressed = await readFile(new URL(`../../data/recorded/${file}`, import.meta.url));
  return (await gunzipped(compressed)).toString('utf8');
}

function objectId(seconds: number, name: string): string {
  const rest = createHash('sha1').update(name).digest('hex').slice(0, 16);
  return Math.floor(seconds).toString(16).padStart(8, '0') + rest;
}
