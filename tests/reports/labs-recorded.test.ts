import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.js';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { readRecorded } from '../../src/local-hub/read-recorded.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import type { CeilingResult } from '../../src/reports/ceiling-result.js';
import { ceiling } from '../../src/reports/ceiling.js';
import type { LabsResult } from '../../src/reports/labs-result.js';
import { labs } from '../../src/reports/labs.js';
import type { Report } from '../../src/reports/report.js';
import type { ReportOutput } from '../../src/reports/types.js';
import { crawlInto } from '../support/crawl.js';
import { readNight } from '../support/nights.js';
import { registryOf, shippedLayer } from '../support/registry.js';
import { sharedFolder } from '../support/temp.js';
import { expectReportPage } from '../support/report-page.js';

const path = join(sharedFolder(), 'august-labs.db');
const registry = registryOf([shippedLayer()]);
let models: ListedModel[] = [];

beforeAll(async () => {
  models = await readRecorded('august-2026');
  const hub = await startLocalHub({ source: recordedSource(models), clock: systemClock });
  // The day the sample was taken: what the pages of docs/reports show does not depend on today.
  const clock = { ...systemClock, now: () => Date.parse('2026-08-22T03:00:00Z') };
  await crawlInto(path, hub.endpoint, { clock });
  await hub.close();
});

const run = (report: Report, params: Record<string, unknown> = {}): ReportOutput =>
  readNight(path, {}, (night) => report.run(night, params, { registry: () => registry }));

describe('the sample of August 2026', () => {
  const ofAccounts = (...accounts: string[]) =>
    models.filter(({ id }) => accounts.includes(id.split('/')[0] ?? ''));
  const sum = (of: readonly ListedModel[]) => of.reduce((total, { downloads = 0 }) => total + downloads, 0);
  const sizeOf = ({ safetensors }: ListedModel) => safetensors?.total ?? 0;

  test.each([
    ['deepseek', ['deepseek-ai']],
    ['z-ai', ['zai-org']],
    ['openai', ['openai', 'openai-community']],
    ['ibm', ['ibm-granite']],
  ])('gives %s the share over 70 billion that its file has', (id, accounts) => {
    const { labs: rows } = run(labs).result as unknown as LabsResult;
    const own = ofAccounts(...accounts);
    const sized = own.filter((model) => sizeOf(model) > 0);
    expect(sized.length).toBeGreaterThan(0);
    expect(rows.find(({ entity_id }) => entity_id === id)).toMatchObject({
      models: own.length,
      downloads: sum(own),
      sized_models: sized.length,
      share_over_70b: sum(sized.filter((model) => sizeOf(model) >= 7e10)) / sum(sized),
    });
  });

  test('has the ceilings of June and July 2026 where their releases are known', () => {
    const { ceilings } = run(ceiling).result as unknown as CeilingResult;
    const told = ceilings
      .filter(({ month }) => month === '2026-06' || month === '2026-07')
      .map(({ country, model, parameters }) => [country, model, parameters]);
    const of = (name: string) => models.find(({ id }) => id === name);
    expect(told.map(([country, model]) => [country, model])).toEqual([
      ['CN', 'moonshotai/Kimi-K3'],
      ['US', 'nvidia/NVIDIA-Nemotron-3-Ultra-550B-A55B-BF16'],
      ['CN', 'meituan-longcat/LongCat-2.0'],
      ['US', 'thinkingmachines/Inkling'],
    ]);
    for (const [, model, parameters] of told) {
      expect(of(String(model))?.safetensors?.total).toBe(parameters);
    }
  });

  test('has no total that the store refused at the top of any month', () => {
    const { ceilings } = run(ceiling, { of: 'all' }).result as unknown as CeilingResult;
    const refused = models.filter((model) => !Number.isSafeInteger(sizeOf(model)));
    expect(refused).toHaveLength(1);
    expect(Math.max(...ceilings.map(({ parameters }) => parameters ?? 0))).toBe(2_779_931_837_184);
  });

  test.each([labs, ceiling].map((report) => [report.name, report] as const))(
    'is what docs/reports/%s.md shows, and the page names the tables and claims of the report',
    (_, report) => expectReportPage(report, run(report)),
  );
});
