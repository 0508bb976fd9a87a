import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { tableDefinitions, tableFillings } from '../support/clickhouse-tables.js';

it('docs/clickhouse-tables.sql makes and fills the tables that exports have', async () => {
  const statements = [
    ...tableDefinitions(),
    ...tableFillings((files, format) => `s3('PLACE/${files}', '${format}')`),
  ];
  const text = statements.map((statement) => `${statement};\n`).join('\n');
  await expect(text).toMatchFileSnapshot('../../docs/clickhouse-tables.sql');
});

it('docs/clickhouse.md names every option and variable of the engine', () => {
  const page = readFileSync(new URL('../../docs/clickhouse.md', import.meta.url), 'utf8');
  for (const name of [
    '--engine',
    '--parquet',
    '--url',
    '--database',
    'CLICKHOUSE_USER',
    'CLICKHOUSE_PASSWORD',
    'AWS_ENDPOINT_URL_S3',
  ]) {
    expect(page).toContain(name);
  }
});
