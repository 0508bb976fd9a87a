import type { Attribution, Reading } from '../registry/attribution.js';
import type { Graded } from '../registry/entity-book.js';
import type { Confidence } from '../registry/vocabulary.js';
import { sumCounted, compareText, type Holding, shareOf, type ValueOf } from './attribution-tally.js';

/** What a share could be, were every doubt settled against it (`low`) or for it (`high`). */
export interface Bounds {
  low: number | null;
  high: number | null;
}

/**
 * Bounds of a share of all: low holds what is of the group by every reading and by what is of high or medium confidence
 * alone; high holds what is of the group by any reading, and all that is not known.
 */
export function boundsOf(
  holdings: readonly Holding[],
  valueOf: ValueOf,
  isMember: (value: string) => boolean,
): Bounds {
  let low = 0;
  let high = 0;
  for (const { attribution, counted } of holdings) {
    if (attribution === null) {
      high += counted;
      continue;
    }
    const value = valueOf(attribution);
    const readings = [value, ...attribution.alternatives.map(({ reading }) => valueOf(reading))];
    const belongs = readings.map((each) => each !== null && isMember(each));
    const sure = sureReading(attribution);
    const sureValue = sure === null ? null : valueOf(sure);
    if (sureValue !== null && isMember(sureValue) && belongs.every(Boolean)) low += counted;
    if (value === null || belongs.some(Boolean)) high += counted;
  }
  const total = sumCounted(holdings);
  return { low: shareOf(low, total), high: shareOf(high, total) };
}

/** What is left of an attribution without its values of low confidence; null where the body itself is in doubt. */
function sureReading(attribution: Attribution): Reading | null {
  if (!isSure(attribution.confidence.value)) return null;
  const { country, ownerCountry, type } = attribution;
  return {
    ...attribution,
    country: isSure(country.confidence) ? country : { ...country, value: null },
    ownerCountry: isSure(ownerCountry.confidence) ? ownerCountry : { ...ownerCountry, value: null },
    type: isSure(type.confidence) ? type : { ...type, value: null },
  };
}

function isSure(confidence: Confidence | null): boolean {
  return confidence === 'high' || confidence === 'medium';
}

/** Shares of what is counted that the registry says something of, from one confidence up. */
export interface Coverage {
  confidence: 'any' | 'high and medium' | 'high';
  listed: number | null;
  with_country: number | null;
  with_type: number | null;
}

const levels: readonly { confidence: Coverage['confidence']; accepts: readonly (string | null)[] }[] = [
  { confidence: 'any', accepts: ['high', 'medium', 'low', null] },
  { confidence: 'high and medium', accepts: ['high', 'medium'] },
  { confidence: 'high', accepts: ['high'] },
];

export function coverageOf(holdings: readonly Holding[]): Coverage[] {
  const total = sumCounted(holdings);
  return levels.map(({ confidence, accepts }) => {
    const known = holdings.flatMap(({ attribution, counted }) =>
      attribution !== null && accepts.includes(attribution.confidence.value)
        ? [{ attribution, counted }]
        : [],
    );
    const share = (part: typeof known): number | null => shareOf(sumCounted(part), total);
    const isKnown = ({ value, confidence: own }: Graded<string | null>): boolean =>
      value !== null && accepts.includes(own);
    return {
      confidence,
      listed: share(known),
      with_country: share(known.filter(({ attribution }) => isKnown(attribution.country))),
      with_type: share(known.filter(({ attribution }) => isKnown(attribution.type))),
    };
  });
}

/** A namespace that another reading would move. */
export interface Sway {
  namespace: string;
  counted: number;
  share: number | null;
  value: string | null;
  /** The other values, in order; `unknown` among them where a reading says that nobody knows. */
  alternatives: string;
  /** Why, and who holds it. */
  reasons: string;
}

const SWAYS = 5;

/** The namespaces whose other readings would move the most. */
export function largestSways(holdings: readonly Holding[], valueOf: ValueOf): Sway[] {
  const total = sumCounted(holdings);
  return holdings
    .flatMap(({ attribution, counted }): Sway[] => {
      if (attribution === null || counted === 0) return [];
      const value = valueOf(attribution);
      const moving = attribution.alternatives.filter(({ reading }) => valueOf(reading) !== value);
      if (moving.length === 0) return [];
      const values = moving.map(({ reading }) => valueOf(reading) ?? 'unknown');
      const reasons = moving.map(({ reason, source }) => (source === '' ? reason : `${reason} (${source})`));
      return [
        {
          namespace: attribution.namespace,
          counted,
          share: shareOf(counted, total),
          value,
          alternatives: [...new Set(values)].sort().join(', '),
          reasons: [...new Set(reasons)].sort().join('; '),
        },
      ];
    })
    .sort((a, b) => b.counted - a.counted || compareText(a.namespace, b.namespace))
    .slice(0, SWAYS);
}
