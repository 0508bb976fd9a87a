import { describe, expect, test } from 'vitest';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { firstObjectIdOf } from '../../src/domain/object-id.js';
import { MissingDataError, UsageError } from '../../src/errors.js';
import { readLicenceClasses } from '../../src/reports/licence-classes.js';
import type { LicencesResult } from '../../src/reports/licences-result.js';
import { licences } from '../../src/reports/licences.js';
import type { ReportOutput } from '../../src/reports/types.js';
import { plainModels } from '../support/models.js';
import { readNight } from '../support/nights.js';
import { mulberry32 } from '../support/random.js';
import { layerOf, registryOf } from '../support/registry.js';
import { storeOf } from '../support/report-runs.js';

const registry = registryOf([
  layerOf({
    entities: [
      'giant,Giant,,US,company,,,high,test,',
      'maker,Maker,,CN,company,,,high,test,',
      'person,Person,,US,individual,,,high,test,',
    ],
    namespaces: [
      'giant,giant,official,,,high,test,',
      'giant-copies,giant,mirror,,,high,test,',
      'maker,maker,official,,,high,test,',
      'person,person,,,,high,test,',
    ],
  }),
]);

const report = (path: string, params: Record<string, unknown> = {}): ReportOutput =>
  readNight(path, {}, (night) => licences.run(night, params, { registry: () => registry }));
const resultOf = (path: string, params?: Record<string, unknown>) =>
  report(path, params).result as unknown as LicencesResult;

type Row = [id: string, downloads: number, licence: string, billions: number, ...tags: string[]];
// Eight models with 200 downloads: five declare a licence, three of those Apache-2.0 or MIT.
const rows: Row[] = [
  ['giant/a', 100, 'apache-2.0', 30],
  ['giant/b', 50, 'mit', 25, 'base_model:quantized:giant/a'],
  ['giant/c', 20, 'llama3', 40],
  ['giant/d', 5, '', 21],
  ['giant-copies/e', 5, 'apache-2.0', 30],
  ['person/f', 6, '', 22],
  ['maker/g', 10, 'my-own', 0.1],
  ['nobody/h', 4, 'unknown', 0],
];
const byHand = () =>
  storeOf(
    plainModels(rows.length, (index) => {
      const [id, downloads, licence, billions, ...tags] = rows[index] ?? ['', 0, '', 0];
      return {
        id,
        downloads,
        tags: [...tags, ...(licence === '' ? [] : [`license:${licence}`])],
        createdAt: `2026-0${index + 1}-01T00:00:00.000Z`,
        ...(billions > 0 && { safetensors: { total: billions * 1e9 } }),
      };
    }),
  );

