// The crawl over loopback against the ingest of the same pages from disk.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ingest } from './ingest.js';
import { heading, note, number, ratio, row, summary } from './measure.js';
import { growthInSecondHalf, rssOverTime } from './memory.js';
import { benchFile, oaiProgram, runNode, serveNode } from './processes.js';

export async function benchHttp({ models, repeats, scratch, pages }) {
  heading(`http: ${number(models)} models from the local Hub without latency, ${repeats} runs`);
  const night = pages(models, 1);
  const db = join(scratch, 'http.db');
  const ingests = [];
  const crawls = { plain: [], gzip: [] };
  const fresh = () => ['', '-wal', '-shm', '.lock'].forEach((suffix) => rmSync(db + suffix, { force: true }));
  for (let run = 0; run < repeats; run += 1) {
    fresh();
    ingests.push(await ingest('oai, first night', night, db));
    for (const body of Object.keys(crawls)) {
      fresh();
      crawls[body].push(await crawl(models, night, db, body));
    }
  }
  fresh();
  const rates = (runs) => runs.map(({ seconds }) => models / seconds);
  const share = (runs) => runs.map(({ hubCpuSeconds, seconds }) => (100 * hubCpuSeconds) / seconds);
  const overTime = rssOverTime(crawls.plain.at(-1).rssSamples);
  const result = {
    models,
    models_a_second: {
      ingest: row('ingest from disk', rates(ingests), 'models/s'),
      plain: row('crawl, bodies as they are', rates(crawls.plain), 'models/s'),
      gzip: row('crawl, bodies that the local Hub compresses as it serves', rates(crawls.gzip), 'models/s'),
    },
    ratios: {
      plain: row('crawl to ingest', ratio(rates(crawls.plain), rates(ingests)), 'x'),
      gzip: row('crawl to ingest, compressed', ratio(rates(crawls.gzip), rates(ingests)), 'x'),
    },
    hub_cpu_percent_of_time: {
      plain: row('the local Hub: CPU time to time of the crawl', share(crawls.plain), '%'),
      gzip: row('the same, compressed', share(crawls.gzip), '%'),
    },
    peak_rss_bytes: summary(crawls.plain.map(({ peakRssBytes }) => peakRssBytes)),
    over_time: overTime,
    second_half_growth: growthInSecondHalf(overTime),
  };
  row('crawl: peak RSS', [result.peak_rss_bytes.median / 1e6], 'MB');
  note(
    `  RSS at ${overTime.map(({ share, rss_bytes }) => `${share * 100} %: ${number(rss_bytes / 1e6)} MB`).join(', ')}`,
  );
  return result;
}

async function crawl(models, night, db, body) {
  const hub = await serveNode([benchFile('hub-process.js'), String(models), night.path, body]);
  try {
    const args = [
      oaiProgram,
      'crawl',
      '--endpoint',
      hub.address,
      '--db',
      db,
      '--budget',
      '1',
      '--quiet',
      '--json',
    ];
    const crawled = await runNode(args);
    const stored = JSON.parse(crawled.stdout).models;
    if (stored !== models) throw new Error(`the crawl stored ${stored} of ${models} models`);
    return { ...crawled, hubCpuSeconds: (await hub.end()).cpuSeconds };
  } finally {
    await hub.end();
  }
}
