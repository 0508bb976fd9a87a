import { MissingDataError } from '../errors.js';
import { dateOf, type Night } from '../store/night.js';
import type { NightReader } from '../store/night-reader.js';
import { DAY_S } from './creation.js';
import { integer, type Phrase, phrase } from './phrase.js';

/** A model is taken to be released when created, unless a night so many days later still lacked it. */
export const RELEASE_TOLERANCE_DAYS = 3;

/** The value in {@link ReleaseHistory.bornOn} of a model that is not followed. */
export const NOT_FOLLOWED = -1;

const UNSEEN = -2;

/** One night of the history: what every model had been downloaded by then. */
export interface ReleaseNight {
  /** Days since 1970-01-01 UTC. */
  day: number;
  /** By position, NaN where there is none; reused from night to night. */
  allTime: Float64Array;
}

/** What a {@link ReleaseHistory} goes over. */
export interface HistorySummary {
  /** `YYYY-MM-DD` of the first and last night that has all-time counts which moved. */
  first_night: string;
  last_night: string;
  nights: number;
  /** Nights left out because no download counter had moved since the one before. */
  stalled_nights: number;
  /** Models of the last night without an all-time count, and without a creation date. */
  lacking_count: number;
  lacking_creation: number;
}

/**
 * The all-time counts of the models released within the history, night by night: one pass, two columns at a time. Ages
 * are whole UTC days: the day of the night less that of the model's creation.
 */
export class ReleaseHistory {
  /** By position: the day of creation, or {@link NOT_FOLLOWED}; below zero until a night has a count of the model. */
  readonly bornOn: Int32Array;
  /** The nights that count, oldest first. */
  readonly usable: readonly Night[];
  readonly summary: HistorySummary;
  /** Models created within the history that its nights did not see until later: uploaded or made public then. */
  late = 0;
  readonly #night: NightReader;

  /** @throws MissingDataError when there is no night of the whole Hub with all-time counts */
  constructor(night: NightReader) {
    const { run } = night;
    if (!run.whole) {
      throw new MissingDataError(`Run ${run.run} holds part of the Hub and has no history.`, {
        why: 'Downloads by age take nights of the whole Hub.',
        todo: 'Leave --run out.',
      });
    }
    const counted = night.nights().filter(({ counts }) => (counts['downloads_all_time'] ?? 0) > 0);
    this.usable = counted.filter(({ stalled }) => !stalled);
    const [first, last] = [this.usable[0], this.usable.at(-1)];
    if (first === undefined || last === undefined) {
      throw new MissingDataError('No night of this store has all-time downloads.', {
        why: 'Downloads by age are differences of downloadsAllTime; 30-day counts cannot be subtracted.',
        todo: 'Crawl an endpoint that has downloadsAllTime, every night.',
      });
    }
    this.#night = night;
    this.bornOn = new Int32Array(night.size).fill(UNSEEN);
    this.summary = {
      first_night: first.date,
      last_night: last.date,
      nights: this.usable.length,
      stalled_nights: counted.length - this.usable.length,
      lacking_count: last.models - (last.counts['downloads_all_time'] ?? 0),
      lacking_creation: last.models - (last.counts['created_at'] ?? 0),
    };
  }

  /** The day the earliest of the followed models can have been created. */
  get firstDay(): number {
    return (this.usable[0]?.day ?? 0) - RELEASE_TOLERANCE_DAYS;
  }

  get lastDay(): number {
    return this.usable.at(-1)?.day ?? 0;
  }

  /** The usable nights, oldest first. {@link bornOn} is up to date with each. */
  *nights(): Generator<ReleaseNight> {
    const usable = new Set(this.usable.map(({ nightKey }) => nightKey));
    const creations = this.#night.history('created_at');
    let dayBefore = -Infinity;
    for (const [{ nightKey, day }, allTime] of this.#night.history('downloads_all_time')) {
      const created = creations.next();
      if (created.done === true || !usable.has(nightKey)) continue;
      this.#follow(allTime, created.value[1], day, dayBefore);
      yield { day, allTime };
      dayBefore = day;
    }
  }

  /** Decides on the models that have a count for the first time. */
  #follow(allTime: Float64Array, created: Float64Array, day: number, dayBefore: number): void {
    for (let position = 0; position < allTime.length; position += 1) {
      if (this.bornOn[position] !== UNSEEN || Number.isNaN(allTime[position])) continue;
      const born = Math.floor((created[position] ?? NaN) / DAY_S);
      const within = born >= this.firstDay && born <= day;
      const isLate = within && dayBefore > born + RELEASE_TOLERANCE_DAYS;
      if (isLate) this.late += 1;
      this.bornOn[position] = within && !isLate ? born : NOT_FOLLOWED;
    }
  }
}

/**
 * Why no age is known yet, and since when one will be.
 * @param ageDays the first age there is
 * @param firstBorn the earliest creation among the models that count, in days since 1970-01-01; NaN for none
 * @param known options that ask for an age that is known
 */
export function notYet(
  { summary, lastDay }: ReleaseHistory,
  ageDays: number,
  firstBorn: number,
  known: readonly string[] = [],
): MissingDataError {
  const { first_night: first, last_night: last, nights } = summary;
  const due = (Number.isNaN(firstBorn) ? lastDay - RELEASE_TOLERANCE_DAYS : firstBorn) + ageDays;
  return new MissingDataError(
    `No model released within this history is known at the age of ${ageDays} days.`,
    {
      why: `All-time downloads are known for ${nights} ${nights === 1 ? 'night' : 'nights'}, from ${first} to ${last}${
        due > lastDay
          ? `; not yet, on ${dateOf(due)} at the earliest`
          : ', and none is close enough to the age of a model'
      }.`,
      todo:
        known.length === 0
          ? 'Crawl every night: `oai schedule` sets it up.'
          : `Crawl every night, or ask for an age that is known: ${known.join(', ')}.`,
    },
  );
}

/** Which models and nights the figures are without. @param late as in {@link ReleaseHistory} */
export function historyCaveats(summary: HistorySummary, late: number): Phrase[] {
  const { last_night: last, lacking_count: counts, lacking_creation: creations } = summary;
  return [
    ...(counts > 0
      ? [
          phrase`${integer(counts)} models of the night ${last} lack downloadsAllTime; without it they are in none of these figures.`,
        ]
      : []),
    ...(creations > 0
      ? [
          phrase`${integer(creations)} models of the night ${last} lack createdAt and are in none of these figures.`,
        ]
      : []),
    ...(late > 0
      ? [
          phrase`${integer(late)} models are left out: a night more than ${integer(RELEASE_TOLERANCE_DAYS)} days after their creation still lacked them, so their release is not known.`,
        ]
      : []),
    ...(summary.stalled_nights > 0
      ? [
          phrase`${integer(summary.stalled_nights)} nights are left out, because no download counter had moved.`,
        ]
      : []),
  ];
}
