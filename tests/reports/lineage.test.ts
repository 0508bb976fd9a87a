import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { firstObjectIdOf } from '../../src/domain/object-id.js';
import { MissingDataError } from '../../src/errors.js';
import type { LineageResult } from '../../src/reports/lineage-result.js';
import { lineage } from '../../src/reports/lineage.js';
import { HubOverTime } from '../support/nights.js';
import { mulberry32 } from '../support/random.js';
import { runReport, storeOf } from '../support/report-runs.js';
import { tempFolder } from '../support/temp.js';

type Bases = Record<string, string[]>;

/** Models in the order of their names; the downloads fall in that order. */
function modelsOf(bases: Bases, change: (name: string) => Partial<ListedModel> = () => ({})): ListedModel[] {
  return Object.entries(bases).map(([id, tags], index) => ({
    _id: firstObjectIdOf(1_740_000_000 + index),
    id,
    createdAt: '2025-06-01T00:00:00.000Z',
    downloads: 1000 - index,
    tags: tags.map((tag) => `base_model:${tag}`),
    ...change(id),
  }));
}

const run = (path: string, params: Record<string, unknown> = {}, choice = {}): LineageResult =>
  runReport(path, lineage, params, choice).result as LineageResult;

const depths = ({ nodes }: LineageResult) =>
  Object.fromEntries(nodes.map(({ model, depth }) => [model, depth]));
const edges = (result: LineageResult) =>
  result.edges.map(({ parent, child, relation }) => `${child} ${relation} ${parent}`).sort();

