import { z } from 'zod';
import { MissingDataError } from '../errors.js';
import { ratio } from '../statistics/ratio.js';
import type { NightReader } from '../store/night-reader.js';
import { attributeModels } from './attribution.js';
import { CreationYears } from './creation.js';
import { type Families, familiesOf } from './families.js';
import { formatGrowth, readFormats } from './formats-growth.js';
import { addTo, cellRows, formatRows, FormatSums, newSupply, total, yearRows } from './formats-count.js';
import type { CellRow, FormatsResult, Params, Supply } from './formats-result.js';
import { formatsView } from './formats-view.js';
import { isNearDay } from './is-near-day.js';
import { metricLabel, readMetric } from './metric.js';
import { type Answer, defineReport, type ReportContext } from './report.js';

const params = z.object({
  metric: z.enum(['30d', 'all-time']).default('30d').describe('which downloads are counted'),
  from: z.string().optional().describe('growth since the night at or before this day'),
  to: z.string().optional().describe('growth up to the night at or before this day'),
});

const GGUF = 'gguf';
const QWEN = 'Qwen';

export const formats = defineReport<typeof params.shape, FormatsResult>({
  name: 'formats',
  question: 'In which formats do models come, and which are used?',
  definition:
    'The public models of the night and their downloads by the library that each declares (library_name), which for GGUF, MLX or ' +
    'ONNX says the format; those that declare none are a row of their own. The family is that of the root of the declared ' +
    'bases (data/families.csv). Official: uploaded by a maker of that family; community: by anybody else; a model without a known ' +
    'family is neither. By creation year: models that are still there. Growth: models of a library on one night over those on ' +
    'an earlier one, less 1.',
  examples: [
    'oai report formats',
    'oai report formats --metric all-time',
    'oai report formats --from 2026-01-01 --to 2026-07-31',
    'oai report formats --format csv --table formats_by_family -o formats.csv',
  ],
  params,
  usesRegistry: true,
  compute,
  view: formatsView,
  answers: {
    S5: (result, { metric }): Answer =>
      metric === '30d'
        ? (cellOf(result)?.downloads ?? noCell)
        : { not: `published for ${metricLabel('30d')}; see --metric 30d` },
    S6a: (result): Answer => cellOf(result)?.models ?? noCell,
    S6b: (result): Answer => cellOf(result)?.official ?? noCell,
    S7a: growthOf('gguf'),
    S7b: growthOf('lerobot'),
    S7c: growthOf('mlx'),
    S7d: growthOf('diffusers'),
    S7e: growthOf('transformers'),
    S7f: growthOf('peft'),
  },
});

/** From January to July 2026. */
function growthOf(library: string): (result: FormatsResult) => Answer {
  return ({ growth }) => {
    if (growth === null || !isNearDay(growth.from, '2026-01-01') || !isNearDay(growth.to, '2026-07-31')) {
      return { not: 'published for January to July 2026; see --from 2026-01-01 --to 2026-07-31' };
    }
    return (
      growth.rows.find(({ format }) => format === library)?.growth ?? {
        not: `no model of the first night declares ${library}`,
      }
    );
  };
}

const noCell = { not: 'no model that declares the library gguf has a root that is of the family Qwen' };

function cellOf({ cells }: FormatsResult): CellRow | undefined {
  return cells.find(({ format, family }) => format === GGUF && family === QWEN);
}

function compute(night: NightReader, params: Params, context: ReportContext): FormatsResult {
  if (night.count('library_key') === 0) {
    throw new MissingDataError(`No model of the night ${night.night.date} declares a library.`, {
      why: `${night.run.endpoint} sent no library_name.`,
      todo: 'Crawl an endpoint that has it.',
    });
  }
  const { values, summary } = readMetric(night, { metric: params.metric });
  const { names, places } = readFormats(night);
  const families = familiesOf(night);
  const isOfficial = officialTest(night, context, families);
  const totals = night.column('gguf_parameters');
  const created = night.column('created_at');
  const years = new CreationYears(night.night.day);
  const familyCount = families.families.length + 1;
  const sums = new FormatSums(names.length * familyCount);
  const byYear = new FormatSums(names.length * years.labels.length);
  const gguf = { library: newSupply(), files: newSupply(), either: newSupply() };
  for (let position = 0; position < values.length; position += 1) {
    const value = values[position] ?? NaN;
    if (Number.isNaN(value)) continue;
    const format = places[position] ?? 0;
    const family = families.byRoot[position] ?? -1;
    const cell = format * familyCount + (family === -1 ? familyCount - 1 : family);
    sums.add(cell, value, family !== -1 && isOfficial(position, family));
    byYear.add(format * years.labels.length + years.bucketOf(created[position] ?? NaN), value, false);
    const isLibrary = names[format] === GGUF;
    const hasTotal = (totals[position] ?? NaN) > 0;
    if (isLibrary) addTo(gguf.library, value);
    if (hasTotal) addTo(gguf.files, value);
    if (isLibrary || hasTotal) addTo(gguf.either, value);
  }
  const cells = cellRows(sums, names, families);
  const rows = formatRows(cells);
  const all = total(rows);
  const withLibrary = total(rows.filter(({ format }) => format !== null));
  const withFamily = total(cells.filter(({ family }) => family !== null));
  const coverage = ({ models, downloads }: Supply) => ({
    models: ratio(models, all.models),
    downloads: ratio(downloads, all.downloads),
  });
  return {
    night: night.night.date,
    counted: summary,
    n: all.models,
    downloads: all.downloads,
    coverage_library: coverage(withLibrary),
    coverage_family: coverage(withFamily),
    formats: rows.map((row) => ({
      ...row,
      share_models: ratio(row.models, all.models),
      share: ratio(row.downloads, all.downloads),
    })),
    cells,
    gguf: (['library', 'files', 'either'] as const).map((reading) => ({ reading, ...gguf[reading] })),
    years: yearRows(byYear, names, years.labels),
    growth: formatGrowth(night, params.from),
  };
}

/** Whether the uploader is a maker of the family: an entity that `data/families.csv` says makes originals of it. */
function officialTest(
  night: NightReader,
  { registry }: ReportContext,
  { families }: Families,
): (position: number, family: number) => boolean {
  const { accounts, places, attributions } = attributeModels(night, registry(), { attribute: 'author' });
  const makersOf = families.map(({ entityIds }) => new Set(entityIds));
  return (position, family) => {
    const id = attributions[places[accounts[position] ?? 0] ?? -1]?.entity.id;
    return id !== undefined && makersOf[family]?.has(id) === true;
  };
}
