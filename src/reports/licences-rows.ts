import { countryName, isCountry } from '../registry/country.js';
import { ratio } from '../statistics/ratio.js';
import { compareText } from './attribution-tally.js';
import { NONE } from './licence-classes.js';
import type { CrossTally } from './cross-tally.js';
import type { ClassRow, CrossRow, Held, LicenceRow, Split } from './licences-result.js';
import type { NightLicences } from './night-licences.js';

/** So many licences are a group of their own. */
const LICENCES_APART = 5;
const OTHERS = 'other licences';

/** The rows that the tallies of the licences make. */
export class LicenceRows {
  /** What bands and countries are divided by, none declared last. */
  readonly groups: readonly string[];
  readonly #found: NightLicences;
  /** By place of a licence: its models, and the place of its group. */
  readonly #held: readonly Held[];
  readonly #groupOf: readonly number[];
  readonly #none: number;

  /** @param tally of every model once */
  constructor(found: NightLicences, tally: CrossTally, by: 'class' | 'licence') {
    this.#found = found;
    this.#held = found.names.map((_, licence) => tally.ofRow(licence));
    this.#none = found.classified.names.indexOf(NONE);
    const { groups, groupOf } = by === 'class' ? this.#byClass() : this.#byLicence();
    this.groups = groups;
    this.#groupOf = groupOf;
  }

  /** The models of the licences at the places for which `isPart` holds. */
  sum(isPart: (licence: number) => boolean): Held {
    return sumHeld(this.#held.filter((_, licence) => isPart(licence)));
  }

  get declared(): Held {
    return this.sum((licence) => this.#isDeclared(licence));
  }

  /** The most models first, equal ones by name. */
  licences(): LicenceRow[] {
    const { names, classified, classes } = this.#found;
    const [all, declared] = [this.sum(() => true), this.declared];
    return names
      .map((licence, place): LicenceRow => ({
        licence,
        class: classified.names[classes[place] ?? 0] ?? '',
        ...shares(this.#held[place] ?? nothing, all, this.#isDeclared(place) ? declared : null),
      }))
      .filter(({ models }) => models > 0)
      .sort((a, b) => b.models - a.models || compareText(a.licence ?? '', b.licence ?? ''));
  }

  /** In their order. */
  classes(): ClassRow[] {
    const { classified, classes } = this.#found;
    const [all, declared] = [this.sum(() => true), this.declared];
    return classified.names.map((name, place) => ({
      class: name,
      ...shares(
        this.sum((licence) => classes[licence] === place),
        all,
        place === this.#none ? null : declared,
      ),
    }));
  }

  /** @param keys of the columns; those without a model are left out */
  splits(tally: CrossTally, keys: readonly (string | null)[]): Split[] {
    const { names } = this.#found;
    const [apache, mit] = [names.indexOf('apache-2.0'), names.indexOf('mit')];
    return keys.flatMap((key, column): Split[] => {
      const whole = tally.ofColumn(column, () => true);
      if (whole.models === 0) return [];
      const share = (isPart: (licence: number) => boolean) =>
        ratio(tally.ofColumn(column, isPart).models, whole.models);
      return [
        {
          key,
          name: nameOf(key),
          ...whole,
          share_apache: share((licence) => licence === apache),
          share_mit: share((licence) => licence === mit),
          share_other: share((licence) => licence !== apache && licence !== mit && this.#isDeclared(licence)),
          share_none: share((licence) => !this.#isDeclared(licence)),
        },
      ];
    });
  }

  /** Every column by every group. @param keys of the columns; those without a model are left out */
  cross(tally: CrossTally, keys: readonly (string | null)[]): CrossRow[] {
    return keys.flatMap((key, column): CrossRow[] => {
      const whole = tally.ofColumn(column, () => true);
      if (whole.models === 0) return [];
      return this.groups.map((group, place) => {
        const held = tally.ofColumn(column, (licence) => this.#groupOf[licence] === place);
        return {
          key,
          name: nameOf(key),
          group,
          ...held,
          share_models: ratio(held.models, whole.models),
          share: ratio(held.counted, whole.counted),
        };
      });
    });
  }

  #isDeclared(licence: number): boolean {
    return this.#found.classes[licence] !== this.#none;
  }

  #byClass(): { groups: string[]; groupOf: number[] } {
    const { classified, classes } = this.#found;
    return { groups: [...classified.names], groupOf: [...classes] };
  }

  #byLicence(): { groups: string[]; groupOf: number[] } {
    const declared = this.licences().filter(({ class: name }) => name !== NONE);
    const apart = declared.slice(0, LICENCES_APART).map(({ licence }) => licence ?? '');
    const groups = [...apart, OTHERS, NONE];
    const groupOf = this.#found.names.map((name, place) => {
      if (!this.#isDeclared(place)) return groups.length - 1;
      const own = apart.indexOf(name ?? '');
      return own === -1 ? apart.length : own;
    });
    return { groups, groupOf };
  }
}

const nothing: Held = { models: 0, counted: 0 };

export function sumHeld(parts: readonly Held[]): Held {
  return parts.reduce(
    (sum, { models, counted }) => ({ models: sum.models + models, counted: sum.counted + counted }),
    nothing,
  );
}

/** @param declared what the share of the declared is of; null for what is not of them */
function shares({ models, counted }: Held, all: Held, declared: Held | null) {
  return {
    models,
    counted,
    share_models: ratio(models, all.models),
    share: ratio(counted, all.counted),
    share_of_declared: declared === null ? null : ratio(models, declared.models),
  };
}

function nameOf(key: string | null): string {
  if (key === null) return 'unknown';
  return isCountry(key) ? countryName(key) : key;
}
