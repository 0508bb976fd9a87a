import type { RegistryStamp } from '../registry/registry-stamp.js';
import type { Chart } from './chart.js';
import type { Graph } from './graph.js';
import type { Phrase } from './phrase.js';

/** What a report hands to the renderers. Renderers lay out; they never compute. */

/** `null` is "unknown". A bigint is an integer beyond 2^53. */
export type Cell = string | number | bigint | boolean | null;

/** `share` is a fraction from 0 to 1; `index` a plain number such as a Gini; `date` is `YYYY-MM-DD`. */
export type CellKind = 'text' | 'integer' | 'share' | 'index' | 'date';

export interface Column {
  /** snake_case; with window and unit, such as `downloads_30d`. The column name in csv, json and ndjson. */
  key: string;
  /** Heading for people. */
  label: string;
  kind: CellKind;
  /** How an absent value reads, where "unknown" is not the word. */
  absent?: string;
  /** Characters below which text is not cut on a terminal: where there is no room for so many, the column is left out. */
  least?: number;
  /** The key under which each row has the kind of its cell, where the rows differ. */
  kindKey?: string;
  /** Its cells are words of ours, which a page translates; without it they are names, which it does not. */
  words?: true;
}

export interface Table {
  /** snake_case, unique in its report: what `--table` picks. */
  name: string;
  title: string;
  columns: Column[];
  rows: Record<string, Cell>[];
  /** Data behind a chart: in the files, not on the terminal. */
  detail?: boolean;
}

/** A single figure with its name. */
export interface Fact {
  key: string;
  label: string;
  kind: CellKind;
  value: Cell;
  /** Its value is a word of ours, which a page translates. */
  words?: true;
  /** One short clause that says what the figure is, where the label cannot. */
  note?: string;
}

export interface View {
  /** The finding as one sentence made from the numbers. */
  finding: Phrase;
  /** The answer in sentences, for reading. */
  sentences?: { title: string; items: Phrase[] };
  /** What was computed: metric, population, attribution, unattributed; one clause each. */
  definition: Phrase[];
  facts: Fact[];
  /** The first table is the report's main one. */
  tables: Table[];
  charts: Chart[];
  /** What comes from what, where the report is about that. */
  graph?: Graph;
  /** What limits the answer: coverage, missing fields, partial scope. */
  caveats: Phrase[];
  /** Commands worth typing next. */
  next: string[];
}

/**
 * Where the numbers come from; printed with every output. Of datasets and Spaces it is the newest of the crawls that are read, and
 * `repositories` has each of them.
 */
export interface Provenance {
  /** The night the numbers are of, `YYYY-MM-DD` (UTC). */
  night: string;
  /** `good`; `accepted` by hand; `suspect` or `rejected` when asked for all the same. */
  quality: string;
  run: number;
  run_started: string;
  run_finished: string;
  endpoint: string;
  /** What of the endpoint was asked for: `all models`, `all datasets`, or what the query of the run was limited to. */
  scope: string;
  /** Models of the night; null where the figures are of none. */
  models: number | null;
  /** The registry that the figures depend on; null where they depend on none. */
  registry: RegistryStamp | null;
  /** The crawls of datasets and Spaces that the figures are of; absent where they are of none. */
  repositories?: RepositoryStamp[];
  tool_version: string;
}

/** Which crawl of datasets, or of Spaces, was read. */
export interface RepositoryStamp {
  kind: 'dataset' | 'space';
  night: string;
  quality: string;
  run: number;
  endpoint: string;
  count: number;
}

/** A published figure beside the computed one. */
export interface PublishedFigure {
  id: string;
  quantity: string;
  /** The quantity in words. */
  label: string;
  /** Null where the source gives no figure. */
  published: number | null;
  /** `share`, `count`, `index`... as the source gives it. */
  unit: string;
  as_of: string;
  source: string;
  /** The same quantity from this store, or null where this output does not answer it. */
  computed: number | null;
  /** Why `computed` is null, and what would compute it; empty where it is not. */
  not_computed: string;
  /** What to know of the published figure; may be empty. */
  note: string;
  /** Where nothing tells the quantity: the nearest that something does. */
  nearest?: { label: string; value: number; unit: string };
}

/** One computed report, ready for any renderer. */
export interface ReportOutput<Result = Record<string, unknown>> {
  report: string;
  question: string;
  provenance: Provenance;
  parameters: Record<string, Cell>;
  /** Typed results as plain data: what `--format json` prints. */
  result: Result;
  published: PublishedFigure[];
  view: View;
  /** What is wrong, for `--check`; absent where nothing is. */
  failure?: string;
}
