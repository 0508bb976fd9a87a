// How cost grows with the number of models.
import { join } from 'node:path';
import { rmSync } from 'node:fs';
import { ingest, storeSize } from './ingest.js';
import { heading, note, number, row } from './measure.js';
import { oaiProgram, runNode } from './processes.js';
import { measureReports } from './reports.js';

const SHARES = [1 / 30, 0.1, 1 / 3, 1];
const LARGE = 10 / 3;

export async function benchGrowth({ models, quick, large, scratch, pages }) {
  const shares = large ? [...SHARES, LARGE] : SHARES;
  const sizes = shares.map((share) => Math.round(models * share));
  heading(`growth: ${sizes.map(number).join(', ')} models`);
  const rows = [];
  for (const size of sizes) {
    const db = join(scratch, 'growth.db');
    const night = pages(size, 1);
    const ceiling = await ingest('one insert', night, db);
    rmSync(db);
    const first = await ingest('oai, first night', night, db);
    const { scans, reports } = await measureReports(db, quick ? 1 : 5, ['concentration']);
    const { peakRssBytes } = await runNode([oaiProgram, 'report', 'concentration', '--db', db, '--json']);
    note(`${number(size)} models`);
    const scan = row('  full scan of one unindexed column', scans, 's');
    rows.push({
      models: size,
      ingest_s: row('  first night', [first.seconds], 's').median,
      models_a_second: size / first.seconds,
      to_ceiling: row('  first night to the ceiling', [ceiling.seconds / first.seconds], 'x').median,
      peak_rss_bytes: first.peakRssBytes,
      concentration_s: row('  concentration', reports.concentration, 's').median,
      concentration_scans: row(
        '  concentration, to the scan',
        reports.concentration.map((seconds) => seconds / scan.median),
        'x',
      ).median,
      report_peak_rss_bytes: peakRssBytes,
      bytes_a_model: row('  store', [storeSize(db, size).bytes_a_model], 'bytes/model').median,
    });
    rmSync(db);
  }
  return { models: Math.max(...sizes), rows };
}
