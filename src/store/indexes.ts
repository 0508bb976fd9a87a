import type { Database } from 'better-sqlite3';

/**
 * Indexes over text and joins. They are built once the first walk has ended: kept live while three million names
 * arrive in no order they would cost two thirds of the time. From then on SQLite maintains them.
 */
const indexes = [
  'CREATE UNIQUE INDEX IF NOT EXISTS author_name ON author (name)',
  'CREATE UNIQUE INDEX IF NOT EXISTS tag_name ON tag (name)',
  'CREATE UNIQUE INDEX IF NOT EXISTS base_name ON base (name)',
  // Not unique: a rename can free a name that another repository takes during the same walk.
  'CREATE INDEX IF NOT EXISTS model_name ON model (name)',
  'CREATE INDEX IF NOT EXISTS model_base_base ON model_base (base_key, model_key, relation)',
];

export function buildIndexes(db: Database): void {
  for (const sql of indexes) db.exec(sql);
}
