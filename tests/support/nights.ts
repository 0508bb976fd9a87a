import type { Clock } from '../../src/clock.js';
import { systemClock } from '../../src/clock.js';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { defaultWire } from '../../src/local-hub/default-wire.js';
import type { LocalHub, WireSwitches } from '../../src/local-hub/types.js';
import type { Run } from '../../src/store/run.js';
import { NightReader, type NightChoice } from '../../src/store/night-reader.js';
import { openForReading } from '../../src/store/open.js';
import { crawlInto, serve } from './crawl.js';
import { testedSource } from './engines.js';

/** A Hub whose models a test may change between nights, and a clock whose wall time it sets. */
export class HubOverTime {
  readonly models: ListedModel[];
  readonly hub: LocalHub;
  readonly path: string;
  /** The wire switches of the Hub, which take effect with the next request. */
  readonly wire: Partial<WireSwitches>;
  #now = 0;

  private constructor(models: ListedModel[], hub: LocalHub, path: string, wire: Partial<WireSwitches>) {
    this.wire = wire;
    this.models = models;
    this.hub = hub;
    this.path = path;
  }

  static async start(models: ListedModel[], path: string): Promise<HubOverTime> {
    const wire: WireSwitches = { ...defaultWire };
    const hub = await serve({ source: recordedSource(models), quota: { anonymous: 1_000_000 }, wire });
    return new HubOverTime(models, hub, path, wire);
  }

  get clock(): Clock {
    return { ...systemClock, now: () => this.#now };
  }

  /** Crawls as if it were that UTC day, at three in the morning. */
  async night(date: string, settings: Parameters<typeof crawlInto>[2] = {}): Promise<Run> {
    this.#now = Date.parse(`${date}T03:00:00Z`);
    const { run } = await crawlInto(this.path, this.hub.endpoint, { ...settings, clock: this.clock });
    return run;
  }
}

/** Reads something out of one night of a store, by the engine that is tested. */
export function readNight<T>(path: string, choice: NightChoice, read: (night: NightReader) => T): T {
  const source = testedSource(path);
  if (source !== undefined) return read(NightReader.from(source, choice));
  const store = openForReading({ path, clock: systemClock, command: 'test' });
  try {
    return read(NightReader.open(store.db, choice));
  } finally {
    store.close();
  }
}
