import type { RepositoryKind } from '../domain/repository-record.js';
import type { RepositoryNight } from './repository-night.js';

/** A dataset that says what it is for: its key, its creation in Unix seconds, and the tag. */
export type DatasetTask = readonly [key: number, createdAt: number | null, tag: string];

/**
 * Where datasets and Spaces are read, as `NightSource` is for models. A night has the public rows that its run or an earlier one saw
 * first, and that it or a later one saw last: what was gone and came back reads as if it had never been gone.
 */
export interface RepositorySource {
  /** Every finished run of all of them, of whatever quality, in the order of the runs. */
  nights(kind: RepositoryKind): RepositoryNight[];
  /** Creation in Unix seconds of each that the night has, by key; NaN is missing. */
  created(night: RepositoryNight): Float64Array;
  /** The tags of `dataset_tasks` of each dataset that the night has, by its key and then the tag. */
  tasks(night: RepositoryNight): Iterable<DatasetTask>;
}
