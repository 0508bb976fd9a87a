/** A table that travels only so that a store can be built from an export again. */
export interface SideTable {
  description: string;
  /** The table and the columns of a store, as SQL; bytes travel as hexadecimal text. */
  source: string;
  columns: Readonly<
    Record<string, { sql: string; type: 'text' | 'integer'; nullable: boolean; description: string }>
  >;
  key: readonly string[];
  /** Writes a row of it into a store, whose other rows are there already. */
  restore: string;
}

type SideColumn = SideTable['columns'][string];

const column =
  (type: SideColumn['type'], nullable: boolean) =>
  (sql: string, description: string): SideColumn => ({ sql, type, nullable, description });
const integer = column('integer', false);
const text = column('text', false);
const someText = column('text', true);

export const sideTables = {
  fingerprints: {
    description:
      'What the Hub last said of each model, as a number: equal means that a crawl has nothing to compare.',
    source: 'model',
    columns: {
      model_key: integer('model_key', 'The model: a key of `models`'),
      fingerprint: integer('fingerprint', '52 bits over what a crawl compares'),
    },
    key: ['model_key'],
    restore: 'UPDATE model SET fingerprint = @fingerprint WHERE model_key = @model_key',
  },
  quarantine: {
    description: 'What the Hub sent that could not be stored: a whole entry, or one field of it.',
    source: 'quarantine',
    columns: {
      quarantine_key: integer('quarantine_key', 'Later ones are larger'),
      run: integer('run_key', 'The run: a key of `runs`'),
      page: integer('page', 'Number of the page in the run, from 1'),
      at_ms: integer('at', 'When it was set aside: milliseconds since 1970-01-01 UTC'),
      hub_id: someText('hub_id', "The Hub's `_id` as it was sent, where it was a text"),
      name: someText('name', 'The name as it was sent, where it was a text'),
      field: someText('field', "The Hub's field that was set aside; missing where the whole entry was"),
      reason: text('reason', 'Why'),
      json: text('json', 'What was sent, as JSON'),
    },
    key: ['quarantine_key'],
    restore: `INSERT INTO quarantine (quarantine_key, run_key, page, at, hub_id, name, field, reason, json)
      VALUES (@quarantine_key, @run, @page, @at_ms, @hub_id, @name, @field, @reason, @json)`,
  },
  author_quarantine: {
    description: 'The same of what it answered of accounts.',
    source: 'author_quarantine',
    columns: {
      quarantine_key: integer('quarantine_key', 'Later ones are larger'),
      author_key: integer('author_key', 'The namespace that was asked about: a key of `authors`'),
      field: someText('field', "The Hub's field that was set aside; missing where the whole entry was"),
      reason: text('reason', 'Why'),
      json: text('json', 'What was sent, as JSON'),
    },
    key: ['quarantine_key'],
    restore: `INSERT INTO author_quarantine (quarantine_key, author_key, field, reason, json)
      VALUES (@quarantine_key, @author_key, @field, @reason, @json)`,
  },
  run_positions: {
    description: 'Where the next page of each run begins: an unfinished one goes on from there.',
    source: 'run',
    columns: {
      run: integer('run_key', 'The run: a key of `runs`'),
      position: text('position', 'JSON: where the next page begins'),
    },
    key: ['run'],
    restore: 'UPDATE run SET position = @position WHERE run_key = @run',
  },
  run_pages: {
    description: 'What the pages of unfinished runs brought.',
    source: 'run_page',
    columns: {
      run: integer('run_key', 'The run: a key of `runs`'),
      page: integer('page', 'Number of the page in the run, from 1'),
      model_keys: text(
        'hex(model_keys)',
        'Keys of the models that the page brought, ascending: the gaps as varints, in hexadecimal',
      ),
    },
    key: ['run', 'page'],
    restore: 'INSERT INTO run_page (run_key, page, model_keys) VALUES (@run, @page, unhex(@model_keys))',
  },
  repository_tags: {
    description: 'The keys of the tags of each dataset and Space.',
    source: 'repository',
    columns: {
      repository_key: integer('repository_key', 'The dataset or Space: a key of `datasets` or `spaces`'),
      tag_keys: text('hex(tag_keys)', 'Keys of `tag_names`, ascending: the gaps as varints, in hexadecimal'),
    },
    key: ['repository_key'],
    restore: 'UPDATE repository SET tag_keys = unhex(@tag_keys) WHERE repository_key = @repository_key',
  },
  last_keys: {
    description: 'The last key that was given to a night: none is used twice.',
    source: "sqlite_sequence WHERE name = 'night'",
    columns: {
      name: text('name', 'The table of the store: `night`'),
      last_key: integer('seq', 'Its last key'),
    },
    key: ['name'],
    restore: 'UPDATE sqlite_sequence SET seq = CAST(@last_key AS INTEGER) WHERE name = @name',
  },
} as const satisfies Record<string, SideTable>;

export type SideTableName = keyof typeof sideTables;

export const sideTableNames = Object.keys(sideTables) as SideTableName[];
