import { z } from 'zod';
import { MissingDataError } from '../errors.js';
import { ratio } from '../statistics/ratio.js';
import { NO_KEY, sumByKey } from '../statistics/sum-by-key.js';
import type { NightReader } from '../store/night-reader.js';
import {
  metricCaveats,
  metricDefinition,
  metricFlags,
  metricLabel,
  metricParams,
  type MetricSummary,
  negativeTable,
  readMetric,
} from './metric.js';
import { modalityLabel, modalityOf } from './modality.js';
import { integer, phrase, share } from './phrase.js';
import { type Answer, defineReport } from './report.js';
import type { Cell, Table, View } from './types.js';

const params = z.object(metricParams);
type Params = z.output<typeof params>;

const TASKS_SHOWN = 20;

interface Group extends Record<string, Cell> {
  models: number;
  downloads: number;
  /** Of all models and downloads, those without a task included. */
  share_models: number | null;
  share: number | null;
  /** Of the downloads of models that declare a task of a known modality; null in the rows of the others. */
  share_of_known: number | null;
}

interface Task extends Group {
  /** The pipeline tag; null for models without one. */
  task: string | null;
  /** Null where the Hub does not define the tag, or there is none. */
  modality: string | null;
}

interface Modality extends Group {
  /** `nlp`, `cv` ... ; `undefined` for tags that the Hub does not define; null for models without a tag. */
  modality: string | null;
  label: string;
}

interface Result extends Record<string, unknown> {
  counted: MetricSummary;
  n: number;
  modalities: Modality[];
  tasks: Task[];
}

export const tasks = defineReport<typeof params.shape, Result>({
  name: 'tasks',
  question: 'What are models used for?',
  definition:
    'The public models of the night, and their downloads, by the pipeline tag that the Hub shows for each, and by the modality that ' +
    'the Hub files the tag under (@huggingface/tasks). A model has one pipeline tag or none: it is declared by its author or ' +
    'derived by the Hub from its files. Models without one are a group of their own; shares of the known leave them out.',
  examples: [
    'oai report tasks',
    'oai report tasks --metric all-time',
    'oai report tasks --format csv --table tasks -o tasks.csv',
  ],
  params,
  compute,
  view,
  answers: {
    K4: ({ modalities }, { metric }): Answer => {
      if (metric !== 'all-time')
        return { not: `published for ${metricLabel('all-time')}; see --metric all-time` };
      const language = modalities.find(({ modality }) => modality === 'nlp');
      return language?.share_of_known ?? { not: 'no model of a language-processing task was downloaded' };
    },
  },
});

const UNDEFINED_TAG = 'undefined';

function compute(night: NightReader, params: Params): Result {
  const { values, summary } = readMetric(night, params);
  if (night.count('pipeline_tag_key') === 0) {
    throw new MissingDataError(`No model of the night ${night.night.date} has a task.`, {
      why: `${night.run.endpoint} sent no pipeline_tag.`,
      todo: 'Crawl an endpoint that has it.',
    });
  }
  const keys = night.column('pipeline_tag_key');
  const downloads = sumByKey(values, keys);
  const models = sumByKey(
    values.map((value) => (Number.isNaN(value) ? NaN : 1)),
    keys,
  );
  const used = [...models.keys()].filter((key) => !Number.isNaN(models[key] ?? NaN));
  const names = night.tags(used);
  const counted = used.map((key, index) => {
    const task = key === NO_KEY ? null : (names[index] ?? '');
    return {
      task,
      modality: task === null ? null : modalityOf(task),
      models: models[key] ?? 0,
      downloads: downloads[key] ?? 0,
    };
  });
  const total = (rows: readonly { models: number; downloads: number }[]) => ({
    models: rows.reduce((sum, row) => sum + row.models, 0),
    downloads: rows.reduce((sum, row) => sum + row.downloads, 0),
  });
  const all = total(counted);
  const known = total(counted.filter(({ modality }) => modality !== null));
  const withShares = <Row extends { models: number; downloads: number }>(row: Row, isKnown: boolean) => ({
    ...row,
    share_models: ratio(row.models, all.models),
    share: ratio(row.downloads, all.downloads),
    share_of_known: isKnown ? ratio(row.downloads, known.downloads) : null,
  });
  const groupOf = (row: { task: string | null; modality: string | null }): string | null =>
    row.task === null ? null : (row.modality ?? UNDEFINED_TAG);
  const modalities = [...new Set(counted.map(groupOf))].map((modality) => ({
    modality,
    label: labelOf(modality),
    ...total(counted.filter((row) => groupOf(row) === modality)),
  }));
  return {
    counted: summary,
    n: all.models,
    modalities: modalities
      .map((row) => withShares(row, row.modality !== null && row.modality !== UNDEFINED_TAG))
      .sort(byDownloads),
    tasks: counted.map((row) => withShares(row, row.modality !== null)).sort(byDownloads),
  };
}

