import { stringify } from 'csv-stringify/sync';
import type { Cell } from '../../reports/types.js';
import { type Markup, markup } from '../markup.js';
import { safeText } from '../safe-text.js';

/** Past this many characters a page offers no file of its own. */
const LARGEST = 60_000;

/** A link that saves rows as CSV out of the page itself, as the reports' own CSV is written; null for what is too large for a page. */
export function csvLink(
  file: string,
  columns: readonly string[],
  rows: readonly Record<string, Cell>[],
  text: string,
): Markup | null {
  const csv = stringify(
    rows.map((row) => columns.map((key) => safeCell(row[key] ?? null))),
    { header: true, columns: [...columns], escape_formulas: true, cast: { boolean: String } },
  );
  if (csv.length > LARGEST) return null;
  return markup`<a href="data:text/csv;charset=utf-8,${percentEncoded(csv)}" download="${file}">${text}</a>`;
}

function safeCell(value: Cell): Cell {
  if (typeof value === 'string') return safeText(value);
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}

/** Only what an address cannot hold is encoded, which keeps a table about its own size. */
function percentEncoded(text: string): string {
  return text
    .replace(/[^A-Za-z0-9,.;:/()_~!*'@$&+= -]/gu, encodeURIComponent)
    .replaceAll(' ', '%20')
    .replaceAll("'", '%27')
    .replaceAll('&', '%26');
}
