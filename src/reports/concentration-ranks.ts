import type { Concentration } from '../statistics/concentration.js';
import { NO_KEY } from '../statistics/sum-by-key.js';
import { topPositions } from '../statistics/top-positions.js';
import type { NightReader } from '../store/night-reader.js';
import type { Chart } from './chart.js';
import { integer, asName, phrase } from './phrase.js';
import type { Table } from './types.js';

const POINTS = 60;
const NAMED = 10;

/** Counts above zero, the largest first with rank 1. */
export interface Ranks {
  /** About evenly spaced in the logarithm of the rank. */
  points: { rank: number; value: number }[];
  /** The first ten by name; of equal ones the first that the store has. */
  named: { label: string; rank: number; value: number }[];
}

/** @param values by position of the model, or by key of the author */
export function readRanks(
  night: NightReader,
  values: Float64Array,
  { rankPoints }: Concentration,
  by: 'model' | 'author',
): Ranks {
  const first = topPositions(values, NAMED);
  const names = by === 'model' ? night.names(first) : night.authorNames(first);
  return {
    points: rankPoints(POINTS),
    named: first.map((place, index) => ({
      label: by === 'author' && place === NO_KEY ? 'no namespace' : (names[index] ?? ''),
      rank: index + 1,
      value: values[place] ?? 0,
    })),
  };
}

/** @param label what is counted */
export function rankCharts({ points, named }: Ranks, by: 'model' | 'author', label: string): Chart[] {
  const [leader] = named;
  if (leader === undefined) return [];
  return [
    {
      kind: 'rank',
      title:
        by === 'model'
          ? phrase`${asName(leader.label)} is first of the models with ${integer(leader.value)} ${label}`
          : phrase`${asName(leader.label)} is first of the authors with ${integer(leader.value)} ${label}`,
      quantity: label,
      population: `${by}s`,
      points,
      named,
      words: [],
    },
  ];
}

export function rankTable({ points, named }: Ranks, by: 'model' | 'author', label: string): Table {
  const names = new Map(named.map(({ rank, label: name }) => [rank, name]));
  return {
    name: 'ranks',
    title: `Counts by rank; the first ${NAMED} by name`,
    columns: [
      { key: 'rank', label: 'rank', kind: 'integer' },
      { key: 'name', label: by, kind: 'text', absent: '' },
      { key: 'value', label, kind: 'integer' },
    ],
    rows: points.map(({ rank, value }) => ({ rank, name: names.get(rank) ?? null, value })),
    detail: true,
  };
}
