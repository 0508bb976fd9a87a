import { z } from 'zod';
import { MissingDataError } from '../errors.js';
import { ratio } from '../statistics/ratio.js';
import type { NightReader } from '../store/night-reader.js';
import { creationDates, creationIndex, DAY_S, SENTINEL_S, UNDATED } from './creation.js';
import type { GrowthResult, Milestone, NightWindow, Pace, Period } from './growth-result.js';
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
  const dates = creationDates(night.night.day);
  const byIndex = countByIndex(night.column('created_at'), night.night.day, dates.length + 1);
  const sentinel = byIndex[0] ?? 0;
  let stock = sentinel;
  const days = dates.map((date, index) => {
    const created = byIndex[index + 1] ?? 0;
    stock += created;
    return { date, created, stock };
  });
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

function countByIndex(created: Float64Array, lastDay: number, size: number): Uint32Array {
  const counts = new Uint32Array(size);
  for (const createdS of created) {
    const index = creationIndex(createdS, lastDay);
    if (index !== UNDATED) counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts;
}

/** @param digits of a date that name its period: 4 for the year, 7 for the month */
function periods(days: GrowthResult['days'], digits: number, sentinel: number, endS: number): Period[] {
  const found = new Map<string, { created: number; stock: number }>();
  for (const { date, created, stock } of days) {
    const period = date.slice(0, digits);
    found.set(period, { created: (found.get(period)?.created ?? 0) + created, stock });
  }
  let before = sentinel;
  const rows = [...found].map(([period, { created, stock }]) => {
    const [fromS, toS] = boundsOf(period);
    const elapsed = (Math.min(toS, endS) - Math.max(fromS, SENTINEL_S)) / DAY_S;
    const row = {
      period,
      created,
      stock,
      per_day: elapsed > 0 ? created / elapsed : null,
      growth: ratio(created, before),
      complete: fromS >= SENTINEL_S && toS <= endS,
    };
    before = stock;
    return row;
  });
  const yearBack = digits === 4 ? 1 : 12;
  return rows.map((row, index) => {
    const yearBefore = rows[index - yearBack];
    const comparable = row.complete && yearBefore?.complete === true;
    return { ...row, yoy_ratio: comparable ? ratio(row.created, yearBefore.created) : null };
  });
}

/** The first moment of a period, and the first after it, in Unix seconds. */
function boundsOf(period: string): [number, number] {
  const [year = 0, month] = period.split('-').map(Number);
  return month === undefined
    ? [Date.UTC(year, 0) / 1000, Date.UTC(year + 1, 0) / 1000]
    : [Date.UTC(year, month - 1) / 1000, Date.UTC(year, month) / 1000];
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
