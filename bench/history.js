// A month of nights in which 30 % of the models change, beside one row a model and night.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../dist/clock.js';
import { NightChain } from '../dist/store/night-chain.js';
import { writeColumns } from '../dist/store/night-writer.js';
import { listNights } from '../dist/store/night.js';
import { openForWriting } from '../dist/store/open.js';
import { heading, row, timed } from './measure.js';

const CHANGED = 0.3;
const NIGHTS = 31;

/** Repeatable pseudo-random numbers in [0, 1). */
function mulberry32(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Heavy-tailed counts: seven models in ten have none in 30 days. */
function firstNight(models, random) {
  const columns = {
    present: new Float64Array(models).fill(1),
    downloads_30d: new Float64Array(models),
    downloads_all_time: new Float64Array(models),
    likes: new Float64Array(models),
    trending_score: new Float64Array(models),
  };
  for (let i = 0; i < models; i += 1) {
    const size = Math.floor(1 / (random() + 1e-7));
    columns.downloads_30d[i] = random() < 0.7 ? 0 : size;
    columns.downloads_all_time[i] = size * 12;
    columns.likes[i] = Math.floor(size / 100);
    columns.trending_score[i] = random() < 0.99 ? 0 : Math.floor(random() * 50);
  }
  return columns;
}

function nextNight(columns, random) {
  for (let i = 0; i < columns.present.length; i += 1) {
    if (random() >= CHANGED) continue;
    const added = 1 + Math.floor((columns.downloads_30d[i] * random()) / 30);
    columns.downloads_30d[i] += random() < 0.5 ? added : -Math.min(added, columns.downloads_30d[i]);
    columns.downloads_all_time[i] += added;
    if (random() < 0.02) columns.likes[i] += 1;
    if (random() < 0.02) columns.trending_score[i] = Math.floor(random() * 50);
  }
}

function insertNight(db, day, keyframe) {
  const run = Number(
    db
      .prepare(
        `INSERT INTO run (endpoint, query, whole, status, started_at, position, fields_asked, tool_version)
         VALUES ('bench', '{}', 1, 'complete', 0, '{}', '[]', 'bench')`,
      )
      .run().lastInsertRowid,
  );
  const insert = db.prepare(
    `INSERT INTO night (run_key, day, whole, keyframe, models, quality) VALUES (?, ?, 1, ?, 0, 'good')`,
  );
  return Number(insert.run(run, day, Number(keyframe)).lastInsertRowid);
}

export function benchHistory(quick) {
  const models = quick ? 100_000 : 3_000_000;
  const folder = mkdtempSync(join(tmpdir(), 'oai-bench-'));
  const path = join(folder, 'history.db');
  const store = openForWriting({ path, clock: systemClock, command: 'bench' });
  const { db } = store;
  const size = () => {
    db.pragma('wal_checkpoint(TRUNCATE)');
    return statSync(path).size;
  };
  try {
    heading(`history: ${models} models, ${NIGHTS} nights, ${CHANGED * 100} % changed a night, four metrics`);
    const random = mulberry32(1);
    const columns = firstNight(models, random);
    const [seconds, megabytes] = [[], []];
    for (let day = 0; day < NIGHTS; day += 1) {
      if (day > 0) nextNight(columns, random);
      const before = size();
      const previous = listNights(db, 'whole = 1').at(-1);
      const write = timed(() =>
        db.transaction(() => writeColumns(db, insertNight(db, day, day === 0), columns, previous))(),
      );
      if (day === 0) row('keyframe', [write.seconds], 's');
      else seconds.push(write.seconds);
      if (day === 0) row('keyframe', [(size() - before) / 1e6], 'MB');
      else megabytes.push((size() - before) / 1e6);
    }
    row('a night: time to write', seconds, 's');
    row('a night: size', megabytes, 'MB');
    const nights = listNights(db);
    const chain = new NightChain(db);
    const reads = [0, 15, NIGHTS - 1].map(
      (n) => timed(() => chain.column('downloads_30d', nights[n], models)).seconds,
    );
    row('one column as of a night (first, middle, last)', reads, 's');
    const series = [1, models / 2, models].map(
      (key) => timed(() => chain.series('downloads_30d', key, nights)).seconds,
    );
    row('one model over all nights', series, 's');

    db.exec(
      'CREATE TABLE naive (day INT, model INT, d30 INT, dall INT, likes INT, trending REAL, PRIMARY KEY (day, model)) WITHOUT ROWID',
    );
    const insert = db.prepare('INSERT INTO naive VALUES (?, ?, ?, ?, ?, ?)');
    const before = size();
    const naive = timed(() =>
      db.transaction(() => {
        for (let i = 0; i < models; i += 1) {
          const { downloads_30d, downloads_all_time, likes, trending_score } = columns;
          insert.run(0, i, downloads_30d[i], downloads_all_time[i], likes[i], trending_score[i]);
        }
      })(),
    );
    row('naive, one row a model and night: time to write', [naive.seconds], 's');
    row('naive: size', [(size() - before) / 1e6], 'MB');
  } finally {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
