import { z } from 'zod';
import { MissingDataError } from '../errors.js';
import { ratio } from '../statistics/ratio.js';
import { NO_KEY, sumByKey } from '../statistics/sum-by-key.js';
import type { NightReader } from '../store/night-reader.js';
import { libraryLabel } from './library-label.js';
import {
  metricCaveats,
  metricDefinition,
  metricFlags,
  metricParams,
  type MetricSummary,
  negativeTable,
  readMetric,
} from './metric.js';
import { integer, asName, phrase, share } from './phrase.js';
import { defineReport } from './report.js';
import type { Cell, Table, View } from './types.js';

const params = z.object(metricParams);
type Params = z.output<typeof params>;

const LIBRARIES_SHOWN = 15;
const NO_LIBRARY = 'no library';

interface Library extends Record<string, Cell> {
  /** As the Hub sends it; null for models without one. */
  library: string | null;
  /** As the Hub calls it; null where the Hub does not define the library, or there is none. */
  label: string | null;
  models: number;
  downloads: number;
  /** Of all models and downloads, those without a library included. */
  share_models: number | null;
  share: number | null;
}

interface Result extends Record<string, unknown> {
  counted: MetricSummary;
  n: number;
  downloads: number;
  libraries: Library[];
}

export const libraries = defineReport<typeof params.shape, Result>({
  name: 'libraries',
  question: 'With which libraries are models loaded?',
  definition:
    'The public models of the night, and their downloads, by the library that the Hub names for each: declared by its author, or derived by ' +
    'the Hub from its files. A model has one or none. Models without one are a group of their own, and every share is of all models.',
  examples: [
    'oai report libraries',
    'oai report libraries --metric all-time',
    'oai report libraries --format csv --table libraries -o libraries.csv',
  ],
  params,
  compute,
  view,
  answers: {},
});

function compute(night: NightReader, params: Params): Result {
  if (night.count('library_key') === 0) {
    throw new MissingDataError(`No model of the night ${night.night.date} names a library.`, {
      why: `${night.run.endpoint} sent no library_name.`,
      todo: 'Crawl an endpoint that has it.',
    });
  }
  const { values, summary } = readMetric(night, params);
  const keys = night.column('library_key');
  const downloads = sumByKey(values, keys);
  const models = sumByKey(
    values.map((value) => (Number.isNaN(value) ? NaN : 1)),
    keys,
  );
  const used = [...models.keys()].filter((key) => !Number.isNaN(models[key] ?? NaN));
  const names = night.tags(used);
  const all = { models: total(models), downloads: total(downloads) };
  const rows = used.map((key, index): Library => {
    const library = key === NO_KEY ? null : (names[index] ?? '');
    const part = { models: models[key] ?? 0, downloads: downloads[key] ?? 0 };
    return {
      library,
      label: library === null ? null : libraryLabel(library),
      ...part,
      share_models: ratio(part.models, all.models),
      share: ratio(part.downloads, all.downloads),
    };
  });
  return { counted: summary, n: all.models, downloads: all.downloads, libraries: rows.sort(byDownloads) };
}

function total(sums: Float64Array): number {
  return sums.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value), 0);
}

function byDownloads(a: Library, b: Library): number {
  return b.downloads - a.downloads || b.models - a.models || ((a.library ?? '') < (b.library ?? '') ? -1 : 1);
}

function view(result: Result, params: Params): View {
  const { counted, n, libraries: rows } = result;
  const { label } = counted;
  const named = rows.filter(({ library }) => library !== null);
  const none = rows.find(({ library }) => library === null);
  const [first] = named;
  return {
    finding: phrase`Models for ${asName(first?.label ?? first?.library ?? '')} have ${share(first?.share ?? null)} of all ${label}.`,
    definition: [
      metricDefinition(counted),
      phrase`population: every public model of the night, those without a library in a group of their own`,
    ],
    facts: [
      { key: 'n', label: 'models', kind: 'integer', value: n },
      { key: 'libraries', label: 'libraries', kind: 'integer', value: named.length },
      {
        key: 'share_models',
        label: 'share of models that name one',
        kind: 'share',
        value: ratio(n - (none?.models ?? 0), n),
      },
      {
        key: 'share',
        label: `their share of ${label}`,
        kind: 'share',
        value: ratio(result.downloads - (none?.downloads ?? 0), result.downloads),
      },
    ],
    tables: [
      libraryTable(
        'top_libraries',
        `The ${LIBRARIES_SHOWN} libraries with the most`,
        rows.slice(0, LIBRARIES_SHOWN),
        label,
      ),
      wholeTable(rows, label),
      ...negativeTable(counted),
    ],
    charts: [
      {
        kind: 'bar',
        title: phrase`Share of ${label} by library`,
        valueKind: 'share',
        bars: rows
          .slice(0, LIBRARIES_SHOWN)
          .map(({ library, share: part }) => ({ label: library ?? NO_LIBRARY, value: part ?? 0 })),
        words: [NO_LIBRARY],
      },
    ],
    caveats: [
      ...metricCaveats(counted),
      phrase`Each library decides which of its files count as a download, so that counts of different libraries are not of one kind.`,
      ...(none === undefined
        ? []
        : [
            phrase`${integer(none.models)} models name no library; they have ${share(none.share)} of ${label}.`,
          ]),
    ],
    next: [
      `oai report tasks ${metricFlags(params)}`,
      `oai report ecosystems --by library ${metricFlags(params)}`,
    ],
  };
}

function libraryTable(name: string, title: string, rows: Library[], label: string): Table {
  return {
    name,
    title,
    columns: [
      { key: 'library', label: 'library', kind: 'text', absent: NO_LIBRARY },
      { key: 'models', label: 'models', kind: 'integer' },
      { key: 'downloads', label, kind: 'integer' },
      { key: 'share_models', label: 'share of models', kind: 'share' },
      { key: 'share', label: 'share of downloads', kind: 'share' },
    ],
    rows,
  };
}

function wholeTable(rows: Library[], label: string): Table {
  const table = libraryTable('libraries', 'By library', rows, label);
  const called: Table['columns'][number] = {
    key: 'label',
    label: 'as the Hub calls it',
    kind: 'text',
    absent: '',
  };
  return { ...table, columns: [...table.columns, called], detail: true };
}
