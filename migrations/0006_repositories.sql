-- What the Hub lists beside models: datasets and Spaces, as last seen. Unlike models they have no compressed nights: what was
-- there when is told by created_at, the runs that saw a row first and last, and gone_day.
CREATE TABLE repository (
  repository_key INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('dataset', 'space')),
  hub_id BLOB NOT NULL CHECK (length(hub_id) = 12), -- Mongo ObjectId
  name TEXT NOT NULL,                  -- its author is what stands before the slash
  created_at INTEGER,                  -- seconds since 1970-01-01 UTC, as the next
  modified_at INTEGER,
  downloads_30d INTEGER,               -- datasets, as the next; a Space has none
  downloads_all_time INTEGER,
  likes INTEGER,
  trending_score REAL,
  gated TEXT,                          -- datasets: open, auto or manual
  private INTEGER,                     -- 0 or 1
  disabled INTEGER,                    -- 0 or 1
  sdk TEXT,                            -- Spaces
  tag_keys BLOB NOT NULL,              -- ascending varint deltas
  first_seen_run INTEGER NOT NULL REFERENCES run,
  last_seen_run INTEGER NOT NULL REFERENCES run,
  gone_day INTEGER                     -- of the first trusted run of the whole Hub without it; NULL while it is there
) STRICT;
CREATE UNIQUE INDEX repository_hub_id ON repository (kind, hub_id DESC);

-- What a dataset says that it is for: its `task_categories:` tags, and `LeRobot`, which recordings of robots carry.
CREATE TABLE dataset_task (
  repository_key INTEGER NOT NULL REFERENCES repository,
  tag_key INTEGER NOT NULL REFERENCES tag,
  PRIMARY KEY (repository_key, tag_key)
) STRICT, WITHOUT ROWID;

-- One finished run of all datasets, or of all Spaces: the history of their number.
CREATE TABLE repository_night (
  run_key INTEGER PRIMARY KEY REFERENCES run,
  kind TEXT NOT NULL CHECK (kind IN ('dataset', 'space')),
  day INTEGER NOT NULL,                -- of the run's end, days since 1970-01-01 UTC
  repositories INTEGER NOT NULL,       -- public ones
  counts TEXT NOT NULL,                -- JSON: how many have a value, by column
  downloads_30d INTEGER,               -- their sum; NULL where none has it
  -- Against the last trusted night; NULL where there was none.
  added INTEGER,
  vanished INTEGER,
  quality TEXT NOT NULL CHECK (quality IN ('good', 'suspect', 'accepted', 'rejected')),
  reasons TEXT NOT NULL DEFAULT '[]'   -- JSON array of texts: why it is suspect
) STRICT;

CREATE VIEW datasets AS
SELECT
  repository_key,
  lower(hex(hub_id)) AS hub_id,
  name,
  CASE WHEN instr(name, '/') > 1 THEN substr(name, 1, instr(name, '/') - 1) END AS author,
  created_at,
  modified_at,
  downloads_30d,
  downloads_all_time,
  likes,
  trending_score,
  gated,
  private,
  disabled,
  first_seen_run,
  last_seen_run,
  date(gone_day * 86400, 'unixepoch') AS gone_on
FROM repository
WHERE kind = 'dataset';

CREATE VIEW datasets_now AS
SELECT * FROM datasets WHERE gone_on IS NULL AND private IS NOT 1;

CREATE VIEW spaces AS
SELECT
  repository_key,
  lower(hex(hub_id)) AS hub_id,
  name,
  CASE WHEN instr(name, '/') > 1 THEN substr(name, 1, instr(name, '/') - 1) END AS author,
  created_at,
  modified_at,
  likes,
  trending_score,
  sdk,
  private,
  disabled,
  first_seen_run,
  last_seen_run,
  date(gone_day * 86400, 'unixepoch') AS gone_on
FROM repository
WHERE kind = 'space';

CREATE VIEW spaces_now AS
SELECT * FROM spaces WHERE gone_on IS NULL AND private IS NOT 1;

CREATE VIEW dataset_tasks AS
SELECT d.repository_key, r.name AS dataset, d.tag_key, t.name AS tag
FROM dataset_task d
JOIN repository r USING (repository_key)
JOIN tag t USING (tag_key);

CREATE VIEW repository_nights AS
SELECT
  run_key AS run,
  kind,
  date(day * 86400, 'unixepoch') AS night,
  repositories,
  downloads_30d,
  added,
  vanished,
  quality,
  reasons,
  counts
FROM repository_night;
