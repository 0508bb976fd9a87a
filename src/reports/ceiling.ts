import { z } from 'zod';
import { MissingDataError, UsageError } from '../errors.js';
import type { Attribution } from '../registry/attribution.js';
import { countryOf } from '../registry/country.js';
import type { Registry } from '../registry/registry.js';
import { ratio } from '../statistics/ratio.js';
import type { NightReader } from '../store/night-reader.js';
import { type AttributedModels, attributeModels } from './attribution.js';
import { compareText } from './attribution-tally.js';
import {
  type Originals,
  type PlaceGroup,
  readOriginals,
  type Top,
  topOfGroups,
} from './ceiling-originals.js';
import {
  type CeilingResult,
  type CeilingRow,
  type Params,
  RECENT_MONTHS,
  type UnsizedRow,
} from './ceiling-result.js';
import { ceilingView } from './ceiling-view.js';
import { chooseLabs } from './lab-list.js';
import { type Answer, defineReport, type ReportContext } from './report.js';

const DEFAULT_COUNTRIES = ['CN', 'US'];
/** The months of the published ceilings, all of 2026. */
const PUBLISHED_MONTHS = ['01', '02', '03', '04', '05', '06', '07'].map((month) => `2026-${month}`);
const PUBLISHED_END = '2026-07-31';
const PUBLISHED_LOW = 130e9;

const params = z.object({
  of: z
    .enum(['labs', 'all'])
    .default('labs')
    .describe('whose models: of the labs of data/labs.csv, or of everybody the registry knows'),
  country: z
    .array(z.string())
    .optional()
    .describe('a country, or a group such as EU27; may be repeated (default: CN, US)'),
});

export const ceiling = defineReport<typeof params.shape, CeilingResult>({
  name: 'ceiling',
  question: 'Who has the largest open model?',
  definition:
    'The largest number of parameters of an original model, by month of creation and country of the account that has it ' +
    '(docs/registry.md). Original is a model that declares no other model as its base, is not of the library gguf, mlx or onnx, ' +
    'and is not in an account whose role is mirror, quantiser, port or test; a copy that says none of that is not seen. Size is ' +
    'what the safetensors files declare, else the GGUF file; it is never guessed, so a model of unknown size can be larger. ' +
    'Coverage is the share of originals of known size.',
  examples: [
    'oai report ceiling',
    'oai report ceiling --of all --country CN --country US --country EU27',
    'oai report ceiling --format csv -o ceiling.csv',
  ],
  params,
  usesRegistry: true,
  compute,
  view: ceilingView,
  answers: {
    N9a: ofMonths('CN', (sizes) => Math.min(...sizes)),
    N9b: ofMonths('CN', (sizes) => Math.max(...sizes)),
    N9c: ofMonths('US', (sizes) => sizes.filter((size) => size < PUBLISHED_LOW).length),
  },
});

function compute(night: NightReader, given: Params, context: ReportContext): CeilingResult {
  if (night.count('parameters') + night.count('gguf_parameters') === 0) throw lacks(night, 'a size');
  if (night.count('created_at') === 0) throw lacks(night, 'createdAt');
  const registry = context.registry();
  const attributed = attributeModels(night, registry, { attribute: 'author' });
  const { attributions } = attributed;
  const { labs, unlisted } =
    given.of === 'labs' ? chooseLabs(attributions, undefined) : { labs: [], unlisted: [] };
  const ofLabs = new Set(labs.flatMap(({ places }) => places));
  const found = (given.country ?? DEFAULT_COUNTRIES).map((asked) =>
    findGroup(registry, attributions, asked, (place) => given.of === 'all' || ofLabs.has(place)),
  );
  const groups = [...new Map(found.map((group) => [group.country, group])).values()];
  const isWanted = attributions.map((_, place) => groups.some(({ places }) => places.includes(place)));
  const originals = readOriginals(night, attributed, isWanted);
  const ceilings = ceilingRows(night, attributed, originals, groups);
  return {
    night: night.night.date,
    counts: originals.counts,
    ceilings,
    unsized: unsizedRows(night, attributed, originals, groups),
    ...leadsOf(ceilings, groups),
    unlisted,
  };
}

/** @throws UsageError when it is neither a country nor a group of the registry */
function findGroup(
  registry: Registry,
  attributions: readonly Attribution[],
  asked: string,
  isOf: (place: number) => boolean,
): PlaceGroup {
  const upper = asked.toUpperCase();
  const group = registry.countryGroup(upper);
  const country = group === undefined ? (countryOf(upper) ?? countryOf(asked)) : upper;
  if (country === undefined) {
    throw new UsageError(`"${asked}" is neither a country nor a group of countries.`, {
      todo: 'Write a code such as CN, or a group of the registry such as EU27.',
    });
  }
  const codes = group ?? new Set([country]);
  const places = attributions.flatMap(({ country: { value } }, place) =>
    value !== null && codes.has(value) && isOf(place) ? [place] : [],
  );
  return { country, places };
}

