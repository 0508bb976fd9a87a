/**
 * How a row of an exported table is written into a store, in the order in which the tables are needed. The values are bound by the
 * columns' names; `tags` and `model_night`, which are compressed, have code of their own.
 */
export const restoreTables = {
  runs: [
    `INSERT INTO run (run_key, source, endpoint, query, whole, status, stop_reason, started_at, finished_at, position,
       fields_asked, fields_refused, pages, entries, models, models_new, models_changed, duplicates, quarantined, requests,
       retries, rate_limited, wait_ms, bytes, tool_version)
     VALUES (@run, @source, @endpoint, @query, @whole, @status, @stop_reason, @started_at_ms, @finished_at_ms, 'null',
       @fields_asked, @fields_refused, @pages, @entries, @models, @models_new, @models_changed, @duplicates, @quarantined,
       @requests, @retries, @rate_limited, @wait_ms, @bytes, @tool_version)`,
  ],
  tag_names: ['INSERT INTO tag (tag_key, name) VALUES (@tag_key, @tag)'],
  authors: [
    'INSERT INTO author (author_key, name) VALUES (@author_key, @author)',
    `INSERT INTO author_overview (author_key, asked_at, seen_at, gone_at, kind, hub_id, name, full_name, verified, plan, pro,
       followers, models, datasets, spaces, created_at)
     SELECT @author_key, @asked_at_ms, @seen_at_ms, @gone_at_ms, @kind, unhex(@hub_id), @answers_to, @full_name, @verified,
       @plan, @pro, @followers, @models, @datasets, @spaces, @created_at
     WHERE @asked_at_ms IS NOT NULL`,
  ],
  author_history: [
    `INSERT INTO author_change (author_key, since, gone, kind, hub_id, name, full_name, verified, plan, pro)
     VALUES (@author_key, @since_ms, @gone, @kind, unhex(@hub_id), @answers_to, @full_name, @verified, @plan, @pro)`,
  ],
  bases: ['INSERT INTO base (base_key, name, model_key) VALUES (@base_key, @base, @base_model_key)'],
  models: [
    `INSERT INTO model (model_key, hub_id, name, author_key, created_at, modified_at, downloads_30d, downloads_all_time,
       likes, trending_score, gated, private, disabled, pipeline_tag_key, library_key, licence_key, base_key, parameters,
       gguf_parameters, tag_keys, first_seen_run, fingerprint)
     VALUES (@model_key, unhex(@hub_id), @name, @author_key, @created_at, @modified_at, @downloads_30d, @downloads_all_time,
       @likes, @trending_score, @gated, @private, @disabled, @pipeline_tag_key, @library_key, @licence_key, @base_key,
       @parameters, @gguf_parameters, x'', @first_seen_run, 0)`,
  ],
  lineage: [
    'INSERT INTO model_base (model_key, base_key, relation) VALUES (@model_key, @base_key, @relation)',
  ],
  languages: ['INSERT INTO model_language (model_key, tag_key) VALUES (@model_key, @tag_key)'],
  nights: [
    `INSERT INTO night (night_key, run_key, day, whole, models, counts, changed, vanished, stalled, quality, reasons)
     VALUES (@night_key, @run, unixepoch(@night) / 86400, @whole, @models, @counts, @changed, @vanished, @stalled, @quality,
       @reasons)`,
  ],
  renames: [
    `INSERT INTO model_rename (model_key, until_night, name, author_key)
     VALUES (@model_key, @until_night_key, @former_name, @former_author_key)`,
  ],
  absences: [
    `INSERT INTO model_absence (model_key, gone_day, back_day)
     VALUES (@model_key, unixepoch(@gone_on) / 86400, unixepoch(@back_on) / 86400)`,
  ],
  datasets: [
    `INSERT INTO repository (repository_key, kind, hub_id, name, created_at, modified_at, downloads_30d, downloads_all_time,
       likes, trending_score, gated, private, disabled, tag_keys, first_seen_run, last_seen_run, gone_day)
     VALUES (@repository_key, 'dataset', unhex(@hub_id), @name, @created_at, @modified_at, @downloads_30d,
       @downloads_all_time, @likes, @trending_score, @gated, @private, @disabled, x'', @first_seen_run, @last_seen_run,
       unixepoch(@gone_on) / 86400)`,
  ],
  dataset_tasks: ['INSERT INTO dataset_task (repository_key, tag_key) VALUES (@repository_key, @tag_key)'],
  spaces: [
    `INSERT INTO repository (repository_key, kind, hub_id, name, created_at, modified_at, likes, trending_score, sdk, private,
       disabled, tag_keys, first_seen_run, last_seen_run, gone_day)
     VALUES (@repository_key, 'space', unhex(@hub_id), @name, @created_at, @modified_at, @likes, @trending_score, @sdk,
       @private, @disabled, x'', @first_seen_run, @last_seen_run, unixepoch(@gone_on) / 86400)`,
  ],
  repository_nights: [
    `INSERT INTO repository_night (run_key, kind, day, repositories, counts, downloads_30d, added, vanished, quality, reasons)
     VALUES (@run, @kind, unixepoch(@night) / 86400, @repositories, @counts, @downloads_30d, @added, @vanished, @quality,
       @reasons)`,
  ],
} as const satisfies Record<string, readonly string[]>;

export type RestoredTable = keyof typeof restoreTables;

export const restoredTableNames = Object.keys(restoreTables) as RestoredTable[];
