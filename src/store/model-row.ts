import type { ModelRecord } from '../domain/model-record.js';
import { directBase } from '../domain/direct-base.js';
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
  const tagKeys = Uint32Array.from(storedTags(model), (tag) => tags.keyOf(tag)).sort();
  const base = directBase(model.baseModels);
  return [
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
    model.pipelineTag === null ? null : tags.keyOf(model.pipelineTag),
    model.library === null ? null : tags.keyOf(model.library),
    model.licence === null ? null : tags.keyOf(`license:${model.licence}`),
    base === null ? null : bases.keyOf(base.name),
    model.parameters,
    model.ggufParameters,
    packKeys(tagKeys),
  ];
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
