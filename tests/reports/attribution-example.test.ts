import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import { systemClock } from '../../src/clock.js';
import type { Registry } from '../../src/registry/registry.js';
import { attributionDifference } from '../../src/reports/attribution-difference.js';
import { geography } from '../../src/reports/geography.js';
import { orgs } from '../../src/reports/orgs.js';
import { releases } from '../../src/reports/releases.js';
import type { Report } from '../../src/reports/report.js';
import { sectors } from '../../src/reports/sectors.js';
import type { ReportOutput } from '../../src/reports/types.js';
import { exampleModels, exampleNight, exampleRegistry } from '../support/attribution-example.js';
import { crawlInto } from '../support/crawl.js';
import { readNight } from '../support/nights.js';
import { layerOf, registryOf, type TableRows } from '../support/registry.js';
import { sharedFolder } from '../support/temp.js';

const folder = sharedFolder();
const path = join(folder, 'example.db');
const reversed = join(folder, 'reversed.db');
const clock = { ...systemClock, now: () => Date.parse(`${exampleNight}T03:00:00Z`) };

async function crawlExample(
  into: string,
  order: (models: ReturnType<typeof exampleModels>) => typeof models,
) {
  const hub = await startLocalHub({ source: recordedSource(order(exampleModels())), clock: systemClock });
  await crawlInto(into, hub.endpoint, { clock });
  await hub.close();
}

beforeAll(async () => {
  await crawlExample(path, (models) => models);
  // The listing is sorted by creation: other keys come of dates that are all the same but for the identity.
  await crawlExample(reversed, (models) =>
    models.map((model, index) => ({
      ...model,
      _id: `${(99 - index).toString(16).padStart(8, '6')}${model._id.slice(8)}`,
    })),
  );
});

const registry = registryOf([layerOf(exampleRegistry)]);

function run(
  report: Report,
  params: Record<string, unknown> = {},
  asked: Registry = registry,
  db = path,
): ReportOutput {
  return readNight(db, {}, (night) => report.run(night, params, { registry: () => asked }));
}

function table(output: ReportOutput, name: string): Record<string, unknown>[] {
  return output.view.tables.find((each) => each.name === name)?.rows ?? [];
}

const cells = (output: ReportOutput, name: string, keys: readonly string[]): unknown[][] =>
  table(output, name).map((row) => keys.map((key) => row[key]));

const near = (value: number): number => expect.closeTo(value, 12) as number;

/** The computed figure of a claim, or that there is none. */
const answer = (output: ReportOutput, id: string): number | null | undefined =>
  output.published.find((claim) => claim.id === id)?.computed;

