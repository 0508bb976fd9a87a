import type { Database } from 'better-sqlite3';
import { readDeclaredLanguages } from './declared-languages.js';
import {
  type BasePositions,
  countSeveralBases,
  type Edges,
  readBasePositions,
  readEdges,
} from './lineage.js';

/** What the store knows of its models beside the columns of the nights, whichever night asks. Each is read once and shared. */
export class ModelRelations {
  readonly #db: Database;
  #bases: BasePositions | undefined;
  #edges: Edges | undefined;
  #severalBases: number | undefined;
  #languages: ReadonlyMap<number, Uint32Array> | undefined;

  constructor(db: Database) {
    this.#db = db;
  }

  get bases(): BasePositions {
    return (this.#bases ??= readBasePositions(this.#db));
  }

  get edges(): Edges {
    return (this.#edges ??= readEdges(this.#db));
  }

  get severalBases(): number {
    return (this.#severalBases ??= countSeveralBases(this.#db));
  }

  get languages(): ReadonlyMap<number, Uint32Array> {
    return (this.#languages ??= readDeclaredLanguages(this.#db));
  }
}
