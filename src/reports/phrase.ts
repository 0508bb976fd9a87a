import type { Cell, CellKind } from './types.js';

/** A value in running text; the renderer writes it in its own style and language. */
export interface Figure {
  value: Cell;
  kind: CellKind;
  /** A name, of the Hub or the registry: the same in every language. */
  name?: true;
}

/** One piece of running text: `texts` with a figure between each two. Its texts are what a translation is found by. */
export interface Clause {
  texts: readonly string[];
  figures: readonly Figure[];
}

/** Running text with figures in it, clause after clause. */
export type Phrase = readonly Clause[];

/** Template tag: phrase`The top ${integer(k)} take ${share(s)} of ${label}.` */
export function phrase(texts: TemplateStringsArray, ...values: (string | Figure)[]): Phrase {
  const figures = values.map((value): Figure =>
    typeof value === 'string' ? { value, kind: 'text' } : value,
  );
  return [{ texts: [...texts], figures }];
}

export const share = (value: number | null): Figure => ({ value, kind: 'share' });
export const integer = (value: number | bigint | null): Figure => ({ value, kind: 'integer' });
export const index = (value: number | null): Figure => ({ value, kind: 'index' });
export const asName = (value: string | null): Figure => ({ value, kind: 'text', name: true });
