import type { Role } from '../registry/vocabulary.js';
import type { Cell } from './types.js';

export interface Params {
  of: 'labs' | 'all';
  country?: string[] | undefined;
}

/** Accounts of these roles hold copies and trials of the models of others. */
export const COPY_ROLES = ['mirror', 'quantiser', 'port', 'test'] as const satisfies readonly Role[];
/** Models of these libraries are conversions. */
export const CONVERSION_LIBRARIES = ['gguf', 'mlx', 'onnx'] as const;

/** The largest original model of a month and a country or group of countries. */
export interface CeilingRow extends Record<string, Cell> {
  /** Of creation, `YYYY-MM`. */
  month: string;
  /** ISO 3166-1 alpha-2, or a group of the registry such as `EU27`. */
  country: string;
  /** Of several of the same size the one that was created first; null where none has a known size. */
  model: string | null;
  entity: string | null;
  parameters: number | null;
  parameters_source: 'safetensors' | 'gguf' | null;
  /** Originals of exactly that size, it among them. */
  same_size: number;
  originals: number;
  /** Of known size. */
  sized: number;
  /** Sized over originals; null where there is none. */
  coverage: number | null;
}

/** The most downloaded original of unknown size: what could change a ceiling. */
export interface UnsizedRow extends Record<string, Cell> {
  month: string;
  country: string;
  model: string;
  entity: string;
  downloads_30d: number;
}

/** Models of the accounts that were looked at, and why some are no originals: each is counted under the first reason. */
export interface OriginalCounts {
  models: number;
  originals: number;
  /** In accounts of the roles of {@link COPY_ROLES}. */
  copies: number;
  /** Of the libraries of {@link CONVERSION_LIBRARIES}. */
  conversions: number;
  /** Declare another model as their base. */
  derivatives: number;
  /** Originals without a month: created until 2022-03-02, after the night, or at no known time. */
  undated: number;
}

export interface CeilingResult extends Record<string, unknown> {
  night: string;
  counts: OriginalCounts;
  /** Every month from the first with an original of them, for each country in the order asked for. */
  ceilings: CeilingRow[];
  unsized: UnsizedRow[];
  /** Of the last twelve months: in how many each has the largest of the month, alone. */
  leads: { country: string; months: number }[];
  /** Of the last twelve months, those in which any of them has an original of known size. */
  recent_months: number;
  /** Labs of the list that the registry does not know. */
  unlisted: string[];
}

/** As many months are on the terminal. */
export const RECENT_MONTHS = 12;
