import { UsageError } from '../errors.js';
import type { JudgedRow } from './read-import-row.js';

/** A field that fewer rows have says nothing of the file: the few may all be odd. */
const LEAST_SHARE = 0.5;

/**
 * Looks at the first rows of a file: where every one of them is set aside, or every value of a field that most have, it is not
 * read as it was meant.
 * @throws UsageError with what is wrong, before anything is stored
 */
export function refuseHopeless(name: string, rows: readonly JudgedRow[]): void {
  const bad = new Map<string | null, { rows: number; reason: string }>();
  for (const { quarantined } of rows) {
    for (const { field, reason } of quarantined) {
      const known = bad.get(field);
      bad.set(field, { rows: (known?.rows ?? 0) + 1, reason: known?.reason ?? reason });
    }
  }
  for (const [field, { rows: count, reason }] of bad) {
    const having = field === null ? rows.length : rows.filter(({ entry }) => has(entry, field)).length;
    if (count < having || count < rows.length * LEAST_SHARE) continue;
    throw new UsageError(
      `${name} cannot be imported: ${field === null ? 'no row names a model' : `every ${field} is bad`} (${count} of ${rows.length} rows looked at).`,
      {
        why: `Such as ${reason}.`,
        todo: 'Name the right column in --map, or leave the field out; nothing was stored.',
      },
    );
  }
}

function has(entry: unknown, field: string): boolean {
  if (typeof entry !== 'object' || entry === null) return false;
  const value = (entry as Record<string, unknown>)[field];
  return value !== undefined && value !== null;
}
