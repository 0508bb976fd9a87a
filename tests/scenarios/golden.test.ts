import { join } from 'node:path';
import { listModels } from '@huggingface/hub';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { readRecorded } from '../../src/local-hub/read-recorded.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import type { Recording } from '../../src/local-hub/recordings.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import { concentration } from '../../src/reports/concentration.js';
import type { ReportOutput } from '../../src/reports/types.js';
import { NightReader } from '../../src/store/night-reader.js';
import { openForReading } from '../../src/store/open.js';
import { crawlInto, serve } from '../support/crawl.js';
import { oai } from '../support/cli.js';
import { noContext } from '../support/reports.js';
import { sharedFolder } from '../support/temp.js';

interface TopRow {
  top_share: number | null;
  k: number;
  share: number;
}

interface Golden {
  n: number;
  total: number;
  gini: number;
  median: number;
  top: TopRow[];
  below: { threshold: number; count: number }[];
}

const folder = sharedFolder();

async function crawlRecording(recording: Recording): Promise<string> {
  const source = recordedSource(await readRecorded(recording));
  const hub = await startLocalHub({ source, clock: systemClock, quota: { anonymous: 5000 } });
  const path = join(folder, `${recording}.db`);
  const { complete } = await crawlInto(path, hub.endpoint);
  await hub.close();
  expect(complete).toBe(true);
  return path;
}

function report(path: string, params: Record<string, unknown> = {}): ReportOutput {
  const store = openForReading({ path, clock: systemClock, command: 'test' });
  try {
    return concentration.run(NightReader.open(store.db), params, noContext);
  } finally {
    store.close();
  }
}

const topShare = (golden: Golden, share: number) => golden.top.find(({ top_share }) => top_share === share);
const below = (golden: Golden, limit: number) =>
  golden.below.find(({ threshold }) => threshold === limit)?.count;

// The expected figures were computed independently from the recorded files.
describe('the whole Hub of July 2022, crawled over HTTP', () => {
  let path = '';
  beforeAll(async () => (path = await crawlRecording('july-2022')));

  it('has the known concentration, from the library and from --json alike', async () => {
    const golden = report(path).result as unknown as Golden;
    expect(golden.n).toBe(55_524);
    expect(golden.total).toBe(199_235_153);
    expect(topShare(golden, 0.0001)).toMatchObject({ k: 6 });
    expect(topShare(golden, 0.0001)?.share).toBeCloseTo(0.337, 3);
    expect(topShare(golden, 0.001)).toMatchObject({ k: 56 });
    expect(topShare(golden, 0.001)?.share).toBeCloseTo(0.74, 3);
    expect(topShare(golden, 0.01)).toMatchObject({ k: 555 });
    expect(topShare(golden, 0.01)?.share).toBeCloseTo(0.966, 3);
    expect(topShare(golden, 0.1)?.share).toBeCloseTo(0.998, 3);
    expect(below(golden, 1)).toBe(17_150);
    expect(golden.gini).toBeCloseTo(0.9958, 4);
    expect(golden.median).toBe(2);

    const { code, stdout } = await oai(['report', 'concentration', '--db', path, '--json']);
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as { result: unknown }).result).toEqual(golden);
  });

  it('holds 48.7 % of the downloads in models without a namespace', () => {
    const { result } = report(path, { by: 'author' });
    expect(result['share_without_namespace']).toBeCloseTo(0.487, 3);
  });
});

describe('the sample of May 2026, crawled over HTTP', () => {
  let path = '';
  beforeAll(async () => (path = await crawlRecording('may-2026')));

  it.each([
    {
      metric: '30d',
      total: 511_730_880,
      shares: [0.062, 0.194, 0.693, 0.994],
      zero: 0.033,
      gini: 0.9792,
      median: 10,
    },
    {
      metric: 'all-time',
      total: 7_411_396_448,
      shares: [0.155, 0.385, 0.714, 0.985],
      zero: 0.009,
      gini: 0.9764,
      median: 611,
    },
  ])('has the known concentration of downloads ($metric)', ({ metric, shares, zero, ...known }) => {
    const golden = report(path, { metric }).result as unknown as Golden;
    expect(golden.n).toBe(4167);
    expect(golden.total).toBe(known.total);
    expect([0.0001, 0.001, 0.01].map((share) => topShare(golden, share)?.k)).toEqual([1, 4, 42]);
    [0.0001, 0.001, 0.01, 0.1].forEach((share, place) =>
      expect(topShare(golden, share)?.share).toBeCloseTo(shares[place] ?? NaN, 3),
    );
    expect((below(golden, 1) ?? NaN) / golden.n).toBeCloseTo(zero, 3);
    expect(golden.gini).toBeCloseTo(known.gini, 4);
    expect(golden.median).toBe(known.median);
  });
});

describe('the sample of August 2026, crawled over HTTP', () => {
  let path = '';
  beforeAll(async () => (path = await crawlRecording('august-2026')));

  it('has the known concentration, and says which fields the recording lacks', () => {
    const golden = report(path).result as unknown as Golden;
    expect(golden.n).toBe(15_904);
    expect(golden.total).toBe(911_067_134);
    expect(topShare(golden, 0.01)).toMatchObject({ k: 159 });
    expect(topShare(golden, 0.01)?.share).toBeCloseTo(0.941, 3);
    expect(topShare(golden, 0.001)?.share).toBeCloseTo(0.565, 3);
    expect(below(golden, 1)).toBe(5920);
    expect(golden.gini).toBeCloseTo(0.9945, 4);
    expect(golden.median).toBe(13);
    expect(() => report(path, { metric: 'all-time' })).toThrow(
      /No model of the night .* has downloadsAllTime/,
    );
  });

  it('gives sentence-transformers 28.2 % of the downloads', () => {
    const { result } = report(path, { by: 'author' });
    const [largest] = (result as unknown as { lorenz: { share: number }[] }).lorenz;
    expect(largest?.share).toBeCloseTo(0.282, 3);
  });

  it('is the same rows that listModels() of the official client reads', async () => {
    const source = recordedSource(await readRecorded('august-2026'));
    const hub = await serve({ source, quota: { anonymous: 5000 } });
    const official: string[] = [];
    for await (const { id, name, downloads, likes } of listModels({
      hubUrl: hub.endpoint,
      sort: 'createdAt',
    })) {
      official.push(`${id} ${name} ${downloads} ${likes}`);
    }
    const store = openForReading({ path, clock: systemClock, command: 'test' });
    const ours = store.db
      .prepare<[], string>(
        "SELECT lower(hex(hub_id)) || ' ' || name || ' ' || downloads_30d || ' ' || likes FROM model",
      )
      .pluck()
      .all();
    store.close();
    expect(ours.sort()).toEqual(official.sort());
  });
});
