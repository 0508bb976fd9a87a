import type { Row } from './merge-layers.js';
import { type Period, periodOf } from './period.js';

/** A row that holds for a time. */
export type DatedRow = Row<'namespaces'> | Row<'history'> | Row<'alternatives'>;

/** The days a row holds for; an empty date leaves that end open. */
export function periodOfRow(row: DatedRow): Period {
  return periodOf(row.value('valid_from'), row.value('valid_to'));
}
