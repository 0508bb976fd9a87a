import { z } from 'zod';
import { MissingDataError } from '../errors.js';
import { ratio } from '../statistics/ratio.js';
import type { NightReader } from '../store/night-reader.js';
import type { RepositoryReader } from '../store/repository-reader.js';
import { CreationYears } from './creation.js';
import { type Answer, defineReport } from './report.js';
import { type Flow, flowOf } from './repository-periods.js';
import type { Category, CategoryYear, RoboticsResult, RoboticsYear } from './robotics-result.js';
import { roboticsView } from './robotics-view.js';

const params = z.object({});

const ROBOTICS = 'robotics';
const TASK_PREFIX = 'task_categories:';
const FIRST_YEAR = '2022';

export const robotics = defineReport<typeof params.shape, RoboticsResult>({
  name: 'robotics',
  question: 'Did robotics take over the datasets?',
  definition:
    'The public datasets of the newest crawl of all of them, by the task_categories that they name and by the year of their createdAt. ' +
    'Created: in the year; stock: up to its end. Both are of datasets that are still there: what was deleted since is in neither. ' +
    'A dataset may name several categories, and counts in each; most name none, and are in no category. Shares are of the ' +
    'datasets that name one. Rank: 1 and the categories with more. Beside the category, the datasets that are tagged LeRobot.',
  examples: [
    'oai report robotics',
    'oai report robotics --format csv --table category_years -o categories.csv',
    'oai crawl datasets',
  ],
  params,
  repositories: ['dataset'],
  compute,
  view: roboticsView,
  answers: {
    R1a: (result) => ofYear(result, '2024'),
    R1b: (result) => ofYear(result, '2025'),
  },
});

/** Datasets by year of creation. */
type Counts = Float64Array;

interface Counted {
  declared: Counts;
  lerobot: Counts;
  either: Counts;
  byCategory: Map<string, Counts>;
}

function compute(night: NightReader): RoboticsResult {
  const datasets = night.repositories('dataset');
  const { date, day, counts, run } = datasets.night;
  if (counts['tag_keys'] === 0) {
    throw new MissingDataError(`No dataset of the crawl of ${date} has a tag.`, {
      why: `What datasets are for stands in their tags; run ${run} was sent none.`,
      todo: 'Crawl an endpoint that has them.',
    });
  }
  const buckets = new CreationYears(day);
  const all = datasets.created().length;
  const { declared, lerobot, either, byCategory } = countTags(datasets.tasks(), buckets);
  if (byCategory.size === 0 && sum(lerobot) === 0) throw noTask(datasets);
  const byName = [...byCategory].sort(([a], [b]) => (a < b ? -1 : 1));
  const named = sum(declared);
  const sums = byName.map(([, counts]) => sum(counts));
  const categories = byName
    .map(([category], index): Category => {
      const count = sums[index] ?? 0;
      return { category, datasets: count, share: ratio(count, named), rank: rankOf(count, sums) };
    })
    .sort((a, b) => a.rank - b.rank);
  const categoryYears = yearsOf({ byName, declared, labels: buckets.labels, night: date });
  const [tagged, any] = [lerobot, either].map(flowOfYears);
  const own = new Map(categoryYears.filter(isRobotics).map((row) => [row.year, row]));
  const years = yearLabels(buckets.labels).map((year, index): RoboticsYear => {
    const none = { created: 0, stock: 0 };
    return {
      ...(own.get(year) ?? emptyYear(year, date)),
      lerobot_created: (tagged?.[index] ?? none).created,
      lerobot_stock: (tagged?.[index] ?? none).stock,
      either_created: (any?.[index] ?? none).created,
      either_stock: (any?.[index] ?? none).stock,
    };
  });
  return {
    night: date,
    datasets: all,
    declared: named,
    coverage: ratio(named, all),
    robotics: sum(byCategory.get(ROBOTICS) ?? new Float64Array(0)),
    lerobot: sum(lerobot),
    either: sum(either),
    categories,
    years,
    category_years: categoryYears,
  };
}

function noTask({ night, doubtful }: RepositoryReader): MissingDataError {
  const [later] = doubtful;
  return new MissingDataError(`No dataset of the crawl of ${night.date} says any more what it is for.`, {
    why:
      later === undefined
        ? `None has a tag ${TASK_PREFIX}... or LeRobot.`
        : `Run ${later.run} of ${later.date}, which is ${later.quality}, was sent no such tags.`,
    todo: 'Run `oai crawl datasets` again; `oai runs` tells what became of the crawls.',
  });
}

