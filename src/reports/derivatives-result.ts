import type { Cell } from './types.js';
import type { GroupingKind } from './derivatives-groups.js';

export interface Params {
  by: GroupingKind;
  created: string;
  top: number;
}

/** By the nearest relation of each model to a base of the one that is built upon. */
export interface ByRelation {
  finetune: number;
  adapter: number;
  quantized: number;
  merge: number;
  /** Declared without a relation. */
  unknown: number;
}

/** Who is built upon. */
export interface DerivativesRow extends Record<string, Cell>, ByRelation {
  rank: number;
  name: string;
  /** The registry's id of an entity; null of all else. */
  id: string | null;
  /** Bases of it that others declare, those that are gone included. */
  base_models: number;
  /** Distinct models of others that declare one of them. */
  derivatives: number;
  /** Of the models that declare a base. */
  share: number | null;
  /** Derivatives that are GGUF by their library or their files, whatever relation they declare. */
  gguf: number;
  /** Distinct models of others that come from them at any number of steps. */
  transitive: number;
  /** Its own models that declare a base of it; in none of the other columns. */
  own: number;
  /** Derivatives created within the window that was asked for, and those of a day. */
  created_in_window: number;
  per_day: number | null;
  /** By family: models whose root is of it or that carry one of its tags; null by anything else. */
  named: number | null;
}

/** The models created in one month. */
export interface MonthRow extends Record<string, Cell>, ByRelation {
  month: string;
  created: number;
  declaring: number;
  share: number | null;
}

/** The models created in one month that declare a base, by the family of their root. */
export interface FamilyMonthRow extends Record<string, Cell> {
  month: string;
  /** Null: the root is of no family that is known. */
  family: string | null;
  models: number;
  share: number | null;
  share_of_known: number | null;
}

/** Models created within twelve months. */
export interface YearOfNew extends Record<string, Cell> {
  from: string;
  to: string;
  created: number;
  declaring: number;
  share: number | null;
}

export interface DerivativesResult extends Record<string, unknown> {
  night: string;
  by: GroupingKind;
  window: { created: string; days: number };
  models: number;
  /** Models that declare a base other than themselves... */
  declaring: number;
  share_declaring: number | null;
  /** ...that declare themselves... */
  selves: number;
  /** ...and whose every base is of nobody who is told apart here. */
  of_nobody: number;
  /** Distinct bases that are not in the night. */
  missing_bases: number;
  /** Models that declare a base, by how they can be told to be quantised. */
  quantised: { by_relation: number; by_gguf: number; by_either: number };
  rows: DerivativesRow[];
  months: MonthRow[];
  families: FamilyMonthRow[];
  /** Models that declare a base whose root is of a known family, of all that declare one. */
  share_of_known_family: number | null;
  /** The last twelve months and those before; null where the dates do not reach back. */
  years: { last: YearOfNew; before: YearOfNew; ratio: number | null } | null;
}
