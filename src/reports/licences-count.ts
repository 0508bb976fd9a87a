import { MissingDataError, UsageError } from '../errors.js';
import { isCountry } from '../registry/country.js';
import type { Registry } from '../registry/registry.js';
import type { EntityType, Role } from '../registry/vocabulary.js';
import type { NightReader } from '../store/night-reader.js';
import { type AttributedModels, attributeModels } from './attribution.js';
import { compareText, countryOf } from './attribution-tally.js';
import { CrossTally } from './cross-tally.js';
import { hasBaseReader } from './has-base-reader.js';
import type { Params } from './licences-result.js';
import type { NightLicences } from './night-licences.js';
import { readSizeBands, sizeBandOf } from './size-bands.js';

const LAB_TYPES: ReadonlySet<EntityType> = new Set([
  'big-tech',
  'company',
  'university',
  'government',
  'non-profit',
]);
/** Accounts that pass on what others made. */
const PASSING_ON: ReadonlySet<Role> = new Set(['mirror', 'quantiser', 'port', 'test']);

/** What one pass over the models counts: rows are the places of licences. */
export interface LicenceTally {
  byBand: CrossTally;
  byCountry: CrossTally;
  /** Of the models that declare no base. */
  originals: CrossTally;
  /** Names of bands, the unknown last. */
  bands: readonly (string | null)[];
  /** Codes in order, the unknown last. */
  countries: readonly (string | null)[];
  unsized: number;
}

/**
 * @param values by position, NaN for what is not counted
 * @throws UsageError when a country is none, MissingDataError when no model is left
 */
export function countLicences(
  night: NightReader,
  registry: Registry,
  { names, places: placeOfKey }: NightLicences,
  values: Float64Array,
  params: Params,
): LicenceTally {
  const attributed = attributeModels(night, registry, { attribute: 'author' });
  const { countries, countryOfPlace, isKept } = readPlaces(attributed, params);
  const bands = readSizeBands();
  const ends = Float64Array.from(bands, ({ below }) => below);
  const least = (params.largerThan ?? 0) * 1e9;
  const hasBase = hasBaseReader(night);
  const [licences, parameters, gguf] = [
    night.column('licence_key'),
    night.column('parameters'),
    night.column('gguf_parameters'),
  ];
  const byBand = new CrossTally(names.length, bands.length + 1);
  const byCountry = new CrossTally(names.length, countries.length);
  const originals = new CrossTally(names.length, countries.length);
  let [n, unsized] = [0, 0];
  for (let position = 0; position < values.length; position += 1) {
    const value = values[position] ?? NaN;
    if (Number.isNaN(value)) continue;
    const place = attributed.places[attributed.accounts[position] ?? 0] ?? attributed.attributions.length;
    if (isKept[place] !== 1) continue;
    const isOriginal = !hasBase(position);
    if (params.originals && !isOriginal) continue;
    // A total of zero is no size.
    const size = ((parameters[position] ?? NaN) > 0 ? parameters[position] : gguf[position]) ?? NaN;
    const isSized = size > 0;
    if (least > 0 && !isSized) unsized += 1;
    if (least > 0 && !(size > least)) continue;
    const licence = placeOfKey[licences[position] || 0] ?? 0;
    const country = countryOfPlace[place] ?? countries.length - 1;
    byBand.add(licence, isSized ? sizeBandOf(size, ends) : bands.length, value);
    byCountry.add(licence, country, value);
    if (isOriginal) originals.add(licence, country, value);
    n += 1;
  }
  if (n === 0) {
    throw new MissingDataError(`No model of the night ${night.night.date} is what was asked for.`, {
      why:
        unsized > 0
          ? `${unsized} of the models asked for are of unknown size.`
          : 'None is left by --cohort, --country, --larger-than, --labs and --originals.',
      todo: 'Widen them, or leave some out.',
    });
  }
  return {
    byBand,
    byCountry,
    originals,
    bands: [...bands.map(({ name }) => name), null],
    countries,
    unsized,
  };
}

/** What the registry says, by the place of an attribution: the place of its country, and whether it is counted. */
function readPlaces(
  { attributions }: AttributedModels,
  { country: asked, labs }: Params,
): { countries: (string | null)[]; countryOfPlace: Uint8Array; isKept: Uint8Array } {
  const wrong = asked?.find((code) => !isCountry(code));
  if (wrong !== undefined) {
    throw new UsageError(`"${wrong}" is no country code.`, {
      todo: 'Give an ISO 3166-1 alpha-2 code such as CN, or EU or XX.',
    });
  }
  const codes = [...new Set(attributions.map(countryOf).filter((code) => code !== null))].sort(compareText);
  const countries = [...codes, null];
  const known = [...attributions, null];
  return {
    countries,
    countryOfPlace: Uint8Array.from(known, (each) =>
      countries.indexOf(each === null ? null : countryOf(each)),
    ),
    isKept: Uint8Array.from(known, (each) => {
      const country = each === null ? null : countryOf(each);
      if (asked !== undefined && (country === null || !asked.includes(country))) return 0;
      return labs && !isLab(each) ? 0 : 1;
    }),
  };
}

function isLab(attribution: AttributedModels['attributions'][number] | null): boolean {
  if (attribution === null) return false;
  const { type, role } = attribution;
  return (
    type.value !== null && LAB_TYPES.has(type.value) && !(role.value !== null && PASSING_ON.has(role.value))
  );
}
