import { z } from 'zod';
import { MissingDataError } from '../errors.js';
import { CountQuantiles } from '../statistics/count-quantiles.js';
import { ratio } from '../statistics/ratio.js';
import { dateOf } from '../store/night.js';
import type { NightReader } from '../store/night-reader.js';
import {
  type CohortKind,
  cohortKinds,
  type CohortRow,
  type DecayResult,
  type WeekCell,
} from './decay-result.js';
import { decayView } from './decay-view.js';
import { notYet, ReleaseHistory } from './release-history.js';
import { defineReport } from './report.js';

const params = z.object({
  per: z.enum(cohortKinds).default('quarter').describe('the periods of creation that make a cohort'),
  leastDownloads: z
    .number()
    .optional()
    .describe('only models with so many downloads by their last night (default: all models)'),
});
type Params = z.output<typeof params>;

const WEEK_DAYS = 7;
const WEEKS = 52;
const QUARTILES = [0.25, 0.5, 0.75];
/** A median of fewer models makes no peak and no half-life. */
const LEAST_MODELS = 10;
const ALL = 'all';

export const decay = defineReport<typeof params.shape, DecayResult>({
  name: 'decay',
  question: 'How fast does use fade?',
  definition:
    'The downloads of each week since release: the all-time count of the night nearest to the end of the week, at most one day off, less ' +
    'that of the week before; a model starts at zero. Without such a night the week is missing. Median and quartiles over the ' +
    'models of a cohort that are known at both ends, deleted ones for as long as they were there. Counts that fell are left out and ' +
    'counted. Half-life: weeks from the week with the largest median to the first one after it whose median is under half of it, ' +
    `over weeks of at least ${LEAST_MODELS} models.`,
  examples: [
    'oai report decay',
    'oai report decay --per month --least-downloads 100',
    'oai report decay --format csv --table weeks -o decay.csv',
  ],
  params,
  compute,
  view: decayView,
  answers: {},
});

interface Cohort {
  label: string;
  models: number;
  downloaded: number;
  weeks: { counts: CountQuantiles; fallen: number }[];
}

function compute(night: NightReader, { per, leastDownloads = 0 }: Params): DecayResult {
  const reached = leastDownloads > 0 ? lastCounts(new ReleaseHistory(night)) : undefined;
  const history = new ReleaseHistory(night);
  const cohorts = new Cohorts(history, per);
  const last = countWeeks(history, cohorts, (position) => (reached?.[position] ?? 0) >= leastDownloads);
  const { released, counted, firstBorn } = countModels(history, cohorts, last, leastDownloads);
  if (counted === 0 && released > 0) throw noneCounted(released, leastDownloads);
  const all = cohorts.all();
  const cells = all.flatMap(cellsOf);
  if (!cells.some(({ n }) => n > 0)) throw notYet(history, WEEK_DAYS, firstBorn);
  return {
    history: history.summary,
    released,
    counted,
    late: history.late,
    fallen_weeks: cells.reduce((sum, { cohort, fallen }) => (cohort === ALL ? sum + fallen : sum), 0),
    cohorts: all.map((cohort) => cohortRow(cohort, cells)),
    cells,
  };
}

function noneCounted(released: number, least: number): MissingDataError {
  return new MissingDataError(`No model has ${least} downloads since its release.`, {
    why: `This history follows ${released} models from their release on.`,
    todo: 'Give a smaller --least-downloads, or leave it out.',
  });
}

/** The last all-time count of every followed model, by position. */
function lastCounts(history: ReleaseHistory): Float64Array {
  const last = new Float64Array(history.bornOn.length);
  for (const { allTime } of history.nights()) {
    for (let position = 0; position < last.length; position += 1) {
      const value = allTime[position] ?? NaN;
      if ((history.bornOn[position] ?? 0) >= 0 && !Number.isNaN(value)) last[position] = value;
    }
  }
  return last;
}

/**
 * Puts the weeks of the models into their cohorts.
 * @param isCounted whether the model at a position is to be in one
 * @returns the last all-time count of every followed model, by position
 */
function countWeeks(
  history: ReleaseHistory,
  cohorts: Cohorts,
  isCounted: (position: number) => boolean,
): Float64Array {
  const nearest = nearestNight(history);
  const size = history.bornOn.length;
  const last = new Float64Array(size);
  // Of the week that is known last: its number, and the count at its end. A model starts at week 0 with nothing.
  const weeks = new Uint8Array(size);
  const counts = new Float64Array(size);
  for (const { day, allTime } of history.nights()) {
    const standsFor = nearest(day);
    for (let position = 0; position < size; position += 1) {
      const born = history.bornOn[position] ?? 0;
      const value = allTime[position] ?? NaN;
      if (born < 0 || Number.isNaN(value)) continue;
      last[position] = value;
      const week = Math.round((day - born) / WEEK_DAYS);
      const isEnd = week > 0 && week <= WEEKS && standsFor(day - born - week * WEEK_DAYS);
      if (!isEnd || !isCounted(position)) continue;
      if (weeks[position] === week - 1) cohorts.add(born, week, value - (counts[position] ?? 0));
      weeks[position] = week;
      counts[position] = value;
    }
  }
  return last;
}

