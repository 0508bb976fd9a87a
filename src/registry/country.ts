const CODES = Array.from({ length: 26 * 26 }, (_, i) =>
  String.fromCharCode(65 + Math.floor(i / 26), 65 + (i % 26)),
);

/** Codes that the Unicode locale data names and ISO 3166-1 does not assign (reserved, private use, groups). */
const NOT_ISO = new Set('AC CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ'.split(' '));

/** Codes of ours beside ISO 3166-1: EU is exceptionally reserved, XX user-assigned. */
const OWN_NAMES: Readonly<Record<string, string>> = { EU: 'European Union', XX: 'world-wide' };

const displayNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/** Withdrawn codes, such as SU, have a successor; so has UK, which was never one. */
function isAssigned(code: string): boolean {
  return (
    !NOT_ISO.has(code) &&
    displayNames.of(code) !== undefined &&
    Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`
  );
}

/** The 249 assigned codes of ISO 3166-1 alpha-2, in order. */
export const isoCountries: readonly string[] = CODES.filter(isAssigned);

const known = new Set([...isoCountries, ...Object.keys(OWN_NAMES)]);

/** True for an assigned ISO 3166-1 alpha-2 code, `EU` and `XX`. */
export function isCountry(code: string): boolean {
  return known.has(code);
}

/** The English name of a code that {@link isCountry} accepts; any other is given back. */
export function countryName(code: string): string {
  // Intl throws at what has not the form of a code.
  return OWN_NAMES[code] ?? (isCountry(code) ? displayNames.of(code) : undefined) ?? code;
}

/** Names in use beside those of the Unicode locale data. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  'czech republic': 'CZ',
  england: 'GB',
  'great britain': 'GB',
  'hong kong': 'HK',
  korea: 'KR',
  macau: 'MO',
  'republic of korea': 'KR',
  'russian federation': 'RU',
  scotland: 'GB',
  'the netherlands': 'NL',
  turkey: 'TR',
  uae: 'AE',
  uk: 'GB',
  'united states of america': 'US',
  usa: 'US',
  'viet nam': 'VN',
};
const codeOfName = new Map([
  ...[...known].map((code) => [countryName(code).toLowerCase(), code] as const),
  ...Object.entries(OTHER_NAMES),
]);

/** The code that a table means by a name or a code; undefined where it is neither. */
export function countryOf(nameOrCode: string): string | undefined {
  const text = nameOrCode.trim();
  return isCountry(text) ? text : codeOfName.get(text.toLowerCase());
}
