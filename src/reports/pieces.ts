import type { Figure, Phrase } from './phrase.js';

/** Text in the making, of words that are in their language already and of figures. */
export type Pieces = readonly (string | Figure)[];

/** The template with what stands for each `{name}`. */
export function fill(template: string, values: Readonly<Record<string, Pieces>>): Pieces {
  return template
    .split(/(\{[a-z_]+\})/)
    .flatMap((part): Pieces => (part.startsWith('{') ? (values[part.slice(1, -1)] ?? [part]) : [part]))
    .filter((part) => part !== '');
}

/** As running text, in one clause. */
export function toPhrase(pieces: Pieces): Phrase {
  const texts = [''];
  const figures: Figure[] = [];
  for (const piece of pieces) {
    if (typeof piece === 'string') texts.push((texts.pop() ?? '') + piece);
    else {
      figures.push(piece);
      texts.push('');
    }
  }
  return [{ texts, figures }];
}
