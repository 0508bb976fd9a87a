import fc from 'fast-check';
import { expect, it } from 'vitest';
import { directBase } from '../../src/domain/direct-base.js';
import type { BaseModel } from '../../src/domain/model-record.js';

const base = (name: string, relation: BaseModel['relation']): BaseModel => ({ name, relation });

it('prefers what was trained further over what was packed or merged', () => {
  const bases = [
    base('a/unsaid', null),
    base('a/merged', 'merge'),
    base('z/tuned', 'finetune'),
    base('a/packed', 'quantized'),
  ];
  expect(directBase(bases)).toEqual(base('z/tuned', 'finetune'));
  expect(directBase(bases.filter(({ relation }) => relation !== 'finetune'))).toEqual(
    base('a/packed', 'quantized'),
  );
  expect(directBase([base('a/unsaid', null), base('a/merged', 'merge')])).toEqual(base('a/merged', 'merge'));
});

it('takes the first by name of several merged', () => {
  expect(directBase([base('b/x', 'merge'), base('a/y', 'merge')])?.name).toBe('a/y');
});

it('is none without a base', () => {
  expect(directBase([])).toBeNull();
});

it('does not depend on the order of the tags', () => {
  const some = fc.array(
    fc.record({
      name: fc.string({ minLength: 1, maxLength: 3 }),
      relation: fc.constantFrom('finetune', 'adapter', 'merge', null),
    }),
  );
  fc.assert(
    fc.property(some, (bases) => {
      expect(directBase([...bases].reverse())).toEqual(directBase(bases));
    }),
  );
});
