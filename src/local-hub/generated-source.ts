import { generatedNames } from './generated-names.js';
import { generatedModel, type GeneratedHub } from './generated-model.js';
import type { Cursor } from './cursor.js';
import { matchesFilters, selectsAll } from './model-filters.js';
import { recordedSource } from './recorded-source.js';
import { RefusedQueryError } from './refused-query-error.js';
import type { ModelQuery, ModelSource, OwnerDirectory } from './types.js';
import type { ListedModel } from '../domain/listed-model.js';
import type { RepositoryKind } from '../domain/repository-record.js';
import { generatedRepositories } from './generated-repository.js';

/** Up to this many models every sort and filter is answered, from rows kept in memory. */
const MATERIALISED_UP_TO = 100_000;
/** An ObjectId's counter has three bytes. */
const MOST_MODELS = 0x100_0000;

export interface GeneratedSourceOptions {
  /** Number of models, at most 16,777,216. */
  models: number;
  /** The same seed gives the same Hub. */
  seed: number;
  /** Size of the pool of authors; default one for six models. */
  authors?: number;
  /** Size of the pool of free tags, those that are no licence, language, library or base model; default 2,000. */
  tags?: number;
}

export interface GeneratedSource extends ModelSource {
  owners: OwnerDirectory;
  /** A third as many as models. */
  datasets: ModelSource;
  /** Half as many as models. */
  spaces: ModelSource;
}

/** Rows of a listing that are computed when a page needs them, by age: 0 is the oldest. */
export interface ComputedRows {
  size: number;
  at: (i: number) => ListedModel;
  /** Ascends strictly with `i`. */
  objectIdAt: (i: number) => string;
}

/**
 * A Hub of any size with invented names: model `i` is computed from the seed when a page needs it, so nothing is kept
 * per model and a `sort=createdAt` page costs its own length. Above 100,000 models other sorts and filters are refused.
 *
 * @throws RangeError for more than 16,777,216 models.
 */
export function generatedSource(options: GeneratedSourceOptions): GeneratedSource {
  if (options.models > MOST_MODELS) throw new RangeError(`a generated Hub has at most ${MOST_MODELS} models`);
  const names = generatedNames(options.seed, options.authors ?? Math.ceil(options.models / 6));
  const hub: GeneratedHub = { models: options.models, seed: options.seed, names, tags: options.tags ?? 2000 };
  const { seed } = options;
  const others = (kind: RepositoryKind, size: number): ModelSource =>
    computedSource(generatedRepositories(kind, { size, seed, names }), () => undefined);
  const model = generatedModel(hub);
  return {
    ...computedSource({ size: hub.models, ...model }, (id) => {
      const index = names.modelIndexOf(id);
      if (index === undefined || index >= hub.models) return undefined;
      const found = model.at(index);
      return found.id.toLowerCase() === id.toLowerCase() ? found : undefined;
    }),
    owners: { find: (name) => names.owner(name) },
    datasets: others('dataset', Math.ceil(hub.models / 3)),
    spaces: others('space', Math.ceil(hub.models / 2)),
  };
}

function computedSource(rows: ComputedRows, find: ModelSource['find']): ModelSource {
  const { size, at, objectIdAt } = rows;
  let materialised: ModelSource | undefined;

  function walkById({ order, cursor, limit, filters }: ModelQuery): ListedModel[] {
    const page: ListedModel[] = [];
    const step = order.ascending ? 1 : -1;
    const start = cursor === undefined ? (order.ascending ? 0 : size - 1) : startOf(cursor, step);
    for (let i = start; i >= 0 && i < size && page.length < limit; i += step) {
      const row = at(i);
      if (matchesFilters(row, filters)) page.push(row);
    }
    return page;
  }

  /** Index of the first row past a cursor: ids ascend with the index, so halving finds it. */
  function startOf(cursor: Cursor, step: 1 | -1): number {
    const condition = cursor.length === 1 && cursor[0]?.length === 1 ? cursor[0][0] : undefined;
    const operator = step === 1 ? 'above' : 'below';
    if (condition?.field !== '_id' || condition.operator !== operator) {
      throw new RefusedQueryError('Invalid cursor');
    }
    const bound = String(condition.value);
    let low = 0;
    let high = size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const id = objectIdAt(middle);
      if (id < bound || (step === 1 && id === bound)) low = middle + 1;
      else high = middle;
    }
    return step === 1 ? low : low - 1;
  }

  return {
    page(query) {
      if (query.order.key === '_id' && selectsAll(query.filters)) return walkById(query);
      if (size > MATERIALISED_UP_TO) {
        throw new RefusedQueryError(
          `A generated Hub of more than ${MATERIALISED_UP_TO} models answers sort=createdAt without filters only`,
        );
      }
      materialised ??= recordedSource(Array.from({ length: size }, (_, i) => at(i)));
      return materialised.page(query);
    },
    find,
  };
}
