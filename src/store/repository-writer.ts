import type { Database, Statement } from 'better-sqlite3';
import type { RepositoryKind, RepositoryRecord } from '../domain/repository-record.js';
import { Dictionary } from './dictionary.js';
import { sameRow, type SqlValue } from './model-row.js';
import type { RecordStore, RecordWriter, Written } from './record-store.js';
import { writeRepositoryNight } from './repository-night.js';
import type { Run } from './run.js';
import { packKeys } from './varint.js';

/** Columns of `repository` that the Hub may change, in the order of the rows below. */
const columns = [
  'name',
  'created_at',
  'modified_at',
  'downloads_30d',
  'downloads_all_time',
  'likes',
  'trending_score',
  'gated',
  'private',
  'disabled',
  'sdk',
  'tag_keys',
] as const;
type Column = (typeof columns)[number];

/** The column that each field fills, where a crawl can go without it; metrics are not among them, as with models. */
const columnOfField: Readonly<Record<string, Column>> = {
  createdAt: 'created_at',
  lastModified: 'modified_at',
  gated: 'gated',
  private: 'private',
  disabled: 'disabled',
  sdk: 'sdk',
  tags: 'tag_keys',
};
const CREATED_AT = columns.indexOf('created_at');
const TAG_KEYS = columns.indexOf('tag_keys');

const TASK_PREFIX = 'task_categories:';
const ROBOT_TAG = 'LeRobot';

/** How datasets and Spaces are stored. */
export const repositoryStore: RecordStore<RepositoryRecord> = {
  writer: (db, run) => new RepositoryWriter(db, run),
  prepare: () => undefined,
  finish: (db, run, finishedAt) => writeRepositoryNight(db, run, finishedAt),
};

interface Known {
  key: number;
  row: readonly SqlValue[];
}

/** Writes the datasets, or Spaces, of one run: every row says that the run saw it. */
class RepositoryWriter implements RecordWriter<RepositoryRecord> {
  readonly #run: number;
  readonly #kind: RepositoryKind;
  readonly #tags: Dictionary;
  readonly #find: Statement<[string, string], [number, number, ...SqlValue[]]>;
  readonly #insert: Statement<SqlValue[]>;
  readonly #update: Statement<SqlValue[]>;
  readonly #insertTask: Statement<[number, number]>;
  readonly #deleteTasks: Statement<[number]>;
  #lastKey: number;
  #added = 0;

  constructor(db: Database, { run, query }: Run) {
    if (query.repository === 'model') throw new Error(`run ${run} is of models`);
    this.#run = run;
    this.#kind = query.repository;
    this.#tags = new Dictionary(db, 'tag');
    const names = columns.join(', ');
    const slots = columns.map(() => '?').join(', ');
    // One statement a page; the array comes as JSON because a statement takes no lists.
    this.#find = db
      .prepare<[string, string], [number, number, ...SqlValue[]]>(
        `SELECT page.key, repository_key, ${names} FROM json_each(?) AS page
         CROSS JOIN repository ON kind = ? AND hub_id = unhex(page.value)`,
      )
      .raw();
    this.#insert = db.prepare(
      `INSERT INTO repository (${names}, kind, hub_id, first_seen_run, last_seen_run, repository_key)
       VALUES (${slots}, ?, ?, ?, ?, ?)`,
    );
    // A run that is resumed after later ones were made takes nothing back of what those saw.
    this.#update = db.prepare(
      `UPDATE repository SET ${columns.map((column) => `${column} = ?`).join(', ')}, gone_day = NULL,
         first_seen_run = min(first_seen_run, ?), last_seen_run = max(last_seen_run, ?)
       WHERE repository_key = ?`,
    );
    this.#insertTask = db.prepare('INSERT INTO dataset_task VALUES (?, ?)');
    this.#deleteTasks = db.prepare('DELETE FROM dataset_task WHERE repository_key = ?');
    this.#lastKey = Number(
      db.prepare('SELECT coalesce(max(repository_key), 0) FROM repository').pluck().get(),
    );
  }

  keep(): void {
    this.#tags.keep();
    this.#added = 0;
  }

  forget(): void {
    this.#tags.forget();
    this.#lastKey -= this.#added;
    this.#added = 0;
  }

  write(records: readonly RepositoryRecord[], fieldsRefused: readonly string[]): Written[] {
    const known = new Map<number, Known>();
    const ids = JSON.stringify(records.map(({ hubId }) => hubId));
    for (const [index, key, ...row] of this.#find.all(ids, this.#kind)) known.set(index, { key, row });
    const untold = fieldsRefused.flatMap((field) => {
      const column = columnOfField[field];
      return column === undefined ? [] : [columns.indexOf(column)];
    });
    return records.map((record, index) => {
      const stored = known.get(index);
      return stored === undefined ? this.#add(record) : this.#rewrite(record, stored, untold);
    });
  }

  #add(record: RepositoryRecord): Written {
    const key = (this.#lastKey += 1);
    this.#added += 1;
    const hubId = Buffer.from(record.hubId, 'hex');
    this.#insert.run(...this.#rowOf(record), this.#kind, hubId, this.#run, this.#run, key);
    this.#writeTasks(key, record);
    return { key, kind: 'new' };
  }

  #rewrite(record: RepositoryRecord, { key, row: stored }: Known, untold: readonly number[]): Written {
    const row = this.#rowOf(record);
    // What this run is not told is not gone; and nothing is created twice.
    for (const column of untold) row[column] = stored[column] ?? null;
    row[CREATED_AT] ??= stored[CREATED_AT] ?? null;
    this.#update.run(...row, this.#run, this.#run, key);
    // Without a single tag a crawl has lost them: the Hub gives each dataset one at least. Its night says so.
    if (record.tags.length > 0 && !sameRow(row.slice(TAG_KEYS), stored.slice(TAG_KEYS))) {
      this.#deleteTasks.run(key);
      this.#writeTasks(key, record);
    }
    return { key, kind: sameRow(row, stored) ? 'same' : 'changed' };
  }

  #rowOf(record: RepositoryRecord): SqlValue[] {
    const tagKeys = Uint32Array.from(record.tags, (tag) => this.#tags.keyOf(tag)).sort();
    return [
      record.name,
      record.createdAt,
      record.modifiedAt,
      record.downloads30d,
      record.downloadsAllTime,
      record.likes,
      record.trendingScore,
      record.gated,
      record.private === null ? null : Number(record.private),
      record.disabled === null ? null : Number(record.disabled),
      record.sdk,
      packKeys(tagKeys),
    ];
  }

  #writeTasks(key: number, { tags }: RepositoryRecord): void {
    if (this.#kind !== 'dataset') return;
    for (const tag of new Set(tags)) {
      if (tag === ROBOT_TAG || namesTask(tag)) this.#insertTask.run(key, this.#tags.keyOf(tag));
    }
  }
}

function namesTask(tag: string): boolean {
  return tag.startsWith(TASK_PREFIX) && tag.slice(TASK_PREFIX.length).trim() !== '';
}
