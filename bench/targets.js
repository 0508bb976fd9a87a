// What must be reached, row by row, and where in the results it stands.
import {
  ALL_SCANS,
  columnReports,
  compoundReports,
  DUCKDB_TIMES,
  HTML_TIMES,
  scansAllowed,
  tagReports,
} from './bounds.js';
import { number, summary } from './measure.js';

const MB = 1e6;
const SCAN = 'full scan of an unindexed column of the model table';
const ONE_INSERT = 'read, decode, JSON.parse and one bound insert a model, `hub_id` unique only';
const MODELS = 3_000_000;
const LARGE_MODELS = 10_000_000;

const times = (bound) => ({ ...bound, unit: '×' });
const within = (value) => summary([value]);
/** The same in a larger unit. */
export const scaled = (measured, factor) =>
  measured && {
    ...measured,
    median: measured.median / factor,
    min: measured.min / factor,
    max: measured.max / factor,
  };

/** `read` takes the results by scenario; undefined where it was not measured. */
const fixedTargets = [
  {
    what: 'first ingest from pages on disk',
    ceiling: ONE_INSERT,
    must: times({ atLeast: 0.5 }),
    read: ({ ingest }) => ingest?.ratios.first_to_ceiling,
    of: 'ingest',
  },
  {
    what: 'first ingest',
    ceiling: 'a loop of autocommitted rows',
    must: times({ atLeast: 30 }),
    read: ({ ingest }) => ingest?.ratios.first_to_autocommit,
    of: 'ingest',
  },
  {
    what: 'first ingest',
    ceiling: '`sqlite-utils insert`',
    must: times({ atLeast: 3 }),
    read: ({ ingest }) => ingest?.ratios.first_to_sqlite_utils,
    of: 'ingest',
  },
  {
    what: 'second night, 20 % of rows changed',
    ceiling: 'the first ingest',
    must: times({ atLeast: 1 }),
    read: ({ ingest }) => ingest?.ratios.second_to_first,
    of: 'ingest',
  },
  {
    what: 'second night, 20 % of rows changed',
    ceiling: 'plain `ON CONFLICT DO UPDATE` of all columns',
    must: times({ atLeast: 2 }),
    read: ({ ingest }) => ingest?.ratios.second_to_upsert,
    of: 'ingest',
  },
  {
    what: 'crawl through HTTP from the local Hub, no latency',
    ceiling: 'ingest from disk',
    must: times({ atLeast: 0.7 }),
    read: ({ http }) => http?.ratios.plain,
    of: 'http',
  },
  {
    what: 'crawl at 0.5 s latency a page, quota 1,000 per window',
    ceiling: "the quota's own pace",
    must: times({ atLeast: 0.95 }),
    read: ({ quota }) => quota?.ratios['1000'],
    of: 'quota',
  },
  {
    what: 'crawl at 0.5 s latency a page, quota 2,500 per window',
    ceiling: "the quota's own pace",
    must: times({ atLeast: 0.95 }),
    read: ({ quota }) => quota?.ratios['2500'],
    of: 'quota',
  },
  {
    what: 'peak RSS of a crawl',
    ceiling: '',
    must: { atMost: 600, unit: 'MB' },
    read: ({ http }) => scaled(http?.peak_rss_bytes, MB),
    of: 'http',
  },
  {
    what: 'peak RSS of the reports, all in one process',
    ceiling: '',
    must: { atMost: 600, unit: 'MB' },
    read: ({ reports }) => reports && within(reports.peak_rss_bytes / MB),
    of: 'reports',
  },
  {
    what: 'peak RSS of an ingest of 10 million models',
    ceiling: '',
    must: { atMost: 1500, unit: 'MB' },
    read: ({ growth }) => {
      const largest = growth?.rows.find(({ models }) => models === LARGE_MODELS);
      return largest && within(Math.max(largest.peak_rss_bytes, largest.report_peak_rss_bytes) / MB);
    },
    of: 'growth',
  },
];

const columnReportTargets = columnReports.flatMap((name) => [
  {
    what: `\`report ${name}\`, warm`,
    ceiling: SCAN,
    must: times({ atMost: scansAllowed(name) }),
    read: ({ reports }) => reports?.reports[name]?.scans,
    of: 'reports',
  },
  {
    what: `\`report ${name}\`, warm`,
    ceiling: "DuckDB's native table with the same columns",
    must: times({ atMost: DUCKDB_TIMES }),
    read: ({ reports }) => reports?.reports[name]?.to_duckdb,
    of: 'reports',
  },
]);

const otherTargets = [
  {
    what: 'every other report: the slowest',
    ceiling: SCAN,
    must: times({ atMost: 10 }),
    read: ({ reports }) =>
      slowest(reports, (name) => ![...columnReports, ...tagReports, ...compoundReports].includes(name)),
    of: 'reports',
  },
  {
    what: 'reports that read every tag: the slowest',
    ceiling: SCAN,
    must: times({ atMost: 20 }),
    read: ({ reports }) => slowest(reports, (name) => tagReports.includes(name)),
    of: 'reports',
  },
  {
    what: '`report all`: every report, one after the other',
    ceiling: SCAN,
    must: times({ atMost: ALL_SCANS }),
    read: ({ reports }) => reports?.all.scans,
    of: 'reports',
  },
  {
    what: '`report all --format html`, CPU',
    ceiling: '`report all --format json`, CPU',
    must: times({ atMost: HTML_TIMES }),
    read: ({ reports }) => reports?.written?.html_to_json,
    of: 'reports',
  },
  {
    what: 'history: all values as of any night',
    ceiling: '',
    must: { atMost: 1, unit: 's' },
    read: ({ history }) => history?.read.all_columns_s,
    of: 'history',
  },
  {
    what: 'history: a window per author',
    ceiling: '',
    must: { atMost: 2, unit: 's' },
    read: ({ history }) => history?.read.window_s,
    of: 'history',
  },
  {
    what: 'history: `series` of one model over all nights',
    ceiling: '',
    must: { atMost: 0.5, unit: 's' },
    read: ({ history }) => history?.read.series_s,
    of: 'history',
  },
  {
    what: 'store size with all tags, edges and indexes',
    ceiling: '',
    must: { atMost: 300, unit: 'bytes a model' },
    read: ({ ingest }) => ingest && within(ingest.store.bytes_a_model),
    of: 'ingest',
  },
  {
    what: 'store size: a night, keyframes included',
    ceiling: '',
    must: { atMost: 1.5, unit: 'MB' },
    read: ({ history }) => history && within(history.mean_night_bytes / MB),
    of: 'history',
  },
];

const startTargets = ['--version', 'report --list', 'report concentration --help'].map((command) => ({
  what: `start of \`oai ${command}\``,
  ceiling: '`node -e 0`',
  must: times({ atMost: 3 }),
  read: ({ startup }) => startup?.ratios[command],
  of: 'startup',
}));

export const targets = [...fixedTargets, ...columnReportTargets, ...otherTargets, ...startTargets];

/** Decided by the median; of a smaller or larger Hub it says so. */
export function verdict({ must }, measured, models = MODELS) {
  if (measured === undefined) return 'not measured';
  const { atLeast = -Infinity, atMost = Infinity } = must;
  const reached = measured.median >= atLeast && measured.median <= atMost ? 'reached' : '**not reached**';
  return models === MODELS ? reached : `${reached} at ${number(models)}`;
}

function slowest(reports, chosen) {
  const scans = Object.entries(reports?.reports ?? {})
    .filter(([name]) => chosen(name))
    .map(([, { scans }]) => scans);
  return scans.sort((a, b) => b.median - a.median)[0];
}
