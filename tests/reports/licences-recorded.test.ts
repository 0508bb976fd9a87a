import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.js';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { readRecorded } from '../../src/local-hub/read-recorded.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import { licenceDrift } from '../../src/reports/licence-drift.js';
import { licences } from '../../src/reports/licences.js';
import type { Report } from '../../src/reports/report.js';
import { crawlInto } from '../support/crawl.js';
import { readNight } from '../support/nights.js';
import { registryOf, shippedLayer } from '../support/registry.js';
import { sharedFolder } from '../support/temp.js';
import { expectReportPage } from '../support/report-page.js';

const path = join(sharedFolder(), 'august-2026.db');
const registry = registryOf([shippedLayer()]);
let models: ListedModel[] = [];

const run = (report: Report, params: Record<string, unknown> = {}) =>
  readNight(path, {}, (night) => report.run(night, params, { registry: () => registry }));

const licenceOf = ({ tags = [] }: ListedModel): string | null =>
  tags.find((tag) => tag.startsWith('license:'))?.slice('license:'.length) ?? null;

describe('the sample of August 2026', () => {
  beforeAll(async () => {
    models = await readRecorded('august-2026');
    const hub = await startLocalHub({ source: recordedSource(models), clock: systemClock });
    const clock = { ...systemClock, now: () => Date.parse('2026-08-22T03:00:00Z') };
    await crawlInto(path, hub.endpoint, { clock });
    await hub.close();
  });

  test('has the licences that a recount of the file finds, and of declared ones the share', () => {
    const { result, published } = run(licences);
    const rows = result['licences'] as { licence: string | null; models: number; counted: number }[];
    const found = new Set(models.map(licenceOf));
    expect(rows).toHaveLength(found.size);
    for (const { licence, models: many, counted } of rows) {
      const own = models.filter((model) => licenceOf(model) === licence);
      expect([many, counted]).toEqual([
        own.length,
        own.reduce((sum, { downloads = 0 }) => sum + downloads, 0),
      ]);
    }
    const declared = models.map(licenceOf).filter((each) => each !== null && each !== 'unknown');
    const answer =
      declared.filter((each) => each === 'apache-2.0' || each === 'mit').length / declared.length;
    expect(published.find(({ id }) => id === 'K2')?.computed).toBe(answer);
  });

  test('names no licence that the classes lack', () => {
    expect(run(licences).result['unlisted_models']).toBe(0);
  });

  test('has the edges between fine-tunes and bases, and the unchanged ones, that a recount finds', () => {
    const prefix = 'base_model:finetune:';
    const byName = new Map(models.map((model) => [model.id, model]));
    let [edges, missing, self, unchanged] = [0, 0, 0, 0];
    for (const model of models) {
      const bases = new Set((model.tags ?? []).filter((tag) => tag.startsWith(prefix)));
      for (const tag of bases) {
        const base = byName.get(tag.slice(prefix.length));
        if (base === undefined) missing += 1;
        else if (base === model) self += 1;
        else {
          edges += 1;
          const licence = licenceOf(model);
          if (licence !== null && licence !== 'unknown' && licence === licenceOf(base)) unchanged += 1;
        }
      }
    }
    const { result } = run(licenceDrift);
    expect(result).toMatchObject({ edges, missing, self });
    const rows = result['directions'] as { direction: string; edges: number }[];
    expect(rows.find(({ direction }) => direction === 'unchanged')?.edges).toBe(unchanged);
  });

  test.each([licences, licenceDrift].map((report) => [report.name, report] as const))(
    'docs/reports/%s.md shows what the report prints of it, and names its tables and claims',
    (_, report) => expectReportPage(report, run(report)),
  );
});
