import type { Database } from 'better-sqlite3';

/**
 * Notes of every base which model has its name now; of several, as a repository that was deleted and made anew leaves, the
 * one that came last. One pass over the models: few of them are bases.
 */
export function resolveBases(db: Database): void {
  db.exec(
    `WITH named AS MATERIALIZED (
       SELECT base.base_key, max(model.model_key) AS model_key
       FROM model CROSS JOIN base ON base.name = model.name GROUP BY base.base_key)
     UPDATE base SET model_key = named.model_key FROM named
     WHERE named.base_key = base.base_key AND base.model_key IS NOT named.model_key;
     UPDATE base SET model_key = NULL
     WHERE model_key IS NOT NULL AND name <> (SELECT name FROM model WHERE model.model_key = base.model_key)`,
  );
}
