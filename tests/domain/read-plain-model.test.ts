import fc from 'fast-check';
import { expect, it } from 'vitest';
import { examineListedModel } from '../../src/domain/read-listed-model.js';
import { readPlainModel } from '../../src/domain/read-plain-model.js';
import { generatedSource } from '../../src/local-hub/generated-source.js';

const listing = { order: { key: '_id', ascending: false }, filters: { search: [], tags: [] } } as const;
const models = generatedSource({ models: 300, seed: 3 }).page({
  ...listing,
  filters: { search: [], tags: [], hideDisabled: false },
  limit: 300,
});

it('reads what the Hub documents, and reads it as the schema does', () => {
  for (const model of models) {
    const record = readPlainModel(model);
    expect(record).not.toBeNull();
    expect(examineListedModel(model)).toEqual({ record, rejections: [] });
  }
});

const odd = fc.oneof(
  fc.constantFrom(
    null,
    undefined,
    '',
    0,
    -0,
    -1,
    1.5,
    1e12,
    1e12 + 1,
    NaN,
    true,
    false,
    'auto',
    'manual',
    [],
    {},
  ),
  fc.constantFrom('2024-02-29T00:00:00.000Z', '2023-02-29T00:00:00.000Z', '2026-12-31T23:59:59.999Z'),
  fc.constantFrom(
    '2026-11-31T00:00:00.000Z',
    '2026-01-01T24:00:00.000Z',
    '2026-01-01T00:00:00Z',
    '1969-01-01T00:00:00.000Z',
  ),
  fc.constantFrom('2026-01-01T00:00:00.000+02:00', '0000-01-01T00:00:00.000Z', '2026-00-10T00:00:00.000Z'),
  fc.constantFrom({ total: 7 }, { total: -7 }, { total: 2 ** 53 }, { total: null }, { parameters: {} }),
  fc.constantFrom(
    '\ud800',
    ['en', '\udc00'],
    ['en', 'en'],
    ['en', 7],
    ['base_model:', 'base_model:merge:a/b'],
    'a'.repeat(10_001),
  ),
  fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map((date) => date.toISOString()),
  fc.jsonValue(),
);
const fields = Object.keys(models[0] ?? {}).concat(
  'library_name',
  'pipeline_tag',
  'gguf',
  'safetensors',
  'author',
);

it('leaves what is odd to the schema, and never disagrees with it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...models),
      fc.dictionary(fc.constantFrom(...fields), odd, { maxKeys: 3 }),
      (model, changes) => {
        const entry = { ...model, ...changes };
        const record = readPlainModel(entry);
        if (record !== null) expect(examineListedModel(entry)).toEqual({ record, rejections: [] });
      },
    ),
    { numRuns: 5000 },
  );
});

it('takes nothing but an object with an identity', () => {
  for (const entry of [null, undefined, 7, 'x', [], {}, { _id: 'x', id: 'a/b' }]) {
    expect(readPlainModel(entry)).toBeNull();
  }
});
