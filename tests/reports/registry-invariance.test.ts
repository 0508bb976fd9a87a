import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.js';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { firstObjectIdOf } from '../../src/domain/object-id.js';
import { ownerDirectory } from '../../src/local-hub/owner-overview.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { fortune500 } from '../../src/reports/fortune500.js';
import type { Report } from '../../src/reports/report.js';
import { sovereignty } from '../../src/reports/sovereignty.js';
import { trending } from '../../src/reports/trending.js';
import { askInto } from '../support/authors.js';
import { crawlInto, serve } from '../support/crawl.js';
import { readNight } from '../support/nights.js';
import { layerOf, registryOf } from '../support/registry.js';
import { runReport } from '../support/report-runs.js';
import { tempFolder } from '../support/temp.js';
import { variedModels } from '../support/varied-models.js';

/** Authors 0 to 5 of four countries, a person among them; 6 to 8 are not known. */
const registry = registryOf([
  layerOf({
    entities: [
      'works,Works,,US,company,,,high,test,',
      'school,School,,DE,university,,,high,test,',
      'office,Office,,FR,government,,,medium,test,',
      'person,Person,,,individual,,,low,test,',
    ],
    namespaces: [
      'author-0,works,,,,high,test,',
      'author-1,works,,,,medium,test,',
      'author-2,school,,,,high,test,',
      'author-3,office,,,,low,test,',
      'author-4,person,,,,high,test,',
      'author-5,school,mirror,,,high,test,',
    ],
    alternatives: ['author-2,entity,works,,,,Works pays,a page'],
    programmes: ['Plan,entity:office,FR,high,test,'],
    fortune500: [
      'Works,works.example,author-0;author-1,high,test',
      'School,school.example,author-2,medium,test',
      'Office,office.example,author-3,low,test',
    ],
  }),
]);
const context = { registry: () => registry };
const owners = ownerDirectory(
  Array.from({ length: 9 }, (_, index) => ({
    type: 'org' as const,
    name: `author-${index}`,
    isVerified: index % 2 === 1,
  })),
);

const models = variedModels(200, 21).map((model, index): ListedModel => ({
  ...model,
  trendingScore: (index * 7) % 23,
}));
const reports: readonly [Report, Record<string, unknown>][] = [
  [fortune500, { metric: 'all-time' }],
  [sovereignty, { metric: 'all-time' }],
  [trending, { rank: 'all-time', weeks: 60 }],
];

/** The models crawled, and the Hub asked who their authors are. */
async function askedStoreOf(served: ListedModel[]): Promise<string> {
  const into = join(tempFolder(), 'oai.db');
  const source = recordedSource(served);
  const hub = await serve({ source, owners, quota: { anonymous: 1_000_000 } });
  const clock = { ...systemClock, now: () => Date.parse('2026-08-22T03:00:00Z') };
  await crawlInto(into, hub.endpoint, { clock });
  await askInto(into, hub.endpoint, { clock });
  return into;
}

/** Every value with its place; of sums of parts the last digits depend on their order. */
function valuesOf(value: unknown, place = ''): [place: string, value: unknown][] {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, each]) => valuesOf(each, `${place}.${key}`))
    : [[place, typeof value === 'number' ? value.toPrecision(9) : value]];
}
const run = (path: string, report: Report, params: Record<string, unknown>) =>
  valuesOf(runReport(path, report, params, {}, context).result);
const sharesOf = (path: string, report: Report, params: Record<string, unknown>) =>
  run(path, report, params).filter(([place]) => /share|\.low$|\.high$|verified/.test(place));

let path: string;
beforeEach(async () => {
  path = await askedStoreOf(models);
});

test('no report of who is behind the models changes what the next one reads', () => {
  const alone = reports.map(([report, params]) => run(path, report, params));
  const together = readNight(path, {}, (night) =>
    [...reports, ...reports].map(([report, params]) => valuesOf(report.run(night, params, context).result)),
  );
  expect(together).toEqual([...alone, ...alone]);
});

test('none depends on the order in which the store counts the models', async () => {
  const after = await askedStoreOf(
    models.map((model, index) => ({ ...model, _id: firstObjectIdOf(1_750_000_000 - index) })),
  );
  for (const [report, params] of reports) {
    expect(run(after, report, params), report.name).toEqual(run(path, report, params));
  }
});

test('shares and bounds stay as they are when every count is three times as large', async () => {
  const after = await askedStoreOf(
    models.map(({ downloadsAllTime: count, ...model }) => ({
      ...model,
      ...(count !== undefined && { downloadsAllTime: count * 3 }),
    })),
  );
  for (const [report, params] of reports) {
    const shares = sharesOf(path, report, params);
    expect(shares.length).toBeGreaterThan(5);
    expect(sharesOf(after, report, params), report.name).toEqual(shares);
  }
});

test('shares and bounds stay as they are when every model is there twice, and lists are twice as long', async () => {
  const copies = models.map((model, index): ListedModel => ({
    ...model,
    _id: firstObjectIdOf(1_750_000_000 + index),
    id: `${model.id}-copy`,
  }));
  const after = await askedStoreOf([...models, ...copies]);
  for (const [report, params] of reports) {
    const top = report === trending ? 20 : undefined;
    const once = sharesOf(path, report, { ...params, ...(top !== undefined && { top }) });
    const twice = sharesOf(after, report, { ...params, ...(top !== undefined && { top: 2 * top }) });
    expect(twice, report.name).toEqual(once);
  }
});
