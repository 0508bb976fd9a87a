import { describe, expect, test } from 'vitest';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { firstObjectIdOf } from '../../src/domain/object-id.js';
import { readLicenceClasses } from '../../src/reports/licence-classes.js';
import { licenceDrift } from '../../src/reports/licence-drift.js';
import type { LicenceDriftResult } from '../../src/reports/licence-drift-result.js';
import { plainModels } from '../support/models.js';
import { mulberry32 } from '../support/random.js';
import { runReport, storeOf } from '../support/report-runs.js';

const resultOf = (path: string, relation = 'finetune') =>
  runReport(path, licenceDrift, { relation }).result as unknown as LicenceDriftResult;
const edgesBy = ({ directions }: LicenceDriftResult) =>
  Object.fromEntries(
    directions.filter(({ edges }) => edges > 0).map(({ direction, edges }) => [direction, edges]),
  );

function storeOfTags(tagged: readonly (readonly [name: string, ...tags: string[]])[]) {
  return storeOf(
    plainModels(tagged.length, (index) => {
      const [name = '', ...tags] = tagged[index] ?? [];
      return { id: `a/${name}`, tags };
    }),
  );
}

const on = (name: string, relation = 'finetune') => `base_model:${relation}:a/${name}`;

describe('by hand', () => {
  const byHand = () =>
    storeOfTags([
      ['apache', 'license:apache-2.0'],
      ['llama', 'license:llama3'],
      ['bare'],
      ['kept', 'license:apache-2.0', on('apache')],
      ['kept-too', 'license:apache-2.0', on('apache')],
      ['mit', 'license:mit', on('apache')],
      ['freed', 'license:apache-2.0', on('llama')],
      ['closed', 'license:cc-by-nc-4.0', on('apache'), on('llama')],
      ['own', 'license:other', on('apache')],
      ['own-no-more', 'license:mit', on('own')],
      ['own-too', 'license:other', on('own')],
      ['silent', on('apache')],
      ['not-known', 'license:unknown', on('bare')],
      ['found', 'license:mit', on('bare')],
      ['self', 'license:mit', on('self')],
      ['lost', 'license:mit', on('nowhere')],
      ['packed', 'license:mit', on('apache', 'quantized')],
    ]);

  test('every edge whose base is there has one direction', async () => {
    const result = resultOf(await byHand());
    expect(result).toMatchObject({
      declared_edges: 14,
      edges: 12,
      self: 1,
      missing: 1,
      both_declared: 9,
      unchanged_share_of_declared: 3 / 9,
      other_to_other: 1,
    });
    expect(edgesBy(result)).toEqual({
      unchanged: 3,
      'within the class': 1,
      'toward permissive': 1,
      'toward restrictive': 2,
      'to custom': 1,
      'from custom': 1,
      'to none': 1,
      'from none': 1,
      'none on either side': 1,
    });
    expect(result.classes.filter(({ edges }) => edges > 0)[0]).toEqual({
      base_class: 'permissive',
      model_class: 'permissive',
      edges: 3,
      share_of_base: 3 / 6,
    });
    expect(result.changes[0]).toEqual({
      base_licence: null,
      model_licence: 'mit',
      direction: 'from none',
      edges: 1,
      share: 1 / 8,
    });
    expect(result.changes).toHaveLength(8);
  });

  test('a relation is counted alone, and all of them together', async () => {
    const path = await byHand();
    expect(resultOf(path, 'quantized')).toMatchObject({ declared_edges: 1, edges: 1 });
    expect(resultOf(path, 'all')).toMatchObject({ declared_edges: 15, edges: 13 });
    expect(() => resultOf(path, 'merge')).toThrow(/has a base to compare with/);
  });
});

const LICENCES = ['apache-2.0', 'mit', 'gemma', 'gpl-3.0', 'lgpl-3.0', 'other', 'unknown', 'my-own', ''];

interface Drawn {
  licence: string;
  bases: number[];
}

/** Every model has up to three bases, itself and models that do not exist among them. */
function draw(seed: number): Drawn[] {
  const random = mulberry32(seed);
  return Array.from({ length: 250 }, () => ({
    licence: LICENCES[Math.floor(random() * LICENCES.length)] ?? '',
    bases: [...new Set(Array.from({ length: Math.floor(random() * 4) }, () => Math.floor(random() * 280)))],
  }));
}

