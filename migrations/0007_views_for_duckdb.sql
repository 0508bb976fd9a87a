-- The same rows in words that DuckDB can parse, which reads the views of a file by their text: it has no `IS NOT 1`, and for its
-- parser `date` has one argument.

DROP VIEW models;
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
  strftime('%Y-%m-%d', (SELECT max(gone_day) FROM model_absence WHERE model_key = m.model_key AND back_day IS NULL) * 86400, 'unixepoch') AS gone_on
FROM model m
LEFT JOIN author a USING (author_key);

DROP VIEW models_now;
CREATE VIEW models_now AS
SELECT * FROM models WHERE gone_on IS NULL AND private IS NOT TRUE;

DROP VIEW absences;
CREATE VIEW absences AS
SELECT model_key, strftime('%Y-%m-%d', gone_day * 86400, 'unixepoch') AS gone_on, strftime('%Y-%m-%d', back_day * 86400, 'unixepoch') AS back_on
FROM model_absence;

DROP VIEW nights;
CREATE VIEW nights AS
SELECT
  night_key,
  run_key AS run,
  strftime('%Y-%m-%d', day * 86400, 'unixepoch') AS night,
  whole,
  models,
  changed,
  vanished,
  stalled,
  quality,
  reasons,
  counts
FROM night;

DROP VIEW datasets;
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
  strftime('%Y-%m-%d', gone_day * 86400, 'unixepoch') AS gone_on
FROM repository
WHERE kind = 'dataset';

DROP VIEW datasets_now;
CREATE VIEW datasets_now AS
SELECT * FROM datasets WHERE gone_on IS NULL AND private IS NOT TRUE;

DROP VIEW spaces;
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
  strftime('%Y-%m-%d', gone_day * 86400, 'unixepoch') AS gone_on
FROM repository
WHERE kind = 'space';

DROP VIEW spaces_now;
CREATE VIEW spaces_now AS
SELECT * FROM spaces WHERE gone_on IS NULL AND private IS NOT TRUE;

DROP VIEW repository_nights;
CREATE VIEW repository_nights AS
SELECT
  run_key AS run,
  kind,
  strftime('%Y-%m-%d', day * 86400, 'unixepoch') AS night,
  repositories,
  downloads_30d,
  added,
  vanished,
  quality,
  reasons,
  counts
FROM repository_night;
