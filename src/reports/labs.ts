import { z } from 'zod';
import { MissingDataError } from '../errors.js';
import { ratio } from '../statistics/ratio.js';
import type { NightReader } from '../store/night-reader.js';
import { type AttributedModels, attributeModels, attributionParams, ofEveryRole } from './attribution.js';
import { compareText } from './attribution-tally.js';
import { isNearDay } from './is-near-day.js';
import { chooseLabs } from './lab-list.js';
import type { LabBandRow, LabRow, LabsResult, Params } from './labs-result.js';
import { labsView } from './labs-view.js';
import { metricParams, readMetric } from './metric.js';
import { type Answer, defineReport, type ReportContext } from './report.js';
import { readSizeBands, type SizeBand, sizeBandOf } from './size-bands.js';

const params = z.object({
  ...metricParams,
  lab: z
    .array(z.string())
    .optional()
    .describe('a lab, by label, name, id or namespace; may be repeated (default: data/labs.csv)'),
  attribute: attributionParams.attribute,
  excludeRole: attributionParams.excludeRole,
});

/** An edge of the bands: the published shares are of models above it. */
const LARGE = 7e10;

export const labs = defineReport<typeof params.shape, LabsResult>({
  name: 'labs',
  question: 'Which labs have their downloads in large models?',
  definition:
    'For each lab of data/labs.csv, with what it owns on the day of the night (docs/registry.md): its downloads by size of ' +
    'model, and the share of at least 70 billion parameters in those of known size. Size is what the safetensors files ' +
    'declare, else the GGUF file; it is never guessed. Coverage is the share of the downloads of a lab that are of known size.',
  examples: [
    'oai report labs',
    'oai report labs --metric window --from 2026-01-01 --to 2026-07-31',
    'oai report labs --lab Qwen --lab "Mistral AI" --attribute root',
    'oai report labs --format csv --table bands -o labs.csv',
  ],
  params,
  usesRegistry: true,
  compute,
  view: labsView,
  answers: {
    S3a: ofLab('minimax'),
    S3b: ofLab('moonshot-ai'),
    S3c: ofLab('deepseek'),
    S3d: ofLab('z-ai'),
    S3e: ofLab('nvidia'),
    S3f: ofLab('meta-platforms'),
    S3g: ofLab('alphabet'),
    S3h: ofLab('microsoft'),
    S3i: ofLab('ibm'),
  },
});

function compute(night: NightReader, given: Params, context: ReportContext): LabsResult {
  if (night.count('parameters') + night.count('gguf_parameters') === 0) {
    throw new MissingDataError(`No model of the night ${night.night.date} has a size.`, {
      why: `${night.run.endpoint} sent neither safetensors nor gguf.`,
      todo: 'Crawl an endpoint that has them.',
    });
  }
  const { values, summary } = readMetric(night, given);
  const attributed = attributeModels(night, context.registry(), given);
  const { attributions, lineage } = attributed;
  const { labs: chosen, unlisted } = chooseLabs(attributions, given.lab);
  const bands = readSizeBands();
  const counts = countByPlace(night, values, attributed, bands);
  const every = Array.from({ length: attributions.length + 1 }, (_, place) => place);
  const ofLabs = new Set(chosen.flatMap(({ places }) => places));
  const total = sumCells(counts.downloads, every, counts.width).reduce((sum, each) => sum + each, 0);
  const unknown = sumCells(counts.downloads, [attributions.length], counts.width);
  const group = (name: string, places: readonly number[]) =>
    groupOf({ name, id: null, country: null, places }, counts, bands, total);
  const groups = chosen.map((lab) => groupOf(lab, counts, bands, total)).sort(byLargeShare);
  const allLabs = group('all labs', [...ofLabs]);
  const others = group(
    'everyone else',
    every.filter((place) => !ofLabs.has(place)),
  );
  return {
    counted: summary,
    lineage,
    labs: groups.map(({ row }) => row),
    all_labs: allLabs.row,
    everyone_else: others.row,
    bands: [...groups, allLabs, others].flatMap(({ bands: rows }) => rows),
    share_unknown: ratio(
      unknown.reduce((sum, each) => sum + each, 0),
      total,
    ),
    unlisted,
  };
}

/** Models and downloads by place of the registry and band; the last band of a place is of unknown size. */
interface PlaceCounts {
  models: Float64Array;
  downloads: Float64Array;
  /** Cells of a place. */
  width: number;
}

