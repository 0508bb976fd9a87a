// Ours, and what it is compared with. Each takes the parsed pages one by one.
import { Buffer } from 'node:buffer';
import Database from 'better-sqlite3';
import { systemClock } from '../dist/clock.js';
import { listingFields } from '../dist/crawl/crawl-models.js';
import { readPage } from '../dist/crawl/read-page.js';
import { openForWriting } from '../dist/store/open.js';
import { RunWriter } from '../dist/store/run-writer.js';
import { plainUpsert } from './plain-upsert.js';

const DAY_MS = 86_400_000;
const FIRST_NIGHT_MS = Date.UTC(2026, 8, 17, 3);
const noTransfer = { requests: 0, retries: 0, rateLimited: 0, waitMs: 0, bytes: 0 };

export const ingestMethods = {
  'read and parse': readAndParse,
  'one insert': oneInsert,
  'oai, first night': (pages, path) => oaiNight(pages, path, 0),
  'oai, second night': (pages, path) => oaiNight(pages, path, 1),
  'plain upsert': plainUpsert,
  autocommit: autocommitLoop,
};

function readAndParse(pages) {
  while (pages.next().done !== true);
}

/** The ceiling: what any program must do that keeps the models in SQLite. */
function oneInsert(pages, path) {
  const db = new Database(path);
  for (const pragma of ['journal_mode = WAL', 'synchronous = NORMAL', 'cache_size = -65536'])
    db.pragma(pragma);
  db.exec(`CREATE TABLE model (model_key INTEGER PRIMARY KEY, hub_id BLOB UNIQUE, name TEXT, author TEXT, created_at INT,
    modified_at INT, downloads_30d INT, downloads_all_time INT, likes INT, trending_score REAL, pipeline_tag TEXT,
    library TEXT, parameters INT)`);
  const insert = db.prepare(`INSERT INTO model VALUES (NULL, ${Array(12).fill('?').join(', ')})`);
  const writePage = db.transaction((models) => {
    for (const model of models) {
      insert.run(
        Buffer.from(model._id, 'hex'),
        model.id,
        model.author ?? null,
        Date.parse(model.createdAt) / 1000,
        Date.parse(model.lastModified) / 1000,
        model.downloads ?? null,
        model.downloadsAllTime ?? null,
        model.likes ?? null,
        model.trendingScore ?? null,
        model.pipeline_tag ?? null,
        model.library_name ?? null,
        model.safetensors?.total ?? null,
      );
    }
  });
  for (const models of pages) writePage(models);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

function oaiNight(pages, path, day) {
  const clock = { ...systemClock, now: () => FIRST_NIGHT_MS + day * DAY_MS };
  const started = performance.now();
  const store = openForWriting({ path, clock, command: 'bench' });
  const writer = RunWriter.open(store, clock, {
    endpoint: 'http://127.0.0.1',
    query: { author: null, limit: null },
    fields: listingFields,
    position: {},
    restart: true,
  });
  const opened = performance.now();
  for (const page of pages) {
    const { models, quarantined } = readPage(page);
    writer.writePage({
      entries: page.length,
      models,
      quarantined,
      position: {},
      fieldsRefused: [],
      transfer: noTransfer,
    });
  }
  const written = performance.now();
  writer.complete(noTransfer);
  const verdict = store.db.prepare('SELECT quality FROM night ORDER BY night_key DESC').pluck().get();
  if (verdict !== 'good') throw new Error(`the night is ${verdict}`);
  store.close();
  const completed = performance.now();
  return {
    open_s: (opened - started) / 1000,
    pages_s: (written - opened) / 1000,
    complete_s: (completed - written) / 1000,
  };
}

/** What somebody writes in ten minutes: no transaction, so that SQLite makes one of each row. */
function autocommitLoop(pages, path) {
  const db = new Database(path);
  db.exec(`CREATE TABLE model (id TEXT PRIMARY KEY, name TEXT, author TEXT, created_at TEXT, modified_at TEXT,
    downloads INT, downloads_all_time INT, likes INT, pipeline_tag TEXT, library TEXT, tags TEXT)`);
  const insert = db.prepare(`INSERT OR REPLACE INTO model VALUES (${Array(11).fill('?').join(', ')})`);
  for (const models of pages) {
    for (const model of models) {
      insert.run(
        model._id,
        model.id,
        model.author ?? null,
        model.createdAt,
        model.lastModified,
        model.downloads ?? null,
        model.downloadsAllTime ?? null,
        model.likes ?? null,
        model.pipeline_tag ?? null,
        model.library_name ?? null,
        JSON.stringify(model.tags),
      );
    }
  }
  db.close();
}
