import type { Chart } from './chart.js';
import type { CellRow, FormatRow, FormatsResult, Params } from './formats-result.js';
import { metricCaveats, metricDefinition } from './metric.js';
import { integer, asName, phrase, type Phrase, share } from './phrase.js';
import type { Table, View } from './types.js';

const FORMATS_SHOWN = 15;
const CELLS_SHOWN = 20;
const HEATMAP_ROWS = 8;
const HEATMAP_COLUMNS = 8;
const GGUF = 'gguf';

export function formatsView(result: FormatsResult, { metric }: Params): View {
  const { counted, formats, cells } = result;
  const { label } = counted;
  const known = cells.filter(({ format, family }) => format !== null && family !== null);
  return {
    finding: finding(result),
    definition: [
      metricDefinition(counted),
      phrase`population: every public model of the night, those without a library in a row of their own`,
      phrase`family: that of the root base`,
      phrase`official: uploaded by a maker of the family`,
    ],
    facts: [
      { key: 'n', label: 'models', kind: 'integer', value: result.n },
      {
        key: 'coverage_library_models',
        label: 'of them declare a library',
        kind: 'share',
        value: result.coverage_library.models,
      },
      {
        key: 'coverage_library_downloads',
        label: `these have of ${label}`,
        kind: 'share',
        value: result.coverage_library.downloads,
      },
      {
        key: 'coverage_family_models',
        label: 'of them have a root of a known family',
        kind: 'share',
        value: result.coverage_family.models,
      },
      {
        key: 'coverage_family_downloads',
        label: `and these of ${label}`,
        kind: 'share',
        value: result.coverage_family.downloads,
      },
    ],
    tables: [
      formatTable(
        'top_formats',
        `The ${FORMATS_SHOWN} libraries with the most`,
        formats.slice(0, FORMATS_SHOWN),
        label,
      ),
      { ...formatTable('formats', 'By library', formats, label), detail: true },
      cellTable('top_cells', 'The largest families of a library', known.slice(0, CELLS_SHOWN), label),
      { ...cellTable('formats_by_family', 'By library and family', cells, label), detail: true },
      ggufTable(result),
      ...growthTable(result),
      yearTable(result),
    ],
    charts: [...bars(result), ...heatmap(known, label)],
    caveats: caveats(result),
    next: ['oai report derivatives --by family', `oai report coverage --metric ${metric}`],
  };
}

function finding({ cells, formats, counted }: FormatsResult): Phrase {
  const gguf = formats.find(({ format }) => format === GGUF);
  const first = cells.find(({ format, family }) => format === GGUF && family !== null);
  if (gguf === undefined) return phrase`No model declares the library gguf.`;
  return first === undefined
    ? phrase`${integer(gguf.models)} models declare the library gguf; they have ${share(gguf.share)} of ${counted.label}, and no root of theirs is of a known family.`
    : phrase`${integer(gguf.models)} models declare the library gguf and have ${share(gguf.share)} of ${counted.label}; of these, ${share(first.share_of_format)} are of ${asName(first.family ?? '')}.`;
}

function formatTable(name: string, title: string, rows: FormatRow[], label: string): Table {
  return {
    name,
    title,
    columns: [
      { key: 'label', label: 'library', kind: 'text' },
      { key: 'models', label: 'models', kind: 'integer' },
      { key: 'downloads', label, kind: 'integer' },
      { key: 'share', label: 'share of downloads', kind: 'share' },
      { key: 'official', label: 'official', kind: 'integer' },
      { key: 'community', label: 'community', kind: 'integer' },
      { key: 'share_known_family', label: 'models of known family', kind: 'share' },
      { key: 'share_models', label: 'share of models', kind: 'share' },
      { key: 'downloads_per_model', label: 'per model', kind: 'integer' },
      { key: 'official_downloads', label: 'downloads, official', kind: 'integer' },
      { key: 'community_downloads', label: 'downloads, community', kind: 'integer' },
      { key: 'format', label: 'as declared', kind: 'text', absent: '' },
    ],
    rows,
  };
}

function cellTable(name: string, title: string, rows: CellRow[], label: string): Table {
  return {
    name,
    title,
    columns: [
      { key: 'format', label: 'library', kind: 'text', absent: 'none declared' },
      { key: 'family', label: 'family', kind: 'text', absent: 'no known family' },
      { key: 'models', label: 'models', kind: 'integer' },
      { key: 'downloads', label, kind: 'integer' },
      { key: 'share_of_format', label: 'of the library', kind: 'share' },
      { key: 'share_of_family', label: 'of the family', kind: 'share' },
      { key: 'official', label: 'official', kind: 'integer' },
      { key: 'community', label: 'community', kind: 'integer' },
      { key: 'official_downloads', label: 'downloads, official', kind: 'integer' },
      { key: 'community_downloads', label: 'downloads, community', kind: 'integer' },
    ],
    rows,
  };
}

