import type { Cell, Column, Table } from '../../reports/types.js';
import { type Markup, markup, together } from '../markup.js';
import { cellKind } from '../cell-kind.js';
import { formatCell } from '../number.js';
import { csvLink } from './data-link.js';
import type { PageStyle } from '../page-style.js';

/** A page shows so many rows of a table; the others are in its data. */
const MOST_ROWS = 100;
/** A name is shown to here; the whole of it is in the data. */
const LONGEST_NAME = 120;
/** Cells of this many characters get room for words. */
const LONG_TEXT = 40;

export interface TableSource {
  /** The file that the link to the data saves. */
  file: string;
  /** With their headings in the language of the page. */
  columns: readonly Column[];
  rows: Table['rows'];
  caption: string;
  /** The command or file that has every row, where the page cannot. */
  everything: Markup;
  /** How cells that are words are translated; as the page does by default. */
  words?: (text: string) => string;
}

/** A table that scrolls by itself where it is wide, with its data to save. */
export function tableMarkup(
  { file, columns, rows, caption, everything, words: cellWords }: TableSource,
  style: PageStyle,
): Markup {
  const { words } = style;
  if (rows.length === 0) return markup`<p>${words('none')}</p>`;
  const shown = rows.slice(0, MOST_ROWS);
  const classes = columns.map((column) => classOf(column, shown));
  const heads = columns.map(
    ({ label }, index) => markup`<th scope="col"${classes[index] ?? null}>${label}</th>`,
  );
  const body = shown.map((row) => {
    const cells = columns.map((column, index) =>
      cell(row[column.key] ?? null, { ...column, kind: cellKind(column, row) }, classes[index] ?? null, {
        ...style,
        words: cellWords ?? words,
      }),
    );
    return markup`<tr>${together(cells)}</tr>\n`;
  });
  const link = csvLink(
    file,
    columns.map(({ key }) => key),
    rows,
    words('Save as CSV'),
  );
  const hidden = rows.length - shown.length;
  const more =
    hidden === 0
      ? null
      : markup`${words('Rows that this page leaves out')}: ${formatCell(hidden, 'integer', style.number)}. `;
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table data-sort><thead><tr>${together(heads)}</tr></thead><tbody>${together(body)}</tbody></table></div>
<p class="note">${more}${link ?? everything}</p>`;
}

function classOf({ key, kind }: Column, rows: Table['rows']): Markup | null {
  if (kind !== 'text' && kind !== 'date') return markup` class="n"`;
  const isLong = rows.some((row) => String(row[key] ?? '').length > LONG_TEXT);
  return isLong ? markup` class="w"` : null;
}

function cell(
  value: Cell,
  { kind, absent, words }: Column,
  className: Markup | null,
  style: PageStyle,
): Markup {
  const formatted = formatCell(value, kind, style.number, absent);
  const text = words === true ? style.words(formatted) : formatted;
  const cut = [...text].length > LONGEST_NAME ? `${[...text].slice(0, LONGEST_NAME).join('')}…` : text;
  const number =
    typeof value === 'number' || typeof value === 'bigint' ? markup` data-v="${String(value)}"` : null;
  return markup`<td${className}${number}>${cut}</td>`;
}
