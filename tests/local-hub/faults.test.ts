import { onTestFinished, expect, it } from 'vitest';
import { faultNames, faultyHub } from '../../src/local-hub/faults/faulty-hub.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import type { HubResponse } from '../../src/local-hub/types.js';
import { InstantClock } from '../hub/virtual-clock.js';
import { plainModels } from '../support/models.js';

const source = recordedSource(plainModels(3));

async function answerWith(
  change: Partial<HubResponse>,
): Promise<{ response: Response; clock: InstantClock }> {
  const clock = new InstantClock();
  const hub = await startLocalHub({
    source,
    clock,
    wire: { compression: false },
    intercept: (_, answer) => ({ ...answer(), ...change }),
  });
  onTestFinished(() => hub.close());
  return { response: await fetch(`${hub.endpoint}/api/models`), clock };
}

it('a fault has a name of its own, and no other name is taken', () => {
  expect(new Set(faultNames).size).toBe(faultNames.length);
  expect(() => faultyHub('toString', source)).toThrow(RangeError);
});

it('a fault that changes models leaves those of the source alone', async () => {
  const before = JSON.stringify(plainModels(200));
  const models = plainModels(200);
  const hub = await startLocalHub({
    ...faultyHub('ranking-shift', recordedSource(models)),
    clock: new InstantClock(),
  });
  onTestFinished(() => hub.close());
  for (
    let url: string | undefined = `${hub.endpoint}/api/models?sort=createdAt&limit=40`;
    url !== undefined;
  ) {
    const response: Response = await fetch(url);
    expect(response.status).toBe(200);
    url = /<([^>]*)>/.exec(response.headers.get('link') ?? '')?.[1];
  }
  expect(JSON.stringify(models)).toBe(before);
});

it('a body without length is ended by closing the connection', async () => {
  const { response } = await answerWith({ lengthless: true });
  expect(response.headers.get('content-length')).toBeNull();
  expect(response.headers.get('connection')).toBe('close');
  expect(await response.json()).toHaveLength(3);
});

it('a slow body comes byte by byte', async () => {
  const { response, clock } = await answerWith({ body: '[1,2]', byteEveryMs: 1000 });
  expect(await response.json()).toEqual([1, 2]);
  expect(clock.sleeps).toEqual([1000, 1000, 1000, 1000, 1000]);
});
