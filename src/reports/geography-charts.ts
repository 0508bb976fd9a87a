import { shareTold } from './attribution-shares.js';
import type { Chart, StackedBarChart } from './chart.js';
import type { GridCell } from './geography-grid.js';
import type { GeographyResult, NamedShare, Params } from './geography-result.js';
import { type Phrase, phrase, share } from './phrase.js';

const BARS = 12;
/** Countries with a part of their own in the whole; the rest are one. */
const PARTS = 6;

export function geographyCharts(result: GeographyResult, { unattributed }: Params): Chart[] {
  const { countries } = result;
  const bars = countries.flatMap((row) => {
    const value = shareTold(row, unattributed);
    if (value === null) return [];
    // The bounds are of all that is counted.
    const bounds =
      unattributed === 'keep' && row.low !== null && row.high !== null
        ? { low: row.low, high: row.high }
        : {};
    return [{ label: row.name, value, ...bounds }];
  });
  return [
    ...wholeCharts(result),
    { kind: 'bar', title: barTitle(result, unattributed), valueKind: 'share', bars: bars.slice(0, BARS) },
    ...gridCharts(result),
  ];
}

function barTitle({ countries, counted: { label } }: GeographyResult, unattributed: 'keep' | 'drop'): Phrase {
  const [first] = countries.filter(({ share_of_attributed: part }) => part !== null);
  if (first === undefined) return phrase`Nothing of the ${label} is attributed to a country`;
  const part = share(shareTold(first, unattributed));
  return unattributed === 'keep'
    ? phrase`${first.name} takes ${part} of all ${label}`
    : phrase`${first.name} takes ${part} of the attributed ${label}`;
}

/** The same whole by the seat of the account's body and by that of its ultimate owner. */
function wholeCharts({ countries, owners, total, counted: { label } }: GeographyResult): StackedBarChart[] {
  if (total === 0) return [];
  const names = countries.flatMap(({ value, name }) => (value === null ? [] : [name])).slice(0, PARTS);
  const sharesOf = (rows: readonly NamedShare[]): number[] => {
    const partOf = (isOne: (row: NamedShare) => boolean): number =>
      rows.filter(isOne).reduce((sum, { share: part }) => sum + (part ?? 0), 0);
    return [
      ...names.map((name) => partOf((row) => row.value !== null && row.name === name)),
      partOf(({ value, name }) => value !== null && !names.includes(name)),
      partOf(({ value }) => value === null),
    ];
  };
  const [first] = countries;
  const byOwner = owners.find(({ value }) => value === first?.value)?.share ?? 0;
  return [
    {
      kind: 'stacked-bar',
      title: phrase`${first?.name ?? 'unknown'}: ${share(first?.share ?? null)} of the ${label} by the seat of the body, ${share(byOwner)} by that of its ultimate owner`,
      quantity: label,
      parts: [...names, 'other', 'unknown'],
      bars: [
        { label: 'seat of the body', shares: sharesOf(countries) },
        { label: 'seat of the ultimate owner', shares: sharesOf(owners) },
      ],
    },
  ];
}

/** China's share in every reading: metric and cohort down, attribution and denominator across. */
function gridCharts({ grid }: GeographyResult): Chart[] {
  const told = (grid?.cells ?? []).flatMap(({ china }) => (china === null ? [] : [china]));
  if (grid === null || told.length === 0) return [];
  const rowOf = ({ metric, cohort }: GridCell): string => `${metric}, ${cohort}`;
  const columnOf = ({ attribute, unattributed }: GridCell): string => `${attribute}, ${unattributed}`;
  const columns = [...new Set(grid.cells.map(columnOf))];
  const rows = [...new Set(grid.cells.map(rowOf))];
  return [
    {
      kind: 'heatmap',
      title: phrase`China's share is anything from ${share(Math.min(...told))} to ${share(Math.max(...told))}, by the reading`,
      quantity: "China's share",
      words: [],
      valueKind: 'share',
      columns,
      rows: rows.map((label) => ({
        label,
        values: columns.map(
          (column) =>
            grid.cells.find((cell) => rowOf(cell) === label && columnOf(cell) === column)?.china ?? null,
        ),
      })),
    },
  ];
}
