import { AuthorReader } from './author-reader.js';
import { fileLanguages } from './declared-languages.js';
import { basePositions, type BasePositions, type Edges } from './lineage.js';
import type { Night } from './night.js';
import type { NightSource } from './night-source.js';
import type { Run } from './run.js';

/** What a store knows beside the columns of its nights, whichever night asks. Each is read once and shared. */
export class SharedReads {
  readonly source: NightSource;
  #nights: readonly Night[] | undefined;
  #runs: readonly Run[] | undefined;
  #size: number | undefined;
  #authors: AuthorReader | undefined;
  #bases: BasePositions | undefined;
  #edges: Edges | undefined;
  #severalBases: number | undefined;
  #languages: ReadonlyMap<number, Uint32Array> | undefined;

  constructor(source: NightSource) {
    this.source = source;
  }

  get nights(): readonly Night[] {
    return (this.#nights ??= this.source.nights());
  }

  get runs(): readonly Run[] {
    return (this.#runs ??= this.source.runs());
  }

  get size(): number {
    return (this.#size ??= this.source.lastModelKey());
  }

  get authors(): AuthorReader {
    return (this.#authors ??= new AuthorReader(this.source.authors()));
  }

  get bases(): BasePositions {
    return (this.#bases ??= basePositions(this.source.bases(), this.source.formerBases()));
  }

  get edges(): Edges {
    return (this.#edges ??= this.source.edges());
  }

  get severalBases(): number {
    return (this.#severalBases ??= this.source.severalBases());
  }

  get languages(): ReadonlyMap<number, Uint32Array> {
    return (this.#languages ??= fileLanguages(this.source.languages()));
  }
}
