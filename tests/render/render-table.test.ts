import { describe, expect, test } from 'vitest';
import { integer, phrase } from '../../src/reports/phrase.js';
import { renderTable } from '../../src/render/render-table.js';
import { exampleOutput } from './example-output.js';
import { hostileNames, terminalColumns, unsafeCodePoints } from './hostile-names.js';

const plain = { width: 80, colour: false, unicode: true };
const ESC = String.fromCharCode(27);
const COLOURS = new RegExp(`${ESC}\\[\\d+m`, 'g');

/** The example with every name the Hub chooses replaced by hostile ones, in each place a name can stand. */
const hostileOutput = () =>
  exampleOutput(({ view, published }) => {
    const [table] = view.tables;
    if (table === undefined) throw new Error('the example has a table');
    table.rows = hostileNames.map((model, i) => ({ rank: i + 1, model, downloads_all_time: i * 1e6 }));
    view.charts.push({
      kind: 'bar',
      title: hostileNames.flatMap((name) => phrase`${name}`),
      valueKind: 'share',
      bars: hostileNames.map((label, i) => ({ label, value: i / 40 })),
    });
    view.facts.push(
      ...hostileNames.map((name) => ({
        key: 'k',
        label: name,
        kind: 'text' as const,
        value: name,
        note: name,
      })),
    );
    view.finding = phrase`${hostileNames.join(' ')} take ${integer(3)}`;
    view.caveats = hostileNames.map((name) => phrase`${name} is missing`);
    view.next = hostileNames
      .filter((name) => name.length < 60)
      .map((name) => `oai report model --id '${name}'`);
    for (const figure of published) figure.note = hostileNames.join(' ');
  });

const widestLine = (text: string) => Math.max(...text.split('\n').map(terminalColumns));

test('the answer comes first, the doubt after the data, the provenance last', () => {
  const text = renderTable(exampleOutput(), plain);
  const marks = [
    '200 models take 47.3\u202F% of all downloads',
    'metric: downloads (all time); population: 2\u202F963\u202F204 models',
    'Gini ',
    'The most downloaded models',
    'Top k',
    'Few models take most downloads',
    'By size',
    'Published and computed',
    'Caveats',
    'Next',
    'night 2026-11-22 (UTC)',
  ];
  const places = marks.map((mark) => text.indexOf(mark));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(text.startsWith(marks[0] ?? '')).toBe(true);
  expect(text.endsWith('oai 0.1.0\n')).toBe(true);
});

test('numbers stand right-aligned under their headings and names left-aligned', () => {
  const lines = renderTable(exampleOutput(), plain).split('\n');
  const head = lines.findIndex((line) => line.startsWith('Rank'));
  const [heading = '', , first = '', second = '', third = ''] = lines.slice(head);
  expect(heading).toMatch(/^Rank {2}Model +Downloads \(all time\) +Share {2}Created$/);
  const end = heading.indexOf('Downloads (all time)') + 'Downloads (all time)'.length;
  expect(first.slice(0, end)).toMatch(/932\u202F329\u202F010$/);
  expect(first.slice(6)).toMatch(/^openai-community\/gpt2 /);
  expect(second).toContain('1\u202F152\u202F921\u202F504\u202F606\u202F846\u202F976');
  expect(second).toContain('<0.01\u202F%');
  expect(third.match(/unknown/g)).toHaveLength(3);
});

test('published and computed figures stand side by side, in the unit of the source', () => {
  const text = renderTable(exampleOutput(), plain);
  expect(text).toMatch(/^C1 .*49\.6\u202F% +47\.3\u202F% +2026-03/m);
  expect(text).toMatch(/^N1 .*1\.12 ratio +not computed +2026-02/m);
  expect(text).toContain('• N1: Needs the registry of authors.');
});

test('figures that share a remark share its line', () => {
  const text = renderTable(
    exampleOutput(({ published }) => {
      for (const figure of published) figure.note = 'The same of both.';
    }),
    plain,
  );
  expect(text).toContain('• C1, N1: The same of both.');
});

