import { z } from 'zod';
import { MissingDataError } from '../errors.js';
import { ratio } from '../statistics/ratio.js';
import type { NightReader } from '../store/night-reader.js';
import { DAY_S } from './creation.js';
import { creationDays, periods } from './growth-periods.js';
import type { GrowthResult, Milestone, NightWindow, Pace } from './growth-result.js';
import { growthView } from './growth-view.js';
import { type Answer, defineReport } from './report.js';

const params = z.object({});

const YEAR_DAYS = 365;
const MILLION = 1_000_000;
const FIRST_MILESTONES = [1000, 10_000, 100_000];

export const growth = defineReport<typeof params.shape, GrowthResult>({
  name: 'growth',
  question: 'How fast is the Hub growing?',
  definition:
    'Counts the public models of the night by the day of their createdAt. Stock: models created up to the end of a period; flow: ' +
    'created in it. These are survivors: what was deleted since is in neither, so the past reads smaller than it was. The Hub ' +
    'gives everything older than 2022-03-02 that day; those models are in the stock and in no flow. Growth = flow / stock before. ' +
    'Beside it the flow over that of the same period a year before, for complete periods. ' +
    'Doubling time = days * ln 2 / ln(stock / stock before), over the last 365 days. The counts of the nights of this ' +
    'store need no such reservation and are listed beside it.',
  examples: [
    'oai report growth',
    'oai report growth --format csv --table months -o months.csv',
    'oai report growth --as-of 2026-01-01 --json',
  ],
  params,
  compute,
  view: growthView,
  answers: {
    G2a: (result) => modelsOn(result, '2025-10-01'),
    G2b: (result) => modelsOn(result, '2025-12-31'),
    G2c: (result) => modelsOn(result, '2026-08-03'),
    // Its tolerance is a lower bound for any later night.
    G2d: (result) =>
      result.night >= '2026-08-22' ? result.models : { not: `this night is of ${result.night}` },
    G4: ({ years, night }) => {
      const year = years.find(({ period }) => period === '2025');
      if (year?.complete !== true) return { not: `the year 2025 is not over on ${night}` };
      return year.growth === null ? { not: 'no model is older than 2025' } : 1 + year.growth;
    },
  },
});

function compute(night: NightReader): GrowthResult {
  if (night.count('created_at') === 0) {
    throw new MissingDataError(`No model of the night ${night.night.date} has a creation date.`, {
      why: `${night.run.endpoint} sent no createdAt.`,
      todo: 'Crawl an endpoint that has it.',
    });
  }
  const { sentinel, days } = creationDays(night.column('created_at'), night.night.day);
  const stock = days.at(-1)?.stock ?? sentinel;
  const endS = night.run.startedAt / 1000;
  const nights = night.run.whole ? nightCounts(night) : [];
  return {
    night: night.night.date,
    models: night.models,
    sentinel,
    undated: night.models - stock,
    last_year: lastYear(days, endS),
    years: periods(days, 4, sentinel, endS),
    months: periods(days, 7, sentinel, endS),
    milestones: milestones(days, sentinel, nights),
    days,
    nights,
    night_window: nightWindow(nights),
  };
}

function lastYear(days: GrowthResult['days'], endS: number): Pace | null {
  const [before, last] = [days.at(-1 - YEAR_DAYS), days.at(-1)];
  if (before === undefined || last === undefined || before.stock === 0) return null;
  const elapsed = endS / DAY_S - (dayOf(before.date) + 1);
  const created = last.stock - before.stock;
  return {
    days: elapsed,
    created,
    per_day: created / elapsed,
    growth: created / before.stock,
    doubling_days: doublingDays(elapsed, before.stock, last.stock),
  };
}

function doublingDays(days: number, before: number, after: number): number | null {
  return after > before && before > 0 ? (days * Math.LN2) / Math.log(after / before) : null;
}

function milestones(
  days: GrowthResult['days'],
  sentinel: number,
  nights: GrowthResult['nights'],
): Milestone[] {
  const reached = days.at(-1)?.stock ?? sentinel;
  const millions = Array.from({ length: Math.floor(reached / MILLION) }, (_, i) => (i + 1) * MILLION);
  let previous: string | null = null;
  return [...FIRST_MILESTONES, ...millions]
    .filter((models) => models <= reached)
    .map((models) => {
      const day = models <= sentinel ? null : (days.find(({ stock }) => stock >= models)?.date ?? null);
      const since = day === null || previous === null ? null : dayOf(day) - dayOf(previous);
      previous = day;
      // A store that begins above the milestone says nothing of when it was reached.
      const first = nights.findIndex((night) => night.models >= models);
      const firstNight = first > 0 ? (nights[first]?.night ?? null) : null;
      return { models, reached: day, days_since_previous: since, first_night: firstNight };
    });
}

function nightCounts(night: NightReader): GrowthResult['nights'] {
  return night.nights().map(({ date, day, models }, index, all) => {
    const before = all[index - 1];
    const change = before === undefined ? null : models - before.models;
    const days = day - (before?.day ?? day);
    return { night: date, models, change, per_day: change === null ? null : ratio(change, days) };
  });
}

function nightWindow(nights: GrowthResult['nights']): NightWindow | null {
  const [first, last] = [nights[0], nights.at(-1)];
  if (first === undefined || last === undefined) return null;
  const days = dayOf(last.night) - dayOf(first.night);
  if (days <= 0) return null;
  return {
    from: first.night,
    to: last.night,
    days,
    models_from: first.models,
    models_to: last.models,
    per_day: (last.models - first.models) / days,
    doubling_days: doublingDays(days, first.models, last.models),
  };
}

function dayOf(date: string): number {
  return Date.parse(date) / (DAY_S * 1000);
}

/** The count of a night of that day; a figure of one day is not compared with another day's, nor with survivors. */
function modelsOn({ nights, days }: GrowthResult, date: string): Answer {
  const night = nights.find((each) => each.night === date);
  if (night !== undefined) return night.models;
  const survivors = days.find((each) => each.date === date)?.stock;
  const left = survivors === undefined ? '' : `; of the models created up to that day ${survivors} are left`;
  return { not: `this store has no night of ${date}${left}` };
}
