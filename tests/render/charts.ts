import type { Chart } from '../../src/reports/chart.js';
import { phrase } from '../../src/reports/phrase.js';

/** One chart of every kind, named by the given labels; with the same labels the same charts. */
export function chartsOf(labels: readonly string[]): Chart[] {
  const title = phrase`${labels[0] ?? ''}`;
  const values = labels.map((label, index) => ({ label, value: (index + 1) / (labels.length + 1) }));
  const months = ['2026-01', '2026-02', '2026-03', '2026-04'];
  const parts = [...labels.slice(0, 3), 'unknown'];
  const shares = [0.4, 0.3, 0.2, 0.1];
  return [
    {
      kind: 'lorenz',
      title,
      quantity: labels[0] ?? '',
      population: labels[1] ?? '',
      points: [
        { top_share: 0.00001, share: 0.2 },
        { top_share: 0.01, share: 0.7 },
        { top_share: 1, share: 1 },
      ],
    },
    { kind: 'bar', title, valueKind: 'share', bars: values.map((bar) => ({ ...bar, low: 0, high: 1 })) },
    {
      kind: 'series',
      title,
      quantity: labels[0] ?? '',
      points: [1, 2, null, 4].map((value, day) => ({ date: `2026-01-0${day + 1}`, value })),
    },
    {
      kind: 'stacked-bar',
      title,
      quantity: labels[0] ?? '',
      parts,
      bars: [
        ...labels.map((label) => ({ label, shares })),
        { label: 'empty', shares: [null, null, null, null] },
      ],
    },
    {
      kind: 'stacked-area',
      title,
      quantity: labels[0] ?? '',
      parts,
      points: months.map((period, index) => ({
        period,
        shares: index === 1 ? parts.map(() => null) : shares,
      })),
    },
    ...(['linear', 'log', 'rank'] as const).map((scale): Chart => ({
      kind: 'line',
      title,
      quantity: labels[0] ?? '',
      valueKind: 'integer',
      scale,
      lines: labels.slice(0, 6).map((label, line) => ({
        label,
        points: months.map((period, index) => ({
          period,
          value: index === 2 ? null : line + index + 1,
          low: 1,
          high: line + index + 2,
        })),
      })),
    })),
    {
      kind: 'heatmap',
      title,
      quantity: labels[0] ?? '',
      valueKind: 'share',
      columns: labels.slice(0, 5),
      rows: labels.map((label) => ({ label, values: [0, 0.25, null, 0.75, 1] })),
    },
    {
      kind: 'rank',
      title,
      quantity: labels[0] ?? '',
      population: labels[1] ?? '',
      points: [1, 10, 100, 1000].map((rank) => ({ rank, value: 1e6 / rank })),
      named: labels
        .slice(0, 10)
        .map((label, index) => ({ label, rank: index + 1, value: 1e6 / (index + 1) })),
    },
    {
      kind: 'scatter',
      title,
      horizontal: labels[0] ?? '',
      vertical: labels[1] ?? '',
      points: labels.map((label, index) => ({ label, x: index * 10, y: (index + 1) * 7 })),
    },
    {
      kind: 'published',
      title,
      items: labels.flatMap((label, index) => [
        { label, unit: 'share', published: 0.5, computed: 0.4 + index / 100, low: 0.45, high: null },
        { label, unit: 'count', published: 100, computed: 70 + index, low: null, high: 130 },
      ]),
    },
  ];
}
