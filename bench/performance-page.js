// docs/performance.md: everything but its hand-written part is made from the results.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { number } from './measure.js';
import { pretty } from './results.js';
import { scaled, targets, verdict } from './targets.js';

const BEGIN = '<!-- begin hand-written -->';
const END = '<!-- end hand-written -->';
const MB = 1e6;

/** Writes the page anew; what stands between its markers stays. */
export async function writePage(file, results) {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  writeFileSync(file, await pretty(pageText(results, handWritten(before)), 'markdown'));
}

function handWritten(text) {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  return begin === -1 || end < begin ? '' : text.slice(begin + BEGIN.length, end).trim();
}

function pageText({ machine, scenarios }, notes) {
  return [
    '# Performance',
    'Written by `npm run bench`; the text between the hand-written markers is kept. Every ratio is to a ceiling measured in the same run.',
    machineSection(machine, scenarios),
    targetSection(scenarios),
    BEGIN,
    notes,
    END,
    growthSection(scenarios.growth),
    peerSection(scenarios.ingest),
    sizeSection(scenarios.ingest),
    memorySection(scenarios),
    reportSection(scenarios.reports),
    historySection(scenarios.history),
    exchangeSection(scenarios.exchange),
    engineSection(scenarios.engine),
  ]
    .filter((section) => section !== '')
    .join('\n\n');
}

