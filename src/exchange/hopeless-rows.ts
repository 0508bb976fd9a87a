import { UsageError } from '../errors.js';
import type { ImportFile } from './import-models.js';
import type { JudgedRow } from './read-import-row.js';

/** A field that fewer rows have says nothing of the file: the few may all be odd. */
const LEAST_SHARE = 0.5;

/** A field of which every value in the first rows of a file is set aside. */
export interface BadField {
  field: string;
  bad: number;
  /** How many were looked at. */
  rows: number;
  /** What is wrong with the first. */
  reason: string;
}

/**
 * Looks at the first rows of a file: where every one of them is set aside, or every value of a field that most have, it is not
 * read as it was meant. Where nobody chose the columns, a bad field costs that field alone.
 * @returns those fields
 * @throws UsageError with what is wrong, before anything is stored
 */
export function judgeFile({ name, source }: ImportFile, rows: readonly JudgedRow[]): BadField[] {
  const found: BadField[] = [];
  for (const [field, { bad, reason }] of badFields(rows)) {
    const having = field === null ? rows.length : rows.filter(({ entry }) => has(entry, field)).length;
    if (bad < having || bad < rows.length * LEAST_SHARE) continue;
    if (field !== null && !source.columnsChosen) {
      found.push({ field, bad, rows: rows.length, reason });
      continue;
    }
    const what = field === null ? 'no row names a model' : `every ${field} is bad`;
    throw new UsageError(`${name} cannot be imported: ${what} (${bad} of ${rows.length} rows looked at).`, {
      why: `Such as ${reason}.`,
      todo: source.columnsChosen
        ? 'Name the right column in --map, or leave the field out; nothing was stored.'
        : 'Is it `models.parquet` of hub-stats, and whole? Nothing was stored.',
    });
  }
  return found;
}

function badFields(rows: readonly JudgedRow[]): Map<string | null, { bad: number; reason: string }> {
  const fields = new Map<string | null, { bad: number; reason: string }>();
  for (const { quarantined } of rows) {
    for (const { field, reason } of quarantined) {
      const known = fields.get(field);
      fields.set(field, { bad: (known?.bad ?? 0) + 1, reason: known?.reason ?? reason });
    }
  }
  return fields;
}

function has(entry: unknown, field: string): boolean {
  if (typeof entry !== 'object' || entry === null) return false;
  const value = (entry as Record<string, unknown>)[field];
  return value !== undefined && value !== null;
}
