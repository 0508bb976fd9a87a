import type { Chart, StackedAreaChart } from './chart.js';
import type { ByRelation, DerivativesResult, DerivativesRow, MonthRow } from './derivatives-result.js';
import { asName, phrase, share } from './phrase.js';

const CHART_BARS = 15;
/** With the rest and the unknown, as many parts as an area chart has colours for. */
const FAMILIES_SHOWN = 5;

const relationParts = ['finetune', 'adapter', 'quantized', 'merge', 'unknown'] as const;

export function derivativesCharts(result: DerivativesResult): Chart[] {
  return [...relationChart(result), ...monthChart(result), ...familyChart(result)];
}

function relationChart({ rows, by }: DerivativesResult): Chart[] {
  const [first] = rows;
  if (first === undefined) return [];
  const parts = (row: DerivativesRow): number[] => relationParts.map((part) => row[part] / row.derivatives);
  const most = relationParts.reduce((best, part) => (first[part] > first[best] ? part : best));
  return [
    {
      kind: 'stacked-bar',
      title: phrase`Of the models built upon ${asName(first.name)}, ${share(first[most] / first.derivatives)} are of the relation ${most}`,
      quantity: `derivatives of each ${by}, by relation`,
      parts: [...relationParts],
      bars: rows.slice(0, CHART_BARS).map((row) => ({ label: row.name, shares: parts(row) })),
      words: [...relationParts],
    },
  ];
}

/** Months before the first new model would be a gap at the left edge. */
function monthsOfChart(months: MonthRow[]): MonthRow[] {
  return months.slice(
    Math.max(
      0,
      months.findIndex(({ created }) => created > 0),
    ),
  );
}

function monthChart({ months, years }: DerivativesResult): StackedAreaChart[] {
  const shown = monthsOfChart(months);
  if (shown.length < 2) return [];
  const parts: (keyof ByRelation)[] = ['finetune', 'adapter', 'quantized', 'merge'];
  return [
    {
      kind: 'stacked-area',
      title: phrase`Of the new models of the last 12 months, ${share(years?.last.share ?? null)} declare a base; of the 12 months before, ${share(years?.before.share ?? null)}`,
      quantity: 'new models by month of creation',
      parts: [...parts, 'no base', 'unknown'],
      points: shown.map((row) => ({
        period: row.month,
        shares: [...parts.map((part) => row[part]), row.created - row.declaring, row.unknown].map((count) =>
          row.created === 0 ? null : count / row.created,
        ),
      })),
    },
  ];
}

function familyChart({ months, families }: DerivativesResult): Chart[] {
  const shown = monthsOfChart(months);
  const totals = new Map<string, number>();
  for (const { family, models } of families) {
    if (family !== null) totals.set(family, (totals.get(family) ?? 0) + models);
  }
  const ranked = [...totals].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const parts = ranked.slice(0, FAMILIES_SHOWN).map(([family]) => family);
  const [first] = parts;
  if (first === undefined || shown.length < 2) return [];
  const byMonth = new Map<string, Map<string | null, number>>();
  for (const { month, family, share: part } of families) {
    byMonth.set(month, (byMonth.get(month) ?? new Map<string | null, number>()).set(family, part ?? 0));
  }
  const all = families.reduce((sum, { models }) => sum + models, 0);
  return [
    {
      kind: 'stacked-area',
      title: phrase`${asName(first)} is the root of ${share((totals.get(first) ?? 0) / all)} of all dated derivatives`,
      quantity: 'new models that declare a base, by the family of their root',
      words: ['other families', 'unknown'],
      parts: [...parts, 'other families', 'unknown'],
      points: shown.map(({ month, declaring }) => {
        const shares = byMonth.get(month);
        const told = [...parts.map((family) => shares?.get(family) ?? 0)];
        const unknown = shares?.get(null) ?? 0;
        const rest = Math.max(0, 1 - unknown - told.reduce((sum, part) => sum + part, 0));
        return {
          period: month,
          shares: [...told, rest, unknown].map((part) => (declaring === 0 ? null : part)),
        };
      }),
    },
  ];
}
