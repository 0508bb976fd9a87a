// Crawls the newest models of a Hub and prints who published the most downloaded of them.
// node top-authors.mjs [ENDPOINT]
import { crawl, openStore, renderReport, reports } from 'oai';

const db = 'top-authors.db';
const { run } = await crawl({
  db,
  endpoint: process.argv[2],
  token: process.env.HF_TOKEN,
  limit: 2000,
  onEvent: (event) => {
    if (event.kind === 'page') console.error(`${event.run.models} models`);
  },
});

const store = openStore(db);
try {
  const output = await reports.run('concentration', { store, night: { run: run.run } });
  console.log(renderReport(output, 'md'));
} finally {
  store.close();
}
