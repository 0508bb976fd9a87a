import { describe, expect, it } from 'vitest';
import type { Attribution } from '../../src/registry/attribution.js';
import { originText } from '../../src/registry/finding.js';
import { UsageError } from '../../src/errors.js';
import { layerOf, registryOf, smallRegistry, type TableRows } from '../support/registry.js';

const small = layerOf(smallRegistry);

/** What matters of an attribution, on one line. */
function brief(attribution: Attribution | undefined): string {
  if (attribution === undefined) return 'unknown';
  const { entity, owners, country, type, bigTech } = attribution;
  const chain = [entity, ...owners].map(({ id }) => id).join(' < ');
  return `${chain}; ${country.value ?? '?'}; ${type.value ?? '?'}; ${bigTech ?? '-'}`;
}

describe('a namespace', () => {
  it('is found whatever its case, and never by a part of its name', () => {
    const registry = registryOf([small]);
    expect(brief(registry.resolve('GIANT-ai', '2026-01-01'))).toBe('giant; US; big-tech; core');
    expect(registry.resolve('giant-ai', '2026-01-01')?.namespace).toBe('Giant-AI');
    expect(registry.resolve('giant', '2026-01-01')).toBeUndefined();
    expect(registry.resolve('giant-ai-2', '2026-01-01')).toBeUndefined();
    expect(registry.resolve('old-thing', '2026-01-01')).toBeUndefined();
  });

  it.each([
    ['before the deal', '2024-05-01', 'maker; DE; company; -'],
    ['from the day of the deal', '2024-05-02', 'maker < giant; DE; big-tech; core'],
    ['on the last day before the deal was undone', '2025-06-30', 'maker < giant; DE; big-tech; core'],
    ['after the deal was undone', '2025-07-01', 'maker; DE; company; -'],
  ])('has the owner of the day: %s', (_, day, expected) => {
    expect(brief(registryOf([small]).resolve('maker', day))).toBe(expected);
  });

  it('that was handed on belongs to whom it belonged on the day', () => {
    const registry = registryOf([small]);
    expect(brief(registry.resolve('handed-on', '2023-12-31'))).toBe('person; ?; individual; -');
    expect(brief(registry.resolve('handed-on', '2024-01-01'))).toBe('maker; DE; company; -');
  });

  it('is unknown on a day that none of its rows covers', () => {
    const registry = registryOf([
      layerOf({
        ...smallRegistry,
        namespaces: ['maker,maker,,2024-02,,high,test,'],
        alternatives: [],
        fortune500: [],
      }),
    ]);
    expect(brief(registry.resolve('maker', '2024-01-31'))).toBe('unknown');
    expect(brief(registry.resolve('maker', '2024-02-01'))).toBe('maker; DE; company; -');
  });

  it('needs a whole day', () => {
    for (const day of ['2024', '2024-05', '2023-02-29', 'yesterday', ''])
      expect(() => registryOf([small]).resolve('maker', day)).toThrow(UsageError);
  });

  it('tells for every value where it stands', () => {
    const found = registryOf([small]).resolve('maker', '2024-06-01');
    expect(found?.entity.origin).toEqual({ file: 'built-in/namespaces.csv', line: 4 });
    expect(found?.owners.map(({ origin }) => originText(origin))).toEqual(['built-in/history.csv:2']);
    expect(originText(found?.country.origin ?? { file: '', line: 0 })).toBe('built-in/entities.csv:2');
    expect(originText(found?.type.origin ?? { file: '', line: 0 })).toBe('built-in/history.csv:3');
    expect(found).toMatchObject({
      role: { value: 'official' },
      confidence: { value: 'high' },
      source: 'test',
    });
  });

  it('keeps its other readings, with what each would make of it', () => {
    const [other] = registryOf([small]).resolve('maker', '2026-01-01')?.alternatives ?? [];
    expect(other).toMatchObject({ field: 'country', value: 'FR', profile: null, source: 'somebody' });
    expect(other?.reading.country.value).toBe('FR');
    const [doubt] = registryOf([small]).resolve('handed-on', '2026-01-01')?.alternatives ?? [];
    expect(doubt).toMatchObject({ field: 'country', value: null, reading: { country: { value: null } } });
  });
});

