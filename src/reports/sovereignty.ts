import { z } from 'zod';
import { UsageError } from '../errors.js';
import type { Attribution } from '../registry/attribution.js';
import { countryName, isCountry } from '../registry/country.js';
import type { NationalProgramme } from '../registry/registry.js';
import { confidences } from '../registry/vocabulary.js';
import type { NightReader } from '../store/night-reader.js';
import { groupShares } from './attribution-shares.js';
import { type Survey, surveyResult, takeSurvey } from './attribution-survey.js';
import { compareText, countryOf, type Holding, shareOf, sumCounted, typeOf } from './attribution-tally.js';
import { splitByCreation } from './attribution-years.js';
import { isPlace } from './geography-result.js';
import { metricParams } from './metric.js';
import { defineReport, type ReportContext } from './report.js';
import { countOrigins } from './sovereignty-origins.js';
import {
  type CountryYear,
  type Held,
  type Params,
  type ProgrammeRow,
  PUBLIC_TYPES,
  type PublicParts,
  type SovereigntyResult,
} from './sovereignty-result.js';
import { sovereigntyView } from './sovereignty-view.js';

const params = z.object({
  ...metricParams,
  country: z
    .array(z.string())
    .optional()
    .describe('a country whose years are told, such as KR; may be repeated (default: the largest)'),
  top: z
    .number()
    .int()
    .min(1)
    .default(10)
    .describe('of how many of the largest countries the years are told'),
});

/** The countries that the document names. */
const NAMED: ReadonlySet<string> = new Set(['KR', 'CH', 'GB']);

export const sovereignty = defineReport<typeof params.shape, SovereigntyResult>({
  name: 'sovereignty',
  question: 'Which countries have models of their own?',
  definition:
    'By country and year of creation: the models, and what is counted of them. The country is the seat of the unit that runs ' +
    'the account on the day of the night, by the registry (docs/registry.md). Publicly funded are bodies of the types ' +
    'government, university and non-profit; programmes are the accounts of data/registry/programmes.csv. A model has a base of ' +
    'the same country where the base at its root is of an account seated there, of another where it is seated elsewhere; none ' +
    'where it declares no base but itself, or its bases run in a circle. Unknown stays in every denominator.',
  examples: [
    'oai report sovereignty',
    'oai report sovereignty --country KR --country CH --country GB',
    'oai report sovereignty --metric all-time --format csv --table years -o years.csv',
  ],
  params,
  usesRegistry: true,
  compute,
  view: sovereigntyView,
  answers: {
    D13: ({ programmes }) =>
      new Set(
        programmes.flatMap(({ country, models }) => (NAMED.has(country) && models > 0 ? [country] : [])),
      ).size,
  },
});

function compute(night: NightReader, params: Params, context: ReportContext): SovereigntyResult {
  const wrong = params.country?.find((code) => !isCountry(code));
  if (wrong !== undefined) {
    throw new UsageError(`"${wrong}" is no country code.`, {
      todo: 'Give an ISO 3166-1 alpha-2 code such as KR, or EU or XX.',
    });
  }
  const registry = context.registry();
  const survey = takeSurvey(
    night,
    { ...params, cohort: 'all', attribute: 'author', unattributed: 'keep' },
    registry,
  );
  const { holdings } = survey;
  const { byCountry, lineage } = countOrigins(night, registry, survey);
  const programmes = registry.programmes();
  const parts = new PartsOfHoldings(programmes);
  const total = sumCounted(holdings);
  const all = parts.of(holdings);
  const countries = groupShares(holdings, countryOf, isPlace).map((group) => ({
    ...group,
    name: group.value === null ? 'unknown' : countryName(group.value),
    ...parts.of(ofCountry(holdings, group.value)),
    origins: byCountry.get(group.value) ?? { none: nothing, same: nothing, other: nothing, unknown: nothing },
  }));
  const largest = countries.slice(0, params.top).map(({ value }) => value);
  return {
    ...surveyResult(survey, countryOf),
    lineage,
    countries,
    share_public: shareOf(all.public.counted, total),
    share_programmes: shareOf(all.programmes.counted, total),
    years: yearsOf(night, survey, parts, [...new Set(params.country ?? largest)]),
    programmes: programmeRows(programmes, survey),
  };
}

const nothing: Held = { models: 0, counted: 0 };

function ofCountry(holdings: readonly Holding[], country: string | null): Holding[] {
  return holdings.filter(
    ({ attribution }) => (attribution === null ? null : countryOf(attribution)) === country,
  );
}

function heldBy(holdings: readonly Holding[]): Held {
  return {
    models: holdings.reduce((sum, { models }) => sum + models, 0),
    counted: sumCounted(holdings),
  };
}

/** Which of the holdings are public bodies' and which are of a programme. */
class PartsOfHoldings {
  readonly #programmes: readonly NationalProgramme[];

  constructor(programmes: readonly NationalProgramme[]) {
    this.#programmes = programmes;
  }

  of(holdings: readonly Holding[]): PublicParts {
    const ofTypes = (types: readonly string[]): Held =>
      heldBy(
        holdings.filter(
          ({ attribution }) => attribution !== null && types.includes(typeOf(attribution) ?? ''),
        ),
      );
    return {
      government: ofTypes(['government']),
      university: ofTypes(['university']),
      non_profit: ofTypes(['non-profit']),
      public: ofTypes(PUBLIC_TYPES),
      programmes: heldBy(
        holdings.filter(
          ({ attribution }) =>
            attribution !== null && this.#programmes.some((each) => isPart(each, attribution)),
        ),
      ),
    };
  }
}

function isPart(
  { namespace, entityId }: NationalProgramme,
  { namespace: own, entity, owners }: Attribution,
): boolean {
  return namespace === null
    ? [entity, ...owners].some(({ id }) => id === entityId)
    : namespace.toLowerCase() === own.toLowerCase();
}

function yearsOf(
  night: NightReader,
  survey: Survey,
  parts: PartsOfHoldings,
  countries: readonly (string | null)[],
): CountryYear[] {
  const years = splitByCreation(night, survey);
  return countries.flatMap((country) =>
    years.flatMap(({ year, holdings }): CountryYear[] => {
      const own = ofCountry(holdings, country);
      return own.length === 0 ? [] : [{ country, year, ...heldBy(own), ...parts.of(own) }];
    }),
  );
}

/** One row a programme, those without a model in the night as well. */
function programmeRows(members: readonly NationalProgramme[], { holdings }: Survey): ProgrammeRow[] {
  const names = [...new Set(members.map(({ programme }) => programme))];
  return names
    .flatMap((programme): ProgrammeRow[] => {
      const own = members.filter((each) => each.programme === programme);
      const [first] = own;
      if (first === undefined) return [];
      const held = holdings.filter(
        ({ attribution }) => attribution !== null && own.some((each) => isPart(each, attribution)),
      );
      const counted = sumCounted(held);
      return [
        {
          programme,
          country: first.country,
          members: own.map(({ namespace, entityId }) => namespace ?? entityId ?? '').join(', '),
          ...heldBy(held),
          new_models: held.reduce((sum, { newModels }) => sum + newModels, 0),
          share_of_country: shareOf(counted, sumCounted(ofCountry(holdings, first.country))),
          confidence: confidences.findLast((word) => own.some((each) => each.confidence === word)) ?? null,
        },
      ];
    })
    .sort((a, b) => b.counted - a.counted || compareText(a.programme, b.programme));
}
