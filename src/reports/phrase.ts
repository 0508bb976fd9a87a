import type { Cell, CellKind } from './types.js';

/** A value in running text; the renderer writes it in its own style and language. */
export interface Figure {
  value: Cell;
  kind: CellKind;
}

/** Running text with figures in it. */
export type Phrase = readonly (string | Figure)[];

/** Template tag: phrase`The top ${integer(k)} take ${share(s)}.` */
export function phrase(texts: TemplateStringsArray, ...figures: (string | Figure)[]): Phrase {
  return texts.flatMap((text, index) => {
    const figure = figures[index];
    return figure === undefined ? [text] : [text, figure];
  });
}

export const share = (value: number | null): Figure => ({ value, kind: 'share' });
export const integer = (value: number | bigint | null): Figure => ({ value, kind: 'integer' });
export const index = (value: number | null): Figure => ({ value, kind: 'index' });
