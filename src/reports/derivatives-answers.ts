import type { DerivativesResult, DerivativesRow, Params } from './derivatives-result.js';
import type { Answer } from './report.js';

/** The seven months for which a rate was published. */
const PUBLISHED_WINDOW = 'created:2026-01..2026-07';

type AnswerOf = (result: DerivativesResult, params: Params) => Answer;

/** The published counts are of an organisation's models, those of its own left out. */
export function answerOf(account: string, entityId: string): AnswerOf {
  return readRow(account, entityId, ({ derivatives }) => derivatives);
}

export function answerPerDay(account: string, entityId: string): AnswerOf {
  const read = readRow(account, entityId, ({ per_day }) => per_day);
  return (result, params) =>
    params.created === PUBLISHED_WINDOW
      ? read(result, params)
      : { not: `published for January to July 2026; see --created ${PUBLISHED_WINDOW}` };
}

export function answerRatio({ years }: DerivativesResult): Answer {
  return years?.ratio ?? { not: 'there are no two years of dated models of which some declare a base' };
}

function readRow(account: string, entityId: string, read: (row: DerivativesRow) => number | null): AnswerOf {
  return ({ rows }, { by, top }) => {
    if (by === 'family' || by === 'model') {
      return { not: 'published for an organisation; see --by entity or --by account' };
    }
    const row = rows.find(({ id, name }) => (by === 'entity' ? id === entityId : name === account));
    const figure = row === undefined ? null : read(row);
    return figure ?? { not: `not among the first ${top}; see a larger --top` };
  };
}
