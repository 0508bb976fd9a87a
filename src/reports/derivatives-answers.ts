import type { DerivativesResult, DerivativesRow, Params } from './derivatives-result.js';
import type { Answer } from './report.js';

/** The seven months for which a rate was published. */
const PUBLISHED_WINDOW = 'created:2026-01..2026-07';

type AnswerOf = (result: DerivativesResult, params: Params) => Answer;

/** The published counts are of an organisation's models, those of its own left out. */
function answerOf(account: string, entityId: string): AnswerOf {
  return readRow(account, entityId, ({ derivatives }) => derivatives);
}

function answerPerDay(account: string, entityId: string): AnswerOf {
  const read = readRow(account, entityId, ({ per_day }) => per_day);
  return (result, params) =>
    params.created === PUBLISHED_WINDOW
      ? read(result, params)
      : { not: `published for January to July 2026; see --created ${PUBLISHED_WINDOW}` };
}

function answerRatio({ years }: DerivativesResult): Answer {
  return years?.ratio ?? { not: 'there are no two years of dated models of which some declare a base' };
}

/** Models whose root is of a family or that carry one of its tags. */
function answerNamed(family: string): AnswerOf {
  return ({ rows }, { by, top }) => {
    if (by !== 'family') return { not: 'published of a family; see --by family' };
    const named = rows.find(({ name }) => name === family)?.named;
    return named ?? { not: `not among the first ${top}; see a larger --top` };
  };
}

/** The largest monthly share of a family in the new derivatives of known family, of months that are over. */
function answerFamilyShare(family: string, from: string, to: string): AnswerOf {
  return ({ night, families }) => {
    const months = families.filter(({ month }) => month >= from && month <= to);
    if (night.slice(0, 7) <= to || months.length === 0) {
      return { not: `published of the time to ${to}; this night is of ${night}` };
    }
    return Math.max(0, ...months.flatMap((row) => (row.family === family ? [row.share_of_known ?? 0] : [])));
  };
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

const ofQwen = answerOf('Qwen', 'alibaba-qwen-team');

export const derivativesAnswers: Readonly<Record<string, AnswerOf>> = {
  V1a: ofQwen,
  V1b: answerOf('google', 'google'),
  V1c: ofQwen,
  V1d: ofQwen,
  V1e: ofQwen,
  V2: answerNamed('Qwen'),
  V3: answerPerDay('Qwen', 'alibaba-qwen-team'),
  V5a: answerFamilyShare('Qwen', '2024-01', '2024-01'),
  V5b: answerFamilyShare('Qwen', '2026-02', '2026-02'),
  V5c: answerFamilyShare('Llama', '2024-01', '2024-12'),
  D4: answerRatio,
};
