import { translateReason } from './reason-translations.js';
import { figureOf } from './unit-kind.js';
import type { Figure } from './phrase.js';
import { fill, type Pieces } from './pieces.js';

export const claimLanguages = ['en', 'ru'] as const;
export type ClaimLanguage = (typeof claimLanguages)[number];

/** Why a verdict is what it is: a code with what belongs to it, so that every language is made from the same data. */
export type Reason =
  | { code: 'not_observable' | 'part' | 'unanswered' | 'no_figure' }
  | { code: 'needs_crawl'; of: 'datasets' | 'spaces' }
  | { code: 'window_ahead' | 'window_past'; from: string; to: string; since: string }
  | { code: 'sample'; models: number; share: number; night: string }
  | { code: 'night_before' | 'night_after' | 'other_date' | 'grew_past'; night: string; as_of: string }
  | { code: 'answered_not' | 'lacking'; text: string }
  | { code: 'inside' | 'outside'; at_least: number | null; at_most: number | null; unit: string }
  | { code: 'contradicted'; by: string }
  | { code: 'created_on'; model: string; date: string }
  | {
      code: 'nearest_reading';
      metric: string;
      cohort: string;
      attribute: string;
      unattributed: string;
      share: number;
    };

type Texts = Record<ClaimLanguage, Record<Reason['code'] | 'between' | 'from' | 'up_to', string>>;

/** `{name}` stands for what the reason carries under that name. */
export const reasonTexts: Texts = {
  en: {
    not_observable: 'nothing that the Hub publishes in its listing tells it',
    part: 'this run holds a part of the Hub alone',
    unanswered: 'no report answers it',
    no_figure: 'the source gives no figure',
    needs_crawl: 'it takes a crawl of {of}, which this store does not have',
    window_ahead:
      'it takes the nights of {from} and {to}; history since {since}, so it can be said from {to} on',
    window_past:
      'it takes nights of about {from} and {to}, and this store has history since {since}: only an imported history can tell',
    sample: 'this store holds {models} models, about {share} of what the Hub had on {night}',
    night_before: 'this night is of {night}, the figure of {as_of}',
    night_after: 'a figure of {as_of}, which may have changed by {night}',
    other_date: 'a figure of {as_of} alone; the nearest night is of {night}',
    grew_past: 'the count only grows, and on {night} it already denies the figure of {as_of}',
    answered_not: '{text}',
    lacking: '{text}',
    inside: 'tolerance: {band}',
    outside: 'tolerance: {band}',
    between: '{at_least} to {at_most}',
    from: '{at_least} and more',
    up_to: '{at_most} and less',
    contradicted: 'the sources contradict each other, and {by} holds',
    created_on: '{model} was created on {date}',
    nearest_reading:
      'the definition is not stated; nearest reading: --metric {metric} --cohort {cohort} --attribute {attribute} --unattributed {unattributed}, {share}',
  },
  ru: {
    not_observable: 'в публичном списке хаба этого нет',
    part: 'этот обход охватил только часть хаба',
    unanswered: 'ни один отчёт на это не отвечает',
    no_figure: 'источник не называет числа',
    needs_crawl: 'нужен обход: {of}; в этом хранилище его нет',
    window_ahead:
      'нужны данные на {from} и на {to}; история начинается с {since}, так что ответ будет с {to}',
    window_past:
      'нужны данные примерно на {from} и на {to}, а история этого хранилища начинается с {since}: ответить может только импортированная история',
    sample: 'моделей в этом хранилище: {models} — около {share} того, что было на хабе {night}',
    night_before: 'данные на {night}, а число за {as_of}',
    night_after: 'число за {as_of}; к {night} оно могло измениться',
    other_date: 'число относится только к {as_of}; ближайшие данные — на {night}',
    grew_past: 'это число только растёт, и данные на {night} уже противоречат числу за {as_of}',
    answered_not: '{text}',
    lacking: '{text}',
    inside: 'допуск: {band}',
    outside: 'допуск: {band}',
    between: 'от {at_least} до {at_most}',
    from: 'от {at_least}',
    up_to: 'до {at_most}',
    contradicted: 'источники противоречат друг другу, а {by} сходится',
    created_on: '{model} создана {date}',
    nearest_reading:
      'определение не указано; ближайшее прочтение: --metric {metric} --cohort {cohort} --attribute {attribute} --unattributed {unattributed}, {share}',
  },
};

const CRAWLS = {
  en: { datasets: 'data sets', spaces: 'Spaces' },
  ru: { datasets: 'датасеты', spaces: 'Spaces' },
};

/** The reason as a clause. */
export function reasonPieces(reason: Reason, language: ClaimLanguage): Pieces {
  const template = reasonTexts[language][reason.code];
  switch (reason.code) {
    case 'inside':
    case 'outside':
      return fill(template, { band: bandPieces(reason, language) });
    case 'answered_not':
    case 'lacking':
      return [language === 'en' ? reason.text : translateReason(reason.text)];
    case 'needs_crawl':
      return fill(template, { of: [CRAWLS[language][reason.of]] });
    default: {
      const values = Object.entries(reason).map(([key, value]) => [key, [valueOf(key, value)]] as const);
      return fill(template, Object.fromEntries(values));
    }
  }
}

function valueOf(key: string, value: string | number): string | Figure {
  if (typeof value === 'string') return value;
  return { value, kind: key === 'share' ? 'share' : 'integer' };
}

function bandPieces(
  { at_least, at_most, unit }: Extract<Reason, { code: 'inside' | 'outside' }>,
  language: ClaimLanguage,
): Pieces {
  const texts = reasonTexts[language];
  const template = at_least === null ? texts.up_to : at_most === null ? texts.from : texts.between;
  if (at_least !== null && at_least === at_most) return [figureOf(at_least, unit)];
  return fill(template, { at_least: [figureOf(at_least, unit)], at_most: [figureOf(at_most, unit)] });
}
