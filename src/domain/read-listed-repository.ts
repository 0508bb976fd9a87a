import { z } from 'zod';
import { readListedModel, type Rejection } from './read-listed-model.js';
import type { RepositoryRecord } from './repository-record.js';

export interface ReadRepository {
  /** `null` when the entry has no usable identity. */
  record: RepositoryRecord | null;
  rejections: Rejection[];
}

const sdkField = z.object({ sdk: z.string().nullish() });

/**
 * Reads one entry of the listing of datasets or Spaces: its fields are those of a model, less some, and `sdk`. What of it is
 * set aside is as with models. Never throws.
 */
export function readListedRepository(entry: unknown): ReadRepository {
  const { record, rejections } = readListedModel(entry);
  if (record === null) return { record, rejections };
  const read = sdkField.safeParse(entry);
  const [odd] = read.error?.issues ?? [];
  const { hubId, name, author, createdAt, modifiedAt, downloads30d, downloadsAllTime } = record;
  const { likes, trendingScore, gated, private: isPrivate, disabled, tags } = record;
  return {
    record: {
      hubId,
      name,
      author,
      createdAt,
      modifiedAt,
      downloads30d,
      downloadsAllTime,
      likes,
      trendingScore,
      gated,
      private: isPrivate,
      disabled,
      sdk: read.data?.sdk?.toWellFormed() ?? null,
      tags,
    },
    rejections: odd === undefined ? rejections : [...rejections, { field: 'sdk', reason: odd.message }],
  };
}
