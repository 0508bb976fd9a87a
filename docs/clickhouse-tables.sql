CREATE TABLE models (
  model_key Int64,
  hub_id Nullable(String),
  name String,
  author_key Nullable(Int64),
  author Nullable(String),
  created_at Nullable(Int64),
  modified_at Nullable(Int64),
  downloads_30d Nullable(Int64),
  downloads_all_time Nullable(Int64),
  likes Nullable(Int64),
  trending_score Nullable(Float64),
  gated Nullable(String),
  private Nullable(Bool),
  disabled Nullable(Bool),
  pipeline_tag_key Nullable(Int64),
  pipeline_tag Nullable(String),
  library_key Nullable(Int64),
  library Nullable(String),
  licence_key Nullable(Int64),
  licence Nullable(String),
  base_key Nullable(Int64),
  base Nullable(String),
  parameters Nullable(Int64),
  gguf_parameters Nullable(Int64),
  first_seen_run Int64,
  gone_on Nullable(Date32)
) ENGINE = MergeTree ORDER BY (model_key);

CREATE TABLE model_night (
  night Date32,
  night_key Int64,
  model_key Int64,
  author_key Nullable(Int64),
  created_at Nullable(Int64),
  parameters Nullable(Int64),
  gguf_parameters Nullable(Int64),
  licence_key Nullable(Int64),
  pipeline_tag_key Nullable(Int64),
  library_key Nullable(Int64),
  base_key Nullable(Int64),
  downloads_30d Nullable(Int64),
  downloads_all_time Nullable(Int64),
  likes Nullable(Int64),
  trending_score Nullable(Float64)
) ENGINE = MergeTree ORDER BY (night_key, model_key);

CREATE TABLE nights (
  night_key Int64,
  run Int64,
  night Date32,
  whole Bool,
  models Int64,
  changed Nullable(Int64),
  vanished Nullable(Int64),
  stalled Bool,
  quality String,
  reasons String,
  counts String
) ENGINE = MergeTree ORDER BY (night_key);

CREATE TABLE authors (
  author_key Int64,
  author String,
  kind Nullable(String),
  hub_id Nullable(String),
  answers_to Nullable(String),
  full_name Nullable(String),
  verified Nullable(Bool),
  plan Nullable(String),
  pro Nullable(Bool),
  followers Nullable(Int64),
  models Nullable(Int64),
  datasets Nullable(Int64),
  spaces Nullable(Int64),
  created_at Nullable(Int64),
  asked_at_ms Nullable(Int64),
  seen_at_ms Nullable(Int64),
  gone_at_ms Nullable(Int64)
) ENGINE = MergeTree ORDER BY (author_key);

CREATE TABLE author_history (
  author_key Int64,
  author String,
  since_ms Int64,
  gone Bool,
  kind Nullable(String),
  hub_id Nullable(String),
  answers_to Nullable(String),
  full_name Nullable(String),
  verified Nullable(Bool),
  plan Nullable(String),
  pro Nullable(Bool)
) ENGINE = MergeTree ORDER BY (author_key, since_ms);

CREATE TABLE lineage (
  model_key Int64,
  model String,
  relation String,
  base_key Int64,
  base String,
  base_model_key Nullable(Int64)
) ENGINE = MergeTree ORDER BY (model_key, base_key, relation);

CREATE TABLE bases (
  base_key Int64,
  base String,
  base_model_key Nullable(Int64)
) ENGINE = MergeTree ORDER BY (base_key);

CREATE TABLE languages (
  model_key Int64,
  tag_key Int64,
  language String
) ENGINE = MergeTree ORDER BY (model_key, tag_key);

CREATE TABLE tags (
  model_key Int64,
  tag String
) ENGINE = MergeTree ORDER BY (model_key, tag);

CREATE TABLE tag_names (
  tag_key Int64,
  tag String
) ENGINE = MergeTree ORDER BY (tag_key);

CREATE TABLE renames (
  model_key Int64,
  until_night_key Int64,
  former_name String,
  former_author_key Nullable(Int64),
  former_author Nullable(String)
) ENGINE = MergeTree ORDER BY (model_key, until_night_key);

CREATE TABLE absences (
  model_key Int64,
  gone_on Date32,
  back_on Nullable(Date32)
) ENGINE = MergeTree ORDER BY (model_key, gone_on);

