import type { Registry } from '../registry/registry.js';
import type { NightReader } from '../store/night-reader.js';
import { type AttributionLineage, readDescent } from './attribution-lineage.js';
import type { Survey } from './attribution-survey.js';
import { countryOf } from './attribution-tally.js';
import { type Held, type Origin, origins } from './sovereignty-result.js';

/** What the models of each country stand on. */
export interface CountryOrigins {
  /** By country; null for accounts whose country is not known. */
  byCountry: ReadonlyMap<string | null, Record<Origin, Held>>;
  lineage: AttributionLineage;
}

const UNKNOWN_COUNTRY = 0;

/** Two passes over the models: from each to its root, and from the countries of both to the sums. */
export function countOrigins(night: NightReader, registry: Registry, survey: Survey): CountryOrigins {
  const { lineage, missingBases, accounts: follow } = readDescent(night, 'root');
  const codes = new CountryCodes();
  const codeOfPlace = Int32Array.from(survey.attributed.attributions, (each) => codes.of(countryOf(each)));
  const codeOfBase = new Map(
    [...night.baseNames(missingBases)].map(([base, name]) => {
      const namespace = registry.namespaceOf(name);
      const found = namespace === undefined ? undefined : registry.resolve(namespace, night.night.date);
      return [base, codes.of(found === undefined ? null : countryOf(found))] as const;
    }),
  );
  // Followed with positions in the place of accounts, each model leads to its root, itself where it has no other.
  const roots = follow(
    Int32Array.from({ length: night.size }, (_, position) => position),
    (base) => night.size + base,
  );
  const { accounts, places } = survey.attributed;
  const codeAt = (position: number): number =>
    codeOfPlace[places[accounts[position] ?? 0] ?? codeOfPlace.length] ?? UNKNOWN_COUNTRY;
  const width = origins.length;
  const counted = new Float64Array(codes.count * width);
  const models = new Float64Array(codes.count * width);
  for (let position = 0; position < night.size; position += 1) {
    const value = survey.values[position] ?? NaN;
    if (Number.isNaN(value)) continue;
    const own = codeAt(position);
    const root = roots[position] ?? position;
    const rootCode =
      root < night.size ? codeAt(root) : (codeOfBase.get(root - night.size) ?? UNKNOWN_COUNTRY);
    const cell = own * width + origins.indexOf(originOf(root === position, own, rootCode));
    counted[cell] = (counted[cell] ?? 0) + value;
    models[cell] = (models[cell] ?? 0) + 1;
  }
  const heldAt = (cell: number): Held => ({ models: models[cell] ?? 0, counted: counted[cell] ?? 0 });
  const byCountry = new Map(
    codes.countries.map((country, code) => [
      country,
      {
        none: heldAt(code * width),
        same: heldAt(code * width + 1),
        other: heldAt(code * width + 2),
        unknown: heldAt(code * width + 3),
      },
    ]),
  );
  return { byCountry, lineage };
}

/** Where the uploader's country is not known, whether the root's is the same is not either. */
function originOf(isOwnRoot: boolean, own: number, root: number): Origin {
  if (isOwnRoot) return 'none';
  if (own === UNKNOWN_COUNTRY || root === UNKNOWN_COUNTRY) return 'unknown';
  return own === root ? 'same' : 'other';
}

/** Countries by number; 0 is not known. */
class CountryCodes {
  readonly countries: (string | null)[] = [null];
  readonly #codes = new Map<string | null, number>([[null, UNKNOWN_COUNTRY]]);

  get count(): number {
    return this.countries.length;
  }

  of(country: string | null): number {
    const known = this.#codes.get(country);
    if (known !== undefined) return known;
    const code = this.countries.push(country) - 1;
    this.#codes.set(country, code);
    return code;
  }
}
