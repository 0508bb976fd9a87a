import { z } from 'zod';
import type { NightReader } from '../store/night-reader.js';
import { attributionParams, ofEveryRole } from './attribution.js';
import { groupShares, shareTold, unionShare } from './attribution-shares.js';
import { type Survey, surveyResult, takeSurvey } from './attribution-survey.js';
import { shareOf, sumCounted, typeOf } from './attribution-tally.js';
import { topEntities } from './attribution-top.js';
import { splitByCreation } from './attribution-years.js';
import { cohortParams } from './cohort.js';
import { isNearDay } from './is-near-day.js';
import { metricParams } from './metric.js';
import { type Answer, defineReport, type ReportContext } from './report.js';
import {
  isOfUnion,
  type Params,
  periodShares,
  type SectorsResult,
  type SectorUnion,
  sectorUnions,
} from './sectors-result.js';
import { sectorsView } from './sectors-view.js';
import { sharesByDownloadYear } from './sectors-years.js';

const params = z.object({
  ...metricParams,
  ...cohortParams,
  ...attributionParams,
  byYear: z
    .boolean()
    .default(false)
    .describe('the shares by year of creation, and by year of download where there are nights'),
});

export const sectors = defineReport<typeof params.shape, SectorsResult>({
  name: 'sectors',
  question: 'Industry or independents?',
  definition:
    'The share of a type is what is counted of the models that count for bodies of that type, over what is counted of all ' +
    'models. The types are those of the registry on the day of the night (docs/registry.md). Industry is big-tech and company; ' +
    'independents are individual and community. At least: of high or medium confidence and of the type by every reading; at ' +
    'most: of the type by any reading, and all whose type is not known. A share of attributed leaves unknown out of the ' +
    'denominator. By year of download: the difference of the all-time counts of the outermost nights of a year.',
  examples: [
    'oai report sectors',
    'oai report sectors --metric all-time --by-year',
    'oai report sectors --metric window --from 2025-01-01 --to 2025-12-31 --unattributed drop',
    'oai report sectors --exclude-role test --exclude-role mirror',
  ],
  params,
  usesRegistry: true,
  compute,
  view: sectorsView,
  answers: {
    W1a: ofYear2025('independents'),
    W1b: ofYear2025('industry'),
    W2a: ofTop50(({ top50 }) => top50.companies),
    W2b: ofTop50(({ top50 }) => top50.individuals),
  },
});

function compute(night: NightReader, params: Params, context: ReportContext): SectorsResult {
  const registry = context.registry();
  const survey = takeSurvey(night, params, registry);
  const { holdings } = survey;
  const groups = groupShares(holdings, typeOf);
  const authors = countAuthors(survey);
  const byDownload = params.byYear
    ? sharesByDownloadYear(night, params, registry)
    : { years: [], lacking: [] };
  return {
    night: night.night.date,
    ...surveyResult(survey, typeOf),
    sectors: groups.map((group) => ({ ...group, authors: authors.get(group.value) ?? 0 })),
    unions: (Object.keys(sectorUnions) as SectorUnion[]).map((union) => ({
      union,
      types: sectorUnions[union].join(' + '),
      ...unionShare(groups, holdings, typeOf, (type) => isOfUnion(union, type)),
    })),
    top50: sharesOfTop50(survey),
    by_creation: params.byYear
      ? splitByCreation(night, survey).map(({ year, holdings: ofYear }) => periodShares(year, ofYear))
      : [],
    by_download: byDownload.years,
    by_download_lacking: byDownload.lacking,
  };
}

/** Accounts with a counted model, by type. */
function countAuthors({ attributed, tally }: Survey): Map<string | null, number> {
  const { places, attributions } = attributed;
  const byPlace = new Float64Array(attributions.length + 1);
  for (let account = 1; account < places.length; account += 1) {
    if ((tally.models[account] ?? 0) === 0) continue;
    const place = places[account] ?? attributions.length;
    byPlace[place] = (byPlace[place] ?? 0) + 1;
  }
  const authors = new Map<string | null, number>();
  byPlace.forEach((count, place) => {
    const type = attributions[place]?.type.value ?? null;
    authors.set(type, (authors.get(type) ?? 0) + count);
  });
  return authors;
}

function sharesOfTop50(survey: Survey): SectorsResult['top50'] {
  const { holders, counted } = topEntities(survey);
  const share = (isOne: (type: string) => boolean): number | null => {
    const members = holders.filter(({ attribution }) => isOne(attribution?.type.value ?? ''));
    return shareOf(sumCounted(members), counted);
  };
  return {
    companies: share((type) => isOfUnion('industry', type)),
    individuals: share((type) => type === 'individual'),
  };
}

/** The published shares are of the downloads of 2025, of all models or of their first year. */
function ofYear2025(union: SectorUnion) {
  return ofEveryRole((result: SectorsResult, params: Params): Answer => {
    const { window } = result.counted;
    const isWindow =
      window !== null && isNearDay(window.from, '2025-01-01') && isNearDay(window.to, '2025-12-31');
    const isFirstYear =
      params.metric === 'first-year' &&
      params.cohort === 'created:2025' &&
      isNearDay(result.night, '2025-12-31');
    if (!isWindow && !isFirstYear) {
      return {
        not: 'published of downloads in 2025; see --metric window --from 2025-01-01 --to 2025-12-31, or --metric first-year --cohort created:2025 --as-of 2025-12-31',
      };
    }
    const row = result.unions.find((each) => each.union === union);
    const told = row === undefined ? null : shareTold(row, params.unattributed);
    return told ?? { not: 'not defined here: nothing is counted' };
  });
}

function ofTop50(read: (result: SectorsResult) => number | null) {
  return ofEveryRole((result: SectorsResult, { metric, cohort, attribute }: Params): Answer =>
    metric === 'all-time' && cohort === 'all' && attribute === 'author'
      ? (read(result) ?? { not: 'not defined here: nothing is counted' })
      : { not: 'published for all-time downloads of all models by uploader; see --metric all-time' },
  );
}
