import { expect, test } from 'vitest';
import { libraries } from '../../src/reports/libraries.js';
import { plainModels } from '../support/models.js';
import { mulberry32 } from '../support/random.js';
import { runReport, storeOf } from '../support/report-runs.js';

interface Libraries {
  n: number;
  downloads: number;
  libraries: {
    library: string | null;
    label: string | null;
    models: number;
    downloads: number;
    share_models: number;
    share: number;
  }[];
}

const resultOf = (path: string, metric = '30d') =>
  runReport(path, libraries, { metric }).result as unknown as Libraries;

test('groups by hand what the Hub defines, what it does not, and nothing', async () => {
  const names = ['transformers', 'transformers', 'my-own', undefined, undefined];
  const path = await storeOf(
    plainModels(5, (index) => {
      const library = names[index];
      return {
        downloads: [30, 20, 10, 40, 0][index] ?? 0,
        ...(library !== undefined && { library_name: library }),
      };
    }),
  );
  expect(resultOf(path)).toMatchObject({
    n: 5,
    downloads: 100,
    libraries: [
      {
        library: 'transformers',
        label: 'Transformers',
        models: 2,
        downloads: 50,
        share_models: 0.4,
        share: 0.5,
      },
      { library: null, label: null, models: 2, downloads: 40, share_models: 0.4, share: 0.4 },
      { library: 'my-own', label: null, models: 1, downloads: 10, share_models: 0.2, share: 0.1 },
    ],
  });
});

test('without any library there is no answer', async () => {
  const path = await storeOf(plainModels(3));
  expect(() => resultOf(path)).toThrow(/names a library/);
});

test.each([1, 2])('has the sums that plain loops find (seed %i)', async (seed) => {
  const random = mulberry32(seed);
  const models = plainModels(200, () => ({
    ...(random() < 0.9 && { downloadsAllTime: Math.floor(50 * random()) }),
    ...(random() < 0.7 && { library_name: `library-${Math.floor(6 * random())}` }),
  }));
  const counted = models.flatMap(({ downloadsAllTime: downloads, library_name: library = null }) =>
    downloads === undefined ? [] : [{ downloads, library }],
  );
  const part = (of: readonly { downloads: number }[]) => ({
    models: of.length,
    downloads: of.reduce((sum, { downloads }) => sum + downloads, 0),
  });
  const result = resultOf(await storeOf(models), 'all-time');
  expect({ models: result.n, downloads: result.downloads }).toEqual(part(counted));
  expect(result.libraries).toHaveLength(7);
  for (const { library, models: many, downloads } of result.libraries) {
    expect({ models: many, downloads }).toEqual(part(counted.filter((each) => each.library === library)));
  }
});
