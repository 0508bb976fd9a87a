import { z } from 'zod';
import type { AuthorRecord } from './author-record.js';
import { isObjectId } from './object-id.js';
import type { Rejection } from './read-listed-model.js';
import { MAX_NAME_LENGTH, MAX_TALLY } from './read-plain-model.js';

export interface ReadAuthor {
  /** `null` when the answer names no account. */
  record: AuthorRecord | null;
  rejections: Rejection[];
  /** What of the record the Hub sent in another form than it documents: `null` there says nothing. */
  unread: ReadonlySet<keyof AuthorRecord>;
}

// Names come from strangers; SQLite stores UTF-8, which has no lone surrogates.
const text = z
  .string()
  .max(MAX_NAME_LENGTH)
  .transform((value) => value.toWellFormed());
const name = text.pipe(z.string().min(1));
const tally = z.int().nonnegative().max(MAX_TALLY);
const time = z.iso.datetime({ offset: true }).transform((value) => Math.floor(Date.parse(value) / 1000));

const account = {
  _id: z.string().refine(isObjectId, 'not an ObjectId of 24 hex digits').nullish(),
  fullname: text.nullish(),
  numFollowers: tally.nullish(),
  numModels: tally.nullish(),
  numDatasets: tally.nullish(),
  numSpaces: tally.nullish(),
};
const organisation = z.object({
  ...account,
  name,
  isVerified: z.boolean().nullish(),
  plan: name.nullish(),
});
const user = z.object({ ...account, user: name, isPro: z.boolean().nullish(), createdAt: time.nullish() });

/** Where the Hub's fields go; all but the two names are optional. */
const columns: Readonly<Record<string, keyof AuthorRecord>> = {
  _id: 'hubId',
  fullname: 'fullName',
  isVerified: 'verified',
  plan: 'plan',
  isPro: 'pro',
  numFollowers: 'followers',
  numModels: 'models',
  numDatasets: 'datasets',
  numSpaces: 'spaces',
  createdAt: 'createdAt',
};

/**
 * Reads the body of `/api/organizations/{name}/overview` or `/api/users/{name}/overview`: a user's has `user`, an
 * organisation's `name`. One without its name is rejected whole; any other field that is not what the Hub documents is
 * left out of the record and reported. Never throws.
 */
export function readAuthorOverview(body: unknown): ReadAuthor {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return rejected('not an object');
  const isUser = 'user' in body;
  const schema = isUser ? user : organisation;
  const whole = schema.safeParse(body);
  if (whole.success) return { record: toRecord(whole.data), rejections: [], unread: new Set() };
  const reasons = new Map<string, string>();
  for (const { path, message } of whole.error.issues) {
    const field = String(path[0]);
    if (!reasons.has(field)) reasons.set(field, message);
  }
  const nameField = isUser ? 'user' : 'name';
  const nameless = reasons.get(nameField);
  if (nameless !== undefined) return rejected(`${nameField}: ${nameless}`);
  const usable: Record<string, unknown> = { ...body };
  for (const field of reasons.keys()) usable[field] = undefined;
  return {
    record: toRecord(schema.parse(usable)),
    rejections: [...reasons].map(([field, reason]) => ({ field, reason })),
    unread: new Set(
      [...reasons.keys()].map((field) => columns[field]).filter((column) => column !== undefined),
    ),
  };
}

function rejected(reason: string): ReadAuthor {
  return { record: null, rejections: [{ field: null, reason }], unread: new Set() };
}

function toRecord(overview: z.output<typeof organisation> | z.output<typeof user>): AuthorRecord {
  const common = {
    hubId: overview._id ?? null,
    fullName: overview.fullname ?? null,
    followers: overview.numFollowers ?? null,
    models: overview.numModels ?? null,
    datasets: overview.numDatasets ?? null,
    spaces: overview.numSpaces ?? null,
  };
  return 'user' in overview
    ? {
        ...common,
        kind: 'user',
        name: overview.user,
        verified: null,
        plan: null,
        pro: overview.isPro ?? null,
        createdAt: overview.createdAt ?? null,
      }
    : {
        ...common,
        kind: 'organisation',
        name: overview.name,
        verified: overview.isVerified ?? null,
        plan: overview.plan ?? null,
        pro: null,
        createdAt: null,
      };
}
