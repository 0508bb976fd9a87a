export const authorKinds = ['organisation', 'user'] as const;
export type AuthorKind = (typeof authorKinds)[number];

/** The account behind a namespace, as its overview tells. `null` is "the Hub did not say", never zero. */
export interface AuthorRecord {
  kind: AuthorKind;
  /** Mongo ObjectId, 24 hex digits: the identity of the account. */
  hubId: string | null;
  /** What the account answers to: after a rename another name than the one asked for. */
  name: string;
  /** Free text of its owner. */
  fullName: string | null;
  /** Organisations: whether it has a verified e-mail domain. */
  verified: boolean | null;
  /** Organisations: such as `team` or `enterprise`; `null` is none. */
  plan: string | null;
  /** Users. */
  pro: boolean | null;
  followers: number | null;
  models: number | null;
  datasets: number | null;
  spaces: number | null;
  /** Users. Unix seconds, UTC. */
  createdAt: number | null;
}
