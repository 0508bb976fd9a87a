import type { Gated, ModelRecord } from './model-record.js';
import { isObjectId } from './object-id.js';
import { baseModelsOf, languagesOf, licenceOf } from './tags.js';

export const MAX_NAME_LENGTH = 10_000;
/** The Hub's largest count of all time is 1.6e9; beyond this it is not a count, and sums of it would not be exact. */
export const MAX_TALLY = 1e12;

/** The entry has something that needs a closer look. */
class NotPlainError extends Error {}

/**
 * The record of an entry in which every field is exactly what the Hub documents; `null` for any other, sound or not.
 * Nearly every entry is plain, and three million of them are read a night: this costs a tenth of validating each
 * against a schema, which `readListedModel` does with the rest.
 */
export function readPlainModel(entry: unknown): ModelRecord | null {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return null;
  try {
    return toRecord(entry as Record<string, unknown>);
  } catch (error) {
    if (error instanceof NotPlainError) return null;
    throw error;
  }
}

function toRecord(entry: Record<string, unknown>): ModelRecord {
  const { _id: hubId, id: name } = entry;
  if (typeof hubId !== 'string' || !isObjectId(hubId)) throw new NotPlainError();
  if (typeof name !== 'string' || name === '' || name.length > MAX_NAME_LENGTH) throw new NotPlainError();
  if (!name.isWellFormed()) throw new NotPlainError();
  const tags = textsOf(entry['tags']);
  return {
    hubId,
    name,
    author: textOf(entry['author']) ?? namespaceOf(name),
    createdAt: secondsOf(entry['createdAt']),
    modifiedAt: secondsOf(entry['lastModified']),
    downloads30d: tallyOf(entry['downloads']),
    downloadsAllTime: tallyOf(entry['downloadsAllTime']),
    likes: tallyOf(entry['likes']),
    trendingScore: numberOf(entry['trendingScore']),
    gated: gatedOf(entry['gated']),
    private: flagOf(entry['private']),
    disabled: flagOf(entry['disabled']),
    pipelineTag: textOf(entry['pipeline_tag']),
    library: textOf(entry['library_name']),
    licence: licenceOf(tags),
    languages: languagesOf(tags),
    parameters: totalOf(entry['safetensors']),
    ggufParameters: totalOf(entry['gguf']),
    tags,
    baseModels: baseModelsOf(tags),
  };
}

/** The part of a repository name before the slash; `null` for a legacy name without one. */
export function namespaceOf(name: string): string | null {
  const slash = name.indexOf('/');
  return slash > 0 ? name.slice(0, slash) : null;
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string' || !value.isWellFormed()) throw new NotPlainError();
  return value;
}

function textsOf(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new NotPlainError();
  for (const each of value as unknown[]) {
    if (typeof each !== 'string' || !each.isWellFormed()) throw new NotPlainError();
  }
  return value as string[];
}

function tallyOf(value: unknown): number | null {
  if (value === undefined || value === null) return null;
  if (!Number.isInteger(value) || Number(value) < 0 || Number(value) > MAX_TALLY) throw new NotPlainError();
  return Number(value);
}

function numberOf(value: unknown): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new NotPlainError();
  return value;
}

function flagOf(value: unknown): boolean | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'boolean') throw new NotPlainError();
  return value;
}

function gatedOf(value: unknown): Gated | null {
  if (value === undefined || value === null) return null;
  if (value === false) return 'open';
  if (value !== 'auto' && value !== 'manual') throw new NotPlainError();
  return value;
}

function totalOf(value: unknown): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object' || Array.isArray(value)) throw new NotPlainError();
  const { total } = value as { total?: unknown };
  if (!Number.isSafeInteger(total) || Number(total) < 0) throw new NotPlainError();
  return Number(total);
}

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** `2026-11-23T01:02:03.456Z`, the one form the Hub was seen to send. */
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Unix seconds. By hand: this is read twice a model, and `Date.parse` takes the 31st of February for a day. */
function secondsOf(value: unknown): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string' || !TIME.test(value)) throw new NotPlainError();
  const digits = (at: number): number => value.charCodeAt(at) * 10 + value.charCodeAt(at + 1) - 528;
  const year = digits(0) * 100 + digits(2);
  const [month, day] = [digits(5), digits(8)];
  const [hour, minute, second] = [digits(11), digits(14), digits(17)];
  // The 29th of February goes the long way.
  if (day < 1 || day > (DAYS_IN_MONTH[month - 1] ?? 0) || year < 1970) throw new NotPlainError();
  if (hour > 23 || minute > 59 || second > 59) throw new NotPlainError();
  return daysFromEpoch(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
}

/** Days since 1970-01-01 of a date of the Gregorian calendar, with years that begin in March. */
function daysFromEpoch(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const leaps = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * 146_097 + yearOfEra * 365 + leaps + dayOfYear - 719_468;
}
