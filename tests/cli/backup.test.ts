import { join } from 'node:path';
import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { type Finished, oai } from '../support/cli.js';
import { crawlInto, serve } from '../support/crawl.js';
import { dumpStore, queryOne } from '../support/dump.js';
import { plainModels } from '../support/models.js';
import { tempFolder } from '../support/temp.js';

describe('oai backup', () => {
  it('copies a store, which any command then reads', async () => {
    const folder = tempFolder();
    const [path, file] = [join(folder, 'oai.db'), join(folder, 'copy.db')];
    const hub = await serve({ source: recordedSource(plainModels(20)) });
    await crawlInto(path, hub.endpoint);
    const { code, stdout, stderr } = await oai(['backup', file, '--db', path, '--json']);
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toEqual({ store: path, file, bytes: statSync(file).size });
    expect(dumpStore(file)).toEqual(dumpStore(path));
    expect(await oai(['check', '--db', file])).toMatchObject({
      code: 0,
      stdout: `${file}: everything holds\n`,
    });
    expect(await oai(['report', 'concentration', '--db', file])).toMatchObject({ code: 0 });
    const again = await oai(['backup', file, '--db', path]);
    expect(again).toMatchObject({ code: 2, stdout: '' });
    expect(again.stderr).toContain('is there already');
    expect(await oai(['backup', file, '--force', '--db', path])).toMatchObject({ code: 0 });
  });

  it('is made while a crawl goes on, and can be crawled on itself', async () => {
    const folder = tempFolder();
    const [path, file] = [join(folder, 'oai.db'), join(folder, 'copy.db')];
    const backups: Finished[] = [];
    const hub = await serve({
      source: recordedSource(plainModels(4500)),
      // The crawl waits for its third page until the backup is made.
      intercept: async ({ index }) => {
        if (index === 2) backups.push(await oai(['backup', file, '--db', path]));
        return undefined;
      },
    });
    const crawl = (db: string) => oai(['crawl', '--endpoint', hub.endpoint, '--db', db, '--budget', '1']);
    expect(await crawl(path)).toMatchObject({ code: 0 });
    expect(backups).toMatchObject([{ code: 0, stderr: '' }]);
    expect(await oai(['check', '--db', file])).toMatchObject({ code: 0 });
    expect(queryOne(file, 'SELECT count(*) FROM model')).toBe(2000);
    expect(queryOne(file, 'SELECT status FROM run')).toBe('running');
    expect(await crawl(file)).toMatchObject({ code: 0 });
    expect(dumpStore(file)).toEqual(dumpStore(path));
  });

  it('exits 5 where there is no store, and 2 without a name for the copy', async () => {
    const folder = tempFolder();
    expect(await oai(['backup', join(folder, 'copy.db'), '--db', join(folder, 'none.db')])).toMatchObject({
      code: 5,
    });
    expect(await oai(['backup', '--db', join(folder, 'none.db')])).toMatchObject({ code: 2 });
  });
});
