import { countedColumn } from './attribution-view.js';
import { cohortCaveats, cohortDefinition } from './cohort.js';
import type { CrossRow, LicenceRow, LicencesResult, Params, Split } from './licences-result.js';
import { metricCaveats, metricDefinition, metricFlags, negativeTable } from './metric.js';
import { integer, type Phrase, phrase, share } from './phrase.js';
import type { Chart } from './chart.js';
import type { Cell, Column, Table, View } from './types.js';

const LICENCES_SHOWN = 15;
const COUNTRIES_SHOWN = 12;

export function licencesView(result: LicencesResult, params: Params): View {
  const { counted, n } = result;
  const amount = countedColumn(counted);
  return {
    finding: phrase`${share(result.apache_mit_share_of_declared)} of the models that declare a licence are under Apache-2.0 or MIT; ${share(withoutShare(result.declared_share_models))} of the models declare none, with ${share(withoutShare(result.declared_share))} of ${counted.label}.`,
    definition: definition(result, params),
    facts: [
      { key: 'n', label: 'models', kind: 'integer', value: n },
      {
        key: 'declared_models',
        label: 'that declare a licence',
        kind: 'integer',
        value: result.declared_models,
      },
      { key: 'total', label: `${counted.label}, sum`, kind: 'integer', value: result.total },
    ],
    tables: [
      licenceTable(
        'licences',
        `The ${LICENCES_SHOWN} licences of the most models`,
        result.licences.slice(0, LICENCES_SHOWN),
        amount,
      ),
      classTable(result, amount),
      splitTable('bands', 'Share of the models, by number of parameters', 'parameters', result.bands),
      splitTable(
        'countries',
        'Share of the models, by country of the uploader',
        'country',
        largest(result.countries),
      ),
      ...(params.originals
        ? []
        : [
            splitTable(
              'originals',
              'The same of the models that declare no base',
              'country',
              largest(result.originals),
            ),
          ]),
      coverageTable(result),
      { ...licenceTable('all_licences', 'Every licence', result.licences, amount), detail: true },
      { ...splitTable('all_countries', 'Every country', 'country', result.countries), detail: true },
      {
        ...splitTable(
          'all_originals',
          'Every country, of models without a base',
          'country',
          result.originals,
        ),
        detail: true,
      },
      crossTable('bands_by', 'Parameters by licence', 'parameters', result.bands_by, amount),
      crossTable('countries_by', 'Countries by licence', 'country', result.countries_by, amount),
      ...negativeTable(counted),
    ],
    charts: charts(result),
    caveats: caveats(result),
    next: [
      ...(params.by === 'class' ? [`oai report licences ${metricFlags(params)} --by licence`] : []),
      'oai report licence-drift',
    ],
  };
}

/** The first rows, and what is not known. */
function largest(rows: readonly Split[]): Split[] {
  return rows.filter(({ key }, place) => place < COUNTRIES_SHOWN || key === null);
}

function withoutShare(part: number | null): number | null {
  return part === null ? null : 1 - part;
}

function definition(
  { counted, cohort }: LicencesResult,
  { country, largerThan, originals, labs }: Params,
): Phrase[] {
  return [
    metricDefinition(counted),
    cohortDefinition(cohort),
    phrase`licence: the first license: tag; none declared stays in the denominator unless a share is of the declared`,
    phrase`country: that of the uploader`,
    ...(country === undefined ? [] : [phrase`only of uploaders seated in ${country.join(' or ')}`]),
    ...(largerThan === undefined
      ? []
      : [phrase`only models of more than ${integer(largerThan)} billion parameters`]),
    ...(originals ? [phrase`only models that declare no base`] : []),
    ...(labs ? [phrase`only what labs uploaded of their own`] : []),
  ];
}

function licenceTable(name: string, title: string, rows: readonly LicenceRow[], amount: Column): Table {
  return {
    name,
    title,
    columns: [
      { key: 'licence', label: 'licence', kind: 'text', absent: 'none declared' },
      { key: 'class', label: 'class', kind: 'text', words: true },
      ...amountColumns(amount),
    ],
    rows: rows.map((row) => withAmount(row, amount)),
  };
}

function classTable({ classes }: LicencesResult, amount: Column): Table {
  return {
    name: 'classes',
    title: 'By class of licence, from what permits the most',
    columns: [{ key: 'class', label: 'class', kind: 'text', words: true }, ...amountColumns(amount)],
    rows: classes.map((row) => withAmount(row, amount)),
  };
}

function amountColumns(amount: Column): Column[] {
  return [
    { key: 'models', label: 'models', kind: 'integer' },
    { key: 'share_models', label: 'share of models', kind: 'share' },
    { key: 'share_of_declared', label: 'of declared', kind: 'share', absent: '' },
    { key: 'share', label: 'share of downloads', kind: 'share' },
    amount,
  ];
}

/** The cells of a row, with what is counted under the name of its metric. */
function withAmount({ counted, ...row }: Record<string, Cell>, amount: Column): Record<string, Cell> {
  return { ...row, [amount.key]: counted ?? null };
}