function table(header, rows) {
  const lines = [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return lines.join('\n');
}

const range = ({ median, min, max, runs }) =>
  runs === 1 ? number(median) : `${number(median)} (${number(min)} to ${number(max)})`;
const megabytes = (bytes) => number(bytes / MB);

function machineSection(machine, scenarios) {
  if (machine === null) return '';
  const { cpu, cores, memory_gb, platform, node, better_sqlite3, sqlite } = machine;
  const { duckdb } = scenarios.reports ?? {};
  const programs = [
    `Node ${node}`,
    `better-sqlite3 ${better_sqlite3}`,
    `SQLite ${sqlite}`,
    ...(duckdb ? [`DuckDB ${duckdb}`] : []),
  ];
  const rows = Object.entries(scenarios).map(([name, { measured_on, models }]) => [
    `\`${name}\``,
    measured_on,
    models === undefined ? '' : number(models),
  ]);
  return [
    '## The machine',
    `${cpu}, ${cores} cores, ${memory_gb} GB, ${platform}; ${programs.join(', ')}.`,
    table(['scenario', 'measured on', 'models'], rows),
  ].join('\n\n');
}

function targetSection(scenarios) {
  const rows = targets.map((target) => {
    const measured = target.read(scenarios);
    const { must } = target;
    const bound =
      must.atLeast === undefined ? `at most ${number(must.atMost)}` : `at least ${number(must.atLeast)}`;
    return [
      target.what,
      target.ceiling,
      `${bound} ${must.unit}`,
      measured === undefined ? '' : `${range(measured)} ${must.unit}`,
      verdict(target, measured, scenarios[target.of]?.models),
    ];
  });
  return [
    '## What must be reached',
    'The median decides; in brackets the least and the most. It must be reached at three million models; a verdict at another size says so.',
    table(['what', 'ceiling of the same run', 'must reach', 'measured', 'verdict'], rows),
  ].join('\n\n');
}

function growthSection(growth) {
  if (growth === undefined) return '';
  const rows = growth.rows.map((row) => [
    number(row.models),
    number(row.ingest_s),
    number(row.models_a_second),
    number(row.to_ceiling),
    number(row.concentration_s),
    number(row.concentration_scans),
    number(row.bytes_a_model),
    megabytes(row.peak_rss_bytes),
    megabytes(row.report_peak_rss_bytes),
  ]);
  const header = [
    'models',
    'ingest, s',
    'models/s',
    'to its ceiling',
    'concentration, s',
    'in scans',
    'bytes a model',
    'peak RSS of the ingest, MB',
    'of `report concentration`, MB',
  ];
  return `## How cost grows\n\n${table(header, rows)}`;
}

function peerSection(ingest) {
  if (ingest === undefined) return '';
  const names = {
    parse: 'read, decode and JSON.parse alone',
    insert: 'the same and one insert a model',
    first: 'oai, first night',
    second: 'oai, second night',
    upsert: 'plain `ON CONFLICT DO UPDATE`, second night',
    autocommit: 'autocommit, a row at a time (5 pages)',
    sqlite_utils: '`sqlite-utils insert --pk _id --alter` (100 pages at most)',
  };
  const rows = Object.entries(names).map(([key, name]) => {
    const measured = ingest.models_a_second[key];
    return [name, measured === undefined ? 'not installed' : range(measured)];
  });
  const stages = Object.entries(ingest.stages).map(([night, { open_s, pages_s, complete_s }]) => [
    `${night} night`,
    number(open_s),
    number(pages_s),
    number(complete_s),
  ]);
  return [
    '## What somebody would do instead',
    table(['from the same pages', 'models/s'], rows),
    'Where the time of ours goes, in seconds (the last run):',
    table(['', 'open the store', 'pages', 'indexes, lineage and night'], stages),
  ].join('\n\n');
}

function sizeSection(ingest) {
  if (ingest === undefined) return '';
  const { store } = ingest;
  const rows = store.parts.map(({ name, bytes_a_model }) => [`\`${name}\``, number(bytes_a_model)]);
  return [
    '## Size',
    `${megabytes(store.bytes)} MB after the first night, ${number(store.bytes_a_model)} bytes a model. Parts of at least 0.1:`,
    table(['table or index', 'bytes a model'], rows),
  ].join('\n\n');
}

function memorySection({ ingest, http }) {
  const lines = [
    ['first night from disk', ingest?.memory.first],
    ['second night from disk', ingest?.memory.second],
    ['crawl through HTTP', http],
  ].filter(([, measured]) => measured !== undefined);
  if (lines.length === 0) return '';
  const rows = lines.map(([name, { over_time, peak_rss_bytes, second_half_growth }]) => [
    name,
    ...over_time.map(({ rss_bytes }) => megabytes(rss_bytes)),
    megabytes(peak_rss_bytes.median),
    `${number(100 * second_half_growth)} %`,
  ]);
  const header = [
    'RSS in MB at',
    '10 %',
    '25 %',
    '50 %',
    '75 %',
    '100 %',
    'peak',
    'growth in the second half',
  ];
  return `## Memory over time\n\n${table(header, rows)}`;
}

function reportSection(reports) {
  if (reports === undefined) return '';
  const rows = Object.entries(reports.reports).map(
    ([name, { seconds, scans, duckdb_seconds, peak_rss_bytes }]) => [
      `\`${name}\``,
      range(seconds),
      range(scans),
      duckdb_seconds === undefined ? '' : range(duckdb_seconds),
      megabytes(peak_rss_bytes),
    ],
  );
  const header = ['report', 'warm, s', 'in scans', 'DuckDB, s', 'peak RSS of the command, MB'];
  const duckdb = reports.duckdb === null ? '; DuckDB was not installed' : '';
  return [
    '## Reports',
    `The scan takes ${range(reports.scan_s)} s, all reports ${range(reports.all.seconds)} s${duckdb}.`,
    table(header, rows),
  ].join('\n\n');
}

function historySection(history) {
  if (history === undefined) return '';
  const { read, extrapolated } = history;
  const rows = [
    ['a night, MB', range(scaled(history.night_bytes, MB))],
    ['a night on average, keyframes included, MB', megabytes(history.mean_night_bytes)],
    ['a night: time to write its columns, s', range(history.write_s)],
    ['one column of the newest night, s', range(read.column_newest_s)],
    ['one column as of a night, on a keyframe, s', range(read.column_best_s)],
    ['one column as of a night, at the end of a chain, s', range(read.column_worst_s)],
    ['all columns as of a night, at the end of a chain, s', range(read.all_columns_s)],
    ['`report concentration --metric window --by author`, s', range(read.window_s)],
    ['`series` of one model over all nights, s', range(read.series_s)],
  ];
  const at = `${number(extrapolated.nights)} nights of ${number(extrapolated.models)} models`;
  return [
    '## History',
    `${number(history.nights)} nights; ${number(history.changed_a_night)} of ${number(history.models)} models changed a night.`,
    table(['what', 'measured'], rows),
    `At ${at}, not run: size = nights × night on average × models / ${number(history.models)} = ` +
      `${number(extrapolated.megabytes)} MB; all columns as of a night × models / ${number(history.models)} = ` +
      `${number(extrapolated.all_columns_s)} s; the window likewise ${number(extrapolated.window_s)} s; a series × nights / ` +
      `${number(history.nights)} = ${number(extrapolated.series_s)} s.`,
  ].join('\n\n');
}

function exchangeSection(exchange) {
  if (exchange === undefined) return '';
  const rows = Object.entries(exchange.commands).map(
    ([name, { seconds, cpu_seconds, peak_rss_bytes, bytes }]) => [
      `\`oai ${name}\``,
      number(seconds),
      number(cpu_seconds),
      megabytes(peak_rss_bytes),
      megabytes(bytes),
    ],
  );
  const header = ['', 'seconds', 'of processor', 'peak RSS, MB', 'written, MB'];
  return `## Import and export\n\n${number(exchange.models)} models, the whole command, run once.\n\n${table(header, rows)}`;
}

function engineSection(engine) {
  if (engine === undefined) return '';
  const { exported } = engine;
  const rows = (compared) =>
    Object.entries(compared).map(([name, { sqlite_s, clickhouse_s, equal, refused }]) => [
      name,
      range(sqlite_s),
      range(clickhouse_s),
      `${equal ? 'yes' : '**no**'}${refused === undefined ? '' : ', both refuse'}`,
    ]);
  const header = ['', 'SQLite, s', 'ClickHouse over Parquet, s', 'equal'];
  return [
    '## The store and ClickHouse',
    `${number(engine.nights)} nights of ${number(engine.models)} models: ${number(engine.rows)} rows of history. The store has ` +
      `${megabytes(engine.store_bytes)} MB, the export ${megabytes(exported.bytes)} MB, of which the history is ${megabytes(exported.history_bytes)}; ` +
      `\`oai export all\` took ${number(exported.seconds)} s and ${megabytes(exported.peak_rss_bytes)} MB. ClickHouse runs in the same process as oai.`,
    table(header, rows(engine.reports)),
    'Over all nights:',
    table(header, rows(engine.history)),
  ].join('\n\n');
}
