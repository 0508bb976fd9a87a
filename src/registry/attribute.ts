import type { Alternative, Attribution, Owner, Reading } from './attribution.js';
import { ENTITY_PREFIX } from './check-references.js';
import { periodOfRow } from './dated-row.js';
import { EntityBook, type Graded, type Sourced } from './entity-book.js';
import type { RegistryTables, Row } from './merge-layers.js';
import { covers, type Period } from './period.js';
import {
  type AlternativeField,
  alternativeFields,
  type Confidence,
  confidences,
  type DatedField,
  entityTypes,
  type Profile,
  profiles,
  roles,
  UNKNOWN,
  wordOf,
} from './vocabulary.js';

interface OtherReading {
  row: Row<'alternatives'>;
  field: AlternativeField;
  profile: Profile | null;
  period: Period;
}

/** Finds who is behind the namespaces of the registry, under one profile. */
export class Attributor {
  readonly #book: EntityBook;
  readonly #others: ReadonlyMap<string, readonly OtherReading[]>;
  readonly #profile: Profile;

  constructor(tables: RegistryTables, profile: Profile) {
    this.#book = new EntityBook(tables);
    this.#profile = profile;
    const others = new Map<string, OtherReading[]>();
    for (const row of tables.alternatives) {
      const field = wordOf(alternativeFields, row.value('field'));
      if (field === null) continue;
      const subject = row.value('namespace_or_entity').toLowerCase();
      const period = periodOfRow(row);
      const other = { row, field, profile: wordOf(profiles, row.value('profile')), period };
      others.set(subject, [...(others.get(subject) ?? []), other]);
    }
    this.#others = others;
  }

  /** The attribution by one row of namespaces.csv; undefined if its entity is not in the registry. */
  attribute(row: Row<'namespaces'>, day: number): Attribution | undefined {
    const reading = this.#read(row, day, this.#profile);
    if (reading === undefined) return undefined;
    return {
      ...reading,
      namespace: row.value('namespace'),
      role: { value: wordOf(roles, row.value('role')), origin: row.originOf('role') },
      confidence: {
        value: wordOf(confidences, row.value('confidence')),
        origin: row.originOf('confidence'),
      },
      source: row.value('source'),
      note: row.value('note'),
      origin: row.originOf('entity_id'),
      alternatives: this.#alternatives(row, day, reading),
    };
  }

  /** One reading: what `chosen` says goes before what the profile takes, and that before the registry's own values. */
  #read(row: Row<'namespaces'>, day: number, profile: Profile, chosen?: OtherReading): Reading | undefined {
    const taken = (subject: string, field: AlternativeField): Sourced<string> | undefined => {
      const other =
        chosen?.field === field && chosen.row.value('namespace_or_entity').toLowerCase() === subject
          ? chosen
          : this.#othersOf(subject, day).find((each) => each.field === field && each.profile === profile);
      return other === undefined ? undefined : { value: other.row.value('value'), origin: other.row.origin };
    };
    const namespace = row.value('namespace').toLowerCase();
    const entity = this.#owner(
      taken(namespace, 'entity') ?? { value: row.value('entity_id'), origin: row.originOf('entity_id') },
    );
    if (entity === undefined) return undefined;
    const { id } = entity;
    // What is said of the namespace is said of the entity behind it, not of another.
    const isOtherEntity = chosen?.field === 'entity';
    const own = (of: string, field: DatedField): Sourced<string> | undefined =>
      (of === id && !isOtherEntity ? taken(namespace, field) : undefined) ?? taken(ENTITY_PREFIX + of, field);
    const ofNamespace = wordOf(confidences, row.value('confidence'));
    const valueOf = (of: string, field: DatedField): Graded<string | null> => {
      const other = own(of, field);
      // alternatives.csv has no confidence of its own.
      const found = other === undefined ? this.#book.valueOn(of, field, day) : { ...other, confidence: null };
      const { value, origin, confidence } = found ?? { value: '', origin: entity.origin, confidence: null };
      return {
        value: value === '' || value === UNKNOWN ? null : value,
        origin,
        confidence: weakest(ofNamespace, confidence),
      };
    };
    const owners = this.#book
      .ownersOn(id, day, (of) => own(of, 'parent_id'))
      .flatMap((owner) => this.#owner(owner) ?? []);
    const ownerCountry = valueOf((owners.at(-1) ?? entity).id, 'country');
    const type = valueOf(id, 'type');
    return {
      entity,
      owners,
      country: profile === 'parent-seat' ? ownerCountry : valueOf(id, 'country'),
      ownerCountry,
      type: { ...type, value: wordOf(entityTypes, type.value ?? '') },
      bigTech: this.#book.tierOf([entity, ...owners].map((owner) => owner.id)),
    };
  }

  #alternatives(row: Row<'namespaces'>, day: number, taken: Reading): Alternative[] {
    const bodies = [taken.entity, ...taken.owners].map(({ id }) => ENTITY_PREFIX + id);
    const subjects = [row.value('namespace').toLowerCase(), ...bodies];
    const others = subjects
      .flatMap((subject) => this.#othersOf(subject, day))
      .filter(({ profile }) => profile === null || profile !== this.#profile)
      .flatMap((other) => {
        const reading = this.#read(row, day, this.#profile, other);
        return reading === undefined ? [] : [alternativeOf(other, reading)];
      });
    return [...this.#defaultReading(row, day, taken), ...others];
  }

  /** Where the profile changes something, the reading without it is an alternative too. */
  #defaultReading(row: Row<'namespaces'>, day: number, taken: Reading): Alternative[] {
    if (this.#profile === 'default') return [];
    const reading = this.#read(row, day, 'default');
    if (reading === undefined) return [];
    // A profile that leaves the country alone may still move the owner's.
    const seat = reading.country.value === taken.country.value ? 'ownerCountry' : 'country';
    const differing = (
      [
        ['entity', reading.entity.id, taken.entity.id, reading.entity.origin],
        ['country', reading[seat].value, taken[seat].value, reading[seat].origin],
        ['type', reading.type.value, taken.type.value, reading.type.origin],
      ] as const
    ).filter(([, plain, profiled]) => plain !== profiled);
    // Another entity brings its country and type along.
    const told = differing[0]?.[0] === 'entity' ? differing.slice(0, 1) : differing;
    return told.map(([field, value, , origin]) => ({
      field,
      value,
      profile: 'default',
      reason: `the reading that profile ${this.#profile} sets aside`,
      source: row.value('source'),
      origin,
      reading,
    }));
  }

  #othersOf(subject: string, day: number): readonly OtherReading[] {
    return (this.#others.get(subject) ?? []).filter(({ period }) => covers(period, day));
  }

  #owner({ value: id, origin }: Sourced<string>): Owner | undefined {
    const row = this.#book.row(id);
    return row === undefined ? undefined : { id, name: row.value('name'), origin };
  }
}

/** A row that says nothing of its confidence does not lower the other's. */
function weakest(...given: (Confidence | null)[]): Confidence | null {
  return confidences.findLast((word) => given.includes(word)) ?? null;
}

function alternativeOf({ row, field, profile }: OtherReading, reading: Reading): Alternative {
  const value = row.value('value');
  return {
    field,
    value: value === UNKNOWN ? null : value,
    profile,
    reason: row.value('reason'),
    source: row.value('source'),
    origin: row.origin,
    reading,
  };
}
