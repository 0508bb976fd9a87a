import { expect, it } from 'vitest';
import { plainModels } from '../support/models.js';
import { readNight } from '../support/nights.js';
import { mulberry32 } from '../support/random.js';
import { storeOf } from '../support/report-runs.js';

const namesOf = (path: string, tags: readonly string[]) =>
  readNight(path, {}, (night) =>
    [...night.taggedWith(tags)].map(([tag, positions]) => [tag, night.names([...positions]).sort()]),
  );

it('finds the models of a tag whatever its case, each once, and none of a tag that only looks alike', async () => {
  const tags = [['Code', 'code'], ['code'], ['coder'], ['CODE', 'art'], []];
  const path = await storeOf(plainModels(5, (index) => ({ tags: tags[index] ?? [] })));
  expect(namesOf(path, ['code', 'art', 'music'])).toEqual([
    ['code', ['author-0/model-0', 'author-1/model-1', 'author-3/model-3']],
    ['art', ['author-3/model-3']],
    ['music', []],
  ]);
  expect(namesOf(path, [])).toEqual([]);
});

it.each([1, 2, 3])('finds what a filter over the listed tags finds (seed %i)', async (seed) => {
  const random = mulberry32(seed);
  const words = Array.from({ length: 300 }, (_, index) => `tag-${index}`);
  const models = plainModels(200, () => ({ tags: words.filter(() => random() < 0.05) }));
  const wanted = words.filter(() => random() < 0.1);
  const expected = wanted.map((tag) => [
    tag,
    models.flatMap(({ id, tags = [] }) => (tags.includes(tag) ? [id] : [])).sort(),
  ]);
  expect(namesOf(await storeOf(models), wanted)).toEqual(expected);
});