/** @param tasks one dataset after the other */
function countTags(
  tasks: Iterable<readonly [key: number, createdAt: number | null, tag: string]>,
  buckets: CreationYears,
): Counted {
  const counts = (): Counts => new Float64Array(buckets.labels.length);
  const [declared, lerobot, either, byCategory] = [counts(), counts(), counts(), new Map<string, Counts>()];
  const add = (to: Counts, bucket: number): void => {
    to[bucket] = (to[bucket] ?? 0) + 1;
  };
  let [lastDeclared, lastEither] = [NaN, NaN];
  for (const [key, createdAt, tag] of tasks) {
    const bucket = buckets.bucketOf(createdAt ?? NaN);
    const category = tag.startsWith(TASK_PREFIX) ? tag.slice(TASK_PREFIX.length) : null;
    if (category === null) add(lerobot, bucket);
    else {
      const known = byCategory.get(category) ?? counts();
      byCategory.set(category, known);
      add(known, bucket);
      if (key !== lastDeclared) add(declared, bucket);
      lastDeclared = key;
    }
    if ((category === null || category === ROBOTICS) && key !== lastEither) {
      add(either, bucket);
      lastEither = key;
    }
  }
  return { declared, lerobot, either, byCategory };
}

interface Yearly {
  byName: readonly (readonly [string, Counts])[];
  declared: Counts;
  labels: readonly string[];
  night: string;
}

/** Every category in every year by whose end it has any; in a year the most created first. */
function yearsOf({ byName, declared, labels, night }: Yearly): CategoryYear[] {
  const wholes = flowOfYears(declared);
  const flows = byName.map(([, counts]) => flowOfYears(counts));
  return yearLabels(labels).flatMap((year, index) => {
    const created = flows.map((flow) => flow[index]?.created ?? 0);
    const stock = flows.map((flow) => flow[index]?.stock ?? 0);
    return byName
      .map(([category], at): CategoryYear => {
        const [own, ownStock] = [created[at] ?? 0, stock[at] ?? 0];
        return {
          year,
          category,
          created: own,
          stock: ownStock,
          share_created: ratio(own, wholes[index]?.created ?? 0),
          share_stock: ratio(ownStock, wholes[index]?.stock ?? 0),
          rank_created: own === 0 ? null : rankOf(own, created),
          rank_stock: ownStock === 0 ? null : rankOf(ownStock, stock),
          complete: isComplete(year, night),
        };
      })
      .filter((row) => row.stock > 0)
      .sort((a, b) => b.created - a.created || b.stock - a.stock || (a.category < b.category ? -1 : 1));
  });
}

function emptyYear(year: string, night: string): CategoryYear {
  return {
    year,
    category: ROBOTICS,
    created: 0,
    stock: 0,
    share_created: null,
    share_stock: null,
    rank_created: null,
    rank_stock: null,
    complete: isComplete(year, night),
  };
}

/** The first bucket is of what is older than the Hub's dates, the last of what has none. */
function yearLabels(labels: readonly string[]): readonly string[] {
  return labels.slice(1, -1);
}

function flowOfYears(counts: Counts): Flow[] {
  return flowOf(counts.subarray(1, -1), counts[0] ?? 0);
}

function isComplete(year: string, night: string): boolean {
  return year > FIRST_YEAR && night.slice(0, 4) > year;
}

function isRobotics({ category }: CategoryYear): boolean {
  return category === ROBOTICS;
}

function rankOf(count: number, all: readonly number[]): number {
  return 1 + all.filter((other) => other > count).length;
}

function sum(counts: Counts): number {
  return counts.reduce((total, count) => total + count, 0);
}

/** The source does not say which of the two it counts, and neither is what was there at the time. */
function ofYear({ years, night }: RoboticsResult, year: string): Answer {
  const row = years.find((each) => each.year === year);
  if (row?.complete !== true) return { not: `the year ${year} is not over on ${night}` };
  return {
    not: `the source does not say whether it counts new ones or all; of those still there ${row.created} were created in ${year}, ${row.stock} up to its end`,
    nearest: {
      label: 'robotics datasets of the year that are still there',
      value: row.created,
      unit: 'count',
    },
  };
}
