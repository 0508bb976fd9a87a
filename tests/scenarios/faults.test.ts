import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect, isDeepStrictEqual } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { OaiError, StoppedEarlyError, TokenRefusedError } from '../../src/errors.js';
import { HubProtocolError, HubRequestError, HubUnavailableError } from '../../src/hub/hub-error.js';
import { everyModel } from '../../src/local-hub/faults/change-faults.js';
import { faultNames, faults } from '../../src/local-hub/faults/faulty-hub.js';
import { generatedSource } from '../../src/local-hub/generated-source.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { serve } from '../support/crawl.js';
import { expectDocsTable } from '../support/docs-section.js';
import { dumpStore, queryOne } from '../support/dump.js';
import { crawlAtOnce, crawlThroughFault, PAGE_MODELS, serveFault, TOKEN } from '../support/fault-run.js';
import { tempFolder } from '../support/temp.js';

/** Seven full pages and a last one. */
const source = generatedSource({ models: 7 * PAGE_MODELS + 20, seed: 7 });

/** The faults that end a crawl: with what, and what the message says. All others must not. */
const stops: Record<string, { error: abstract new (...detail: never[]) => OaiError; says: RegExp }> = {
  '429-for-ever': {
    error: HubUnavailableError,
    says: /more than 900 s without one success.*status 429: We had/s,
  },
  '503-always': { error: HubUnavailableError, says: /failed 5 times in a row.*status 503: Service Unavail/s },
  '500-for-ever': { error: HubUnavailableError, says: /without one success.*status 500: Internal Error/s },
  '502-for-ever': { error: HubUnavailableError, says: /without one success.*status 502: 502 Bad Gateway;/s },
  '503-for-ever': { error: HubUnavailableError, says: /without one success.*status 503: Service Unavail/s },
  '504-for-ever': {
    error: HubUnavailableError,
    says: /without one success.*status 504: 504 Gateway Time-out/s,
  },
  'error-object-for-ever': { error: HubUnavailableError, says: /of another form: Something went wrong/ },
  '401-revoked': { error: TokenRefusedError, says: /does not know the token.*goes on from there/s },
  '503-head': { error: HubUnavailableError, says: /without one success.*status 503: Service Unavail/s },
  '405-captcha': { error: HubRequestError, says: /answered 405.*Human Verification.*goes on from there/s },
  'link-other-origin': { error: HubProtocolError, says: /another server.*127\.0\.0\.1:9.*nothing was sent/s },
  'cursor-refused-for-ever': { error: HubProtocolError, says: /cannot go on after a refused cursor/ },
};

const pageFaults = faultNames.filter((name) => name !== 'odd-values');
const storePath = () => join(tempFolder(), 'oai.db');

const calmDumps = new Map<string, unknown>();

/** What an undisturbed crawl of these models stores. */
async function calmDump(models: readonly ListedModel[]): Promise<unknown> {
  const known = calmDumps.get(JSON.stringify(models));
  if (known !== undefined) return known;
  const hub = await serve({ source: recordedSource(models), wire: { maxLimit: PAGE_MODELS } });
  const path = storePath();
  await crawlAtOnce(path, hub.endpoint, { client: { token: undefined } });
  const dump = dumpStore(path);
  calmDumps.set(JSON.stringify(models), dump);
  return dump;
}

/** What a walk must hold whose first two pages were read before a change and all else after it. */
function asWalked(before: readonly ListedModel[], after: readonly ListedModel[]): ListedModel[] {
  const read = before.slice(0, 2 * PAGE_MODELS);
  const [newest, last] = [read[0]?._id ?? '', read.at(-1)?._id ?? ''];
  return [...after.filter(({ _id }) => _id > newest || _id < last), ...read];
}

describe('a crawl of a Hub with a fault', () => {
  const rows: string[][] = [];
  afterAll(() =>
    expectDocsTable(
      'faults.md',
      'hub',
      ['scenario', 'injected', 'end state', 'exit code', 'requests', 'store equal'],
      rows,
    ),
  );

  it('has an undisturbed one to be compared with', async () => {
    const hub = await serve({ source, wire: { maxLimit: PAGE_MODELS } });
    const { run } = await crawlAtOnce(storePath(), hub.endpoint, { client: { token: undefined } });
    expect(run).toMatchObject({ status: 'complete', models: 300, retries: 0, rateLimited: 0 });
    rows.push(['none', 'nothing', 'complete', '0', String(run.requests), 'yes']);
  });

  it.each(pageFaults)('is complete, or goes on after a stop, and stores the same: %s', async (name) => {
    const path = storePath();
    const hub = await serveFault(name, source);
    const { error, exitCode, requests } = await crawlThroughFault(path, hub);
    const [dump, calm] = [dumpStore(path), await calmDump(asWalked(everyModel(source), hub.models()))];
    const stop = stops[name];
    rows.push([
      name,
      faults[name]?.injects ?? '',
      error === undefined ? 'complete' : 'stopped, then resumed',
      String(exitCode),
      String(requests),
      isDeepStrictEqual(dump, calm) ? 'yes' : 'no',
    ]);
    expect(dump).toEqual(calm);
    expect(readFileSync(path).includes(TOKEN)).toBe(false);
    if (stop === undefined) {
      expect(error).toBeUndefined();
    } else {
      if (!(error instanceof OaiError)) throw error;
      expect(error).toBeInstanceOf(stop.error);
      expect([error.message, error.why, error.todo].join('\n')).toMatch(stop.says);
      expect(inspect(error, { depth: null })).not.toContain(TOKEN);
    }
  });

  it.each(pageFaults)('stores the same when it is met right after a resume: %s', async (name) => {
    const path = storePath();
    const hub = await serveFault(name, source);
    const stopped = crawlAtOnce(path, hub.endpoint, { maxPages: 2 });
    await expect(stopped).rejects.toThrow(StoppedEarlyError);
    await crawlThroughFault(path, hub);
    expect(queryOne(path, 'SELECT count(*) FROM run')).toBe(1);
    expect(dumpStore(path)).toEqual(await calmDump(asWalked(everyModel(source), hub.models())));
  });
});
