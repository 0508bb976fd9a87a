import { LANGUAGES_ISO_639_1 } from '@huggingface/languages';
import { z } from 'zod';
import { MissingDataError } from '../errors.js';
import { ratio } from '../statistics/ratio.js';
import type { NightReader } from '../store/night-reader.js';
import {
  metricCaveats,
  metricDefinition,
  metricFlags,
  metricParams,
  type MetricSummary,
  negativeTable,
  readMetric,
} from './metric.js';
import { integer, phrase, share } from './phrase.js';
import { type Answer, defineReport } from './report.js';
import type { Cell, Table, View } from './types.js';

const params = z.object(metricParams);
type Params = z.output<typeof params>;

const LANGUAGES_SHOWN = 20;

interface Language extends Record<string, Cell> {
  /** ISO 639-1. */
  code: string;
  language: string;
  models: number;
  downloads: number;
  /** Of the models that declare a language, and of their downloads; over all languages they add up to more than 1. */
  share_models: number | null;
  share: number | null;
}

/** Models, and their downloads. */
interface Part {
  models: number;
  downloads: number;
}

interface Result extends Record<string, unknown> {
  counted: MetricSummary;
  all: Part;
  /** Models that declare at least one language. */
  declared: Part;
  /** Models that declare more than one, and so count under each. */
  multilingual: Part;
  languages: Language[];
}

export const languages = defineReport<typeof params.shape, Result>({
  name: 'languages',
  question: 'In which languages?',
  definition:
    'The public models of the night, and their downloads, by the languages among their tags: the two-letter codes of ISO 639-1, since ' +
    'most three-letter tags that are codes as well mean something else. A model counts under each language it declares, so shares ' +
    'add up to more than 100 %; they are of the models that declare any. Declared is not tested: nobody checks that a model ' +
    'speaks the language.',
  examples: [
    'oai report languages',
    'oai report languages --metric all-time',
    'oai report languages --format csv --table languages -o languages.csv',
  ],
  params,
  compute,
  view,
  answers: {
    K3: ({ languages: rows }): Answer =>
      rows.find(({ code }) => code === 'en')?.share_models ?? { not: 'no model declares English' },
  },
});

function compute(night: NightReader, params: Params): Result {
  const { values, summary } = readMetric(night, params);
  const declaring = night.languages();
  const declarations = new Uint8Array(values.length);
  const counts = [...declaring].map(([key, positions]) => {
    const part = { key, models: 0, downloads: 0 };
    for (const position of positions) {
      const value = values[position] ?? NaN;
      if (Number.isNaN(value)) continue;
      part.models += 1;
      part.downloads += value;
      declarations[position] = Math.min(255, (declarations[position] ?? 0) + 1);
    }
    return part;
  });
  const parts = partsOf(values, declarations);
  if (parts.declared.models === 0) {
    throw new MissingDataError(`No model of the night ${night.night.date} declares a language.`, {
      why: `${night.run.endpoint} sent no tag that is an ISO 639-1 code.`,
      todo: 'Crawl an endpoint that has tags.',
    });
  }
  const found = counts.filter(({ models }) => models > 0);
  const codes = night.tags(found.map(({ key }) => key));
  return {
    counted: summary,
    ...parts,
    languages: found
      .map(({ models, downloads }, index) => {
        const code = codes[index] ?? '';
        return {
          code,
          language: nameOf(code),
          models,
          downloads,
          share_models: ratio(models, parts.declared.models),
          share: ratio(downloads, parts.declared.downloads),
        };
      })
      .sort((a, b) => b.downloads - a.downloads || b.models - a.models || (a.code < b.code ? -1 : 1)),
  };
}

function partsOf(
  values: Float64Array,
  declarations: Uint8Array,
): Record<'all' | 'declared' | 'multilingual', Part> {
  const parts = {
    all: { models: 0, downloads: 0 },
    declared: { models: 0, downloads: 0 },
    multilingual: { models: 0, downloads: 0 },
  };
  const add = (part: Part, value: number): void => {
    part.models += 1;
    part.downloads += value;
  };
  for (let position = 0; position < values.length; position += 1) {
    const value = values[position] ?? NaN;
    if (Number.isNaN(value)) continue;
    add(parts.all, value);
    const many = declarations[position] ?? 0;
    if (many > 0) add(parts.declared, value);
    if (many > 1) add(parts.multilingual, value);
  }
  return parts;
}

const names = new Map(Object.entries(LANGUAGES_ISO_639_1).map(([code, { name }]) => [code, name]));

function nameOf(code: string): string {
  return names.get(code) ?? code;
}

function view(result: Result, params: Params): View {
  const { counted, all, declared, multilingual, languages: rows } = result;
  const { label } = counted;
  const first = rows[0];
  return {
    finding: phrase`${first?.language ?? ''} is declared by ${share(first?.share_models ?? null)} of the models that declare a language, which have ${share(first?.share ?? null)} of their ${label}.`,
    definition: [
      metricDefinition(counted),
      phrase`population: public models of the night that declare a language of ISO 639-1`,
      phrase`a model with several languages counts under each`,
    ],
    facts: [
      { key: 'declared', label: 'models that declare a language', kind: 'integer', value: declared.models },
      {
        key: 'declared_share_models',
        label: 'of all models',
        kind: 'share',
        value: ratio(declared.models, all.models),
      },
      {
        key: 'declared_share',
        label: `of all ${label}`,
        kind: 'share',
        value: ratio(declared.downloads, all.downloads),
      },
      {
        key: 'multilingual',
        label: 'models that declare several',
        kind: 'integer',
        value: multilingual.models,
      },
      { key: 'languages', label: 'languages', kind: 'integer', value: rows.length },
    ],
    tables: [
      languageTable(
        'top_languages',
        `The ${LANGUAGES_SHOWN} languages with the most`,
        rows.slice(0, LANGUAGES_SHOWN),
        label,
      ),
      { ...languageTable('languages', 'By language', rows, label), detail: true },
      ...negativeTable(counted),
    ],
    charts: [
      {
        kind: 'bar',
        title: phrase`Share of the models that declare a language; several count under each`,
        valueKind: 'share',
        bars: rows
          .slice(0, LANGUAGES_SHOWN)
          .map(({ language, share_models: part }) => ({ label: language, value: part ?? 0 })),
      },
    ],
    caveats: [
      ...metricCaveats(counted),
      phrase`${integer(all.models - declared.models)} models declare no language and are in none of the shares.`,
      phrase`Languages are those the models declare now, on whatever night the downloads are of.`,
    ],
    next: [`oai report tasks ${metricFlags(params)}`, `oai report coverage ${metricFlags(params)}`],
  };
}

function languageTable(name: string, title: string, rows: Language[], label: string): Table {
  return {
    name,
    title,
    columns: [
      { key: 'code', label: 'code', kind: 'text' },
      { key: 'language', label: 'language', kind: 'text', words: true },
      { key: 'models', label: 'models', kind: 'integer' },
      { key: 'downloads', label, kind: 'integer' },
      { key: 'share_models', label: 'share of models', kind: 'share' },
      { key: 'share', label: 'share of downloads', kind: 'share' },
    ],
    rows,
  };
}
