import type { Phrase } from '../reports/phrase.js';
import { formatCell, type NumberStyle } from './number.js';

/** Running text with its figures written out; not made safe. */
export function phraseText(phrase: Phrase, style: NumberStyle): string {
  return phrase
    .map((part) => (typeof part === 'string' ? part : formatCell(part.value, part.kind, style)))
    .join('');
}
