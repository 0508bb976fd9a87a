import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { oddValues } from '../../src/local-hub/faults/odd-values.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { serve } from '../support/crawl.js';
import { expectDocsTable } from '../support/docs-section.js';
import { dumpStore } from '../support/dump.js';
import { crawlAtOnce, PAGE_MODELS, serveFault } from '../support/fault-run.js';
import { plainModels } from '../support/models.js';
import { tempFolder } from '../support/temp.js';

interface Dump {
  models: ({ hub_id: string; name: string; tags: string[] } & Record<string, unknown>)[];
  quarantine: { hub_id: string | null; field: string | null; json: string }[];
  night: string[];
}

interface Stored {
  columns?: Record<string, unknown>;
  tags?: string[];
  /** Fields in quarantine; null for the whole entry, which is then not stored. */
  setAside?: (string | null)[];
}

const controls = String.fromCharCode(...Array.from({ length: 31 }, (_, index) => index + 1), 0x7f, 0x9b);
const whole: Stored = { setAside: [null] };

/** What becomes of each odd value; one that is not named here is stored as if it were not odd. */
const stored: Record<string, Stored> = {
  'nothing but _id and id': {
    columns: { created_at: null, downloads_30d: null, likes: null, private: null, licence: null },
    tags: [],
  },
  'null in every field': { columns: { likes: null, pipeline_tag: null, library: null }, tags: [] },
  'no tags': { columns: { licence: null }, tags: [] },
  '1,000 tags': { tags: Array.from({ length: 1000 }, (_, index) => `topic-${index}`).sort() },
  'a tag of 5,000 characters': { tags: ['long '.repeat(1000)] },
  'a tag that is a number': {
    columns: { licence: 'license:mit' },
    tags: ['license:mit', 'region:us'],
    setAside: ['tags'],
  },
  emoji: { columns: { author: 'author-1', name: 'author-1/🤗-🏳️‍🌈' }, tags: ['🔥'] },
  'right-to-left text and overrides': {
    columns: { author: 'author-1', name: 'author-1/\u202Egpj.exe\u2066 נטען' },
    tags: ['\u200F'],
  },
  'control characters': { columns: { author: 'author-1', name: `author-1/${controls}` }, tags: [controls] },
  'lone surrogates': { columns: { author: 'author-1', name: 'author-1/\uFFFD' }, tags: ['\uFFFDx'] },
  'a name without slash': { columns: { name: 'bert-base-uncased', author: null } },
  'downloads 0': { columns: { downloads_30d: 0 } },
  'downloads above 2^31': { columns: { downloads_30d: 4_294_967_297 } },
  'downloads a text': { columns: { downloads_30d: null }, setAside: ['downloads'] },
  'downloads negative': { columns: { downloads_30d: null }, setAside: ['downloads'] },
  'safetensors.total above 2^53': { columns: { parameters: null }, setAside: ['safetensors'] },
  'safetensors without total': { columns: { parameters: null }, setAside: ['safetensors'] },
  'trendingScore 0.2': { columns: { trending_score: 0.2 } },
  'trendingScore negative': { columns: { trending_score: -3.5 } },
  'createdAt that is no date': { columns: { created_at: null }, setAside: ['createdAt'] },
  'gated with an unknown value': { columns: { gated: null }, setAside: ['gated'] },
  'gated true': { columns: { gated: null }, setAside: ['gated'] },
  'an _id that is none': whole,
  'an empty name': whole,
  'null for an entry': whole,
  'a text for an entry': whole,
};

const models = plainModels(2 * PAGE_MODELS);
const storePath = () => join(tempFolder(), 'oai.db');

async function crawlOdd(): Promise<Dump> {
  const path = storePath();
  await crawlAtOnce(path, (await serveFault('odd-values', recordedSource(models))).endpoint);
  return dumpStore(path) as Dump;
}

