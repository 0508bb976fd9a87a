import { isMadeUpId, madeUpId } from '../domain/made-up-id.js';
import type { ModelRecord } from '../domain/model-record.js';
import { readListedModel } from '../domain/read-listed-model.js';
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
  const { row, entry } = source;
  const named = withIdentity(entry);
  const { record, rejections } = readListedModel(named);
  const hubId = stringField(named, '_id');
  const byName = hubId !== null && isMadeUpId(hubId);
  return {
    ...source,
    model: record,
    byName,
    quarantined: rejections.map(({ field, reason }) => ({
      hubId: byName ? null : hubId,
      name: stringField(named, 'id'),
      field,
      reason: `row ${row}: ${reason}`,
      json: JSON.stringify(entry),
    })),
  };
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
