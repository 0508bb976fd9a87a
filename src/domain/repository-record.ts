import type { Gated } from './model-record.js';

/** What the Hub lists beside models. */
export const repositoryKinds = ['dataset', 'space'] as const;
export type RepositoryKind = (typeof repositoryKinds)[number];

/** What a listing may be of, and how people call it. */
export const listedWords = {
  model: { one: 'model', many: 'models' },
  dataset: { one: 'dataset', many: 'datasets' },
  space: { one: 'Space', many: 'Spaces' },
} as const satisfies Record<'model' | RepositoryKind, { one: string; many: string }>;
export type ListedKind = keyof typeof listedWords;

/** What the walk needs to know of an entry of any listing. */
export interface ListedRecord {
  /** Mongo ObjectId, 24 hex digits: the identity. */
  hubId: string;
  /** Namespace; `null` for a name without one. */
  author: string | null;
}

/** One dataset or Space as `oai` stores it. `null` is "the Hub did not say", never zero. */
export interface RepositoryRecord extends ListedRecord {
  name: string;
  /** Unix seconds, UTC. */
  createdAt: number | null;
  /** Unix seconds, UTC. */
  modifiedAt: number | null;
  /** Datasets only, as is the next. */
  downloads30d: number | null;
  downloadsAllTime: number | null;
  likes: number | null;
  trendingScore: number | null;
  gated: Gated | null;
  private: boolean | null;
  disabled: boolean | null;
  /** Spaces only: such as `gradio`. */
  sdk: string | null;
  /** As sent; one may come twice. */
  tags: string[];
}
