import { expect, test } from 'vitest';
import { languages } from '../../src/reports/languages.js';
import { plainModels } from '../support/models.js';
import { runReport, storeOf } from '../support/report-runs.js';
import { variedModels } from '../support/varied-models.js';

interface Part {
  models: number;
  downloads: number;
}
interface Languages {
  all: Part;
  declared: Part;
  multilingual: Part;
  languages: (Part & { code: string; language: string; share_models: number; share: number })[];
}

const resultOf = (path: string, metric = '30d') =>
  runReport(path, languages, { metric }).result as unknown as Languages;

test('counts by hand a model under each of its languages, and one without under none', async () => {
  const path = await storeOf(
    plainModels(5, (index) => ({
      downloads: [10, 20, 30, 40, 100][index] ?? 0,
      tags: [['en'], ['en', 'zh'], ['zh', 'en', 'fr'], ['fr', 'mlx'], ['mlx', 'region:us']][index] ?? [],
    })),
  );
  expect(resultOf(path)).toEqual({
    counted: expect.anything() as unknown,
    all: { models: 5, downloads: 200 },
    declared: { models: 4, downloads: 100 },
    multilingual: { models: 2, downloads: 50 },
    languages: [
      { code: 'fr', language: 'French', models: 2, downloads: 70, share_models: 0.5, share: 0.7 },
      { code: 'en', language: 'English', models: 3, downloads: 60, share_models: 0.75, share: 0.6 },
      { code: 'zh', language: 'Chinese', models: 2, downloads: 50, share_models: 0.5, share: 0.5 },
    ],
  });
});

test('without any language there is no answer', async () => {
  const path = await storeOf(plainModels(3));
  expect(() => resultOf(path)).toThrow(/declares a language/);
});

test('has the sums that plain loops find', async () => {
  const models = variedModels(400, 8);
  const counted = models.flatMap(({ downloadsAllTime: downloads, tags = [] }) =>
    downloads === undefined ? [] : [{ downloads, codes: tags.filter((tag) => /^..$/.test(tag)) }],
  );
  const part = (of: readonly { downloads: number }[]): Part => ({
    models: of.length,
    downloads: of.reduce((sum, { downloads }) => sum + downloads, 0),
  });
  const result = resultOf(await storeOf(models), 'all-time');
  expect(result.all).toEqual(part(counted));
  expect(result.declared).toEqual(part(counted.filter(({ codes }) => codes.length > 0)));
  expect(result.multilingual).toEqual(part(counted.filter(({ codes }) => codes.length > 1)));
  expect(result.languages.map(({ code }) => code).sort()).toEqual(['en', 'fr', 'ru', 'zh']);
  for (const row of result.languages) {
    expect(row).toMatchObject(part(counted.filter(({ codes }) => codes.includes(row.code))));
  }
});
