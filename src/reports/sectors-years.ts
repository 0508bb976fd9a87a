import { MissingDataError } from '../errors.js';
import type { Registry } from '../registry/registry.js';
import { dateOf } from '../store/night.js';
import type { NightReader } from '../store/night-reader.js';
import { takeSurvey } from './attribution-survey.js';
import { isNearDay } from './is-near-day.js';
import { type Params, type PeriodShares, periodShares } from './sectors-result.js';

/** Two nights of one calendar year, as far apart as the history has them; the first may be of just before it. */
interface YearWindow {
  from: string;
  to: string;
}

/**
 * The shares by year of download: of each calendar year the difference of its outermost nights, attributed on the later one.
 * Its first night may be the last one of the year before, where that is at most 31 days old on 1 January. A year of one
 * night has none.
 */
export function sharesByDownloadYear(
  night: NightReader,
  params: Params,
  registry: Registry,
): { years: PeriodShares[]; lacking: string[] } {
  const years: PeriodShares[] = [];
  const lacking: string[] = [];
  const windows = yearWindows(night.nights().map(({ day }) => day));
  if (windows.length === 0) lacking.push('the history of this store has one night only');
  for (const { from, to } of windows) {
    try {
      const { holdings } = takeSurvey(
        night.at({ asOf: to }),
        { ...params, metric: 'window', from, to },
        registry,
      );
      years.push(periodShares(`${from} to ${to}`, holdings));
    } catch (error) {
      if (!(error instanceof MissingDataError)) throw error;
      lacking.push(error.message);
    }
  }
  return { years, lacking };
}

/** @param days of the nights, in order */
function yearWindows(days: readonly number[]): YearWindow[] {
  const yearOf = (day: number): string => dateOf(day).slice(0, 4);
  const years = [...new Set(days.map(yearOf))];
  return years.flatMap((year) => {
    const last = days.findLast((day) => yearOf(day) === year);
    const before = days.findLast((day) => yearOf(day) < year && isNearDay(dateOf(day), `${year}-01-01`));
    const first = before ?? days.find((day) => yearOf(day) === year);
    if (first === undefined || last === undefined || first === last) return [];
    return [{ from: dateOf(first), to: dateOf(last) }];
  });
}
