-- What the Hub says of the accounts behind the namespaces. *_at and since are milliseconds since 1970-01-01 UTC, created_at
-- seconds. NULL is "the Hub did not say", or "not of this kind of account"; never zero. How to read it: docs/authors.md.

-- One row for each author that was asked for: the newest answer. An author who is gone keeps what was known.
CREATE TABLE author_overview (
  author_key INTEGER PRIMARY KEY REFERENCES author,
  asked_at INTEGER NOT NULL,           -- of the newest answer, whatever it was
  seen_at INTEGER,                     -- of the newest answer that was an account; NULL: there was none yet
  gone_at INTEGER,                     -- of the first answer that there is no such account; NULL while there is one
  kind TEXT CHECK (kind IN ('organisation', 'user')),
  hub_id BLOB CHECK (length(hub_id) = 12), -- Mongo ObjectId of the account
  name TEXT,                           -- what the account answers to: another than the author's after a rename
  full_name TEXT,
  verified INTEGER CHECK (verified IN (0, 1)), -- organisations: has a verified e-mail domain
  plan TEXT,                           -- organisations: such as team or enterprise; NULL is none
  pro INTEGER CHECK (pro IN (0, 1)),   -- users
  followers INTEGER,
  models INTEGER,                      -- as the Hub counts: those the asker may see
  datasets INTEGER,
  spaces INTEGER,
  created_at INTEGER                   -- users; the Hub does not say it of organisations
) STRICT;

-- What an author was, from `since` until the next row of the same author; a row when it changed. The first one dates from the
-- first answer, not from when it became true.
CREATE TABLE author_change (
  author_key INTEGER NOT NULL REFERENCES author_overview,
  since INTEGER NOT NULL,
  gone INTEGER NOT NULL CHECK (gone IN (0, 1)), -- 1: no such account; the other columns say what was known
  kind TEXT CHECK (kind IN ('organisation', 'user')),
  hub_id BLOB CHECK (length(hub_id) = 12),
  name TEXT,
  full_name TEXT,
  verified INTEGER CHECK (verified IN (0, 1)),
  plan TEXT,
  pro INTEGER CHECK (pro IN (0, 1)),
  PRIMARY KEY (author_key, since)
) STRICT, WITHOUT ROWID;

-- What of the newest answer could not be stored: all of it (field IS NULL) or one field.
CREATE TABLE author_quarantine (
  quarantine_key INTEGER PRIMARY KEY,
  author_key INTEGER NOT NULL REFERENCES author_overview,
  field TEXT,
  reason TEXT NOT NULL,
  json TEXT NOT NULL
) STRICT;
CREATE INDEX author_quarantine_author ON author_quarantine (author_key);
