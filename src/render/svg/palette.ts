/**
 * Colours of charts, from Okabe and Ito, "Color Universal Design" (2008): told apart with the three common deficiencies and in
 * grey. In light the pale ones are darkened until a mark stands out 3:1 from the page. A colour is a class: `f0` fills, `s0` strokes.
 */
export const palette = [
  { name: 'blue', light: '#0072b2', dark: '#4ba6dd' },
  { name: 'vermillion', light: '#c25200', dark: '#ee7b2b' },
  { name: 'green', light: '#00835f', dark: '#1fbf93' },
  { name: 'purple', light: '#b4568b', dark: '#de95bf' },
  { name: 'orange', light: '#9c6500', dark: '#e69f00' },
  { name: 'sky', light: '#1d78ad', dark: '#7cc7ef' },
  { name: 'yellow', light: '#7d7300', dark: '#f0e442' },
  { name: 'brown', light: '#7a4b2a', dark: '#c79a74' },
] as const;

/** What is left over of a whole that has a name: grey. What is unknown is hatched. */
export const OTHER = 'other';
export const UNKNOWN = 'unknown';

/** A thing keeps its colour on every page. Places in {@link palette}. */
const fixed: Readonly<Record<string, number>> = {
  US: 0,
  CN: 1,
  EU: 2,
  EU27: 2,
  DE: 2,
  KR: 3,
  FR: 4,
  GB: 5,
  JP: 6,
  CH: 7,
  'United States': 0,
  China: 1,
  Germany: 2,
  'South Korea': 3,
  France: 4,
  'United Kingdom': 5,
  Japan: 6,
  Switzerland: 7,
  'big-tech': 0,
  company: 5,
  university: 2,
  government: 4,
  'non-profit': 6,
  community: 3,
  individual: 1,
};

const unknownNames = new Set([UNKNOWN, 'not known', 'no licence', 'none', 'none declared', 'not declared']);
const otherNames = new Set([OTHER, 'others', 'all others', 'everyone else', 'rest']);

/** The class suffix of each label: a place in {@link palette}, `other` or `unknown`. Those with no colour of their own take the free ones in order. */
export function colourClasses(labels: readonly string[]): string[] {
  const taken = new Set(labels.flatMap((label) => fixed[label] ?? []));
  const free = palette.map((_, place) => place).filter((place) => !taken.has(place));
  let next = 0;
  return labels.map((label) => {
    if (unknownNames.has(label.toLowerCase())) return UNKNOWN;
    if (otherNames.has(label.toLowerCase())) return OTHER;
    const own = fixed[label];
    if (own !== undefined) return String(own);
    const place = free[next] ?? next % palette.length;
    next += 1;
    return String(place);
  });
}