function ceilingRows(
  night: NightReader,
  attributed: AttributedModels,
  originals: Originals,
  groups: readonly PlaceGroup[],
): CeilingRow[] {
  const { months, cells, cellCount, sizes, parameters } = originals;
  const all = new Float64Array(cellCount);
  const sized = new Float64Array(cellCount);
  for (let position = 0; position < cells.length; position += 1) {
    const cell = cells[position] ?? -1;
    if (cell < 0) continue;
    all[cell] = (all[cell] ?? 0) + 1;
    if (!Number.isNaN(sizes[position])) sized[cell] = (sized[cell] ?? 0) + 1;
  }
  const tops = topOfGroups(originals, sizes, groups);
  const rows = months.map((month, index) =>
    groups.map(({ country, places }, group): CeilingRow => {
      const sum = (by: Float64Array) =>
        places.reduce((total, place) => total + (by[place * months.length + index] ?? 0), 0);
      const top = tops[group]?.[index];
      const first = firstOf(night, attributed, originals, top);
      const isDeclared = (parameters[first?.position ?? -1] ?? NaN) > 0;
      return {
        month,
        country,
        model: first?.model ?? null,
        entity: first?.entity ?? null,
        parameters: top?.value ?? null,
        parameters_source: first === undefined ? null : isDeclared ? 'safetensors' : 'gguf',
        same_size: top?.positions.length ?? 0,
        originals: sum(all),
        sized: sum(sized),
        coverage: ratio(sum(sized), sum(all)),
      };
    }),
  );
  const first = rows.findIndex((ofMonth) => ofMonth.some((row) => row.originals > 0));
  return first === -1 ? [] : rows.slice(first).flat();
}

function unsizedRows(
  night: NightReader,
  attributed: AttributedModels,
  originals: Originals,
  groups: readonly PlaceGroup[],
): UnsizedRow[] {
  const downloads = night
    .column('downloads_30d')
    .map((value, position) => (Number.isNaN(originals.sizes[position]) ? value : NaN));
  const tops = topOfGroups(originals, downloads, groups);
  return originals.months.flatMap((month, index) =>
    groups.flatMap(({ country }, group): UnsizedRow[] => {
      const top = tops[group]?.[index];
      const first = firstOf(night, attributed, originals, top);
      if (top === undefined || first === undefined) return [];
      return [{ month, country, model: first.model, entity: first.entity, downloads_30d: top.value }];
    }),
  );
}

/** Of models with as much, the one that was created first; of those the first by name. */
function firstOf(
  night: NightReader,
  { accounts, places, attributions }: AttributedModels,
  { created }: Originals,
  top: Top | undefined,
): { position: number; model: string; entity: string } | undefined {
  if (top === undefined) return undefined;
  const names = night.names(top.positions);
  const [first] = top.positions
    .map((position, index) => ({ position, model: names[index] ?? '', createdS: created[position] ?? NaN }))
    .sort((a, b) => a.createdS - b.createdS || compareText(a.model, b.model));
  if (first === undefined) return undefined;
  const attribution = attributions[places[accounts[first.position] ?? -1] ?? -1];
  return { ...first, entity: attribution?.entity.name ?? '' };
}

function leadsOf(
  ceilings: readonly CeilingRow[],
  groups: readonly PlaceGroup[],
): Pick<CeilingResult, 'leads' | 'recent_months'> {
  const recent = ceilings.slice(-RECENT_MONTHS * groups.length);
  const contested = [...new Set(recent.map(({ month }) => month))]
    .map((month) => recent.filter((row) => row.month === month && row.parameters !== null))
    .filter((rows) => rows.length > 0);
  const winners = contested.flatMap((rows) => {
    const most = Math.max(...rows.map(({ parameters }) => parameters ?? 0));
    const [first, ...others] = rows.filter(({ parameters }) => parameters === most);
    return first === undefined || others.length > 0 ? [] : [first.country];
  });
  return {
    leads: groups.map(({ country }) => ({
      country,
      months: winners.filter((winner) => winner === country).length,
    })),
    recent_months: contested.length,
  };
}

function lacks({ night, run }: NightReader, what: string): MissingDataError {
  return new MissingDataError(`No model of the night ${night.date} has ${what}.`, {
    why: `${run.endpoint} sent none.`,
    todo: 'Crawl an endpoint that has it.',
  });
}

/** The published ceilings are of original releases of listed labs in each month from January to July 2026. */
function ofMonths(country: string, read: (sizes: readonly number[]) => number) {
  return ({ night, ceilings }: CeilingResult, { of }: Params): Answer => {
    if (of !== 'labs') return { not: 'published of listed labs; leave --of out' };
    if (night < PUBLISHED_END) {
      return { not: `published of the months to July 2026; this night is ${night}` };
    }
    const rows = ceilings.filter((row) => row.country === country);
    if (rows.length === 0) return { not: `not of ${country}; see --country ${country}` };
    const sizes = PUBLISHED_MONTHS.map(
      (month) => rows.find((row) => row.month === month)?.parameters ?? null,
    );
    const missing = PUBLISHED_MONTHS.filter((_, index) => sizes[index] === null);
    return missing.length === 0
      ? read(sizes.filter((size) => size !== null))
      : { not: `no original model of known size of ${country} labs in ${missing.join(', ')}` };
  };
}
