import type { Relation } from './model-record.js';

/**
 * One entry of `GET /api/models` as the Hub sends it: fields without a value are absent.
 * Source: recorded responses; key order is the wire's.
 */
export interface ListedModel {
  /** Mongo ObjectId, 24 hex digits; the first 8 are the creation time in Unix seconds. Never changes. */
  _id: string;
  /** `owner/name`, or a bare name for the oldest repositories. Changes on rename and transfer. */
  id: string;
  author?: string;
  private?: boolean;
  disabled?: boolean;
  gated?: false | 'auto' | 'manual';
  lastModified?: string;
  sha?: string;
  pipeline_tag?: string;
  library_name?: string;
  tags?: string[];
  likes?: number;
  /** Downloads of the last 30 days. */
  downloads?: number;
  /** Downloads since creation; only when asked for by `expand`. */
  downloadsAllTime?: number;
  trendingScore?: number;
  createdAt?: string;
  safetensors?: { parameters?: Record<string, number>; total: number };
  gguf?: { total: number; architecture?: string; context_length?: number };
  /** The front matter of the model card, as its author wrote it. */
  cardData?: Record<string, unknown>;
  /** The same facts as the `base_model:` tags, with the ids of the bases. */
  baseModels?: { relation: Relation; models: { _id: string; id: string }[] };
  siblings?: { rfilename: string }[];
}

/** One entry of `GET /api/datasets` or `GET /api/spaces`: the fields of a model that it has, and its own. */
export interface ListedRepository extends ListedModel {
  /** Spaces only: such as `gradio`. */
  sdk?: string;
}
