import { ratio } from '../statistics/ratio.js';
import type { Chart } from './chart.js';
import { exclusiveKinds, type Kind } from './ecosystems-groups.js';
import type { Ecosystem, EcosystemsResult, KindRow, Pair } from './ecosystems-result.js';
import { metricCaveats, metricDefinition, metricFlags, type MetricParams, negativeTable } from './metric.js';
import { integer, type Phrase, phrase, share } from './phrase.js';
import type { Column, Table, View } from './types.js';

/** Rows for people; the whole is in the tables of details. */
const SHOWN = 15;
const SHOWN_OF_EACH = 4;
/** Of a matrix. */
const DRAWN = 12;
const DRAWN_OF_EACH = 3;

export function ecosystemsView(result: EcosystemsResult, params: MetricParams): View {
  const { counted, in_any: inAny, in_several: inSeveral, ecosystems: rows, pairs } = result;
  const shown = largestOf(result, SHOWN, SHOWN_OF_EACH);
  return {
    finding: finding(result),
    definition: [
      metricDefinition(counted),
      phrase`population: every public model of the night; a model counts under each sub-ecosystem that it declares`,
      phrase`overlap: models in both over the models of the smaller; Jaccard: over the models of either`,
    ],
    facts: [
      { key: 'models', label: 'models', kind: 'integer', value: result.all.models },
      { key: 'in_any', label: 'in any of these', kind: 'integer', value: inAny.models },
      { key: 'in_several', label: 'in more than one', kind: 'integer', value: inSeveral.models },
    ],
    tables: [
      sizeTable(shown, counted.label),
      insideTable(shown),
      ...(pairs.length === 0 ? [] : [closestTable(result)]),
      kindTable(result.kinds, counted.label),
      wholeTable(rows, counted.label),
      pairTable(pairs),
      ...negativeTable(counted),
    ],
    charts: [
      {
        kind: 'bar',
        title: phrase`Share of all models; one model may be in several`,
        valueKind: 'share',
        bars: shown.map((row) => ({ label: nameOf(row, result), value: row.share_models ?? 0 })),
      },
      ...(pairs.length === 0 ? [] : [overlapChart(result)]),
    ],
    caveats: caveats(result),
    next: [`oai report languages ${metricFlags(params)}`, `oai report tasks ${metricFlags(params)}`],
  };
}

function finding(result: EcosystemsResult): Phrase {
  const { in_any: inAny, in_several: inSeveral, kinds, ecosystems: rows } = result;
  const several = share(ratio(inSeveral.models, inAny.models));
  const [only] = kinds;
  const first = rows[0];
  if (kinds.length > 1 || only === undefined || first === undefined) {
    const within = (kind: Kind) => kinds.find((row) => row.kind === kind)?.share_in_several ?? null;
    const [language, domain] = [within('language'), within('domain')];
    return language === null || domain === null
      ? phrase`${several} of the models that declare a language, task, library or domain are in more than one of these.`
      : phrase`${share(language)} of the models that declare a language declare several, ${share(domain)} of those with a domain are in several; of all that declare a language, task, library or domain, ${several} are in more than one of these.`;
  }
  switch (only.kind) {
    case 'language':
      return phrase`${several} of the models that declare a language declare more than one.`;
    case 'domain':
      return phrase`${several} of the models that carry a tag of a domain are in more than one domain.`;
    case 'task':
      return phrase`${first.label} is the largest of ${integer(only.ecosystems)} tasks, with ${share(first.share_models)} of all models.`;
    case 'library':
      return phrase`${first.label} is the largest of ${integer(only.ecosystems)} libraries, with ${share(first.share_models)} of all models.`;
  }
}

/** So many of each kind, or `alone` of the only one. */
function largestOf({ kinds, ecosystems }: EcosystemsResult, alone: number, ofEach: number): Ecosystem[] {
  const many = kinds.length === 1 ? alone : ofEach;
  return kinds.flatMap(({ kind }) => ecosystems.filter((row) => row.kind === kind).slice(0, many));
}

/** With its kind where there are several: a task and a domain may have the same name. */
function nameOf({ kind, label }: Ecosystem, { kinds }: EcosystemsResult): string {
  return kinds.length === 1 ? label : `${label} (${kind})`;
}

const named: Column[] = [
  { key: 'kind', label: 'kind', kind: 'text', words: true },
  { key: 'label', label: 'sub-ecosystem', kind: 'text', words: true },
];

function sizeColumns(label: string): Column[] {
  return [
    { key: 'models', label: 'models', kind: 'integer' },
    { key: 'downloads', label, kind: 'integer' },
    { key: 'share_models', label: 'share of models', kind: 'share' },
    { key: 'share', label: 'share of downloads', kind: 'share' },
  ];
}

const insideColumns: Column[] = [
  { key: 'authors', label: 'authors', kind: 'integer' },
  { key: 'created_365d', label: 'created in 365 days', kind: 'integer' },
  { key: 'growth_365d', label: 'growth', kind: 'share', absent: '' },
  { key: 'top_10_share', label: 'top 10 models', kind: 'share' },
  { key: 'gini', label: 'Gini', kind: 'index' },
];

function sizeTable(rows: Ecosystem[], label: string): Table {
  return {
    name: 'top_ecosystems',
    title: 'The largest sub-ecosystems',
    columns: [...named, ...sizeColumns(label)],
    rows,
  };
}

