const DAY_MS = 86_400_000;
const DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;

/** Days since 1970-01-01 UTC, both included. */
export interface Period {
  from: number;
  to: number;
}

/**
 * The days that a date speaks of: `2024-05-02` is one, `2024-05` a month, `2024` a year.
 * @returns undefined for what is no date
 */
export function daysOf(date: string): Period | undefined {
  const [, yearText, monthText, dayText] = DATE.exec(date) ?? [];
  if (yearText === undefined) return undefined;
  const year = Number(yearText);
  const month = monthText === undefined ? undefined : Number(monthText);
  const day = dayText === undefined ? undefined : Number(dayText);
  if (year < 1900) return undefined;
  if (month === undefined) return span(Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1));
  if (month < 1 || month > 12) return undefined;
  if (day === undefined) return span(Date.UTC(year, month - 1, 1), Date.UTC(year, month, 1));
  const start = Date.UTC(year, month - 1, day);
  return new Date(start).getUTCDate() === day ? span(start, start + DAY_MS) : undefined;
}

function span(startMs: number, endMs: number): Period {
  return { from: startMs / DAY_MS, to: endMs / DAY_MS - 1 };
}

/** From the first day of `from` to the last day of `to`; an empty date, or one that is none, leaves that end open. */
export function periodOf(from: string, to: string): Period {
  return { from: daysOf(from)?.from ?? -Infinity, to: daysOf(to)?.to ?? Infinity };
}

export function covers({ from, to }: Period, day: number): boolean {
  return from <= day && day <= to;
}

export function overlap(a: Period, b: Period): boolean {
  return a.from <= b.to && b.from <= a.to;
}
