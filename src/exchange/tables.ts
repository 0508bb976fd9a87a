/**
 * How a column travels. SQLite, CSV and Parquet have the same numbers: `integer` is a whole number below 2^53 (INT64 in Parquet),
 * `real` a double, `boolean` 0 or 1 (BOOLEAN in Parquet, true or false in JSON), `date` the text `YYYY-MM-DD`. What is missing is
 * NULL, or an empty field; never zero.
 */
export type ColumnType = 'text' | 'integer' | 'real' | 'boolean' | 'date' | 'json';

export interface ExchangeColumn {
  type: ColumnType;
  /** Whether a value may be missing. */
  nullable: boolean;
  /** What it is, with its unit. */
  description: string;
}

/** A table as it is queried, exported and imported: the same name and columns in SQL views, Parquet, CSV, NDJSON and on ClickHouse. */
export interface ExchangeTable {
  description: string;
  /** In the order in which they are written. */
  columns: Readonly<Record<string, ExchangeColumn>>;
  /** Columns that tell one row from another, in which order the rows are written. */
  key: readonly string[];
}

const required =
  (type: ColumnType) =>
  (description: string): ExchangeColumn => ({ type, nullable: false, description });
const optional =
  (type: ColumnType) =>
  (description: string): ExchangeColumn => ({ type, nullable: true, description });

const text = required('text');
const integer = required('integer');
const flag = required('boolean');
const someText = optional('text');
const someInteger = optional('integer');
const someReal = optional('real');
const someFlag = optional('boolean');
const someDate = optional('date');

const modelKey = integer('The model: a key of `models`');
const seconds = (what: string): ExchangeColumn => someInteger(`${what}: seconds since 1970-01-01 UTC`);
const someMs = (what: string): ExchangeColumn => someInteger(`${what}: milliseconds since 1970-01-01 UTC`);

/** What a model is, as the store has it now or as a night saw it. */
const modelFacts = {
  created_at: seconds('Creation of the repository; what is older than March 2022 has 2022-03-02'),
  parameters: someInteger('Elements by the safetensors headers'),
  gguf_parameters: someInteger('Elements by the GGUF header, where a crawl asked for it'),
  licence_key: someInteger('The whole `license:...` tag: a key of `tag_names`'),
  pipeline_tag_key: someInteger('The pipeline tag: a key of `tag_names`'),
  library_key: someInteger('The library: a key of `tag_names`'),
  base_key: someInteger('The base that counts where one must: a key of `bases`; all are in `lineage`'),
  downloads_30d: someInteger('Downloads of the last 30 days, as the Hub counts them'),
  downloads_all_time: someInteger('Downloads since creation'),
  likes: someInteger('Likes'),
  trending_score: someReal("The Hub's trending score"),
} as const;

const accountColumns = {
  kind: someText('`organisation` or `user`'),
  hub_id: someText("The account's `_id`: 24 hexadecimal digits"),
  answers_to: someText("What the account answers to: another name than the author's after a rename"),
  full_name: someText('Free text of its owner'),
  verified: someFlag('Organisations: has a verified e-mail domain'),
  plan: someText('Organisations: such as `team` or `enterprise`; missing is none'),
  pro: someFlag('Users: pays for PRO'),
} as const;

const repositoryIdentity = {
  repository_key: integer('The same for the life of the store'),
  hub_id: text("The Hub's `_id`: 24 hexadecimal digits"),
  name: text('Name of the repository now: `namespace/name`, or a bare name'),
  author: someText('The namespace'),
  created_at: modelFacts.created_at,
  modified_at: seconds('Last change of the repository'),
} as const;

const repositoryState = {
  private: someFlag('Seen with a token that may see it; reports leave it out'),
  disabled: someFlag('Disabled by the Hub'),
  first_seen_run: integer('The run that saw it first: a key of `runs`'),
  last_seen_run: integer('The run that saw it last'),
  gone_on: someDate('The first night without it, while it is gone'),
} as const;