function insideTable(rows: Ecosystem[]): Table {
  return {
    name: 'top_inside',
    title: 'Inside them: authors, growth (of the models that are still there), share of downloads',
    columns: [...named, ...insideColumns],
    rows,
  };
}

function wholeTable(rows: Ecosystem[], label: string): Table {
  return {
    name: 'ecosystems',
    title: 'The largest sub-ecosystems of each kind',
    columns: [
      { key: 'kind', label: 'kind', kind: 'text', words: true },
      { key: 'ecosystem', label: 'declared as', kind: 'text' },
      { key: 'label', label: 'sub-ecosystem', kind: 'text', words: true },
      ...sizeColumns(label),
      ...insideColumns,
      { key: 'created_before', label: 'created before', kind: 'integer' },
      { key: 'undated', label: 'undated', kind: 'integer' },
    ],
    rows,
    detail: true,
  };
}

function closestTable(result: EcosystemsResult): Table {
  const labels = new Map(
    result.ecosystems.map((row) => [keyOf(row.kind, row.ecosystem), nameOf(row, result)]),
  );
  return {
    name: 'closest',
    title: `The ${SHOWN} pairs that overlap most`,
    columns: [
      { key: 'smaller', label: 'smaller', kind: 'text', words: true },
      { key: 'larger', label: 'other', kind: 'text', words: true },
      { key: 'models_in_both', label: 'models in both', kind: 'integer' },
      { key: 'share_of_smaller', label: 'share of the smaller', kind: 'share' },
      { key: 'jaccard', label: 'Jaccard', kind: 'share' },
    ],
    rows: result.pairs.slice(0, SHOWN).map((pair) => ({
      ...pair,
      smaller: labels.get(keyOf(pair.kind, pair.ecosystem)) ?? '',
      larger: labels.get(keyOf(pair.other_kind, pair.other)) ?? '',
    })),
  };
}

function pairTable(rows: Pair[]): Table {
  return {
    name: 'pairs',
    title: 'Overlap of every two',
    columns: [
      { key: 'kind', label: 'kind', kind: 'text', words: true },
      { key: 'ecosystem', label: 'smaller', kind: 'text' },
      { key: 'other_kind', label: 'kind of the other', kind: 'text', words: true },
      { key: 'other', label: 'other', kind: 'text' },
      { key: 'models_in_both', label: 'models in both', kind: 'integer' },
      { key: 'share_of_smaller', label: 'share of the smaller', kind: 'share' },
      { key: 'jaccard', label: 'Jaccard', kind: 'share' },
    ],
    rows,
    detail: true,
  };
}

function kindTable(rows: KindRow[], label: string): Table {
  return {
    name: 'kinds',
    title: 'How much of the Hub declares each kind',
    columns: [
      { key: 'kind', label: 'kind', kind: 'text', words: true },
      { key: 'ecosystems', label: 'different', kind: 'integer' },
      { key: 'models', label: 'models with any', kind: 'integer' },
      { key: 'share_models', label: 'share of models', kind: 'share' },
      { key: 'share', label: `share of ${label}`, kind: 'share' },
      { key: 'models_in_several', label: 'with several', kind: 'integer' },
      { key: 'share_in_several', label: 'of those with any', kind: 'share' },
    ],
    rows,
  };
}

function overlapChart(result: EcosystemsResult): Chart {
  const drawn = largestOf(result, DRAWN, DRAWN_OF_EACH);
  const shares = new Map(
    result.pairs.flatMap((pair) => {
      const [one, other] = [keyOf(pair.kind, pair.ecosystem), keyOf(pair.other_kind, pair.other)];
      return [
        [`${one}\n${other}`, pair.share_of_smaller],
        [`${other}\n${one}`, pair.share_of_smaller],
      ];
    }),
  );
  return {
    kind: 'heatmap',
    title: phrase`Share of the models of the smaller that are in the other too`,
    quantity: 'share of the models of the smaller',
    valueKind: 'share',
    columns: drawn.map((row) => nameOf(row, result)),
    rows: drawn.map((row) => ({
      label: nameOf(row, result),
      values: drawn.map(
        (other) =>
          shares.get(`${keyOf(row.kind, row.ecosystem)}\n${keyOf(other.kind, other.ecosystem)}`) ?? null,
      ),
    })),
  };
}

function keyOf(kind: Kind, ecosystem: string): string {
  return `${kind}\n${ecosystem}`;
}

function caveats({ counted, all, in_any: inAny, kinds, ecosystems }: EcosystemsResult): Phrase[] {
  const has = (kind: Kind): boolean => kinds.some((row) => row.kind === kind && row.models > 0);
  return [
    ...metricCaveats(counted),
    phrase`${integer(all.models - inAny.models)} models declare none of these; they are in the shares of all, and in no sub-ecosystem.`,
    ...(kinds.some(({ kind }) => exclusiveKinds.has(kind))
      ? [phrase`A model has one task and one library at most, so that two of them never overlap.`]
      : []),
    ...(has('domain')
      ? [
          phrase`A domain is what authors tag; few do, and the tags of each domain are a choice (data/domains.csv).`,
          phrase`The Hub adds a model's task and library to its tags, so that a domain which has one of these as a tag holds all its models.`,
        ]
      : []),
    ...(has('language') || has('domain')
      ? [
          phrase`Languages and domains are those the models declare now, on whatever night the downloads are of.`,
        ]
      : []),
    ...(ecosystems.some((row) => row.created_365d === null)
      ? [phrase`The night is too early for a growth over 365 days: dates of creation begin in March 2022.`]
      : []),
  ];
}
