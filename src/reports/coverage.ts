import { z } from 'zod';
import { ratio } from '../statistics/ratio.js';
import type { NightColumn } from '../store/night-columns.js';
import type { NightReader } from '../store/night-reader.js';
import type { Registry } from '../registry/registry.js';
import { attributeModels } from './attribution.js';
import {
  countryOf,
  type Holding,
  holdingsOf,
  sumCounted,
  tallyAccounts,
  typeOf,
} from './attribution-tally.js';
import { SENTINEL_S } from './creation.js';
import {
  metricCaveats,
  metricDefinition,
  metricFlags,
  metricParams,
  type MetricSummary,
  negativeTable,
  readMetric,
} from './metric.js';
import { phrase, share } from './phrase.js';
import { defineReport, type ReportContext } from './report.js';
import type { Cell, View } from './types.js';

const params = z.object(metricParams);
type Params = z.output<typeof params>;

/** A field is there where any of its columns has a value above `least`. */
interface Field {
  name: string;
  label: string;
  columns: readonly NightColumn[];
  /** Zero where none is given: every stored value but a count of zero is above it. */
  least?: number;
}

const fields: readonly Field[] = [
  { name: 'downloads_30d', label: 'downloads (last 30 days)', columns: ['downloads_30d'], least: -1 },
  { name: 'downloads_all_time', label: 'downloads (all time)', columns: ['downloads_all_time'], least: -1 },
  { name: 'likes', label: 'likes', columns: ['likes'], least: -1 },
  { name: 'namespace', label: 'namespace', columns: ['author_key'] },
  {
    name: 'creation_date',
    label: 'creation date after 2022-03-02',
    columns: ['created_at'],
    least: SENTINEL_S,
  },
  { name: 'parameters', label: 'parameters (safetensors)', columns: ['parameters'] },
  { name: 'size', label: 'parameters (safetensors or GGUF)', columns: ['parameters', 'gguf_parameters'] },
  { name: 'licence', label: 'licence', columns: ['licence_key'] },
  { name: 'task', label: 'task (pipeline tag)', columns: ['pipeline_tag_key'] },
  { name: 'library', label: 'library', columns: ['library_key'] },
  { name: 'base', label: 'base model', columns: ['base_key'] },
];

/** Models that have a field, and the sum of their values of the metric. */
interface Having {
  models: number;
  downloads: number;
}

interface Covered extends Record<string, Cell>, Having {
  field: string;
  label: string;
  share_models: number | null;
  share: number | null;
}

interface Result extends Record<string, unknown> {
  counted: MetricSummary;
  /** Models with the metric, and the sum of it. */
  n: number;
  total: number;
  fields: Covered[];
}

export const coverage = defineReport<typeof params.shape, Result>({
  name: 'coverage',
  question: 'What can be trusted?',
  definition:
    'For each field that the other reports group or weigh by: the share of the public models of the night that have it, and the ' +
    'share of the downloads that are of such models. A creation date of 2022-03-02 is what the Hub gives everything older and ' +
    'counts as none, and so does a size of zero. Body, country and type are what the registry says of the uploader on the day of ' +
    'the night (docs/registry.md), world-wide included; languages are those that the store last saw. A base is declared by derivatives only: a model without one may have none.',
  examples: [
    'oai report coverage',
    'oai report coverage --metric all-time',
    'oai report coverage --format csv -o coverage.csv',
  ],
  params,
  usesRegistry: true,
  compute,
  view,
  answers: {},
});

function compute(night: NightReader, params: Params, context: ReportContext): Result {
  const { values, summary } = readMetric(night, params);
  let [n, total] = [0, 0];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    n += 1;
    total += value;
  }
  const rowOf = (field: string, label: string, found: Having): Covered => ({
    field,
    label,
    ...found,
    share_models: ratio(found.models, n),
    share: ratio(found.downloads, total),
  });
  const declared = fields.map(({ name, label, columns, least = 0 }) => {
    const [column] = columns;
    // Every stored count is above -1, so a column without a gap need not be read.
    const everywhere = least < 0 && column !== undefined && night.count(column) === night.models;
    const found = everywhere
      ? { models: n, downloads: total }
      : covered(
          values,
          columns.filter((each) => night.count(each) > 0).map((each) => night.column(each)),
          least,
        );
    return rowOf(name, label, found);
  });
  const { body, country, type } = attributed(night, values, context.registry());
  return {
    counted: summary,
    n,
    total,
    fields: [
      ...declared,
      rowOf('language', 'language', speaking(night, values)),
      rowOf('entity', 'body (registry)', body),
      rowOf('country', 'country of the body (registry)', country),
      rowOf('type', 'type of the body (registry)', type),
    ],
  };
}

