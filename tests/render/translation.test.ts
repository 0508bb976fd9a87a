import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../src/clock.js';
import { MissingDataError } from '../../src/errors.js';
import { generatedSource } from '../../src/local-hub/generated-source.js';
import { readRecorded } from '../../src/local-hub/read-recorded.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { startLocalHub } from '../../src/local-hub/start-local-hub.js';
import { render } from '../../src/render/index.js';
import { labelWords } from '../../src/render/label-words.js';
import { phraseText } from '../../src/render/phrase-text.js';
import { translation } from '../../src/render/translation.js';
import type { Chart } from '../../src/reports/chart.js';
import { reports } from '../../src/reports/index.js';
import { asName, phrase, share } from '../../src/reports/phrase.js';
import type { ReportOutput } from '../../src/reports/types.js';
import { crawlInto } from '../support/crawl.js';
import { liveThrough } from '../support/lives.js';
import { readNight } from '../support/nights.js';
import { wordsOf } from '../support/page-words.js';
import { crawlKind } from '../support/repositories.js';
import { registryOf, shippedLayer } from '../support/registry.js';
import { exampleLives, exampleNights } from '../support/release-example.js';
import { sharedFolder } from '../support/temp.js';
import { exampleOutput } from './example-output.js';

const russian = translation('ru');
const registry = registryOf([shippedLayer()]);
const folder = sharedFolder();
const entries = z
  .array(z.object({ en: z.string(), ru: z.string() }))
  .parse(parse(readFileSync(new URL('../../data/translations/ru.csv', import.meta.url)), { columns: true }));

/** What a report says in other words than by default. */
const variants: Readonly<Record<string, readonly Record<string, unknown>[]>> = {
  claims: [{ lang: 'ru' }],
  concentration: [
    { overTime: true },
    { by: 'author' },
    { metric: 'window', from: '2025-12-11', to: '2026-02-19' },
  ],
  derivatives: [{ by: 'family' }],
  ecosystems: [{ by: 'language' }, { by: 'library' }],
  geography: [{ grid: true, byYear: true }],
  licences: [{ by: 'licence', originals: true }],
  releases: [{ per: 'month' }],
  trending: [{ by: 'type' }],
};

/** Every report of the newest night at `path` that it has the data for. */
async function outputsOf(path: string): Promise<ReportOutput[]> {
  const outputs: ReportOutput[] = [];
  const context = { registry: () => registry, memo: new Map<string, ReportOutput>() };
  for (const { name, load } of reports) {
    const report = await load();
    // The report on claims is written in either language by itself.
    const params = name === 'claims' ? variants[name] : [{}, ...(variants[name] ?? [])];
    for (const each of params ?? []) {
      try {
        outputs.push(readNight(path, {}, (night) => report.run(night, each, context)));
      } catch (error) {
        if (!(error instanceof MissingDataError)) throw error;
      }
    }
  }
  return outputs;
}

/** Names of things that are called the same in Russian. */
const kept = new Set(
  `al createdAt diffusers downloadsAllTime et gguf hf_orgs lerobot license license_name mlx not_stated oai
  other peft pipeline_tag quantized safetensors transformers trendingScore`.split(/\s+/),
);

/** What is a column or an option by its name is given as it is typed. */
const typed = new Set([
  ...['30d', 'all-time', 'first-year', 'window', 'age<365d', 'id', 'createdAt'],
  ...['Apache-2.0', 'gguf, mlx, onnx'],
]);

