import { sentinelLabel } from './creation.js';
import type { DerivativesResult, FamilyMonthRow, MonthRow, Params } from './derivatives-result.js';
import { derivativesCharts } from './derivatives-charts.js';
import { integer, asName, phrase, type Phrase, share } from './phrase.js';
import type { Column, Table, View } from './types.js';

const MONTHS_SHOWN = 24;

const what = {
  entity: 'the bodies behind the accounts',
  account: 'each account',
  family: 'the originals of each family',
  model: 'each model',
} as const;

const relationColumns: Column[] = [
  { key: 'finetune', label: 'finetune', kind: 'integer' },
  { key: 'adapter', label: 'adapter', kind: 'integer' },
  { key: 'quantized', label: 'quantized', kind: 'integer' },
  { key: 'merge', label: 'merge', kind: 'integer' },
  { key: 'unknown', label: 'relation not said', kind: 'integer' },
];

export function derivativesView(result: DerivativesResult, params: Params): View {
  const { models, declaring, quantised, window, years, share_of_known_family } = result;
  return {
    finding: finding(result),
    definition: [
      phrase`counted: distinct models of the night that declare a base of ${what[params.by]}`,
      phrase`those of the same maker are apart`,
      phrase`a day: of those created within ${window.created}, over ${integer(window.days)} days`,
    ],
    facts: [
      { key: 'models', label: 'models', kind: 'integer', value: models },
      { key: 'declaring', label: 'declare a base', kind: 'integer', value: declaring },
      { key: 'share_declaring', label: 'of all models', kind: 'share', value: result.share_declaring },
      {
        key: 'quantised_by_relation',
        label: 'of those, quantised by their relation',
        kind: 'integer',
        value: quantised.by_relation,
      },
      {
        key: 'quantised_by_gguf',
        label: 'of those, GGUF',
        kind: 'integer',
        value: quantised.by_gguf,
        note: 'by library or files',
      },
      { key: 'quantised_by_either', label: 'either', kind: 'integer', value: quantised.by_either },
      {
        key: 'share_new_declaring',
        label: 'new models of the last 12 months with a base',
        kind: 'share',
        value: years?.last.share ?? null,
      },
      {
        key: 'share_new_declaring_before',
        label: 'of the 12 months before',
        kind: 'share',
        value: years?.before.share ?? null,
      },
      { key: 'ratio_new_declaring', label: 'ratio of the two', kind: 'index', value: years?.ratio ?? null },
      {
        key: 'share_of_known_family',
        label: 'of those with a base, root of a known family',
        kind: 'share',
        value: share_of_known_family,
      },
    ],
    tables: [
      ranking(result, params),
      monthTable(
        'last_months',
        `New models of the last ${MONTHS_SHOWN} months`,
        result.months.slice(-MONTHS_SHOWN),
      ),
      { ...monthTable('months', 'New models by month', result.months), detail: true },
      familyTable(result.families),
    ],
    charts: derivativesCharts(result),
    caveats: caveats(result, params),
    next: [
      ...(['entity', 'family', 'model'] as const)
        .filter((by) => by !== params.by)
        .map((by) => `oai report derivatives --by ${by}`),
      'oai report formats',
    ],
  };
}

function finding({ rows, declaring }: DerivativesResult): Phrase {
  const [first] = rows;
  return first === undefined
    ? phrase`${integer(declaring)} models declare a base, and none of them one of somebody who is known.`
    : phrase`${asName(first.name)} is built upon most: ${integer(first.derivatives)} models of others declare a base of it, ${share(first.share)} of all that declare one.`;
}

function ranking({ rows }: DerivativesResult, { by }: Params): Table {
  return {
    name: 'derivatives',
    title: 'The most built upon',
    columns: [
      { key: 'rank', label: 'rank', kind: 'integer' },
      { key: 'name', label: by, kind: 'text' },
      { key: 'derivatives', label: 'derivatives', kind: 'integer' },
      { key: 'share', label: 'share', kind: 'share' },
      { key: 'transitive', label: 'at any distance', kind: 'integer' },
      { key: 'per_day', label: 'a day', kind: 'index', absent: '' },
      ...relationColumns,
      { key: 'gguf', label: 'GGUF', kind: 'integer' },
      { key: 'base_models', label: 'bases', kind: 'integer' },
      { key: 'own', label: 'own', kind: 'integer' },
      { key: 'created_in_window', label: 'created in the window', kind: 'integer' },
      ...(by === 'family'
        ? [{ key: 'named', label: 'by root or tag', kind: 'integer' } satisfies Column]
        : []),
      ...(by === 'entity' ? [{ key: 'id', label: 'id', kind: 'text', absent: '' } satisfies Column] : []),
    ],
    rows: rows.map((row) => ({ ...row })),
  };
}

function monthTable(name: string, title: string, rows: MonthRow[]): Table {
  return {
    name,
    title,
    columns: [
      { key: 'month', label: 'created', kind: 'text' },
      { key: 'created', label: 'models', kind: 'integer' },
      { key: 'declaring', label: 'declare a base', kind: 'integer' },
      { key: 'share', label: 'share', kind: 'share', absent: '' },
      ...relationColumns,
    ],
    rows,
  };
}

function familyTable(rows: FamilyMonthRow[]): Table {
  return {
    name: 'families',
    title: 'New derivatives by the family of their root',
    columns: [
      { key: 'month', label: 'created', kind: 'text' },
      { key: 'family', label: 'family', kind: 'text' },
      { key: 'models', label: 'derivatives', kind: 'integer' },
      { key: 'share', label: 'share', kind: 'share' },
      { key: 'share_of_known', label: 'of known families', kind: 'share', absent: '' },
    ],
    rows,
    detail: true,
  };
}

function caveats(result: DerivativesResult, { by }: Params): Phrase[] {
  const { selves, of_nobody, missing_bases, quantised } = result;
  return [
    phrase`A base is what a model card or its files declare: ${integer(result.models - result.declaring)} models declare none, and nobody checks the others.`,
    phrase`The relation alone misses quantised models: ${integer(quantised.by_gguf)} of those with a base are GGUF, ${integer(quantised.by_relation)} say quantized, ${integer(quantised.by_either)} either.`,
    phrase`${integer(missing_bases)} declared bases are not in the night and count by their name; ${integer(selves)} models declare themselves, which is no base.`,
    by === 'family'
      ? phrase`${integer(of_nobody)} models declare only bases that are originals of no family in data/families.csv.`
      : phrase`${integer(of_nobody)} models declare only bases without an account, such as a path on a disk; they are in the denominator alone.`,
    phrase`A model that merges bases of several counts for each of them, so the shares may add up to more than all.`,
    phrase`Bases are as the store last saw them, and the months hold the models that are still there; what is dated ${sentinelLabel} is in no month.`,
    ...(by === 'family'
      ? [
          phrase`By root or tag: models whose root is of the family, or that carry one of the tags in data/families.csv; an architecture has tags too.`,
        ]
      : []),
  ];
}
