import { join } from 'node:path';
import { expect, it } from 'vitest';
import { oai } from '../support/cli.js';
import { queryOne } from '../support/dump.js';
import { plainModels } from '../support/models.js';
import { HubOverTime } from '../support/nights.js';
import { tempFolder } from '../support/temp.js';

it('a suspect night waits for a decision, which can be changed', async () => {
  const models = plainModels(100);
  const path = join(tempFolder(), 'oai.db');
  const over = await HubOverTime.start(models, path);
  await over.night('2026-03-01');
  models.splice(0, 40);
  await over.night('2026-03-02');
  const nightOfReport = async () => {
    const { stdout } = await oai(['report', 'concentration', '--db', path, '--json']);
    return (JSON.parse(stdout) as { provenance: { night: string; quality: string } }).provenance;
  };

  expect((await oai(['runs', '--db', path], { COLUMNS: '100' })).stdout).toMatch(
    /2 +.*2026-03-02 suspect[^]*run 2 is suspect: 40\.0 % of the models/,
  );
  expect(await nightOfReport()).toMatchObject({ night: '2026-03-01' });

  const accepted = await oai(['runs', 'accept', '2', '--db', path]);
  expect(accepted).toMatchObject({ code: 0, stdout: 'The night 2026-03-02 of run 2 is accepted.\n' });
  expect(await nightOfReport()).toMatchObject({ night: '2026-03-02', quality: 'accepted' });
  expect(queryOne(path, 'SELECT count(*) FROM model_absence')).toBe(40);

  expect((await oai(['runs', 'reject', '2', '--db', path])).code).toBe(0);
  expect(await nightOfReport()).toMatchObject({ night: '2026-03-01', quality: 'good' });
  expect(queryOne(path, 'SELECT count(*) FROM model_absence')).toBe(0);
  expect(JSON.parse((await oai(['runs', '--json', '--db', path])).stdout)).toMatchObject([
    { run: 2, night: { quality: 'rejected' } },
    { run: 1, night: { quality: 'good', reasons: [] } },
  ]);
});

it('a decision on a run without a night, or without a store, is refused', async () => {
  const path = join(tempFolder(), 'oai.db');
  expect((await oai(['runs', 'accept', '1', '--db', path])).code).toBe(5);
  const over = await HubOverTime.start(plainModels(20), path);
  await over.night('2026-03-01', { query: { repository: 'model', author: 'author-3', limit: null } });
  expect((await oai(['runs', 'accept', '7', '--db', path])).code).toBe(5);
  const part = await oai(['runs', 'accept', '1', '--db', path]);
  expect(part.code).toBe(2);
  expect(part.stderr).toContain('part of the Hub');
  expect((await oai(['runs', 'accept', 'last', '--db', path])).code).toBe(2);
});
