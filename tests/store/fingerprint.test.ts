import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readListedModel } from '../../src/domain/read-listed-model.js';
import type { ModelRecord } from '../../src/domain/model-record.js';
import { fingerprintOf } from '../../src/store/fingerprint.js';

const text = fc.option(fc.string({ maxLength: 12 }), { nil: null });
const number = fc.option(fc.maxSafeNat(), { nil: null });
const flag = fc.option(fc.boolean(), { nil: null });
const attributes = fc.record({
  name: fc.string({ minLength: 1, maxLength: 12 }),
  author: text,
  createdAt: number,
  modifiedAt: number,
  gated: fc.constantFrom('open' as const, 'auto' as const, 'manual' as const, null),
  private: flag,
  disabled: flag,
  pipelineTag: text,
  library: text,
  parameters: number,
  ggufParameters: number,
  tags: fc.uniqueArray(fc.string({ maxLength: 6 }), { maxLength: 6 }),
});
const { record: plain } = readListedModel({ _id: '621ffdc036468d709f174338', id: 'a/b' });
const model = (changes: Partial<ModelRecord>): ModelRecord => {
  if (plain === null) throw new Error('a plain entry is read');
  return { ...plain, ...changes };
};

it('tells two models apart by any attribute, and is the same for the same', () => {
  fc.assert(
    fc.property(attributes, attributes, (one, other) => {
      const same = JSON.stringify(one) === JSON.stringify(other);
      expect(fingerprintOf(model(one), '') === fingerprintOf(model(other), '')).toBe(same);
      expect(fingerprintOf(model({ ...one }), '')).toBe(fingerprintOf(model(one), ''));
    }),
    { numRuns: 2000 },
  );
});

it('tells one changed attribute', () => {
  const keys = fc.constantFrom(
    ...([
      'name',
      'author',
      'createdAt',
      'modifiedAt',
      'gated',
      'private',
      'disabled',
      'pipelineTag',
      'library',
      'parameters',
      'ggufParameters',
      'tags',
    ] as const),
  );
  fc.assert(
    fc.property(attributes, attributes, keys, (one, other, key) => {
      const changed = { ...one, [key]: { ...other }[key] };
      const same = JSON.stringify(one) === JSON.stringify(changed);
      expect(fingerprintOf(model(one), '') === fingerprintOf(model(changed), '')).toBe(same);
    }),
    { numRuns: 2000 },
  );
});

it('looks at no counter', () => {
  const counters = { downloads30d: 7, downloadsAllTime: 8, likes: 9, trendingScore: 1.5 };
  expect(fingerprintOf(model(counters), '')).toBe(fingerprintOf(model({}), ''));
});

it('keeps to what a JavaScript integer holds, over all its bits', () => {
  const prints = Array.from({ length: 4096 }, (_, index) => fingerprintOf(model({ name: `a/${index}` }), ''));
  expect(prints.every((print) => Number.isSafeInteger(print) && print >= 0)).toBe(true);
  expect(new Set(prints.map((print) => print % 4096)).size).toBeGreaterThan(2400);
  expect(new Set(prints.map((print) => Math.floor(print / 2 ** 40))).size).toBeGreaterThan(2400);
});

it('tells what was not asked from what was not said', () => {
  expect(fingerprintOf(model({}), 'gguf')).not.toBe(fingerprintOf(model({}), ''));
});
