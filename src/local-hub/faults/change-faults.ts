import type { ListedModel } from '../../domain/listed-model.js';
import { firstObjectIdOf, objectIdSeconds } from '../../domain/object-id.js';
import { recordedSource } from '../recorded-source.js';
import type { ModelSource } from '../types.js';
import { type Fault, MIDDLE, momentCounter } from './fault.js';

/** What a change may touch. */
interface Hub {
  /** Every public model, newest first; changing it changes what is listed from now on. */
  models: ListedModel[];
  /** The models of the page that is about to be sent, and of the one before it: references into `models`. */
  next: readonly ListedModel[];
  read: readonly ListedModel[];
}

/** Copies of all public models of `source`, newest first. */
export function everyModel(source: ModelSource): ListedModel[] {
  const models = source.page({
    order: { key: '_id', ascending: false },
    filters: { search: [], tags: [], hideDisabled: false },
    limit: Number.MAX_SAFE_INTEGER,
  });
  return models.map((model) => ({ ...model }));
}

/** A fault that changes the models once, just before the page in the middle is sent. */
function changing(injects: string, change: (hub: Hub) => void): Fault {
  return {
    injects,
    begin: (source) => {
      const models = everyModel(source);
      const momentOf = momentCounter();
      let read: ListedModel[] = [];
      return {
        source: recordedSource(models),
        intercept: (request, answer) => {
          const moment = momentOf(request);
          if (moment?.attempt !== 1 || moment.page > MIDDLE) return undefined;
          const ids = new Set((JSON.parse(answer().body) as ListedModel[]).map(({ _id }) => _id));
          const next = models.filter(({ _id }) => ids.has(_id));
          if (moment.page === MIDDLE) change({ models, next, read });
          read = next;
          return undefined;
        },
      };
    },
  };
}

function remove(models: ListedModel[], gone: readonly (ListedModel | undefined)[]): void {
  for (const model of gone) if (model !== undefined) models.splice(models.indexOf(model), 1);
}

function rename(model: ListedModel | undefined, id: string): void {
  if (model !== undefined) Object.assign(model, { id, author: id.split('/')[0] });
}

/** A copy of the newest model with another identity, a day younger. */
function newcomer([newest]: readonly ListedModel[]): ListedModel[] {
  if (newest === undefined) return [];
  const seconds = objectIdSeconds(newest._id) + 86_400;
  const createdAt = new Date(seconds * 1000).toISOString();
  return [{ ...newest, _id: firstObjectIdOf(seconds), id: 'newcomer/model', author: 'newcomer', createdAt }];
}

/** What happens to models while they are walked; the order of the walk, by `_id`, must make it harmless. */
export const changeFaults: Record<string, Fault> = {
  'model-created': changing('a model is created', ({ models }) => void models.unshift(...newcomer(models))),
  'model-deleted': changing('two models of the next page are deleted', ({ models, next }) =>
    remove(models, [next[0], next[3]]),
  ),
  'model-deleted-at-cursor': changing('the model that the cursor names is deleted', ({ models, read }) =>
    remove(models, [read.at(-1)]),
  ),
  'model-made-private': changing('a model of the next page is made private', ({ next: [model] }) => {
    if (model !== undefined) model.private = true;
  }),
  'model-renamed': changing('a model of the next page gets another name', ({ next }) =>
    rename(next[1], 'renamed/model'),
  ),
  'author-renamed': changing('an author gets another name, with all its models', ({ models, next }) => {
    const author = next[0]?.id.split('/')[0];
    for (const model of models)
      if (model.id.startsWith(`${author}/`)) rename(model, model.id.replace(`${author}/`, 'renamed-author/'));
  }),
  'name-reused': changing(
    'a model of the page before is renamed, and one of the next page takes its name',
    ({ next, read }) => {
      const name = read[1]?.id ?? '';
      rename(read[1], 'moved/away');
      rename(next[1], name);
    },
  ),
  'ranking-shift': changing('downloads and likes of all models change places', ({ models }) => {
    const values = models.map(({ downloads, likes }) => ({ downloads, likes }));
    models.forEach((model, index) => Object.assign(model, values.at(-1 - index)));
  }),
};
