import { join } from 'node:path';
import { expect, it } from 'vitest';
import { crawl, LockedError, openStore, type Store, UsageError } from '../../src/index.js';
import { changingHub } from '../support/changing-hub.js';
import { rejection } from '../support/fault-run.js';
import { plainModels } from '../support/models.js';
import { tempFolder } from '../support/temp.js';

async function writable(): Promise<{ db: Store; endpoint: string }> {
  const { hub } = await changingHub(plainModels(300));
  return { db: openStore(join(tempFolder(), 'oai.db'), { readonly: false }), endpoint: hub.endpoint };
}

it.each([[{}], [{ author: 'author-3' }], [{ limit: 50 }]])(
  'an open store takes one crawl at a time, the next one after it: %j',
  async (query) => {
    const { db, endpoint } = await writable();
    const first = crawl({ db, endpoint });
    expect(await rejection(crawl({ db, endpoint, ...query }))).toBeInstanceOf(LockedError);
    expect(await first).toMatchObject({ complete: true, run: { run: 1, models: 300, modelsNew: 300 } });
    expect(db.runs()).toHaveLength(1);
    expect(await crawl({ db, endpoint, ...query })).toMatchObject({ complete: true, run: { run: 2 } });
    db.close();
  },
);

it('a store is not closed under a crawl, and is after one that failed', async () => {
  const { db, endpoint } = await writable();
  let refused: unknown;
  const { run } = await crawl({
    db,
    endpoint,
    onEvent: ({ kind }) => {
      if (kind !== 'page') return;
      try {
        db.close();
      } catch (error) {
        refused = error;
      }
    },
  });
  expect(refused).toBeInstanceOf(UsageError);
  expect(run).toMatchObject({ status: 'complete', models: 300 });
  const mine = new Error('mine');
  const throwing = () => {
    throw mine;
  };
  expect(await rejection(crawl({ db, endpoint, onEvent: throwing }))).toBe(mine);
  db.close();
  openStore(db.path, { readonly: false }).close();
});