function labelOf(modality: string | null): string {
  if (modality === null) return 'no task';
  return modality === UNDEFINED_TAG ? 'not a task of the Hub' : modalityLabel(modality);
}

/** Most downloads first; by models and name where those are equal, so that the order of the store decides nothing. */
function byDownloads(a: Group, b: Group): number {
  const name = (row: Group): string => String(row['task'] ?? row['modality'] ?? '');
  return b.downloads - a.downloads || b.models - a.models || (name(a) < name(b) ? -1 : 1);
}

function view(result: Result, params: Params): View {
  const { counted, modalities } = result;
  const { label } = counted;
  const first = modalities.find(({ share_of_known }) => share_of_known !== null);
  const none = modalities.find(({ modality }) => modality === null);
  return {
    finding: phrase`${first?.label ?? 'No modality'} has ${share(first?.share_of_known ?? null)} of the ${label} of models with a known task.`,
    definition: [
      metricDefinition(counted),
      phrase`population: every public model of the night, those without a task in a group of their own`,
      phrase`modality: as @huggingface/tasks files the pipeline tag`,
    ],
    facts: [
      { key: 'n', label: 'models', kind: 'integer', value: result.n },
      {
        key: 'tasks',
        label: 'tasks that models have',
        kind: 'integer',
        value: result.tasks.filter(({ task }) => task !== null).length,
      },
    ],
    tables: [
      groupTable(
        'modalities',
        'By modality',
        { key: 'label', label: 'modality', kind: 'text', words: true },
        modalities,
        label,
      ),
      taskTable(
        'top_tasks',
        `The ${TASKS_SHOWN} tasks with the most`,
        result.tasks.slice(0, TASKS_SHOWN),
        label,
      ),
      { ...taskTable('tasks', 'By task', result.tasks, label), detail: true },
      ...negativeTable(counted),
    ],
    charts: [
      {
        kind: 'bar',
        variant: label,
        title: phrase`Share of ${label} by modality`,
        valueKind: 'share',
        bars: modalities.map(({ label: name, share: part }) => ({ label: name, value: part ?? 0 })),
      },
      {
        kind: 'bar',
        variant: 'models',
        title: phrase`Share of models by modality`,
        valueKind: 'share',
        bars: modalities.map(({ label: name, share_models: part }) => ({ label: name, value: part ?? 0 })),
      },
    ],
    caveats: [
      ...metricCaveats(counted),
      ...(none === undefined
        ? []
        : [phrase`${integer(none.models)} models have no task; they have ${share(none.share)} of ${label}.`]),
      ...(params.metric === 'all-time'
        ? [
            phrase`The published share of language processing is of the models of the 50 largest entities, filed by another table of tasks.`,
          ]
        : []),
    ],
    next: [`oai report languages ${metricFlags(params)}`, `oai report coverage ${metricFlags(params)}`],
  };
}

function taskTable(name: string, title: string, rows: Task[], label: string): Table {
  return groupTable(
    name,
    title,
    { key: 'task', label: 'task', kind: 'text', absent: 'no task' },
    rows,
    label,
  );
}

function groupTable(
  name: string,
  title: string,
  first: Table['columns'][number],
  rows: Group[],
  label: string,
): Table {
  return {
    name,
    title,
    columns: [
      first,
      { key: 'models', label: 'models', kind: 'integer' },
      { key: 'downloads', label, kind: 'integer' },
      { key: 'share_models', label: 'share of models', kind: 'share' },
      { key: 'share', label: 'share of downloads', kind: 'share' },
      { key: 'share_of_known', label: 'of the known', kind: 'share', absent: '' },
    ],
    rows,
  };
}
