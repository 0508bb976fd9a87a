import type { Phrase } from './phrase.js';
import type { CellKind } from './types.js';

/** Cumulative share of downloads (0 to 1) held by the top share of models (0 to 1), both ascending. */
export interface LorenzChart {
  kind: 'lorenz';
  title: Phrase;
  /** What is counted on the vertical axis, such as "downloads (30 days)". */
  quantity: string;
  /** What is ranked, such as "models". */
  population: string;
  /** Points of the top-first curve: `top_share` of the population takes `share` of the quantity. */
  points: { top_share: number; share: number }[];
}

export interface BarChart {
  kind: 'bar';
  title: Phrase;
  valueKind: CellKind;
  /** `low` and `high` are the bounds of a value that is in doubt. */
  bars: { label: string; value: number; low?: number; high?: number }[];
}

/** One value a day, in order. */
export interface SeriesChart {
  kind: 'series';
  title: Phrase;
  /** What the values are, such as "downloads (30 days)". */
  quantity: string;
  /** A day without a value is a gap, never bridged. */
  points: { date: string; value: number | null }[];
}

/** Wholes and their parts: every bar is 100 %. What is unknown is the last part and is called `unknown`. */
export interface StackedBarChart {
  kind: 'stacked-bar';
  title: Phrase;
  /** What a whole is, such as "downloads (30 days)". */
  quantity: string;
  parts: string[];
  /** `shares` (0 to 1) in the order of the parts; null where there is nothing to divide. */
  bars: { label: string; shares: (number | null)[] }[];
}

/** The parts of a whole over time, at most seven of them; every period is 100 %. What is unknown is the last part. */
export interface StackedAreaChart {
  kind: 'stacked-area';
  title: Phrase;
  quantity: string;
  parts: string[];
  /** Periods in order, `YYYY`, `YYYY-MM` or the Monday of a week, `YYYY-MM-DD`, none left out between the first and the last; null is a gap. */
  points: { period: string; shares: (number | null)[] }[];
}

/** Lines over periods: two periods make a slope chart, `scale: 'rank'` a bump chart. */
export interface LineChart {
  kind: 'line';
  title: Phrase;
  quantity: string;
  valueKind: CellKind;
  /** `rank`: 1 is the first and stands at the top. */
  scale: 'linear' | 'log' | 'rank';
  /** What the horizontal axis counts where it is not the calendar, such as "weeks since release". */
  axis?: string;
  /** Every line has the same periods in order; null is a gap. `low` and `high` are a band around the value. */
  lines: {
    label: string;
    points: { period: string; value: number | null; low?: number | null; high?: number | null }[];
  }[];
}

/** One value for each pair of two keys; null is "no value". */
export interface HeatmapChart {
  kind: 'heatmap';
  title: Phrase;
  /** What the values are. */
  quantity: string;
  valueKind: CellKind;
  columns: string[];
  rows: { label: string; values: (number | null)[] }[];
}

/** Values by rank, both axes logarithmic. */
export interface RankChart {
  kind: 'rank';
  title: Phrase;
  quantity: string;
  population: string;
  /** Ranks ascending from 1, as few as draw the curve. */
  points: { rank: number; value: number }[];
  /** The best known of them, at most ten. */
  named: { label: string; rank: number; value: number }[];
}

/** Models by two counts, both axes logarithmic. */
export interface ScatterChart {
  kind: 'scatter';
  title: Phrase;
  horizontal: string;
  vertical: string;
  points: { label: string; x: number; y: number }[];
}

/** A published value beside the computed one, each on the scale of its own published value. */
export interface PublishedChart {
  kind: 'published';
  title: Phrase;
  /** `low` and `high` are the tolerance; null where it is open on that side. */
  items: {
    /** Of the claim, where it has one; it stands before the label. */
    id?: string;
    label: string;
    unit: string;
    published: number;
    computed: number;
    low: number | null;
    high: number | null;
  }[];
}

export type Chart = (
  | LorenzChart
  | BarChart
  | SeriesChart
  | StackedBarChart
  | StackedAreaChart
  | LineChart
  | HeatmapChart
  | RankChart
  | ScatterChart
  | PublishedChart
) & {
  /** Where its labels are names, of the Hub or the registry: those of them that are words all the same. A page translates no others. */
  words?: readonly string[];
  /** Which of several metrics this is of; the charts next to each other that name one are one chart with a choice. */
  variant?: string;
};
