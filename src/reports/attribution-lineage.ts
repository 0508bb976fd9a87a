import { NO_ROOT, rootNodes } from '../statistics/root-nodes.js';
import type { NightReader } from '../store/night-reader.js';
import { keptByNight } from './kept-by-night.js';
import { integer, type Phrase, phrase } from './phrase.js';

/** Who a model counts for: its uploader, the account of its direct base, or that of the base at its root. */
export type AttributionView = 'author' | 'base' | 'root';

/** How the bases of a night were found. All are counts of models of the night. */
export interface AttributionLineage {
  /** Models that declare a base. */
  with_base: number;
  /** Of those, whose direct base is a model of the night... */
  found: number;
  /** ...and among them, found by a name that the base had before. */
  renamed: number;
  /** Whose direct base is not there: its name alone says whose it is. */
  missing: number;
  /** Which name themselves: counted as models without a base. */
  self: number;
  /** Whose bases run in a circle, or lead into one: without a root, they count for their uploader. */
  without_root: number;
  /** Which declare several bases: the nearest one counts. As the store last saw them. */
  several: number;
}

/** The way from each model to the one it counts for. */
export interface Descent {
  lineage: AttributionLineage;
  /** Keys of the bases that no model of the night stands for. */
  missingBases: number[];
  /** By position: the account of each model's base. */
  accounts: (uploaders: Int32Array, accountOfBase: (base: number) => number) => Int32Array;
}

/** Follows the direct bases of a night: by a base's present name, else a former one. */
export function readDescent(night: NightReader, view: 'base' | 'root'): Descent {
  const { next, missing, lineage: found } = directBases(night);
  const { ends, withoutRoot } = view === 'base' ? { ends: next, withoutRoot: 0 } : roots(night);
  const lineage = { ...found, without_root: withoutRoot };
  const missingBases: number[] = [];
  missing.forEach((isMissing, base) => {
    if (isMissing === 1) missingBases.push(base);
  });
  const { size } = night;
  return {
    lineage,
    missingBases,
    accounts: (uploaders, accountOfBase) => {
      const ofBase = new Int32Array(missing.length);
      for (const base of missingBases) ofBase[base] = accountOfBase(base);
      const accounts = uploaders.slice();
      for (let position = 0; position < size; position += 1) {
        const end = ends[position] ?? -1;
        if (end >= 0) accounts[position] = (end < size ? uploaders[end] : ofBase[end - size]) ?? 0;
      }
      return accounts;
    },
  };
}

const directBases = keptByNight(readDirectBases);

const roots = keptByNight((night) => {
  const ends = rootNodes(directBases(night).next);
  let withoutRoot = 0;
  for (const root of ends) if (root === NO_ROOT) withoutRoot += 1;
  return { ends, withoutRoot };
});

interface DirectBases {
  /** By position: that of the base; -1 for none; `night.size` and the base's key where no model of the night is it. */
  next: Int32Array;
  /** By base key: 1 where no model of the night is it and one declares it. */
  missing: Uint8Array;
  lineage: AttributionLineage;
}

function readDirectBases(night: NightReader): DirectBases {
  const { size } = night;
  const baseKeys = night.column('base_key');
  const present = night.column('present');
  const { positions, renamed } = night.bases();
  const next = new Int32Array(size).fill(-1);
  const missing = new Uint8Array(positions.length);
  const lineage = { with_base: 0, found: 0, renamed: 0, missing: 0, self: 0, without_root: 0, several: 0 };
  for (let position = 0; position < size; position += 1) {
    const base = baseKeys[position] || 0;
    if (base === 0) continue;
    lineage.with_base += 1;
    const at = positions[base] ?? -1;
    if (at === position) {
      lineage.self += 1;
    } else if (present[at] === 1) {
      next[position] = at;
      lineage.found += 1;
      lineage.renamed += renamed[base] ?? 0;
    } else {
      next[position] = size + base;
      missing[base] = 1;
      lineage.missing += 1;
    }
  }
  return { next, missing, lineage: { ...lineage, several: night.severalBases() } };
}

/** How sure the lineage is; nothing where models count for their uploader. */
export function lineageCaveats(lineage: AttributionLineage | null): Phrase[] {
  if (lineage === null) return [];
  const { with_base, found, renamed, missing, self, without_root, several } = lineage;
  return [
    phrase`${integer(with_base)} models declare a base: ${integer(found)} are found (${integer(renamed)} by a former name), ${integer(missing)} are not there and count by their name, ${integer(self)} name themselves.`,
    phrase`Of several bases (${integer(several)} models) the nearest counts; bases in a circle (${integer(without_root)} models) leave a model with its uploader.`,
  ];
}
