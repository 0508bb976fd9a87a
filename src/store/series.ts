import type { ModelsOfAuthor } from './authors-of-models.js';
import type { Night } from './night.js';
import type { NightColumn } from './night-columns.js';
import type { NightSource } from './night-source.js';

/** A model whose values count towards a series, on the nights that `belongs` says. */
export interface SeriesMember {
  modelKey: number;
  belongs: (nightKey: number) => boolean;
}

/** What one night holds of the members of a series. */
export interface NightTally {
  night: Night;
  /** Members that the night saw. */
  models: number;
  /** Of those, how many have no value. */
  lacking: number;
  /** Sum of the others' values; exact below 2^53. */
  value: number;
}

/** Every model that an author has or had, each belonging to the series while its name was the author's. */
export function authorMembers({ authorKey, models }: ModelsOfAuthor): SeriesMember[] {
  return models.map(({ modelKey, authorKey: now, former }) => ({
    modelKey,
    belongs: (nightKey) => {
      const then = former.find(({ untilNight }) => untilNight > nightKey);
      return (then === undefined ? now : then.authorKey) === authorKey;
    },
  }));
}

/** Adds up one column over the members, night by night; `nights` are whole ones in the order they were taken. */
export function tallyNights(
  source: Pick<NightSource, 'series'>,
  column: NightColumn,
  members: readonly SeriesMember[],
  nights: readonly Night[],
): NightTally[] {
  const seen = sumNights(source, 'present', members, nights);
  const valued = sumNights(source, column, members, nights);
  return nights.map((night, index) => {
    const models = seen[index]?.count ?? 0;
    const { count, sum } = valued[index] ?? { count: 0, sum: 0 };
    return { night, models, lacking: models - count, value: sum };
  });
}

function sumNights(
  source: Pick<NightSource, 'series'>,
  column: NightColumn,
  members: readonly SeriesMember[],
  nights: readonly Night[],
): { count: number; sum: number }[] {
  const keys = members.map(({ modelKey }) => modelKey);
  return source.series(column, keys, nights).map((values, index) => {
    const nightKey = nights[index]?.nightKey ?? NaN;
    const total = { count: 0, sum: 0 };
    for (const [place, { belongs }] of members.entries()) {
      const value = values[place] ?? NaN;
      if (Number.isNaN(value) || !belongs(nightKey)) continue;
      total.count += 1;
      total.sum += value;
    }
    return total;
  });
}
