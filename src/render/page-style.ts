import type { Phrase } from '../reports/phrase.js';
import type { Language } from './language.js';
import type { NumberStyle } from './number.js';
import { phraseText } from './phrase-text.js';
import { translation } from './translation.js';

/** How a page writes: its language, its words, its numbers. */
export interface PageStyle {
  language: Language;
  number: NumberStyle;
  words: (text: string, form?: string) => string;
  sentence: (phrase: Phrase) => string;
}

export function pageStyleIn(language: Language): PageStyle {
  const number = { unicode: true, language };
  return {
    language,
    number,
    words: translation(language).words,
    sentence: (phrase) => phraseText(phrase, number),
  };
}
