import { listedWords, type RepositoryKind } from '../domain/repository-record.js';
import { MissingDataError } from '../errors.js';
import type { RepositoryNight } from './repository-night.js';
import type { DatasetTask, RepositorySource } from './repository-source.js';

export interface RepositoryChoice {
  /** Days since 1970-01-01 UTC: the night at or before that day. */
  lastDay: number;
  /** Take suspect nights as well. */
  includeSuspect: boolean;
}

/** What reports read of datasets, or of Spaces: those of one finished run of all of them, as the store last saw each. */
export class RepositoryReader {
  readonly kind: RepositoryKind;
  readonly night: RepositoryNight;
  readonly #source: RepositorySource;
  readonly #nights: readonly RepositoryNight[];

  /** @throws MissingDataError when there is no such night, naming the crawl that makes one */
  constructor(source: RepositorySource, kind: RepositoryKind, choice: RepositoryChoice) {
    const all = source.nights(kind);
    const usable = all.filter(({ quality }) =>
      choice.includeSuspect ? quality !== 'rejected' : quality === 'good' || quality === 'accepted',
    );
    const until = usable.filter(({ day }) => day <= choice.lastDay);
    const night = until.at(-1);
    if (night === undefined) throw noNight(kind, all, usable);
    this.kind = kind;
    this.night = night;
    this.#source = source;
    this.#nights = until;
  }

  /** The nights that speak for their days, up to this one and with it, oldest first. */
  nights(): RepositoryNight[] {
    return [...new Map(this.#nights.map((night) => [night.day, night])).values()].sort(
      (a, b) => a.day - b.day,
    );
  }

  /** Creation in Unix seconds of each; NaN is missing. */
  created(): Float64Array {
    return this.#source.created(this.night);
  }

  /** The tags of datasets that say what they are for, one dataset after the other. */
  tasks(): Iterable<DatasetTask> {
    return this.#source.tasks(this.night);
  }
}

function noNight(
  kind: RepositoryKind,
  all: readonly RepositoryNight[],
  usable: readonly RepositoryNight[],
): MissingDataError {
  const { many } = listedWords[kind];
  const [first] = usable;
  if (first !== undefined) {
    return new MissingDataError(`This store has no crawl of the ${many} from so early.`, {
      why: `The first is of ${first.date}.`,
      todo: `Choose a day from ${first.date} on.`,
    });
  }
  const suspect = all.findLast(({ quality }) => quality === 'suspect');
  if (suspect !== undefined) {
    return new MissingDataError(`The only crawls of the ${many} in this store are suspect.`, {
      why: `Run ${suspect.run}: ${suspect.reasons.join('; ')}.`,
      todo: `Look at it, then \`oai runs accept ${suspect.run}\`; or add --include-suspect.`,
    });
  }
  return new MissingDataError(`This store has no crawl of the ${many}.`, {
    why: 'They are listed apart from the models.',
    todo: `Run \`oai crawl ${many.toLowerCase()}\`.`,
  });
}
