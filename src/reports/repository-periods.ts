import { MissingDataError } from '../errors.js';
import type { RepositoryKind } from '../domain/repository-record.js';
import type { NightReader } from '../store/night-reader.js';
import type { RepositoryReader } from '../store/repository-reader.js';

/** Datasets or Spaces of the store; `undefined` where there is no crawl of them that may be read. */
export function crawledRepositories(night: NightReader, kind: RepositoryKind): RepositoryReader | undefined {
  try {
    return night.repositories(kind);
  } catch (error) {
    if (!(error instanceof MissingDataError)) throw error;
    return undefined;
  }
}

/** How many were created in each of some periods, and how many up to its end. */
export interface Flow {
  created: number;
  stock: number;
}

/** @param counts by period in order, what came before the first of them apart */
export function flowOf(counts: ArrayLike<number>, before: number): Flow[] {
  let stock = before;
  return Array.from(counts, (created) => {
    stock += created;
    return { created, stock };
  });
}
