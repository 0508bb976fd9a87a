import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { readRecorded } from '../../src/local-hub/read-recorded.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import type { Profile } from '../../src/registry/vocabulary.js';
import { geography } from '../../src/reports/geography.js';
import { oai } from '../support/cli.js';
import { crawlInto } from '../support/crawl.js';
import { readNight } from '../support/nights.js';
import { registryOf, shippedLayer } from '../support/registry.js';
import { sharedFolder } from '../support/temp.js';

const path = join(sharedFolder(), 'august.db');
const clock = { ...systemClock, now: () => Date.parse('2026-08-31T03:00:00Z') };
// Counted from the recorded file: all downloads, and those of sentence-transformers.
const TOTAL = 911_067_134;
const SENTENCE_TRANSFORMERS = 257_229_302;

beforeAll(async () => {
  const source = recordedSource(await readRecorded('august-2026'));
  const hub = await startLocalHub({ source, clock: systemClock, quota: { anonymous: 5000 } });
  await crawlInto(path, hub.endpoint, { clock });
  await hub.close();
});

function rows(profile: Profile, name: string): Record<string, unknown>[] {
  const asked = registryOf([shippedLayer()], profile);
  return readNight(path, {}, (night) => {
    const { view } = geography.run(night, {}, { registry: () => asked });
    return view.tables.find((each) => each.name === name)?.rows ?? [];
  });
}

const shareOf = (profile: Profile, country: string): number =>
  Number(rows(profile, 'countries').find((row) => row['country'] === country)?.['share']);

describe('the sample of August 2026', () => {
  it('is decided by sentence-transformers alone, between Germany and the United States', () => {
    const moved = SENTENCE_TRANSFORMERS / TOTAL;
    expect(shareOf('default', 'DE') - shareOf('steward', 'DE')).toBeCloseTo(moved, 3);
    expect(shareOf('steward', 'US') - shareOf('default', 'US')).toBeCloseTo(moved, 3);
    expect(rows('default', 'sensitivity')[0]).toMatchObject({
      namespace: 'sentence-transformers',
      downloads_30d: SENTENCE_TRANSFORMERS,
      value: 'DE',
      alternatives: 'US',
    });
  });

  it('is known to the registry for nearly all of its downloads', () => {
    const [any, , high] = rows('default', 'coverage');
    expect(Number(any?.['listed'])).toBeGreaterThan(0.95);
    expect(Number(any?.['with_country'])).toBeGreaterThan(0.85);
    expect(Number(high?.['listed'])).toBeLessThan(Number(any?.['listed']));
  });
});

describe('oai registry', () => {
  it('missing prints rows of each file, ready to fill, that agree on the ids', async () => {
    const entities = await oai(['registry', 'missing', '--top', '40', '--db', path]);
    const namespaces = await oai([
      'registry',
      'missing',
      '--top',
      '40',
      '--rows',
      'namespaces',
      '--db',
      path,
    ]);
    expect([entities.code, namespaces.code]).toEqual([0, 0]);
    const header = (file: string) =>
      readFileSync(new URL(`../../data/registry/${file}`, import.meta.url), 'utf8').split(/\r?\n/)[0];
    expect(entities.stdout.split('\n')[0]).toBe(header('entities.csv'));
    expect(namespaces.stdout.split('\n')[0]).toBe(header('namespaces.csv'));
    const asked = parse<Record<string, string>>(entities.stdout, { columns: true });
    expect(asked.length).toBeGreaterThan(30);
    const ids = new Set(asked.map(({ id }) => id));
    const accounts = parse<Record<string, string>>(namespaces.stdout, { columns: true });
    for (const { namespace, entity_id } of accounts) {
      expect(ids).toContain(entity_id);
      expect(registryOf([shippedLayer()]).resolve(namespace ?? '', '2026-08-31')).toBeUndefined();
    }
  });

  it('diff shows what a profile changes', async () => {
    const { code, stdout } = await oai(['registry', 'diff', 'default', 'steward', '--json', '--db', path]);
    expect(code).toBe(0);
    const { result } = JSON.parse(stdout) as { result: { shares: Record<string, unknown>[] } };
    const germany = result.shares.find(({ value }) => value === 'DE');
    expect(Number(germany?.['difference'])).toBeCloseTo(-SENTENCE_TRANSFORMERS / TOTAL, 3);
    expect((await oai(['registry', 'diff', 'default', 'no-such-folder', '--db', path])).code).toBe(2);
  });
});
