import { listedWords, type RepositoryKind } from '../domain/repository-record.js';
import { MissingDataError } from '../errors.js';
import type { RepositoryNight } from './repository-night.js';
import type { DatasetTask, RepositorySource } from './repository-source.js';
import type { Run } from './run.js';

export interface RepositoryChoice {
  /** The night of this run, of whatever quality, where it is one of theirs. */
  run?: number | undefined;
  /** Days since 1970-01-01 UTC: the night at or before that day. */
  lastDay: number;
  /** Take suspect nights as well. */
  includeSuspect: boolean;
}

/** What reports read of datasets, or of Spaces: those of one finished run of all of them, as the store last saw each. */
export class RepositoryReader {
  readonly kind: RepositoryKind;
  readonly night: RepositoryNight;
  /** The run that made the night. */
  readonly run: Run;
  /** Later nights that are suspect or rejected, and no trusted one after them: what they saw of a row stands in it. */
  readonly doubtful: readonly RepositoryNight[];
  readonly #source: RepositorySource;
  readonly #nights: readonly RepositoryNight[];

  /**
   * @param runs those of the store
   * @throws MissingDataError when there is no such night, naming the crawl that makes one
   */
  constructor(
    source: RepositorySource,
    runs: readonly Run[],
    kind: RepositoryKind,
    choice: RepositoryChoice,
  ) {
    const all = source.nights(kind);
    const usable = all.filter((night) =>
      choice.includeSuspect ? night.quality !== 'rejected' : isTrusted(night),
    );
    const asked = all.find((night) => night.run === choice.run);
    const until = usable.filter(({ run, day }) =>
      asked === undefined ? day <= choice.lastDay : run < asked.run,
    );
    const night = asked ?? until.at(-1);
    const run = runs.find((each) => each.run === night?.run);
    if (night === undefined || run === undefined) throw noNight(kind, all, usable);
    this.kind = kind;
    this.night = night;
    this.run = run;
    this.doubtful = all.slice(all.findLastIndex(isTrusted) + 1).filter((each) => each.run > night.run);
    this.#source = source;
    this.#nights = asked === undefined ? until : [...until, asked];
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

function isTrusted({ quality }: RepositoryNight): boolean {
  return quality === 'good' || quality === 'accepted';
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
