import type { Answer } from './report.js';
import { ofEveryRole } from './attribution.js';
import { shareTold } from './attribution-shares.js';
import { type GeographyResult, isPlace, type Params } from './geography-result.js';
import { isNearDay } from './is-near-day.js';
import { metricLabel } from './metric.js';

type AnswerOf = (result: GeographyResult, params: Params) => Answer;

const GRID =
  'cohort, attribution and denominator are not stated; --grid shows every reading and marks the nearest';

/** Feb 2025 to Feb 2026. */
const WINDOW = { from: '2025-02-01', to: '2026-02-01' };
/** The end of Aug 2024 to Aug 2025. */
const FIRST_YEARS_TO = '2025-08-31';

function countryShare(code: string): (result: GeographyResult, params: Params) => number | null {
  return ({ countries }, { unattributed }) => {
    const row = countries.find(({ value }) => value === code);
    return row === undefined ? null : shareTold(row, unattributed);
  };
}

/** The published share of a window; it is silent on the other switches, so whichever was asked for answers it. */
function ofWindow(read: (result: GeographyResult, params: Params) => number | null): AnswerOf {
  return (result, params) => {
    const { window } = result.counted;
    return window !== null && isNearDay(window.from, WINDOW.from) && isNearDay(window.to, WINDOW.to)
      ? (read(result, params) ?? { not: 'not defined here: nothing is counted' })
      : {
          not: `published for ${metricLabel('window')}, Feb 2025 to Feb 2026; see --metric window --from ${WINDOW.from} --to ${WINDOW.to}; ${GRID}`,
        };
  };
}

function ofFirstYear(code: string): AnswerOf {
  return ofEveryRole((result, params) =>
    params.metric === 'first-year' && params.cohort === 'all' && isNearDay(result.night, FIRST_YEARS_TO)
      ? (countryShare(code)(result, params) ?? { not: 'not defined here: nothing is counted' })
      : {
          not: `published for ${metricLabel('first-year')}, all models, Aug 2024 to Aug 2025; see --metric first-year --as-of ${FIRST_YEARS_TO} or --grid`,
        },
  );
}

function ofTop50(read: (result: GeographyResult) => number | null): AnswerOf {
  return ofEveryRole((result, { metric, cohort, attribute }) =>
    metric === 'all-time' && cohort === 'all' && attribute === 'author'
      ? (read(result) ?? { not: 'not defined here: nothing is counted' })
      : { not: 'published for all-time downloads of all models by uploader; see --metric all-time' },
  );
}

export const geographyAnswers: Readonly<Record<string, AnswerOf>> = {
  N1a: ofWindow(countryShare('CN')),
  N1b: ofWindow(countryShare('US')),
  N1c: ofWindow(({ countries }) => {
    const held = (code: string): number => countries.find(({ value }) => value === code)?.counted ?? 0;
    return held('US') === 0 ? null : held('CN') / held('US');
  }),
  N2a: ofFirstYear('CN'),
  N2b: ofFirstYear('US'),
  N5: ofEveryRole(({ countries }, { metric, cohort }) => {
    if (metric !== 'all-time' || cohort !== 'age<365d') {
      return { not: 'published of models under a year old; see --metric all-time --cohort "age<365d"' };
    }
    const places = countries.filter(({ value }) => value !== null && isPlace(value));
    const own = places.find(({ value }) => value === 'CN')?.counted ?? 0;
    if (own === 0) return { not: 'nothing of these models is Chinese' };
    return 1 + places.filter(({ counted }) => counted > own).length;
  }),
  N6: ofEveryRole(({ countries }, { metric, cohort, attribute }) =>
    metric === 'all-time' && cohort === 'all' && attribute === 'author'
      ? countries.reduce(
          (sum, { value, share }) => (value === null || !isPlace(value) ? sum + (share ?? 0) : sum),
          0,
        )
      : { not: 'published for all-time downloads of all models by uploader; see --metric all-time' },
  ),
  N3a: ofTop50(({ top50 }) => top50.us),
  N3b: ofTop50(({ top50 }) => top50.china),
};
