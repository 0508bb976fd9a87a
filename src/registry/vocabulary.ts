/** What kind of body an entity is; docs/registry.md says what each means. */
export const entityTypes = [
  'big-tech',
  'company',
  'university',
  'government',
  'non-profit',
  'community',
  'individual',
] as const;
export type EntityType = (typeof entityTypes)[number];

/** What an account is to the entity behind it. */
export const roles = [
  'official',
  'legacy',
  'team',
  'employee',
  'mirror',
  'quantiser',
  'port',
  'test',
  'community',
] as const;
export type Role = (typeof roles)[number];

export const confidences = ['high', 'medium', 'low'] as const;
export type Confidence = (typeof confidences)[number];

export const bigTechTiers = ['core', 'extended'] as const;
export type BigTechTier = (typeof bigTechTiers)[number];

/** Values of an entity that may change with time. */
export const datedFields = ['parent_id', 'country', 'type'] as const;
export type DatedField = (typeof datedFields)[number];

/** Values of an attribution that may be read in another way. */
export const alternativeFields = ['entity', ...datedFields] as const;
export type AlternativeField = (typeof alternativeFields)[number];

/** Which of the readings counts. `parent-seat` is a rule; the others take the alternatives that carry their name. */
export const profiles = ['default', 'steward', 'parent-seat', 'hf-french', 'paper'] as const;
export type Profile = (typeof profiles)[number];
export const alternativeProfiles = ['steward', 'hf-french', 'paper'] as const satisfies readonly Profile[];

/** The alternative that says nobody knows. */
export const UNKNOWN = 'unknown';

/** `value` if it is one of `words`, else null. */
export function wordOf<Word extends string>(words: readonly Word[], value: string): Word | null {
  return words.find((word) => word === value) ?? null;
}
