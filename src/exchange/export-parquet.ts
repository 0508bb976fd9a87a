import type { SchemaElement } from 'hyparquet';
import { type ColumnSource, fileWriter, ParquetWriter } from 'hyparquet-writer';
import type { CellValue, ColumnBatch } from '../store/view-rows.js';
import { version } from '../version.js';
import type { TableWriter } from './export-writer.js';
import type { ColumnType, ExchangeColumn } from './tables.js';

/** `json` stays the text that it is: exact, and every reader has text. */
const physical: Record<ColumnType, Pick<SchemaElement, 'type' | 'converted_type'>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  integer: { type: 'INT64' },
  real: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  date: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  json: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
};

type ParquetValue = string | number | bigint | boolean | null;

/** Writes a Parquet file, a row group for each batch: Snappy, dictionaries where they help, statistics of each column. */
export function parquetTable(file: string, columns: Record<string, ExchangeColumn>): TableWriter {
  const shapes = Object.entries(columns);
  const writer = fileWriter(file);
  const parquet = new ParquetWriter({
    writer,
    schema: [{ name: 'root', num_children: shapes.length }, ...shapes.map(schemaElement)],
    createdBy: `oai version ${version}`,
  });
  return {
    write: (batch) => {
      const columnData = shapes.map(([name, { type }], index): ColumnSource => {
        const values = batch.columns[index] ?? [];
        return { name, data: parquetValues(values, type, batch.rows) };
      });
      void parquet.write({ columnData, rowGroupSize: batch.rows });
    },
    finish: () => void parquet.finish(),
  };
}

function schemaElement([name, { type, nullable }]: [string, ExchangeColumn]): SchemaElement {
  return { name, ...physical[type], repetition_type: nullable ? 'OPTIONAL' : 'REQUIRED' };
}

function parquetValues(
  values: ColumnBatch['columns'][number],
  type: ColumnType,
  rows: number,
): ParquetValue[] {
  const made = new Array<ParquetValue>(rows);
  for (let row = 0; row < rows; row += 1) made[row] = parquetValue(values[row], type);
  return made;
}

function parquetValue(value: CellValue | undefined, type: ColumnType): ParquetValue {
  if (value === null || value === undefined || Number.isNaN(value)) return null;
  if (type === 'integer') return BigInt(value);
  return type === 'boolean' ? value === 1 : value;
}
