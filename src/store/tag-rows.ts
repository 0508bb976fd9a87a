import type { Database } from 'better-sqlite3';
import { impliedTags, isBaseTag } from './model-tags.js';
import { type BaseModel, relations } from '../domain/model-record.js';
import type { ColumnBatch } from './view-rows.js';
import { unpackKeys } from './varint.js';

/** A row for each tag of each model, those that its bases imply included: `model_key` and `tag`, in that order. Batches of about `size`. */
export function* tagRows(db: Database, size: number): Generator<ColumnBatch> {
  const names = namesByKey(db);
  const bases = new BasesInTurn(db);
  const models = db
    .prepare<[], [number, Buffer]>('SELECT model_key, tag_keys FROM model ORDER BY model_key')
    .raw();
  let [keys, tags]: [number[], string[]] = [[], []];
  for (const [model, packed] of models.iterate()) {
    const stored = unpackKeys(packed).map((key) => names[key] ?? '');
    const baseModels = bases.of(model);
    const told = stored.some(isBaseTag) ? stored : [...stored, ...impliedTags(baseModels)];
    for (const tag of told.sort()) {
      keys.push(model);
      tags.push(tag);
    }
    if (keys.length < size) continue;
    yield { rows: keys.length, columns: [keys, tags] };
    [keys, tags] = [[], []];
  }
  if (keys.length > 0) yield { rows: keys.length, columns: [keys, tags] };
}

function namesByKey(db: Database): string[] {
  const names: string[] = [];
  for (const [key, name] of db
    .prepare<[], [number, string]>('SELECT tag_key, name FROM tag')
    .raw()
    .iterate()) {
    names[key] = name;
  }
  return names;
}

/** The bases of models that are asked for in ascending order. */
class BasesInTurn {
  readonly #rows: IterableIterator<[number, string, string]>;
  #next: [number, string, string] | undefined;

  constructor(db: Database) {
    this.#rows = db
      .prepare<[], [number, string, string]>(
        `SELECT e.model_key, b.name, e.relation FROM model_base e CROSS JOIN base b USING (base_key)
         ORDER BY e.model_key, e.base_key, e.relation`,
      )
      .raw()
      .iterate();
    this.#step();
  }

  of(model: number): BaseModel[] {
    const bases: BaseModel[] = [];
    while (this.#next !== undefined && this.#next[0] <= model) {
      const [key, name, relation] = this.#next;
      if (key === model) bases.push({ name, relation: relations.find((each) => each === relation) ?? null });
      this.#step();
    }
    return bases;
  }

  #step(): void {
    const step = this.#rows.next();
    this.#next = step.done === true ? undefined : step.value;
  }
}
