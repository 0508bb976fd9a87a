const MOMENT = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?\s*(Z|[+-]\d{2}:?\d{2})?$/;
const UNIX_SECONDS = /^\d{9,10}(?:\.0*)?$/;
/** From 1973 to 2286: smaller numbers are years or dates such as 20260131, larger ones milliseconds. */
const [LEAST_SECONDS, TOO_MANY_SECONDS] = [1e8, 1e10];

/**
 * A time in any form that files have, as the Hub writes one: ISO 8601 with a space, without a zone (then it is UTC) or without a
 * time of day, Unix seconds of 9 or 10 digits, a `Date`. What is none of them stays as it is, to be found wrong.
 */
export function timeText(value: unknown): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? String(value) : value.toISOString();
  if (typeof value === 'number') return ofSeconds(value);
  if (typeof value !== 'string') return value;
  const text = value.trim();
  if (UNIX_SECONDS.test(text)) return ofSeconds(Number(text));
  const [, date, time = '00:00:00', zone = 'Z'] = MOMENT.exec(text) ?? [];
  if (date === undefined) return value;
  const seconds = time.length === 5 ? `${time}:00` : time;
  return `${date}T${seconds}${zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone}`;
}

function ofSeconds(seconds: number): unknown {
  if (!(seconds >= LEAST_SECONDS && seconds < TOO_MANY_SECONDS)) return seconds;
  return new Date(seconds * 1000).toISOString();
}

/** The day of a date or a time, `YYYY-MM-DD` in UTC; null where it is neither. */
export function dayText(value: unknown): string | null {
  const text = timeText(value);
  if (typeof text !== 'string') return null;
  const day = text.slice(0, 10);
  const ms = Date.parse(text);
  // The 31st of February is a day to no calendar, but to some parsers.
  if (Number.isNaN(ms) || Number.isNaN(Date.parse(`${day}T00:00:00Z`))) return null;
  return isCalendarDay(day) ? new Date(ms).toISOString().slice(0, 10) : null;
}

function isCalendarDay(day: string): boolean {
  return new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) === day;
}
