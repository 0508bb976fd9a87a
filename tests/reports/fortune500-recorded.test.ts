import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.js';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { ownerDirectory } from '../../src/local-hub/owner-overview.js';
import { readRecorded } from '../../src/local-hub/read-recorded.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import { render } from '../../src/render/index.js';
import { fortune500 } from '../../src/reports/fortune500.js';
import { askInto } from '../support/authors.js';
import { crawlInto } from '../support/crawl.js';
import { registryOf, shippedLayer } from '../support/registry.js';
import { runReport } from '../support/report-runs.js';
import { sharedFolder } from '../support/temp.js';

const registry = registryOf([shippedLayer()]);
const handles = new Set(
  registry.fortune500().flatMap(({ namespaces }) => namespaces.map((name) => name.toLowerCase())),
);
const authorOf = ({ id }: ListedModel): string => id.slice(0, id.indexOf('/'));
const path = join(sharedFolder(), 'august-2026.db');
let models: ListedModel[] = [];

// Nobody recorded who was verified in August 2026: here the Hub says it of every account of the list.
describe('the sample of August 2026, every account of the list verified', () => {
  beforeAll(async () => {
    models = (await readRecorded('august-2026')).filter((model) =>
      handles.has(authorOf(model).toLowerCase()),
    );
    const owners = [...new Set(models.map(authorOf))].map((name) => ({
      type: 'org' as const,
      name,
      isVerified: true,
    }));
    const hub = await startLocalHub({
      source: recordedSource(models),
      owners: ownerDirectory(owners),
      quota: { anonymous: 1_000_000 },
      clock: systemClock,
    });
    const clock = { ...systemClock, now: () => Date.parse('2026-08-22T03:00:00Z') };
    await crawlInto(path, hub.endpoint, { clock });
    await askInto(path, hub.endpoint, { clock });
    await hub.close();
  });

  const run = () => runReport(path, fortune500, {}, {}, { registry: () => registry });

  test('counts the companies, models and downloads that plain loops over the file count', () => {
    const rows = run().result['rows'] as {
      company: string;
      verified: string;
      models: number;
      counted: number;
    }[];
    const own = registry
      .fortune500()
      .filter(({ namespaces }) => namespaces.length > 0)
      .map(({ company, namespaces }) => {
        const names = namespaces.map((name) => name.toLowerCase());
        const held = models.filter((model) => names.includes(authorOf(model).toLowerCase()));
        return {
          company,
          verified: held.length > 0 ? 'yes' : 'not asked',
          models: held.length,
          counted: held.reduce((sum, { downloads = 0 }) => sum + downloads, 0),
        };
      });
    expect(own.filter(({ verified }) => verified === 'yes').length).toBeGreaterThan(5);
    expect(run().result).toMatchObject({
      mapped: own.length,
      verified: own.filter(({ verified }) => verified === 'yes').length,
    });
    const byName = new Map(rows.map((row) => [row.company, row]));
    for (const row of own) expect(byName.get(row.company)).toMatchObject(row);
  });

  test('is what docs/reports/fortune500.md shows', () => {
    const page = readFileSync(new URL('../../docs/reports/fortune500.md', import.meta.url), 'utf8');
    const [, example = ''] = /```text\n(.*?)```/s.exec(page) ?? [];
    expect(example.split('\n').length).toBeGreaterThan(10);
    expect(render('table', run(), { width: 80, colour: false, unicode: true })).toContain(example);
    expect(page).toContain(`# fortune500\n\n${fortune500.question}\n`);
    for (const { name } of run().view.tables) expect(page).toContain(`\`${name}\``);
    for (const id of fortune500.claimIds) expect(page).toContain(id);
  });
});
