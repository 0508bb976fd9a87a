import { z } from 'zod';
import { listedWords, type RepositoryKind, repositoryKinds } from '../domain/repository-record.js';
import type { NightReader } from '../store/night-reader.js';
import type { RepositoryReader } from '../store/repository-reader.js';
import { type CreationDay, creationDays, periods } from './growth-periods.js';
import { type Answer, defineReport } from './report.js';
import { crawledRepositories } from './repository-periods.js';
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
    '2022-03-02 that day; those are in the stock alone. Beside them the created a day, and the created over those of the same ' +
    'period a year before, for complete periods, as in growth. The counts of the crawls themselves need no such reservation.',
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
    G4b: grewIn2025,
  },
});

function compute(night: NightReader): RepositoriesResult {
  const readers = repositoryKinds.flatMap((kind) => crawledRepositories(night, kind) ?? []);
  // Where there are neither, what is said of the first will do.
  if (readers.length === 0) night.repositories('dataset');
  const grown = readers.map((reader): Grown => {
    const created = reader.created();
    return { reader, all: created.length, ...creationDays(created, reader.night.day) };
  });
  return {
    counts: grown.map(countedOf),
    years: periodsOf(grown, 4),
    months: periodsOf(grown, 7),
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

/** One kind by the day of creation. */
interface Grown {
  reader: RepositoryReader;
  /** With a date or without. */
  all: number;
  sentinel: number;
  days: CreationDay[];
}

function countedOf({ reader: { kind, night }, all, sentinel, days }: Grown): RepositoryCount {
  const [before, last] = [days.at(-1 - YEAR_DAYS), days.at(-1)];
  const stock = last?.stock ?? sentinel;
  return {
    kind,
    night: night.date,
    run: night.run,
    count: night.repositories,
    created_last_year: stock - (before?.stock ?? sentinel),
    sentinel,
    undated: all - stock,
  };
}

/** @param digits of a date that name its period: 4 for the year, 7 for the month */
function periodsOf(grown: readonly Grown[], digits: number): RepositoryPeriod[] {
  const flows = new Map(
    grown.map(({ reader: { kind, run }, sentinel, days }) => [
      kind,
      periods(days, digits, sentinel, run.startedAt / 1000),
    ]),
  );
  const [datasets = [], spaces = []] = repositoryKinds.map((kind) => flows.get(kind));
  const longest = datasets.length > spaces.length ? datasets : spaces;
  return longest.map(({ period }, index) => {
    const [dataset, space] = [datasets[index], spaces[index]];
    return {
      period,
      datasets_created: dataset?.created ?? null,
      datasets_stock: dataset?.stock ?? null,
      datasets_per_day: dataset?.per_day ?? null,
      datasets_yoy_ratio: dataset?.yoy_ratio ?? null,
      spaces_created: space?.created ?? null,
      spaces_stock: space?.stock ?? null,
      spaces_per_day: space?.per_day ?? null,
      spaces_yoy_ratio: space?.yoy_ratio ?? null,
    };
  });
}

/** All at the end of 2025 per one at its start, of those that are left. */
function grewIn2025({ counts, years }: RepositoriesResult): Answer {
  const night = counts.find(({ kind }) => kind === 'dataset')?.night;
  if (night === undefined) return { not: 'this store has no crawl of the datasets' };
  const year = years.find(({ period }) => period === '2025');
  const [created, stock] = [year?.datasets_created ?? null, year?.datasets_stock ?? null];
  if (night < '2026' || created === null || stock === null) {
    return { not: `the year 2025 is not over on ${night}` };
  }
  return stock === created ? { not: 'no dataset is older than 2025' } : stock / (stock - created);
}

function countOf({ counts }: RepositoriesResult, kind: RepositoryKind): Answer {
  const { many } = listedWords[kind];
  return (
    counts.find((each) => each.kind === kind)?.count ?? { not: `this store has no crawl of the ${many}` }
  );
}