describe('the lineage of a model', () => {
  // root <- mid <- focus <- a <- c, focus <- b <- c, focus <- d; other (no model) <- focus
  const family: Bases = {
    'x/root': [],
    'x/mid': ['finetune:x/root'],
    'x/focus': ['merge:x/mid', 'merge:y/other'],
    'x/a': ['finetune:x/focus', 'adapter:x/focus'],
    'x/b': ['quantized:x/focus'],
    'x/c': ['merge:x/a', 'merge:x/b'],
    'x/d': ['x/focus'],
    'x/alone': [],
  };

  it('goes up to the roots and down by every relation, a model of two ways once', async () => {
    const path = await storeOf(
      modelsOf(family, (name) =>
        name === 'x/a'
          ? { tags: ['license:mit', 'base_model:adapter:x/focus', 'base_model:finetune:x/focus'] }
          : {},
      ),
    );
    const result = run(path, { model: 'x/focus' });
    expect(result).toMatchObject({
      model: 'x/focus',
      status: 'present',
      chosen: false,
      bases: 2,
      ancestors: 3,
      roots: 2,
      derivatives: 3,
      descendants: 4,
      in_circle: false,
      names_itself: false,
      generations: [
        { depth: 1, models: 3 },
        { depth: 2, models: 1 },
      ],
    });
    expect(result.by_relation).toEqual([
      { relation: 'finetune', models: 1, share: 1 / 3 },
      { relation: 'adapter', models: 1, share: 1 / 3 },
      { relation: 'quantized', models: 1, share: 1 / 3 },
      { relation: 'merge', models: 0, share: 0 },
      { relation: 'unknown', models: 1, share: 1 / 3 },
    ]);
    expect(depths(result)).toEqual({
      'x/root': -2,
      'x/mid': -1,
      'y/other': -1,
      'x/focus': 0,
      'x/a': 1,
      'x/b': 1,
      'x/d': 1,
      'x/c': 2,
    });
    expect(edges(result)).toEqual(
      [
        'x/mid finetune x/root',
        'x/focus merge x/mid',
        'x/focus merge y/other',
        'x/a adapter x/focus',
        'x/a finetune x/focus',
        'x/b quantized x/focus',
        'x/d unknown x/focus',
        'x/c merge x/a',
        'x/c merge x/b',
      ].sort(),
    );
    const node = (name: string) => result.nodes.find(({ model }) => model === name);
    expect(node('x/a')).toMatchObject({
      downloads_30d: 997,
      licence: 'mit',
      created: '2025-06-01',
      derivatives: 1,
    });
    expect(node('y/other')).toMatchObject({
      status: 'unseen',
      downloads_30d: null,
      licence: null,
      created: null,
    });
  });

  it('shows the most downloaded derivatives and says how many it does not show', async () => {
    const path = await storeOf(modelsOf(family));
    const one = run(path, { model: 'X/FOCUS', depth: 1, children: 1 });
    expect(depths(one)).toEqual({ 'x/root': -2, 'x/mid': -1, 'y/other': -1, 'x/focus': 0, 'x/a': 1 });
    const hidden = one.nodes.filter(({ not_shown }) => not_shown > 0);
    expect(hidden.map(({ model, not_shown }) => [model, not_shown])).toEqual([
      ['x/focus', 2],
      ['x/a', 1],
    ]);
    expect(one.descendants).toBe(4);
  });

  it('is that of the model with the most derivatives where none is named, the first name of equal ones', async () => {
    const path = await storeOf(
      modelsOf({
        'x/one': [],
        'x/two': [],
        'x/a': ['finetune:x/two'],
        'x/b': ['finetune:x/one'],
        'x/c': ['finetune:y/name', 'finetune:y/name'],
      }),
    );
    expect(run(path)).toMatchObject({ model: 'x/one', chosen: true, derivatives: 1 });
  });

  it('ends where declared bases run in a circle or name the model itself', async () => {
    const path = await storeOf(
      modelsOf({ 'x/a': ['finetune:x/b', 'finetune:x/a'], 'x/b': ['finetune:x/c'], 'x/c': ['finetune:x/a'] }),
    );
    const result = run(path, { model: 'x/a', depth: 9 });
    expect(result).toMatchObject({
      in_circle: true,
      names_itself: true,
      bases: 1,
      ancestors: 2,
      roots: 0,
      derivatives: 1,
      descendants: 2,
    });
    expect(edges(result)).toEqual(['x/a finetune x/b', 'x/b finetune x/c', 'x/c finetune x/a']);
  });

  it('finds renamed and deleted models, and goes through a deleted one to what comes from it', async () => {
    const models = modelsOf({
      'x/root': [],
      'x/old': ['finetune:x/root'],
      'x/lost': ['finetune:x/old'],
      'x/leaf': ['finetune:x/lost'],
      'x/gone': ['finetune:x/old'],
    });
    const hub = await HubOverTime.start(models, join(tempFolder(), 'oai.db'));
    await hub.night('2026-08-01');
    const [root, old, , leaf] = models.splice(0).filter((model) => model.id !== 'x/gone');
    for (const model of [root, old, leaf]) {
      if (model !== undefined) models.push({ ...model, id: model.id === 'x/old' ? 'x/new' : model.id });
    }
    await hub.night('2026-08-02');
    const choice = { includeSuspect: true };
    for (const model of ['x/old', 'x/new']) {
      const result = run(hub.path, { model }, choice);
      expect(result).toMatchObject({ model: 'x/new', status: 'present', derivatives: 0, descendants: 1 });
      expect(depths(result)).toEqual({ 'x/root': -1, 'x/new': 0, 'x/lost': 1, 'x/leaf': 2 });
    }
    expect(run(hub.path, { model: 'x/lost' }, choice)).toMatchObject({
      model: 'x/lost',
      status: 'gone',
      ancestors: 2,
      derivatives: 1,
    });
    const before = run(hub.path, { model: 'x/new' }, { asOf: '2026-08-01' });
    expect(before).toMatchObject({ model: 'x/old', derivatives: 2, descendants: 3 });
  });

  it('offers names like one that the store does not know', async () => {
    const path = await storeOf(modelsOf(family));
    expect(() => run(path, { model: 'x/focsu' })).toThrow(MissingDataError);
    try {
      run(path, { model: 'x/focsu' });
    } catch (error) {
      expect((error as MissingDataError).why).toMatch(/^Names like it: x\/focus/);
    }
    expect(run(path, { model: 'y/other' })).toMatchObject({
      status: 'unseen',
      derivatives: 1,
      descendants: 5,
    });
  });

  it('is not there in a night without tags', async () => {
    const path = await storeOf(modelsOf({ 'x/a': [], 'x/b': [] }));
    expect(() => run(path)).toThrow(/No model of the night .* declares a base/);
  });
});

