import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { Pacer, type PacerOptions } from '../../src/hub/pacer.js';
import { seededRandom, SimulatedQuota, type SimulatedQuotaOptions } from './simulated-quota.js';
import { VirtualClock } from './virtual-clock.js';

const LIMIT = 500;
const WINDOW_S = 300;

interface Walk {
  quota: SimulatedQuota;
  /** Requests served in each whole window, in order: the first and the last are cut off by the walk. */
  wholeWindows: number[];
}

/** Walks as fast as the pacer lets it until `endS` of virtual time. */
async function walk(
  endS: number,
  options: {
    concurrency?: number;
    server?: Partial<SimulatedQuotaOptions>;
    pacer?: PacerOptions;
    beforeRequest?: (quota: SimulatedQuota, random: () => number) => void;
  } = {},
): Promise<Walk> {
  const clock = new VirtualClock(0);
  const random = seededRandom(20_261_123);
  const quota = new SimulatedQuota(clock, {
    limit: LIMIT,
    windowS: WINDOW_S,
    round: Math.floor,
    latencyMs: () => 50 + 750 * random(),
    random,
    ...options.server,
  });
  const pacer = new Pacer(clock, options.pacer);
  const worker = async () => {
    while (clock.monotonic() < endS * 1000) {
      const sentAtMs = await pacer.acquire();
      options.beforeRequest?.(quota, random);
      pacer.settle(sentAtMs, await quota.request());
    }
  };
  await clock.run(Promise.all(Array.from({ length: options.concurrency ?? 1 }, worker)));
  const numbers = [...quota.served.keys()].sort((a, b) => a - b).slice(0, -1);
  return { quota, wholeWindows: numbers.map((number) => quota.served.get(number) ?? 0) };
}

describe('Pacer against a fixed window', () => {
  const cases = [
    { rounding: 'down', round: Math.floor, concurrency: 1 },
    { rounding: 'up', round: Math.ceil, concurrency: 1 },
    { rounding: 'to the nearest', round: Math.round, concurrency: 1 },
    { rounding: 'down', round: Math.floor, concurrency: 4 },
    { rounding: 'up', round: Math.ceil, concurrency: 4 },
  ];

  it.each(cases)(
    'is never refused and uses its share, $concurrency at once, seconds rounded $rounding',
    async ({ round, concurrency }) => {
      const { quota, wholeWindows } = await walk(3 * WINDOW_S + 30, { concurrency, server: { round } });
      expect(quota.refused).toBe(0);
      expect(wholeWindows).toHaveLength(3);
      for (const served of wholeWindows) {
        expect(Math.abs(served - 0.95 * LIMIT)).toBeLessThanOrEqual(0.06 * 0.95 * LIMIT);
      }
    },
  );

  it.each([
    { budget: 1, concurrency: 3 },
    { budget: 0.5, concurrency: 2 },
    { budget: 0.1, concurrency: 1 },
  ])('keeps to a budget of $budget', async ({ budget, concurrency }) => {
    const { quota, wholeWindows } = await walk(3 * WINDOW_S + 30, { concurrency, pacer: { budget } });
    expect(quota.refused).toBe(0);
    for (const served of wholeWindows) {
      // A request that waits for the last moment of a window may fall into the next one.
      expect(served).toBeLessThanOrEqual(budget * LIMIT + 3);
      expect(served).toBeGreaterThanOrEqual(0.94 * budget * LIMIT);
    }
  });

  it('is never refused when it starts in the middle of a window of which others used most', async () => {
    let isFirst = true;
    const { quota, wholeWindows } = await walk(2 * WINDOW_S, {
      concurrency: 2,
      server: { phaseMs: -150_000 },
      beforeRequest: (server) => {
        if (isFirst) server.steal(460);
        isFirst = false;
      },
    });
    expect(quota.refused).toBe(0);
    expect(wholeWindows[0]).toBeLessThanOrEqual(LIMIT - 460);
  });

  it('leaves another client its requests and is not refused', async () => {
    const { quota, wholeWindows } = await walk(3 * WINDOW_S + 30, {
      concurrency: 2,
      beforeRequest: (server, random) => {
        if (random() < 0.25) server.steal(Math.ceil(4 * random()));
      },
    });
    expect(quota.refused).toBe(0);
    for (const served of wholeWindows) expect(served).toBeLessThan(0.8 * LIMIT);
  });

  it('walks through scaled windows of one second without being refused', async () => {
    for (const round of [Math.floor, Math.ceil, Math.round]) {
      const { quota, wholeWindows } = await walk(12, {
        server: { limit: 20, windowS: 1, round, latencyMs: () => 5, phaseMs: -400 },
      });
      expect(quota.refused).toBe(0);
      expect(wholeWindows.length).toBeGreaterThanOrEqual(5);
    }
  });

  it('goes on in a window that allows a single request', async () => {
    const { quota } = await walk(50, { server: { limit: 1, windowS: 10 } });
    expect(quota.refused).toBe(0);
    expect([...quota.served.values()].reduce((sum, served) => sum + served)).toBeGreaterThanOrEqual(4);
  });
});

