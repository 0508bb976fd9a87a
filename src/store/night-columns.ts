/** Model keys per chunk: position `i` of chunk `c` is model key `c * CHUNK_SIZE + i + 1`. */
export const CHUNK_SIZE = 65_536;

/**
 * How the values of a column are encoded: `integer` from 0 to 2^53 - 1; `rising` likewise, where neighbours are close;
 * `real` any double.
 */
export type NightColumnType = 'integer' | 'rising' | 'real';

/** What changes from night to night for many models. */
export const metricColumns = ['downloads_30d', 'downloads_all_time', 'likes', 'trending_score'] as const;
export type MetricColumn = (typeof metricColumns)[number];

/** What a model is; columns of `model`. */
export const attributeColumns = [
  'author_key',
  'created_at',
  'parameters',
  'gguf_parameters',
  'licence_key',
  'pipeline_tag_key',
  'library_key',
  'base_key',
] as const;
export type AttributeColumn = (typeof attributeColumns)[number];

export type NightColumn = 'present' | MetricColumn | AttributeColumn;

/** The columns of a night, named as in `model`. `present` is 1 for every public model that the run saw. */
export const nightColumns: Readonly<Record<NightColumn, NightColumnType>> = {
  present: 'integer',
  downloads_30d: 'integer',
  downloads_all_time: 'integer',
  likes: 'integer',
  trending_score: 'real',
  author_key: 'integer',
  created_at: 'rising',
  parameters: 'integer',
  gguf_parameters: 'integer',
  licence_key: 'integer',
  pipeline_tag_key: 'integer',
  library_key: 'integer',
  base_key: 'integer',
};

export const nightColumnNames = Object.keys(nightColumns) as NightColumn[];

/** The positions of a chunk, as a part of the column; shorter at its end. */
export function chunkOf(column: Float64Array, chunk: number): Float64Array {
  return column.subarray(chunk * CHUNK_SIZE, (chunk + 1) * CHUNK_SIZE);
}

/** How many chunks a column of `size` positions has. */
export function chunkCount(size: number): number {
  return Math.ceil(size / CHUNK_SIZE);
}
