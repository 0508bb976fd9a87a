import { ratio } from '../statistics/ratio.js';
import { creationDates, creationIndex, DAY_S, SENTINEL_S, UNDATED } from './creation.js';
import type { Period } from './growth-result.js';

/** A day of creation: those of it that are still there, and all such by its end. */
export interface CreationDay {
  /** `YYYY-MM-DD` */
  date: string;
  created: number;
  stock: number;
}

/** Counts by the day of creation, from 2022-03-02 to the night; what the Hub dates older is the sentinel. @param created Unix seconds */
export function creationDays(
  created: Float64Array,
  lastDay: number,
): { sentinel: number; days: CreationDay[] } {
  const dates = creationDates(lastDay);
  const byIndex = countByIndex(created, lastDay, dates.length + 1);
  const sentinel = byIndex[0] ?? 0;
  let stock = sentinel;
  const days = dates.map((date, index) => {
    const count = byIndex[index + 1] ?? 0;
    stock += count;
    return { date, created: count, stock };
  });
  return { sentinel, days };
}

function countByIndex(created: Float64Array, lastDay: number, size: number): Uint32Array {
  const counts = new Uint32Array(size);
  for (const createdS of created) {
    const index = creationIndex(createdS, lastDay);
    if (index !== UNDATED) counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts;
}

/**
 * Months or years in order.
 * @param digits of a date that name its period: 4 for the year, 7 for the month
 * @param endS when what is counted was looked at, Unix seconds
 */
export function periods(
  days: readonly CreationDay[],
  digits: number,
  sentinel: number,
  endS: number,
): Period[] {
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
