import { z } from 'zod';
import { listedWords, type RepositoryKind, repositoryKinds } from '../domain/repository-record.js';
import type { NightReader } from '../store/night-reader.js';
import type { RepositoryReader } from '../store/repository-reader.js';
import { CreationMonths } from './creation-months.js';
import { CreationYears, DAY_S, SENTINEL_S } from './creation.js';
import { type Answer, defineReport } from './report.js';
import { crawledRepositories, type Flow, flowOf } from './repository-periods.js';
import type { RepositoriesResult, RepositoryCount, RepositoryPeriod } from './repositories-result.js';
import { repositoriesView } from './repositories-view.js';

const params = z.object({});
const YEAR_DAYS = 365;

export const repositories = defineReport<typeof params.shape, RepositoriesResult>({
  name: 'repositories',
  question: 'How many datasets and Spaces are there?',
  definition:
    'Counts the public datasets and Spaces of the newest crawl of each by the month and year of their createdAt. Created: in the ' +
    'period; stock: up to its end. These are survivors: what was deleted since is in neither. The Hub gives everything older than ' +
    '2022-03-02 that day; those are in the stock alone. The counts of the crawls themselves need no such reservation.',
  examples: [
    'oai report repositories',
    'oai report repositories --format csv --table months -o months.csv',
    'oai crawl datasets && oai crawl spaces',
  ],
  params,
  repositories: repositoryKinds,
  compute,
  view: repositoriesView,
  answers: {
    G3a: (result) => countOf(result, 'dataset'),
    G3b: (result) => countOf(result, 'dataset'),
    G3c: (result) => countOf(result, 'space'),
  },
});

function compute(night: NightReader): RepositoriesResult {
  const readers = repositoryKinds.flatMap((kind) => crawledRepositories(night, kind) ?? []);
  // Where there are neither, what is said of the first will do.
  if (readers.length === 0) night.repositories('dataset');
  const lastDay = Math.max(...readers.map((reader) => reader.night.day));
  const [years, months] = [new CreationYears(lastDay), new CreationMonths(lastDay)];
  const created = new Map(readers.map((reader) => [reader.kind, reader.created()]));
  const yearOf = (second: number): number => years.bucketOf(second) - 1;
  const yearLabels = years.labels.slice(1, -1);
  return {
    counts: readers.map((reader) => countedOf(reader, created.get(reader.kind) ?? new Float64Array(0))),
    years: periodsOf(yearLabels, created, (second) =>
      yearOf(second) < yearLabels.length ? yearOf(second) : -1,
    ),
    months: periodsOf(months.labels, created, (second) => months.placeOf(second)),
    nights: readers.flatMap((reader) =>
      reader.nights().map(({ kind, date, repositories: count, added, vanished }) => ({
        kind: listedWords[kind].many,
        night: date,
        count,
        added,
        vanished,
      })),
    ),
  };
}

function countedOf({ kind, night }: RepositoryReader, created: Float64Array): RepositoryCount {
  const endS = (night.day + 1) * DAY_S;
  const dated = created.filter((second) => !Number.isNaN(second) && second < endS);
  return {
    kind,
    night: night.date,
    run: night.run,
    count: night.repositories,
    created_last_year: dated.filter((second) => second >= endS - YEAR_DAYS * DAY_S).length,
    sentinel: dated.filter(isSentinel).length,
    undated: created.length - dated.length,
  };
}

function isSentinel(second: number): boolean {
  return second <= SENTINEL_S;
}

/** @param placeOf the place of a second among the labels; -1 for none */
function periodsOf(
  labels: readonly string[],
  created: ReadonlyMap<RepositoryKind, Float64Array>,
  placeOf: (second: number) => number,
): RepositoryPeriod[] {
  const flow = (kind: RepositoryKind): Flow[] | undefined => {
    const seconds = created.get(kind);
    if (seconds === undefined) return undefined;
    const counts = new Float64Array(labels.length);
    for (const second of seconds) {
      const place = placeOf(second);
      if (place >= 0) counts[place] = (counts[place] ?? 0) + 1;
    }
    return flowOf(counts, seconds.filter(isSentinel).length);
  };
  const [datasets, spaces] = [flow('dataset'), flow('space')];
  return labels.map((period, index) => ({
    period,
    datasets_created: datasets?.[index]?.created ?? null,
    datasets_stock: datasets?.[index]?.stock ?? null,
    spaces_created: spaces?.[index]?.created ?? null,
    spaces_stock: spaces?.[index]?.stock ?? null,
  }));
}

function countOf({ counts }: RepositoriesResult, kind: RepositoryKind): Answer {
  const { many } = listedWords[kind];
  return (
    counts.find((each) => each.kind === kind)?.count ?? { not: `this store has no crawl of the ${many}` }
  );
}