describe('geography of the example', () => {
  const keys = [
    'country',
    'downloads_30d',
    'share',
    'low',
    'high',
    'share_of_attributed',
    'models',
    'new_models',
  ];

  it('has every cell as one computes it by hand', () => {
    const output = run(geography);
    expect(cells(output, 'countries', keys)).toEqual([
      ['CN', 240, near(0.24), near(0.24), near(0.47), near(240 / 670), 4, 2],
      ['DE', 200, near(0.2), 0, near(0.43), near(200 / 670), 2, 0],
      ['US', 140, near(0.14), near(0.14), near(0.57), near(140 / 670), 3, 1],
      ['XX', 100, near(0.1), near(0.1), near(0.33), null, 3, 2],
      ['GB', 60, near(0.06), near(0.06), near(0.29), near(60 / 670), 1, 1],
      ['FR', 30, near(0.03), 0, near(0.26), near(30 / 670), 2, 1],
      [null, 230, near(0.23), null, null, null, 5, 4],
    ]);
    expect(cells(output, 'groups', ['group', ...keys.slice(1)])).toEqual([
      ['EU27', 230, near(0.23), 0, near(0.46), near(230 / 670), 4, 1],
    ]);
    expect(cells(output, 'owners', ['country', 'downloads_30d', 'models']).slice(0, 3)).toEqual([
      ['CN', 240, 4],
      ['DE', 200, 2],
      ['US', 200, 4],
    ]);
    expect(cells(output, 'coverage', ['confidence', 'listed', 'with_country', 'with_type'])).toEqual([
      ['any', near(0.87), near(0.77), near(0.87)],
      ['high and medium', near(0.84), near(0.74), near(0.84)],
      ['high', near(0.68), near(0.68), near(0.68)],
    ]);
    expect(table(output, 'sensitivity')).toEqual([
      {
        namespace: 'gamma',
        downloads_30d: 200,
        share: near(0.2),
        value: 'DE',
        alternatives: 'US',
        reasons: 'Alpha looks after it (a page)',
      },
    ]);
    expect(output.view.definition.map(([first]) => first?.texts[0])).toEqual([
      'metric: ',
      'cohort: ',
      'attribution: ',
      'unattributed (',
    ]);
  });

  it('doubts a value by the row it came from, and leaves the others of the account alone', () => {
    const doubted = layerOf(
      {
        entities: ['baidu,,,,,,,low,,', 'alpha,,,,,,,low,,'],
        history: ['baidu,type,company,2020,,high,test,'],
      },
      'mine',
    );
    const other = registryOf([layerOf(exampleRegistry), doubted]);
    const bounds = (name: string, of: Report, key: string) =>
      cells(run(of, {}, other), name, [key, 'share', 'low']).slice(0, 3);
    expect(bounds('countries', geography, 'country')).toEqual([
      ['CN', near(0.24), 0],
      ['DE', near(0.2), 0],
      ['US', near(0.14), 0],
    ]);
    // Of the 200 that Alpha owns, 60 are alpha-lab's, whose owner's seat is in doubt as well.
    expect(bounds('owners', geography, 'country')).toContainEqual(['US', near(0.2), 0]);
    expect(bounds('sectors', sectors, 'sector')).toContainEqual(['company', near(0.24), near(0.24)]);
    expect(bounds('sectors', sectors, 'sector')).toContainEqual(['big-tech', near(0.2), near(0.06)]);
    // High and medium loses delta's 30, and of countries beta's 240 and alpha-ai's 140, of types alpha-ai's alone.
    expect(
      cells(run(geography, {}, other), 'coverage', ['confidence', 'listed', 'with_country', 'with_type']),
    ).toEqual([
      ['any', near(0.87), near(0.77), near(0.87)],
      ['high and medium', near(0.84), near(0.36), near(0.7)],
      ['high', near(0.68), near(0.3), near(0.54)],
    ]);
  });

  it('counts what is said of an owner in the bounds by owner', () => {
    const said = layerOf(
      { alternatives: ['entity:alpha,country,FR,,,,its people are there,a page'] },
      'mine',
    );
    const other = registryOf([layerOf(exampleRegistry), said]);
    const rows = cells(run(geography, {}, other), 'owners', ['country', 'share', 'low', 'high']);
    // France: delta 30, alpha-ai 140, alpha-lab 60, the unknown 230, and gamma 200 only where Alpha is in the US.
    expect(rows).toContainEqual(['FR', near(0.03), 0, near(0.46)]);
    expect(rows).toContainEqual(['US', near(0.2), 0, near(0.63)]);
  });

  it('follows direct and root bases over countries, circles and what is not there', () => {
    const base = run(geography, { attribute: 'base' });
    expect(cells(base, 'countries', ['country', 'downloads_30d'])).toEqual([
      ['CN', 410],
      ['US', 240],
      ['DE', 225],
      ['GB', 60],
      ['XX', 10],
      ['FR', 5],
      [null, 50],
    ]);
    const root = run(geography, { attribute: 'root' });
    expect(cells(root, 'countries', ['country', 'downloads_30d'])).toEqual([
      ['CN', 430],
      ['US', 240],
      ['DE', 230],
      ['GB', 60],
      ['XX', 10],
      [null, 30],
    ]);
    expect(root.result['lineage']).toEqual({
      with_base: 10,
      found: 8,
      renamed: 0,
      missing: 1,
      self: 1,
      without_root: 2,
      several: 1,
    });
  });

  it('takes a cohort, keeping the sentinel date apart', () => {
    const total = (cohort: string) => {
      const { result } = run(geography, { cohort });
      return [result['total'], result['models'], result['cohort_undated']];
    };
    expect(total('created:2025')).toEqual([515, 10, 0]);
    expect(total('created:2025-01..2025-03')).toEqual([210, 3, 0]);
    expect(total('created:2022')).toEqual([0, 0, 1]);
    expect(total('created:..2022')).toEqual([150, 1, 0]);
    expect(total('age<365d')).toEqual([245, 11, 0]);
    for (const wrong of ['2025', 'created:', 'created:2026..2025', 'created:2025-13', 'age<1y']) {
      expect(() => run(geography, { cohort: wrong }), wrong).toThrow('is no cohort');
    }
  });

  it('splits by the year of creation', () => {
    const output = run(geography, { byYear: true });
    const columns = [
      'year',
      'downloads_30d',
      'models',
      'china',
      'us',
      'eu27',
      'other',
      'world_wide',
      'unknown',
    ];
    expect(cells(output, 'by_year', columns)).toEqual([
      ['until 2022-03-02', 150, 1, 0, 0, 1, 0, 0, 0],
      ['2023', 50, 1, 0, 0, 1, 0, 0, 0],
      ['2024', 220, 2, near(120 / 220), near(100 / 220), 0, 0, 0, 0],
      [
        '2025',
        515,
        10,
        near(110 / 515),
        near(40 / 515),
        near(25 / 515),
        near(60 / 515),
        near(90 / 515),
        near(190 / 515),
      ],
      ['2026', 65, 6, near(10 / 65), 0, near(5 / 65), 0, near(10 / 65), near(40 / 65)],
    ]);
  });

  it('prints every cell of the grid, and marks the one nearest to each published pair', () => {
    const output = run(geography, { grid: true });
    const grid = table(output, 'grid');
    // Three metrics, four cohorts, three attributions, two denominators; one night has no window.
    expect(grid).toHaveLength(72);
    expect(output.result['grid']).toMatchObject({ lacking: [{ metric: 'window' }] });
    expect(grid[0]).toMatchObject({ metric: '30d', cohort: 'all', china: near(0.24), us: near(0.14) });
    expect(grid[5]).toMatchObject({ attribute: 'root', china: near(430 / 960), us: near(240 / 960) });
    for (const [id, china, us] of [
      ['N1', 0.41, 0.365],
      ['N2', 0.171, 0.158],
    ] as const) {
      const distances = grid.map((cell) =>
        Math.hypot(Number(cell['china']) - china, Number(cell['us']) - us),
      );
      const nearest = grid.findIndex((cell) => String(cell['nearest_to']).includes(id));
      expect(distances[nearest]).toBe(Math.min(...distances));
    }
  });

  it('leaves out what accounts of a role uploaded', () => {
    const { result } = run(geography, { excludeRole: ['mirror', 'quantiser'], attribute: 'root' });
    expect([result['total'], result['models']]).toEqual([800, 14]);
  });

  it('answers the published shares for the metric they were published for alone', () => {
    const allTime = run(geography, { metric: 'all-time' });
    expect(['N1a', 'N2a', 'N3a', 'N3b'].map((id) => answer(allTime, id))).toEqual([
      null,
      null,
      near(0.14),
      near(0.24),
    ]);
    // The night is of another year than the one they were published for.
    const firstYear = run(geography, { metric: 'first-year' });
    expect([answer(firstYear, 'N2a'), answer(firstYear, 'N2b')]).toEqual([null, null]);
  });
});

