import fc from 'fast-check';
import { expect, it } from 'vitest';
import { baseModelsOf } from '../../src/domain/tags.js';
import { storedTags } from '../../src/store/model-tags.js';
import { allTags } from '../support/all-tags.js';

const tag = fc.oneof(
  fc.constantFrom('gguf', 'en', 'license:mit', 'base_model:', 'base_model:merge:', 'base_model:merge'),
  fc
    .tuple(
      fc.constantFrom('', 'finetune:', 'adapter:', 'quantized:', 'merge:', 'other:'),
      fc.constantFrom('a/b', 'c', ''),
    )
    .map(([relation, name]) => `base_model:${relation}${name}`),
);
const tagsOfModel = fc.array(tag, { maxLength: 8 });

it('gives back every tag that the Hub sent, whichever of them the bases imply', () => {
  fc.assert(
    fc.property(tagsOfModel, (tags) => {
      const baseModels = baseModelsOf(tags);
      const stored = storedTags({ tags, baseModels });
      expect(new Set(allTags(stored, baseModels))).toEqual(new Set(tags));
    }),
  );
});

it('stores no tag that the bases imply, in the form that the Hub sends', () => {
  const tags = ['gguf', 'base_model:a/b', 'base_model:quantized:a/b', 'base_model:c/d'];
  expect(storedTags({ tags, baseModels: baseModelsOf(tags) })).toEqual(['gguf']);
});
