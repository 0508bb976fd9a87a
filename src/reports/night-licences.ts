import { MissingDataError } from '../errors.js';
import { LICENCE_PREFIX } from '../domain/tags.js';
import type { NightReader } from '../store/night-reader.js';
import { compareText } from './attribution-tally.js';
import { type LicenceClasses, readLicenceClasses } from './licence-classes.js';

/** The licences that the models of a night declare. */
export interface NightLicences {
  /** Identifiers by place, in order; place 0 is null, none. */
  names: readonly (string | null)[];
  /** By place: that of the class. */
  classes: Uint8Array;
  /** By key of the column `licence_key`: the place; key 0 is none. */
  places: Int32Array;
  classified: LicenceClasses;
  /** By place: 1 where `data/licence_classes.csv` does not have the identifier, which counts as custom. */
  isUnlisted: Uint8Array;
}

/** @throws MissingDataError when no model of the night declares a licence */
export function readNightLicences(night: NightReader): NightLicences {
  const column = night.column('licence_key');
  let largest = 0;
  for (const key of column) if (key > largest) largest = key;
  if (largest === 0) {
    throw new MissingDataError(`No model of the night ${night.night.date} declares a licence.`, {
      why: `${night.run.endpoint} sent no tag that begins with license:.`,
      todo: 'Crawl an endpoint that has tags.',
    });
  }
  const isUsed = new Uint8Array(largest + 1);
  for (const key of column) if (key > 0) isUsed[key] = 1;
  const keys: number[] = [];
  isUsed.forEach((used, key) => {
    if (used === 1) keys.push(key);
  });
  const tags = night.tags(keys).map((tag) => tag.slice(LICENCE_PREFIX.length));
  const named = keys
    .map((key, index) => ({ key, name: tags[index] ?? '' }))
    .sort((a, b) => compareText(a.name, b.name));
  const places = new Int32Array(largest + 1);
  named.forEach(({ key }, index) => (places[key] = index + 1));
  const names: (string | null)[] = [null, ...named.map(({ name }) => name)];
  const classified = readLicenceClasses();
  const listed = new Set(classified.licences);
  return {
    names,
    classes: Uint8Array.from(names, (name) => classified.placeOf(name)),
    places,
    classified,
    isUnlisted: Uint8Array.from(names, (name) => Number(name !== null && !listed.has(name))),
  };
}
