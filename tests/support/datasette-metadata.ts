import { format, resolveConfig } from 'prettier';
import { type ExchangeTable, exchangeTables } from '../../src/exchange/tables.js';

/** What a store has no view of. */
const compressed = ['tags', 'model_night'];

/** What Datasette shows of a store: the text of docs/recipes/datasette.yml, which is at `file`. */
export async function datasetteMetadata(file: string, kept: readonly string[]): Promise<string> {
  const views = Object.entries<ExchangeTable>(exchangeTables).filter(([name]) => !compressed.includes(name));
  const tables: [string, unknown][] = [
    ...views.map(([name, { description, columns }]): [string, unknown] => [
      name,
      {
        description: description.replaceAll('`', ''),
        columns: Object.fromEntries(
          Object.entries(columns).map(([column, { description: text }]) => [
            column,
            text.replaceAll('`', ''),
          ]),
        ),
      },
    ]),
    ...['models', 'authors', 'datasets', 'spaces'].map((name): [string, unknown] => [
      `${name}_now`,
      { description: `${name} without what is gone or private.` },
    ]),
    ...kept.map((name): [string, unknown] => [name, { hidden: true }]),
  ];
  const metadata = {
    title: "The Hugging Face Hub's public listing",
    description: 'Models, their authors and what they were made from, as oai crawled them.',
    source: 'Hugging Face Hub',
    source_url: 'https://huggingface.co/models',
    license: "Terms of service of the Hub; names, tags and descriptions are their authors'",
    license_url: 'https://huggingface.co/terms-of-service',
    databases: {
      oai: { allow_sql: true, tables: Object.fromEntries(tables), queries },
    },
  };
  return format(yaml(metadata), { ...(await resolveConfig(file)), parser: 'yaml' });
}

const queries = {
  licences: {
    title: 'Under which licences do models come?',
    sql: `SELECT coalesce(licence, 'none declared') AS licence, count(*) AS models, sum(downloads_30d) AS downloads_30d
FROM models_now GROUP BY licence ORDER BY models DESC`,
  },
  months: {
    title: 'How many models came in each month?',
    sql: `SELECT strftime('%Y-%m', created_at, 'unixepoch') AS month, count(*) AS models
FROM models_now WHERE date(created_at, 'unixepoch') > '2022-03-02' GROUP BY month ORDER BY month`,
  },
  author: {
    title: 'Which models has an author?',
    sql: `SELECT name, downloads_30d, likes, licence, date(created_at, 'unixepoch') AS created
FROM models_now WHERE author = :author ORDER BY downloads_30d DESC`,
  },
  derived: {
    title: 'What was made from a model?',
    sql: `SELECT l.model, l.relation, m.downloads_30d
FROM lineage l JOIN models_now m ON m.model_key = l.model_key
WHERE l.base = :base ORDER BY m.downloads_30d DESC`,
  },
};

/** Objects and texts as block YAML, every text in double quotes. */
function yaml(value: unknown, margin = ''): string {
  if (typeof value !== 'object' || value === null) return ` ${JSON.stringify(value)}\n`;
  const lines = Object.entries(value).map(
    ([key, member]) => `${margin}${key}:${yaml(member, `${margin}  `)}`,
  );
  return `${margin === '' ? '' : '\n'}${lines.join('')}`;
}
