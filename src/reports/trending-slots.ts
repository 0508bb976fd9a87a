import type { Attribution, Reading } from '../registry/attribution.js';
import { topPositions } from '../statistics/top-positions.js';
import {
  type Bounds,
  boundsOf,
  type Coverage,
  coverageOf,
  largestSways,
  type Sway,
} from './attribution-doubt.js';
import { compareText, type Holding, shareOf, type ValueOf } from './attribution-tally.js';
import type { GroupBy, ListName, Standing, WeekRow } from './trending-result.js';

/** Personal accounts count as one class, wherever they are. */
export const INDIVIDUALS = 'individuals';

/** What a reading counts as in each grouping. */
export const groupOf: Readonly<Record<GroupBy, ValueOf>> = {
  country: (reading) => (isIndividual(reading) ? INDIVIDUALS : reading.country.value),
  type: ({ type }) => (type.value === 'individual' ? INDIVIDUALS : type.value),
  entity: (reading) => (isIndividual(reading) ? INDIVIDUALS : reading.entity.id),
};

function isIndividual({ type }: Reading): boolean {
  return type.value === 'individual';
}

/** A place among the first; models tied for the last ones share them. */
export interface Slot {
  position: number;
  /** 1, or less where it is shared. */
  weight: number;
}

/**
 * The `n` largest values above zero. Those tied for the last places have an equal part of them each, so that the order of
 * the models decides nothing.
 * @param values one number per position, NaN where there is none
 */
export function topSlots(values: Float64Array, n: number): Slot[] {
  const top = topPositions(values, n);
  const last = top.at(-1);
  if (last === undefined) return [];
  const least = values[last] ?? 0;
  const above = top.filter((position) => (values[position] ?? 0) > least);
  const tied: number[] = [];
  for (let position = 0; position < values.length; position += 1) {
    if (values[position] === least) tied.push(position);
  }
  const left = top.length - above.length;
  return [
    ...above.map((position) => ({ position, weight: 1 })),
    ...tied.map((position) => ({ position, weight: left / tied.length })),
  ];
}

/** Who holds a slot: whoever uploaded the model, and whoever uploaded the base at its root. Null is not known. */
export interface SlotHolder {
  author: Attribution | null;
  root: Attribution | null;
}

interface GroupTally {
  slots: number;
  byRoot: number;
  byEither: number;
  mostAtOnce: number;
  mostAtOnceOn: string;
}

/** Slots of one list, by group. */
export class SlotTally {
  readonly #valueOf: ValueOf;
  readonly #labels = new Map<string | null, string | null>([[null, null]]);
  readonly #groups = new Map<string | null, GroupTally>();
  readonly #weeks = new Map<string, Map<string | null, GroupTally>>();
  readonly #holdings = new Map<Attribution | null, Holding>();
  readonly #by: GroupBy;
  #total = 0;
  #lists = 0;

  constructor(by: GroupBy) {
    this.#by = by;
    this.#valueOf = groupOf[by];
  }

  /** How many lists were added. */
  get lists(): number {
    return this.#lists;
  }

  get total(): number {
    return this.#total;
  }

  /**
   * Adds the first of one list.
   * @param week the Monday that it belongs to
   * @param day the day the list is of, `YYYY-MM-DD`
   */
  add(slots: readonly (SlotHolder & { weight: number })[], week: string, day: string): void {
    this.#lists += 1;
    const now = new Map<string | null, number>();
    for (const { author, root, weight } of slots) {
      const made = this.#groupOf(author);
      const based = this.#groupOf(root);
      this.#total += weight;
      for (const groups of [this.#groups, this.#weekOf(week)]) {
        tallyOf(groups, made).slots += weight;
        tallyOf(groups, made).byEither += weight;
        tallyOf(groups, based).byRoot += weight;
        if (based !== made) tallyOf(groups, based).byEither += weight;
      }
      now.set(made, (now.get(made) ?? 0) + weight);
      const holding = this.#holdings.get(author) ?? {
        attribution: author,
        counted: 0,
        models: 0,
        newModels: 0,
      };
      holding.counted += weight;
      holding.models += 1;
      this.#holdings.set(author, holding);
    }
    for (const [group, held] of now) {
      const tally = tallyOf(this.#groups, group);
      if (held <= tally.mostAtOnce) continue;
      tally.mostAtOnce = held;
      tally.mostAtOnceOn = day;
    }
  }

  /** Every group with its share of the slots, the largest first, the unknown last and without a rank. */
  standings(list: ListName): Standing[] {
    const holdings = this.#heldSlots();
    const ordered = [...this.#groups].sort(byOrder);
    return ordered.map(([group, tally], index) => ({
      list,
      rank: group === null ? null : index + 1,
      group: this.#labels.get(group) ?? group,
      ...this.#sharesOf(tally, this.#total),
      ...(group === null ? { low: null, high: null } : this.#bounds(holdings, group)),
      most_at_once: tally.mostAtOnce,
      most_at_once_on: tally.mostAtOnceOn,
    }));
  }

  weeks(list: ListName): WeekRow[] {
    return [...this.#weeks]
      .sort(([a], [b]) => compareText(a, b))
      .flatMap(([week, groups]) => {
        const total = [...groups.values()].reduce((sum, { slots }) => sum + slots, 0);
        return [...groups].sort(byOrder).map(([group, tally]) => ({
          list,
          week,
          group: this.#labels.get(group) ?? group,
          ...this.#sharesOf(tally, total),
        }));
      });
  }

  coverage(): Coverage[] {
    return coverageOf(this.#heldSlots());
  }

  sways(): Sway[] {
    return largestSways(this.#heldSlots(), this.#valueOf);
  }

  #heldSlots(): Holding[] {
    return [...this.#holdings.values()];
  }

  #bounds(holdings: readonly Holding[], group: string): Bounds {
    return boundsOf(holdings, this.#valueOf, (value) => value === group);
  }

  #sharesOf({ slots, byRoot, byEither }: GroupTally, total: number) {
    return {
      slots,
      share: shareOf(slots, total),
      share_by_root: shareOf(byRoot, total),
      share_by_either: shareOf(byEither, total),
    };
  }

  #weekOf(week: string): Map<string | null, GroupTally> {
    const groups = this.#weeks.get(week) ?? new Map<string | null, GroupTally>();
    this.#weeks.set(week, groups);
    return groups;
  }

  #groupOf(attribution: Attribution | null): string | null {
    if (attribution === null) return null;
    const group = this.#valueOf(attribution);
    const isEntity = this.#by === 'entity' && group === attribution.entity.id;
    this.#labels.set(group, isEntity ? attribution.entity.name : group);
    return group;
  }
}

function tallyOf(groups: Map<string | null, GroupTally>, group: string | null): GroupTally {
  const tally = groups.get(group) ?? { slots: 0, byRoot: 0, byEither: 0, mostAtOnce: 0, mostAtOnceOn: '' };
  groups.set(group, tally);
  return tally;
}

type Entry = [string | null, GroupTally];

function byOrder(
  [a, { slots: slotsA, byRoot: rootA }]: Entry,
  [b, { slots: slotsB, byRoot: rootB }]: Entry,
): number {
  return (
    Number(a === null) - Number(b === null) ||
    slotsB - slotsA ||
    rootB - rootA ||
    compareText(a ?? '', b ?? '')
  );
}
