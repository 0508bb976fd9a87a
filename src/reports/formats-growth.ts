import { MissingDataError } from '../errors.js';
import type { NightReader } from '../store/night-reader.js';
import { compareText } from './attribution-tally.js';
import type { FormatsResult, GrowthRow } from './formats-result.js';

/** The library of every model as a place in `names`; the first is null, for those that declare none. */
export interface Formats {
  names: (string | null)[];
  places: Int32Array;
}

export function readFormats(night: NightReader): Formats {
  const keys = night.column('library_key');
  const placeOfKey = new Map([[0, 0]]);
  const places = new Int32Array(keys.length);
  let [lastKey, lastPlace] = [0, 0];
  for (let position = 0; position < keys.length; position += 1) {
    const key = keys[position] || 0;
    if (key !== lastKey) {
      lastPlace = placeOfKey.get(key) ?? placeOfKey.size;
      placeOfKey.set(key, lastPlace);
      lastKey = key;
    }
    places[position] = lastPlace;
  }
  const [, ...named] = placeOfKey.keys();
  return { names: [null, ...night.tags(named)], places };
}

/**
 * The models of each library on an earlier night and on this one; null where no earlier one is asked for.
 * @throws MissingDataError when the history does not reach back, or that night has no libraries
 */
export function formatGrowth(night: NightReader, from: string | undefined): FormatsResult['growth'] {
  if (from === undefined) return null;
  const earlier = night.at({ asOf: from });
  if (earlier.night.nightKey >= night.night.nightKey) {
    throw new MissingDataError(`There is no growth from ${from} to ${night.night.date} in this store.`, {
      why: `The night at or before the one is ${earlier.night.date}, at or before the other ${night.night.date}.`,
      todo: 'Choose days with two different nights between them; `oai runs` lists the nights.',
    });
  }
  if (earlier.count('library_key') === 0) {
    throw new MissingDataError(`No model of the night ${earlier.night.date} declares a library.`, {
      why: 'Growth takes two nights that have library_name.',
      todo: 'Choose a later --from.',
    });
  }
  const [before, now] = [countFormats(earlier), countFormats(night)];
  const rows = [...new Set([...before.keys(), ...now.keys()])].map((format): GrowthRow => {
    const [then, today] = [before.get(format) ?? 0, now.get(format) ?? 0];
    return { format, before: then, now: today, growth: then === 0 ? null : today / then - 1 };
  });
  return {
    from: earlier.night.date,
    to: night.night.date,
    rows: rows.sort((a, b) => b.now - a.now || compareText(a.format ?? '', b.format ?? '')),
  };
}

function countFormats(night: NightReader): Map<string | null, number> {
  const { names, places } = readFormats(night);
  const present = night.column('present');
  const counts = new Float64Array(names.length);
  for (let position = 0; position < places.length; position += 1) {
    const place = places[position] ?? 0;
    if (present[position] === 1) counts[place] = (counts[place] ?? 0) + 1;
  }
  return new Map(names.map((name, place) => [name, counts[place] ?? 0]));
}
