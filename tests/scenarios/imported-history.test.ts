import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../src/clock.js';
import { parseFieldMap } from '../../src/exchange/field-map.js';
import { readChanges } from '../../src/exchange/read-changes.js';
import { readCsv } from '../../src/exchange/read-csv.js';
import { concentration } from '../../src/reports/concentration.js';
import { listNights } from '../../src/store/night.js';
import { NightReader } from '../../src/store/night-reader.js';
import { openForReading } from '../../src/store/open.js';
import { oai } from '../support/cli.js';
import { queryOne } from '../support/dump.js';
import { importCsv, importSource } from '../support/imports.js';
import { runReport } from '../support/report-runs.js';
import { tempFolder } from '../support/temp.js';

type Row = Record<string, string>;

const recorded = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));
const history = recorded('recorded/history-2024-2026-dome-transformersjs.csv.gz');
const columns = ['downloads_30d', 'likes', 'parameters'] as const;
const map =
  'name=id,date=date,downloads_30d=downloads,likes=likes,modified_at=lastModified,pipeline_tag=pipeline_tag,parameters=numParameters,gated=gated';

/** What the store holds of every night: of each model, by name, its values in the order of `columns`. */
function readAll(path: string): Map<string, Map<string, (number | undefined)[]>> {
  const store = openForReading({ path, clock: systemClock, command: 'test' });
  try {
    return new Map(
      listNights(store.db).map((night) => {
        const reader = NightReader.open(store.db, { run: night.run });
        const present = reader.column('present');
        const positions = [...present.keys()].filter((position) => present[position] === 1);
        const values = columns.map((name) => reader.column(name));
        const names = reader.names(positions);
        return [
          night.date,
          new Map(names.map((name, index) => [name, values.map((column) => column[positions[index] ?? -1])])),
        ];
      }),
    );
  } finally {
    store.close();
  }
}

it(
  '721 real days are imported from the file as it is, and all of its 111,873 rows are read back equal',
  { timeout: 300_000 },
  async () => {
    const rows = parse<Row>(gunzipSync(readFileSync(history)), { columns: true });
    expect(rows).toHaveLength(111_873);
    const days = new Map<string, Map<string, (number | undefined)[]>>();
    const numberOf = (text: string | undefined) => (text === '' ? NaN : Number(text));
    for (const { date = '', id = '', downloads, likes, numParameters } of rows) {
      const day = days.get(date) ?? new Map<string, (number | undefined)[]>();
      days.set(date, day.set(id, [downloads, likes, numParameters].map(numberOf)));
    }
    const path = join(tempFolder(), 'oai.db');
    const { nights } = await importCsv(path, history, { map, date: null }, { accept: true });
    expect(nights.map(({ run }) => run.entries).reduce((sum, entries) => sum + entries, 0)).toBe(111_873);
    expect(nights.reduce((sum, { run }) => sum + run.quarantined, 0)).toBe(0);
    expect(queryOne(path, 'SELECT count(*) FROM model')).toBe(276);
    expect(
      nights.filter(({ night }) => night?.quality === 'good' || night?.quality === 'accepted'),
    ).toHaveLength(721);
    // Models come and go in this sample, and the checks say so of every day that they find odd.
    expect(nights.filter(({ night }) => night?.quality === 'accepted').length).toBeGreaterThan(100);
    const stored = readAll(path);
    expect([...stored.keys()]).toEqual([...days.keys()]);
    for (const [date, day] of days) expect(stored.get(date), date).toEqual(day);

    const name = 'Xenova/all-MiniLM-L6-v2';
    const { code, stdout, stderr } = await oai(['series', name, '--db', path, '--json']);
    expect(code, stderr).toBe(0);
    const { result } = JSON.parse(stdout) as {
      result: { series: { hub_id: string | null; days: { night: string; value: number | null }[] }[] };
    };
    const [series] = result.series;
    expect(series?.hub_id).toBeNull();
    const told = series?.days.flatMap(({ night, value }) => (value === null ? [] : [[night, value]]));
    expect(told).toEqual(
      [...days].flatMap(([date, day]) => (day.has(name) ? [[date, day.get(name)?.[0]]] : [])),
    );
    expect(told?.length).toBeGreaterThan(600);
  },
);

it(
  'the whole Hub of July 2022, imported from names and counts, is as concentrated as known',
  { timeout: 60_000 },
  async () => {
    const file = recorded('../data/recorded/hub-2022-07-huggingfaceR.csv.gz');
    const path = join(tempFolder(), 'oai.db');
    await importCsv(path, file, {
      map: 'name=id,downloads_30d=downloads,pipeline_tag=pipeline_tag,private=private',
      date: '2022-07-01',
    });
    const output = runReport(path, concentration, { metric: '30d' });
    expect(output.provenance).toMatchObject({
      night: '2022-07-01',
      endpoint: 'file:hub-2022-07-huggingfaceR.csv.gz',
      models: 55_524,
    });
    const known = { n: 55_524, total: 199_235_153, median: 2, gini: 0.9958 };
    const result = z
      .object({
        n: z.number(),
        total: z.number(),
        median: z.number(),
        gini: z.number().transform((gini) => Number(gini.toFixed(4))),
        top: z.array(z.object({ k: z.number(), share: z.number() })),
        below: z.array(z.object({ threshold: z.number(), count: z.number() })),
      })
      .parse(output.result);
    expect(result).toMatchObject(known);
    expect(result.below.find(({ threshold }) => threshold === 1)?.count).toBe(17_150);
    const shares = new Map(result.top.map(({ k, share }) => [k, share]));
    for (const [models, share] of [
      [6, 0.337],
      [56, 0.74],
      [555, 0.966],
      [5552, 0.998],
    ] as const) {
      expect(shares.get(models), String(models)).toBeCloseTo(share, 3);
    }
  },
);

it('a real log of 45,537 changes becomes the four days that it tells of', { timeout: 120_000 }, async () => {
  const log = recorded('recorded/history-2026-08-radar.csv.gz');
  const rows = parse<Row>(gunzipSync(readFileSync(log)), { columns: true });
  expect(rows).toHaveLength(45_537);
  const dayOf = (row: Row | undefined) => row?.['captured_at']?.slice(0, 10) ?? '';
  const newest = new Map<string, Row>();
  const days = new Map<string, Map<string, (number | undefined)[]>>();
  for (const [at, row] of rows.entries()) {
    newest.set(row['id'] ?? '', row);
    if (dayOf(rows[at + 1]) === dayOf(row)) continue;
    const there = [...newest].filter(([, { removed }]) => removed === '0');
    const values = ({ downloads_30d, likes }: Row) => [Number(downloads_30d), Number(likes), NaN];
    days.set(dayOf(row), new Map(there.map(([id, each]) => [id, values(each)])));
  }
  expect([...days.keys()]).toEqual(['2026-08-19', '2026-08-20', '2026-08-21', '2026-08-22']);
  const path = join(tempFolder(), 'oai.db');
  const map = 'name=id,date=captured_at,downloads_30d=downloads_30d,likes=likes,removed=removed';
  const source = readChanges(readCsv(log, parseFieldMap(map), null));
  const { nights } = await importSource(path, log, source, { date: null, map });
  expect(nights.map(({ run }) => run.quarantined)).toEqual([0, 0, 0, 0]);
  const stored = readAll(path);
  expect([...stored.keys()]).toEqual([...days.keys()]);
  for (const [date, day] of days) expect(stored.get(date), date).toEqual(day);
});