/** English that is left in a translation: Latin words in small letters that are no name, option, field or file. */
function englishIn(text: string): string[] {
  const plain = text
    .replace(/`[^`]*`/g, '')
    .replace(/oai report [a-z]+/g, '')
    .replace(/--[a-z][a-z0-9-]*( \w+)?/g, '')
    .replace(/\{\d(?::\w+)?\}/g, '')
    .replace(/@?[\w-]+[/.<:][\w./:-]+/g, '');
  return (plain.match(/(?<![\w-])[a-z_][a-z_-]+(?![\w-])/g) ?? []).filter((word) => !kept.has(word));
}

/** A single word that is a code or a name and nothing to translate. */
function isCode(text: string): boolean {
  return /^[A-Z0-9+ ,]{2,}$/.test(text) || typed.has(text);
}

/** Tasks and libraries, which are called what the Hub calls them. */
function namesIn({ result: { ecosystems = [] } }: ReportOutput): string[] {
  const rows = z.array(z.object({ kind: z.string(), label: z.string() })).safeParse(ecosystems);
  return (rows.data ?? [])
    .filter(({ kind }) => kind === 'task' || kind === 'library')
    .map(({ label }) => label);
}

/** What of a report has no Russian, or Russian with English left in it. */
function untranslatedIn(output: ReportOutput): string[] {
  const { templates, words } = wordsOf(output);
  const names = new Set(namesIn(output));
  const isName = (text: string): boolean =>
    isCode(text) || names.has(text) || names.has(text.replace(/ \((?:task|library)\)$/, ''));
  const said = [
    ...[...templates].map((template) => [template, russian.template([template])] as const),
    ...[...words].filter((word) => !isName(word)).map((word) => [word, russian.words(word)] as const),
  ];
  return said
    .filter(([english, translated]) =>
      output.report === 'claims'
        ? !/[а-яё]/i.test(translated) && englishIn(translated).length > 0
        : translated === english || englishIn(translated).length > 0,
    )
    .map(([english]) => `${output.report}: ${english}`);
}

async function crawlRecorded(name: 'may-2026' | 'august-2026', day: string): Promise<string> {
  const path = join(folder, `${name}.db`);
  const hub = await startLocalHub({ source: recordedSource(await readRecorded(name)), clock: systemClock });
  const clock = { ...systemClock, now: () => Date.parse(`${day}T03:00:00Z`) };
  await crawlInto(path, hub.endpoint, { clock });
  await hub.close();
  return path;
}

describe('every text of every report has its Russian', () => {
  test.each([
    ['may-2026', '2026-05-20'],
    ['august-2026', '2026-08-22'],
  ] as const)('on the recorded %s', async (name, day) => {
    const outputs = await outputsOf(await crawlRecorded(name, day));
    expect(outputs.length).toBeGreaterThan(25);
    expect(outputs.flatMap(untranslatedIn)).toEqual([]);
  });

  test('on a crawl of datasets and Spaces', async () => {
    const path = join(folder, 'repositories.db');
    const source = generatedSource({ models: 900, seed: 1 });
    const hub = await startLocalHub({ ...source, source, clock: systemClock });
    const clock = { ...systemClock, now: () => Date.parse('2026-06-30T03:00:00Z') };
    await crawlInto(path, hub.endpoint, { clock });
    const said = async (): Promise<ReportOutput[]> =>
      (await outputsOf(path)).filter(({ report }) => report === 'robotics' || report === 'repositories');
    await crawlKind('space', path, hub.endpoint, { clock });
    const first = await said();
    await crawlKind('dataset', path, hub.endpoint, { clock });
    await hub.close();
    const outputs = [...first, ...(await said())];
    expect(outputs.map(({ report }) => report)).toEqual(['repositories', 'repositories', 'robotics']);
    expect(outputs.flatMap(untranslatedIn)).toEqual([]);
  });

  test('on a history of releases', async () => {
    const path = join(folder, 'releases.db');
    await liveThrough(path, exampleLives, exampleNights);
    const outputs = await outputsOf(path);
    expect(outputs.map(({ report }) => report)).toEqual(expect.arrayContaining(['adoption', 'decay']));
    expect(outputs.flatMap(untranslatedIn)).toEqual([]);
  });
});

describe('the table of translations', () => {
  test('names the same places on both sides', () => {
    const places = (text: string): string[] =>
      [...new Set(text.match(/\{\d/g) ?? [])].sort((a, b) => a.localeCompare(b));
    for (const { en, ru } of entries) expect([en, places(ru)]).toEqual([en, places(en)]);
  });

  test('has each entry once, in order, and none that is empty', () => {
    const english = entries.map(({ en }) => en);
    expect(english).toEqual([...new Set(english)].sort((a, b) => (a < b ? -1 : 1)));
    expect(entries.filter(({ ru }) => ru.trim() === '')).toEqual([]);
  });

  test('has no word of Latin and Cyrillic letters mixed', () => {
    expect(entries.filter(({ ru }) => /[a-z][а-яё]|[а-яё][a-z]/i.test(ru))).toEqual([]);
  });

  test('has a word in every form that a template asks for', () => {
    const forms = new Set(
      entries.flatMap(({ ru }) => [...ru.matchAll(/\{\d:(\w+)\}/g)].map(([, form]) => form)),
    );
    const formed = new Set(entries.flatMap(({ en }) => /:([a-z]+)$/.exec(en)?.[1] ?? []));
    expect([...forms].filter((form) => !formed.has(form ?? ''))).toEqual([]);
  });
});

test('every word of a renderer itself has its Russian', () => {
  const source = new URL('../../src/render/', import.meta.url);
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const said = files.flatMap((file) =>
    [...readFileSync(new URL(file, source), 'utf8').matchAll(/(?:words|translate)\('([^']+)'/g)].map(
      ([, text]) => text ?? '',
    ),
  );
  expect(said.length).toBeGreaterThan(30);
  expect([...new Set(said)].filter((text) => !entries.some(({ en }) => en === text))).toEqual([]);
});

test('a figure that is a word stands in the form that its place asks for, a name as it is', () => {
  const title = phrase`${asName('Georgia')} has ${share(0.5)} of ${'downloads (last 30 days)'}`;
  expect(phraseText(title, { unicode: false, language: 'ru' })).toBe(
    'Georgia: 50,0 % скачиваний за последние 30 дней',
  );
  expect(phraseText(title, { unicode: false })).toBe('Georgia has 50.0 % of downloads (last 30 days)');
});

test('labels of a chart that are names stay what they are', () => {
  const bars = ['unknown', 'Georgia'].map((label) => ({ label, value: 1 }));
  const chart = { kind: 'bar' as const, title: phrase``, valueKind: 'integer' as const, bars };
  const labels = (each: Chart): string[] => bars.map(({ label }) => labelWords(each, russian.words)(label));
  expect(labels(chart)).toEqual(['неизвестно', 'Грузия']);
  expect(labels({ ...chart, words: [] })).toEqual(['unknown', 'Georgia']);
  expect(labels({ ...chart, words: ['unknown'] })).toEqual(['неизвестно', 'Georgia']);
});

test.each(['table', 'md'] as const)(
  '%s in Russian has Russian headings and numbers, and the names as they are',
  (format) => {
    const output = exampleOutput();
    const text = render(format, output, { width: 100, colour: false, unicode: true, language: 'ru' });
    expect(text).toContain('Оговорки');
    expect(text).toContain('Что дальше');
    expect(text).not.toMatch(/Caveats|Published and computed|\d\.\d\u202F%/);
    expect(text).toMatch(/\d,\d\u202F%/);
    for (const command of output.view.next) expect(text).toContain(command);
  },
);
