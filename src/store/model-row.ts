import type { ModelRecord } from '../domain/model-record.js';
import { directBase } from '../domain/direct-base.js';
import { isLicenceTag, LICENCE_PREFIX } from '../domain/tags.js';
import type { Dictionary } from './dictionary.js';
import { storedTags } from './model-tags.js';
import { packKeys } from './varint.js';

export interface Dictionaries {
  authors: Dictionary;
  tags: Dictionary;
  bases: Dictionary;
}

/** Columns of `model` that the Hub may change, in the order of {@link modelRow}. */
export const modelColumns = [
  'name',
  'author_key',
  'created_at',
  'modified_at',
  'downloads_30d',
  'downloads_all_time',
  'likes',
  'trending_score',
  'gated',
  'private',
  'disabled',
  'pipeline_tag_key',
  'library_key',
  'licence_key',
  'base_key',
  'parameters',
  'gguf_parameters',
  'tag_keys',
] as const;

export type SqlValue = string | number | Buffer | null;

/** The values of {@link modelColumns} for one model, names replaced by their keys. */
export function modelRow(model: ModelRecord, { authors, tags, bases }: Dictionaries): SqlValue[] {
  const stored = storedTags(model);
  const tagKeys = new Uint32Array(stored.length);
  for (let index = 0; index < stored.length; index += 1) tagKeys[index] = tags.keyOf(stored[index] ?? '');
  /** The Hub repeats these among the tags: the key is at hand. */
  const keyAmongTags = (at: number, name: string): number => tagKeys[at] ?? tags.keyOf(name);
  const { pipelineTag, library, licence } = model;
  const base = directBase(model.baseModels);
  const row: SqlValue[] = [
    model.name,
    model.author === null ? null : authors.keyOf(model.author),
    model.createdAt,
    model.modifiedAt,
    model.downloads30d,
    model.downloadsAllTime,
    model.likes,
    model.trendingScore,
    model.gated,
    toInteger(model.private),
    toInteger(model.disabled),
    pipelineTag === null ? null : keyAmongTags(stored.indexOf(pipelineTag), pipelineTag),
    library === null ? null : keyAmongTags(stored.indexOf(library), library),
    licence === null ? null : keyAmongTags(stored.findIndex(isLicenceTag), `${LICENCE_PREFIX}${licence}`),
    base === null ? null : bases.keyOf(base.name),
    model.parameters,
    model.ggufParameters,
  ];
  row.push(packKeys(tagKeys.sort()));
  return row;
}

function toInteger(value: boolean | null): number | null {
  return value === null ? null : Number(value);
}

export function sameRow(a: readonly SqlValue[], b: readonly SqlValue[]): boolean {
  return a.every((value, index) => {
    const other = b[index];
    return Buffer.isBuffer(value) && Buffer.isBuffer(other) ? value.equals(other) : value === other;
  });
}