async function crawlCalm(): Promise<Dump> {
  const path = storePath();
  const hub = await serve({ source: recordedSource(models), wire: { maxLimit: PAGE_MODELS } });
  await crawlAtOnce(path, hub.endpoint, { client: { token: undefined } });
  return dumpStore(path) as Dump;
}

function fate({ setAside = [] }: Stored = {}): string {
  if (setAside.length === 0) return 'kept';
  return setAside.includes(null) ? 'entry set aside' : `model kept, ${setAside.join(', ')} set aside`;
}

describe('odd values', () => {
  it('are listed in docs/faults.md with what becomes of them', () =>
    expectDocsTable(
      'faults.md',
      'odd',
      ['sent', 'what becomes of it'],
      oddValues.map(({ what }) => [what, fate(stored[what])]),
    ));

  it('touch no model but their own, and are kept or set aside one by one', async () => {
    expect(Object.keys(stored).filter((what) => !oddValues.some((odd) => odd.what === what))).toEqual([]);
    const [odd, calm] = [await crawlOdd(), await crawlCalm()];
    const newestFirst = [...models].reverse();
    const expected = newestFirst.flatMap(({ _id }, index) => {
      const row = calm.models.find(({ hub_id }) => hub_id === _id);
      const { columns, tags, setAside = [] } = stored[oddValues[index]?.what ?? ''] ?? {};
      if (row === undefined || setAside.includes(null)) return [];
      const licence = tags?.find((tag) => tag.startsWith('license:')) ?? null;
      return [{ ...row, ...(tags === undefined ? {} : { tags, licence }), ...columns }];
    });
    expect([...odd.models].reverse()).toEqual(expected);
    const oddIds = new Set(newestFirst.slice(0, oddValues.length).map(({ _id }) => _id));
    const untouched = ({ night }: Dump) => night.filter((line) => !oddIds.has(line.split(' ')[0] ?? ''));
    expect(untouched(odd)).toEqual(untouched(calm));
  });

  it('that are set aside are in quarantine with the entry as it was sent', async () => {
    const { quarantine } = await crawlOdd();
    const expected = oddValues.flatMap(({ what }) => stored[what]?.setAside ?? []);
    const fieldOrder = (a: string | null, b: string | null) => String(a).localeCompare(String(b));
    expect(quarantine.map(({ field }) => field).sort(fieldOrder)).toEqual(expected.sort(fieldOrder));
    const total = quarantine.find(({ json }) => json.includes('1152921504606847000'));
    expect(total?.field).toBe('safetensors');
  });

  it('reach the night as they were sent', async () => {
    const { models: rows, night } = await crawlOdd();
    const idOf = (column: string, value: unknown) => rows.find((row) => row[column] === value)?.hub_id ?? '';
    const lineOf = (hubId: string) => night.find((line) => line.startsWith(hubId));
    expect(lineOf(idOf('downloads_30d', 4_294_967_297))).toContain(' 4294967297 ');
    expect(lineOf(idOf('trending_score', 0.2))).toMatch(/ 0\.2$/);
    expect(lineOf(idOf('trending_score', -3.5))).toMatch(/ -3\.5$/);
  });

  it('include counts that fell since yesterday, which are stored as they are', async () => {
    const [fallen, ...others] = plainModels(30, () => ({ downloadsAllTime: 500, downloads: 90 }));
    if (fallen === undefined) throw new Error('the sample is too small');
    const hub = await serve({ source: recordedSource([fallen, ...others]) });
    const path = storePath();
    await crawlAtOnce(path, hub.endpoint, { client: { token: undefined } });
    Object.assign(fallen, { downloadsAllTime: 400, downloads: 80 });
    await crawlAtOnce(path, hub.endpoint, { client: { token: undefined } });
    const { models: rows, night } = dumpStore(path) as Dump;
    expect(rows.find(({ name }) => name === fallen.id)).toMatchObject({
      downloads_30d: 80,
      downloads_all_time: 400,
    });
    expect(night.find((line) => line.startsWith(fallen._id))).toContain(' 80 400 ');
  });
});
