import { cpSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import { oai } from '../support/cli.js';
import { crawlInto } from '../support/crawl.js';
import { exportStore } from '../support/exported-store.js';
import { plainModels } from '../support/models.js';
import { sharedFolder, tempFolder } from '../support/temp.js';

const folder = sharedFolder();
const path = join(folder, 'oai.db');
const [earlier, later] = [join(folder, 'earlier'), join(folder, 'later')];

beforeAll(async () => {
  const models = plainModels(40, (index) => ({
    downloads: index * 100,
    ...(index % 3 === 0 && { tags: ['base_model:author-0/model-0', 'base_model:finetune:author-0/model-0'] }),
  }));
  const hub = await startLocalHub({
    source: recordedSource(models),
    clock: systemClock,
    quota: { anonymous: 1e6 },
  });
  const night = (date: string) =>
    crawlInto(path, hub.endpoint, { clock: { ...systemClock, now: () => Date.parse(`${date}T03:00:00Z`) } });
  await night('2026-01-01');
  exportStore(path, earlier);
  models.splice(3, 1);
  await night('2026-01-02');
  exportStore(path, later);
  await hub.close();
});

const by = (place: string): string[] => ['--engine', 'clickhouse', '--parquet', place];

/** A copy of the later export, to be spoilt. */
function copy(name = 'export'): string {
  const place = join(tempFolder(), name);
  cpSync(later, place, { recursive: true });
  return place;
}

const answer = async (...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await oai([...args, '--json', '--quiet']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
};

describe('an export that is not as it was written is not answered from', () => {
  const refusal = async (place: string, report = 'derivatives'): Promise<string> => {
    const { code, stdout, stderr } = await oai(['report', report, ...by(place)]);
    expect(stdout).toBe('');
    return `${code}: ${stderr}`;
  };

  it('where a file is of an earlier export', async () => {
    const place = copy();
    cpSync(join(earlier, 'nights.parquet'), join(place, 'nights.parquet'));
    expect(await refusal(place)).toMatch(
      /^2: .*The table nights in .* is not the one that was exported.\n.*It has 1 rows, not 2/,
    );
  });

  it('where one table was exported at another time', async () => {
    const place = join(tempFolder(), 'export');
    cpSync(earlier, place, { recursive: true });
    exportStore(path, place, { tables: ['lineage'] });
    expect(await refusal(place)).toMatch(
      /^2: .*The tables lineage and nights in .* are of different moments/,
    );
    expect(await answer('report', 'tail', ...by(place))).toBe(await answer('report', 'tail', ...by(earlier)));
  });

  it('where a table was never exported, or the export did not come to its end', async () => {
    const place = copy();
    rmSync(join(place, 'manifest.json'));
    expect(await refusal(place)).toMatch(/^5: .*There are no tables of oai/);
    const some = join(tempFolder(), 'export');
    exportStore(path, some, { tables: ['models', 'nights', 'runs', 'model_night'] });
    expect(await refusal(some)).toMatch(/^5: .*The export in .* has no table \w+/);
    writeFileSync(join(place, 'manifest.json'), '{"name": "of another program"}');
    expect(await refusal(place)).toMatch(/^2: .*The manifest in .* is not that of one export/);
  });

  it('where a file was cut off or has nothing in it', async () => {
    for (const size of [1000, 0]) {
      const place = copy();
      truncateSync(join(place, 'models.parquet'), size);
      expect(await refusal(place)).toMatch(/^2: .*A file in .* is not whole/);
    }
  });
});

describe('a folder of an export may be called anything', () => {
  it.each(['downloads_30d=500', 'models=7', 'night=2020-01-01', "it's é #1 %20"])(
    'such as %s',
    async (name) => {
      const expected = await answer('report', 'tail', '--db', path);
      expect(await answer('report', 'tail', ...by(copy(`${name}/export`)))).toBe(expected);
    },
  );

  it('but what ClickHouse takes for a pattern, wherever it stands in the path', async () => {
    const place = copy('a{b,c}/export');
    const { code, stdout, stderr } = await oai(['report', 'tail', ...by('export')], {}, join(place, '..'));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('takes for a pattern');
  });
});
