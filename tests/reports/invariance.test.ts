import { expect, test } from 'vitest';
import { firstObjectIdOf } from '../../src/domain/object-id.js';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { attention } from '../../src/reports/attention.js';
import { coverage } from '../../src/reports/coverage.js';
import { ecosystems } from '../../src/reports/ecosystems.js';
import { growth } from '../../src/reports/growth.js';
import { languages } from '../../src/reports/languages.js';
import { libraries } from '../../src/reports/libraries.js';
import type { Report } from '../../src/reports/report.js';
import { sizes } from '../../src/reports/sizes.js';
import { tail } from '../../src/reports/tail.js';
import { tasks } from '../../src/reports/tasks.js';
import { vintage } from '../../src/reports/vintage.js';
import { readNight } from '../support/nights.js';
import { layerOf, registryOf, smallRegistry } from '../support/registry.js';
import { runReport, storeOf } from '../support/report-runs.js';
import { noContext } from '../support/reports.js';
import { variedModels } from '../support/varied-models.js';

const reports = [attention, coverage, ecosystems, growth, languages, libraries, sizes, tail, tasks, vintage];
const models = variedModels(250, 9);

const paramsOf = (report: Report): Record<string, unknown> =>
  Object.hasOwn(report.params.shape, 'metric') ? { metric: 'all-time' } : {};
const registry = registryOf([layerOf(smallRegistry)]);
const contextOf = ({ usesRegistry }: Report) => (usesRegistry ? { registry: () => registry } : noContext);
const run = (path: string, report: Report): Record<string, unknown> =>
  runReport(path, report, paramsOf(report), {}, contextOf(report)).result;

/** Every value with its place, but for names: of two models with equal counts either may come first. */
function valuesOf(value: unknown, place = ''): [place: string, value: unknown][] {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, each]) => valuesOf(each, `${place}.${key}`));
  }
  if (place.endsWith('.model')) return [];
  return [[place, typeof value === 'number' ? value.toPrecision(9) : value]];
}

/** Of those, the ones that are a share, or an average over models. */
const relativeOf = (result: Record<string, unknown>) =>
  valuesOf(result).filter(([place]) => /share|coverage|rho|growth|doubling|mean|median/.test(place));

test('no report changes what the next one over the same night reads', async () => {
  const path = await storeOf(models);
  const alone = reports.map((report) => valuesOf(run(path, report)));
  const results = readNight(path, {}, (night) =>
    [...reports, ...reports].map((report) =>
      valuesOf(report.run(night, paramsOf(report), contextOf(report)).result),
    ),
  );
  expect(results).toEqual([...alone, ...alone]);
});

test('no report depends on the order in which the store counts the models', async () => {
  const before = await storeOf(models);
  const after = await storeOf(
    models.map((model, index) => ({ ...model, _id: firstObjectIdOf(1_750_000_000 - index) })),
  );
  for (const report of reports) {
    expect(valuesOf(run(after, report)), report.name).toEqual(valuesOf(run(before, report)));
  }
});

test('shares, averages and correlations stay as they are when every count is three times as large', async () => {
  const times = (value: number | undefined) => (value === undefined ? {} : { downloadsAllTime: value * 3 });
  const before = await storeOf(models);
  const after = await storeOf(models.map((model) => ({ ...model, ...times(model.downloadsAllTime) })));
  for (const report of [attention, coverage, ecosystems, languages, libraries, sizes, tasks, vintage]) {
    const relative = relativeOf(run(before, report));
    expect(relative.length).toBeGreaterThan(1);
    expect(relativeOf(run(after, report)), report.name).toEqual(relative);
  }
});

test('shares, averages, growth and correlations stay as they are when every model is there twice', async () => {
  const copies = models.map((model: ListedModel, index) => ({
    ...model,
    _id: firstObjectIdOf(1_750_000_000 + index),
    id: `${model.id}-copy`,
  }));
  const before = await storeOf(models);
  const after = await storeOf([...models, ...copies]);
  // The top n of twice as many models are other models.
  const lasting = (report: Report, path: string) =>
    relativeOf(run(path, report)).filter(([place]) => !/^\.overlaps|\.top_10_share$/.test(place));
  for (const report of reports) {
    expect(lasting(report, before).length).toBeGreaterThan(0);
    expect(lasting(report, after), report.name).toEqual(lasting(report, before));
  }
});
