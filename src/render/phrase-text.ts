import type { Clause, Phrase } from '../reports/phrase.js';
import { formatCell, type NumberStyle } from './number.js';
import { translation } from './translation.js';

/** Running text with its figures written out, in the language of the style; not made safe. */
export function phraseText(phrase: Phrase, style: NumberStyle): string {
  return phrase.map((clause) => clauseText(clause, style)).join('');
}

function clauseText({ texts, figures }: Clause, style: NumberStyle): string {
  const { template, words } = translation(style.language ?? 'en');
  return template(texts).replace(/\{(\d+)(?::(\w+))?\}/g, (place, index: string, form?: string) => {
    const figure = figures[Number(index)];
    if (figure === undefined) return place;
    const { value, kind, name } = figure;
    if (typeof value !== 'string') return formatCell(value, kind, style);
    return name === true ? value : words(value, form);
  });
}