test('a figure without a remark has no bullet', () => {
  const text = renderTable(
    exampleOutput(({ published }) => {
      for (const figure of published) Object.assign(figure, { note: '', not_computed: '' });
    }),
    plain,
  );
  expect(text).not.toMatch(/^• (C1|N1)/m);
});

describe.each([40, 60, 80, 97, 200])('at %i columns', (width) => {
  test.each([true, false])('no line is wider, whatever the names (unicode: %s)', (unicode) => {
    const output = hostileOutput();
    output.view.next = [];
    expect(widestLine(renderTable(output, { width, colour: false, unicode }))).toBeLessThanOrEqual(width);
    expect(widestLine(renderTable(exampleOutput(), { width, colour: false, unicode }))).toBeLessThanOrEqual(
      width,
    );
  });
});

test('no name reaches the terminal with its control, direction or invisible characters', () => {
  expect(unsafeCodePoints(renderTable(hostileOutput(), plain))).toEqual([]);
});

test('a name cannot add a line', () => {
  const rows = (model: string) =>
    renderTable(
      exampleOutput(({ view }) => {
        for (const row of view.tables[0]?.rows ?? []) row['model'] = model;
      }),
      plain,
    ).split('\n').length;
  expect(rows('two\nlines')).toBe(rows('one line'));
});

test('a number is never cut: a column without room is named instead', () => {
  const text = renderTable(exampleOutput(), { ...plain, width: 40 });
  expect(text).toMatch(/No room for: .*Created\./s);
  expect(text.replaceAll('\n', ' ')).toContain('Every column: --format csv');
  expect(text).toMatch(/^Downloads +45\u202F438\u202F836\u202F957$/m);
  expect(text).not.toMatch(/\d…/);
});

test('a command stays on one line, however long', () => {
  const command = `oai report concentration ${'--author someone '.repeat(10)}`.trim();
  const text = renderTable(
    exampleOutput(({ view }) => {
      view.next = [command];
    }),
    plain,
  );
  expect(text.split('\n')).toContain(`  ${command}`);
});

test('colour only repeats: without it the text is the same, and none is there unless asked', () => {
  const without = renderTable(exampleOutput(), plain);
  const coloured = renderTable(exampleOutput(), { ...plain, colour: true });
  expect(without).not.toContain(ESC);
  expect(coloured).toContain(ESC);
  expect(coloured.replace(COLOURS, '')).toBe(without);
});

test('a terminal without Unicode gets ASCII only', () => {
  const output = exampleOutput(({ view }) => {
    for (const row of view.tables[0]?.rows ?? []) row['model'] = 'gpt2'.repeat(40);
    view.finding = phrase`${integer(1234)} models\u00A0here`;
  });
  const text = renderTable(output, { ...plain, unicode: false });
  expect(text).toMatch(/^[\n -~]*$/);
  expect(text).toContain('gpt2gpt...');
  expect(text.startsWith('1 234 models here')).toBe(true);
});

test('data behind a chart is not repeated, an absent value reads as its column says, an empty table says none', () => {
  const text = renderTable(
    exampleOutput(({ view }) => {
      const [first, second] = view.tables;
      if (first === undefined || second === undefined) throw new Error('the example has two tables');
      first.rows = [];
      second.columns.push({ key: 'limit', label: 'Limit', kind: 'integer', absent: 'no limit' });
    }),
    plain,
  );
  expect(text).not.toContain('Lorenz curve');
  expect(text).toContain('The most downloaded models\nnone\n');
  expect(text.match(/no limit/g)).toHaveLength(2);
});

test('a report with nothing but a finding has no empty sections', () => {
  const output = exampleOutput((it) => {
    it.published = [];
    it.view = { ...it.view, definition: [], facts: [], tables: [], charts: [], caveats: [], next: [] };
  });
  expect(renderTable(output, plain)).toMatch(
    /^200 models take 47\.3\u202F% of all downloads\n\nnight .*0\.1\.0\n$/s,
  );
});

