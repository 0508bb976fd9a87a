import Database from 'better-sqlite3';

/** Tells when the file itself was made and last looked at, not what it holds. */
const ownTables = new Set(['migration', 'sqlite_stat1', 'sqlite_stat4']);

/**
 * Every row of every table of a store, in their order, but for when the file was made and when an entry was set aside: two
 * stores that differ in nothing else are the same.
 */
export function tablesOf(path: string): Record<string, unknown[]> {
  const db = new Database(path, { readonly: true });
  try {
    const names = db
      .prepare<[], string>(
        `SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name`,
      )
      .pluck()
      .all()
      .filter((name) => !ownTables.has(name));
    return Object.fromEntries(
      names.map((name) => [
        name,
        db
          .prepare<[], Record<string, unknown>>(`SELECT * FROM "${name}"`)
          .all()
          .map((row) => (name === 'quarantine' ? { ...row, at: null } : row)),
      ]),
    );
  } finally {
    db.close();
  }
}
