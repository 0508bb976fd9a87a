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

it('a year of download starts with a night of just before it, else with its own first night', async () => {
  const path = join(tempFolder(), 'oai.db');
  const models = plainModels(1, () => ({ downloadsAllTime: 100, createdAt: '2024-01-01T00:00:00Z' }));
  const hub = await HubOverTime.start(models, path);
  for (const date of ['2023-12-02', '2024-06-01', '2024-11-30', '2025-03-01', '2025-12-01', '2026-01-31']) {
    await hub.night(date);
  }
  const periods = readNight(path, { includeSuspect: true }, (night) => {
    const registry = registryOf([layerOf(exampleRegistry)]);
    const { result } = sectors.run(night, { byYear: true }, { registry: () => registry });
    return (result['by_download'] as { period: string }[]).map(({ period }) => period);
  });
  expect(periods).toEqual([
    '2023-12-02 to 2024-11-30',
    '2025-03-01 to 2025-12-01',
    '2025-12-01 to 2026-01-31',
  ]);
});
