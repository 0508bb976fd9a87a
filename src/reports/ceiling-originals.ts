import type { NightReader } from '../store/night-reader.js';
import type { AttributedModels } from './attribution.js';
import { CONVERSION_LIBRARIES, COPY_ROLES, type OriginalCounts } from './ceiling-result.js';
import { creationDates, creationIndex } from './creation.js';
import { hasBaseReader } from './has-base-reader.js';

/** The original models of a night by place of the registry and month of creation. */
export interface Originals {
  /** `2022-03` up to the month of the night. */
  months: readonly string[];
  /** By position: place times the number of months, plus the month; -1 for what is no original. */
  cells: Int32Array;
  cellCount: number;
  /** By position, parameters; NaN where the size is not known or the model is no original. */
  sizes: Float64Array;
  /** Columns of the night: those of safetensors, and of creation. */
  parameters: Float64Array;
  created: Float64Array;
  counts: OriginalCounts;
}

const NO_MONTH = -1;

/**
 * One pass over the models.
 * @param isWanted by place of the registry
 */
export function readOriginals(
  night: NightReader,
  { accounts, places, attributions }: AttributedModels,
  isWanted: readonly boolean[],
): Originals {
  const { size } = night;
  const { months, monthOf } = readMonths(night.night.day);
  const conversions = libraryKeys(night, CONVERSION_LIBRARIES);
  const copyRoles: readonly (string | null)[] = COPY_ROLES;
  const isCopy = attributions.map(({ role }) => copyRoles.includes(role.value));
  const hasBase = hasBaseReader(night);
  const libraries = night.column('library_key');
  const [created, present] = [night.column('created_at'), night.column('present')];
  const [parameters, gguf] = [night.column('parameters'), night.column('gguf_parameters')];
  const cells = new Int32Array(size).fill(-1);
  const sizes = new Float64Array(size).fill(NaN);
  const counts = { models: 0, originals: 0, copies: 0, conversions: 0, derivatives: 0, undated: 0 };
  for (let position = 0; position < size; position += 1) {
    const place = places[accounts[position] ?? -1] ?? -1;
    if (present[position] !== 1 || isWanted[place] !== true) continue;
    counts.models += 1;
    if (isCopy[place] === true) {
      counts.copies += 1;
    } else if (conversions.has(libraries[position] ?? NaN)) {
      counts.conversions += 1;
    } else if (hasBase(position)) {
      counts.derivatives += 1;
    } else {
      counts.originals += 1;
      const month = monthOf(created[position] ?? NaN);
      if (month === NO_MONTH) {
        counts.undated += 1;
        continue;
      }
      cells[position] = place * months.length + month;
      // A total of zero is no size.
      sizes[position] = parameters[position] || gguf[position] || NaN;
    }
  }
  const cellCount = attributions.length * months.length;
  return { months, cells, cellCount, sizes, parameters, created, counts };
}

function readMonths(lastDay: number): { months: string[]; monthOf: (createdS: number) => number } {
  const monthOfDay = creationDates(lastDay).map((date) => date.slice(0, 7));
  const months = [...new Set(monthOfDay)];
  const numbers = new Map(months.map((month, index) => [month, index]));
  // Index 0 is the day that the Hub dates everything older.
  const byIndex = Int16Array.from([NO_MONTH, ...monthOfDay.map((month) => numbers.get(month) ?? NO_MONTH)]);
  return { months, monthOf: (createdS) => byIndex[creationIndex(createdS, lastDay)] ?? NO_MONTH };
}

function libraryKeys(night: NightReader, names: readonly string[]): ReadonlySet<number> {
  const keys = [...new Set(night.column('library_key'))].filter((key) => !Number.isNaN(key));
  const libraries = night.tags(keys);
  return new Set(keys.filter((_, index) => names.includes((libraries[index] ?? '').toLowerCase())));
}

/** Countries or bodies whose places are compared; one place may be of several. */
export interface PlaceGroup {
  country: string;
  places: readonly number[];
}

/** What the originals of a group and a month have most of. */
export interface Top {
  value: number;
  /** Of all that have as much. */
  positions: number[];
}

/**
 * The largest values of each group and month; undefined where none is above zero.
 * @param values by position, NaN where there is none
 * @returns by group and month
 */
export function topOfGroups(
  { cells, cellCount, months }: Originals,
  values: Float64Array,
  groups: readonly PlaceGroup[],
): (Top | undefined)[][] {
  const best = new Float64Array(cellCount);
  for (let position = 0; position < cells.length; position += 1) {
    const cell = cells[position] ?? -1;
    if (cell >= 0 && (values[position] ?? NaN) > (best[cell] ?? 0)) best[cell] = values[position] ?? 0;
  }
  const cellsOf = ({ places }: PlaceGroup, month: number): number[] =>
    places.map((place) => place * months.length + month);
  const tops = groups.map((group) =>
    months.map((_, month) => {
      const own = cellsOf(group, month);
      const value = own.reduce((most, cell) => Math.max(most, best[cell] ?? 0), 0);
      return { value, cells: value === 0 ? [] : own.filter((cell) => best[cell] === value) };
    }),
  );
  const positions = positionsOfBest(
    cells,
    values,
    best,
    tops.flatMap((ofGroup) => ofGroup.flatMap((top) => top.cells)),
  );
  return tops.map((ofGroup) =>
    ofGroup.map(({ value, cells: own }) =>
      value === 0 ? undefined : { value, positions: own.flatMap((cell) => positions.get(cell) ?? []) },
    ),
  );
}

/** By cell of those asked for, the positions that have its best value. */
function positionsOfBest(
  cells: Int32Array,
  values: Float64Array,
  best: Float64Array,
  asked: readonly number[],
): Map<number, number[]> {
  const isAsked = new Uint8Array(best.length);
  for (const cell of asked) isAsked[cell] = 1;
  const found = new Map<number, number[]>();
  for (let position = 0; position < cells.length; position += 1) {
    const cell = cells[position] ?? -1;
    if (isAsked[cell] !== 1 || values[position] !== best[cell]) continue;
    const positions = found.get(cell);
    if (positions === undefined) found.set(cell, [position]);
    else positions.push(position);
  }
  return found;
}
