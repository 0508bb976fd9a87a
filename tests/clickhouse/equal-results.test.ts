import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEmbeddedEngine } from '../../src/clickhouse/embedded-engine.js';
import type { Engine } from '../../src/clickhouse/engine.js';
import { systemClock } from '../../src/clock.js';
import { OaiError } from '../../src/errors.js';
import { reports } from '../../src/reports/index.js';
import type { Report } from '../../src/reports/report.js';
import { seriesReport } from '../../src/reports/series.js';
import type { ReportOutput } from '../../src/reports/types.js';
import { type NightChoice, NightReader } from '../../src/store/night-reader.js';
import type { NightSource } from '../../src/store/night-source.js';
import { openForReading, type Store } from '../../src/store/open.js';
import { SqliteSource } from '../../src/store/sqlite-source.js';
import { asStrictAsACluster, exportedSource } from '../support/engines.js';
import { storeOfEverything } from '../support/exported-store.js';
import { liveThrough, randomLives, randomNights } from '../support/lives.js';
import { plainModels } from '../support/models.js';
import { HubOverTime } from '../support/nights.js';
import { layerOf, registryOf, shippedLayer } from '../support/registry.js';
import { sharedFolder, tempFolder } from '../support/temp.js';

const folder = sharedFolder();
const registry = registryOf([
  shippedLayer(),
  layerOf(
    {
      entities: ['giant,Giant,,US,company,,,high,test,'],
      namespaces: ['author-1,giant,official,,,high,test,', 'author-2,giant,team,,,high,test,'],
      fortune500: ['Giant,giant.example,author-1;author-2,high,test'],
    },
    'overlay',
  ),
]);

/** A store with a night reader for each choice, as both engines have them. */
class BothEngines {
  readonly sqlite: NightSource;
  readonly clickhouse: NightSource;
  readonly #store: Store;
  readonly #nights = new Map<string, NightReader>();

  constructor(path: string, engine: Engine) {
    this.#store = openForReading({ path, clock: systemClock, command: 'test' });
    this.sqlite = new SqliteSource(this.#store.db);
    this.clickhouse = exportedSource(engine, path);
  }

  /** What a report gives, or why it gives nothing: expected to be equal. */
  run(report: Report, params: object, choice: NightChoice = {}): ReportOutput | string {
    const expected = this.#outcome('sqlite', report, params, choice);
    const found = this.#outcome('clickhouse', report, params, choice);
    expect(found, JSON.stringify([params, choice])).toEqual(expected);
    return expected;
  }

  close(): void {
    this.#store.close();
  }

  #outcome(
    engine: 'sqlite' | 'clickhouse',
    report: Report,
    params: object,
    choice: NightChoice,
  ): ReportOutput | string {
    try {
      const key = JSON.stringify([engine, choice]);
      const night = this.#nights.get(key) ?? NightReader.from(this[engine], choice);
      this.#nights.set(key, night);
      return report.run(night, { ...params }, { registry: () => registry });
    } catch (error) {
      if (!(error instanceof OaiError)) throw error;
      return `${error.name}: ${error.message} ${error.why ?? ''} ${error.todo ?? ''}`;
    }
  }
}

let everything: BothEngines;
/** Of long lives of few models. */
let lives: BothEngines;

beforeAll(async () => {
  const engine = asStrictAsACluster(await openEmbeddedEngine());
  const [varied, long] = [join(folder, 'everything.db'), join(folder, 'lives.db')];
  await (await storeOfEverything(varied)).close();
  await liveThrough(long, randomLives(40, 60, 3), randomNights(60, 4));
  everything = new BothEngines(varied, engine);
  lives = new BothEngines(long, engine);
}, 120_000);
afterAll(() => {
  everything.close();
  lives.close();
});

/** Parameters beside the default ones: one set for each way in which a report reads. */
const moreParams: Readonly<Record<string, readonly object[]>> = {
  concentration: [
    { overTime: true },
    { overTime: true, metric: 'all-time' },
    { by: 'author', metric: 'likes' },
  ],
  geography: [{ attribute: 'root' }, { attribute: 'base', byYear: true }, { grid: true }],
  sectors: [{ attribute: 'root', byYear: true }],
  orgs: [
    { by: 'account', attribute: 'root' },
    { by: 'owner', unattributed: 'drop' },
  ],
  releases: [{ per: 'month', excludeRole: ['mirror'] }],
  trending: [
    { by: 'type', weeks: 3 },
    { by: 'entity', rank: 'all-time' },
  ],
  ecosystems: [{ by: 'task' }, { by: 'library' }, { by: 'domain' }],
  ceiling: [{ of: 'all' }],
  adoption: [{ model: ['author-1/RENAMED'] }, { author: 'AUTHOR-2', age: '7' }],
  decay: [{ per: 'month', leastDownloads: 0 }],
  licences: [{ by: 'licence' }, { originals: true, largerThan: 1 }],
  'licence-drift': [{ relation: 'all' }, { relation: 'quantized' }],
  lineage: [
    { model: 'author-0/MODEL-0' },
    { model: 'author-1/odd-0', depth: 2 },
    { model: 'author-0/modle-0' },
  ],
  derivatives: [{ by: 'account' }, { by: 'family' }, { by: 'model', top: 50 }],
  formats: [{ from: '2026-08-01', to: '2026-09-15' }],
};

