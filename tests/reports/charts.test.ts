import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.js';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import { attention } from '../../src/reports/attention.js';
import type { Chart } from '../../src/reports/chart.js';
import { concentration } from '../../src/reports/concentration.js';
import { coverage } from '../../src/reports/coverage.js';
import { geography } from '../../src/reports/geography.js';
import { growth } from '../../src/reports/growth.js';
import { orgs } from '../../src/reports/orgs.js';
import { releases } from '../../src/reports/releases.js';
import type { Report } from '../../src/reports/report.js';
import { sectors } from '../../src/reports/sectors.js';
import { sizes } from '../../src/reports/sizes.js';
import { sovereignty } from '../../src/reports/sovereignty.js';
import { trending } from '../../src/reports/trending.js';
import { vintage } from '../../src/reports/vintage.js';
import { exampleModels, exampleNight, exampleRegistry } from '../support/attribution-example.js';
import { crawlInto } from '../support/crawl.js';
import { layerOf, registryOf } from '../support/registry.js';
import { runReport } from '../support/report-runs.js';
import { sharedFolder } from '../support/temp.js';
import { variedModels } from '../support/varied-models.js';

const registry = registryOf([layerOf(exampleRegistry)]);
const context = { registry: () => registry };
const authors = ['alpha-ai', 'alpha-lab', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'nobody'];

/** Of bodies of seven kinds in six countries, and of nobody known; some of the last weeks. */
function models(): ListedModel[] {
  return variedModels(300, 12).map((model, index) => ({
    ...model,
    id: `${authors[index % authors.length] ?? ''}/model-${index}`,
    trendingScore: index % 40,
    ...(index % 6 === 0 && { createdAt: `2026-0${1 + (index % 8)}-1${index % 10}T00:00:00.000Z` }),
  }));
}

const folder = sharedFolder();
const path = join(folder, 'varied.db');
const example = join(folder, 'example.db');
beforeAll(async () => {
  await crawl(models(), path, '2026-08-22');
  await crawl(exampleModels(), example, exampleNight);
});

async function crawl(served: ListedModel[], into: string, date: string): Promise<void> {
  const hub = await startLocalHub({ source: recordedSource(served), clock: systemClock });
  const clock = { ...systemClock, now: () => Date.parse(`${date}T03:00:00Z`) };
  await crawlInto(into, hub.endpoint, { clock, extraFields: ['gguf'] });
  await hub.close();
}

const chartsOf = (report: Report, params: Record<string, unknown> = {}, from = path): readonly Chart[] =>
  runReport(from, report, params, {}, context).view.charts;
function chartOf<Kind extends Chart['kind']>(
  charts: readonly Chart[],
  kind: Kind,
): Extract<Chart, { kind: Kind }> {
  const found = charts.find((chart): chart is Extract<Chart, { kind: Kind }> => chart.kind === kind);
  if (found === undefined) throw new Error(`No ${kind} among ${charts.map((each) => each.kind).join(', ')}`);
  return found;
}
const sum = (shares: readonly (number | null)[]): number =>
  shares.reduce<number>((total, share) => total + (share ?? 0), 0);

const drawn: [report: Report, params: Record<string, unknown>, kinds: Chart['kind'][]][] = [
  [attention, {}, ['scatter', 'bar']],
  [concentration, {}, ['lorenz', 'rank']],
  [concentration, { by: 'author' }, ['lorenz', 'rank']],
  [coverage, {}, ['bar', 'bar']],
  [geography, {}, ['stacked-bar', 'bar']],
  [geography, { grid: true }, ['stacked-bar', 'bar', 'heatmap']],
  [growth, {}, ['line', 'series', 'bar']],
  [orgs, {}, ['bar']],
  [releases, { entity: ['alpha', 'baidu'] }, ['line', 'bar']],
  [sectors, {}, ['bar']],
  [sectors, { byYear: true }, ['stacked-area', 'bar']],
  [sizes, {}, ['stacked-bar', 'line', 'bar']],
  [sovereignty, {}, ['line', 'bar']],
  [trending, {}, ['stacked-area', 'bar']],
  [vintage, {}, ['bar']],
];

describe.each(drawn.map(([report, params, kinds]) => ({ name: report.name, report, params, kinds })))(
  '$name $params',
  ({ report, params, kinds }) => {
    test('has its charts, each with a figure in its title', () => {
      const charts = chartsOf(report, params);
      expect(charts.map(({ kind }) => kind)).toEqual(kinds);
      for (const { title } of charts) expect(title.flatMap(({ figures }) => figures)).not.toEqual([]);
    });

    test('has wholes of 100 %, periods without a gap, and lines of one length', () => {
      for (const chart of chartsOf(report, params)) {
        if (chart.kind === 'stacked-bar') {
          for (const { shares } of chart.bars) {
            expect(shares).toHaveLength(chart.parts.length);
            expect(sum(shares)).toBeCloseTo(1, 9);
          }
        } else if (chart.kind === 'stacked-area') {
          expect(chart.parts.length).toBeLessThanOrEqual(7);
          expect(chart.parts.at(-1)).toBe('unknown');
          for (const { shares } of chart.points) {
            expect(shares).toHaveLength(chart.parts.length);
            if (shares[0] !== null) expect(sum(shares)).toBeCloseTo(1, 9);
          }
        } else if (chart.kind === 'line') {
          const periods = chart.lines.map(({ points }) => points.map(({ period }) => period));
          for (const own of periods) expect(own).toEqual(periods[0]);
          expect(chart.lines.length).toBeLessThanOrEqual(8);
        } else if (chart.kind === 'bar') {
          expect(chart.bars.length).toBeLessThanOrEqual(15);
          for (const { value, low = value, high = value } of chart.bars) {
            expect(low).toBeLessThanOrEqual(value + 1e-12);
            expect(high).toBeGreaterThanOrEqual(value - 1e-12);
          }
        }
      }
    });
  },
);