/** One pass over the models. @param values by position, NaN for a model that is not counted */
function countByPlace(
  night: NightReader,
  values: Float64Array,
  { accounts, places, attributions }: AttributedModels,
  bands: readonly SizeBand[],
): PlaceCounts {
  const parameters = night.column('parameters');
  const gguf = night.column('gguf_parameters');
  const ends = Float64Array.from(bands, ({ below }) => below);
  const width = bands.length + 1;
  const models = new Float64Array((attributions.length + 1) * width);
  const downloads = new Float64Array(models.length);
  for (let position = 0; position < values.length; position += 1) {
    const value = values[position] ?? NaN;
    const account = accounts[position] ?? -1;
    if (Number.isNaN(value) || account < 0) continue;
    // A total of zero is no size.
    const size = parameters[position] || gguf[position] || NaN;
    const band = size > 0 ? sizeBandOf(size, ends) : bands.length;
    const cell = (places[account] ?? attributions.length) * width + band;
    models[cell] = (models[cell] ?? 0) + 1;
    downloads[cell] = (downloads[cell] ?? 0) + value;
  }
  return { models, downloads, width };
}

/** The cells of several places, summed band by band. */
function sumCells(cells: Float64Array, places: readonly number[], width: number): Float64Array {
  const sums = new Float64Array(width);
  for (const place of places) {
    for (let band = 0; band < width; band += 1) {
      sums[band] = (sums[band] ?? 0) + (cells[place * width + band] ?? 0);
    }
  }
  return sums;
}

interface Group {
  row: LabRow;
  bands: LabBandRow[];
}

function groupOf(
  lab: { name: string; id: string | null; country: string | null; places: readonly number[] },
  counts: PlaceCounts,
  bands: readonly SizeBand[],
  total: number,
): Group {
  const models = sumCells(counts.models, lab.places, counts.width);
  const downloads = sumCells(counts.downloads, lab.places, counts.width);
  const sum = (cells: Float64Array, from = 0): number =>
    bands.reduce((all, band, index) => (band.from >= from ? all + (cells[index] ?? 0) : all), 0);
  const [unsizedModels, unsizedDownloads] = [models[bands.length] ?? 0, downloads[bands.length] ?? 0];
  const [sizedModels, sizedDownloads, large] = [sum(models), sum(downloads), sum(downloads, LARGE)];
  const bandRows = bands.map(({ name, from }, band): LabBandRow => ({
    lab: lab.name,
    entity_id: lab.id,
    band: name,
    from_parameters: from,
    models: models[band] ?? 0,
    downloads: downloads[band] ?? 0,
    share: ratio(downloads[band] ?? 0, sizedDownloads),
  }));
  const unsized: LabBandRow = {
    lab: lab.name,
    entity_id: lab.id,
    band: 'unknown',
    from_parameters: null,
    models: unsizedModels,
    downloads: unsizedDownloads,
    share: null,
  };
  return {
    row: {
      lab: lab.name,
      entity_id: lab.id,
      country: lab.country,
      models: sizedModels + unsizedModels,
      downloads: sizedDownloads + unsizedDownloads,
      share_of_all: ratio(sizedDownloads + unsizedDownloads, total),
      sized_models: sizedModels,
      sized_downloads: sizedDownloads,
      coverage_models: ratio(sizedModels, sizedModels + unsizedModels),
      coverage_downloads: ratio(sizedDownloads, sizedDownloads + unsizedDownloads),
      downloads_over_70b: large,
      share_over_70b: ratio(large, sizedDownloads),
    },
    bands: [...bandRows, unsized],
  };
}

function byLargeShare({ row: a }: Group, { row: b }: Group): number {
  return (
    (b.share_over_70b ?? -1) - (a.share_over_70b ?? -1) ||
    b.sized_downloads - a.sized_downloads ||
    b.downloads - a.downloads ||
    compareText(a.lab, b.lab)
  );
}

/** The published shares are of the downloads of January to July 2026, of models of known size, by uploader. */
function ofLab(id: string) {
  return ofEveryRole(({ counted, labs: rows }: LabsResult, { attribute }: Params): Answer => {
    const { window } = counted;
    const isPublished =
      window !== null && isNearDay(window.from, '2026-01-01') && isNearDay(window.to, '2026-07-31');
    if (!isPublished) {
      return {
        not: 'published of downloads from January to July 2026; see --metric window --from 2026-01-01 --to 2026-07-31',
      };
    }
    if (attribute !== 'author') return { not: 'published by uploader; leave --attribute out' };
    const row = rows.find(({ entity_id }) => entity_id === id);
    if (row === undefined) return { not: `${id} is not among these labs; leave --lab out` };
    return row.share_over_70b ?? { not: 'none of its models of known size was downloaded' };
  });
}
