/** How a model derives from its base, as the Hub's `base_model:<relation>:<id>` tags say. */
export const relations = ['finetune', 'adapter', 'quantized', 'merge'] as const;
export type Relation = (typeof relations)[number];

export interface BaseModel {
  /** Name of the base repository as the tag gives it; it may have been renamed or deleted since. */
  name: string;
  /** `null` where the tag names a base without a known relation. */
  relation: Relation | null;
}

export type Gated = 'open' | 'auto' | 'manual';

/** One model as `oai` stores it. `null` is "the Hub did not say", never zero. */
export interface ModelRecord {
  /** Mongo ObjectId, 24 hex digits: the identity. */
  hubId: string;
  name: string;
  /** Namespace; `null` for the legacy repositories without one. */
  author: string | null;
  /** Unix seconds, UTC. */
  createdAt: number | null;
  /** Unix seconds, UTC. */
  modifiedAt: number | null;
  downloads30d: number | null;
  downloadsAllTime: number | null;
  likes: number | null;
  trendingScore: number | null;
  gated: Gated | null;
  private: boolean | null;
  disabled: boolean | null;
  pipelineTag: string | null;
  library: string | null;
  licence: string | null;
  /** ISO 639 codes among the tags. */
  languages: string[];
  /** Stored elements by the safetensors headers: packed weights count less than parameters, adapters only themselves. */
  parameters: number | null;
  /** The same by the GGUF header; only when the crawl asked for `gguf`. */
  ggufParameters: number | null;
  /** As sent; one may come twice. */
  tags: string[];
  baseModels: BaseModel[];
}
