import type { Figure } from './phrase.js';
import type { CellKind } from './types.js';

/** How a figure of a unit of `data/claims.csv` is written. */
export function unitKind(unit: string): CellKind {
  if (unit === 'share' || unit === 'index') return unit;
  return unit === 'year' ? 'text' : 'integer';
}

export function figureOf(value: number | null, unit: string): Figure {
  return { value, kind: unitKind(unit) };
}
