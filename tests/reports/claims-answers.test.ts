import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { parameterValues } from '../../src/reports/parameter-values.js';
import { nearestReading } from '../../src/reports/nearest-reading.js';
import { readClaims } from '../../src/reports/published-claims.js';
import { loadReport } from '../support/claims.js';
import { plainModels } from '../support/models.js';
import { HubOverTime, readNight } from '../support/nights.js';
import { registryOf, shippedLayer } from '../support/registry.js';
import { tempFolder } from '../support/temp.js';

const registry = registryOf([shippedLayer()]);

const model = (id: string, createdAt: string, all: number, likes = 0, library?: string) => ({
  id,
  createdAt: `${createdAt}T12:00:00.000Z`,
  downloadsAllTime: all,
  likes,
  ...(library !== undefined && { library_name: library }),
});

const old = [
  model('nvidia/a1', '2024-05-06', 1, 0, 'gguf'),
  model('nvidia/a2', '2025-03-03', 1, 0, 'gguf'),
  model('nvidia/a3', '2025-03-04', 1),
  model('microsoft/m1', '2025-06-02', 1),
  model('microsoft/m2', '2025-06-03', 1),
  model('microsoft/m3', '2025-06-04', 1),
  model('nobody-knows/u1', '2025-06-05', 100),
  model('mistralai/f1', '2025-06-06', 0, 0, 'mlx'),
  model('nvidia/h1', '2025-01-06', 0, 1),
  model('microsoft/h2', '2025-05-05', 0, 1),
  model('microsoft/h3', '2025-05-06', 0, 1),
  model('Qwen/h4', '2025-05-07', 0, 1),
  model('TheBloke/h5', '2025-12-30', 0, 1),
  model('TheBloke/h6', '2025-05-08', 0, 1),
];
const young = [
  model('nvidia/b1', '2026-02-02', 100, 1),
  model('microsoft/m4', '2026-03-02', 100, 1),
  model('microsoft/m5', '2026-03-03', 0, 1),
  model('Qwen/q1', '2026-03-04', 150, 1, 'gguf'),
  model('Qwen/q2', '2026-04-06', 0, 1, 'gguf'),
  model('TheBloke/t1', '2026-04-07', 5, 1, 'gguf'),
  model('mistralai/f2', '2026-04-08', 15),
  model('naver-hyperclovax/k1', '2026-04-09', 10),
  model('swiss-ai/s1', '2026-04-10', 10),
];

/** The number that the report of a claim answers it with, under the claim's own parameters. */
async function answerOf(path: string, id: string): Promise<number | string> {
  const claim = readClaims().find((each) => each.id === id);
  const report = await loadReport(claim?.report ?? '');
  if (claim === undefined || report === undefined) throw new Error(`no report for ${id}`);
  const { published } = readNight(path, {}, (night) =>
    report.run(night, parameterValues(report.params, claim.params), { registry: () => registry }),
  );
  const wanted = claim.answer === '' ? id : claim.answer;
  const figure = published.find((each) => each.id === wanted);
  return figure?.computed ?? figure?.not_computed ?? 'no answer';
}

it('answers the claims on publishers, countries, libraries and hits as counted by hand', async () => {
  const path = join(tempFolder(), 'oai.db');
  const changes = [...old, ...young];
  const all = plainModels(changes.length, (index) => changes[index] ?? {});
  const models: ListedModel[] = all.slice(0, old.length);
  const hub = await HubOverTime.start(models, path);
  await hub.night('2026-01-01', { extraFields: ['gguf'] });
  models.push(...all.slice(old.length));
  await hub.night('2026-07-31', { extraFields: ['gguf'] });
  const ids = ['D11', 'W4a', 'W4b', 'N5', 'N6', 'D13', 'D14', 'W6', 'N7', 'D9', 'W4c', 'S7a', 'S7c', 'S7b'];
  const answers = await Promise.all(ids.map(async (id) => [id, await answerOf(path, id)]));
  expect(Object.fromEntries(answers)).toEqual({
    // Three models of 2025 against Microsoft's five.
    D11: 2,
    W4a: 4,
    W4b: 1,
    W4c: 5,
    // 150 Chinese downloads against 200 of US models, of those under a year old.
    N5: 2,
    // 100 of 496.
    N6: 100 / 496,
    D13: 2,
    // Of the liked models of 2025: three of the US, one of China, two of an individual.
    D14: 2,
    W6: 2,
    N7: 1 / 6,
    D9: 0,
    // From two to five, from one to one, from none.
    S7a: 1.5,
    S7c: 0,
    S7b: 'no model of the first night declares lerobot',
  });
});

