import { firstObjectIdOf } from '../../src/domain/object-id.js';
import type { ListedModel } from '../../src/domain/listed-model.js';

const JANUARY_2025 = 1_735_689_600;

/** `count` plain models, a minute apart, newest last; `change` overrides fields by index. */
export function plainModels(
  count: number,
  change: (index: number) => Partial<ListedModel> = () => ({}),
): ListedModel[] {
  return Array.from({ length: count }, (_, index) => ({
    _id: firstObjectIdOf(JANUARY_2025 + index * 60),
    id: `author-${index % 7}/model-${index}`,
    downloads: index,
    likes: index % 5,
    createdAt: new Date((JANUARY_2025 + index * 60) * 1000).toISOString(),
    tags: ['region:us', `license:${index % 2 === 0 ? 'mit' : 'apache-2.0'}`],
    private: false,
    ...change(index),
  }));
}
