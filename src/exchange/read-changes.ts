import { UsageError } from '../errors.js';
import { BATCH_ROWS, type ImportRow, type ImportSource } from './import-source.js';

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
      const newest = new Map<string, ImportRow>();
      let day: string | null = null;
      for await (const rows of log.batches(0)) {
        for (const row of rows) {
          if (day !== null && row.date !== day) yield* wholeDay(newest, day);
          day = row.date;
          apply(newest, row);
        }
      }
      if (day !== null) yield* wholeDay(newest, day);
    },
  };
}

function apply(newest: Map<string, ImportRow>, row: ImportRow): void {
  const {
    _id: hubId,
    id: name,
    removed,
  } = (row.entry ?? {}) as { _id?: unknown; id?: unknown; removed?: unknown };
  if (removed !== undefined && typeof removed !== 'boolean') {
    throw new UsageError(`Row ${row.row} does not say whether the model is removed.`, {
      why: `It has ${JSON.stringify(removed)}, neither true nor false.`,
      todo: 'Correct the row, or name another column: --map removed=COLUMN. What came before it is stored.',
    });
  }
  // A row without a name is kept by its number, to be set aside with its reason.
  const identity = [hubId, name].find((value) => typeof value === 'string') ?? `row ${row.row}`;
  if (removed === true) newest.delete(String(identity));
  else newest.set(String(identity), row);
}

function* wholeDay(newest: ReadonlyMap<string, ImportRow>, day: string): Generator<ImportRow[]> {
  let batch: ImportRow[] = [];
  for (const row of newest.values()) {
    batch.push({ ...row, date: day });
    if (batch.length < BATCH_ROWS) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
