import type { Database } from 'better-sqlite3';

/**
 * Indexes over text and joins. They are built once the first walk has ended: kept live while three million names
 * arrive in no order they would cost two thirds of the time. From then on SQLite maintains them.
 */
const indexes = [
  'CREATE UNIQUE INDEX IF NOT EXISTS author_name ON author (name)',
  // The Hub takes any case of a namespace for the same, and so does the registry.
  'CREATE INDEX IF NOT EXISTS author_name_nocase ON author (name COLLATE NOCASE)',
  'CREATE UNIQUE INDEX IF NOT EXISTS tag_name ON tag (name)',
  'CREATE UNIQUE INDEX IF NOT EXISTS base_name ON base (name)',
  // Leads to a model by its name as well: an index over the names would be a fifth of the store.
  'CREATE INDEX IF NOT EXISTS model_author ON model (author_key)',
  'CREATE INDEX IF NOT EXISTS model_base_base ON model_base (base_key, model_key, relation)',
];

export function buildIndexes(db: Database): void {
  for (const sql of indexes) db.exec(sql);
}
