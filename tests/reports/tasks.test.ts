import { expect, test } from 'vitest';
import { MissingDataError } from '../../src/errors.js';
import { modalityOf } from '../../src/reports/modality.js';
import { tasks } from '../../src/reports/tasks.js';
import { plainModels } from '../support/models.js';
import { runReport, storeOf } from '../support/report-runs.js';
import { variedModels } from '../support/varied-models.js';

interface Group {
  models: number;
  downloads: number;
  share_models: number | null;
  share: number | null;
  share_of_known: number | null;
}
interface Tasks {
  n: number;
  modalities: (Group & { modality: string | null; label: string })[];
  tasks: (Group & { task: string | null; modality: string | null })[];
}

const report = (path: string, metric = '30d') => runReport(path, tasks, { metric });
const resultOf = (path: string, metric?: string) => report(path, metric).result as unknown as Tasks;

test('groups by hand what is declared, what the Hub does not define, and nothing', async () => {
  const tags = ['text-generation', 'text-classification', 'text-to-image', 'my-own-task'];
  const path = await storeOf(
    plainModels(6, (index) => {
      const tag = tags[index];
      return {
        downloads: [30, 10, 40, 5, 15, 0][index] ?? 0,
        downloadsAllTime: [50, 10, 40, 100, 100, 0][index] ?? 0,
        ...(tag !== undefined && { pipeline_tag: tag }),
      };
    }),
  );
  const { modalities, tasks: rows } = resultOf(path);
  expect(
    modalities.map(({ label, models, share, share_of_known }) => [label, models, share, share_of_known]),
  ).toEqual([
    ['Natural Language Processing', 2, 0.4, 0.5],
    ['Computer Vision', 1, 0.4, 0.5],
    ['no task', 2, 0.15, null],
    ['not a task of the Hub', 1, 0.05, null],
  ]);
  expect(rows.map(({ task, downloads }) => [task, downloads])).toEqual([
    ['text-to-image', 40],
    ['text-generation', 30],
    [null, 15],
    ['text-classification', 10],
    ['my-own-task', 5],
  ]);
  const k4 = (metric: string) => report(path, metric).published.find(({ id }) => id === 'K4');
  expect(k4('all-time')).toMatchObject({ computed: 0.6 });
  expect(k4('30d')).toMatchObject({ computed: null });
});

test('files a tag as the Hub does, and one it does not define under none', () => {
  expect(modalityOf('automatic-speech-recognition')).toBe('audio');
  expect(modalityOf('time-series-forecasting')).toBe('tabular');
  expect(modalityOf('constructor')).toBeNull();
});

test('has the sums that plain loops find', async () => {
  const models = variedModels(300, 7);
  const { n, tasks: rows, modalities } = resultOf(await storeOf(models), 'all-time');
  const counted = models.flatMap(({ downloadsAllTime: downloads, pipeline_tag: task = null }) =>
    downloads === undefined ? [] : [{ downloads, task }],
  );
  const sum = (of: readonly { downloads: number }[]) =>
    of.reduce((total, { downloads }) => total + downloads, 0);
  expect(n).toBe(counted.length);
  for (const { task, models: many, downloads, share } of rows) {
    const own = counted.filter((each) => each.task === task);
    expect([task, many, downloads]).toEqual([task, own.length, sum(own)]);
    expect(share).toBe(sum(own) / sum(counted));
  }
  expect(sum(modalities)).toBe(sum(counted));
  expect(modalities.reduce((total, row) => total + (row.share_of_known ?? 0), 0)).toBeCloseTo(1, 12);
});

test('says what would get the tasks where no model has one', async () => {
  const path = await storeOf(plainModels(3));
  expect(() => resultOf(path)).toThrow(MissingDataError);
});
