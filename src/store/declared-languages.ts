import type { Database } from 'better-sqlite3';
import { fileEdges } from '../statistics/filed-edges.js';
import { readTwoColumns } from './two-columns.js';

/** Languages that models declare: keys of models, ascending, and of tags. */
export interface DeclaredLanguages {
  models: readonly number[];
  tags: readonly number[];
}

/** As the store last saw them. */
export function readDeclaredLanguages(db: Database): DeclaredLanguages {
  const [models, tags] = readTwoColumns(
    db,
    'SELECT json_group_array(model_key), json_group_array(tag_key) FROM model_language',
  );
  return { models, tags };
}

/**
 * The positions of the models that declare each language, by the key of its tag, ascending. Filed here: for an engine to group them
 * by language it would sort them all.
 */
export function fileLanguages({ models, tags }: DeclaredLanguages): Map<number, Uint32Array> {
  const most = tags.reduce((largest, tag) => Math.max(largest, tag), 0);
  const { starts, edges } = fileEdges(Int32Array.from(tags), most + 1);
  const declared = new Map<number, Uint32Array>();
  for (let tag = 0; tag <= most; tag += 1) {
    const rows = edges.subarray(starts[tag], starts[tag + 1]);
    if (rows.length > 0)
      declared.set(
        tag,
        Uint32Array.from(rows, (row) => (models[row] ?? 0) - 1),
      );
  }
  return declared;
}
