import Database from 'better-sqlite3';
import { systemClock } from '../../src/clock.js';
import { type BaseModel, relations } from '../../src/domain/model-record.js';
import { NightReader } from '../../src/store/night-reader.js';
import { openForReading } from '../../src/store/open.js';
import { unpackKeys } from '../../src/store/varint.js';
import { allTags } from './all-tags.js';

/** Columns whose values depend on the order of arrival. */
const keyColumns = new Set([
  'model_key',
  'author_key',
  'pipeline_tag_key',
  'library_key',
  'licence_key',
  'base_key',
  'fingerprint',
  'first_seen_run',
  'tag_keys',
]);

interface DumpedModel {
  hub_id: string;
  [column: string]: unknown;
}

/**
 * All that a crawl is there to store, independent of integer keys, times and costs: models with their tags, edges and
 * languages by name, what was quarantined, and the night's values. Two walks of the same Hub must dump alike.
 */
export function dumpStore(path: string): unknown {
  const store = openForReading({ path, clock: systemClock, command: 'test' });
  const { db } = store;
  try {
    const tags = new Map(db.prepare<[], [number, string]>('SELECT tag_key, name FROM tag').raw().all());
    const models = db
      .prepare<[], DumpedModel & { tag_keys: Buffer; model_key: number }>(
        `SELECT model.*, lower(hex(hub_id)) AS hub_id, author.name AS author, pipeline.name AS pipeline_tag,
           library.name AS library, licence.name AS licence
         FROM model LEFT JOIN author USING (author_key)
         LEFT JOIN tag pipeline ON pipeline.tag_key = pipeline_tag_key
         LEFT JOIN tag library ON library.tag_key = library_key
         LEFT JOIN tag licence ON licence.tag_key = licence_key
         ORDER BY hub_id`,
      )
      .all();
    const names = new Map(models.map(({ model_key, hub_id }) => [model_key, hub_id]));
    const night = db.prepare('SELECT count(*) FROM night').pluck().get() === 0 ? null : NightReader.open(db);
    const bases = new Map<number, BaseModel[]>();
    for (const [model, name, relation] of db
      .prepare<[], [number, string, string]>(
        'SELECT model_base.model_key, name, relation FROM model_base JOIN base USING (base_key)',
      )
      .raw()
      .all()) {
      const known = relations.find((each) => each === relation) ?? null;
      bases.set(model, [...(bases.get(model) ?? []), { name, relation: known }]);
    }
    return {
      models: models.map((model) => ({
        ...Object.fromEntries(Object.entries(model).filter(([column]) => !keyColumns.has(column))),
        tags: allTags(
          unpackKeys(model.tag_keys).map((key) => tags.get(key) ?? ''),
          bases.get(model.model_key) ?? [],
        ).sort(),
      })),
      edges: db
        .prepare<[], [number, string, string, number | null]>(
          'SELECT model_base.model_key, base.name, relation, base.model_key FROM model_base JOIN base USING (base_key)',
        )
        .raw()
        .all()
        .map(
          ([child, base, relation, resolved]) =>
            `${names.get(child)} ${relation} ${base} ${names.get(resolved ?? 0)}`,
        )
        .sort(),
      languages: db
        .prepare<[], [number, string]>(
          'SELECT model_key, tag.name FROM model_language JOIN tag USING (tag_key)',
        )
        .raw()
        .all()
        .map(([model, language]) => `${names.get(model)} ${language}`)
        .sort(),
      quarantine: db
        .prepare('SELECT hub_id, name, field, reason, json FROM quarantine ORDER BY 1, 3, 5')
        .all(),
      night: night === null ? null : nightValues(night, names),
      integrity: db.pragma('integrity_check', { simple: true }),
      foreignKeys: db.pragma('foreign_key_check'),
    };
  } finally {
    store.close();
  }
}

function nightValues(night: NightReader, names: ReadonlyMap<number, string>): string[] {
  const columns = (
    ['present', 'downloads_30d', 'downloads_all_time', 'likes', 'trending_score'] as const
  ).map((name) => night.column(name));
  return [...names]
    .map(([key, hubId]) => `${hubId} ${columns.map((values) => values[key - 1]).join(' ')}`)
    .sort();
}

/** One value out of a store, for a test's own check. */
export function queryOne(path: string, sql: string): unknown {
  const db = new Database(path, { readonly: true });
  try {
    return db.prepare(sql).pluck().get();
  } finally {
    db.close();
  }
}
