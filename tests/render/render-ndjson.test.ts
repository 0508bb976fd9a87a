import { expect, test } from 'vitest';
import { renderNdjson } from '../../src/render/render-ndjson.js';
import { exampleOutput } from './example-output.js';
import { hostileNames, unsafeCodePoints } from './hostile-names.js';

const lines = (text: string) =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('every row of every table, every fact and every published figure is one line', () => {
  const text = renderNdjson(exampleOutput());
  expect(text.endsWith('\n')).toBe(true);
  expect(lines(text).map(({ table }) => table)).toEqual([
    ...Array.from({ length: 3 }, () => 'top_models'),
    ...Array.from({ length: 2 }, () => 'ladder'),
    ...Array.from({ length: 2 }, () => 'lorenz'),
    ...Array.from({ length: 3 }, () => 'facts'),
    ...Array.from({ length: 2 }, () => 'published'),
  ]);
});

test('a line starts with its table, then the columns in order, then where the numbers come from', () => {
  const [first] = lines(renderNdjson(exampleOutput()));
  expect(Object.entries(first ?? {})).toEqual([
    ['table', 'top_models'],
    ['rank', 1],
    ['model', 'openai-community/gpt2'],
    ['downloads_all_time', 932_329_010],
    ['share', 0.0205],
    ['created', '2022-03-02'],
    ['report', 'concentration'],
    ['night', '2026-11-22'],
    ['quality', 'good'],
    ['run', 12],
    ['scope', 'whole hub'],
    ['endpoint', 'https://huggingface.co'],
    ['models', 2_963_204],
    ['tool_version', '0.1.0'],
    ['param_author', null],
    ['param_k', 200],
    ['param_metric', 'all-time'],
    ['param_strict', true],
  ]);
});

test('unknown is null, also where a row lacks the column, and a bigint keeps its digits', () => {
  const text = renderNdjson(
    exampleOutput(({ view }) => {
      delete view.tables[0]?.rows[0]?.['share'];
    }),
  );
  const rows = lines(text);
  expect(rows[0]).toHaveProperty('share', null);
  expect(rows[2]).toHaveProperty('created', null);
  expect(text).toContain('"downloads_all_time":1152921504606846976,');
});

test('a column called night keeps its name and ours steps aside', () => {
  const [row] = lines(
    renderNdjson(
      exampleOutput(({ view }) => {
        view.tables = [
          {
            name: 'by_night',
            title: 'By night',
            columns: [
              { key: 'night', label: 'Night', kind: 'date' },
              { key: 'table', label: 'Table', kind: 'text' },
            ],
            rows: [{ night: '2025-01-01', table: 'mine' }],
          },
        ];
      }),
    ),
  );
  expect(row).toMatchObject({
    report: 'concentration',
    provenance_table: 'by_night',
    night: '2025-01-01',
    table: 'mine',
    provenance_night: '2026-11-22',
    run: 12,
  });
});

test('hostile names stay on their line, come back whole, and reach no terminal raw', () => {
  const text = renderNdjson(
    exampleOutput(({ view }) => {
      const [table] = view.tables;
      if (table !== undefined) table.rows = hostileNames.map((model) => ({ model }));
    }),
  );
  expect(
    lines(text)
      .slice(0, hostileNames.length)
      .map(({ model }) => model),
  ).toEqual(hostileNames);
  expect(unsafeCodePoints(text)).toEqual([]);
});
