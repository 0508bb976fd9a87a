import { z } from 'zod';
import type { Role } from '../registry/vocabulary.js';
import type { NightReader } from '../store/night-reader.js';
import { attributeModels, attributionParams, ofEveryRole } from './attribution.js';
import { boundsOf, coverageOf, largestSways } from './attribution-doubt.js';
import { holdingsOf, shareOf, sumCounted, tallyAccounts } from './attribution-tally.js';
import { sentinelLabel } from './creation.js';
import { nvidiaAnswers } from './releases-answers.js';
import { countReleases, periodKinds, type ReleaseCounts } from './releases-count.js';
import {
  belongsTo,
  bigTechPublishers,
  findPublisher,
  type Publisher,
  publisherOf,
} from './releases-publishers.js';
import { type Answer, defineReport, type ReportContext } from './report.js';
import type { Params, PublisherReleases, ReleasePeriod, ReleasesResult, YearsOf } from './releases-result.js';
import { releasesView } from './releases-view.js';

const params = z.object({
  per: z.enum(periodKinds).default('year').describe('the periods of creation'),
  entity: z
    .array(z.string())
    .optional()
    .describe(
      'a body, by name, id or namespace; may be repeated (default: the big-tech list, Baidu to Xiaomi)',
    ),
  excludeRole: attributionParams.excludeRole,
});

/** Accounts of these roles hold copies and trials, not releases of their own. */
const NOT_OWN = ['mirror', 'test'] as const satisfies readonly Role[];

export const releases = defineReport<typeof params.shape, ReleasesResult>({
  name: 'releases',
  question: 'Who publishes more and more?',
  definition:
    'Counts the public models of the night by the period they were created in, for a body with what it owns on that day ' +
    '(docs/registry.md). Growth is the count over that of the same period a year before, for complete periods; stock is what ' +
    'was created up to the end of the period. Of them, how many are in accounts of the role mirror or test is told beside. ' +
    'The Hub dates everything older than 2022-03-02 that day, which stands apart. What was deleted since, or moved to another ' +
    'account, is not seen where it was.',
  examples: [
    'oai report releases',
    'oai report releases --entity baidu --entity "ByteDance" --per month',
    'oai report releases --exclude-role mirror --exclude-role test --format csv -o releases.csv',
  ],
  params,
  usesRegistry: true,
  compute,
  view: releasesView,
  answers: {
    D9: ofEveryRole(countOfMuchMore),
    W3a: ofYears('baidu', ({ y2024 }) => y2024),
    W3b: ofYears('baidu', ({ y2025 }) => y2025),
    W3c: ofYears('bytedance', ({ y2024, y2025 }) => shareOf(y2025, y2024)),
    W3d: ofYears('tencent', ({ y2024, y2025 }) => shareOf(y2025, y2024)),
    ...nvidiaAnswers,
  },
});

function compute(night: NightReader, params: Params, context: ReportContext): ReleasesResult {
  const { excludeRole } = params;
  const attributed = attributeModels(night, context.registry(), { attribute: 'author', excludeRole });
  const { attributions } = attributed;
  const counts = countReleases(night, attributed, params.per);
  const publishers =
    params.entity === undefined
      ? bigTechPublishers(attributions)
      : params.entity.map((asked) => findPublisher(attributions, asked));
  const tally = tallyAccounts(night, attributed, night.column('present'), night.column('created_at'));
  const holdings = holdingsOf(attributed, tally);
  const total = sumCounted(holdings);
  const date = night.night.date;
  return {
    night: date,
    models: total,
    undated: counts.undated,
    publishers: publishers.map((publisher): PublisherReleases => {
      const periods = periodsOf(counts, publisher, params, date);
      const stock = publisher.places.reduce((sum, place) => sum + sumOf(counts, place), 0);
      return {
        id: publisher.id,
        name: publisher.name,
        country: publisher.country,
        stock,
        share: shareOf(stock, total),
        ...boundsOf(
          holdings,
          (reading) => (belongsTo(reading, publisher.id) ? publisher.id : reading.entity.id),
          (id) => id === publisher.id,
        ),
        periods,
      };
    }),
    published_years: {
      baidu: yearsOf(counts, 'baidu'),
      bytedance: yearsOf(counts, 'bytedance'),
      tencent: yearsOf(counts, 'tencent'),
    },
    coverage: coverageOf(holdings),
    sways: largestSways(holdings, ({ entity }) => entity.id),
  };
}

