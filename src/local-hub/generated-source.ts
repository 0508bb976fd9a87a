import { generatedNames } from './generated-names.js';
import { generatedModel, type GeneratedHub } from './generated-model.js';
import type { Cursor } from './cursor.js';
import { matchesFilters, selectsAll } from './model-filters.js';
import { recordedSource } from './recorded-source.js';
import { RefusedQueryError } from './refused-query-error.js';
import type { ModelQuery, ModelSource, OwnerDirectory } from './types.js';
import type { ListedModel } from '../domain/listed-model.js';

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
  const model = generatedModel(hub);
  let materialised: ModelSource | undefined;

  function walkById({ order, cursor, limit, filters }: ModelQuery): ListedModel[] {
    const rows: ListedModel[] = [];
    const step = order.ascending ? 1 : -1;
    const start = cursor === undefined ? (order.ascending ? 0 : hub.models - 1) : startOf(cursor, step);
    for (let i = start; i >= 0 && i < hub.models && rows.length < limit; i += step) {
      const row = model.at(i);
      if (matchesFilters(row, filters)) rows.push(row);
    }
    return rows;
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
    let high = hub.models;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const id = model.objectIdAt(middle);
      if (id < bound || (step === 1 && id === bound)) low = middle + 1;
      else high = middle;
    }
    return step === 1 ? low : low - 1;
  }

  return {
    page(query) {
      if (query.order.key === '_id' && selectsAll(query.filters)) return walkById(query);
      if (hub.models > MATERIALISED_UP_TO) {
        throw new RefusedQueryError(
          `A generated Hub of more than ${MATERIALISED_UP_TO} models answers sort=createdAt without filters only`,
        );
      }
      materialised ??= recordedSource(Array.from({ length: hub.models }, (_, i) => model.at(i)));
      return materialised.page(query);
    },
    find(id) {
      const index = names.modelIndexOf(id);
      if (index === undefined || index >= hub.models) return undefined;
      const found = model.at(index);
      return found.id.toLowerCase() === id.toLowerCase() ? found : undefined;
    },
    owners: { find: (name) => names.owner(name) },
  };
}