const modelsOf = (drawn: readonly Drawn[]): ListedModel[] =>
  plainModels(drawn.length, (index) => {
    const { licence = '', bases = [] } = drawn[index] ?? {};
    return {
      id: `a/m${index}`,
      tags: [...(licence === '' ? [] : [`license:${licence}`]), ...bases.map((base) => on(`m${base}`))],
    };
  });

describe('against a slow reference', () => {
  const { names, ranks, placeOf } = readLicenceClasses();
  const classOf = (licence: string): string => names[placeOf(licence === '' ? null : licence)] ?? '';

  function directionOf(before: string, after: string): string {
    const [from, to] = [classOf(before), classOf(after)];
    if (from === 'none declared' && to === 'none declared') return 'none on either side';
    if (from === 'none declared') return 'from none';
    if (to === 'none declared') return 'to none';
    if (before === after) return 'unchanged';
    if (from === to) return 'within the class';
    if (from === 'custom') return 'from custom';
    if (to === 'custom') return 'to custom';
    const rank = (name: string): number => ranks[names.indexOf(name)] ?? 0;
    return rank(to) < rank(from) ? 'toward permissive' : 'toward restrictive';
  }

  test.each([1, 2, 3])('directions, classes and changes are those of plain loops, seed %i', async (seed) => {
    const drawn = draw(seed);
    const expected: Record<string, number> = {};
    const pairs: Record<string, number> = {};
    const steps: Record<string, number> = {};
    let [edges, missing, self] = [0, 0, 0];
    drawn.forEach(({ licence, bases }, child) => {
      for (const place of bases) {
        const base = drawn[place];
        if (place === child) self += 1;
        else if (base === undefined) missing += 1;
        else {
          edges += 1;
          const direction = directionOf(base.licence, licence);
          expected[direction] = (expected[direction] ?? 0) + 1;
          const pair = `${classOf(base.licence)} > ${classOf(licence)}`;
          pairs[pair] = (pairs[pair] ?? 0) + 1;
          if (direction === 'unchanged' || direction === 'none on either side') continue;
          const step = `${base.licence} > ${licence}`;
          steps[step] = (steps[step] ?? 0) + 1;
        }
      }
    });
    const result = resultOf(await storeOf(modelsOf(drawn)));
    expect(result).toMatchObject({ edges, missing, self });
    expect(edgesBy(result)).toEqual(expected);
    const told = result.classes.filter((pair) => pair.edges > 0);
    expect(
      Object.fromEntries(told.map((pair) => [`${pair.base_class} > ${pair.model_class}`, pair.edges])),
    ).toEqual(pairs);
    const changed = result.changes.map(
      (change) => [`${change.base_licence ?? ''} > ${change.model_licence ?? ''}`, change.edges] as const,
    );
    expect(Object.fromEntries(changed)).toEqual(steps);
    expect(changed.map(([, many]) => many)).toEqual(changed.map(([, many]) => many).sort((a, b) => b - a));
  });
});

describe('whatever the models', () => {
  const models = modelsOf(draw(5));

  test('their order in the store changes nothing', async () => {
    const reversed = models.map((model, index) => ({
      ...model,
      _id: firstObjectIdOf(1_750_000_000 - index),
    }));
    expect(resultOf(await storeOf(reversed))).toEqual(resultOf(await storeOf(models)));
  });

  test('a second set of the same models changes no share', async () => {
    const copies = models.map(({ tags = [], ...model }, index) => ({
      ...model,
      _id: firstObjectIdOf(1_750_000_000 + index),
      id: `${model.id}-copy`,
      tags: tags.map((tag) => (tag.startsWith('base_model:') ? `${tag}-copy` : tag)),
    }));
    const shares = ({ directions, classes, changes }: LicenceDriftResult) => [
      directions.map(({ direction, share, share_of_declared: told }) => [direction, share, told]),
      classes.map(({ base_class: base, model_class: model, share_of_base: part }) => [base, model, part]),
      changes.map(({ base_licence: base, model_licence: model, share }) => [base, model, share]),
    ];
    expect(shares(resultOf(await storeOf([...models, ...copies])))).toEqual(
      shares(resultOf(await storeOf(models))),
    );
  });
});
