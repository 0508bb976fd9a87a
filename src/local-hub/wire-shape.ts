import type { ListedModel } from '../domain/listed-model.js';

type Field = keyof ListedModel | 'modelId';
type WireModel = Record<string, unknown>;

const DEFAULT_LISTING = [
  '_id',
  'id',
  'likes',
  'trendingScore',
  'private',
  'downloads',
  'tags',
  'pipeline_tag',
  'library_name',
  'createdAt',
  'modelId',
] as const satisfies readonly Field[];

const FULL_LISTING = [
  '_id',
  'id',
  'author',
  'gated',
  'lastModified',
  'likes',
  'trendingScore',
  'private',
  'sha',
  'downloads',
  'tags',
  'pipeline_tag',
  'library_name',
  'createdAt',
  'modelId',
  'siblings',
] as const satisfies readonly Field[];

const EXPANDED_LISTING = [
  '_id',
  'id',
  'author',
  'gated',
  'disabled',
  'lastModified',
  'likes',
  'trendingScore',
  'private',
  'sha',
  'downloads',
  'downloadsAllTime',
  'tags',
  'pipeline_tag',
  'library_name',
  'siblings',
  'createdAt',
  'cardData',
  'safetensors',
  'gguf',
  'baseModels',
] as const satisfies readonly Field[];

const INFO = [
  '_id',
  'id',
  'private',
  'pipeline_tag',
  'library_name',
  'tags',
  'downloads',
  'likes',
  'modelId',
  'author',
  'sha',
  'lastModified',
  'gated',
  'disabled',
  'cardData',
  'siblings',
  'createdAt',
  'safetensors',
  'gguf',
] as const satisfies readonly Field[];

const EXPANDED_INFO = [
  '_id',
  'id',
  'author',
  'private',
  'disabled',
  'gated',
  'lastModified',
  'sha',
  'pipeline_tag',
  'library_name',
  'tags',
  'likes',
  'downloads',
  'downloadsAllTime',
  'trendingScore',
  'cardData',
  'baseModels',
  'siblings',
  'createdAt',
  'safetensors',
  'gguf',
] as const satisfies readonly Field[];

/**
 * The fields a response shows, in the server's order. `expand` wins over `full`; `_id` and `id` always come.
 * Source: recorded bodies of each shape; `full` and the places of fields never seen together are inferred.
 */
export function wireShape(
  kind: 'listing' | 'info',
  { expand, full }: { expand: readonly string[]; full: boolean },
): (model: ListedModel) => WireModel {
  if (expand.length > 0) {
    const asked = new Set(['_id', 'id', ...expand]);
    return picker((kind === 'info' ? EXPANDED_INFO : EXPANDED_LISTING).filter((field) => asked.has(field)));
  }
  if (kind === 'info') return picker(INFO);
  return picker(full ? FULL_LISTING : DEFAULT_LISTING);
}

function picker(fields: readonly Field[]): (model: ListedModel) => WireModel {
  return (model) => {
    const shown: WireModel = {};
    for (const field of fields) {
      const value = field === 'modelId' ? model.id : model[field];
      if (value !== undefined) shown[field] = value;
    }
    return shown;
  };
}
