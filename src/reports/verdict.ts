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
  nights: readonly string[];
}

/** What was computed for a claim. */
export type Outcome =
  | { kind: 'value'; value: number; because?: Reason | undefined }
  /** The output is of something else; why, in the words of its report. */
  | { kind: 'not'; why: string }
  /** The night lacks what the report needs. */
  | { kind: 'lacking'; why: string }
  /** Other claims decide it. */
  | { kind: 'parts'; parts: readonly { id: string; verdict: Verdict }[] }
  | { kind: 'unanswered' };

export interface Judgement {
  verdict: Verdict;
  reason: Reason;
}

/** A night this many days off still stands for a day. */
export const TOLERANCE_DAYS = 14;
/** A store with less of the Hub than this is a sample of it. */
const LEAST_PART = 0.8;

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
  if (outcome.kind === 'parts') return undefined;
  return missing(claim, store, outcome) ?? (claim.nights === 'any' ? undefined : otherHub(claim, store));
}

/** What further crawls, or nights, would bring. */
function missing(claim: PublishedClaim, store: StoreFacts, outcome: Outcome): Judgement | undefined {
  const notYet = (reason: Reason): Judgement => ({ verdict: 'not yet', reason });
  if (claim.needs === 'datasets' || claim.needs === 'spaces') {
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
  nights: readonly string[],
): Reason | undefined {
  const hasEnd = (end: string): boolean =>
    nights.some((night) => night <= end && daysBetween(night, end) <= TOLERANCE_DAYS);
  if (hasEnd(from) && hasEnd(to)) return undefined;
  const [since = '', newest = ''] = [nights[0], nights.at(-1)];
  return hasEnd(from) && newest < to
    ? { code: 'window_ahead', from, to, since }
    : { code: 'window_past', from, to, since };
}

/** The store is of another Hub than the figure: part of it, or that of another day. */
function otherHub(claim: PublishedClaim, store: StoreFacts): Judgement | undefined {
  const { night, models, expected, whole } = store;
  const not = (reason: Reason): Judgement => ({ verdict: 'not comparable', reason });
  if (!whole) return not({ code: 'part' });
  if (!(models >= LEAST_PART * expected)) {
    return not({ code: 'sample', models, share: models / expected, night });
  }
  if (claim.nights === 'now' && night < claim.from_day) {
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
  if (outcome.kind === 'parts') return ofParts(outcome.parts);
  if (claim.nights === 'on' && !isNear(claim, night)) {
    const value = outcome.kind === 'value' ? outcome.value : null;
    return grewPast(claim, night, value)
      ? { verdict: 'off', reason: { code: 'grew_past', night, as_of: claim.as_of } }
      : not({ code: 'other_date', night, as_of: claim.as_of });
  }
  if (outcome.kind === 'unanswered') return not({ code: 'unanswered' });
  if (outcome.kind === 'not') return not({ code: 'answered_not', text: outcome.why });
  if (outcome.kind === 'lacking') return not({ code: 'lacking', text: outcome.why });
  const { at_least, at_most } = claim;
  if (at_least === null && at_most === null) return not({ code: 'no_figure' });
  const band = { at_least, at_most, unit: claim.unit };
  if (isInside(claim, outcome.value)) {
    return { verdict: 'holds', reason: outcome.because ?? { code: 'inside', ...band } };
  }
  const by = claim.contradicts.filter((id) => held.has(id));
  if (by.length > 0) return { verdict: 'off', reason: { code: 'contradicted', by: by.join(', ') } };
  return { verdict: 'off', reason: outcome.because ?? { code: 'outside', ...band } };
}

/** A statement without a figure of its own is as good as the figures behind it. */
function ofParts(parts: readonly { id: string; verdict: Verdict }[]): Judgement {
  const idsOf = (wanted: Verdict): string =>
    parts.flatMap(({ id, verdict }) => (verdict === wanted ? [id] : [])).join(', ');
  const off = idsOf('off');
  if (off !== '') return { verdict: 'off', reason: { code: 'parts_off', ids: off } };
  const open = parts.find(({ verdict }) => verdict !== 'holds');
  if (open === undefined && parts.length > 0) {
    return { verdict: 'holds', reason: { code: 'parts_hold', ids: idsOf('holds') } };
  }
  const verdict = open?.verdict ?? 'not comparable';
  return { verdict, reason: { code: 'parts_open', ids: idsOf(verdict) } };
}

/** A count that only grows was larger before, or is smaller after, than it can have been on the day. */
function grewPast(
  { only_grows, at_least, at_most, from_day, to_day }: PublishedClaim,
  night: string,
  value: number | null,
): boolean {
  if (!only_grows || value === null) return false;
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
