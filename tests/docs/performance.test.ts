import { execFile } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../support/temp.js';

const run = promisify(execFile);
const file = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const page = readFileSync(file('docs/performance.md'), 'utf8');

type Results = { machine: object | null; scenarios: Record<string, object> };
const { mergeResults } = (await import(new URL('../../bench/results.js', import.meta.url).href)) as {
  mergeResults: (results: Results, machine: object, measured: Record<string, object>) => Results;
};

/** What the bench makes of a page and of results; those of the repository unless told. */
async function writtenPage(before: string, results?: Results): Promise<string> {
  const folder = tempFolder();
  const written = join(folder, 'performance.md');
  writeFileSync(written, before);
  const resultsFile = join(folder, 'results.json');
  if (results === undefined) copyFileSync(file('bench/results.json'), resultsFile);
  else writeFileSync(resultsFile, JSON.stringify(results));
  await run(process.execPath, [file('bench/run.js'), 'page', '--results', resultsFile, '--page', written]);
  return readFileSync(written, 'utf8');
}

/** The rows of the table below a heading: their cells. */
function rowsBelow(text: string, heading: string): string[][] {
  const section = text.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^\| (.*) \|$/gm)]
    .map(([, cells]) => (cells ?? '').split(' | ').map((cell) => cell.trim()))
    .slice(2);
}

const SCAN = 'full scan of an unindexed column of the model table';
const DUCKDB = "DuckDB's native table with the same columns";
const columnReports = [
  'concentration',
  'orgs',
  'geography',
  'sectors',
  'growth',
  'sizes',
  'vintage',
  'attention',
];
const required: [what: string, ceiling: string, must: string][] = [
  [
    'first ingest from pages on disk',
    'read, decode, JSON.parse and one bound insert a model, `hub_id` unique only',
    'at least 0.5 ×',
  ],
  ['first ingest', 'a loop of autocommitted rows', 'at least 30 ×'],
  ['first ingest', '`sqlite-utils insert`', 'at least 3 ×'],
  ['second night, 20 % of rows changed', 'the first ingest', 'at least 1 ×'],
  ['second night, 20 % of rows changed', 'plain `ON CONFLICT DO UPDATE` of all columns', 'at least 2 ×'],
  ['crawl through HTTP from the local Hub, no latency', 'ingest from disk', 'at least 0.7 ×'],
  ['crawl at 0.5 s latency a page, quota 1,000 per window', "the quota's own pace", 'at least 0.95 ×'],
  ['crawl at 0.5 s latency a page, quota 2,500 per window', "the quota's own pace", 'at least 0.95 ×'],
  ['peak RSS of a crawl', '', 'at most 600 MB'],
  ['peak RSS of the reports, all in one process', '', 'at most 600 MB'],
  ['peak RSS of an ingest of 10 million models', '', 'at most 1,500 MB'],
  ...columnReports.flatMap((name): [string, string, string][] => [
    [`\`report ${name}\`, warm`, SCAN, 'at most 1 ×'],
    [`\`report ${name}\`, warm`, DUCKDB, 'at most 1.5 ×'],
  ]),
  ['every other report: the slowest', SCAN, 'at most 10 ×'],
  ['reports that read every tag: the slowest', SCAN, 'at most 20 ×'],
  ['`report all`: every report, one after the other', SCAN, 'at most 40 ×'],
  ['`report all --format html`, CPU', '`report all --format json`, CPU', 'at most 2 ×'],
  ['history: all values as of any night', '', 'at most 1 s'],
  ['history: a window per author', '', 'at most 2 s'],
  ['history: `series` of one model over all nights', '', 'at most 0.5 s'],
  ['store size with all tags, edges and indexes', '', 'at most 300 bytes a model'],
  ['store size: a night, keyframes included', '', 'at most 1.5 MB'],
  ['start of `oai --version`', '`node -e 0`', 'at most 3 ×'],
  ['start of `oai report --list`', '`node -e 0`', 'at most 3 ×'],
  ['start of `oai report concentration --help`', '`node -e 0`', 'at most 3 ×'],
];

describe('docs/performance.md', () => {
  it('is what the bench writes from its results', async () => {
    expect(await writtenPage(page), 'npm run bench -- page writes docs/performance.md').toBe(page);
  });

  it('has every row of what must be reached, each with its figure and verdict', () => {
    const rows = rowsBelow(page, 'What must be reached');
    expect(rows.map(([what, ceiling, must]) => [what, ceiling, must])).toEqual(required);
    for (const [what, , , measured, verdict] of rows) {
      expect(verdict, what).toMatch(/^(not measured|(reached|\*\*not reached\*\*)( at [\d,]+)?)$/);
      expect(measured === '', what).toBe(verdict === 'not measured');
    }
  });

  it('names the machine, and neither its host nor a path on it', () => {
    expect(page).toMatch(
      /^.+, \d+ cores, \d+ GB, \w+ \w+; Node [\d.]+, better-sqlite3 [\d.]+, SQLite [\d.]+/m,
    );
    const kept = page + readFileSync(file('bench/results.json'), 'utf8');
    expect(kept).not.toMatch(/\/(home|root|tmp|work|Users|var)\//);
  });

  it('says by the median what was reached, at which size, and what was not measured', async () => {
    const times = (median: number) => ({ median, min: 1, max: 9, runs: 3 });
    const ratios = { '--version': times(2), 'report --list': times(3.5) };
    const http = { measured_on: '2026-11-23', models: 20_000, ratios: { plain: times(0.8) } };
    const made = await writtenPage('', {
      machine: null,
      scenarios: { startup: { measured_on: '2026-11-23', ratios }, http: { ...http, ...memory } },
    });
    const verdicts = rowsBelow(made, 'What must be reached').map(([what, , , , verdict]) => [what, verdict]);
    expect(verdicts).toContainEqual(['start of `oai --version`', 'reached']);
    expect(verdicts).toContainEqual(['start of `oai report --list`', '**not reached**']);
    expect(verdicts).toContainEqual(['start of `oai report concentration --help`', 'not measured']);
    expect(verdicts).toContainEqual([
      'crawl through HTTP from the local Hub, no latency',
      'reached at 20,000',
    ]);
    expect(verdicts).toContainEqual(['peak RSS of a crawl', '**not reached** at 20,000']);
  });

  it('keeps what stands between its markers', async () => {
    const before = '<!-- begin hand-written -->\n\n## Method\n\nBy hand.\n\n<!-- end hand-written -->\n';
    const made = await writtenPage(before, { machine: null, scenarios: {} });
    expect(made).toContain(before);
    expect(made).toContain('## What must be reached');
  });
});

const memory = {
  peak_rss_bytes: { median: 700e6, min: 700e6, max: 700e6, runs: 1 },
  over_time: [0.1, 0.25, 0.5, 0.75, 1].map((share) => ({ share, rss_bytes: 1e6 })),
  second_half_growth: 0,
};

describe('results of the bench', () => {
  const machine = { cpu: 'one' };
  const earlier = { machine, scenarios: { http: { models: 1 }, ingest: { models: 1 } } };

  it('take the place of their own scenario alone', () => {
    const { scenarios } = mergeResults(earlier, machine, { ingest: { models: 2 } });
    expect(scenarios).toMatchObject({ http: { models: 1 }, ingest: { models: 2 } });
  });

  it('of another machine are not mixed', () => {
    const merged = mergeResults(earlier, { cpu: 'another' }, { ingest: { models: 2 } });
    expect(merged.machine).toEqual({ cpu: 'another' });
    expect(Object.keys(merged.scenarios)).toEqual(['ingest']);
  });
});
