// Every report, warm, in scans of one unindexed column; DuckDB's native table for the same questions.
import { join } from 'node:path';
import { preparedStore } from './ingest.js';
import { ALL_SCANS, HTML_TIMES, scansAllowed } from './bounds.js';
import { heading, note, number, ratio, row, summary } from './measure.js';
import { benchFile, oaiProgram, runNode } from './processes.js';

export async function benchReports(bench) {
  const { models, quick, scratch } = bench;
  const runs = quick ? 1 : 5;
  heading(`reports: ${number(models)} models, warm, ${runs} runs`);
  const path = await preparedStore(bench, models);
  const ours = await measureReports(path, runs);
  const duckdb = JSON.parse(
    (await runNode([benchFile('duckdb-process.js'), path, scratch, String(runs)])).stdout,
  );
  if (duckdb.seconds === undefined) note('DuckDB: not installed (npm ci --prefix bench)');
  const scan = row('full scan of one unindexed column', ours.scans, 's');
  const inScans = (seconds) => summary(seconds.map((each) => each / scan.median));
  const reports = {};
  for (const [name, seconds] of Object.entries(ours.reports)) {
    const { peakRssBytes } = await runNode([oaiProgram, 'report', name, '--db', path, '--json']);
    const theirs = duckdb.seconds?.[name];
    reports[name] = {
      seconds: row(name, seconds, 's'),
      scans: row(`${name}, to the scan (at most ${scansAllowed(name)})`, inScans(seconds), 'x'),
      peak_rss_bytes: peakRssBytes,
      ...(theirs && compareDuckdb(name, seconds, theirs)),
    };
  }
  for (const [name, why] of Object.entries(ours.skipped)) note(`${name}: ${why}`);
  row(`all of them, to the scan (at most ${ALL_SCANS})`, inScans(ours.all), 'x');
  row('all of them in one process: peak RSS', [ours.peakRssBytes / 1e6], 'MB');
  const [json, html] = await writtenReports(path, scratch, quick ? 1 : 3);
  const written = {
    json_cpu_s: row('report all --format json: CPU', json.cpu, 's'),
    html_cpu_s: row('report all --format html: CPU', html.cpu, 's'),
    html_to_json: row(`html to json (at most ${HTML_TIMES})`, ratio(html.cpu, json.cpu), 'x'),
  };
  return {
    models,
    scan_s: scan,
    reports,
    all: { seconds: summary(ours.all), scans: inScans(ours.all) },
    skipped: ours.skipped,
    written,
    peak_rss_bytes: Math.max(ours.peakRssBytes, json.peakRssBytes, html.peakRssBytes),
    duckdb: duckdb.version ?? null,
  };
}

/** `oai report all` as JSON and as a site, one after the other: the CPU seconds of each run, and the peak RSS. */
async function writtenReports(path, scratch, runs) {
  const written = ['json', 'html'].map((format) => ({ format, cpu: [], peakRssBytes: 0 }));
  for (let time = 0; time < runs; time += 1) {
    for (const each of written) {
      const folder = join(scratch, `reports-${each.format}`);
      const command = ['report', 'all', '--db', path, '-o', folder, '--format', each.format, '--quiet'];
      const { cpuSeconds, peakRssBytes } = await runNode([oaiProgram, ...command]);
      each.cpu.push(cpuSeconds);
      each.peakRssBytes = Math.max(each.peakRssBytes, peakRssBytes);
    }
  }
  return written;
}

/** Seconds of the scan and of each report, and the peak RSS of doing so; of all reports when none is named. */
export async function measureReports(path, runs, names = []) {
  const { stdout, peakRssBytes } = await runNode([
    benchFile('report-process.js'),
    path,
    String(runs),
    ...names,
  ]);
  return { ...JSON.parse(stdout), peakRssBytes };
}

function compareDuckdb(name, seconds, theirs) {
  const duckdb = row(`${name}: DuckDB`, theirs, 's');
  const toDuckdb = seconds.map((each) => each / duckdb.median);
  return { duckdb_seconds: duckdb, to_duckdb: row(`${name}, to DuckDB`, toDuckdb, 'x') };
}
