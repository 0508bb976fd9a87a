import { isMadeUpId, madeUpId } from '../domain/made-up-id.js';
import type { ModelRecord } from '../domain/model-record.js';
import { readListedModel, type ReadModel } from '../domain/read-listed-model.js';
import type { QuarantinedEntry } from '../store/run-writer.js';
import type { ImportRow } from './import-source.js';

/** A row with what it was read as. */
export interface JudgedRow extends ImportRow {
  /** `null` when the row is set aside whole. */
  model: ModelRecord | null;
  /** The identity is made from the name. */
  byName: boolean;
  quarantined: QuarantinedEntry[];
}

/** A row as a crawl reads an entry: the same rules decide what is stored and what is set aside. */
export function readImportRow(source: ImportRow): JudgedRow {
  const { row, entry, repeated } = source;
  const hubId = stringField(entry, '_id');
  const name = stringField(entry, 'id');
  const { record, rejections } = refuseIdentity(hubId, name) ?? readListedModel(withIdentity(entry));
  return {
    ...source,
    model: record,
    byName: record !== null && isMadeUpId(record.hubId),
    quarantined: (repeated === true ? [] : rejections).map(({ field, reason }) => ({
      hubId,
      name,
      field,
      reason: `row ${row}: ${reason}`,
      json: JSON.stringify(entry),
    })),
  };
}

/** Of models whose name one row of a batch has with the Hub's `_id`, and another without, both have the `_id`. */
export function withOneIdentity(models: readonly ModelRecord[]): readonly ModelRecord[] {
  if (!models.some(({ hubId }) => isMadeUpId(hubId))) return models;
  const ids = new Map(
    models.flatMap(({ name, hubId }) => (isMadeUpId(hubId) ? [] : [[name, hubId] as const])),
  );
  return models.map((model) =>
    isMadeUpId(model.hubId) ? { ...model, hubId: ids.get(model.name) ?? model.hubId } : model,
  );
}

/** What the Hub never sends, but a file may have. */
function refuseIdentity(hubId: string | null, name: string | null): ReadModel | null {
  const reason =
    hubId !== null && isMadeUpId(hubId)
      ? '_id: made from a name, and none of the Hub'
      : name !== null && name !== name.trim()
        ? 'id: space before or after it'
        : null;
  return reason === null ? null : { record: null, rejections: [{ field: null, reason }] };
}

function withIdentity(entry: unknown): unknown {
  const name = stringField(entry, 'id');
  if (name === null || name === '') return entry;
  const { _id: hubId } = entry as { _id?: unknown };
  return hubId === undefined || hubId === null
    ? { ...(entry as Record<string, unknown>), _id: madeUpId(name) }
    : entry;
}

function stringField(entry: unknown, field: '_id' | 'id'): string | null {
  if (typeof entry !== 'object' || entry === null) return null;
  const value = (entry as Record<string, unknown>)[field];
  return typeof value === 'string' ? value.toWellFormed() : null;
}