test('a long table keeps its columns aligned to the last row', () => {
  const text = renderTable(
    exampleOutput(({ view }) => {
      const [table] = view.tables;
      if (table === undefined) throw new Error('the example has a table');
      table.rows = Array.from({ length: 1234 }, (_, i) => ({
        rank: i + 1,
        model: i === 1000 ? 'the-longest-name-of-all' : 'm',
        downloads_all_time: i,
        share: 0.5,
        created: '2026-01-01',
      }));
    }),
    plain,
  );
  const rows = text.split('\n').filter((line) => line.endsWith('2026-01-01'));
  expect(rows).toHaveLength(1234);
  expect(new Set(rows.map(terminalColumns)).size).toBe(1);
  expect(rows.at(-1)).toContain('1\u202F234  m');
});

describe('bars', () => {
  const bars = (values: number[], unicode: boolean) =>
    renderTable(
      exampleOutput(({ view }) => {
        view.charts = [
          {
            kind: 'bar',
            title: phrase`Bars`,
            valueKind: 'integer',
            bars: values.map((value, i) => ({ label: `bar${i}`, value })),
          },
        ];
      }),
      { ...plain, unicode },
    )
      .split('\n')
      .filter((line) => line.startsWith('bar'));

  test('start at zero: half the value is half the length', () => {
    for (const [unicode, block] of [
      [true, '█'],
      [false, '#'],
    ] as const) {
      const [full = 0, half = 0] = bars([100, 50], unicode).map((line) => line.split(block).length - 1);
      expect(full).toBeGreaterThan(20);
      expect(Math.abs(full - 2 * half)).toBeLessThanOrEqual(1);
    }
  });

  test('show a little as a little and nothing as nothing', () => {
    expect(bars([1_000_000, 1, 0], true).map((line) => line.at(-1))).toEqual(['█', '▏', '0']);
    expect(bars([1_000_000, 1, 0], false).map((line) => line.at(-1))).toEqual(['#', '|', '0']);
    expect(bars([0, 0], true).map((line) => line.at(-1))).toEqual(['0', '0']);
  });
});

describe('the Lorenz sketch', () => {
  const plot = (points: { top_share: number; share: number }[], unicode = true) => {
    const lines = renderTable(
      exampleOutput(({ view }) => {
        view.charts = [
          { kind: 'lorenz', title: phrase`Curve`, quantity: 'likes', population: 'models', points },
        ];
      }),
      { ...plain, unicode },
    ).split('\n');
    const start = lines.indexOf('Curve') + 1;
    return lines.slice(start, start + 10);
  };

  test('never falls to the right and ends at the top', () => {
    const rows = plot([
      { top_share: 0.0001, share: 0.3 },
      { top_share: 0.01, share: 0.8 },
      { top_share: 1, share: 1 },
    ])
      .slice(0, 8)
      .map((row) => Array.from(row.slice(7)));
    const heights = Array.from({ length: 73 }, (_, x) =>
      rows.reduce((sum, row) => sum + ' ▁▂▃▄▅▆▇█'.indexOf(row[x] ?? ' '), 0),
    );
    expect(heights.at(-1)).toBe(64);
    expect(heights[0]).toBe(Math.round(0.3 * 64));
    expect(heights).toEqual([...heights].sort((a, b) => a - b));
  });

  test('labels its decades from the smallest to all', () => {
    const axis = plot([
      { top_share: 0.001, share: 0.3 },
      { top_share: 1, share: 1 },
    ])[9];
    expect(axis?.trim().split(/ {2,}/)).toEqual(['0.1 %', '1 %', '10 %', '100 %']);
  });

  test('stands for a single item and says unknown for none', () => {
    expect(plot([{ top_share: 1, share: 1 }])[0]).toContain('100\u202F%');
    expect(plot([])[0]).toBe('unknown');
  });
});
