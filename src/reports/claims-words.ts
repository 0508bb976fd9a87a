import type { ClaimLanguage } from './verdict-reason.js';
import type { Verdict } from './verdict.js';

/** A mark of its own shape before each word: neither colour nor language is needed to tell them apart. */
export const verdictMarks: Readonly<Record<Verdict, string>> = {
  holds: '✓',
  off: '✗',
  'not comparable': '≠',
  'not observable': '∅',
  'not yet': '…',
};

const english = {
  verdicts: {
    holds: 'holds',
    off: 'off',
    'not comparable': 'not comparable',
    'not observable': 'not observable',
    'not yet': 'not yet',
  },
  columns: {
    id: 'id',
    verdict: 'verdict',
    claim: 'claim',
    published: 'published',
    computed: 'computed',
    difference: 'difference',
    why: 'why',
    source: 'source',
    as_of: 'as of',
    command: 'command',
  },
  findingOfStatements: 'Of {n} statements of the document: {counts}.',
  findingOfClaims: 'Of {n} published figures: {counts}.',
  count: '{verdict}: {n}',
  definition: [
    'a figure holds inside the tolerance that data/claims.csv gives it, and is off outside it',
    'a store with under 80 % of the models that the Hub had says nothing about the Hub',
  ],
  statements: 'The statements of the document',
  claims: 'Published figures',
  chart: 'Published and computed',
  models: 'models of this night',
  hubModels: 'models that the Hub had on that night',
  hubModelsNote: 'by the published counts',
  ofFigures: 'figures',
  computedSentence: 'computed {computed}; {why}',
  comparedSentence: 'published {published}, computed {computed}; {why}',
  nearest: 'The nearest that can be told: {label}, {value}.',
  note: 'Note: {note}.',
  noFigure: 'no figure',
  caveats: [
    'A verdict is of this night and of what the source states; what it does not state is in the column not_stated of --json.',
    'The Hub counts what is left of it: deleted and renamed models are not where they were.',
  ],
};

export type ClaimsWords = typeof english;

const russian: ClaimsWords = {
  verdicts: {
    holds: 'сходится',
    off: 'расходится',
    'not comparable': 'несопоставимо',
    'not observable': 'не проверить',
    'not yet': 'не хватает данных',
  },
  columns: {
    id: 'код',
    verdict: 'вывод',
    claim: 'утверждение',
    published: 'опубликовано',
    computed: 'вычислено',
    difference: 'разница',
    why: 'почему',
    source: 'источник',
    as_of: 'дата',
    command: 'команда',
  },
  findingOfStatements: 'Утверждений документа — {n}: {counts}.',
  findingOfClaims: 'Опубликованных чисел — {n}: {counts}.',
  count: '{verdict} — {n}',
  definition: [
    'число сходится, если вычисленное лежит в пределах допуска из data/claims.csv, и расходится, если вне их',
    'если в хранилище меньше 80 % моделей хаба, о хабе в целом оно ничего не говорит',
  ],
  statements: 'Утверждения документа',
  claims: 'Опубликованные числа',
  chart: 'Опубликовано и вычислено',
  models: 'моделей в хранилище на эту дату',
  hubModels: 'моделей на хабе на ту же дату',
  hubModelsNote: 'по опубликованным подсчётам',
  ofFigures: 'чисел',
  computedSentence: 'вычислено {computed}; {why}',
  comparedSentence: 'опубликовано {published}, вычислено {computed}; {why}',
  nearest: 'Ближайшее из того, что видно: {label}, {value}.',
  note: 'Примечание: {note}.',
  noFigure: 'нет числа',
  caveats: [
    'Вывод сделан по данным на эту дату и по тому, что указал источник; чего он не указал, перечислено в поле not_stated вывода --json.',
    'Видно лишь то, что осталось на хабе: удалённых моделей нет, переименованные числятся под новыми именами.',
  ],
};

/** Everything that the report says itself. */
export const claimsWords: Readonly<Record<ClaimLanguage, ClaimsWords>> = { en: english, ru: russian };
