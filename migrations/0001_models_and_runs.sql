-- Units: *_at are milliseconds since 1970-01-01 UTC in run and quarantine, seconds in model (the Hub's own precision).
-- A column that allows NULL is NULL where the Hub did not say; never zero.

CREATE TABLE run (
  run_key INTEGER PRIMARY KEY,
  endpoint TEXT NOT NULL,
  query TEXT NOT NULL,                 -- JSON: what was asked for; with endpoint it says what a later crawl may resume
  whole INTEGER NOT NULL CHECK (whole IN (0, 1)), -- 1 when the query spans the Hub: no author, no limit
  status TEXT NOT NULL CHECK (status IN ('running', 'stopped', 'complete', 'abandoned')),
  stop_reason TEXT,
  started_at INTEGER NOT NULL,
  finished_at INTEGER,
  position TEXT NOT NULL,              -- JSON: where the next page begins
  fields_asked TEXT NOT NULL,          -- JSON array
  fields_refused TEXT NOT NULL DEFAULT '[]', -- JSON array
  pages INTEGER NOT NULL DEFAULT 0,
  entries INTEGER NOT NULL DEFAULT 0,  -- entries received, duplicates and rejected ones included
  models INTEGER NOT NULL DEFAULT 0,   -- distinct models stored
  models_new INTEGER NOT NULL DEFAULT 0,
  models_changed INTEGER NOT NULL DEFAULT 0,
  duplicates INTEGER NOT NULL DEFAULT 0,
  quarantined INTEGER NOT NULL DEFAULT 0,
  requests INTEGER NOT NULL DEFAULT 0,
  retries INTEGER NOT NULL DEFAULT 0,
  rate_limited INTEGER NOT NULL DEFAULT 0,
  wait_ms INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  tool_version TEXT NOT NULL
) STRICT;

-- Which models a page brought: lets a resumed run know what it has seen. Emptied when the run completes.
CREATE TABLE run_page (
  run_key INTEGER NOT NULL REFERENCES run,
  page INTEGER NOT NULL,
  model_keys BLOB NOT NULL,            -- ascending varint deltas
  PRIMARY KEY (run_key, page)
) STRICT;

CREATE TABLE author (
  author_key INTEGER PRIMARY KEY,
  name TEXT NOT NULL
) STRICT;

-- Every word the Hub tags models with; pipeline tags and libraries are words of the same dictionary.
CREATE TABLE tag (
  tag_key INTEGER PRIMARY KEY,
  name TEXT NOT NULL
) STRICT;

-- What values its columns may have is for `oai check`: constraints on three million rows a night cost half the time.
CREATE TABLE model (
  model_key INTEGER PRIMARY KEY,
  hub_id BLOB NOT NULL CHECK (length(hub_id) = 12), -- Mongo ObjectId
  name TEXT NOT NULL,
  author_key INTEGER REFERENCES author,
  created_at INTEGER,
  modified_at INTEGER,
  downloads_30d INTEGER,
  downloads_all_time INTEGER,
  likes INTEGER,
  trending_score REAL,
  gated TEXT,                          -- open, auto or manual
  private INTEGER,                     -- 0 or 1
  disabled INTEGER,                    -- 0 or 1
  pipeline_tag_key INTEGER REFERENCES tag,
  library_key INTEGER REFERENCES tag,
  licence_key INTEGER REFERENCES tag,  -- the whole `license:...` tag
  base_key INTEGER REFERENCES base,    -- the base that counts where one must; all are in model_base
  parameters INTEGER,
  gguf_parameters INTEGER,
  tag_keys BLOB NOT NULL,              -- ascending varint deltas; without the base_model: tags that model_base implies
  first_seen_run INTEGER NOT NULL REFERENCES run,
  fingerprint INTEGER NOT NULL         -- of what the Hub last said of it, counters apart: equal means nothing to compare
) STRICT;
-- Descending as the listing is: a walk appends to it, which keeps its pages full.
CREATE UNIQUE INDEX model_hub_id ON model (hub_id DESC);

-- Names that models give as their base; model_key is NULL until a model of that name is in the store.
CREATE TABLE base (
  base_key INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  model_key INTEGER REFERENCES model
) STRICT;

CREATE TABLE model_base (
  model_key INTEGER NOT NULL REFERENCES model,
  base_key INTEGER NOT NULL REFERENCES base,
  relation TEXT NOT NULL,              -- finetune, adapter, quantized, merge or unknown
  PRIMARY KEY (model_key, base_key, relation)
) STRICT, WITHOUT ROWID;

CREATE TABLE model_language (
  model_key INTEGER NOT NULL REFERENCES model,
  tag_key INTEGER NOT NULL REFERENCES tag,
  PRIMARY KEY (model_key, tag_key)
) STRICT, WITHOUT ROWID;

-- What the Hub sent that could not be stored: a whole entry (field IS NULL) or one field of it.
CREATE TABLE quarantine (
  quarantine_key INTEGER PRIMARY KEY,
  run_key INTEGER NOT NULL REFERENCES run,
  page INTEGER NOT NULL,
  at INTEGER NOT NULL,
  hub_id TEXT,
  name TEXT,
  field TEXT,
  reason TEXT NOT NULL,
  json TEXT NOT NULL
) STRICT;
CREATE INDEX quarantine_run ON quarantine (run_key);
