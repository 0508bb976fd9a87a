// npm run bench [-- --quick] [-- crawl|history]: medians of several runs, on this machine. Nothing is asserted.
import { benchCrawl } from './crawl.js';
import { benchHistory } from './history.js';

const quick = process.argv.includes('--quick');
const scenarios = { crawl: benchCrawl, history: benchHistory };
const named = process.argv.slice(2).filter((argument) => argument in scenarios);
for (const name of named.length > 0 ? named : Object.keys(scenarios)) await scenarios[name](quick);