describe('sectors of the example', () => {
  it('has every cell as one computes it by hand', () => {
    const output = run(sectors);
    const keys = ['downloads_30d', 'share', 'low', 'high', 'share_of_attributed', 'models', 'authors'];
    expect(cells(output, 'sectors', ['sector', ...keys])).toEqual([
      ['company', 240, near(0.24), near(0.24), near(0.37), near(240 / 870), 4, 1],
      ['big-tech', 200, near(0.2), near(0.2), near(0.53), near(200 / 870), 4, 2],
      ['university', 200, near(0.2), 0, near(0.33), near(200 / 870), 2, 1],
      ['community', 100, near(0.1), near(0.1), near(0.23), near(100 / 870), 3, 1],
      ['individual', 100, near(0.1), near(0.1), near(0.23), near(100 / 870), 3, 1],
      ['non-profit', 30, near(0.03), 0, near(0.16), near(30 / 870), 2, 1],
      [null, 130, near(0.13), null, null, null, 2, 1],
    ]);
    expect(cells(output, 'unions', ['sector', ...keys.slice(0, 6)])).toEqual([
      ['industry', 440, near(0.44), near(0.44), near(0.77), near(440 / 870), 8],
      ['independents', 200, near(0.2), near(0.2), near(0.33), near(200 / 870), 6],
    ]);
  });

  it('splits by the year of creation, and says why there is no year of download', () => {
    const output = run(sectors, { byYear: true });
    const columns = ['period', 'industry', 'independents', 'individual', 'community', 'other', 'unknown'];
    expect(cells(output, 'by_creation', columns).at(3)).toEqual([
      '2025',
      near(210 / 515),
      near(180 / 515),
      near(90 / 515),
      near(90 / 515),
      near(25 / 515),
      near(100 / 515),
    ]);
    expect(output.result['by_download_lacking']).toEqual(['the history of this store has one night only']);
  });

  it('answers the shares within the 50 largest entities', () => {
    const output = run(sectors, { metric: 'all-time' });
    expect([answer(output, 'W2a'), answer(output, 'W2b'), answer(output, 'W1a')]).toEqual([
      near(0.44),
      near(0.1),
      null,
    ]);
    const firstYear = run(sectors, { metric: 'first-year', cohort: 'created:2025' });
    expect([answer(firstYear, 'W1a'), answer(firstYear, 'W1b')]).toEqual([null, null]);
  });
});

