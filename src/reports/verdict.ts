import type { PublishedClaim } from './published-claims.js';
import type { Reason } from './verdict-reason.js';

export const verdicts = ['holds', 'off', 'not comparable', 'not observable', 'not yet'] as const;
export type Verdict = (typeof verdicts)[number];

/** What is known of the store when a claim is judged. */
export interface StoreFacts {
  /** The night that the claim is compared with, `YYYY-MM-DD`. */
  night: string;
  models: number;
  /** How many the Hub had on that night. */
  expected: number;
  /** False for a run that was limited by its own query. */
  whole: boolean;
  /** The nights of the store up to the newest one that is read, oldest first. */
  nights: readonly NightSize[];
  /** What of datasets and Spaces the store has a crawl of. */
  crawled: readonly ('datasets' | 'spaces')[];
}

/** How much of the Hub a night has. */
export interface NightSize {
  /** `YYYY-MM-DD` */
  date: string;
  models: number;
  /** How many the Hub had on that night. */
  expected: number;
}

/** What was computed for a claim. */
export type Outcome =
  | { kind: 'value'; value: number; because?: Reason | undefined }
  /** The output is of something else; why, in the words of its report. */
  | { kind: 'not'; why: string }
  /** The night lacks what the report needs. */
  | { kind: 'lacking'; why: string }
  | { kind: 'unanswered' };

export interface Judgement {
  verdict: Verdict;
  reason: Reason;
}

/** A night this many days off still stands for a day. */
export const TOLERANCE_DAYS = 14;
/** A store with less of the Hub than this is a sample of it. */
const LEAST_PART = 0.8;
/** The bands are set for crawls of late 2026: what another night is outside of may have held in its time. */
const BANDS_UNTIL = '2027-06-30';

/**
 * What can be said of a published figure: the first thing that stands in the way decides, and only then the number.
 * @param held claims that hold: one that contradicts a claim which is off is named
 */
export function verdictOf(
  claim: PublishedClaim,
  store: StoreFacts,
  outcome: Outcome,
  held: ReadonlySet<string> = new Set(),
): Judgement {
  return obstacle(claim, store, outcome) ?? compare(claim, store, outcome, held);
}

function obstacle(claim: PublishedClaim, store: StoreFacts, outcome: Outcome): Judgement | undefined {
  if (!claim.observable) return { verdict: 'not observable', reason: { code: 'not_observable' } };
  return missing(claim, store, outcome) ?? (claim.nights === 'any' ? undefined : otherHub(claim, store));
}

/** What further crawls, or nights, would bring. */
function missing(claim: PublishedClaim, store: StoreFacts, outcome: Outcome): Judgement | undefined {
  const notYet = (reason: Reason): Judgement => ({ verdict: 'not yet', reason });
  if ((claim.needs === 'datasets' || claim.needs === 'spaces') && !store.crawled.includes(claim.needs)) {
    return notYet({ code: 'needs_crawl', of: claim.needs });
  }
  if (claim.nights === 'window') {
    const window = lackingWindow(claim, store.nights);
    if (window !== undefined) return notYet(window);
  }
  if ((claim.needs === 'authors' || claim.needs === 'history') && outcome.kind === 'lacking') {
    return notYet({ code: 'lacking', text: outcome.why });
  }
  return undefined;
}

/** A night at or shortly before either end stands for it. */
function lackingWindow(
  { from_day: from, to_day: to }: PublishedClaim,
  nights: readonly NightSize[],
): Reason | undefined {
  const hasFrom = nightAt(nights, from) !== undefined;
  if (hasFrom && nightAt(nights, to) !== undefined) return undefined;
  const [since = '', newest = ''] = [nights[0]?.date, nights.at(-1)?.date];
  return newest < to && (hasFrom || newest < from)
    ? { code: 'window_ahead', from, to, since }
    : { code: 'window_past', from, to, since };
}

/** The night that stands for the end of a window. */
function nightAt(nights: readonly NightSize[], end: string): NightSize | undefined {
  return nights.findLast(({ date }) => date <= end && daysBetween(date, end) <= TOLERANCE_DAYS);
}

/** The store is of another Hub than the figure: part of it, or that of another day. */
function otherHub(claim: PublishedClaim, store: StoreFacts): Judgement | undefined {
  const { night, nights, whole } = store;
  const not = (reason: Reason): Judgement => ({ verdict: 'not comparable', reason });
  if (!whole) return not({ code: 'part' });
  const read = claim.nights === 'window' ? [nightAt(nights, claim.from_day)] : [];
  for (const size of [...read, { ...store, date: night }]) {
    if (size === undefined || size.models >= LEAST_PART * size.expected) continue;
    const { models, expected, date } = size;
    return not({ code: 'sample', models, share: models / expected, night: date });
  }
  if ((claim.nights === 'now' || claim.nights === 'since') && night < claim.from_day) {
    return not({ code: 'night_before', night, as_of: claim.as_of });
  }
  return undefined;
}

function compare(
  claim: PublishedClaim,
  { night }: StoreFacts,
  outcome: Outcome,
  held: ReadonlySet<string>,
): Judgement {
  const not = (reason: Reason): Judgement => ({ verdict: 'not comparable', reason });
  if (claim.nights === 'on' && !isNear(claim, night)) {
    const value = outcome.kind === 'value' ? outcome.value : null;
    return grewPast(claim, night, value)
      ? { verdict: 'off', reason: { code: 'grew_past', night, as_of: claim.as_of } }
      : not({ code: 'other_date', night, as_of: claim.as_of });
  }
  const { at_least, at_most } = claim;
  if (at_least === null && at_most === null) {
    return not({ code: claim.value === null ? 'no_figure' : 'unanswered' });
  }
  if (outcome.kind === 'unanswered') return not({ code: 'unanswered' });
  if (outcome.kind === 'not') return not({ code: 'answered_not', text: outcome.why });
  if (outcome.kind === 'lacking') return not({ code: 'lacking', text: outcome.why });
  if (!Number.isFinite(outcome.value)) return not({ code: 'unanswered' });
  const band = { at_least, at_most, unit: claim.unit };
  if (isInside(claim, outcome.value)) {
    return { verdict: 'holds', reason: outcome.because ?? { code: 'inside', ...band } };
  }
  if (claim.nights === 'now' && night > BANDS_UNTIL) {
    return not({ code: 'night_after', night, as_of: claim.as_of });
  }
  const by = claim.contradicts.filter((id) => held.has(id));
  if (by.length > 0) return { verdict: 'off', reason: { code: 'contradicted', by: by.join(', ') } };
  return { verdict: 'off', reason: outcome.because ?? { code: 'outside', ...band } };
}

/** A count that only grows was larger before, or is smaller after, than it can have been on the day. */
function grewPast(
  { only_grows, at_least, at_most, from_day, to_day }: PublishedClaim,
  night: string,
  value: number | null,
): boolean {
  if (!only_grows || value === null || !Number.isFinite(value)) return false;
  return (
    (night < from_day && at_most !== null && value > at_most) ||
    (night > to_day && at_least !== null && value < at_least)
  );
}

function isInside({ at_least, at_most }: PublishedClaim, value: number): boolean {
  return value >= (at_least ?? -Infinity) && value <= (at_most ?? Infinity);
}

/** True where a night is within two weeks of the days of a claim. */
export function isNear({ from_day: from, to_day: to }: PublishedClaim, night: string): boolean {
  return daysBetween(night, from) <= TOLERANCE_DAYS && daysBetween(to, night) <= TOLERANCE_DAYS;
}

/** Days from one date to a later one; negative where it comes before. */
function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}
