import type { Phrase } from './phrase.js';

/** One model of a graph. */
export interface GraphNode {
  label: string;
  /** What to know of it in a few words; may be empty. */
  note: Phrase;
  /** It is not there (any more). */
  faded: boolean;
  /** What is left out below it; null where nothing is. */
  more: Phrase | null;
}

/** What comes from what, around one model: everything above it and some of what is below. There may be circles. */
export interface Graph {
  /** The heading of what is above the focus, and of what is below. */
  above: Phrase;
  below: Phrase;
  nodes: GraphNode[];
  /** Place of the model in question in `nodes`. */
  focus: number;
  /** Places of two nodes, and how the one derives from the other. */
  edges: { base: number; derived: number; label: string }[];
}