describe('orgs of the example', () => {
  const keys = [
    'name',
    'downloads_30d',
    'cumulative_share',
    'low',
    'high',
    'models',
    'likes',
    'per_model',
    'accounts',
  ];

  it('ranks entities as one does by hand', () => {
    expect(cells(run(orgs), 'orgs', keys)).toEqual([
      ['Beta', 240, near(0.24), near(0.24), near(0.37), 4, 8, 60, 1],
      ['Gamma', 200, near(0.44), 0, near(0.33), 2, 4, 100, 1],
      ['Alpha', 140, near(0.58), near(0.14), near(0.47), 3, 6, near(140 / 3), 1],
      ['nobody', 130, near(0.71), null, null, 2, 4, 65, 1],
      ['Epsilon', 100, near(0.81), near(0.1), near(0.23), 3, 6, near(100 / 3), 1],
      ['Zeta', 100, near(0.91), near(0.1), near(0.23), 3, 6, near(100 / 3), 1],
      ['Alpha Lab', 60, near(0.97), near(0.06), near(0.19), 1, 2, 60, 1],
      ['Delta', 30, near(1), 0, near(0.16), 2, 4, 15, 1],
    ]);
  });

  it('rolls up to owners, keeping the total, and ranks accounts by their names', () => {
    const owners = run(orgs, { by: 'owner' });
    expect(cells(owners, 'orgs', ['name', 'downloads_30d', 'accounts']).slice(0, 3)).toEqual([
      ['Beta', 240, 1],
      ['Alpha', 200, 2],
      ['Gamma', 200, 1],
    ]);
    expect(owners.result['total']).toBe(1000);
    const accounts = run(orgs, { by: 'account', top: 3, attribute: 'root' });
    expect(cells(accounts, 'orgs', ['name', 'downloads_30d'])).toEqual([
      ['beta', 430],
      ['alpha-ai', 240],
      ['gamma', 230],
    ]);
  });

  it('gives a body the country and type of its account with the most', () => {
    const readings = layerOf(
      {
        namespaces: ['delta,alpha,,,,high,test,', 'alpha-lab,alpha,,,,high,test,'],
        alternatives: [
          'alpha-ai,country,IE,paper,,,label,table',
          'delta,country,FR,paper,,,label,table',
          'delta,type,company,paper,,,label,table',
          'beta,country,CN,paper,,,label,table',
        ],
      },
      'mine',
    );
    const other = registryOf([layerOf(exampleRegistry), readings], 'paper');
    const alpha = (params: Record<string, unknown>, db: string) =>
      cells(run(orgs, params, other, db), 'orgs', ['name', 'country', 'type', 'accounts']).find(
        ([name]) => name === 'Alpha',
      );
    for (const db of [path, reversed]) {
      expect(alpha({}, db)).toEqual(['Alpha', 'IE', 'big-tech', 3]);
      // Of 2026, delta's 5 are all that Alpha has.
      expect(alpha({ cohort: 'created:2026' }, db)).toEqual(['Alpha', 'FR', 'company', 1]);
      // Of June 2025 and later: alpha-lab 60, delta 30, alpha-ai 0.
      expect(alpha({ cohort: 'created:2025-06..2026' }, db)).toEqual(['Alpha', 'US', 'big-tech', 3]);
    }
  });

  it('answers the share of the 50 largest for all-time downloads alone', () => {
    expect(answer(run(orgs, { metric: 'all-time' }), 'C6')).toBe(1);
    expect(answer(run(orgs), 'C6')).toBeNull();
  });
});