describe('the confidence of a value', () => {
  it("is the weaker of the namespace's row and the row it came from", () => {
    const registry = registryOf([
      small,
      layerOf({
        entities: ['maker,,,,,,,medium,,'],
        history: ['maker,type,big-tech,2024-05-02,,low,test,'],
      }),
    ]);
    const confidencesOf = (name: string, day: string) => {
      const { confidence, country, type } = registry.resolve(name, day) ?? {};
      return [confidence?.value, country?.confidence, type?.confidence];
    };
    expect(confidencesOf('maker', '2024-05-01')).toEqual(['high', 'medium', 'medium']);
    expect(confidencesOf('maker', '2024-06-01')).toEqual(['high', 'medium', 'low']);
    expect(confidencesOf('giant-lab', '2026-01-01')).toEqual(['medium', 'medium', 'medium']);
    expect(confidencesOf('giant-ai', '2026-01-01')).toEqual(['high', 'high', 'high']);
  });

  it("is that of the owner's row where the owner's seat counts", () => {
    const doubted = layerOf({ entities: ['giant,,,,,,,low,,'] });
    const found = registryOf([small, doubted], 'parent-seat').resolve('giant-lab', '2026-01-01');
    expect(found?.country).toMatchObject({ value: 'US', confidence: 'low' });
    expect(found?.type).toMatchObject({ value: 'big-tech', confidence: 'medium' });
  });
});

describe('what is said of an owner', () => {
  const ofOwner = (profile: 'default' | 'parent-seat') =>
    registryOf([small], profile)
      .resolve('giant-lab', '2026-01-01')
      ?.alternatives.filter(({ profile: by }) => by === 'hf-french')
      .map(({ reading }) => [reading.country.value, reading.ownerCountry.value]);

  it('is another reading of what it owns', () => {
    expect(ofOwner('default')).toEqual([['GB', 'FR']]);
    expect(ofOwner('parent-seat')).toEqual([['FR', 'FR']]);
  });

  it('is set aside by a profile as another reading, even where the account keeps its country', () => {
    const found = registryOf([small], 'hf-french').resolve('giant-lab', '2026-01-01');
    expect([found?.country.value, found?.ownerCountry.value]).toEqual(['GB', 'FR']);
    expect(
      found?.alternatives
        .filter(({ profile }) => profile === 'default')
        .map(({ field, value }) => [field, value]),
    ).toEqual([['country', 'US']]);
  });
});

describe('many names', () => {
  it('resolve as one by one, in their order', () => {
    const registry = registryOf([small]);
    const names = ['nobody', 'MAKER', 'giant-lab', 'maker', 'handed-on', 'old-thing'];
    for (const day of ['2023-06-01', '2024-06-01', '2026-01-01']) {
      const { places, attributions } = registry.resolveAll(names, day);
      expect([...places].map((place) => attributions[place])).toEqual(
        names.map((name) => registry.resolve(name, day)),
      );
      expect(places[0]).toBe(-1);
    }
  });
});

describe('the namespace of a model', () => {
  it('is before the slash, or in legacy_ids.csv for an id without one', () => {
    const registry = registryOf([small]);
    expect(registry.namespaceOf('somebody/old-model')).toBe('somebody');
    expect(registry.namespaceOf('old-model')).toBe('maker');
    expect(registry.namespaceOf('new-model')).toBeUndefined();
  });

  it('is not read from the path or the address of a file', () => {
    const registry = registryOf([small]);
    expect(registry.namespaceOf('a_B-1.c/model')).toBe('a_B-1.c');
    for (const path of [
      '/data/model',
      './model',
      '../model',
      '~/model',
      'C:\\my/model',
      'https://a.example/model',
      ' a/b',
    ])
      expect(registry.namespaceOf(path), path).toBeUndefined();
  });
});