describe('by hand', () => {
  test('licences and classes have their shares, and none declared is a row of its own', async () => {
    const result = resultOf(await byHand());
    expect(result).toMatchObject({
      n: 8,
      total: 200,
      declared_models: 5,
      declared_share_models: 5 / 8,
      declared_share: 185 / 200,
      apache_mit_share_of_declared: 3 / 5,
      sized_share_models: 7 / 8,
      placed_share_models: 7 / 8,
      placed_share: 196 / 200,
      unlisted_models: 1,
    });
    expect(result.licences).toEqual([
      licenceRow(null, 'none declared', 2, 11, null),
      licenceRow('apache-2.0', 'permissive', 2, 105, 2 / 5),
      licenceRow('llama3', 'use-restricted', 1, 20, 1 / 5),
      licenceRow('mit', 'permissive', 1, 50, 1 / 5),
      licenceRow('my-own', 'custom', 1, 10, 1 / 5),
      licenceRow('unknown', 'none declared', 1, 4, null),
    ]);
    expect(result.classes.at(-1)).toMatchObject({ share_models: 3 / 8, share_of_declared: null });
    expect(result.classes.map(({ class: name, models, counted }) => [name, models, counted])).toEqual([
      ['permissive', 3, 155],
      ['weak-copyleft', 0, 0],
      ['copyleft', 0, 0],
      ['use-restricted', 1, 20],
      ['non-commercial', 0, 0],
      ['custom', 1, 10],
      ['none declared', 3, 15],
    ]);
  });

  function licenceRow(
    licence: string | null,
    name: string,
    models: number,
    counted: number,
    ofDeclared: number | null,
  ) {
    return {
      licence,
      class: name,
      models,
      counted,
      share_models: models / 8,
      share: counted / 200,
      share_of_declared: ofDeclared,
    };
  }

  test('countries are told with and without the models that declare a base', async () => {
    const { countries, originals } = resultOf(await byHand());
    const told = (of: typeof countries) =>
      of.map(
        ({ key, models, share_apache: apache, share_mit: mit, share_other: other, share_none: none }) => [
          key,
          models,
          apache,
          mit,
          other,
          none,
        ],
      );
    expect(told(countries)).toEqual([
      ['US', 6, 2 / 6, 1 / 6, 1 / 6, 2 / 6],
      ['CN', 1, 0, 0, 1, 0],
      [null, 1, 0, 0, 0, 1],
    ]);
    expect(told(originals)[0]).toEqual(['US', 5, 2 / 5, 0, 1 / 5, 2 / 5]);
  });

  test('labs leave out persons and what accounts that pass on uploaded', async () => {
    const path = await byHand();
    expect(resultOf(path, { labs: true }).countries.map(({ key, models }) => [key, models])).toEqual([
      ['US', 4],
      ['CN', 1],
    ]);
    const narrow = resultOf(path, { labs: true, originals: true, largerThan: 21, country: ['US'] });
    expect(narrow.licences.map(({ licence }) => licence)).toEqual(['apache-2.0', 'llama3']);
    expect(resultOf(path, { largerThan: 20 }).unsized).toBe(1);
    expect(resultOf(path, { cohort: 'created:2026-01..2026-02' }).n).toBe(2);
  });

  test('a model that names itself as its base declares none', async () => {
    const path = await storeOf(
      plainModels(3, (index) => ({
        id: `giant/m-${index}`,
        tags: ['license:mit', ...(index === 0 ? [] : ['base_model:finetune:giant/m-1'])],
      })),
    );
    expect(resultOf(path, { originals: true }).n).toBe(2);
    expect(resultOf(path).originals.map(({ key, models }) => [key, models])).toEqual([['US', 2]]);
  });

  test('by licence, the most frequent are told apart from the others and from none', async () => {
    const { groups, countries_by: cells } = resultOf(await byHand(), { by: 'licence' });
    expect(groups).toEqual(['apache-2.0', 'llama3', 'mit', 'my-own', 'other licences', 'none declared']);
    expect(cells.filter(({ key }) => key === 'US').map(({ models }) => models)).toEqual([2, 1, 1, 0, 0, 2]);
  });

  test('the published shares are answered for what they were published of alone', async () => {
    const path = await byHand();
    const answers = (params: Record<string, unknown>) =>
      Object.fromEntries(report(path, params).published.map(({ id, computed }) => [id, computed]));
    expect(answers({})).toEqual({ K1a: null, K1b: null, K1c: null, K1d: null, K1e: null, K2: 3 / 5 });
    const ofLabs = { labs: true, largerThan: 20, cohort: 'created:2026-01..2026-07' };
    expect(answers(ofLabs)).toEqual({ K1a: null, K1b: null, K1c: 2 / 4, K1d: 1 / 4, K1e: 1 / 4, K2: null });
    expect(answers({ ...ofLabs, cohort: 'created:2026' })).toMatchObject({ K1c: null, K1d: null });
    expect(answers({ ...ofLabs, labs: false })).toMatchObject({ K1c: null, K1d: null, K1e: null });
    expect(answers({ ...ofLabs, originals: true })).toMatchObject({ K1c: 1 / 3, K1d: 1 / 3, K1e: 1 / 3 });
  });
});

test('what cannot be answered is an error that says why', async () => {
  const path = await byHand();
  expect(() => report(path, { country: ['KR'] })).toThrow(MissingDataError);
  expect(() => report(path, { country: ['Korea'] })).toThrow(UsageError);
  const without = await storeOf(plainModels(3, () => ({ tags: [] })));
  expect(() => report(without)).toThrow(/declares a licence/);
});

const LICENCES = [
  'apache-2.0',
  'mit',
  'gemma',
  'gpl-3.0',
  'other',
  'unknown',
  'cc-by-nc-4.0',
  'house-rules',
  '',
];
const OWNERS = ['giant', 'giant-copies', 'maker', 'person', 'nobody'];
const COUNTRIES: Readonly<Record<string, string>> = {
  giant: 'US',
  'giant-copies': 'US',
  maker: 'CN',
  person: 'US',
};

function randomModels(seed: number): ListedModel[] {
  const random = mulberry32(seed);
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
  return plainModels(300, (index) => {
    const licence = pick(LICENCES) ?? '';
    const size = random() < 0.3 ? 0 : Math.floor(10 ** (6 + random() * 6));
    return {
      id: `${pick(OWNERS) ?? ''}/model-${index}`,
      downloads: Math.floor(1e6 ** random()) - 1,
      tags: [
        ...(licence === '' ? [] : [`license:${licence}`]),
        ...(random() < 0.4 ? ['base_model:finetune:giant/model-0'] : []),
      ],
      ...(size > 0 && { safetensors: { total: size } }),
    };
  });
}

const licenceOf = ({ tags = [] }: ListedModel): string | null =>
  tags.find((tag) => tag.startsWith('license:'))?.slice('license:'.length) ?? null;

