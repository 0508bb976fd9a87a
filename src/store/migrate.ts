import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import type { Clock } from '../clock.js';
import { UsageError } from '../errors.js';
import { version } from '../version.js';

/** Marks a SQLite file as a store of ours (`PRAGMA application_id`): "oaiS". */
const APPLICATION_ID = 0x6f616953;

export interface Migration {
  number: number;
  name: string;
  sql: string;
  /** SHA-256 of the SQL: a migration that has been shipped may not change. */
  checksum: string;
}

interface AppliedMigration {
  number: number;
  name: string;
  checksum: string;
  tool_version: string;
}

const directory = new URL('../../migrations/', import.meta.url);
const FILE_NAME = /^(\d{4})_([a-z0-9_]+)\.sql$/;

/** The shipped migrations, in order. */
export function shippedMigrations(): Migration[] {
  return readdirSync(directory)
    .map((file) => FILE_NAME.exec(file))
    .filter((match) => match !== null)
    .map((match) => {
      const sql = readFileSync(new URL(match[0], directory), 'utf8');
      const checksum = createHash('sha256').update(sql).digest('hex');
      return { number: Number(match[1]), name: match[2] ?? '', sql, checksum };
    })
    .sort((a, b) => a.number - b.number);
}

/** True for a file without a single table: one that SQLite just made. */
function isEmpty(db: Database): boolean {
  return db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
}

/** The migrations that made the store what it is, in order. */
export function appliedMigrations(db: Database): Omit<Migration, 'sql'>[] {
  return db
    .prepare<[], Omit<Migration, 'sql'>>('SELECT number, name, checksum FROM migration ORDER BY number')
    .all();
}

/**
 * The migrations that the store still lacks.
 * @throws UsageError when the file belongs to another program, comes from a newer `oai`, or was migrated by SQL that
 * differs from the one shipped
 */
export function pendingMigrations(db: Database, path: string, shipped = shippedMigrations()): Migration[] {
  if (isEmpty(db)) return shipped;
  if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
    throw new UsageError(`${path} is a SQLite file of another program.`, {
      why: 'It has tables, but not the mark of an oai store.',
      todo: 'Choose another file with --db.',
    });
  }
  const applied = db
    .prepare<[], AppliedMigration>(
      'SELECT number, name, checksum, tool_version FROM migration ORDER BY number',
    )
    .all();
  for (const row of applied) {
    const known = shipped.find(({ number }) => number === row.number);
    if (known === undefined) {
      throw new UsageError(
        `${path} was written by oai ${row.tool_version}, which is newer than this one (${version}).`,
        {
          why: `It has migration ${row.number} (${row.name}), which this version does not know.`,
          todo: `Use oai ${row.tool_version} or newer: an older one could lose what the newer one stored.`,
        },
      );
    }
    if (known.checksum !== row.checksum) {
      throw new UsageError(`${path} was migrated by other SQL than this oai ships.`, {
        why: `Migration ${row.number} (${row.name}) has checksum ${row.checksum.slice(0, 12)}, not ${known.checksum.slice(0, 12)}.`,
        todo: 'Use the oai that wrote the store, or start a new file with --db.',
      });
    }
  }
  return shipped.slice(applied.length);
}

/**
 * Applies `pending`, each in one transaction together with its record. A store that holds something is copied first,
 * to a file beside it that names the first migration and the time.
 */
export function migrate(db: Database, path: string, pending: readonly Migration[], clock: Clock): void {
  const [first] = pending;
  if (first !== undefined && !isEmpty(db)) {
    const stamp = new Date(clock.now()).toISOString().replaceAll(/[-:]|\.\d+/g, '');
    db.prepare('VACUUM INTO ?').run(`${path}.before-${String(first.number).padStart(4, '0')}-${stamp}`);
  }
  for (const migration of pending) {
    db.transaction(() => {
      if (migration.number === 1) {
        db.pragma(`application_id = ${APPLICATION_ID}`);
        db.exec(`CREATE TABLE migration (
          number INTEGER PRIMARY KEY,
          name TEXT NOT NULL,
          checksum TEXT NOT NULL,
          applied_at INTEGER NOT NULL,
          tool_version TEXT NOT NULL
        ) STRICT`);
      }
      db.exec(migration.sql);
      db.prepare('INSERT INTO migration VALUES (?, ?, ?, ?, ?)').run(
        migration.number,
        migration.name,
        migration.checksum,
        clock.now(),
        version,
      );
    }).immediate();
  }
}
