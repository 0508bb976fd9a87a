import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../clock.js';
import { storeFlag } from '../config/settings.js';
import { startLocalHub } from '../local-hub/start-local-hub.js';
import type { Recording } from '../local-hub/recordings.js';
import { render } from '../render/index.js';
import { concentration } from '../reports/concentration.js';
import { NightReader } from '../store/night-reader.js';
import { openSnapshot } from '../store/open.js';
import { Interruption } from './interruption.js';
import { modelSource } from './model-source.js';
import { reportContext } from './report-context.js';
import { runCrawl } from './run-crawl.js';
import type { Terminal } from './terminal.js';

/**
 * The main job on recorded data: local Hub, crawl over HTTP, store, report.
 * @param folder where every report is written as a site, with the charts of its Markdown as pictures
 * @throws UsageError when the folder cannot be written
 */
export async function demonstrate(
  terminal: Terminal,
  recording: Recording,
  folder?: string,
): Promise<{ path: string; reportText: string } | { exitCode: number }> {
  const path = join(mkdtempSync(join(tmpdir(), 'oai-demo-')), 'oai.db');
  const hub = await startLocalHub({ ...(await modelSource({ recording })), clock: systemClock });
  const interruption = new Interruption();
  try {
    await runCrawl({ ...terminal, answer: terminal.info, hint: () => undefined }, interruption, {
      path,
      endpoint: hub.endpoint,
      budget: 1,
      token: undefined,
      query: { repository: 'model', author: null, limit: null },
      extraFields: [],
      restart: false,
      maxPages: undefined,
      maxTimeMs: undefined,
      json: false,
    });
  } finally {
    interruption.dispose();
    await hub.close();
  }
  if (interruption.exitCode !== undefined) return { exitCode: interruption.exitCode };
  const store = openSnapshot({ path, clock: systemClock, command: 'oai demo' });
  try {
    const output = concentration.run(
      NightReader.open(store.db),
      {},
      await reportContext(concentration, process.env),
    );
    const { width, colour, unicode } = terminal;
    if (folder !== undefined) {
      const formats = ['html', 'md'] as const;
      const { writeReports } = await import('./write-reports.js');
      await writeReports(terminal, NightReader.open(store.db), folder, {
        sameStore: storeFlag(path, process.env),
        formats,
      });
    }
    return { path, reportText: render('table', output, { width, colour, unicode }) };
  } finally {
    store.close();
  }
}
