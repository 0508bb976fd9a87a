import { join } from 'node:path';
import { expect, it } from 'vitest';
import { errorResponse } from '../../src/local-hub/response.js';
import type { HubResponse } from '../../src/local-hub/types.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { crawlInto, serve } from '../support/crawl.js';
import { plainModels } from '../support/models.js';
import { tempFolder } from '../support/temp.js';

it.each<[what: string, answer: (whole: HubResponse) => HubResponse]>([
  ['refusal', () => errorResponse(400, 'Invalid cursor')],
  ['empty page with a link', (whole) => ({ ...whole, body: '[]' })],
])('does not take one %s after a page that lost its link for the end of the listing', async (_, second) => {
  const hub = await serve({
    source: recordedSource(plainModels(400)),
    wire: { maxLimit: 100 },
    intercept: ({ index }, answer) => {
      const whole = answer();
      if (index === 2) return second(whole);
      if (index !== 1) return undefined;
      const headers = { ...whole.headers };
      delete headers['Link'];
      return { ...whole, headers };
    },
  });
  const { run } = await crawlInto(join(tempFolder(), 'oai.db'), hub.endpoint);
  expect(run).toMatchObject({ status: 'complete', models: 400, duplicates: 0 });
});
