import { LANGUAGES_ISO_639_1 } from '@huggingface/languages';
import { type BaseModel, type Relation, relations } from './model-record.js';

export const LICENCE_PREFIX = 'license:';
const BASE_PREFIX = 'base_model:';
const relationPrefixes: Readonly<Record<Relation, string>> = {
  finetune: 'base_model:finetune:',
  adapter: 'base_model:adapter:',
  quantized: 'base_model:quantized:',
  merge: 'base_model:merge:',
};

/** The first `license:` tag without its prefix; `null` when the model declares none. */
export function licenceOf(tags: readonly string[]): string | null {
  return tags.find(isLicenceTag)?.slice(LICENCE_PREFIX.length) ?? null;
}

export function isLicenceTag(tag: string): boolean {
  return tag.startsWith(LICENCE_PREFIX) && tag.length > LICENCE_PREFIX.length;
}

/**
 * The ISO 639-1 codes among the tags. Three-letter codes are left to the tags: most that occur are not languages there
 * (`mlx`, `trl`, `moe`, `tts` are all ISO 639-3 codes). It is also the set that lbourdois's count calls valid.
 */
export function languagesOf(tags: readonly string[]): string[] {
  const languages: string[] = [];
  for (const tag of tags) {
    if (tag.length !== 2 || !Object.hasOwn(LANGUAGES_ISO_639_1, tag)) continue;
    if (!languages.includes(tag)) languages.push(tag);
  }
  return languages;
}

/**
 * The bases that the `base_model:` tags name, each once per relation, in the order of the tags. The Hub sends
 * `base_model:<name>` and, when it knows the relation, `base_model:<relation>:<name>` beside it; the bare form counts
 * only for a base without a relation of its own.
 */
export function baseModelsOf(tags: readonly string[]): BaseModel[] {
  const related: BaseModel[] = [];
  const bare: string[] = [];
  for (const tag of tags) {
    if (!tag.startsWith(BASE_PREFIX)) continue;
    const relation = relations.find((candidate) => tag.startsWith(relationPrefixes[candidate]));
    const name = tag.slice(relation === undefined ? BASE_PREFIX.length : relationPrefixes[relation].length);
    if (name === '') continue;
    if (relation === undefined) bare.push(name);
    else if (!related.some((base) => base.name === name && base.relation === relation)) {
      related.push({ name, relation });
    }
  }
  const unrelated = new Set(bare.filter((name) => !related.some((base) => base.name === name)));
  return [...related, ...[...unrelated].map((name) => ({ name, relation: null }))];
}