function splitTable(name: string, title: string, label: string, rows: readonly Split[]): Table {
  return {
    name,
    title,
    columns: [
      { key: 'name', label, kind: 'text', words: true },
      { key: 'models', label: 'models', kind: 'integer' },
      { key: 'share_apache', label: 'Apache-2.0', kind: 'share' },
      { key: 'share_mit', label: 'MIT', kind: 'share' },
      { key: 'share_other', label: 'other declared', kind: 'share' },
      { key: 'share_none', label: 'none declared', kind: 'share' },
    ],
    rows: [...rows],
  };
}

function crossTable(
  name: string,
  title: string,
  label: string,
  rows: readonly CrossRow[],
  amount: Column,
): Table {
  return {
    name,
    title,
    columns: [
      { key: 'name', label, kind: 'text', words: true },
      { key: 'group', label: 'licence', kind: 'text' },
      { key: 'models', label: 'models', kind: 'integer' },
      { key: 'share_models', label: 'share of models', kind: 'share' },
      { key: 'share', label: 'share of downloads', kind: 'share' },
      amount,
    ],
    rows: rows.map((row) => withAmount(row, amount)),
    detail: true,
  };
}

function coverageTable(result: LicencesResult): Table {
  return {
    name: 'coverage',
    title: 'Coverage: models that have it, and the downloads of such models',
    columns: [
      { key: 'field', label: 'field', kind: 'text', words: true },
      { key: 'share_models', label: 'share of models', kind: 'share' },
      { key: 'share', label: 'share of downloads', kind: 'share' },
    ],
    rows: [
      { field: 'licence', share_models: result.declared_share_models, share: result.declared_share },
      { field: 'parameters', share_models: result.sized_share_models, share: result.sized_share },
      {
        field: 'country of the uploader',
        share_models: result.placed_share_models,
        share: result.placed_share,
      },
    ],
  };
}

function charts(result: LicencesResult): Chart[] {
  const { counted, classes, groups, bands, bands_by: byBand, countries, countries_by: byCountry } = result;
  const barsOf = (cells: readonly CrossRow[], rows: readonly Split[]) =>
    rows.map(({ key, name }) => ({
      label: name,
      shares: cells.filter((cell) => cell.key === key).map(({ share_models: part }) => part),
    }));
  const places = countries.filter(({ key }) => key !== null).slice(0, COUNTRIES_SHOWN);
  const isByClass = groups.every((group) => classes.some((row) => row.class === group));
  // The last two of the licences are what is left over of them.
  const wordsOf = (rows: readonly Split[]) =>
    isByClass ? {} : { words: [...rows.map(({ name }) => name), ...groups.slice(-2)] };
  return [
    {
      kind: 'stacked-bar',
      title: phrase`Models that declare no licence have ${share(withoutShare(result.declared_share))} of ${counted.label}`,
      quantity: `models and ${counted.label}`,
      parts: classes.map((row) => row.class),
      bars: [
        { label: 'models', shares: classes.map(({ share_models: part }) => part) },
        { label: counted.label, shares: classes.map(({ share: part }) => part) },
      ],
    },
    {
      kind: 'stacked-bar',
      title: bandTitle(bands.filter(({ key }) => key !== null)),
      quantity: 'models',
      parts: [...groups],
      ...wordsOf(bands),
      bars: barsOf(byBand, bands),
    },
    {
      kind: 'stacked-bar',
      title: countryTitle(places),
      quantity: 'models',
      parts: [...groups],
      ...wordsOf(places),
      bars: barsOf(byCountry, places),
    },
  ];
}

function bandTitle(bands: readonly Split[]): Phrase {
  const [smallest, largest] = [bands[0], bands.at(-1)];
  return smallest === undefined || largest === undefined
    ? phrase`No model of known size`
    : phrase`Of the models of ${smallest.name}, ${share(smallest.share_none)} declare no licence; of those of ${largest.name}, ${share(largest.share_none)}`;
}

function countryTitle([first, second]: readonly Split[]): Phrase {
  if (first === undefined) return phrase`No model of a known country`;
  return second === undefined
    ? phrase`Under Apache-2.0 are ${share(first.share_apache)} of the models of ${first.name}`
    : phrase`Under Apache-2.0 are ${share(first.share_apache)} of the models of ${first.name} and ${share(second.share_apache)} of those of ${second.name}`;
}

function caveats(result: LicencesResult): Phrase[] {
  const { counted, cohort_undated: undated, unsized, unlisted_models: unlisted } = result;
  return [
    ...metricCaveats(counted),
    ...cohortCaveats(undated),
    ...(unsized > 0
      ? [phrase`${integer(unsized)} models are left out because their size is not known.`]
      : []),
    ...(unlisted > 0
      ? [
          phrase`${integer(unlisted)} models name a licence that data/licence_classes.csv does not have; they count as custom.`,
        ]
      : []),
    phrase`A licence is what the uploader says of the repository. Whether the uploader may say so, and what the licence of the base demands, nobody checks.`,
    phrase`The terms behind other are in the repository, and its license_name is not in the listing: some permit much, some little.`,
  ];
}
