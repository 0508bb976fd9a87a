import { z } from 'zod';
import type { Attribution } from '../registry/attribution.js';
import type { Registry } from '../registry/registry.js';
import { type Role, roles } from '../registry/vocabulary.js';
import type { NightReader } from '../store/night-reader.js';
import type { Answer } from './report.js';
import { type AttributionLineage, type AttributionView, readDescent } from './attribution-lineage.js';

export const attributionViews = ['author', 'base', 'root'] as const satisfies readonly AttributionView[];

/** Parameters of every report that says who is behind the models. */
export const attributionParams = {
  attribute: z
    .enum(attributionViews)
    .default('author')
    .describe('who a model counts for: its uploader, that of its direct base, or that of its root base'),
  unattributed: z
    .enum(['keep', 'drop'])
    .default('keep')
    .describe('whether what is not attributed stays in the denominator of the share told'),
  excludeRole: z
    .array(z.enum(roles))
    .optional()
    .describe('leave out what accounts of a role uploaded, such as test or mirror; may be repeated'),
};
export type AttributionParams = {
  attribute: AttributionView;
  unattributed: 'keep' | 'drop';
  excludeRole?: readonly Role[] | undefined;
};

/** An answer to a figure that was published of all models: with a role left out it is of others. */
export function ofEveryRole<Result, Params extends Pick<AttributionParams, 'excludeRole'>>(
  answer: (result: Result, params: Params) => Answer,
): (result: Result, params: Params) => Answer {
  return (result, params) =>
    (params.excludeRole ?? []).length === 0
      ? answer(result, params)
      : { not: 'published for all models; leave --exclude-role out' };
}

/** Who every model of a night counts for. An account is one author, or a namespace that only bases are named of. */
export interface AttributedModels {
  /** By position: the account that the model counts for, 0 for none; {@link EXCLUDED} where a role is left out. */
  accounts: Int32Array;
  /** By account: its place in `attributions`, or their number where the registry does not know it. */
  places: Int32Array;
  /** Of the day of the night. */
  attributions: readonly Attribution[];
  /** Null where models count for their uploader. */
  lineage: AttributionLineage | null;
  /** The names of accounts. */
  names: (accounts: readonly number[]) => string[];
}

/** The account of models that are left out. */
export const EXCLUDED = -1;

/** Models without a namespace, and bases whose name has none. */
const NO_ACCOUNT = 0;

/**
 * Resolves every account once, then every model by whole columns: no object, map or text a model.
 * @param registry asked as of the day of the night
 */
export function attributeModels(
  night: NightReader,
  registry: Registry,
  { attribute, excludeRole = [] }: Pick<AttributionParams, 'attribute' | 'excludeRole'>,
): AttributedModels {
  const authorKeys = night.column('author_key');
  // Into integers, a missing key becomes 0.
  const uploaders = new Int32Array(authorKeys);
  const unnamed = withoutAuthor(night, authorKeys);
  const descent = attribute === 'author' ? null : readDescent(night, attribute);
  const baseNames = night.baseNames(descent?.missingBases ?? []);
  const namespaceOfBase = new Map(
    [...baseNames].map(([base, name]) => [base, registry.namespaceOf(name)] as const),
  );
  const namespacesOfUnnamed = night.names(unnamed).map((name) => registry.namespaceOf(name));
  const book = new AccountBook(night, registry, [...namespacesOfUnnamed, ...namespaceOfBase.values()]);
  unnamed.forEach((position, index) => (uploaders[position] = book.accountOf(namespacesOfUnnamed[index])));
  const accounts =
    descent === null
      ? uploaders.slice()
      : descent.accounts(uploaders, (base) => book.accountOf(namespaceOfBase.get(base)));
  exclude(accounts, uploaders, book, excludeRole);
  return {
    accounts,
    places: book.places,
    attributions: book.attributions,
    lineage: descent?.lineage ?? null,
    names: (wanted) => book.names(wanted),
  };
}

/** Positions of models of the night without a namespace of their own. */
function withoutAuthor(night: NightReader, authorKeys: Float64Array): number[] {
  const positions: number[] = [];
  if (night.count('author_key') === night.models) return positions;
  const present = night.column('present');
  for (let position = 0; position < present.length; position += 1) {
    if (present[position] === 1 && Number.isNaN(authorKeys[position])) positions.push(position);
  }
  return positions;
}

function exclude(
  accounts: Int32Array,
  uploaders: Int32Array,
  { places, attributions }: AccountBook,
  left: readonly Role[],
): void {
  if (left.length === 0) return;
  const isLeft = attributions.map(({ role }) => role.value !== null && left.includes(role.value));
  for (let position = 0; position < accounts.length; position += 1) {
    if (isLeft[places[uploaders[position] ?? 0] ?? -1] === true) accounts[position] = EXCLUDED;
  }
}

/** Accounts by number: the keys of the authors, then the namespaces that are no author's. */
class AccountBook {
  readonly places: Int32Array;
  readonly attributions: readonly Attribution[];
  readonly #night: NightReader;
  readonly #authors: number;
  readonly #strangers: string[];
  readonly #accountOf = new Map<string, number>();

  /** @param namespaces beside those of the authors; undefined where there is none */
  constructor(night: NightReader, registry: Registry, namespaces: readonly (string | undefined)[]) {
    this.#night = night;
    const others = new Set(namespaces.filter((name) => name !== undefined));
    const authors = night.authorsNamed([...registry.namespaces(), ...others]);
    // What is known of authors is by key: a namespace must not have that of an author of a later night.
    const last = night.lastAuthorKey();
    this.#authors = last;
    for (const { key, name } of authors) {
      const folded = name.toLowerCase();
      if (!this.#accountOf.has(folded)) this.#accountOf.set(folded, key);
    }
    this.#strangers = [...others].filter((name) => !this.#accountOf.has(name.toLowerCase())).sort();
    this.#strangers.forEach((name, index) => {
      const folded = name.toLowerCase();
      if (!this.#accountOf.has(folded)) this.#accountOf.set(folded, last + 1 + index);
    });
    const named = [
      ...authors.map(({ key, name }) => [key, name] as const),
      ...this.#strangers.map((name, index) => [last + 1 + index, name] as const),
    ];
    const resolved = registry.resolveAll(
      named.map(([, name]) => name),
      night.night.date,
    );
    this.attributions = resolved.attributions;
    this.places = new Int32Array(last + 1 + this.#strangers.length).fill(resolved.attributions.length);
    named.forEach(([account], index) => {
      const place = resolved.places[index] ?? -1;
      if (place !== -1) this.places[account] = place;
    });
  }

  accountOf(namespace: string | undefined): number {
    return namespace === undefined
      ? NO_ACCOUNT
      : (this.#accountOf.get(namespace.toLowerCase()) ?? NO_ACCOUNT);
  }

  names(accounts: readonly number[]): string[] {
    const authors = this.#night.authorNames(accounts);
    return accounts.map((account, index) =>
      account > this.#authors ? (this.#strangers[account - this.#authors - 1] ?? '') : (authors[index] ?? ''),
    );
  }
}
