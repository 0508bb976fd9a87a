import type { Database, Statement } from 'better-sqlite3';

/**
 * A table of distinct names with integer keys, held in memory while crawling: one look-up a name instead of a search
 * in a text index a row. The store's lock makes this process the only one that adds names.
 */
export class Dictionary {
  readonly #keys: Map<string, number>;
  readonly #insert: Statement<[number, string]>;
  #added: string[] = [];
  #lastKey = 0;

  constructor(db: Database, table: 'author' | 'tag' | 'base') {
    const rows = db.prepare<[], [number, string]>(`SELECT ${table}_key, name FROM ${table}`).raw().all();
    this.#keys = new Map(rows.map(([key, name]) => [name, key]));
    for (const [key] of rows) this.#lastKey = Math.max(this.#lastKey, key);
    this.#insert = db.prepare(`INSERT INTO ${table} (${table}_key, name) VALUES (?, ?)`);
  }

  /** The key of `name`, added to the table when it is new. Call inside the page's transaction. */
  keyOf(name: string): number {
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    this.#lastKey += 1;
    this.#insert.run(this.#lastKey, name);
    this.#keys.set(name, this.#lastKey);
    this.#added.push(name);
    return this.#lastKey;
  }

  /** The names added so far are committed. */
  keep(): void {
    this.#added = [];
  }

  /** The transaction that added them was undone: forget the names again, so that their keys cannot be used. */
  forget(): void {
    for (const name of this.#added) this.#keys.delete(name);
    this.#lastKey -= this.#added.length;
    this.#added = [];
  }
}