describe('Pacer', () => {
  it('spaces requests evenly at the documented quota while the server tells none', async () => {
    const clock = new VirtualClock(0);
    const pacer = new Pacer(clock, { documentedLimit: 1000, budget: 0.5 });
    const starts = await clock.run(
      (async () => {
        const sent: number[] = [];
        for (let count = 0; count < 4; count += 1) {
          const sentAtMs = await pacer.acquire();
          sent.push(sentAtMs);
          pacer.settle(sentAtMs, {});
        }
        return sent;
      })(),
    );
    expect(starts).toEqual([0, 600, 1200, 1800]);
    expect(pacer.waitedMs).toBe(1800);
  });

  it('takes the spacing from a server that tells its policy but not what is left', async () => {
    const clock = new VirtualClock(0);
    const pacer = new Pacer(clock, { budget: 1 });
    pacer.settle(await pacer.acquire(), { limit: 10, windowS: 20 });
    expect(await clock.run(pacer.acquire())).toBe(2000);
  });

  it('does not let a late response give back what was used', async () => {
    const clock = new VirtualClock(0);
    const pacer = new Pacer(clock, { budget: 1, unknownIntervalMs: 0 });
    const early = await pacer.acquire();
    const later = await pacer.acquire();
    const window = { limit: 100, windowS: 300, resetS: 300 };
    pacer.settle(later, { ...window, remaining: 0 });
    pacer.settle(early, { ...window, remaining: 99 });
    expect(await clock.run(pacer.acquire())).toBeGreaterThanOrEqual(300_000);
  });

  it('ignores a response of the last window that comes in the new one', async () => {
    const clock = new VirtualClock(0);
    const pacer = new Pacer(clock, { budget: 1, unknownIntervalMs: 0 });
    const slow = await pacer.acquire();
    const quick = await pacer.acquire();
    pacer.settle(quick, { limit: 100, windowS: 300, remaining: 1, resetS: 10 });
    const afterReset = await clock.run(pacer.acquire());
    pacer.settle(afterReset, { limit: 100, windowS: 300, remaining: 99, resetS: 299 });
    pacer.settle(slow, { limit: 100, windowS: 300, remaining: 0, resetS: 10 });
    expect(await clock.run(pacer.acquire())).toBe(afterReset);
  });

  it('reckons that the server has not counted what is still on its way', async () => {
    const clock = new VirtualClock(0);
    const pacer = new Pacer(clock, { budget: 1, unknownIntervalMs: 0 });
    await pacer.acquire();
    pacer.settle(await pacer.acquire(), { limit: 100, windowS: 300, remaining: 1, resetS: 100 });
    expect(await clock.run(pacer.acquire())).toBeGreaterThanOrEqual(100_000);
  });

  it('does not believe in a reset further away than a whole window', async () => {
    const clock = new VirtualClock(0);
    const pacer = new Pacer(clock, { budget: 1 });
    pacer.settle(await pacer.acquire(), { limit: 100, windowS: 10, remaining: 0, resetS: 3000 });
    const sentAtMs = await clock.run(pacer.acquire());
    expect(sentAtMs).toBeGreaterThanOrEqual(10_000);
    expect(sentAtMs).toBeLessThan(11_000);
  });

  it('sends at once while half of its share is left, then spreads the rest evenly up to the reset', async () => {
    const clock = new VirtualClock(0);
    const pacer = new Pacer(clock, { budget: 0.8, unknownIntervalMs: 0 });
    const starts = await clock.run(
      (async () => {
        const sent: number[] = [];
        for (let remaining = 9; remaining >= 2; remaining -= 1) {
          const sentAtMs = await pacer.acquire();
          sent.push(sentAtMs);
          const resetS = Math.floor((100_000 - sentAtMs) / 1000);
          pacer.settle(sentAtMs, { limit: 10, windowS: 100, remaining, resetS });
        }
        return sent;
      })(),
    );
    expect(starts.slice(0, 4)).toEqual([0, 0, 0, 0]);
    const gaps = starts.slice(4).map((startMs, index) => startMs - (starts[index + 3] ?? 0));
    for (const gap of gaps) expect(Math.abs(gap - 20_000)).toBeLessThan(600);
  });

  it('lets nothing go while it is held, and counts a common wait once', async () => {
    const clock = new VirtualClock(0);
    const waits: string[] = [];
    const pacer = new Pacer(clock, { unknownIntervalMs: 0, onWait: (reason) => waits.push(reason) });
    pacer.hold(7_000);
    pacer.hold(2_000);
    expect(await clock.run(Promise.all([pacer.acquire(), pacer.acquire()]))).toEqual([7_000, 7_000]);
    expect(pacer.waitedMs).toBe(7_000);
    expect(waits).toEqual(['rate-limit', 'rate-limit']);
  });

  it('rejects with the reason of an abort in the middle of a wait', async () => {
    const clock = new VirtualClock(0);
    const pacer = new Pacer(clock);
    pacer.hold(60_000);
    const controller = new AbortController();
    const reason = new Error('enough');
    const waiting = pacer.acquire(controller.signal);
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(clock.monotonic()).toBe(0);
  });

  it.each([0, -1, 1.01, Number.NaN])('refuses a budget of %d', (budget) => {
    expect(() => new Pacer(new VirtualClock(), { budget })).toThrow(UsageError);
  });
});
