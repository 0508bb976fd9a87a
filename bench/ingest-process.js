// One way to take in the pages of a night, in a process of its own: node ingest-process.js METHOD PAGES DB PAGES_AT_MOST
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ingestMethods } from './ingest-methods.js';
import { pageFile } from './pages.js';

const [method, path, db, most] = process.argv.slice(2);
const { lastIds } = JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8'));
const count = Math.min(lastIds.length, Number(most));
const rss = [];
let models = 0;
let memoryMs = 0;

function* pages() {
  for (let page = 0; page < count; page += 1) {
    const rows = JSON.parse(readFileSync(pageFile(path, page), 'utf8'));
    models += rows.length;
    yield rows;
    const before = performance.now();
    rss.push([(page + 1) / count, process.memoryUsage.rss()]);
    memoryMs += performance.now() - before;
  }
}

const started = performance.now();
const stages = ingestMethods[method](pages(), db) ?? {};
const seconds = (performance.now() - started - memoryMs) / 1000;
process.stdout.write(JSON.stringify({ models, seconds, stages, rss }));