/** The models that declare a language of ISO 639-1. */
function speaking(night: NightReader, values: Float64Array): Having {
  const declares = new Float64Array(values.length).fill(NaN);
  for (const positions of night.languages().values()) {
    for (const position of positions) declares[position] = 1;
  }
  return covered(values, [declares], 0);
}

/** The models of whose uploader the registry says something. */
function attributed(
  night: NightReader,
  values: Float64Array,
  registry: Registry,
): Record<'body' | 'country' | 'type', Having> {
  const models = attributeModels(night, registry, { attribute: 'author' });
  const holdings = holdingsOf(models, tallyAccounts(night, models, values, night.column('created_at')));
  const having = (isKnown: (of: NonNullable<Holding['attribution']>) => boolean): Having => {
    const known = holdings.filter(({ attribution }) => attribution !== null && isKnown(attribution));
    return { models: known.reduce((sum, each) => sum + each.models, 0), downloads: sumCounted(known) };
  };
  return {
    body: having(() => true),
    country: having((of) => countryOf(of) !== null),
    type: having((of) => typeOf(of) !== null),
  };
}

/** The models with a value above `least` in any of the columns, and the sum of their values of the metric. */
function covered(values: Float64Array, columns: readonly Float64Array[], least: number): Having {
  let [models, downloads] = [0, 0];
  const [first, second = first] = columns;
  if (first === undefined || second === undefined) return { models, downloads };
  for (let position = 0; position < values.length; position += 1) {
    const value = values[position] ?? NaN;
    if (Number.isNaN(value)) continue;
    if (!((first[position] ?? NaN) > least || (second[position] ?? NaN) > least)) continue;
    models += 1;
    downloads += value;
  }
  return { models, downloads };
}

function view({ counted, n, fields: rows }: Result, params: Params): View {
  const { label } = counted;
  const size = rows.find(({ field }) => field === 'size');
  const country = rows.find(({ field }) => field === 'country');
  return {
    finding: phrase`${share(size?.share ?? null)} of ${label} are of models of known size, which are ${share(size?.share_models ?? null)} of the models.`,
    definition: [
      metricDefinition(counted),
      phrase`population: every public model of the night, zeros included`,
    ],
    facts: [{ key: 'n', label: 'models', kind: 'integer', value: n }],
    tables: [
      {
        name: 'fields',
        title: 'Models that have it, and the downloads of such models',
        columns: [
          { key: 'label', label: 'field', kind: 'text', words: true },
          { key: 'models', label: 'models', kind: 'integer' },
          { key: 'downloads', label, kind: 'integer' },
          { key: 'share_models', label: 'share of models', kind: 'share' },
          { key: 'share', label: 'share of downloads', kind: 'share' },
        ],
        rows,
      },
      ...negativeTable(counted),
    ],
    charts: [
      {
        kind: 'bar',
        variant: label,
        title: phrase`Of ${label}, ${share(size?.share ?? null)} are of models of known size and ${share(country?.share ?? null)} of a body whose country is known`,
        valueKind: 'share',
        bars: rows.map(({ label: name, share: part }) => ({ label: name, value: part ?? 0 })),
      },
      {
        kind: 'bar',
        variant: 'models',
        title: phrase`Of the models, ${share(size?.share_models ?? null)} are of known size and ${share(country?.share_models ?? null)} of a body whose country is known`,
        valueKind: 'share',
        bars: rows.map(({ label: name, share_models: part }) => ({ label: name, value: part ?? 0 })),
      },
    ],
    caveats: [
      ...metricCaveats(counted),
      phrase`That a field is there does not make it right: licence, task, base and languages are what the uploader says; who is behind an account is what the registry says.`,
      ...rows
        .filter(({ models }) => models === 0)
        .map((row) => phrase`No model has this: ${row.label}. A report that needs it says so.`),
    ],
    next: [`oai report sizes ${metricFlags(params)}`, `oai report tasks ${metricFlags(params)}`],
  };
}
