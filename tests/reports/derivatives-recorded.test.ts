import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.js';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { readRecorded } from '../../src/local-hub/read-recorded.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import type { DerivativesResult } from '../../src/reports/derivatives-result.js';
import { derivatives } from '../../src/reports/derivatives.js';
import type { FormatsResult } from '../../src/reports/formats-result.js';
import { formats } from '../../src/reports/formats.js';
import type { Report } from '../../src/reports/report.js';
import type { ReportOutput } from '../../src/reports/types.js';
import { crawlInto } from '../support/crawl.js';
import { readNight } from '../support/nights.js';
import { registryOf, shippedLayer } from '../support/registry.js';
import { sharedFolder } from '../support/temp.js';
import { expectReportPage } from '../support/report-page.js';

const path = join(sharedFolder(), 'august-2026.db');
const registry = registryOf([shippedLayer()]);
const outputs = new Map<string, ReportOutput>();
let models: ListedModel[] = [];

const run = (report: Report, params: Record<string, unknown> = {}): ReportOutput => {
  const key = JSON.stringify([report.name, params]);
  const output =
    outputs.get(key) ??
    readNight(path, {}, (night) => report.run(night, params, { registry: () => registry }));
  outputs.set(key, output);
  return output;
};

/** The names of the bases that the tags of a model declare, itself apart. */
const basesOf = ({ id, tags = [] }: ListedModel): string[] =>
  tags
    .filter((tag) => tag.startsWith('base_model:'))
    .map((tag) => tag.split(':').at(-1) ?? '')
    .filter((base) => base !== id && base !== '');

describe('the sample of August 2026, crawled over HTTP', () => {
  beforeAll(async () => {
    models = await readRecorded('august-2026');
    const hub = await startLocalHub({ source: recordedSource(models), clock: systemClock });
    const clock = { ...systemClock, now: () => Date.parse('2026-08-22T03:00:00Z') };
    await crawlInto(path, hub.endpoint, { clock });
    await hub.close();
  });

  test('has as many derivatives of Qwen and of unsloth, near and far, as a walk over its tags finds', () => {
    const { rows, declaring } = run(derivatives, { by: 'account' }).result as unknown as DerivativesResult;
    expect(declaring).toBe(models.filter((model) => basesOf(model).length > 0).length);
    const byName = new Map(models.map((model) => [model.id, model]));
    for (const account of ['Qwen', 'unsloth']) {
      const isOf = (name: string) => name.toLowerCase().startsWith(`${account.toLowerCase()}/`);
      const others = models.filter(({ id }) => !isOf(id));
      const comesFromIt = (model: ListedModel): boolean => {
        const above = new Set<string>();
        const waiting = basesOf(model);
        for (let base = waiting.pop(); base !== undefined; base = waiting.pop()) {
          if (isOf(base)) return true;
          const next = byName.get(base);
          if (!above.has(base) && next !== undefined) waiting.push(...basesOf(next));
          above.add(base);
        }
        return false;
      };
      expect(rows.find(({ name }) => name === account)).toMatchObject({
        derivatives: others.filter((model) => basesOf(model).some(isOf)).length,
        own: models.filter(({ id }) => isOf(id)).filter((model) => basesOf(model).some(isOf)).length,
        transitive: others.filter(comesFromIt).length,
      });
    }
  });

  test('declares a base as often in the new models of each month as the file says', () => {
    const { months } = run(derivatives).result as unknown as DerivativesResult;
    const july = models.filter(({ createdAt = '' }) => createdAt.startsWith('2026-07'));
    expect(months.find(({ month }) => month === '2026-07')).toMatchObject({
      created: july.length,
      declaring: july.filter((model) => basesOf(model).length > 0).length,
    });
    expect(july.length).toBeGreaterThan(500);
  });

  test('has 255 models of the library gguf, and what nearest descends from Qwen among them', () => {
    const { formats: rows, cells } = run(formats).result as unknown as FormatsResult;
    const gguf = models.filter(({ library_name: library }) => library === 'gguf');
    expect(gguf).toHaveLength(255);
    expect(rows.find(({ format }) => format === 'gguf')).toMatchObject({
      models: 255,
      downloads: gguf.reduce((sum, { downloads = 0 }) => sum + downloads, 0),
    });
    const direct = gguf.filter((model) => basesOf(model).some((base) => base.startsWith('Qwen/')));
    const cell = cells.find(({ format, family }) => format === 'gguf' && family === 'Qwen');
    expect(cell?.models).toBeGreaterThanOrEqual(direct.length);
    expect(cell?.official).toBe(gguf.filter(({ id }) => id.startsWith('Qwen/')).length);
  });

  test.each([derivatives, formats].map((report) => [report.name, report] as const))(
    'docs/reports/%s.md shows what the report prints of it, and names its tables and claims',
    (_, report) => expectReportPage(report, run(report)),
  );
});
