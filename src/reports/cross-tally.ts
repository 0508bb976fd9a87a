import type { Held } from './licences-result.js';

/** Models, and what is counted of them, by two places each. */
export class CrossTally {
  readonly #rows: number;
  readonly #columns: number;
  readonly #models: Float64Array;
  readonly #counted: Float64Array;

  constructor(rows: number, columns: number) {
    this.#rows = rows;
    this.#columns = columns;
    this.#models = new Float64Array(rows * columns);
    this.#counted = new Float64Array(rows * columns);
  }

  add(row: number, column: number, value: number): void {
    const cell = row * this.#columns + column;
    this.#models[cell] = (this.#models[cell] ?? 0) + 1;
    this.#counted[cell] = (this.#counted[cell] ?? 0) + value;
  }

  ofRow(row: number): Held {
    const held = { models: 0, counted: 0 };
    for (let column = 0; column < this.#columns; column += 1) this.#addTo(held, row, column);
    return held;
  }

  /** Of the rows for which `isPart` holds. */
  ofColumn(column: number, isPart: (row: number) => boolean): Held {
    const held = { models: 0, counted: 0 };
    for (let row = 0; row < this.#rows; row += 1) if (isPart(row)) this.#addTo(held, row, column);
    return held;
  }

  #addTo(held: Held, row: number, column: number): void {
    const cell = row * this.#columns + column;
    held.models += this.#models[cell] ?? 0;
    held.counted += this.#counted[cell] ?? 0;
  }
}
