import { Buffer } from 'node:buffer';
import Database from 'better-sqlite3';

/**
 * A second night without comparing: `ON CONFLICT DO UPDATE` of every column, into the table and the indexes of a store
 * that holds the first, a transaction a page. Lineage and languages are left out, which is in its favour.
 */
export function plainUpsert(pages, path) {
  const db = new Database(path);
  for (const pragma of ['journal_mode = WAL', 'synchronous = NORMAL', 'cache_size = -65536'])
    db.pragma(pragma);
  const authors = dictionary(db, 'author');
  const tags = dictionary(db, 'tag');
  const bases = dictionary(db, 'base');
  const columns = db
    .pragma('table_info(model)')
    .map(({ name }) => name)
    .filter((name) => name in columnValue);
  const run = db.prepare('SELECT max(run_key) FROM run').pluck().get();
  const updates = columns.filter((name) => name !== 'hub_id').map((name) => `${name} = excluded.${name}`);
  const upsert = db.prepare(
    `INSERT INTO model (${columns.join(', ')}, first_seen_run) VALUES (${columns.map(() => '?').join(', ')}, ${run})
     ON CONFLICT (hub_id) DO UPDATE SET ${updates.join(', ')}`,
  );
  const writePage = db.transaction((models) => {
    for (const model of models)
      upsert.run(columns.map((column) => columnValue[column](model, { authors, tags, bases })));
  });
  for (const models of pages) writePage(models);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

const seconds = (iso) => Date.parse(iso) / 1000;
const LINEAGE = 'base_model:';
const namesBase = (tag) => tag.startsWith(LINEAGE);
const gates = { false: 'open', auto: 'auto', manual: 'manual' };

const columnValue = {
  hub_id: (model) => Buffer.from(model._id, 'hex'),
  name: (model) => model.id,
  author_key: (model, { authors }) => authors(model.author),
  created_at: (model) => seconds(model.createdAt),
  modified_at: (model) => seconds(model.lastModified),
  downloads_30d: (model) => model.downloads,
  downloads_all_time: (model) => model.downloadsAllTime,
  likes: (model) => model.likes,
  trending_score: (model) => model.trendingScore,
  gated: (model) => gates[model.gated],
  private: (model) => Number(model.private),
  disabled: (model) => Number(model.disabled),
  pipeline_tag_key: (model, { tags }) => tags(model.pipeline_tag),
  library_key: (model, { tags }) => tags(model.library_name),
  licence_key: (model, { tags }) => tags(model.tags.find((tag) => tag.startsWith('license:'))),
  base_key: (model, { bases }) => bases(model.tags.find(namesBase)?.slice(LINEAGE.length)),
  parameters: (model) => model.safetensors?.total ?? null,
  gguf_parameters: () => null,
  tag_keys: (model, { tags }) => packed(model.tags.filter((tag) => !tag.startsWith(LINEAGE)).map(tags)),
  fingerprint: () => 0,
};

function dictionary(db, table) {
  const keys = new Map(db.prepare(`SELECT name, ${table}_key FROM ${table}`).raw().all());
  const insert = db.prepare(`INSERT INTO ${table} (name) VALUES (?)`);
  return (name) => {
    if (name === undefined) return null;
    if (!keys.has(name)) keys.set(name, Number(insert.run(name).lastInsertRowid));
    return keys.get(name);
  };
}

/** Ascending varint deltas. */
function packed(keys) {
  const bytes = [];
  let before = 0;
  for (const key of keys.sort((a, b) => a - b)) {
    let delta = key - before;
    before = key;
    for (; delta > 127; delta >>>= 7) bytes.push((delta & 127) | 128);
    bytes.push(delta);
  }
  return Buffer.from(bytes);
}
