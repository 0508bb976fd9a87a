import type { ModelRecord } from '../domain/model-record.js';
import { readListedModel, type Rejection } from '../domain/read-listed-model.js';
import type { QuarantinedEntry } from '../store/run-writer.js';

/** Entries of one page of models, read: what can be stored, and what is set aside with its reason and its JSON. */
export function readPage(entries: readonly unknown[]): {
  models: ModelRecord[];
  quarantined: QuarantinedEntry[];
} {
  return readEntries(entries, readListedModel);
}

/** The same for entries of any listing. @param readEntry never throws */
export function readEntries<R>(
  entries: readonly unknown[],
  readEntry: (entry: unknown) => { record: R | null; rejections: readonly Rejection[] },
): { models: R[]; quarantined: QuarantinedEntry[] } {
  const models: R[] = [];
  const quarantined: QuarantinedEntry[] = [];
  for (const entry of entries) {
    const { record, rejections } = readEntry(entry);
    if (record !== null) models.push(record);
    for (const { field, reason } of rejections) {
      quarantined.push({
        hubId: stringField(entry, '_id'),
        name: stringField(entry, 'id'),
        field,
        reason,
        json: JSON.stringify(entry),
      });
    }
  }
  return { models, quarantined };
}

function stringField(entry: unknown, field: '_id' | 'id'): string | null {
  if (typeof entry !== 'object' || entry === null) return null;
  const value = (entry as Record<string, unknown>)[field];
  return typeof value === 'string' ? value.toWellFormed() : null;
}
