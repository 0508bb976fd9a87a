import type { Answer } from './report.js';
import { shareTold } from './attribution-shares.js';
import type { GeographyResult, Params } from './geography-result.js';
import { metricLabel } from './metric.js';

type AnswerOf = (result: GeographyResult, params: Params) => Answer;

const GRID =
  'cohort, attribution and denominator are not stated; --grid shows every reading and marks the nearest';

function countryShare(code: string): (result: GeographyResult, params: Params) => number | null {
  return ({ countries }, { unattributed }) => {
    const row = countries.find(({ value }) => value === code);
    return row === undefined ? null : shareTold(row, unattributed);
  };
}

/** The published share of a window; it is silent on the other switches, so whichever was asked for answers it. */
function ofWindow(read: (result: GeographyResult, params: Params) => number | null): AnswerOf {
  return (result, params) =>
    params.metric === 'window'
      ? (read(result, params) ?? { not: 'not defined here: nothing is counted' })
      : { not: `published for ${metricLabel('window')}; ${GRID}` };
}

function ofFirstYear(code: string): AnswerOf {
  return (result, params) =>
    params.metric === 'first-year' && params.cohort === 'all'
      ? (countryShare(code)(result, params) ?? { not: 'not defined here: nothing is counted' })
      : { not: `published for ${metricLabel('first-year')}, all models; see --metric first-year or --grid` };
}

function ofTop50(read: (result: GeographyResult) => number | null): AnswerOf {
  return (result, { metric, cohort, attribute }) =>
    metric === 'all-time' && cohort === 'all' && attribute === 'author'
      ? (read(result) ?? { not: 'not defined here: nothing is counted' })
      : { not: 'published for all-time downloads of all models by uploader; see --metric all-time' };
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
  N3a: ofTop50(({ top50 }) => top50.us),
  N3b: ofTop50(({ top50 }) => top50.china),
};
