// Every report of the newest night, warm and in one process: node report-process.js DB RUNS [REPORT...]
import { computeReports } from '../dist/cli/compute-reports.js';
import { openRegistry } from '../dist/cli/run-registry.js';
import { systemClock } from '../dist/clock.js';
import { MissingDataError } from '../dist/errors.js';
import { reports } from '../dist/reports/index.js';
import { NightReader } from '../dist/store/night-reader.js';
import { openForReading } from '../dist/store/open.js';
import { timedWarm } from './measure.js';

const [path, runsText, ...wanted] = process.argv.slice(2);
const runs = Number(runsText);
const { db } = openForReading({ path, clock: systemClock, command: 'bench' });
const registry = openRegistry(process.env, undefined, 'default');
const context = { registry: () => registry };
const scan = db.prepare('SELECT sum(modified_at) FROM model').pluck();
const scans = timedWarm(runs, () => scan.get());
const measured = {};
const skipped = {};
for (const { name, load } of reports) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const report = await load();
  const run = (night = NightReader.open(db)) => report.run(night, {}, context);
  try {
    measured[name] = timedWarm(runs, run);
  } catch (error) {
    if (!(error instanceof MissingDataError)) throw error;
    skipped[name] = error.message;
  }
}
const all = [];
for (let time = 0; time < runs && wanted.length === 0; time += 1) {
  const started = performance.now();
  await computeReports(NightReader.open(db), {});
  all.push((performance.now() - started) / 1000);
}
// Before and after, so that what else the machine did meanwhile falls on both sides.
scans.push(...timedWarm(runs, () => scan.get()));
process.stdout.write(JSON.stringify({ scans, reports: measured, all, skipped }));
