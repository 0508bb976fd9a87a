import { ratio } from '../statistics/ratio.js';
import { compareText } from './attribution-tally.js';
import type { Families } from './families.js';
import type { CellRow, FormatRow, Origin, Supply, YearRow } from './formats-result.js';
import { libraryLabel } from './library-label.js';

const summed = [
  'models',
  'downloads',
  'official',
  'community',
  'official_downloads',
  'community_downloads',
] as const;

/** Models and downloads by place; of them the official ones. */
export class FormatSums {
  readonly models: Float64Array;
  readonly downloads: Float64Array;
  readonly official: Float64Array;
  readonly officialDownloads: Float64Array;

  constructor(size: number) {
    this.models = new Float64Array(size);
    this.downloads = new Float64Array(size);
    this.official = new Float64Array(size);
    this.officialDownloads = new Float64Array(size);
  }

  add(place: number, downloads: number, isOfficial: boolean): void {
    this.models[place] = (this.models[place] ?? 0) + 1;
    this.downloads[place] = (this.downloads[place] ?? 0) + downloads;
    if (!isOfficial) return;
    this.official[place] = (this.official[place] ?? 0) + 1;
    this.officialDownloads[place] = (this.officialDownloads[place] ?? 0) + downloads;
  }
}

export function cellRows(
  sums: FormatSums,
  names: readonly (string | null)[],
  { families }: Families,
): CellRow[] {
  const columns = [...families.map(({ name }) => name), null];
  const cells = names.flatMap((format, row) =>
    columns.flatMap((family, column) => {
      const place = row * columns.length + column;
      const models = sums.models[place] ?? 0;
      if (models === 0) return [];
      const downloads = sums.downloads[place] ?? 0;
      const official = sums.official[place] ?? 0;
      const officialDownloads = sums.officialDownloads[place] ?? 0;
      const community = family === null ? 0 : models - official;
      const communityDownloads = family === null ? 0 : downloads - officialDownloads;
      return [
        {
          format,
          family,
          models,
          downloads,
          official,
          community,
          official_downloads: officialDownloads,
          community_downloads: communityDownloads,
        },
      ];
    }),
  );
  const ofFormat = sumBy(cells, ({ format }) => format);
  const ofFamily = sumBy(cells, ({ family }) => family);
  return cells
    .map((cell) => ({
      ...cell,
      share_of_format: ratio(cell.downloads, ofFormat.get(cell.format)?.downloads ?? 0),
      share_of_family: ratio(cell.downloads, ofFamily.get(cell.family)?.downloads ?? 0),
    }))
    .sort(
      (a, b) =>
        b.downloads - a.downloads ||
        b.models - a.models ||
        compareText(a.format ?? '', b.format ?? '') ||
        compareText(a.family ?? '', b.family ?? ''),
    );
}

export function formatRows(cells: readonly CellRow[]): FormatRow[] {
  const known = sumBy(
    cells.filter(({ family }) => family !== null),
    ({ format }) => format,
  );
  return [...sumBy(cells, ({ format }) => format)]
    .map(([format, row]) => ({
      format,
      label: format === null ? 'none declared' : (libraryLabel(format) ?? format),
      ...row,
      share_models: null,
      share: null,
      downloads_per_model: ratio(row.downloads, row.models),
      share_known_family: ratio(known.get(format)?.models ?? 0, row.models),
    }))
    .sort(
      (a, b) =>
        b.downloads - a.downloads || b.models - a.models || compareText(a.format ?? '', b.format ?? ''),
    );
}

function sumBy<Row extends Supply & Origin>(
  rows: readonly Row[],
  keyOf: (row: Row) => string | null,
): Map<string | null, Supply & Origin> {
  const sums = new Map<string | null, Supply & Origin>();
  for (const row of rows) {
    const sum = sums.get(keyOf(row)) ?? { ...newSupply(), ...newOrigin() };
    for (const key of summed) sum[key] += row[key];
    sums.set(keyOf(row), sum);
  }
  return sums;
}

function newOrigin(): Origin {
  return { official: 0, community: 0, official_downloads: 0, community_downloads: 0 };
}

export function yearRows(
  sums: FormatSums,
  names: readonly (string | null)[],
  labels: readonly string[],
): YearRow[] {
  return names.flatMap((format, row) =>
    labels.flatMap((created, column) => {
      const place = row * labels.length + column;
      const models = sums.models[place] ?? 0;
      return models === 0 ? [] : [{ format, created, models, downloads: sums.downloads[place] ?? 0 }];
    }),
  );
}

export function newSupply(): Supply {
  return { models: 0, downloads: 0 };
}

export function addTo(supply: Supply, downloads: number): void {
  supply.models += 1;
  supply.downloads += downloads;
}

export function total(rows: readonly Supply[]): Supply {
  return rows.reduce(
    (sum, { models, downloads }) => ({ models: sum.models + models, downloads: sum.downloads + downloads }),
    newSupply(),
  );
}