/** Every table of the exchange. `model_night` is by far the largest: a row for each model and night. */
export const exchangeTables = {
  models: {
    description:
      'Every model that the store has ever seen, as it last saw it. `models_now` has those that are there now.',
    key: ['model_key'],
    columns: {
      model_key: integer('The same for the life of the store; 1 is the first model stored'),
      hub_id: someText(
        "The Hub's `_id`: 24 hexadecimal digits; missing where a file was imported that has none",
      ),
      name: text('Name of the repository now: `namespace/name`, or a bare name of the oldest ones'),
      author_key: someInteger('The namespace: a key of `authors`'),
      author: someText('The namespace'),
      created_at: modelFacts.created_at,
      modified_at: seconds('Last change of the repository'),
      downloads_30d: modelFacts.downloads_30d,
      downloads_all_time: modelFacts.downloads_all_time,
      likes: modelFacts.likes,
      trending_score: modelFacts.trending_score,
      gated: someText('`open`, `auto` or `manual`'),
      private: someFlag('Seen with a token that may see it; reports leave it out'),
      disabled: someFlag('Disabled by the Hub'),
      pipeline_tag_key: modelFacts.pipeline_tag_key,
      pipeline_tag: someText('The pipeline tag, such as `text-generation`'),
      library_key: modelFacts.library_key,
      library: someText('The library, such as `transformers`'),
      licence_key: modelFacts.licence_key,
      licence: someText('The licence, such as `apache-2.0`'),
      base_key: modelFacts.base_key,
      base: someText('Name of that base'),
      parameters: modelFacts.parameters,
      gguf_parameters: modelFacts.gguf_parameters,
      first_seen_run: integer('The run that saw it first: a key of `runs`'),
      gone_on: someDate('The first night without it, while it is gone'),
    },
  },
  model_night: {
    description:
      'What each night saw of each public model: the history. In Parquet a folder for each night (`night=2026-11-24`).',
    key: ['night_key', 'model_key'],
    columns: {
      night: required('date')('UTC day of the night'),
      night_key: integer('The night: a key of `nights`'),
      model_key: modelKey,
      author_key: someInteger('The namespace on that night: a key of `authors`'),
      ...modelFacts,
    },
  },
  nights: {
    description: 'Finished runs that became part of the history.',
    key: ['night_key'],
    columns: {
      night_key: integer('Later nights have larger keys'),
      run: integer('The run: a key of `runs`'),
      night: required('date')('UTC day on which the run ended'),
      whole: flag('The run spanned the Hub'),
      models: integer('Public models that it saw'),
      changed: someInteger('Models with another value than on the good night before'),
      vanished: someInteger('Models of the good night before that it lacks'),
      stalled: flag('No download counter moved since the good night before'),
      quality: text('`good`, `suspect`, `accepted` or `rejected`'),
      reasons: required('json')('JSON array of texts: why it is suspect'),
      counts: required('json')('JSON object: how many models have a value, by column of `model_night`'),
    },
  },
  authors: {
    description: 'Namespaces, with what the Hub last said of the account behind it where it was asked.',
    key: ['author_key'],
    columns: {
      author_key: integer('The same for the life of the store'),
      author: text('The namespace'),
      ...accountColumns,
      followers: someInteger('Followers'),
      models: someInteger('Models of the account, as the Hub counts'),
      datasets: someInteger('Datasets, likewise'),
      spaces: someInteger('Spaces, likewise'),
      created_at: seconds('Users: creation of the account'),
      asked_at_ms: someMs('The newest answer, whatever it was'),
      seen_at_ms: someMs('The newest answer that was an account'),
      gone_at_ms: someMs('The first answer that there is no such account, while there is none'),
    },
  },
  author_history: {
    description: 'What accounts were, from `since_ms` until the next row of the same author.',
    key: ['author_key', 'since_ms'],
    columns: {
      author_key: integer('The namespace: a key of `authors`'),
      author: text('The namespace'),
      since_ms: integer('The answer that said so: milliseconds since 1970-01-01 UTC'),
      gone: flag('There was no such account; the rest is what was known'),
      ...accountColumns,
    },
  },
  lineage: {
    description: 'What models declare to come from: a row for each model, relation and base.',
    key: ['model_key', 'base_key', 'relation'],
    columns: {
      model_key: modelKey,
      model: text('Its name'),
      relation: text('`finetune`, `adapter`, `quantized`, `merge` or `unknown`'),
      base_key: integer('The base: a key of `bases`'),
      base: text('Name of the base as it was declared'),
      base_model_key: someInteger('The model of that name, where the store has one'),
    },
  },
  bases: {
    description: 'Every name that models give as their base, or gave.',
    key: ['base_key'],
    columns: {
      base_key: integer('The same for the life of the store'),
      base: text('The name'),
      base_model_key: someInteger('The model of that name, where the store has one'),
    },
  },
  languages: {
    description: 'Languages that models declare among their tags.',
    key: ['model_key', 'tag_key'],
    columns: {
      model_key: modelKey,
      tag_key: integer('A key of `tag_names`'),
      language: text('ISO 639 code'),
    },
  },
  tags: {
    description: 'Every tag of every model.',
    key: ['model_key', 'tag'],
    columns: {
      model_key: modelKey,
      tag: text('The tag'),
    },
  },
  tag_names: {
    description: 'The dictionary of tags, pipeline tags, libraries and licences.',
    key: ['tag_key'],
    columns: {
      tag_key: integer('The same for the life of the store'),
      tag: text('The tag'),
    },
  },
  renames: {
    description: 'Names that models had, on every night before `until_night_key`.',
    key: ['model_key', 'until_night_key'],
    columns: {
      model_key: modelKey,
      until_night_key: integer('The first night with another name: a key of `nights`'),
      former_name: text('The name until then'),
      former_author_key: someInteger('The namespace until then: a key of `authors`'),
      former_author: someText('Its name'),
    },
  },
  absences: {
    description: 'Tombstones: models that good nights saw and then no longer.',
    key: ['model_key', 'gone_on'],
    columns: {
      model_key: modelKey,
      gone_on: required('date')('The first night without it'),
      back_on: someDate('The night that saw it again'),
    },
  },
  datasets: {
    description:
      'Every dataset that the store has ever seen, as it last saw it. `datasets_now` has those that are there now.',
    key: ['repository_key'],
    columns: {
      ...repositoryIdentity,
      downloads_30d: modelFacts.downloads_30d,
      downloads_all_time: modelFacts.downloads_all_time,
      likes: modelFacts.likes,
      trending_score: modelFacts.trending_score,
      gated: someText('`open`, `auto` or `manual`'),
      ...repositoryState,
    },
  },
  dataset_tasks: {
    description: 'What datasets say that they are for: their `task_categories:` tags, and `LeRobot`.',
    key: ['repository_key', 'tag_key'],
    columns: {
      repository_key: integer('The dataset: a key of `datasets`'),
      dataset: text('Its name'),
      tag_key: integer('A key of `tag_names`'),
      tag: text('The tag'),
    },
  },
  spaces: {
    description:
      'Every Space that the store has ever seen, as it last saw it. `spaces_now` has those that are there now.',
    key: ['repository_key'],
    columns: {
      ...repositoryIdentity,
      likes: modelFacts.likes,
      trending_score: modelFacts.trending_score,
      sdk: someText('What it is made with, such as `gradio`'),
      ...repositoryState,
    },
  },
  repository_nights: {
    description: 'Finished crawls of all datasets, or of all Spaces.',
    key: ['run'],
    columns: {
      run: integer('The run: a key of `runs`'),
      kind: text('`dataset` or `space`'),
      night: required('date')('UTC day on which the run ended'),
      repositories: integer('Public ones that it saw'),
      downloads_30d: someInteger('Datasets: the sum of their downloads of the last 30 days'),
      added: someInteger('Those that came since the trusted night before'),
      vanished: someInteger('Those of that night that it lacks'),
      quality: text('`good`, `suspect`, `accepted` or `rejected`'),
      reasons: required('json')('JSON array of texts: why it is suspect'),
      counts: required('json')('JSON object: how many have a value, by column'),
    },
  },
  runs: {
    description: 'Crawls and imports, with what they were asked and given.',
    key: ['run'],
    columns: {
      run: integer('Later runs have larger keys'),
      source: someText(
        'The file that was imported; `--from-pages` while kept pages are read into it; missing for a crawl',
      ),
      endpoint: text('Where it was crawled from'),
      query: required('json')('JSON object: what was asked for'),
      whole: flag('It spans the Hub'),
      status: text('`running`, `stopped`, `complete` or `abandoned`'),
      stop_reason: someText('Why it stopped'),
      started_at_ms: integer('Milliseconds since 1970-01-01 UTC'),
      finished_at_ms: someMs('Its end'),
      fields_asked: required('json')('JSON array of the Hub’s fields'),
      fields_refused: required('json')('JSON array of those it refused'),
      pages: integer('Pages stored'),
      entries: integer('Entries received, duplicates and rejected ones included'),
      models: integer('Distinct models stored, or datasets or Spaces where `query` asks for them'),
      models_new: integer('Of those, seen for the first time'),
      models_changed: integer('Of those, changed'),
      duplicates: integer('Entries that came again'),
      quarantined: integer('Entries or fields that could not be stored'),
      requests: integer('Requests made'),
      retries: integer('Requests made again'),
      rate_limited: integer('Answers that asked to wait'),
      wait_ms: integer('Milliseconds waited'),
      bytes: integer('Bytes received'),
      tool_version: text('Version of `oai`'),
    },
  },
} as const satisfies Record<string, ExchangeTable>;

export type ExchangeTableName = keyof typeof exchangeTables;

export const exchangeTableNames = Object.keys(exchangeTables) as ExchangeTableName[];
