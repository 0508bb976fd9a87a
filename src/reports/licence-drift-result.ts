import type { EdgeRelation } from '../store/lineage.js';
import type { Cell } from './types.js';

export type Params = { relation: EdgeRelation | 'all' };

/** What became of a licence from a base to a model on it. */
export const directions = [
  'unchanged',
  'within the class',
  'toward permissive',
  'toward restrictive',
  'to custom',
  'from custom',
  'to none',
  'from none',
  'none on either side',
] as const;
export type Direction = (typeof directions)[number];

export interface DirectionRow extends Record<string, Cell> {
  direction: Direction;
  edges: number;
  share: number | null;
  /** Of the edges whose two ends declare a licence; null for the others. */
  share_of_declared: number | null;
}

/** The edges from bases of one class to models of another or the same. */
export interface ClassPair extends Record<string, Cell> {
  base_class: string;
  model_class: string;
  edges: number;
  /** Of the edges from bases of the class. */
  share_of_base: number | null;
}

/** The edges from bases of one licence to models of another. Null is none declared. */
export interface LicenceChange extends Record<string, Cell> {
  base_licence: string | null;
  model_licence: string | null;
  direction: Direction;
  edges: number;
  /** Of the edges whose licence changes. */
  share: number | null;
}

export interface LicenceDriftResult extends Record<string, unknown> {
  /** Edges that models of the night declare: one a model, base and relation. */
  declared_edges: number;
  /** Of those, whose base is a model of the night... */
  edges: number;
  /** ...is not there, or is the model itself. */
  missing: number;
  self: number;
  /** Whose two ends declare a licence; of those, who keep it; of the ones with a direction, who go toward permissive. */
  both_declared: number;
  unchanged_share_of_declared: number | null;
  /** Edges whose two ends are `other`: counted as unchanged, though the terms may differ. */
  other_to_other: number;
  directions: DirectionRow[];
  class_names: readonly string[];
  classes: ClassPair[];
  changes: LicenceChange[];
}