const readings = {
  library: 'its library is gguf',
  files: 'its files have a GGUF total',
  either: 'either',
} as const;

function ggufTable({ gguf, counted }: FormatsResult): Table {
  return {
    name: 'gguf',
    title: 'What is GGUF',
    columns: [
      { key: 'reading', label: 'told by', kind: 'text', words: true },
      { key: 'models', label: 'models', kind: 'integer' },
      { key: 'downloads', label: counted.label, kind: 'integer' },
    ],
    rows: gguf.map((row) => ({ ...row, reading: readings[row.reading] })),
  };
}

function growthTable({ growth }: FormatsResult): Table[] {
  if (growth === null) return [];
  return [
    {
      name: 'growth',
      title: 'Models of each library on two nights',
      columns: [
        { key: 'format', label: 'library', kind: 'text', absent: 'none declared' },
        { key: 'before', label: growth.from, kind: 'integer' },
        { key: 'now', label: growth.to, kind: 'integer' },
        { key: 'growth', label: 'growth', kind: 'share', absent: 'new' },
      ],
      rows: growth.rows,
    },
  ];
}

function yearTable({ years, counted }: FormatsResult): Table {
  return {
    name: 'years',
    title: 'Models that are still there, by library and year of creation',
    columns: [
      { key: 'format', label: 'library', kind: 'text', absent: 'none declared' },
      { key: 'created', label: 'created', kind: 'text', words: true },
      { key: 'models', label: 'models', kind: 'integer' },
      { key: 'downloads', label: counted.label, kind: 'integer' },
    ],
    rows: years,
    detail: true,
  };
}

function bars({ formats, counted }: FormatsResult): Chart[] {
  const declared = formats.filter(({ format }) => format !== null);
  const [first] = declared;
  if (first === undefined) return [];
  return [
    {
      kind: 'bar',
      title: phrase`${asName(first.label)} has ${share(first.share)} of ${counted.label}`,
      valueKind: 'share',
      bars: declared.slice(0, FORMATS_SHOWN).map(({ label, share: part }) => ({ label, value: part ?? 0 })),
      words: [],
    },
  ];
}

/** The libraries and families with the most downloads among the cells that have both. */
function heatmap(known: readonly CellRow[], label: string): Chart[] {
  const [first] = known;
  if (first === undefined) return [];
  const rows = largest(known, ({ format }) => format ?? '', HEATMAP_ROWS);
  const columns = largest(known, ({ family }) => family ?? '', HEATMAP_COLUMNS);
  const valueOf = (format: string, family: string): number | null =>
    known.find((cell) => cell.format === format && cell.family === family)?.downloads ?? null;
  return [
    {
      kind: 'heatmap',
      title: phrase`${asName(first.family ?? '')} in ${asName(first.format ?? '')} has ${integer(first.downloads)} ${label}`,
      quantity: `${label}, by library and family of the root`,
      valueKind: 'integer',
      words: [],
      columns,
      rows: rows.map((format) => ({
        label: format,
        values: columns.map((family) => valueOf(format, family)),
      })),
    },
  ];
}

function largest(cells: readonly CellRow[], keyOf: (cell: CellRow) => string, count: number): string[] {
  const sums = new Map<string, number>();
  for (const cell of cells) sums.set(keyOf(cell), (sums.get(keyOf(cell)) ?? 0) + cell.downloads);
  return [...sums]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, count)
    .map(([key]) => key);
}

function caveats({
  counted,
  coverage_library: library,
  coverage_family: family,
  gguf,
  growth,
}: FormatsResult): Phrase[] {
  const files = gguf.find(({ reading }) => reading === 'files');
  return [
    ...metricCaveats(counted),
    phrase`A library is what a model declares or the Hub infers: ${share(library.models)} of the models and ${share(library.downloads)} of ${counted.label} have one. A change of the Hub's inference looks like growth.`,
    phrase`The root of ${share(family.models)} of the models, with ${share(family.downloads)} of ${counted.label}, is of a family in data/families.csv; the others are neither official nor community.`,
    phrase`Every GGUF file that is fetched is a download, and the rules differ from library to library: their downloads are not of one kind.`,
    ...(files?.models === 0
      ? [phrase`No model has a GGUF total; \`oai crawl --expand gguf\` asks for it.`]
      : []),
    growth === null
      ? phrase`By year of creation are the models that are still there; real growth takes two nights: --from.`
      : phrase`Growth is of all models of a library on either night, those deleted in between included.`,
  ];
}
