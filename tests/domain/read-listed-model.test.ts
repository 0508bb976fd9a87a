import { describe, expect, it } from 'vitest';
import { readListedModel } from '../../src/domain/read-listed-model.js';

const identity = { _id: '621ffdc036468d709f174338', id: 'google-bert/bert-base-uncased' };

describe('reading a listing entry', () => {
  it('takes every field of a whole entry', () => {
    const { record, rejections } = readListedModel({
      ...identity,
      author: 'google-bert',
      private: false,
      disabled: false,
      gated: 'manual',
      createdAt: '2022-03-02T23:29:04.000Z',
      lastModified: '2024-02-19T11:06:12.000Z',
      pipeline_tag: 'fill-mask',
      library_name: 'transformers',
      tags: [
        'transformers',
        'fill-mask',
        'en',
        'de',
        'mlx',
        'license:apache-2.0',
        'base_model:a/b',
        'base_model:finetune:a/b',
      ],
      downloads: 72_376_843,
      downloadsAllTime: 2_500_000_000,
      likes: 2065,
      trendingScore: 0.2,
      safetensors: { parameters: { F32: 110_106_428 }, total: 110_106_428 },
      gguf: { total: 304_180_418_494, architecture: 'llama' },
      unknownNewField: { anything: true },
    });
    expect(rejections).toEqual([]);
    expect(record).toEqual({
      hubId: '621ffdc036468d709f174338',
      name: 'google-bert/bert-base-uncased',
      author: 'google-bert',
      createdAt: 1_646_263_744,
      modifiedAt: 1_708_340_772,
      downloads30d: 72_376_843,
      downloadsAllTime: 2_500_000_000,
      likes: 2065,
      trendingScore: 0.2,
      gated: 'manual',
      private: false,
      disabled: false,
      pipelineTag: 'fill-mask',
      library: 'transformers',
      licence: 'apache-2.0',
      languages: ['en', 'de'],
      parameters: 110_106_428,
      ggufParameters: 304_180_418_494,
      tags: [
        'transformers',
        'fill-mask',
        'en',
        'de',
        'mlx',
        'license:apache-2.0',
        'base_model:a/b',
        'base_model:finetune:a/b',
      ],
      baseModels: [{ name: 'a/b', relation: 'finetune' }],
    });
  });

  it('reads absent and null alike: as unknown, never zero', () => {
    const absent = readListedModel({ _id: identity._id, id: 'gpt2' });
    const nulls = readListedModel({
      _id: identity._id,
      id: 'gpt2',
      author: null,
      downloads: null,
      downloadsAllTime: null,
      likes: null,
      tags: null,
      safetensors: null,
      gated: null,
      createdAt: null,
      pipeline_tag: null,
    });
    expect(nulls).toEqual(absent);
    expect(absent.record).toMatchObject({
      author: null,
      downloads30d: null,
      likes: null,
      gated: null,
      parameters: null,
      tags: [],
    });
  });

  it('takes the namespace from the name when the author was not sent', () => {
    expect(readListedModel({ ...identity }).record?.author).toBe('google-bert');
    expect(readListedModel({ _id: identity._id, id: 'bert-base-uncased' }).record?.author).toBeNull();
  });

  it.each([
    ['no object', 'text', /not an object/],
    ['null', null, /not an object/],
    ['an array', [identity], /not an object/],
    ['no _id', { id: 'a/b' }, /_id/],
    ['an _id that is no ObjectId', { _id: '621FFDC0', id: 'a/b' }, /_id: not an ObjectId/],
    ['no name', { _id: identity._id }, /id/],
    ['an empty name', { _id: identity._id, id: '' }, /id/],
  ])('rejects %s whole', (_, entry, reason) => {
    const { record, rejections } = readListedModel(entry);
    expect(record).toBeNull();
    expect(rejections).toHaveLength(1);
    expect(rejections[0]).toMatchObject({ field: null, reason: expect.stringMatching(reason) as string });
  });

  it.each([
    ['downloads', -1, 'downloads30d'],
    ['downloads', '12', 'downloads30d'],
    ['downloads', 1.5, 'downloads30d'],
    ['downloadsAllTime', 2 ** 53, 'downloadsAllTime'],
    ['likes', true, 'likes'],
    ['gated', true, 'gated'],
    ['gated', 'someday', 'gated'],
    ['createdAt', 'yesterday', 'createdAt'],
    ['safetensors', { total: 2 ** 60 }, 'parameters'],
    ['pipeline_tag', ['a'], 'pipelineTag'],
  ] as const)('leaves a bad %s (%j) out, and keeps the model', (field, value, column) => {
    const { record, rejections } = readListedModel({ ...identity, likes: 3, [field]: value });
    expect(rejections).toEqual([{ field, reason: expect.any(String) as string }]);
    expect(record).toMatchObject({ name: identity.id, [column]: null });
  });

  it('drops one odd tag and keeps the others', () => {
    const { record, rejections } = readListedModel({ ...identity, tags: ['en', 7, 'license:mit'] });
    expect(record).toMatchObject({ tags: ['en', 'license:mit'], licence: 'mit' });
    expect(rejections.map(({ field }) => field)).toEqual(['tags']);
  });

  it('makes lone surrogates well formed, so that SQLite gives back what it was given', () => {
    const { record } = readListedModel({ ...identity, id: 'a/\ud800b', tags: ['\udfff'] });
    expect(record?.name.isWellFormed()).toBe(true);
    expect(record?.tags.every((tag) => tag.isWellFormed())).toBe(true);
  });
});

describe('lineage from tags', () => {
  const basesOf = (...tags: string[]) => readListedModel({ ...identity, tags }).record?.baseModels;

  it('prefers the relation to the bare tag of the same base', () => {
    expect(basesOf('base_model:quantized:a/b', 'base_model:a/b')).toEqual([
      { name: 'a/b', relation: 'quantized' },
    ]);
  });

  it('keeps a base without a relation, and several bases of a merge', () => {
    expect(basesOf('base_model:x/y', 'base_model:merge:a/b', 'base_model:merge:c/d')).toEqual([
      { name: 'a/b', relation: 'merge' },
      { name: 'c/d', relation: 'merge' },
      { name: 'x/y', relation: null },
    ]);
  });

  it('keeps two relations to one base apart', () => {
    expect(basesOf('base_model:adapter:a/b', 'base_model:finetune:a/b')).toEqual([
      { name: 'a/b', relation: 'adapter' },
      { name: 'a/b', relation: 'finetune' },
    ]);
  });

  it('takes a name with colons after the relation whole, and nothing for an empty one', () => {
    expect(basesOf('base_model:adapter:C:\\models\\x', 'base_model:', 'base_model:finetune:')).toEqual([
      { name: 'C:\\models\\x', relation: 'adapter' },
    ]);
  });
});