function paramsOf(report: Report): readonly object[] {
  const window = { metric: 'window', from: '2026-08-01', to: '2026-08-02' };
  const takes = (params: Record<string, unknown>): boolean => report.params.safeParse(params).success;
  const ofMetric = 'metric' in report.params.shape ? [{ metric: 'all-time' }, window].filter(takes) : [];
  return [{}, ...ofMetric, ...(moreParams[report.name] ?? [])];
}

const choices: readonly NightChoice[] = [
  { asOf: '2026-08-10' },
  { includeSuspect: true },
  { run: 4 },
  { asOf: '2020-01-01' },
  { run: 99 },
];

describe('a report read by ClickHouse from an export', () => {
  it.each(reports.map(({ name, load }) => [name, load] as const))(
    'is equal to the last digit to that of the store: %s',
    async (_, load) => {
      const report = await load();
      const outcomes = paramsOf(report).map((params) => everything.run(report, params));
      // One report made of all others takes as long as they do.
      if (report.name !== 'claims') for (const choice of choices) everything.run(report, {}, choice);
      outcomes.push(lives.run(report, {}), lives.run(report, {}, { asOf: '2026-02-14' }));
      expect(outcomes.filter((each) => typeof each === 'object').length).toBeGreaterThan(0);
    },
  );

  it.each([
    [['author-1/renamed'], {}],
    [['author-0/model-0', 'author-1/odd-3'], { metric: 'likes' }],
    [['no/such'], {}],
    [[], { author: 'author-1' }],
    [[], { author: 'author-1', metric: 'all-time', from: '2026-08-02', to: '2026-09-16' }],
    [[], { author: 'nobody' }],
  ])('is equal as a series of %j with %j', (names, params) => {
    everything.run(seriesReport(names), params);
  });
});

describe('what a source knows', () => {
  const both = <T>(read: (source: NightSource) => T): [T, T] => [
    read(everything.sqlite),
    read(everything.clickhouse),
  ];

  it('is equal for the names of all models, authors, tags and bases', () => {
    const keys = Array.from({ length: everything.sqlite.lastModelKey() + 2 }, (_, key) => key);
    for (const night of everything.sqlite.nights()) {
      const [expected, read] = both((source) => source.names(keys, night.nightKey));
      expect(read).toEqual(expected);
    }
    for (const name of ['authorNames', 'tagNames', 'baseNames', 'firstSeenRuns'] as const) {
      const [expected, read] = both((source) => source[name](keys));
      expect(read, name).toEqual(expected);
    }
  });

  it('is equal for every model by name, former name or _id', () => {
    const keys = Array.from({ length: everything.sqlite.lastModelKey() }, (_, index) => index + 1);
    const names = everything.sqlite.names(keys, 0).filter((_, index) => index % 29 === 0 || index > 350);
    const renamed = everything.sqlite.findModels('author-1/renamed');
    const others = renamed.flatMap(({ hubId, formerNames }) => [hubId ?? '', ...formerNames]);
    expect(others).toHaveLength(2);
    for (const name of [...names, ...others, 'author-1/renamed'].flatMap((each) => [
      each,
      each.toUpperCase(),
    ])) {
      for (const read of ['findModels', 'modelsNamed', 'baseNamed'] as const) {
        const [expected, found] = both((source) => source[read](name));
        expect(found, `${read} ${name}`).toEqual(expected);
      }
    }
  });

  it('is equal for a name that nobody has any more, whatever its case', async () => {
    const models = plainModels(30);
    const over = await HubOverTime.start(models, join(tempFolder(), 'oai.db'));
    await over.night('2026-01-01');
    const [first, second] = models;
    if (first !== undefined && second !== undefined) [first.id, second.id] = ['author-0/new', first.id];
    await over.night('2026-01-02');
    if (second !== undefined) second.id = 'author-1/newer';
    await over.night('2026-01-03');
    const both = new BothEngines(over.path, await openEmbeddedEngine());
    const keys = both.sqlite.modelsNamed('AUTHOR-0/model-0');
    expect(keys).toHaveLength(2);
    expect(both.clickhouse.modelsNamed('AUTHOR-0/model-0')).toEqual(keys);
    expect(both.clickhouse.findModels('author-0/model-0')).toEqual(
      both.sqlite.findModels('author-0/model-0'),
    );
    const names = both.sqlite.names(keys, 2);
    expect(names).toContain('author-0/model-0');
    expect(both.clickhouse.names(keys, 2)).toEqual(names);
    both.close();
  });

  it('is equal for the models that carry tags, whatever their case, without those that bases imply', () => {
    const names = [
      'EN',
      'en',
      'gguf',
      'license:MIT',
      'base_model:gpt2',
      'base_model:author-0/model-0',
      'no-such',
    ];
    const [expected, found] = both((source) => source.taggedWith(names));
    expect(found).toEqual(expected);
    expect(expected.get('EN')).toEqual(expected.get('en'));
    expect(expected.get('license:MIT')?.length).toBeGreaterThan(0);
    expect(expected.get('base_model:gpt2')).toHaveLength(0);
  });

  it('is equal for all runs and nights, of whatever quality', () => {
    for (const read of ['runs', 'nights'] as const) {
      const [expected, found] = both((source) => source[read]());
      expect(found).toEqual(expected);
      expect(new Set(expected.map(({ whole }) => whole))).toEqual(new Set([true, false]));
    }
  });
});