function sumOf({ labels, created }: ReleaseCounts, place: number): number {
  return labels.reduce((sum, _, period) => sum + created(period, place), 0);
}

/** Every period from the first with a model on. */
function periodsOf(
  { labels, created, attributions }: ReleaseCounts,
  { places }: Publisher,
  { per }: Params,
  date: string,
): ReleasePeriod[] {
  const yearBack = per === 'year' ? 1 : 12;
  const notOwn: readonly (string | null)[] = NOT_OWN;
  const isNotOwn = (place: number): boolean => notOwn.includes(attributions[place]?.role.value ?? null);
  const sum = (period: number, of: readonly number[]): number =>
    of.reduce((all, place) => all + created(period, place), 0);
  let stock = 0;
  const periods = labels.map((period, index): ReleasePeriod => {
    const count = sum(index, places);
    stock += count;
    const isComplete = isOver(period, per, date);
    const yearBefore = labels[index - yearBack];
    const hasBefore = isComplete && yearBefore !== undefined && isOver(yearBefore, per, date);
    const before = hasBefore ? sum(index - yearBack, places) : null;
    return {
      period,
      created: count,
      mirrors_and_tests: sum(index, places.filter(isNotOwn)),
      a_year_before: before,
      growth: before === null ? null : shareOf(count, before),
      stock,
      complete: isComplete,
    };
  });
  const first = periods.findIndex((each) => each.created > 0);
  return first === -1 ? [] : periods.slice(first);
}

/** Neither the sentinel's bucket nor the year and the month that it cuts are complete. */
function isOver(period: string, per: Params['per'], date: string): boolean {
  const isCut = period === sentinelLabel || period === '2022' || period === '2022-03';
  const current = date.slice(0, per === 'year' ? 4 : 7);
  const next = new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString();
  return !isCut && (period < current || !next.startsWith(current));
}

function yearsOf(counts: ReleaseCounts, id: string): YearsOf | null {
  const publisher = publisherOf(counts.attributions, id);
  if (publisher === undefined) return null;
  const created = (year: string): number =>
    counts.labels.reduce(
      (sum, label, period) =>
        label.startsWith(year)
          ? sum + publisher.places.reduce((all, place) => all + counts.created(period, place), 0)
          : sum,
      0,
    );
  return { y2024: created('2024'), y2025: created('2025') };
}

/** Those with at least twice as many repositories of 2025 as of 2024. */
function countOfMuchMore({ night, published_years }: ReleasesResult): Answer {
  if (night < '2025-12-31') {
    return { not: `published of whole years to the end of 2025; this night is ${night}` };
  }
  const missing = Object.entries(published_years).find(([, years]) => years === null);
  if (missing !== undefined) return { not: `this registry has no entity ${missing[0]}` };
  return Object.values(published_years).filter(
    (years) => years !== null && years.y2025 > 0 && years.y2025 >= 2 * years.y2024,
  ).length;
}

function ofYears(id: 'baidu' | 'bytedance' | 'tencent', read: (years: YearsOf) => number | null) {
  return ofEveryRole(({ night, published_years }: ReleasesResult): Answer => {
    if (night < '2025-12-31')
      return { not: `published of whole years to the end of 2025; this night is ${night}` };
    const years = published_years[id];
    if (years === null) return { not: `this registry has no entity ${id}` };
    return read(years) ?? { not: `nothing of ${id} is dated 2024, so there is no growth to 2025` };
  });
}