describe('releases of the example', () => {
  const keys = [
    'entity',
    'period',
    'created',
    'mirrors_and_tests',
    'a_year_before',
    'growth',
    'stock',
    'complete',
  ];

  it('has every cell as one computes it by hand, subsidiaries with their owner', () => {
    const output = run(releases, { entity: ['ALPHA', 'beta', 'Zeta'] });
    expect(cells(output, 'releases', keys)).toEqual([
      ['Alpha', '2024', 1, 0, 0, null, 1, true],
      ['Alpha', '2025', 3, 0, 1, 3, 4, true],
      ['Alpha', '2026', 0, 0, null, null, 4, false],
      ['Beta', '2024', 1, 0, 0, null, 1, true],
      ['Beta', '2025', 2, 0, 1, 2, 3, true],
      ['Beta', '2026', 1, 0, null, null, 4, false],
      ['Zeta', '2025', 1, 1, 0, null, 1, true],
      ['Zeta', '2026', 2, 2, null, null, 3, false],
    ]);
    expect([answer(output, 'W3a'), answer(output, 'W3b'), answer(output, 'W3c')]).toEqual([1, 2, null]);
  });

  it('takes the big-tech list by default, and months', () => {
    const output = run(releases, { per: 'month' });
    const rows = cells(output, 'releases', ['entity', 'period', 'created']).filter(
      ([, , created]) => created !== 0,
    );
    expect(rows).toEqual([
      ['Alpha', '2024-05', 1],
      ['Alpha', '2025-03', 1],
      ['Alpha', '2025-08', 1],
      ['Alpha', '2025-09', 1],
    ]);
  });

  it('leaves mirrors out when asked, and refuses a body that nobody lists', () => {
    const output = run(releases, { entity: ['zeta'], excludeRole: ['mirror'] });
    expect(table(output, 'releases')).toEqual([]);
    expect(() => run(releases, { entity: ['nobody'] })).toThrow('The registry knows nobody called nobody');
  });
});

describe('every report of who is behind the models', () => {
  const all: [Report, string][] = [
    [geography, 'countries'],
    [geography, 'owners'],
    [sectors, 'sectors'],
    [orgs, 'orgs'],
  ];
  const switches = (['author', 'base', 'root'] as const).flatMap((attribute) =>
    ['all', 'created:2025', 'age<365d'].map((cohort) => ({ attribute, cohort })),
  );

  it('has shares that add up to one with the unknown, and lie within their bounds', () => {
    for (const [report, name] of all) {
      for (const given of switches) {
        const rows = table(run(report, given), name);
        const shares = rows.map((row) => Number(row['share']));
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
        for (const { low, high, share } of rows) {
          if (typeof low !== 'number' || typeof high !== 'number') continue;
          expect(low).toBeLessThanOrEqual(Number(share) + 1e-12);
          expect(high).toBeGreaterThanOrEqual(Number(share) - 1e-12);
        }
      }
    }
  });

  it('is not changed by an empty overlay, nor by the order of the registry or of the models', () => {
    const empty: TableRows = { entities: [], namespaces: [], alternatives: [] };
    const overlaid = registryOf([layerOf(exampleRegistry), layerOf(empty, 'mine')]);
    const backwards = registryOf([
      layerOf({
        ...exampleRegistry,
        entities: [...exampleRegistry.entities].reverse(),
        namespaces: [...exampleRegistry.namespaces].reverse(),
      }),
    ]);
    for (const [report] of all) {
      for (const given of switches) {
        const expected = run(report, given).result;
        expect(run(report, given, overlaid).result).toEqual(expected);
        expect(run(report, given, backwards).result).toEqual(expected);
        expect(run(report, given, registry, reversed).result).toEqual(expected);
      }
    }
  });

  it('compares two registries', () => {
    const other = registryOf([layerOf(exampleRegistry), layerOf({ entities: ['gamma,,,FR,,,,,,'] }, 'mine')]);
    const difference = attributionDifference({ name: 'a', registry }, { name: 'b', registry: other });
    const rows = cells(run(difference), 'shares', ['value', 'a', 'b', 'difference']);
    expect(rows.filter(([, , , change]) => change !== 0)).toEqual([
      ['DE', near(0.2), 0, near(-0.2)],
      ['FR', near(0.03), near(0.23), near(0.2)],
    ]);
  });
});
