import { systemClock } from '../../src/clock.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import { firstObjectIdOf } from '../../src/domain/object-id.js';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { crawlInto } from './crawl.js';
import { mulberry32 } from './random.js';

/** A model over time. Days are since 1970-01-01 UTC, ages in days since its creation. */
export interface Life {
  id: string;
  born: number;
  /** All-time downloads at an age; undefined where the Hub does not say. */
  count: (age: number) => number | undefined;
  parameters?: number;
  /** The ages at which the Hub lists it; by default all from 0 on. */
  seen?: (age: number) => boolean;
}

/** 2026-01-01. */
export const DAY_ZERO = Date.UTC(2026, 0, 1) / 86_400_000;
/** So many old models stand by, so that a few coming or going make no night suspect. */
const STANDING_BY = 150;

/** Crawls a Hub on each of the days, as the lives have it then, into the store at `path`. */
export async function liveThrough(
  path: string,
  lives: readonly Life[],
  days: readonly number[],
): Promise<void> {
  const models: ListedModel[] = [];
  const hub = await startLocalHub({
    source: recordedSource(models),
    quota: { anonymous: 1_000_000 },
    clock: systemClock,
  });
  for (const day of days) {
    const listing = lives.flatMap((life, index) => listed(life, index, day));
    models.splice(0, Infinity, ...standingBy(), ...listing);
    const clock = { ...systemClock, now: () => (day * 24 + 3) * 3_600_000 };
    await crawlInto(path, hub.endpoint, { clock, extraFields: ['gguf'] });
  }
  await hub.close();
}

function standingBy(): ListedModel[] {
  return Array.from({ length: STANDING_BY }, (_, index) => ({
    _id: firstObjectIdOf(1_600_000_000 + index),
    id: `old/model-${index}`,
    private: false,
    downloads: 100,
    likes: 0,
    downloadsAllTime: 1_000_000,
    createdAt: '2024-01-01T00:00:00.000Z',
    tags: [],
    safetensors: { total: 2e9 },
  }));
}

function listed(
  { id, born, count, parameters, seen = () => true }: Life,
  index: number,
  day: number,
): ListedModel[] {
  const age = day - born;
  if (age < 0 || !seen(age)) return [];
  const downloads = count(age);
  return [
    {
      _id: firstObjectIdOf(1_700_000_000 + index),
      id,
      private: false,
      downloads: 0,
      likes: 0,
      // Two in the morning: nights are at three.
      createdAt: new Date(born * 86_400_000 + 7_200_000).toISOString(),
      tags: [],
      ...(downloads !== undefined && { downloadsAllTime: downloads }),
      ...(parameters !== undefined && { safetensors: { total: parameters } }),
    },
  ];
}

const SIZES = [undefined, 5e7, 2e9, 8e9, 9.5e9, 2e11];

/** Lives of all kinds: steep and flat, sized or not, with counts that fall or lack, uploaded late, deleted early; the same for the same seed. */
export function randomLives(many: number, lastAge: number, seed: number): Life[] {
  const random = mulberry32(seed);
  return Array.from({ length: many }, (_, index): Life => {
    const born = DAY_ZERO - 10 + Math.floor(random() * lastAge * 0.7);
    const steps = Array.from({ length: lastAge + 20 }, () => Math.floor(3000 ** random()) - 1);
    const isIdle = random() < 0.15;
    let sum = 0;
    const counts = steps.map(
      (step) => (sum = isIdle ? 0 : random() < 0.02 ? Math.floor(sum * 0.8) : sum + step),
    );
    const lacking = new Set(steps.flatMap((_, age) => (random() < 0.03 ? [age] : [])));
    const from = random() < 0.1 ? Math.floor(random() * 15) : 0;
    const until = random() < 0.1 ? Math.floor(random() * lastAge) : Infinity;
    const parameters = SIZES[Math.floor(random() * SIZES.length)];
    return {
      id: `author-${index % 5}/model-${index}`,
      born,
      count: (age) => (lacking.has(age) ? undefined : counts[age]),
      seen: (age) => age >= from && age <= until,
      ...(parameters !== undefined && { parameters }),
    };
  });
}

/** The first day and about half of those after it. */
export function randomNights(lastDay: number, seed: number): number[] {
  const random = mulberry32(seed);
  return Array.from({ length: lastDay + 1 }, (_, day) => DAY_ZERO + day).filter(
    (day) => day === DAY_ZERO || random() < 0.5,
  );
}

/** All-time counts by night, as the Hub showed them: what a plain loop can go over. */
export function shownCount({ born, count, seen = () => true }: Life, day: number): number | undefined {
  const age = day - born;
  return age < 0 || !seen(age) ? undefined : count(age);
}

/** Whether the release of a life lies within the history that those nights are, by a plain look at each. */
export function isReleased(life: Life, nights: readonly number[]): 'late' | 'within' | 'no' {
  const firstSeen = nights.findIndex((day) => shownCount(life, day) !== undefined);
  const [first = 0] = nights;
  if (firstSeen === -1 || life.born < first - 3) return 'no';
  return firstSeen > 0 && (nights[firstSeen - 1] ?? 0) > life.born + 3 ? 'late' : 'within';
}