CREATE TABLE datasets (
  repository_key Int64,
  hub_id String,
  name String,
  author Nullable(String),
  created_at Nullable(Int64),
  modified_at Nullable(Int64),
  downloads_30d Nullable(Int64),
  downloads_all_time Nullable(Int64),
  likes Nullable(Int64),
  trending_score Nullable(Float64),
  gated Nullable(String),
  private Nullable(Bool),
  disabled Nullable(Bool),
  first_seen_run Int64,
  last_seen_run Int64,
  gone_on Nullable(Date32)
) ENGINE = MergeTree ORDER BY (repository_key);

CREATE TABLE dataset_tasks (
  repository_key Int64,
  dataset String,
  tag_key Int64,
  tag String
) ENGINE = MergeTree ORDER BY (repository_key, tag_key);

CREATE TABLE spaces (
  repository_key Int64,
  hub_id String,
  name String,
  author Nullable(String),
  created_at Nullable(Int64),
  modified_at Nullable(Int64),
  likes Nullable(Int64),
  trending_score Nullable(Float64),
  sdk Nullable(String),
  private Nullable(Bool),
  disabled Nullable(Bool),
  first_seen_run Int64,
  last_seen_run Int64,
  gone_on Nullable(Date32)
) ENGINE = MergeTree ORDER BY (repository_key);

CREATE TABLE repository_nights (
  run Int64,
  kind String,
  night Date32,
  repositories Int64,
  downloads_30d Nullable(Int64),
  added Nullable(Int64),
  vanished Nullable(Int64),
  quality String,
  reasons String,
  counts String
) ENGINE = MergeTree ORDER BY (run);

CREATE TABLE runs (
  run Int64,
  source Nullable(String),
  endpoint String,
  query String,
  whole Bool,
  status String,
  stop_reason Nullable(String),
  started_at_ms Int64,
  finished_at_ms Nullable(Int64),
  fields_asked String,
  fields_refused String,
  pages Int64,
  entries Int64,
  models Int64,
  models_new Int64,
  models_changed Int64,
  duplicates Int64,
  quarantined Int64,
  requests Int64,
  retries Int64,
  rate_limited Int64,
  wait_ms Int64,
  bytes Int64,
  tool_version String
) ENGINE = MergeTree ORDER BY (run);

CREATE TABLE manifest (json String) ENGINE = MergeTree ORDER BY ();

TRUNCATE TABLE models;

TRUNCATE TABLE model_night;

TRUNCATE TABLE nights;

TRUNCATE TABLE authors;

TRUNCATE TABLE author_history;

TRUNCATE TABLE lineage;

TRUNCATE TABLE bases;

TRUNCATE TABLE languages;

TRUNCATE TABLE tags;

TRUNCATE TABLE tag_names;

TRUNCATE TABLE renames;

TRUNCATE TABLE absences;

TRUNCATE TABLE datasets;

TRUNCATE TABLE dataset_tasks;

TRUNCATE TABLE spaces;

TRUNCATE TABLE repository_nights;

TRUNCATE TABLE runs;

TRUNCATE TABLE manifest;

INSERT INTO models (model_key, hub_id, name, author_key, author, created_at, modified_at, downloads_30d, downloads_all_time, likes, trending_score, gated, private, disabled, pipeline_tag_key, pipeline_tag, library_key, library, licence_key, licence, base_key, base, parameters, gguf_parameters, first_seen_run, gone_on) SELECT model_key, hub_id, name, author_key, author, created_at, modified_at, downloads_30d, downloads_all_time, likes, trending_score, gated, private, disabled, pipeline_tag_key, pipeline_tag, library_key, library, licence_key, licence, base_key, base, parameters, gguf_parameters, first_seen_run, gone_on FROM s3('PLACE/models.parquet', 'Parquet') SETTINGS use_hive_partitioning = 0;

INSERT INTO model_night (night, night_key, model_key, author_key, created_at, parameters, gguf_parameters, licence_key, pipeline_tag_key, library_key, base_key, downloads_30d, downloads_all_time, likes, trending_score) SELECT night, night_key, model_key, author_key, created_at, parameters, gguf_parameters, licence_key, pipeline_tag_key, library_key, base_key, downloads_30d, downloads_all_time, likes, trending_score FROM s3('PLACE/model_night/night=*/run-*.parquet', 'Parquet') SETTINGS use_hive_partitioning = 1;

INSERT INTO nights (night_key, run, night, whole, models, changed, vanished, stalled, quality, reasons, counts) SELECT night_key, run, night, whole, models, changed, vanished, stalled, quality, reasons, counts FROM s3('PLACE/nights.parquet', 'Parquet') SETTINGS use_hive_partitioning = 0;

