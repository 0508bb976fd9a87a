import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { renderCsv } from '../../src/render/render-csv.js';
import { safeText } from '../../src/render/safe-text.js';
import { exampleOutput } from './example-output.js';
import { hostileNames, unsafeCodePoints } from './hostile-names.js';

const records = (text: string): string[][] => parse(text);
const objects = (text: string): Record<string, string>[] => parse(text, { columns: true });

const hostileRows = () =>
  exampleOutput(({ view }) => {
    const [table] = view.tables;
    if (table !== undefined) table.rows = hostileNames.map((model, rank) => ({ rank, model }));
  });

test('the first table is the default, with the provenance in every row', () => {
  const rows = objects(renderCsv(exampleOutput()));
  expect(rows).toHaveLength(3);
  expect(rows[0]).toEqual({
    rank: '1',
    model: 'openai-community/gpt2',
    downloads_all_time: '932329010',
    share: '0.0205',
    created: '2022-03-02',
    report: 'concentration',
    night: '2026-11-22',
    quality: 'good',
    run: '12',
    scope: 'whole hub',
    endpoint: 'https://huggingface.co',
    models: '2963204',
    tool_version: '0.1.0',
    param_author: '',
    param_k: '200',
    param_metric: 'all-time',
    param_strict: 'true',
  });
  expect(rows[1]).toMatchObject({ model: '通义千问/模型', downloads_all_time: '1152921504606846976' });
  expect(rows[2]).toMatchObject({ downloads_all_time: '', share: '', created: '' });
});

test('another table is picked by name, as are the facts and the published figures', () => {
  const output = exampleOutput();
  expect(objects(renderCsv(output, 'lorenz'))[0]).toMatchObject({ top_share: '0.25', share: '0.4' });
  expect(objects(renderCsv(output, 'facts'))[1]).toMatchObject({ key: 'gini', value: '0.99117' });
  expect(objects(renderCsv(output, 'published'))[1]).toMatchObject({ id: 'N1', computed: '' });
});

test('a column and a provenance field of the same name are both kept, the field under a longer one', () => {
  const [row] = objects(renderCsv(exampleOutput(), 'ladder'));
  expect(row).toMatchObject({ models: '200', provenance_models: '2963204' });
  const [header = []] = records(renderCsv(exampleOutput(), 'ladder'));
  expect(new Set(header).size).toBe(header.length);
});

test('an unknown table is a usage error that names the ones there are', () => {
  const wrong = () => renderCsv(exampleOutput(), 'top\u001Bmodels');
  expect(wrong).toThrow(UsageError);
  expect(wrong).toThrow(
    expect.objectContaining({ todo: 'Choose one of: top_models, ladder, lorenz, facts, published' }) as Error,
  );
});

test('a report with facts only prints these; one with nothing says so', () => {
  const factsOnly = exampleOutput(({ view }) => (view.tables = []));
  expect(objects(renderCsv(factsOnly))[0]).toMatchObject({ key: 'total', value: '45438836957' });
  factsOnly.view.facts = [];
  factsOnly.published = [];
  expect(() => renderCsv(factsOnly)).toThrow(UsageError);
});

test('a table without rows still has its header', () => {
  const empty = exampleOutput(({ view }) => {
    for (const table of view.tables) table.rows = [];
  });
  expect(records(renderCsv(empty))).toHaveLength(1);
  expect(records(renderCsv(empty, 'ladder'))[0]?.slice(0, 2)).toEqual(['models', 'share']);
});

test('every record has as many fields as the header, whatever the names', () => {
  const rows = records(renderCsv(hostileRows()));
  expect(rows).toHaveLength(hostileNames.length + 1);
  expect(new Set(rows.map((row) => row.length)).size).toBe(1);
});

test('names come back whole, with unsafe characters spelt out and formulas quoted', () => {
  const text = renderCsv(hostileRows());
  expect(objects(text).map(({ model }) => model?.replace(/^'(?=[=+@＝-])/, ''))).toEqual(
    hostileNames.map(safeText),
  );
  expect(unsafeCodePoints(text)).toEqual([]);
});

test('no cell starts as a formula, and a negative number stays a number', () => {
  const output = hostileRows();
  output.view.tables[0]?.rows.push({ rank: -5, model: '-5', downloads_all_time: NaN, share: -0.25 });
  const rows = records(renderCsv(output));
  for (const cell of rows.slice(0, -1).flat()) expect(cell).not.toMatch(/^[=+\-@\t\r＝＋－＠]/);
  expect(rows.at(-1)?.slice(0, 4)).toEqual(['-5', "'-5", '', '-0.25']);
});
