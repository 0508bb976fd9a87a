import type { PublishedClaim } from './published-claims.js';

/** How many public models the Hub was counted to have on a day. */
export interface HubCount {
  date: string;
  models: number;
}

/** The published counts of one day, by day. */
export function hubCounts(claims: readonly PublishedClaim[]): HubCount[] {
  return claims
    .filter(({ quantity, statement, id }) => quantity === 'public_models' && statement !== id)
    .flatMap(({ to_day: date, value }) => (value === null ? [] : [{ date, models: value }]))
    .sort((a, b) => (a.date < b.date ? -1 : 1));
}

/**
 * How many public models the Hub had on a day: growth between two published counts is taken to be even, and to go on
 * beyond the first and the last. NaN with fewer than two counts.
 */
export function hubSize(counts: readonly HubCount[], date: string): number {
  const after = counts.findIndex((count) => count.date >= date);
  const upper = Math.min(Math.max(after === -1 ? counts.length - 1 : after, 1), counts.length - 1);
  const [a, b] = [counts[upper - 1], counts[upper]];
  if (a === undefined || b === undefined) return NaN;
  const part = (Date.parse(date) - Date.parse(a.date)) / (Date.parse(b.date) - Date.parse(a.date));
  return a.models * (b.models / a.models) ** part;
}
