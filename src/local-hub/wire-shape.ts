import type { ListedRepository } from '../domain/listed-model.js';
import type { RepositoryKind } from '../domain/repository-record.js';

type Field = keyof ListedRepository | 'modelId';
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

/** The other listings: by default, and all that `full` or `expand` may show, in the order of a recorded body where there is one. */
const REPOSITORY_LISTINGS = {
  dataset: {
    default: [
      '_id',
      'id',
      'author',
      'disabled',
      'gated',
      'lastModified',
      'likes',
      'trendingScore',
      'private',
      'sha',
      'downloads',
      'tags',
      'createdAt',
    ],
    all: [
      '_id',
      'id',
      'author',
      'sha',
      'lastModified',
      'private',
      'gated',
      'disabled',
      'tags',
      'downloads',
      'downloadsAllTime',
      'likes',
      'trendingScore',
      'siblings',
      'createdAt',
      'cardData',
    ],
  },
  space: {
    default: ['_id', 'id', 'likes', 'trendingScore', 'private', 'tags', 'createdAt', 'sdk'],
    all: [
      '_id',
      'id',
      'author',
      'sha',
      'lastModified',
      'private',
      'disabled',
      'tags',
      'likes',
      'trendingScore',
      'sdk',
      'siblings',
      'createdAt',
      'cardData',
    ],
  },
} as const satisfies Record<RepositoryKind, Record<'default' | 'all', readonly Field[]>>;

/**
 * The fields a response shows, in the server's order. `expand` wins over `full`; `_id` and `id` always come.
 * Source: recorded bodies of each shape; `full` and the places of fields never seen together are inferred.
 */
export function wireShape(
  kind: 'listing' | 'info' | RepositoryKind,
  { expand, full }: { expand: readonly string[]; full: boolean },
): (model: ListedRepository) => WireModel {
  if (kind === 'dataset' || kind === 'space') {
    const { default: usual, all } = REPOSITORY_LISTINGS[kind];
    if (expand.length === 0) return picker(full ? all : usual);
    const asked = new Set(['_id', 'id', ...expand]);
    return picker(all.filter((field) => asked.has(field)));
  }
  if (expand.length > 0) {
    const asked = new Set(['_id', 'id', ...expand]);
    return picker((kind === 'info' ? EXPANDED_INFO : EXPANDED_LISTING).filter((field) => asked.has(field)));
  }
  if (kind === 'info') return picker(INFO);
  return picker(full ? FULL_LISTING : DEFAULT_LISTING);
}

function picker(fields: readonly Field[]): (model: ListedRepository) => WireModel {
  return (model) => {
    const shown: WireModel = {};
    for (const field of fields) {
      const value = field === 'modelId' ? model.id : model[field];
      if (value !== undefined) shown[field] = value;
    }
    return shown;
  };
}
