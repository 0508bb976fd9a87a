import { MANIFEST } from '../exchange/export-manifest.js';
import type { ExchangeTableName } from '../exchange/tables.js';
import type { Night } from '../store/night.js';
import type { QueryParameters } from './engine.js';

/** What stands behind FROM, with the parameters in it. */
export interface Fragment {
  sql: string;
  parameters: QueryParameters;
}

/** Where the tables of the exchange are. What tells one place from another in SQL is here and nowhere else. */
export interface TablePlace {
  /** As a message names it. */
  readonly name: string;
  /** Settings of every query there. */
  readonly settings: Readonly<Record<string, string | number>>;
  /** One row with the text of the export's manifest, in the column `json`. */
  manifest(): Fragment;
  table(name: Exclude<ExchangeTableName, 'model_night'>): Fragment;
  /** Rows of `model_night` without its column `night`: those of the given nights, and maybe of others. */
  nights(nights: readonly Pick<Night, 'date' | 'run'>[]): Fragment;
}

/** Tables of the database that the connection names. */
export function databasePlace(database: string): TablePlace {
  return {
    name: `the database ${database}`,
    settings: {},
    manifest: () => ({ sql: 'manifest', parameters: {} }),
    table: (name) => ({ sql: name, parameters: {} }),
    nights: () => ({ sql: 'model_night', parameters: {} }),
  };
}

export type ParquetKind = 'file' | 's3' | 'url';

/** How the engine reaches Parquet: a bucket, a web server, or a folder of its own machine. */
export function parquetKind(where: string): ParquetKind {
  if (/^s3:\/\//i.test(where)) return 's3';
  return /^https?:\/\//i.test(where) ? 'url' : 'file';
}

/**
 * What `oai export` wrote.
 * @param where a folder without a pattern in its name, `s3://bucket/prefix` or `https://host/path`
 * @param s3Endpoint of a service other than Amazon's, such as `https://minio.example.org:9000`
 */
export function parquetPlace(where: string, s3Endpoint?: string): TablePlace {
  const kind = parquetKind(where);
  const address =
    s3Endpoint === undefined ? where : where.replace(/^s3:\/\//i, `${s3Endpoint.replace(/\/+$/, '')}/`);
  const root = address.replace(/\/+$/, '');
  const fragment = (name: string, file: string, format = 'Parquet'): Fragment => ({
    sql: `${kind}({${name}_file:String}, '${format}')`,
    parameters: { [`${name}_file`]: `${root}/${file}` },
  });
  return {
    name: where,
    // A folder above the export may be called like a column: `run=7`.
    settings: {
      use_hive_partitioning: 0,
      // Five hundred unless told: minutes until a bucket that is out of reach is said to be.
      ...(kind === 's3' && { s3_retry_attempts: 5 }),
    },
    manifest: () => fragment('manifest', MANIFEST, 'JSONAsString'),
    table: (name) => fragment(name, `${name}.parquet`),
    // One by one: a web server lists no folder, and files of nights that the store no longer has may lie beside them.
    nights: (nights) => {
      const files = nights.map(({ date, run }) => `night=${date}/run-${run}`);
      const [only = ''] = files;
      return fragment(
        'model_night',
        `model_night/${files.length === 1 ? only : `{${files.join(',')}}`}.parquet`,
      );
    },
  };
}