/**
 * Whether the night of a day is the nearest to an age that is so many days before or after it: of two as near, the earlier
 * one is. An age that no model can have reached is not known yet.
 */
function nearestNight({ usable, lastDay }: ReleaseHistory): (day: number) => (offset: number) => boolean {
  const days = new Set(usable.map(({ day }) => day));
  return (day) => {
    const isForNextDay = !days.has(day + 1) && day < lastDay;
    const isForDayBefore = !days.has(day - 1) && !days.has(day - 2);
    return (offset) => offset === 0 || (offset === -1 && isForNextDay) || (offset === 1 && isForDayBefore);
  };
}

function countModels(history: ReleaseHistory, cohorts: Cohorts, last: Float64Array, least: number) {
  let [released, counted, firstBorn] = [0, 0, NaN];
  for (let position = 0; position < last.length; position += 1) {
    const born = history.bornOn[position] ?? 0;
    if (born < 0) continue;
    released += 1;
    const value = last[position] ?? 0;
    if (value < least) continue;
    counted += 1;
    cohorts.count(born, value > 0);
    if (!(born >= firstBorn)) firstBorn = born;
  }
  return { released, counted, firstBorn };
}

/** All models, then those of each period of creation, in order. */
class Cohorts {
  readonly #cohorts: Cohort[] = [newCohort(ALL)];
  /** The cohort of each day of creation, from the first that can be. */
  readonly #ofDay: Uint16Array;
  readonly #firstDay: number;

  constructor({ firstDay, lastDay }: ReleaseHistory, per: CohortKind) {
    this.#firstDay = firstDay;
    this.#ofDay = Uint16Array.from({ length: lastDay - firstDay + 1 }, (_, index) => {
      const label = periodOf(dateOf(firstDay + index), per);
      if (this.#cohorts.at(-1)?.label !== label) this.#cohorts.push(newCohort(label));
      return this.#cohorts.length - 1;
    });
  }

  /** Those that have models. */
  all(): Cohort[] {
    return this.#cohorts.filter(({ models }) => models > 0);
  }

  /** @param change of the all-time count within the week */
  add(born: number, week: number, change: number): void {
    for (const cohort of [this.#cohorts[0], this.#of(born)]) {
      const cell = cohort?.weeks[week - 1];
      if (cell === undefined) continue;
      if (change < 0) cell.fallen += 1;
      else cell.counts.add(change);
    }
  }

  count(born: number, isDownloaded: boolean): void {
    for (const cohort of [this.#cohorts[0], this.#of(born)]) {
      if (cohort === undefined) continue;
      cohort.models += 1;
      cohort.downloaded += Number(isDownloaded);
    }
  }

  #of(born: number): Cohort | undefined {
    return this.#cohorts[this.#ofDay[born - this.#firstDay] ?? 0];
  }
}

function newCohort(label: string): Cohort {
  const weeks = Array.from({ length: WEEKS }, () => ({ counts: new CountQuantiles(), fallen: 0 }));
  return { label, models: 0, downloaded: 0, weeks };
}

function periodOf(date: string, per: CohortKind): string {
  if (per === 'year') return date.slice(0, 4);
  if (per === 'month') return date.slice(0, 7);
  return `${date.slice(0, 4)}-Q${Math.ceil(Number(date.slice(5, 7)) / 3)}`;
}

/** The weeks of a cohort up to the last that is known; none left out before it. */
function cellsOf({ label, weeks }: Cohort): WeekCell[] {
  const known = weeks.findLastIndex(({ counts, fallen }) => counts.n + fallen > 0) + 1;
  return weeks.slice(0, known).map(({ counts, fallen }, index) => {
    const [p25 = null, median = null, p75 = null] = counts.quantiles(QUARTILES);
    return { cohort: label, week: index + 1, n: counts.n, median, p25, p75, fallen };
  });
}

function cohortRow({ label, models, downloaded }: Cohort, cells: readonly WeekCell[]): CohortRow {
  const own = cells.filter(({ cohort }) => cohort === label);
  const solid = own.filter(({ n }) => n >= LEAST_MODELS);
  const peak = solid.reduce<WeekCell | undefined>(
    (best, cell) => ((cell.median ?? 0) > (best?.median ?? 0) ? cell : best),
    undefined,
  );
  const half = (peak?.median ?? 0) / 2;
  const under = solid.find(({ week, median }) => week > (peak?.week ?? Infinity) && (median ?? half) < half);
  return {
    cohort: label,
    models,
    share_downloaded: ratio(downloaded, models),
    weeks: own.filter(({ n }) => n > 0).length,
    weeks_of_ten: solid.length,
    peak_week: peak?.week ?? null,
    peak_median: peak?.median ?? null,
    half_life_weeks: under === undefined || peak === undefined ? null : under.week - peak.week,
  };
}
