import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { oai } from '../support/cli.js';
import { crawlInto, serve } from '../support/crawl.js';
import { plainModels } from '../support/models.js';
import { tempFolder } from '../support/temp.js';

async function storeAfter(sql: string): Promise<string> {
  const path = join(tempFolder(), 'oai.db');
  const hub = await serve({ source: recordedSource(plainModels(20)) });
  await crawlInto(path, hub.endpoint);
  const db = new Database(path);
  db.exec(sql);
  db.close();
  return path;
}

describe('oai check', () => {
  it('exits 0 and says that everything holds', async () => {
    const path = await storeAfter('');
    expect(await oai(['check', '--db', path])).toEqual({
      code: 0,
      signal: null,
      stdout: `${path}: everything holds\n`,
      stderr: '',
    });
    const { stdout } = await oai(['check', '--db', path, '--json']);
    expect(JSON.parse(stdout)).toEqual({ store: path, damaged: false, findings: [] });
  });

  it('exits 2 on damage and says what, where and what to do', async () => {
    const path = await storeAfter('UPDATE night SET models = 7; UPDATE run SET models_new = 99');
    const { code, stdout, stderr } = await oai(['check', '--db', path]);
    expect([code, stderr]).toEqual([2, '']);
    expect(stdout).toContain(`${path}: 2 findings\n`);
    expect(stdout).toMatch(
      /^damage: night_column, night 20\d\d-\d\d-\d\d: 20 models are present, but it counted 7$/m,
    );
    expect(stdout).toMatch(/^ {2}do: Restore the store from a backup/m);
    const json = await oai(['check', '--db', path, '--json']);
    expect(json.code).toBe(2);
    expect(JSON.parse(json.stdout)).toMatchObject({
      damaged: true,
      findings: [{ severity: 'damage', table: 'run', night: null }, { table: 'night_column' }],
    });
  });

  it('exits 0 over an oddity, and tells it', async () => {
    const path = await storeAfter('UPDATE run SET started_at = finished_at + 1');
    const { code, stdout } = await oai(['check', '--db', path]);
    expect(code).toBe(0);
    expect(stdout).toContain('oddity: run: run 1 ended before it began');
  });

  it('exits 2 for what is no store, and 5 where there is none', async () => {
    const folder = tempFolder();
    const text = join(folder, 'text.db');
    writeFileSync(text, 'not a database, but long enough to be taken for one by its size alone. '.repeat(20));
    expect(await oai(['check', '--db', text])).toMatchObject({ code: 2, stdout: '' });
    expect(await oai(['check', '--db', join(folder, 'none.db')])).toMatchObject({ code: 5, stdout: '' });
  });
});
