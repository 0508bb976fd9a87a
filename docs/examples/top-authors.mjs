// Crawls the newest models of a Hub and prints how few authors take how much: node top-authors.mjs [DB] [ENDPOINT]
import console from 'node:console';
import process from 'node:process';
import { crawl, openStore, reports } from 'oai';

const [db = 'newest.db', endpoint] = process.argv.slice(2);
const { run } = await crawl({ db, endpoint, limit: 2000 });

const store = openStore(db);
const { result } = await reports.run('concentration', {
  store,
  // A limited crawl is no night of the whole Hub: it is asked for by its number.
  night: { run: run.run },
  params: { by: 'author' },
});
store.close();

console.log(`${run.models} models of ${result.n} authors`);
for (const { k, share } of result.top) console.log(`the first ${k}: ${(100 * share).toFixed(1)} %`);
