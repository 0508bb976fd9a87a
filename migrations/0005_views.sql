-- What people query, by concept; docs/schema.md describes each column with its unit. `oai export` writes the same tables, and
-- `oai sql` and `oai export sqlite` add `tags` and `model_night`, which are stored compressed.

-- Names are looked up one by one: SQLite does not leave out a join that a query has no use for.
CREATE VIEW models AS
SELECT
  m.model_key,
  CASE WHEN substr(m.hub_id, 1, 4) <> x'00000000' THEN lower(hex(m.hub_id)) END AS hub_id,
  m.name,
  m.author_key,
  a.name AS author,
  m.created_at,
  m.modified_at,
  m.downloads_30d,
  m.downloads_all_time,
  m.likes,
  m.trending_score,
  m.gated,
  m.private,
  m.disabled,
  m.pipeline_tag_key,
  (SELECT name FROM tag WHERE tag_key = m.pipeline_tag_key) AS pipeline_tag,
  m.library_key,
  (SELECT name FROM tag WHERE tag_key = m.library_key) AS library,
  m.licence_key,
  (SELECT substr(name, length('license:') + 1) FROM tag WHERE tag_key = m.licence_key) AS licence,
  m.base_key,
  (SELECT name FROM base WHERE base_key = m.base_key) AS base,
  m.parameters,
  m.gguf_parameters,
  m.first_seen_run,
  date((SELECT max(gone_day) FROM model_absence WHERE model_key = m.model_key AND back_day IS NULL) * 86400, 'unixepoch') AS gone_on
FROM model m
LEFT JOIN author a USING (author_key);

CREATE VIEW models_now AS
SELECT * FROM models WHERE gone_on IS NULL AND private IS NOT 1;

CREATE VIEW authors AS
SELECT
  a.author_key,
  a.name AS author,
  o.kind,
  CASE WHEN o.hub_id IS NOT NULL THEN lower(hex(o.hub_id)) END AS hub_id,
  o.name AS answers_to,
  o.full_name,
  o.verified,
  o.plan,
  o.pro,
  o.followers,
  o.models,
  o.datasets,
  o.spaces,
  o.created_at,
  o.asked_at AS asked_at_ms,
  o.seen_at AS seen_at_ms,
  o.gone_at AS gone_at_ms
FROM author a
LEFT JOIN author_overview o USING (author_key);

CREATE VIEW authors_now AS
SELECT * FROM authors WHERE gone_at_ms IS NULL;

CREATE VIEW author_history AS
SELECT
  c.author_key,
  a.name AS author,
  c.since AS since_ms,
  c.gone,
  c.kind,
  CASE WHEN c.hub_id IS NOT NULL THEN lower(hex(c.hub_id)) END AS hub_id,
  c.name AS answers_to,
  c.full_name,
  c.verified,
  c.plan,
  c.pro
FROM author_change c
JOIN author a USING (author_key);

CREATE VIEW lineage AS
SELECT
  e.model_key,
  m.name AS model,
  e.relation,
  e.base_key,
  b.name AS base,
  b.model_key AS base_model_key
FROM model_base e
JOIN model m ON m.model_key = e.model_key
JOIN base b ON b.base_key = e.base_key;

CREATE VIEW bases AS
SELECT base_key, name AS base, model_key AS base_model_key FROM base;

CREATE VIEW languages AS
SELECT d.model_key, d.tag_key, t.name AS language FROM model_language d JOIN tag t USING (tag_key);

CREATE VIEW tag_names AS
SELECT tag_key, name AS tag FROM tag;

CREATE VIEW renames AS
SELECT r.model_key, r.until_night AS until_night_key, r.name AS former_name, r.author_key AS former_author_key, a.name AS former_author
FROM model_rename r
LEFT JOIN author a USING (author_key);

CREATE VIEW absences AS
SELECT model_key, date(gone_day * 86400, 'unixepoch') AS gone_on, date(back_day * 86400, 'unixepoch') AS back_on
FROM model_absence;

CREATE VIEW nights AS
SELECT
  night_key,
  run_key AS run,
  date(day * 86400, 'unixepoch') AS night,
  whole,
  models,
  changed,
  vanished,
  stalled,
  quality,
  reasons,
  counts
FROM night;

CREATE VIEW runs AS
SELECT
  run_key AS run,
  source,
  endpoint,
  query,
  whole,
  status,
  stop_reason,
  started_at AS started_at_ms,
  finished_at AS finished_at_ms,
  fields_asked,
  fields_refused,
  pages,
  entries,
  models,
  models_new,
  models_changed,
  duplicates,
  quarantined,
  requests,
  retries,
  rate_limited,
  wait_ms,
  bytes,
  tool_version
FROM run;