describe('by hand, of the twenty models of the example', () => {
  test('the whole of geography is by the seat of the body, and by that of its owner', () => {
    const { parts, bars } = chartOf(chartsOf(geography, {}, example), 'stacked-bar');
    expect(parts).toEqual([
      'China',
      'Germany',
      'United States',
      'world-wide',
      'United Kingdom',
      'France',
      'other',
      'unknown',
    ]);
    const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 12) as unknown);
    expect(bars).toEqual([
      { label: 'seat of the body', shares: near([0.24, 0.2, 0.14, 0.1, 0.06, 0.03, 0, 0.23]) },
      // Alpha Lab is Alpha's, of the United States.
      { label: 'seat of the ultimate owner', shares: near([0.24, 0.2, 0.2, 0.1, 0, 0.03, 0, 0.23]) },
    ]);
  });

  test('sectors by year have a gap for none, and the sentinel is no year', () => {
    const { points } = chartOf(chartsOf(sectors, { byYear: true }, example), 'stacked-area');
    expect(points.map(({ period }) => period)).toEqual(['2023', '2024', '2025', '2026']);
    // 2023: the one of gamma, a university. 2024: alpha and beta.
    expect(points[0]?.shares).toEqual([0, 0, 0, 1, 0]);
    expect(points[1]?.shares).toEqual([1, 0, 0, 0, 0]);
  });

  test('releases go from a year before the last complete one to it', () => {
    const { lines } = chartOf(chartsOf(releases, { entity: ['alpha', 'baidu'] }, example), 'line');
    expect(lines).toEqual([
      {
        label: 'Alpha',
        points: [
          { period: '2024', value: 1 },
          { period: '2025', value: 3 },
        ],
      },
      {
        label: 'Beta',
        points: [
          { period: '2024', value: 1 },
          { period: '2025', value: 2 },
        ],
      },
    ]);
  });

  test('sovereignty counts the models of a country by year, none as zero', () => {
    const { lines } = chartOf(chartsOf(sovereignty, { country: ['DE', 'CN', 'XX'] }, example), 'line');
    expect(lines.map(({ label, points }) => [label, points.map(({ value }) => value)])).toEqual([
      ['Germany', [1, 0, 0, 0]],
      ['China', [0, 1, 2, 1]],
    ]);
  });

  test('the grid has a row for each metric and cohort, a column for each attribution and denominator', () => {
    const { columns, rows } = chartOf(chartsOf(geography, { grid: true }, example), 'heatmap');
    expect(columns).toEqual([
      'author, keep',
      'author, drop',
      'base, keep',
      'base, drop',
      'root, keep',
      'root, drop',
    ]);
    const all = rows.find(({ label }) => label === '30d, all');
    expect(all?.values[0]).toBeCloseTo(0.24, 12);
    // Without the world-wide and the unknown.
    expect(all?.values[1]).toBeCloseTo(240 / 670, 12);
  });

  test('weeks without a place are gaps', () => {
    const { points, parts } = chartOf(chartsOf(trending, { rank: '30d' }, example), 'stacked-area');
    expect(parts.slice(-2)).toEqual(['other', 'unknown']);
    expect(points.every(({ period }) => new Date(period).getUTCDay() === 1)).toBe(true);
    expect(points.some(({ shares }) => shares.every((share) => share === null))).toBe(true);
  });

  test('the rank curve ends at the last model with a download, and names the first ten', () => {
    const { points, named } = chartOf(chartsOf(concentration, {}, example), 'rank');
    // Of the twenty two have none.
    expect(points.at(-1)).toEqual({ rank: 18, value: 5 });
    expect(named.slice(0, 2)).toEqual([
      { label: 'gamma/g1', rank: 1, value: 150 },
      { label: 'beta/b1', rank: 2, value: 120 },
    ]);
    expect(named).toHaveLength(10);
  });
});

test('bands of known size are all of it, the last ones together', () => {
  const { parts, bars } = chartOf(chartsOf(sizes), 'stacked-bar');
  expect(parts).toHaveLength(8);
  expect(parts.at(-1)).toBe('70-100 B and more');
  expect(bars.map(({ label }) => label)).toEqual(['models', 'downloads (last 30 days)']);
});
