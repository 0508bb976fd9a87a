import { madeUpId } from '../domain/made-up-id.js';
import { UsageError } from '../errors.js';
import { BATCH_ROWS, type ImportRow, type ImportSource } from './import-source.js';
import { readImportRow } from './read-import-row.js';

/**
 * Whole days out of a log that has a row where a model changed: on each of its days every model as its last row says, but for
 * those whose last row says that they were removed. Holds the newest row of every model in memory.
 */
export function readChanges(log: ImportSource): ImportSource {
  return {
    fields: log.fields,
    columnsChosen: log.columnsChosen,
    rows: null,
    async *batches() {
      const models = new ModelsOfLog();
      let day: string | null = null;
      for await (const rows of log.batches(0)) {
        for (const row of rows) {
          if (day !== null && row.date !== day) yield* models.wholeDay(day);
          day = row.date;
          models.apply(row);
        }
      }
      if (day !== null) yield* models.wholeDay(day);
    },
  };
}

/** What a log has said so far. */
class ModelsOfLog {
  /** The newest row of each model by its identity, the one made from its name where no row had another. */
  readonly #newest = new Map<string, { row: ImportRow; name: string }>();
  /** The identity of the model that has a name now. */
  readonly #identities = new Map<string, string>();
  /** Rows of the day that name no model, to be set aside with their reasons. */
  #odd: ImportRow[] = [];

  apply(row: ImportRow): void {
    if (isRemoval(row)) {
      const { _id: hubId, id: name } = row.entry as { _id?: unknown; id?: unknown };
      const identity = typeof hubId === 'string' ? hubId : this.#identities.get(String(name));
      if (identity !== undefined) this.#remove(identity);
      return;
    }
    const { model, byName } = readImportRow(row);
    if (model === null) {
      this.#odd.push(row);
      return;
    }
    const { name } = model;
    const known = this.#identities.get(name);
    const identity = byName ? (known ?? model.hubId) : model.hubId;
    // The id of a model that was known by its name alone, or the new name of one.
    if (known === madeUpId(name) && known !== identity) this.#remove(known);
    if (this.#newest.get(identity)?.name !== name) this.#remove(identity);
    this.#newest.set(identity, { row, name });
    this.#identities.set(name, identity);
  }

  /** Every model as the last row of the day, or of an earlier one, says. */
  *wholeDay(day: string): Generator<ImportRow[]> {
    let batch: ImportRow[] = [];
    for (const row of this.#rows()) {
      batch.push({ ...row, date: day, ...(row.date === day ? {} : { repeated: true }) });
      if (batch.length < BATCH_ROWS) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
    this.#odd = [];
  }

  *#rows(): Generator<ImportRow> {
    yield* this.#odd;
    for (const { row } of this.#newest.values()) yield row;
  }

  #remove(identity: string): void {
    const name = this.#newest.get(identity)?.name;
    this.#newest.delete(identity);
    if (name !== undefined && this.#identities.get(name) === identity) this.#identities.delete(name);
  }
}

/** @throws UsageError when the row does not say whether */
function isRemoval(row: ImportRow): boolean {
  const { removed } = (row.entry ?? {}) as { removed?: unknown };
  if (removed === undefined || typeof removed === 'boolean') return removed === true;
  throw new UsageError(`Row ${row.row} does not say whether the model is removed.`, {
    why: `It has ${JSON.stringify(removed)}, neither true nor false.`,
    todo: 'Correct the row and import the file again, or name another column: --map removed=COLUMN.',
  });
}
