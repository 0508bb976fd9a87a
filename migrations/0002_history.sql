-- What the Hub itself does not keep. Days are days since 1970-01-01 UTC. Nothing here is changed once written, but for
-- the last night, which a later crawl of the same day replaces.

-- One finished run. Reports read nights, so a crawl in progress never shows in them.
CREATE TABLE night (
  night_key INTEGER PRIMARY KEY AUTOINCREMENT, -- later nights have larger keys; none is used twice
  run_key INTEGER NOT NULL UNIQUE REFERENCES run,
  day INTEGER NOT NULL,                -- of the run's end
  whole INTEGER NOT NULL CHECK (whole IN (0, 1)), -- 0: the run's query did not span the Hub
  models INTEGER NOT NULL,
  counts TEXT NOT NULL,                -- JSON: how many models have a value, by column
  -- Against the last good night; NULL where there was none.
  changed INTEGER,                     -- models of both nights with another value
  vanished INTEGER,                    -- models of that night that this one lacks
  stalled INTEGER NOT NULL DEFAULT 0 CHECK (stalled IN (0, 1)), -- 1: no download counter moved
  quality TEXT NOT NULL CHECK (quality IN ('good', 'suspect', 'accepted', 'rejected')),
  reasons TEXT NOT NULL DEFAULT '[]'   -- JSON array of texts: why it is suspect
) STRICT;
CREATE INDEX night_day ON night (day);

-- Its values, column by column, in chunks of the model keys: docs/history-format.md. A chunk stands alone (a keyframe) or
-- holds the changes since the whole night before. No row: nothing changed.
CREATE TABLE night_column (
  column_name TEXT NOT NULL,
  chunk INTEGER NOT NULL,              -- model keys chunk * 65536 + 1 up to (chunk + 1) * 65536
  night_key INTEGER NOT NULL REFERENCES night,
  data BLOB NOT NULL,
  PRIMARY KEY (column_name, chunk, night_key)
) STRICT;
CREATE INDEX night_column_night ON night_column (night_key, column_name, chunk);
-- Where a chunk's chain begins: its second byte says whether it stands alone.
CREATE INDEX night_column_keyframe ON night_column (column_name, chunk, night_key) WHERE substr(data, 2, 1) = x'00';

-- The newest whole night once more, every chunk standing alone: what reports read most, and the next night compares with.
CREATE TABLE newest_column (
  column_name TEXT NOT NULL,
  chunk INTEGER NOT NULL,
  night_key INTEGER NOT NULL,          -- of another night than the newest: worth nothing
  data BLOB NOT NULL,
  PRIMARY KEY (column_name, chunk)
) STRICT;

-- How many models of a night have each value of a column: made from the columns, and worth nothing where it disagrees.
CREATE TABLE night_histogram (
  night_key INTEGER NOT NULL REFERENCES night,
  column_name TEXT NOT NULL,
  length INTEGER NOT NULL,             -- numbers in data
  data BLOB NOT NULL,                  -- zeros, then step and models of each value: docs/history-format.md
  PRIMARY KEY (night_key, column_name)
) STRICT;

-- The name a model had before the night `until_night`: on every night with a smaller key.
CREATE TABLE model_rename (
  model_key INTEGER NOT NULL REFERENCES model,
  until_night INTEGER NOT NULL,        -- may be the key of a night that a later crawl of the same day replaced
  name TEXT NOT NULL,
  author_key INTEGER REFERENCES author,
  PRIMARY KEY (model_key, until_night)
) STRICT, WITHOUT ROWID;

-- Tombstones: a model that good nights saw and then no longer. Made from the column `present`.
CREATE TABLE model_absence (
  model_key INTEGER NOT NULL REFERENCES model,
  gone_day INTEGER NOT NULL,           -- the first night without it
  back_day INTEGER,                    -- the night that saw it again; NULL while it is gone
  PRIMARY KEY (model_key, gone_day)
) STRICT, WITHOUT ROWID;
