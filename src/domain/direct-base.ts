import type { BaseModel, Relation } from './model-record.js';

/** A model that was trained further stands nearest to its base; one that was put together of several, furthest. */
const nearestFirst: readonly (Relation | null)[] = ['finetune', 'adapter', 'quantized', 'merge', null];

/**
 * The one base that a model counts for where it must be one: of its nearest relation, the first in the order of the
 * code points of the name, so that neither the order of tags nor of models decides. `null` without a base.
 */
export function directBase(baseModels: readonly BaseModel[]): BaseModel | null {
  return baseModels.reduce<BaseModel | null>(
    (best, candidate) => (best === null || comesFirst(candidate, best) ? candidate : best),
    null,
  );
}

function comesFirst(a: BaseModel, b: BaseModel): boolean {
  const nearer = nearestFirst.indexOf(a.relation) - nearestFirst.indexOf(b.relation);
  return nearer === 0 ? a.name < b.name : nearer < 0;
}
