import type { Chart } from '../../reports/chart.js';
import type { CellKind, Column, Table } from '../../reports/types.js';

type Words = (text: string) => string;

/** The numbers that a chart draws, as a table with headings in the language of `words`. @param label is how its labels are translated */
export function chartTable(chart: Chart, words: Words, label: Words): Pick<Table, 'columns' | 'rows'> {
  const { columns, rows } = numbersOf(chart);
  // The headings of parts are labels.
  const heads = columns.map((column) => ({
    ...column,
    label: column.words === true ? label(column.label) : words(column.label),
  }));
  return { columns: heads, rows };
}

function numbersOf(chart: Chart): Pick<Table, 'columns' | 'rows'> {
  switch (chart.kind) {
    case 'lorenz':
      return {
        columns: [share('top_share', `top share of ${chart.population}`), share('share', 'share')],
        rows: chart.points.map((point) => ({ ...point })),
      };
    case 'bar': {
      const bounded = chart.bars.some(({ low, high }) => low !== undefined || high !== undefined);
      const kind = chart.valueKind;
      return {
        columns: [
          text('label', ''),
          { key: 'value', label: 'value', kind },
          ...(bounded ? [column('low', 'at least', kind), column('high', 'at most', kind)] : []),
        ],
        rows: chart.bars.map(({ label, value, low = null, high = null }) => ({ label, value, low, high })),
      };
    }
    case 'series':
      return {
        columns: [column('date', 'date', 'date'), column('value', chart.quantity, 'integer')],
        rows: chart.points.map((point) => ({ ...point })),
      };
    case 'stacked-bar':
      return byPart(
        chart.parts,
        chart.bars.map(({ label, shares }) => ({ key: label, values: shares })),
        'share',
      );
    case 'stacked-area':
      return byPart(
        chart.parts,
        chart.points.map(({ period, shares }) => ({ key: period, values: shares })),
        'share',
      );
    case 'heatmap':
      return byPart(
        chart.columns,
        chart.rows.map(({ label, values }) => ({ key: label, values })),
        chart.valueKind,
      );
    case 'line':
      return byPart(
        chart.lines.map(({ label }) => label),
        (chart.lines[0]?.points ?? []).map(({ period }, index) => ({
          key: period,
          values: chart.lines.map(({ points }) => points[index]?.value ?? null),
        })),
        chart.valueKind,
      );
    case 'rank': {
      const unnamed = chart.points.filter(({ rank }) => !chart.named.some((named) => named.rank === rank));
      return {
        columns: [
          column('rank', 'rank', 'integer'),
          text('label', ''),
          column('value', chart.quantity, 'integer'),
        ],
        rows: [...chart.named, ...unnamed.map((point) => ({ ...point, label: '' }))].sort(
          (a, b) => a.rank - b.rank,
        ),
      };
    }
    case 'scatter':
      return {
        columns: [
          text('label', ''),
          column('x', chart.horizontal, 'integer'),
          column('y', chart.vertical, 'integer'),
        ],
        rows: chart.points.map((point) => ({ ...point })),
      };
    case 'published':
      return {
        columns: [
          ...(chart.items.some(({ id }) => id !== undefined) ? [column('id', 'id', 'text')] : []),
          text('label', ''),
          column('unit', 'unit', 'text'),
          column('published', 'published', 'index'),
          column('computed', 'computed', 'index'),
          column('low', 'at least', 'index'),
          column('high', 'at most', 'index'),
        ],
        rows: chart.items.map((item) => ({ ...item })),
      };
  }
}

function byPart(
  parts: readonly string[],
  rows: readonly { key: string; values: readonly (number | null)[] }[],
  kind: CellKind,
): Pick<Table, 'columns' | 'rows'> {
  return {
    columns: [
      text('label', ''),
      ...parts.map((part, index) => ({ ...column(`part_${index + 1}`, part, kind), words: true as const })),
    ],
    rows: rows.map(({ key, values }) => ({
      label: key,
      ...Object.fromEntries(parts.map((_, index) => [`part_${index + 1}`, values[index] ?? null])),
    })),
  };
}

function column(key: string, label: string, kind: CellKind): Column {
  return { key, label, kind };
}

const share = (key: string, label: string): Column => column(key, label, 'share');
const text = (key: string, label: string): Column => ({ ...column(key, label, 'text'), words: true });
