import { LANGUAGES_ISO_639_1 } from '@huggingface/languages';
import { type BaseModel, type Relation, relations } from './model-record.js';

const LICENCE_PREFIX = 'license:';
const BASE_PREFIX = 'base_model:';

/** The first `license:` tag without its prefix; `null` when the model declares none. */
export function licenceOf(tags: readonly string[]): string | null {
  const tag = tags.find(
    (candidate) => candidate.startsWith(LICENCE_PREFIX) && candidate.length > LICENCE_PREFIX.length,
  );
  return tag === undefined ? null : tag.slice(LICENCE_PREFIX.length);
}

/**
 * The ISO 639-1 codes among the tags. Three-letter codes are left to the tags: most that occur are not languages there
 * (`mlx`, `trl`, `moe`, `tts` are all ISO 639-3 codes). It is also the set that lbourdois's count calls valid.
 */
export function languagesOf(tags: readonly string[]): string[] {
  return tags.filter((tag) => tag.length === 2 && Object.hasOwn(LANGUAGES_ISO_639_1, tag));
}

/**
 * The bases that the `base_model:` tags name, each once per relation, in the order of the tags. The Hub sends
 * `base_model:<name>` and, when it knows the relation, `base_model:<relation>:<name>` beside it; the bare form counts
 * only for a base without a relation of its own.
 */
export function baseModelsOf(tags: readonly string[]): BaseModel[] {
  if (!tags.some((tag) => tag.startsWith(BASE_PREFIX))) return [];
  const related = new Map<string, Set<Relation>>();
  const bare = new Set<string>();
  for (const tag of tags) {
    if (!tag.startsWith(BASE_PREFIX)) continue;
    const value = tag.slice(BASE_PREFIX.length);
    const relation = relations.find((candidate) => value.startsWith(`${candidate}:`));
    const name = relation === undefined ? value : value.slice(relation.length + 1);
    if (name === '') continue;
    if (relation === undefined) bare.add(name);
    else related.set(name, (related.get(name) ?? new Set()).add(relation));
  }
  return [
    ...[...related].flatMap(([name, kinds]) => [...kinds].map((relation) => ({ name, relation }))),
    ...[...bare].filter((name) => !related.has(name)).map((name) => ({ name, relation: null })),
  ];
}
