import { z } from 'zod';
import type { Gated, ModelRecord } from './model-record.js';
import { isObjectId } from './object-id.js';
import { MAX_NAME_LENGTH, MAX_TALLY, namespaceOf, readPlainModel } from './read-plain-model.js';
import { baseModelsOf, languagesOf, licenceOf } from './tags.js';

/** What was set aside from an entry, in the Hub's own field names. `field` is `null` when the whole entry was. */
export interface Rejection {
  field: string | null;
  reason: string;
}

export interface ReadModel {
  /** `null` when the entry has no usable identity. */
  record: ModelRecord | null;
  rejections: Rejection[];
}

// Names and tags come from strangers; SQLite stores UTF-8, which has no lone surrogates.
const text = z.string().transform((value) => value.toWellFormed());
const count = z.int().nonnegative();
const tally = count.max(MAX_TALLY);
const time = z.iso
  .datetime({ offset: true })
  .transform((value) => Math.floor(Date.parse(value) / 1000))
  .refine((seconds) => seconds >= 0, 'before 1970');
const sized = z.object({ total: count });

/** The fields `oai` reads. The Hub leaves a field without a value out; an explicit null means the same. */
const listedModel = z.object({
  _id: z.string().refine(isObjectId, 'not an ObjectId of 24 hex digits'),
  id: text.pipe(z.string().min(1).max(MAX_NAME_LENGTH)),
  author: text.nullish(),
  createdAt: time.nullish(),
  lastModified: time.nullish(),
  downloads: tally.nullish(),
  downloadsAllTime: tally.nullish(),
  likes: tally.nullish(),
  trendingScore: z.number().nullish(),
  gated: z.union([z.literal(false), z.enum(['auto', 'manual'])]).nullish(),
  private: z.boolean().nullish(),
  disabled: z.boolean().nullish(),
  pipeline_tag: text.nullish(),
  library_name: text.nullish(),
  tags: z.array(text).nullish(),
  safetensors: sized.nullish(),
  gguf: sized.nullish(),
});
type Listed = z.output<typeof listedModel>;

const identityFields = new Set(['_id', 'id']);

/**
 * Reads one entry of the listing. An entry without a usable `_id` and `id` is rejected whole; any other field that
 * is not what the Hub documents is left out of the record and reported, so that one odd field never costs a model
 * and never becomes a number nobody sent. Never throws.
 */
export function readListedModel(entry: unknown): ReadModel {
  const record = readPlainModel(entry);
  return record === null ? examineListedModel(entry) : { record, rejections: [] };
}

/** The same for an entry of any shape: validated against the whole schema. */
export function examineListedModel(entry: unknown): ReadModel {
  const whole = listedModel.safeParse(entry);
  if (whole.success) return { record: toRecord(whole.data), rejections: [] };
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    return { record: null, rejections: [{ field: null, reason: 'not an object' }] };
  }
  const reasons = new Map<string, string>();
  for (const issue of whole.error.issues) {
    const field = String(issue.path[0]);
    const where = issue.path.slice(1).map(String).join('.');
    if (!reasons.has(field)) reasons.set(field, where === '' ? issue.message : `${where}: ${issue.message}`);
  }
  const rejections = [...reasons].map(([field, reason]) => ({ field, reason }));
  const identity = rejections.filter(({ field }) => identityFields.has(field));
  if (identity.length > 0) {
    const reason = identity.map(({ field, reason }) => `${field}: ${reason}`).join('; ');
    return { record: null, rejections: [{ field: null, reason }] };
  }
  const usable: Record<string, unknown> = { ...entry };
  for (const field of reasons.keys())
    usable[field] = field === 'tags' ? usableTags(usable[field]) : undefined;
  return { record: toRecord(listedModel.parse(usable)), rejections };
}

/** One odd tag must not cost the others: they carry the licence, the languages and the lineage. */
function usableTags(tags: unknown): string[] | undefined {
  return Array.isArray(tags) ? tags.filter((tag): tag is string => typeof tag === 'string') : undefined;
}

function toRecord(listed: Listed): ModelRecord {
  const tags = listed.tags ?? [];
  return {
    hubId: listed._id,
    name: listed.id,
    author: listed.author ?? namespaceOf(listed.id),
    createdAt: listed.createdAt ?? null,
    modifiedAt: listed.lastModified ?? null,
    downloads30d: listed.downloads ?? null,
    downloadsAllTime: listed.downloadsAllTime ?? null,
    likes: listed.likes ?? null,
    trendingScore: listed.trendingScore ?? null,
    gated: gatedOf(listed.gated),
    private: listed.private ?? null,
    disabled: listed.disabled ?? null,
    pipelineTag: listed.pipeline_tag ?? null,
    library: listed.library_name ?? null,
    licence: licenceOf(tags),
    languages: languagesOf(tags),
    parameters: listed.safetensors?.total ?? null,
    ggufParameters: listed.gguf?.total ?? null,
    tags,
    baseModels: baseModelsOf(tags),
  };
}

function gatedOf(gated: Listed['gated']): Gated | null {
  if (gated === undefined || gated === null) return null;
  return gated === false ? 'open' : gated;
}
