import { DAY_S } from './creation.js';

/** A night this long before or after the end of a published period still stands for it. */
const TOLERANCE_DAYS = 31;

/** Whether a night may stand for a day that a published period begins or ends with. Dates are `YYYY-MM-DD`, UTC. */
export function isNearDay(night: string, day: string): boolean {
  return Math.abs(Date.parse(night) - Date.parse(day)) <= TOLERANCE_DAYS * DAY_S * 1000;
}
