import type { Graded, Sourced } from './entity-book.js';
import type { Origin } from './finding.js';
import type { AlternativeField, BigTechTier, Confidence, EntityType, Profile, Role } from './vocabulary.js';

/** A body: a company, a laboratory, a person. */
export interface Owner {
  id: string;
  name: string;
  /** The row that says it is behind the namespace, or owns the one before. */
  origin: Origin;
}

/** Who is behind a namespace on a day, as one reading has it. Null is not known. */
export interface Reading {
  entity: Owner;
  /** From the entity's parent up to the ultimate owner; empty where nobody owns it. */
  owners: readonly Owner[];
  /** ISO 3166-1 alpha-2, `EU` or `XX`. As sure as the weaker of the namespace's row and the row it came from. */
  country: Graded<string | null>;
  /** That of the ultimate owner; of the entity itself where nobody owns it. */
  ownerCountry: Graded<string | null>;
  /** Graded by the same rule. */
  type: Graded<EntityType | null>;
  /** The tier of the entity or its nearest owner in big_tech.csv. */
  bigTech: BigTechTier | null;
}

/** Another reading that can be defended, and what it would make of the namespace. */
export interface Alternative {
  field: AlternativeField;
  /** Null says that nobody knows. */
  value: string | null;
  /** The profile that takes it, if one does. */
  profile: Profile | null;
  reason: string;
  /** Who holds it. */
  source: string;
  origin: Origin;
  reading: Reading;
}

/** Who is behind a namespace on a day under a profile. */
export interface Attribution extends Reading {
  /** As the registry spells it. */
  namespace: string;
  role: Sourced<Role | null>;
  /** Of the namespace being the entity's. */
  confidence: Sourced<Confidence | null>;
  source: string;
  note: string;
  origin: Origin;
  alternatives: readonly Alternative[];
}

/** Many names at once. */
export interface ResolvedNames {
  /** For each name the place of its attribution in `attributions`; -1 where the registry does not know it. */
  places: Int32Array;
  attributions: readonly Attribution[];
}
