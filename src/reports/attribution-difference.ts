import { z } from 'zod';
import type { Registry } from '../registry/registry.js';
import type { NightReader } from '../store/night-reader.js';
import { attributionParams } from './attribution.js';
import { groupShares, unionShare } from './attribution-shares.js';
import { takeSurvey } from './attribution-survey.js';
import { countryOf, typeOf } from './attribution-tally.js';
import { cohortParams } from './cohort.js';
import { isPlace } from './geography-result.js';
import { metricDefinition, metricParams, type MetricSummary } from './metric.js';
import { phrase, share } from './phrase.js';
import { defineReport, type Report } from './report.js';
import { isOfUnion, type SectorUnion } from './sectors-result.js';
import type { View } from './types.js';

const params = z.object({
  ...metricParams,
  ...cohortParams,
  attribute: attributionParams.attribute,
});
type Params = z.output<typeof params>;

/** A registry and what its reader calls it. */
export interface NamedRegistry {
  name: string;
  registry: Registry;
}

interface Difference {
  kind: 'country' | 'group' | 'type' | 'sector';
  value: string;
  a: number;
  b: number;
  difference: number;
}

interface Result extends Record<string, unknown> {
  counted: MetricSummary;
  a: { name: string; hash: string };
  b: { name: string; hash: string };
  /** Shares of all under either; those that are equal are left out but for the headline ones. */
  shares: Difference[];
}

const HEADLINES = ['US', 'CN', 'EU27', 'unknown country', 'industry', 'independents', 'unknown type'];

/** The shares of a night under two registries, side by side. Its `run` asks for no registry of its own. */
export function attributionDifference(a: NamedRegistry, b: NamedRegistry): Report {
  return defineReport<typeof params.shape, Result>({
    name: 'registry-diff',
    question: 'What would another registry change?',
    definition:
      'Shares of all that is counted, by country, group of countries, type and sector, under two registries. Shares that are ' +
      'equal are left out, but for the headline ones.',
    examples: ['oai registry diff default steward'],
    params,
    compute: (night, given) => compute(night, given, a, b),
    view,
    answers: {},
  });
}

function compute(night: NightReader, given: Params, a: NamedRegistry, b: NamedRegistry): Result {
  const first = sharesUnder(night, given, a.registry);
  const second = sharesUnder(night, given, b.registry);
  const keys = [...new Set([...first.shares.keys(), ...second.shares.keys()])];
  const shares = keys
    .map((key): Difference => {
      const [kind, value] = splitKey(key);
      const [before, after] = [first.shares.get(key) ?? 0, second.shares.get(key) ?? 0];
      return { kind, value, a: before, b: after, difference: after - before };
    })
    .filter(({ value, difference }) => difference !== 0 || HEADLINES.includes(value));
  return {
    counted: first.counted,
    a: { name: a.name, hash: a.registry.stamp.hash },
    b: { name: b.name, hash: b.registry.stamp.hash },
    shares,
  };
}

const kinds = ['country', 'group', 'type', 'sector'] as const;

function splitKey(key: string): [Difference['kind'], string] {
  const kind = kinds.find((each) => key.startsWith(`${each} `)) ?? 'country';
  return [kind, key.slice(kind.length + 1)];
}

function sharesUnder(
  night: NightReader,
  given: Params,
  registry: Registry,
): { shares: Map<string, number>; counted: MetricSummary } {
  const { holdings, summary } = takeSurvey(night, { ...given, unattributed: 'keep' }, registry);
  const countries = groupShares(holdings, countryOf, isPlace);
  const types = groupShares(holdings, typeOf);
  const eu = registry.countryGroup('EU27') ?? new Set<string>();
  const shares = new Map([
    ...countries.map(
      ({ value, share: part }) => [`country ${value ?? 'unknown country'}`, part ?? 0] as const,
    ),
    ['group EU27', unionShare(countries, holdings, countryOf, (code) => eu.has(code)).share ?? 0] as const,
    ...types.map(({ value, share: part }) => [`type ${value ?? 'unknown type'}`, part ?? 0] as const),
    ...(['industry', 'independents'] satisfies SectorUnion[]).map(
      (union) =>
        [
          `sector ${union}`,
          unionShare(types, holdings, typeOf, (type) => isOfUnion(union, type)).share ?? 0,
        ] as const,
    ),
  ]);
  return { shares, counted: summary };
}

function view({ counted, a, b, shares }: Result): View {
  const most = shares.reduce<Difference | undefined>(
    (best, each) => (Math.abs(each.difference) > Math.abs(best?.difference ?? 0) ? each : best),
    undefined,
  );
  return {
    finding:
      most === undefined
        ? phrase`${a.name} and ${b.name} give the same shares.`
        : phrase`${b.name} instead of ${a.name} moves ${most.value} most: from ${share(most.a)} to ${share(most.b)}.`,
    definition: [metricDefinition(counted), phrase`share of all, the unknown kept in the denominator`],
    facts: [
      { key: 'a', label: a.name, kind: 'text', value: `sha256 ${a.hash.slice(0, 12)}` },
      { key: 'b', label: b.name, kind: 'text', value: `sha256 ${b.hash.slice(0, 12)}` },
    ],
    tables: [
      {
        name: 'shares',
        title: 'Shares under either',
        columns: [
          { key: 'kind', label: 'by', kind: 'text' },
          { key: 'value', label: 'value', kind: 'text' },
          { key: 'a', label: a.name, kind: 'share' },
          { key: 'b', label: b.name, kind: 'share' },
          { key: 'difference', label: 'difference', kind: 'share' },
        ],
        rows: shares.map((row) => ({ ...row })),
      },
    ],
    charts: [],
    caveats: [],
    next: [],
  };
}
