import type { Database } from 'better-sqlite3';
import { lastModelKey, listNights, type Night } from './night.js';
import { NightChain } from './night-chain.js';
import { attributeColumns, CHUNK_SIZE, metricColumns } from './night-columns.js';
import { nightRows, type NightValueColumn } from './night-rows.js';
import { unpackKeys } from './varint.js';

/** The columns of `model_night` after `night`, `night_key` and `model_key`. */
const valueColumns: readonly NightValueColumn[] = [...attributeColumns, ...metricColumns];
/** A number arrives in SQLite as a double, whatever it is. */
const typed = (column: NightValueColumn): string =>
  column === 'trending_score' ? `v.${column}` : `CAST(v.${column} AS INTEGER) AS ${column}`;

/**
 * Shows what is stored compressed as tables of this connection: `tags`, `model_night`, and the function `model_series(model_key)`, which
 * has the rows of `model_night` of one model without a look at the others. A condition on the model narrows what is unpacked of `tags`, one
 * on the night what is of `model_night`.
 * @param reader another connection to the same store: a connection cannot be asked while it answers
 */
export function addCompressedTables(db: Database, reader: Database): void {
  db.table('unpacked_keys', {
    parameters: ['packed'],
    columns: ['key'],
    *rows(packed: unknown) {
      if (!Buffer.isBuffer(packed)) return;
      for (const key of unpackKeys(packed)) yield [key];
    },
  });
  db.table('night_values', {
    parameters: ['of_night'],
    columns: ['model_key', ...valueColumns],
    *rows(nightKey: unknown) {
      yield* nightValues(reader, nightNumbered(reader, Number(nightKey)));
    },
  });
  db.table('model_series', {
    parameters: ['of_model'],
    columns: ['night', 'night_key', 'model_key', ...valueColumns],
    *rows(modelKey: unknown) {
      yield* seriesOf(reader, Number(modelKey));
    },
  });
  db.exec(`
    CREATE TEMP VIEW tags AS
    SELECT m.model_key, t.name AS tag
    FROM model m CROSS JOIN unpacked_keys(m.tag_keys) k CROSS JOIN tag t ON t.tag_key = k.key
    UNION ALL
    SELECT e.model_key, prefix || b.name
    FROM (
      SELECT model_key, base_key, 'base_model:' AS prefix FROM model_base GROUP BY model_key, base_key
      UNION ALL
      SELECT model_key, base_key, 'base_model:' || relation || ':' FROM model_base WHERE relation <> 'unknown'
    ) e JOIN base b USING (base_key)
    WHERE NOT EXISTS (
      SELECT 1 FROM model m CROSS JOIN unpacked_keys(m.tag_keys) k
      WHERE m.model_key = e.model_key AND k.key IN (SELECT tag_key FROM tag WHERE name GLOB 'base_model:*')
    );
    CREATE TEMP VIEW model_night AS
    SELECT n.night, n.night_key, CAST(v.model_key AS INTEGER) AS model_key, ${valueColumns.map(typed).join(', ')}
    FROM nights n JOIN night_values v ON v.of_night = n.night_key;
  `);
}

function nightNumbered(reader: Database, nightKey: number): Night[] {
  return listNights(reader, 'night_key = ?', nightKey);
}

/** One array for all rows: whoever is given it copies it. */
function* nightValues(reader: Database, nights: readonly Night[]): Generator<(number | string | null)[]> {
  const row: (number | string | null)[] = [];
  for (const [, batches] of nightRows(reader, nights, valueColumns)) {
    for (const { rows, columns } of batches) {
      for (let index = 0; index < rows; index += 1) {
        for (let column = 0; column < columns.length; column += 1) {
          row[column] = columns[column]?.[index] ?? null;
        }
        yield row;
      }
    }
  }
}

function* seriesOf(
  reader: Database,
  modelKey: number,
): Generator<(bigint | number | string | null | undefined)[]> {
  if (!Number.isInteger(modelKey) || modelKey < 1 || modelKey > lastModelKey(reader)) return;
  const chain = new NightChain(reader);
  const nights = listNights(reader);
  const read = (column: 'present' | NightValueColumn): number[] => valuesOf(chain, column, modelKey, nights);
  const present = read('present');
  const values = valueColumns.map((column) => read(column));
  for (const [index, { date, nightKey }] of nights.entries()) {
    if (present[index] !== 1) continue;
    const cells = values.map((column, place) => cell(column[index], valueColumns[place]));
    yield [date, BigInt(nightKey), BigInt(modelKey), ...cells];
  }
}

/** The values of one model on each of the nights; NaN is missing. */
function valuesOf(
  chain: NightChain,
  column: 'present' | NightValueColumn,
  modelKey: number,
  nights: readonly Night[],
): number[] {
  const whole = nights.filter((night) => night.whole);
  const series = chain.series(column, modelKey, whole);
  const byNight = new Map(whole.map(({ nightKey }, index) => [nightKey, series[index] ?? NaN]));
  return nights.map((night) => byNight.get(night.nightKey) ?? valueApart(chain, column, modelKey, night));
}

function valueApart(
  chain: NightChain,
  column: 'present' | NightValueColumn,
  modelKey: number,
  night: Night,
): number {
  const values = new Float64Array(CHUNK_SIZE).fill(NaN);
  chain.chunk(column, night, Math.floor((modelKey - 1) / CHUNK_SIZE), values);
  return values[(modelKey - 1) % CHUNK_SIZE] ?? NaN;
}

function cell(value: number | undefined, column: NightValueColumn | undefined): bigint | number | null {
  if (value === undefined || Number.isNaN(value)) return null;
  return column === 'trending_score' ? value : BigInt(value);
}
