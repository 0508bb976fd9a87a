// Nights after the last one of a store: their columns are written as a crawl writes them, without the crawl.
import { draw } from '../dist/local-hub/draw.js';
import { NightColumnWriter } from '../dist/store/night-column-writer.js';
import { chunkCount, chunkOf, nightColumnNames } from '../dist/store/night-columns.js';
import { NightReader } from '../dist/store/night-reader.js';
import { listNights } from '../dist/store/night.js';
import { timed } from './measure.js';

const CHANGED = 0.2;
const LIKED_OF_CHANGED = 0.05;
const TRENDING_OF_CHANGED = 0.02;
const Purpose = { Changed: 0, Delta: 1, Sign: 2, Liked: 3, Trending: 4 };

/** @returns of each night its seconds, the bytes that the file grew by, and the models changed */
export function addNights(db, count) {
  const reader = NightReader.open(db);
  const columns = Object.fromEntries(nightColumnNames.map((name) => [name, reader.column(name).slice()]));
  const added = [];
  for (let night = 1; night <= count; night += 1) {
    const changed = changeFifth(columns, night);
    const before = usedBytes(db);
    const { seconds } = timed(() =>
      db.transaction(() => writeNight(db, reader.night, reader.night.day + night, columns))(),
    );
    added.push({ seconds, bytes: usedBytes(db) - before, changed });
  }
  db.pragma('wal_checkpoint(TRUNCATE)');
  return added;
}

function changeFifth({ downloads_30d, downloads_all_time, likes, trending_score }, night) {
  let changed = 0;
  for (let i = 0; i < downloads_30d.length; i += 1) {
    const chance = (purpose) => draw(night, i, purpose);
    if (chance(Purpose.Changed) >= CHANGED) continue;
    changed += 1;
    const added = 1 + Math.floor((downloads_30d[i] * chance(Purpose.Delta)) / 30);
    downloads_30d[i] += chance(Purpose.Sign) < 0.5 ? added : -Math.min(added, downloads_30d[i]);
    downloads_all_time[i] += added;
    if (chance(Purpose.Liked) < LIKED_OF_CHANGED) likes[i] += 1;
    if (chance(Purpose.Trending) < TRENDING_OF_CHANGED) trending_score[i] = downloads_30d[i] % 50;
  }
  return changed;
}

function writeNight(db, first, day, columns) {
  const previous = listNights(db).at(-1);
  const run = db
    .prepare(
      `INSERT INTO run (endpoint, query, whole, status, started_at, finished_at, position, fields_asked, tool_version)
       SELECT endpoint, query, whole, status, started_at, finished_at, position, fields_asked, tool_version
       FROM run WHERE run_key = ?`,
    )
    .run(first.run).lastInsertRowid;
  const nightKey = Number(
    db
      .prepare(
        `INSERT INTO night (run_key, day, whole, models, counts, quality) VALUES (?, ?, 1, ?, ?, 'good')`,
      )
      .run(run, day, first.models, JSON.stringify(first.counts)).lastInsertRowid,
  );
  const writer = new NightColumnWriter(db, { nightKey, whole: true }, previous);
  for (let chunk = 0; chunk < chunkCount(columns.present.length); chunk += 1) {
    writer.write(
      chunk,
      Object.fromEntries(nightColumnNames.map((name) => [name, chunkOf(columns[name], chunk)])),
    );
  }
}

function usedBytes(db) {
  const pragma = (name) => db.pragma(name, { simple: true });
  return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
}