INSERT INTO authors (author_key, author, kind, hub_id, answers_to, full_name, verified, plan, pro, followers, models, datasets, spaces, created_at, asked_at_ms, seen_at_ms, gone_at_ms) SELECT author_key, author, kind, hub_id, answers_to, full_name, verified, plan, pro, followers, models, datasets, spaces, created_at, asked_at_ms, seen_at_ms, gone_at_ms FROM s3('PLACE/authors.parquet', 'Parquet') SETTINGS use_hive_partitioning = 0;

INSERT INTO author_history (author_key, author, since_ms, gone, kind, hub_id, answers_to, full_name, verified, plan, pro) SELECT author_key, author, since_ms, gone, kind, hub_id, answers_to, full_name, verified, plan, pro FROM s3('PLACE/author_history.parquet', 'Parquet') SETTINGS use_hive_partitioning = 0;

INSERT INTO lineage (model_key, model, relation, base_key, base, base_model_key) SELECT model_key, model, relation, base_key, base, base_model_key FROM s3('PLACE/lineage.parquet', 'Parquet') SETTINGS use_hive_partitioning = 0;

INSERT INTO bases (base_key, base, base_model_key) SELECT base_key, base, base_model_key FROM s3('PLACE/bases.parquet', 'Parquet') SETTINGS use_hive_partitioning = 0;

INSERT INTO languages (model_key, tag_key, language) SELECT model_key, tag_key, language FROM s3('PLACE/languages.parquet', 'Parquet') SETTINGS use_hive_partitioning = 0;

INSERT INTO tags (model_key, tag) SELECT model_key, tag FROM s3('PLACE/tags.parquet', 'Parquet') SETTINGS use_hive_partitioning = 0;

INSERT INTO tag_names (tag_key, tag) SELECT tag_key, tag FROM s3('PLACE/tag_names.parquet', 'Parquet') SETTINGS use_hive_partitioning = 0;

INSERT INTO renames (model_key, until_night_key, former_name, former_author_key, former_author) SELECT model_key, until_night_key, former_name, former_author_key, former_author FROM s3('PLACE/renames.parquet', 'Parquet') SETTINGS use_hive_partitioning = 0;

INSERT INTO absences (model_key, gone_on, back_on) SELECT model_key, gone_on, back_on FROM s3('PLACE/absences.parquet', 'Parquet') SETTINGS use_hive_partitioning = 0;

INSERT INTO datasets (repository_key, hub_id, name, author, created_at, modified_at, downloads_30d, downloads_all_time, likes, trending_score, gated, private, disabled, first_seen_run, last_seen_run, gone_on) SELECT repository_key, hub_id, name, author, created_at, modified_at, downloads_30d, downloads_all_time, likes, trending_score, gated, private, disabled, first_seen_run, last_seen_run, gone_on FROM s3('PLACE/datasets.parquet', 'Parquet') SETTINGS use_hive_partitioning = 0;

INSERT INTO dataset_tasks (repository_key, dataset, tag_key, tag) SELECT repository_key, dataset, tag_key, tag FROM s3('PLACE/dataset_tasks.parquet', 'Parquet') SETTINGS use_hive_partitioning = 0;

INSERT INTO spaces (repository_key, hub_id, name, author, created_at, modified_at, likes, trending_score, sdk, private, disabled, first_seen_run, last_seen_run, gone_on) SELECT repository_key, hub_id, name, author, created_at, modified_at, likes, trending_score, sdk, private, disabled, first_seen_run, last_seen_run, gone_on FROM s3('PLACE/spaces.parquet', 'Parquet') SETTINGS use_hive_partitioning = 0;

INSERT INTO repository_nights (run, kind, night, repositories, downloads_30d, added, vanished, quality, reasons, counts) SELECT run, kind, night, repositories, downloads_30d, added, vanished, quality, reasons, counts FROM s3('PLACE/repository_nights.parquet', 'Parquet') SETTINGS use_hive_partitioning = 0;

INSERT INTO runs (run, source, endpoint, query, whole, status, stop_reason, started_at_ms, finished_at_ms, fields_asked, fields_refused, pages, entries, models, models_new, models_changed, duplicates, quarantined, requests, retries, rate_limited, wait_ms, bytes, tool_version) SELECT run, source, endpoint, query, whole, status, stop_reason, started_at_ms, finished_at_ms, fields_asked, fields_refused, pages, entries, models, models_new, models_changed, duplicates, quarantined, requests, retries, rate_limited, wait_ms, bytes, tool_version FROM s3('PLACE/runs.parquet', 'Parquet') SETTINGS use_hive_partitioning = 0;

INSERT INTO manifest SELECT json FROM s3('PLACE/manifest.json', 'JSONAsString');
