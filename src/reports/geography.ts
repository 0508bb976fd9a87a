import { z } from 'zod';
import { countryName } from '../registry/country.js';
import type { NightReader } from '../store/night-reader.js';
import { attributionParams } from './attribution.js';
import { type GroupShare, groupShares, unionShare } from './attribution-shares.js';
import { surveyResult, takeSurvey } from './attribution-survey.js';
import { countryOf, groupHoldings, shareOf, sumCounted } from './attribution-tally.js';
import { topEntities } from './attribution-top.js';
import { splitByCreation } from './attribution-years.js';
import { cohortParams } from './cohort.js';
import { type GeographyResult, isPlace, type Params, type YearShares } from './geography-result.js';
import { readGrid } from './geography-grid.js';
import { geographyAnswers } from './geography-answers.js';
import { geographyView } from './geography-view.js';
import { metricParams } from './metric.js';
import { defineReport, type ReportContext } from './report.js';

const params = z.object({
  ...metricParams,
  ...cohortParams,
  ...attributionParams,
  grid: z.boolean().default(false).describe('every reading of the two published pairs, and the nearest'),
  byYear: z.boolean().default(false).describe('the shares by year of creation as well'),
});

const GROUPS = ['EU27', 'CN+HK+MO', 'CN+HK+MO+TW'];

export const geography = defineReport<typeof params.shape, GeographyResult>({
  name: 'geography',
  question: "Which countries' models are used?",
  definition:
    'The share of a country is what is counted of the models that count for accounts seated there, over what is counted of ' +
    'all models. The seat is that of the unit that runs the account, on the day of the night, by the registry ' +
    '(docs/registry.md); "by owner" takes the seat of the ultimate owner. XX is a world-wide collaboration without a base, EU a ' +
    'consortium of the European Union, which counts in EU27 and in no member state. At least: of high or medium confidence and ' +
    'of the country by every reading; at most: of the country by any reading, and all that is not known. ' +
    'A share of attributed leaves XX and unknown out of the denominator. New models are at most 365 days old.',
  examples: [
    'oai report geography',
    'oai report geography --metric all-time --attribute root --unattributed drop',
    'oai report geography --cohort "age<365d" --metric all-time',
    'oai report geography --grid --format csv --table grid',
  ],
  params,
  usesRegistry: true,
  compute,
  view: geographyView,
  answers: geographyAnswers,
});

function compute(night: NightReader, params: Params, context: ReportContext): GeographyResult {
  const registry = context.registry();
  const survey = takeSurvey(night, params, registry);
  const { holdings } = survey;
  const countries = groupShares(holdings, countryOf, isPlace);
  const groups = GROUPS.flatMap((group) => {
    const codes = registry.countryGroup(group);
    if (codes === undefined) return [];
    return [{ group, ...unionShare(countries, holdings, countryOf, (code) => codes.has(code)) }];
  });
  const eu = registry.countryGroup('EU27') ?? new Set<string>();
  const byYear = params.byYear ? splitByCreation(night, survey) : [];
  const { holders, counted: topCounted } = topEntities(survey);
  const top50 = (code: string): number | null =>
    shareOf(sumCounted(holders.filter(({ attribution }) => attribution?.country.value === code)), topCounted);
  return {
    night: night.night.date,
    ...surveyResult(survey, countryOf),
    countries: countries.map(withName),
    groups,
    owners: groupShares(holdings, ({ ownerCountry }) => ownerCountry.value, isPlace).map(withName),
    top50: { us: top50('US'), china: top50('CN') },
    by_year: byYear.map(({ year, holdings: ofYear }) =>
      yearShares(year, groupHoldings(ofYear, countryOf), eu),
    ),
    grid: params.grid ? readGrid(night, params, registry) : null,
  };
}

function withName(group: GroupShare): GroupShare & { name: string } {
  return { ...group, name: group.value === null ? 'unknown' : countryName(group.value) };
}

function yearShares(
  year: string,
  groups: ReturnType<typeof groupHoldings>,
  eu: ReadonlySet<string>,
): YearShares {
  const total = sumCounted(groups);
  const share = (isMember: (value: string | null) => boolean): number | null =>
    shareOf(sumCounted(groups.filter(({ value }) => isMember(value))), total);
  const isApart = (value: string): boolean => value === 'CN' || value === 'US' || eu.has(value);
  return {
    year,
    counted: total,
    models: groups.reduce((sum, { models }) => sum + models, 0),
    china: share((value) => value === 'CN'),
    us: share((value) => value === 'US'),
    eu27: share((value) => value !== null && eu.has(value)),
    other: share((value) => value !== null && isPlace(value) && !isApart(value)),
    world_wide: share((value) => value !== null && !isPlace(value)),
    unknown: share((value) => value === null),
    countries: groups.map(({ value, counted, models }) => ({
      country: value,
      counted,
      models,
      share: shareOf(counted, total),
    })),
  };
}
