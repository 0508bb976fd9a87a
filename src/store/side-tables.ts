/** A table that travels only so that a store can be built from an export again. */
export interface SideTable {
  description: string;
  /** The table and the columns of a store, as SQL; bytes travel as hexadecimal text. */
  source: string;
  columns: Readonly<Record<string, { sql: string; type: 'text' | 'integer'; nullable: boolean }>>;
  key: readonly string[];
  /** Writes a row of it into a store, whose other rows are there already. */
  restore: string;
}

const column = (sql: string, type: 'text' | 'integer', nullable = false): SideTable['columns'][string] => ({
  sql,
  type,
  nullable,
});
const integer = (sql: string): SideTable['columns'][string] => column(sql, 'integer');
const text = (sql: string): SideTable['columns'][string] => column(sql, 'text');
const someText = (sql: string): SideTable['columns'][string] => column(sql, 'text', true);

export const sideTables = {
  fingerprints: {
    description:
      'What the Hub last said of each model, as a number: equal means that a crawl has nothing to compare.',
    source: 'model',
    columns: { model_key: integer('model_key'), fingerprint: integer('fingerprint') },
    key: ['model_key'],
    restore: 'UPDATE model SET fingerprint = @fingerprint WHERE model_key = @model_key',
  },
  quarantine: {
    description: 'What the Hub sent that could not be stored: a whole entry, or one field of it.',
    source: 'quarantine',
    columns: {
      quarantine_key: integer('quarantine_key'),
      run: integer('run_key'),
      page: integer('page'),
      at_ms: integer('at'),
      hub_id: someText('hub_id'),
      name: someText('name'),
      field: someText('field'),
      reason: text('reason'),
      json: text('json'),
    },
    key: ['quarantine_key'],
    restore: `INSERT INTO quarantine (quarantine_key, run_key, page, at, hub_id, name, field, reason, json)
      VALUES (@quarantine_key, @run, @page, @at_ms, @hub_id, @name, @field, @reason, @json)`,
  },
  author_quarantine: {
    description: 'The same of what it answered of accounts.',
    source: 'author_quarantine',
    columns: {
      quarantine_key: integer('quarantine_key'),
      author_key: integer('author_key'),
      field: someText('field'),
      reason: text('reason'),
      json: text('json'),
    },
    key: ['quarantine_key'],
    restore: `INSERT INTO author_quarantine (quarantine_key, author_key, field, reason, json)
      VALUES (@quarantine_key, @author_key, @field, @reason, @json)`,
  },
  run_positions: {
    description: 'Where the next page of each run begins: an unfinished one goes on from there.',
    source: 'run',
    columns: { run: integer('run_key'), position: text('position') },
    key: ['run'],
    restore: 'UPDATE run SET position = @position WHERE run_key = @run',
  },
  run_pages: {
    description: 'What the pages of unfinished runs brought.',
    source: 'run_page',
    columns: { run: integer('run_key'), page: integer('page'), model_keys: text('hex(model_keys)') },
    key: ['run', 'page'],
    restore: 'INSERT INTO run_page (run_key, page, model_keys) VALUES (@run, @page, unhex(@model_keys))',
  },
  repository_tags: {
    description: 'The keys of the tags of each dataset and Space.',
    source: 'repository',
    columns: { repository_key: integer('repository_key'), tag_keys: text('hex(tag_keys)') },
    key: ['repository_key'],
    restore: 'UPDATE repository SET tag_keys = unhex(@tag_keys) WHERE repository_key = @repository_key',
  },
  last_keys: {
    description: 'The last key that was given to a night: none is used twice.',
    source: "sqlite_sequence WHERE name = 'night'",
    columns: { name: text('name'), last_key: integer('seq') },
    key: ['name'],
    restore: 'UPDATE sqlite_sequence SET seq = CAST(@last_key AS INTEGER) WHERE name = @name',
  },
} as const satisfies Record<string, SideTable>;

export type SideTableName = keyof typeof sideTables;

export const sideTableNames = Object.keys(sideTables) as SideTableName[];
