import type { ListedModel } from '../domain/listed-model.js';

type SortValue = string | number | undefined;

const sortValues = {
  createdAt: (model) => model.createdAt,
  downloads: (model) => model.downloads,
  likes: (model) => model.likes,
  lastModified: (model) => model.lastModified,
  trendingScore: (model) => model.trendingScore,
  num_parameters: (model) => model.safetensors?.total,
  id: (model) => model.id,
  likes30d: () => undefined,
  mainSize: () => undefined,
  _id: (model) => model._id,
} satisfies Record<string, (model: ListedModel) => SortValue>;

/** A field the listing can be ordered by; `_id` is what `sort=createdAt` really walks. */
export type SortKey = keyof typeof sortValues;

export interface Order {
  key: SortKey;
  ascending: boolean;
}

export function isSortKey(name: string): name is SortKey {
  return Object.hasOwn(sortValues, name);
}

export function sortValue(model: ListedModel, key: SortKey): SortValue {
  return sortValues[key](model);
}

/** The Hub's order: by value, absent values last whatever the direction, ties by ascending `_id`. */
export function compareModels(order: Order): (a: ListedModel, b: ListedModel) => number {
  const read = sortValues[order.key];
  const sign = order.ascending ? 1 : -1;
  return (a, b) => {
    const left: SortValue = read(a);
    const right: SortValue = read(b);
    if (left !== right) {
      if (left === undefined) return 1;
      if (right === undefined) return -1;
      return left < right ? -sign : sign;
    }
    return a._id < b._id ? -1 : a._id > b._id ? 1 : 0;
  };
}
