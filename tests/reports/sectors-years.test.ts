import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sectors } from '../../src/reports/sectors.js';
import { exampleRegistry } from '../support/attribution-example.js';
import { plainModels } from '../support/models.js';
import { HubOverTime, readNight } from '../support/nights.js';
import { layerOf, registryOf } from '../support/registry.js';
import { tempFolder } from '../support/temp.js';

it('sectors by year of download are the differences of the outermost nights of each year', async () => {
  const path = join(tempFolder(), 'oai.db');
  const names = ['beta/b', 'epsilon/e', 'nobody/n'];
  const models = plainModels(3, (index) => ({
    id: names[index] ?? '',
    downloadsAllTime: 100,
    createdAt: '2024-01-01T00:00:00Z',
  }));
  const hub = await HubOverTime.start(models, path);
  await hub.night('2024-12-31');
  // Counts of the end of 2025, then of the middle of 2026.
  for (const [date, counts] of [
    ['2025-06-01', [110, 130, 110]],
    ['2025-12-31', [137, 139, 124]],
    ['2026-06-30', [137, 239, 124]],
  ] as const) {
    models.forEach((model, index) => (model.downloadsAllTime = counts[index] ?? 0));
    await hub.night(date);
  }
  const registry = registryOf([layerOf(exampleRegistry)]);
  const run = (params: Record<string, unknown>) =>
    readNight(path, { includeSuspect: true }, (night) =>
      sectors.run(night, params, { registry: () => registry }),
    );
  const { result } = run({ byYear: true });
  expect(result['by_download']).toMatchObject([
    { period: '2024-12-31 to 2025-12-31', counted: 100, industry: 0.37, independents: 0.39, unknown: 0.24 },
    { period: '2025-12-31 to 2026-06-30', counted: 100, industry: 0, independents: 1, unknown: 0 },
  ]);
  // The year 2025 is what the published shares are of.
  const { published } = run({ metric: 'window', from: '2025-01-01', to: '2025-12-31' });
  expect(published.filter(({ id }) => id.startsWith('W1')).map(({ computed }) => computed)).toEqual([
    0.39, 0.37,
  ]);
});