describe('against a slow reference', () => {
  const { names, placeOf } = readLicenceClasses();
  const isDeclared = (model: ListedModel): boolean => ![null, 'unknown'].includes(licenceOf(model));
  const countryOf = ({ id }: ListedModel): string | null => COUNTRIES[id.split('/')[0] ?? ''] ?? null;
  const isOriginal = ({ id, tags = [] }: ListedModel): boolean =>
    !tags.some((tag) => tag.startsWith('base_model:') && !tag.endsWith(`:${id}`));
  const sum = (of: readonly ListedModel[]): number =>
    of.reduce((total, { downloads = 0 }) => total + downloads, 0);

  test.each([1, 2, 3])('every row is that of plain loops, seed %i', async (seed) => {
    const models = randomModels(seed);
    const path = await storeOf(models);
    const kept = (model: ListedModel): boolean => (model.safetensors?.total ?? 0) > 2e9;
    const cases: [Record<string, unknown>, ListedModel[]][] = [
      [{}, models],
      [{ largerThan: 2 }, models.filter(kept)],
      [{ originals: true }, models.filter(isOriginal)],
      [{ country: ['CN'] }, models.filter((model) => countryOf(model) === 'CN')],
    ];
    for (const [params, of] of cases) {
      const result = resultOf(path, params);
      expect(result).toMatchObject({ n: of.length, total: sum(of) });
      for (const row of result.licences) {
        const own = of.filter((model) => licenceOf(model) === row.licence);
        expect(row).toMatchObject({ models: own.length, counted: sum(own), share: sum(own) / sum(of) });
      }
      for (const row of result.classes) {
        const own = of.filter((model) => names[placeOf(licenceOf(model))] === row.class);
        expect(row).toMatchObject({ models: own.length, counted: sum(own) });
      }
      for (const row of result.countries) {
        const own = of.filter((model) => countryOf(model) === row.key);
        const mit = own.filter((model) => licenceOf(model) === 'mit');
        const none = own.filter((model) => !isDeclared(model));
        expect(row).toMatchObject({
          models: own.length,
          share_mit: mit.length / own.length,
          share_none: none.length / own.length,
        });
      }
      const cells = result.bands_by.reduce((all, { models: many }) => all + many, 0);
      expect(cells).toBe(of.length);
    }
  });
});

describe('whatever the models', () => {
  const shares = ({ licences: of, classes, bands_by: cells }: LicencesResult) => [
    of.map(({ licence, share, share_models: part, share_of_declared: told }) => [licence, share, part, told]),
    classes.map(({ share, share_models: part }) => [share, part]),
    cells.map(({ key, group, share_models: part, share }) => [key, group, part, share]),
  ];
  const models = randomModels(7);

  test('their order in the store changes nothing', async () => {
    const reversed = models.map((model, index) => ({
      ...model,
      _id: firstObjectIdOf(1_750_000_000 - index),
    }));
    expect(resultOf(await storeOf(reversed))).toEqual(resultOf(await storeOf(models)));
  });

  test('shares stay as they are when every count is three times as large, and when every model is there twice', async () => {
    const before = shares(resultOf(await storeOf(models)));
    const scaled = models.map(({ downloads = 0, ...model }) => ({ ...model, downloads: downloads * 3 }));
    expect(shares(resultOf(await storeOf(scaled)))).toEqual(before);
    const copies = models.map((model, index) => ({
      ...model,
      _id: firstObjectIdOf(1_750_000_000 + index),
      id: `${model.id}-copy`,
    }));
    expect(shares(resultOf(await storeOf([...models, ...copies])))).toEqual(before);
  });
});

describe('data/licence_classes.csv', () => {
  const { names, ranks, licences: listed, placeOf } = readLicenceClasses();

  test('has each licence once and one rank a class, custom and none declared last and without one', () => {
    expect(new Set(listed).size).toBe(listed.length);
    expect(ranks).toEqual([1, 2, 3, 4, 5, null, null]);
    expect(names.slice(-2)).toEqual(['custom', 'none declared']);
  });

  test('puts well-known licences where they belong', () => {
    const classOf = (licence: string | null) => names[placeOf(licence)];
    expect(classOf('apache-2.0')).toBe('permissive');
    expect(classOf('mpl-2.0')).toBe('weak-copyleft');
    expect(classOf('agpl-3.0')).toBe('copyleft');
    expect(classOf('llama3.1')).toBe('use-restricted');
    expect(classOf('cc-by-nc-sa-4.0')).toBe('non-commercial');
    expect(classOf('other')).toBe('custom');
    expect(classOf('never-heard-of')).toBe('custom');
    expect(classOf('unknown')).toBe('none declared');
    expect(classOf(null)).toBe('none declared');
  });
});
