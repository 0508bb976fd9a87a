import type { ListedModel } from '../domain/listed-model.js';
import type { ModelFilters } from './types.js';

/** Reads the filters of a listing request; parameters this Hub does not know select nothing, as on the real one. */
export function modelFilters(parameters: URLSearchParams, listDisabled: boolean): ModelFilters {
  const author = parameters.get('author');
  const pipelineTag = parameters.get('pipeline_tag');
  const gated = parameters.get('gated');
  return {
    search: parameters.getAll('search').filter((text) => text !== ''),
    // Old clients join tags with commas; a tag itself never holds one.
    tags: ['filter', 'library', 'language', 'other']
      .flatMap((name) => parameters.getAll(name))
      .flatMap((value) => value.split(','))
      .filter((tag) => tag !== ''),
    hideDisabled: !listDisabled,
    ...(author !== null && { author }),
    ...(pipelineTag !== null && { pipelineTag }),
    ...(gated !== null && { gated: isTrue(gated) }),
  };
}

/** `true`, `True` (old Python clients) or `1`. */
export function isTrue(value: string | null): boolean {
  return value !== null && ['true', '1'].includes(value.toLowerCase());
}

/** True when the filters keep every public model. */
export function selectsAll(filters: ModelFilters): boolean {
  return (
    filters.author === undefined &&
    filters.pipelineTag === undefined &&
    filters.gated === undefined &&
    filters.search.length === 0 &&
    filters.tags.length === 0
  );
}

/** Whether a listing with these filters shows the model. Private models are in no listing. */
export function matchesFilters(model: ListedModel, filters: ModelFilters): boolean {
  if (model.private === true) return false;
  if (filters.hideDisabled && model.disabled === true) return false;
  if (filters.author !== undefined && namespaceOf(model) !== filters.author) return false;
  if (filters.pipelineTag !== undefined && model.pipeline_tag !== filters.pipelineTag) return false;
  if (filters.gated !== undefined && isGated(model) !== filters.gated) return false;
  if (filters.search.length > 0) {
    const name = model.id.toLowerCase();
    if (!filters.search.every((text) => name.includes(text.toLowerCase()))) return false;
  }
  return filters.tags.every((tag) => hasTag(model, tag));
}

function namespaceOf({ author, id }: ListedModel): string | undefined {
  if (author !== undefined) return author;
  const slash = id.indexOf('/');
  return slash === -1 ? undefined : id.slice(0, slash);
}

function isGated({ gated }: ListedModel): boolean {
  return gated !== undefined && gated !== false;
}

function hasTag(model: ListedModel, tag: string): boolean {
  return model.tags?.includes(tag) === true || model.pipeline_tag === tag || model.library_name === tag;
}
