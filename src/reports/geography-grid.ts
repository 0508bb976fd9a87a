import { MissingDataError } from '../errors.js';
import type { Registry } from '../registry/registry.js';
import type { NightReader } from '../store/night-reader.js';
import {
  type AttributedModels,
  attributeModels,
  type AttributionParams,
  attributionViews,
} from './attribution.js';
import { shareOf } from './attribution-tally.js';
import { everyModel, ofCohort, parseCohort } from './cohort.js';
import { isPlace, type Params } from './geography-result.js';
import { type MetricName, readMetric } from './metric.js';

/** Two published shares that belong together, and nothing said of cohort, attribution or denominator. */
interface PublishedPair {
  id: string;
  china: number;
  us: number;
}

/** Claims N1a with N1b, and N2a with N2b, of data/claims.csv. */
export const publishedPairs: readonly PublishedPair[] = [
  { id: 'N1', china: 0.41, us: 0.365 },
  { id: 'N2', china: 0.171, us: 0.158 },
];

/** One reading of "the share of China". */
export interface GridCell {
  metric: MetricName;
  /** The nights of a window; empty for the other metrics. */
  window: string;
  cohort: string;
  attribute: AttributionParams['attribute'];
  unattributed: AttributionParams['unattributed'];
  models: number;
  /** Models that may be of the cohort and are not counted: their creation is unknown or of the sentinel date. */
  undated: number;
  china: number | null;
  us: number | null;
  /** Chinese downloads per US download. */
  ratio: number | null;
  /** The published pairs that no other cell comes nearer to. */
  nearest_to: string;
}

export interface GridResult {
  cells: GridCell[];
  /** Metrics that this store cannot answer, and why. */
  lacking: { metric: MetricName; why: string }[];
}

const GRID_METRICS = ['30d', 'all-time', 'window', 'first-year'] as const satisfies readonly MetricName[];

/** Downloads of models created within a window are all downloads within it: these are the published windows. */
const WINDOW_COHORTS = ['created:2025-02..2026-01', 'created:2024-08..2025-07'];

/** Every cell of metric x cohort x attribution x unattributed that the store can answer. */
export function readGrid(night: NightReader, params: Params, registry: Registry): GridResult {
  const dated = night.count('created_at') === 0 ? [] : ['age<365d', ...WINDOW_COHORTS, params.cohort];
  const cohorts = [...new Set([everyModel.name, ...dated])].map((name) => parseCohort(name, night.night.day));
  const created = night.column('created_at');
  const views = attributionViews.map((attribute) => ({
    attribute,
    attributed: attributeModels(night, registry, { attribute, excludeRole: params.excludeRole }),
  }));
  const cells: GridCell[] = [];
  const lacking: GridResult['lacking'] = [];
  for (const metric of GRID_METRICS) {
    const read = tryRead(night, metric, params);
    if ('why' in read) {
      lacking.push({ metric, why: read.why });
      continue;
    }
    for (const cohort of cohorts) {
      const { values, undated } = ofCohort(night, created, read.values, cohort);
      for (const { attribute, attributed } of views) {
        const sums = sumPlaces(values, attributed);
        for (const unattributed of ['keep', 'drop'] as const) {
          cells.push({
            metric,
            window: read.window,
            cohort: cohort.name,
            attribute,
            unattributed,
            undated,
            ...sharesOf(sums, unattributed),
            nearest_to: '',
          });
        }
      }
    }
  }
  for (const pair of publishedPairs) markNearest(cells, pair);
  return { cells, lacking };
}

function tryRead(
  night: NightReader,
  metric: MetricName,
  { metric: asked, from, to }: Params,
): { values: Float64Array; window: string } | { why: string } {
  const oldest = night.nights().at(0)?.date ?? night.night.date;
  const window = asked === 'window' ? { from, to } : { from: oldest };
  try {
    const { values, summary } = readMetric(night, { metric, ...(metric === 'window' ? window : {}) });
    return {
      values,
      window: summary.window === null ? '' : `${summary.window.from} to ${summary.window.to}`,
    };
  } catch (error) {
    if (error instanceof MissingDataError) return { why: error.message };
    throw error;
  }
}

interface PlaceSums {
  models: number;
  total: number;
  china: number;
  us: number;
  attributed: number;
}

/** One pass over the models. */
function sumPlaces(values: Float64Array, { accounts, places, attributions }: AttributedModels): PlaceSums {
  const sums = new Float64Array(attributions.length + 1);
  let models = 0;
  for (let position = 0; position < values.length; position += 1) {
    const value = values[position] ?? NaN;
    const account = accounts[position] ?? -1;
    if (Number.isNaN(value) || account < 0) continue;
    const place = places[account] ?? attributions.length;
    sums[place] = (sums[place] ?? 0) + value;
    models += 1;
  }
  const total = sums.reduce((sum, value) => sum + value, 0);
  const sumOf = (isMember: (country: string) => boolean): number =>
    attributions.reduce((sum, { country }, place) => {
      const isOne = country.value !== null && isMember(country.value);
      return isOne ? sum + (sums[place] ?? 0) : sum;
    }, 0);
  return {
    models,
    total,
    china: sumOf((country) => country === 'CN'),
    us: sumOf((country) => country === 'US'),
    attributed: sumOf(isPlace),
  };
}

function sharesOf(
  { models, total, china, us, attributed }: PlaceSums,
  unattributed: AttributionParams['unattributed'],
): Pick<GridCell, 'models' | 'china' | 'us' | 'ratio'> {
  const whole = unattributed === 'keep' ? total : attributed;
  return { models, china: shareOf(china, whole), us: shareOf(us, whole), ratio: shareOf(china, us) };
}

/** Nearest by the distance of the two shares together; of equals the first. */
function markNearest(cells: GridCell[], { id, china, us }: PublishedPair): void {
  const distance = (cell: GridCell): number =>
    cell.china === null || cell.us === null ? Infinity : Math.hypot(cell.china - china, cell.us - us);
  const nearest = cells.reduce<GridCell | undefined>(
    (best, cell) => (distance(cell) < (best === undefined ? Infinity : distance(best)) ? cell : best),
    undefined,
  );
  if (nearest !== undefined)
    nearest.nearest_to = nearest.nearest_to === '' ? id : `${nearest.nearest_to}, ${id}`;
}
