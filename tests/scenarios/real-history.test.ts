import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { listNights, type Night } from '../../src/store/night.js';
import { NightReader } from '../../src/store/night-reader.js';
import { openForReading } from '../../src/store/open.js';
import { HubOverTime } from '../support/nights.js';
import { tempFolder } from '../support/temp.js';

type Row = Record<string, string>;

/** Values by model: what the Hub said on one day. */
type Day = Map<string, Row>;

function readRows(name: string): Row[] {
  const file = readFileSync(new URL(`../recorded/${name}`, import.meta.url));
  return parse<Row>(gunzipSync(file), { columns: true });
}

/** A stable identity for every name of a recording, which has none of the Hub's own. */
function identities(): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    const id = known.get(name) ?? (0x621ffdc0 + known.size).toString(16).padEnd(24, '0');
    known.set(name, id);
    return id;
  };
}

/** What the store holds of every night, by name, beside the night itself. */
function readAll(
  path: string,
): { night: Night; downloads: Map<string, number>; likes: Map<string, number> }[] {
  const store = openForReading({ path, clock: systemClock, command: 'test' });
  try {
    return listNights(store.db).map((night) => {
      const reader = NightReader.open(store.db, { run: night.run });
      const [present, downloads, likes] = (['present', 'downloads_30d', 'likes'] as const).map((name) =>
        reader.column(name),
      );
      const positions = [...(present ?? []).keys()].filter((position) => present?.[position] === 1);
      const names = reader.names(positions);
      const byName = (values: Float64Array | undefined) =>
        new Map(names.map((name, index) => [name, values?.[positions[index] ?? 0] ?? NaN]));
      return { night, downloads: byName(downloads), likes: byName(likes) };
    });
  } finally {
    store.close();
  }
}

const numbers = (day: Day, field: string) =>
  new Map([...day].map(([name, row]) => [name, Number(row[field])]));

it(
  '721 real days of 276 models come back day by day, gaps and stalled counters included',
  { timeout: 300_000 },
  async () => {
    const days = new Map<string, Day>();
    for (const row of readRows('history-2024-2026-dome-transformersjs.csv.gz')) {
      const date = row['date'] ?? '';
      days.set(date, (days.get(date) ?? new Map<string, Row>()).set(row['id'] ?? '', row));
    }
    expect(days.size).toBe(721);
    const idOf = identities();
    const listed: ListedModel[] = [];
    const over = await HubOverTime.start(listed, join(tempFolder(), 'oai.db'));
    for (const [date, day] of days) {
      const models = [...day].map(([id, row]) => ({
        _id: idOf(id),
        id,
        downloads: Number(row['downloads']),
        likes: Number(row['likes']),
      }));
      listed.splice(0, listed.length, ...models);
      await over.night(date);
    }

    const stored = readAll(over.path);
    expect(stored.map(({ night }) => night.date)).toEqual([...days.keys()]);
    for (const { night, downloads, likes } of stored) {
      const day = days.get(night.date) ?? new Map<string, Row>();
      expect(downloads, night.date).toEqual(numbers(day, 'downloads'));
      expect(likes, night.date).toEqual(numbers(day, 'likes'));
    }

    // Stalled, as read from the file: no counter moved since the last night that was trusted.
    const expected: string[] = [];
    let reference: Day | undefined;
    for (const { night } of stored) {
      const day = days.get(night.date) ?? new Map<string, Row>();
      const both = [...day].filter(([name]) => reference?.has(name) === true);
      const moved = both.filter(([name, row]) => row['downloads'] !== reference?.get(name)?.['downloads']);
      if (both.length >= 20 && moved.length === 0) expected.push(night.date);
      if (night.quality === 'good') reference = day;
    }
    expect(stored.filter(({ night }) => night.stalled).map(({ night }) => night.date)).toEqual(expected);
    expect(expected).toContain('2024-05-09');
    expect(expected.length).toBeGreaterThan(3);
  },
);

it(
  '13 real captures of 15,904 models on four days come back as four nights',
  { timeout: 300_000 },
  async () => {
    const captures = new Map<string, Row[]>();
    for (const row of readRows('history-2026-08-radar.csv.gz')) {
      const at = row['captured_at'] ?? '';
      captures.set(at, [...(captures.get(at) ?? []), row]);
    }
    expect(captures.size).toBe(13);
    const idOf = identities();
    const listed: ListedModel[] = [];
    const over = await HubOverTime.start(listed, join(tempFolder(), 'oai.db'));
    const state: Day = new Map();
    const lastOfDay = new Map<string, Day>();
    for (const [at, rows] of [...captures].sort(([a], [b]) => (a < b ? -1 : 1))) {
      for (const row of rows) state.set(row['id'] ?? '', row);
      const day: Day = new Map([...state].filter(([, row]) => row['removed'] === '0'));
      const models = [...day].map(([id, row]) => ({
        _id: idOf(id),
        id,
        downloads: Number(row['downloads_30d']),
        likes: Number(row['likes']),
        trendingScore: Number(row['trending_score']),
      }));
      listed.splice(0, listed.length, ...models);
      const date = new Date(at).toISOString().slice(0, 10);
      await over.night(date);
      lastOfDay.set(date, day);
    }
    expect([...lastOfDay.keys()]).toEqual(['2026-08-19', '2026-08-20', '2026-08-21', '2026-08-22']);
    const stored = readAll(over.path);
    for (const [date, day] of lastOfDay) {
      const last = stored.findLast(({ night }) => night.date === date);
      expect(last?.downloads, date).toEqual(numbers(day, 'downloads_30d'));
      expect(last?.likes, date).toEqual(numbers(day, 'likes'));
    }
  },
);
