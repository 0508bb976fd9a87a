import { z } from 'zod';
import { ratio } from '../statistics/ratio.js';
import type { NightReader } from '../store/night-reader.js';
import { compareText } from './attribution-tally.js';
import { cohortParams, everyModel, ofCohort, parseCohort } from './cohort.js';
import type { CrossTally } from './cross-tally.js';
import { countLicences } from './licences-count.js';
import type { Held, LicencesResult, Params, Split } from './licences-result.js';
import { LicenceRows, sumHeld } from './licences-rows.js';
import { licencesView } from './licences-view.js';
import { metricParams, type MetricSummary, readMetric } from './metric.js';
import { readNightLicences } from './night-licences.js';
import { type Answer, defineReport, type ReportContext } from './report.js';

const params = z.object({
  ...metricParams,
  ...cohortParams,
  by: z.enum(['class', 'licence']).default('class').describe('what bands and countries are divided by'),
  country: z
    .array(z.string())
    .optional()
    .describe('only what accounts seated in a country uploaded, such as CN; may be repeated'),
  largerThan: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe('only models of more than so many billion parameters'),
  originals: z.boolean().default(false).describe('only models that declare no base'),
  labs: z
    .boolean()
    .default(false)
    .describe('only what companies, universities, public bodies and non-profits uploaded of their own'),
});

export const licences = defineReport<typeof params.shape, LicencesResult>({
  name: 'licences',
  question: 'Under what terms?',
  definition:
    'The public models of the night, and their downloads, by the licence that their first license: tag names, and by the class ' +
    'of it in data/licence_classes.csv. Other, and identifiers that are not in that file, are custom: their terms are not in ' +
    'the listing. A model without the tag, and one whose tag says unknown, declares none; it is a row of its own and stays in ' +
    'every denominator but that of the declared. The country is the seat of the uploader, by the registry (docs/registry.md). ' +
    'Labs are its bodies of the types big-tech, company, university, government and non-profit, without the accounts of theirs ' +
    'that are mirrors, quantisers, ports or tests.',
  examples: [
    'oai report licences',
    'oai report licences --by licence --country CN --country US',
    'oai report licences --labs --larger-than 20 --cohort created:2026-01..2026-07',
    'oai report licences --format csv --table all_licences -o licences.csv',
  ],
  params,
  usesRegistry: true,
  compute,
  view: licencesView,
  answers: {
    K1a: ofLabs('CN', ({ share_apache: share }) => share),
    K1b: ofLabs('CN', ({ share_mit: share }) => share),
    K1c: ofLabs('US', ({ share_apache: apache, share_mit: mit }) => (apache ?? 0) + (mit ?? 0)),
    // Published as 41 % beside 29 % Apache or MIT and 30 % without: the rest of the declared.
    K1d: ofLabs('US', ({ share_other: share }) => share),
    K1e: ofLabs('US', ({ share_none: share }) => share),
    K2: ({ counted, apache_mit_share_of_declared: share }, params) => {
      const { cohort, country, largerThan, originals, labs } = params;
      const isPart =
        country !== undefined || largerThan !== undefined || originals || labs || !isOfEveryModel(counted);
      return isPart || cohort !== everyModel.name
        ? { not: 'published for all models; leave out what limits them' }
        : (share ?? { not: 'not defined here: no model declares a licence' });
    },
  },
});

function compute(night: NightReader, params: Params, context: ReportContext): LicencesResult {
  const found = readNightLicences(night);
  const { values: counted, summary } = readMetric(night, params);
  const cohort = parseCohort(params.cohort, night.night.day);
  const { values, undated } = ofCohort(night, night.column('created_at'), counted, cohort);
  const tally = countLicences(night, context.registry(), found, values, params);
  const { byBand, byCountry, originals, bands, countries, unsized } = tally;
  const rows = new LicenceRows(found, byCountry, params.by);
  const [all, declared] = [rows.sum(() => true), rows.declared];
  const [sized, placed] = [knownOf(byBand, bands), knownOf(byCountry, countries)];
  const modelsOf = (...names: string[]): number =>
    rows.sum((licence) => names.includes(found.names[licence] ?? '')).models;
  return {
    counted: summary,
    cohort: cohort.name,
    cohort_undated: undated,
    unsized,
    n: all.models,
    total: all.counted,
    declared_models: declared.models,
    declared_share_models: ratio(declared.models, all.models),
    declared_share: ratio(declared.counted, all.counted),
    sized_share_models: ratio(sized.models, all.models),
    sized_share: ratio(sized.counted, all.counted),
    placed_share_models: ratio(placed.models, all.models),
    placed_share: ratio(placed.counted, all.counted),
    apache_mit_share_of_declared: ratio(modelsOf('apache-2.0', 'mit'), declared.models),
    unlisted_models: rows.sum((licence) => found.isUnlisted[licence] === 1).models,
    licences: rows.licences(),
    classes: rows.classes(),
    bands: rows.splits(byBand, bands),
    countries: rows.splits(byCountry, countries).sort(largestFirst),
    originals: rows.splits(originals, countries).sort(largestFirst),
    groups: rows.groups,
    bands_by: rows.cross(byBand, bands),
    countries_by: rows.cross(byCountry, countries),
  };
}

/** The models in the columns that are known. */
function knownOf(tally: CrossTally, keys: readonly (string | null)[]): Held {
  return sumHeld(keys.map((key, column) => tally.ofColumn(column, () => key !== null)));
}

/** What is not known comes last. */
function largestFirst(a: Split, b: Split): number {
  return (
    Number(a.key === null) - Number(b.key === null) ||
    b.models - a.models ||
    compareText(a.key ?? '', b.key ?? '')
  );
}

/** Published are shares of models; these two metrics leave out those without a count at both of their nights. */
function isOfEveryModel({ name }: MetricSummary): boolean {
  return name !== 'window' && name !== 'first-year';
}

function ofLabs(country: string, read: (row: Split) => number | null) {
  return ({ counted, countries }: LicencesResult, { labs, largerThan, cohort }: Params): Answer => {
    const isPublished = labs && largerThan === 20 && cohort === 'created:2026-01..2026-07';
    if (!isPublished || !isOfEveryModel(counted)) {
      return {
        not: 'published for the labs of a country, above 20 B, of 2026; see --labs --larger-than 20 --cohort created:2026-01..2026-07',
      };
    }
    const row = countries.find(({ key }) => key === country);
    const share = row === undefined ? null : read(row);
    return share ?? { not: `no such model is of ${country}` };
  };
}