describe('a profile', () => {
  const day = '2026-01-01';

  it('steward gives an account to who looks after it, from the day they do', () => {
    const registry = registryOf([small], 'steward');
    expect(brief(registry.resolve('giant-lab', day))).toBe('maker; DE; company; -');
    expect(brief(registry.resolve('giant-lab', '2024-12-31'))).toBe('lab < giant; GB; big-tech; core');
  });

  it('keeps the reading it sets aside as an alternative', () => {
    const found = registryOf([small], 'steward').resolve('giant-lab', day);
    expect(found?.alternatives.map(({ field, value, profile }) => [field, value, profile])).toEqual([
      ['entity', 'lab', 'default'],
    ]);
    expect(found?.alternatives[0]?.reading.country.value).toBe('GB');
  });

  it('parent-seat gives the country of the ultimate owner', () => {
    const registry = registryOf([small], 'parent-seat');
    expect(registry.resolve('giant-lab', day)?.country.value).toBe('US');
    expect(registry.resolve('maker', '2024-06-01')?.country.value).toBe('US');
    expect(registry.resolve('maker', day)?.country.value).toBe('DE');
  });

  it('hf-french takes the alternatives of its name and no others', () => {
    const registry = registryOf([small], 'hf-french');
    expect(registry.resolve('giant-ai', day)?.country.value).toBe('FR');
    expect(registry.resolve('maker', day)?.country.value).toBe('DE');
    expect(registry.resolve('giant-lab', day)?.country.value).toBe('GB');
  });

  it('leaves the reading as another entity with the country of that entity', () => {
    const labels = layerOf({ alternatives: ['giant-lab,country,XX,paper,,,label,table'] }, 'labels');
    const found = registryOf([small, labels], 'paper').resolve('giant-lab', day);
    expect(found?.country.value).toBe('XX');
    expect(brief(registryOf([small, labels]).resolve('giant-lab', day))).toBe(
      'lab < giant; GB; big-tech; core',
    );
    const maker = found?.alternatives.find(({ field }) => field === 'entity');
    expect([maker?.reading.entity.id, maker?.reading.country.value]).toEqual(['maker', 'DE']);
  });

  it('paper is refused while nobody has imported its labels', () => {
    expect(() => registryOf([small], 'paper')).toThrow('Profile paper has no labels.');
    const labels = layerOf({ alternatives: ['maker,country,unknown,paper,,,label,table'] }, 'labels');
    expect(registryOf([small, labels], 'paper').resolve('maker', day)?.country.value).toBeNull();
    expect(registryOf([small, labels]).resolve('maker', day)?.country.value).toBe('DE');
  });
});

describe('an overlay', () => {
  const day = '2026-01-01';
  const over = (rows: TableRows) => registryOf([small, layerOf(rows, 'mine')]);

  it('replaces what it fills, keeps what it leaves empty, and clears what it says "-" of', () => {
    const found = over({ entities: ['maker,,,AT,-,,,,mine,'] }).resolve('maker', day);
    expect(found?.entity.name).toBe('Maker');
    expect(found?.country).toMatchObject({ value: 'AT', origin: { file: 'mine/entities.csv', line: 2 } });
    expect(found?.type).toMatchObject({ value: null, origin: { file: 'mine/entities.csv', line: 2 } });
  });

  it('is found by a key of another case', () => {
    expect(over({ namespaces: ['MAKER,person,,,,,,'] }).resolve('maker', day)?.entity.id).toBe('person');
  });

  it('adds rows, and takes a row away by clearing what it says', () => {
    const registry = over({
      entities: ['new-one,New One,,JP,company,,,low,mine,'],
      namespaces: ['new,new-one,,,,low,mine,', 'giant-lab,-,,,,,,'],
      history: ['maker,parent_id,-,2024-05-02,,,,', 'maker,type,-,2024-05-02,,,,'],
      fortune500: ['Giant,,Giant-AI,,'],
      alternatives: ['giant-lab,entity,maker,steward,2025,,-,'],
    });
    expect(brief(registry.resolve('new', day))).toBe('new-one; JP; company; -');
    expect(brief(registry.resolve('giant-lab', day))).toBe('unknown');
    expect(brief(registry.resolve('maker', '2024-06-01'))).toBe('maker; DE; company; -');
  });

  it('that comes later wins', () => {
    const layers = ['AT', 'CH'].map((country, i) =>
      layerOf({ entities: [`maker,,,${country},,,,,,`] }, `overlay-${i}`),
    );
    expect(registryOf([small, ...layers]).resolve('maker', day)?.country).toMatchObject({
      value: 'CH',
      origin: { file: 'overlay-1/entities.csv', line: 2 },
    });
  });
});

describe('the lists', () => {
  it('of companies and of country groups are read', () => {
    const registry = registryOf([small]);
    expect(registry.fortune500()).toEqual([
      {
        company: 'Giant',
        website: 'giant.example',
        namespaces: ['Giant-AI', 'giant-lab'],
        confidence: 'high',
      },
    ]);
    expect([...(registry.countryGroup('EU27') ?? [])]).toEqual(['DE']);
    expect(registry.countryGroup('EU28')).toBeUndefined();
  });
});