describe('the lineage of random families', () => {
  const names = Array.from({ length: 40 }, (_, index) => `x/m${index}`);

  function randomBases(seed: number): Bases {
    const random = mulberry32(seed);
    const anyName = () => `x/m${Math.floor(random() * 50)}`;
    return Object.fromEntries(
      names.map((name) => [
        name,
        Array.from({ length: Math.floor(random() * 3) }, () => {
          const relation = ['finetune:', 'adapter:', 'quantized:', 'merge:', ''][Math.floor(random() * 5)];
          return `${relation}${anyName()}`;
        }),
      ]),
    );
  }

  /** Everything reached over and over until nothing is added. */
  function closure(start: string, next: (name: string) => string[]): Set<string> {
    const reached = new Set<string>();
    let size = -1;
    while (size !== reached.size) {
      size = reached.size;
      for (const name of [start, ...reached])
        for (const each of next(name)) if (each !== start) reached.add(each);
    }
    return reached;
  }

  it.each([1, 2, 3, 4, 5])('is what plain loops over the tags give (seed %i)', async (seed) => {
    const bases = randomBases(seed);
    const path = await storeOf(modelsOf(bases));
    const basesOf = (name: string) =>
      [...new Set((bases[name] ?? []).map((tag) => tag.replace(/^.*:/, '')))].filter((base) => base !== name);
    const derivedFrom = (name: string) => names.filter((other) => basesOf(other).includes(name));
    for (const name of names) {
      const result = run(path, { model: name, depth: 99, children: 99 });
      expect(new Set(result.nodes.filter(({ model }) => model !== name).map(({ model }) => model))).toEqual(
        new Set([...closure(name, basesOf), ...closure(name, derivedFrom)]),
      );
      expect(result).toMatchObject({
        bases: basesOf(name).length,
        ancestors: closure(name, basesOf).size,
        derivatives: derivedFrom(name).length,
        descendants: closure(name, derivedFrom).size,
      });
    }
    const every = Array.from({ length: 50 }, (_, index) => derivedFrom(`x/m${index}`).length);
    const most = Math.max(...every);
    expect(run(path).derivatives).toBe(most);
  });

  it('does not depend on the order in which the store counts the models', async () => {
    const models = modelsOf(randomBases(6), () => ({ downloads: 7 }));
    const before = await storeOf(models);
    const after = await storeOf(
      models.map((model, index) => ({ ...model, _id: firstObjectIdOf(1_750_000_000 - index) })),
    );
    for (const name of names.slice(0, 10)) {
      const params = { model: name, children: 2 };
      const [first, second] = [run(before, params), run(after, params)];
      expect({ ...second, edges: edges(second) }).toEqual({ ...first, edges: edges(first) });
    }
    expect(run(after).model).toBe(run(before).model);
  });

  it('has each derivative twice when every derivative is there twice', async () => {
    const models = modelsOf(randomBases(7));
    const copies = models.map((model, index) => ({
      ...model,
      _id: firstObjectIdOf(1_750_000_000 + index),
      id: `${model.id}-copy`,
    }));
    const before = await storeOf(models);
    const after = await storeOf([...models, ...copies]);
    for (const name of names.slice(0, 10)) {
      const { derivatives, names_itself } = run(before, { model: name });
      // The copy of a model that names itself names another.
      expect(run(after, { model: name }).derivatives).toBe(2 * derivatives + (names_itself ? 1 : 0));
    }
  });
});