it('answers none of them from another day, or of other models', async () => {
  const path = join(tempFolder(), 'oai.db');
  const models = plainModels(old.length, (index) => old[index] ?? {});
  const hub = await HubOverTime.start(models, path);
  await hub.night('2025-12-01');
  expect(await answerOf(path, 'D11')).toBe(
    'published of the time to 2025-12-31; this night is of 2025-12-01',
  );
  expect(await answerOf(path, 'W4b')).toBe(
    'published of the time to 2026-07-31; this night is of 2025-12-01',
  );
  expect(await answerOf(path, 'N5')).toBe('nothing of these models is Chinese');
  expect(await answerOf(path, 'W6')).toBe('the year 2025 is not over on 2025-12-01');
  const trending = await loadReport('trending');
  await hub.night('2026-07-31');
  const short = readNight(path, {}, (night) =>
    trending?.run(night, { weeks: 52 }, { registry: () => registry }),
  );
  expect(short?.published.find(({ id }) => id === 'W6')?.not_computed).toBe(
    'the lists do not reach back to January 2025; see a larger --weeks',
  );
  const releases = await loadReport('releases');
  const output = readNight(path, {}, (night) =>
    releases?.run(night, { entity: ['nvidia'] }, { registry: () => registry }),
  );
  expect(output?.published.find(({ id }) => id === 'D11')?.not_computed).toBe(
    'published of big tech; see --per year and leave --entity out',
  );
});

it('answers the claims on derivatives and on likes per download as counted by hand', async () => {
  const path = join(tempFolder(), 'oai.db');
  const derived = (id: string, createdAt: string, base: string) => ({
    ...model(id, createdAt, 0),
    tags: [`base_model:finetune:${base}`],
  });
  const changes = [
    model('Qwen/Qwen3-8B', '2023-05-01', 0),
    model('meta-llama/Llama-3-8B', '2023-05-01', 0),
    { ...model('a/tagged', '2023-05-01', 0), tags: ['qwen2'] },
    derived('a/1', '2024-01-05', 'Qwen/Qwen3-8B'),
    ...[6, 7, 8].map((day) => derived(`a/${day}`, `2024-01-0${day}`, 'meta-llama/Llama-3-8B')),
    derived('b/1', '2026-01-01', 'Qwen/Qwen3-8B'),
    derived('b/2', '2026-02-28', 'Qwen/Qwen3-8B'),
    derived('b/3', '2025-12-31', 'Qwen/Qwen3-8B'),
    { ...model('sentence-transformers/all-MiniLM-L6-v2', '2022-03-05', 1000, 10) },
  ];
  const models = plainModels(changes.length, (index) => changes[index] ?? {});
  const hub = await HubOverTime.start(models, path);
  await hub.night('2026-01-01');
  const last = models.at(-1);
  if (last === undefined) throw new Error('no model');
  last.downloadsAllTime = 4000;
  await hub.night('2026-07-31');
  const ids = ['V1a', 'V1d', 'V1e', 'V2', 'V3', 'V5a', 'V5b', 'V5c', 'A3a', 'A3b'];
  const answers = await Promise.all(ids.map(async (id) => [id, await answerOf(path, id)]));
  expect(Object.fromEntries(answers)).toEqual({
    V1a: 4,
    V1d: 4,
    V1e: 4,
    V2: 6,
    // Two of the 212 days.
    V3: 2 / 212,
    V5a: 0.25,
    V5b: 1,
    V5c: 0.75,
    A3a: 300,
    A3b: 'moonshotai/Kimi-K3 is not among the most liked and the most downloaded models',
  });
});

it('counts those of Baidu, ByteDance and Tencent that publish at least twice as much', async () => {
  const path = join(tempFolder(), 'oai.db');
  const made = (name: string, in2024: number, in2025: number) => [
    ...Array.from({ length: in2024 }, (_, index) => model(`${name}/a${index}`, '2024-05-05', 0)),
    ...Array.from({ length: in2025 }, (_, index) => model(`${name}/b${index}`, '2025-05-05', 0)),
  ];
  const changes = [...made('baidu', 0, 1), ...made('ByteDance', 2, 3), ...made('tencent', 1, 40)];
  const models = plainModels(changes.length, (index) => changes[index] ?? {});
  const hub = await HubOverTime.start(models, path);
  await hub.night('2026-07-31');
  expect(await answerOf(path, 'D9')).toBe(2);
});

it('names the reading of a share that comes nearest to its own published pair', async () => {
  const path = join(tempFolder(), 'oai.db');
  const changes = [...old, ...young];
  const models = plainModels(changes.length, (index) => changes[index] ?? {});
  const hub = await HubOverTime.start(models, path);
  await hub.night('2026-07-31');
  const geography = await loadReport('geography');
  const output = readNight(path, {}, (night) =>
    geography?.run(night, { metric: 'all-time', grid: true }, { registry: () => registry }),
  );
  if (output === undefined) throw new Error('no report');
  type Cell = { nearest_to: string; china: number; us: number; metric: string; cohort: string };
  const { cells } = output.result['grid'] as { cells: Cell[] };
  for (const [pair, china, us] of [
    ['N1', 0.41, 0.365],
    ['N2', 0.171, 0.158],
  ] as const) {
    const distances = cells.map((cell) => Math.hypot(cell.china - china, cell.us - us));
    const nearest = cells[distances.indexOf(Math.min(...distances))];
    expect(nearest).toBeDefined();
    const { metric, cohort } = nearest ?? {};
    expect(nearestReading(`${pair}a`, 'china_share', output)).toMatchObject({
      metric,
      cohort,
      share: nearest?.china,
    });
    expect(nearestReading(`${pair}b`, 'us_share', output)).toMatchObject({
      metric,
      cohort,
      share: nearest?.us,
    });
  }
  expect(nearestReading('N1c', 'china_us_ratio', output)).toBeUndefined();
  expect(nearestReading('N3a', 'us_share', output)).toBeUndefined();
});
