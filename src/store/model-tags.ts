import type { BaseModel, ModelRecord } from '../domain/model-record.js';

const BASE_PREFIX = 'base_model:';

/**
 * The tags to store beside the bases: all but the `base_model:` ones where the bases imply exactly those. On the Hub
 * these are a third of all distinct tags, and the names in them are stored with the bases already.
 */
export function storedTags({ tags, baseModels }: Pick<ModelRecord, 'tags' | 'baseModels'>): string[] {
  if (baseModels.length === 0) return tags;
  const implied = impliedTags(baseModels);
  const others = tags.filter((tag) => !implied.has(tag));
  const exact = [...implied].every((tag) => tags.includes(tag)) && !others.some(isBaseTag);
  return exact ? others : tags;
}

export function isBaseTag(tag: string): boolean {
  return tag.startsWith(BASE_PREFIX);
}

/**
 * The tags of a model with these bases, where none of its stored ones is a `base_model:` tag itself. The Hub sends
 * `base_model:<name>` and, where it knows the relation, `base_model:<relation>:<name>` beside it.
 */
export function impliedTags(baseModels: readonly BaseModel[]): Set<string> {
  const tags = new Set<string>();
  for (const { name, relation } of baseModels) {
    tags.add(BASE_PREFIX + name);
    if (relation !== null) tags.add(`${BASE_PREFIX}${relation}:${name}`);
  }
  return tags;
}
