import type { BaseModel } from '../../src/domain/model-record.js';
import { impliedTags, isBaseTag } from '../../src/store/model-tags.js';

/** Every tag the Hub sent, each once and in no order, from what is stored of them. */
export function allTags(stored: readonly string[], baseModels: readonly BaseModel[]): string[] {
  return stored.some(isBaseTag) ? [...stored] : [...stored, ...impliedTags(baseModels)];
}
