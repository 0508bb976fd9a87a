import { periodOfRow } from './dated-row.js';
import type { Origin } from './finding.js';
import type { RegistryTables, Row } from './merge-layers.js';
import { covers, type Period } from './period.js';
import {
  type BigTechTier,
  bigTechTiers,
  type Confidence,
  confidences,
  type DatedField,
  wordOf,
} from './vocabulary.js';

/** A value and where it was written; an empty value is not known. */
export interface Sourced<Value> {
  value: Value;
  origin: Origin;
}

/** A value and how sure it is; null where nobody said. */
export interface Graded<Value> extends Sourced<Value> {
  confidence: Confidence | null;
}

interface DatedValue extends Graded<string> {
  period: Period;
}

interface Entity {
  row: Row<'entities'>;
  dated: ReadonlyMap<string, readonly DatedValue[]>;
}

/** The entities and what is known of each on a day. Days count from 1970-01-01 UTC. */
export class EntityBook {
  readonly #entities: ReadonlyMap<string, Entity>;
  readonly #tiers: ReadonlyMap<string, BigTechTier>;

  constructor(tables: RegistryTables) {
    const dated = new Map<string, Map<string, DatedValue[]>>();
    for (const row of tables.history) {
      const fields = dated.get(row.value('entity_id')) ?? new Map<string, DatedValue[]>();
      const values = fields.get(row.value('field')) ?? [];
      const period = periodOfRow(row);
      const confidence = wordOf(confidences, row.value('confidence'));
      values.push({ value: row.value('value'), origin: row.originOf('value'), confidence, period });
      dated.set(row.value('entity_id'), fields.set(row.value('field'), values));
    }
    this.#entities = new Map(
      tables.entities.map((row) => [
        row.value('id'),
        { row, dated: dated.get(row.value('id')) ?? new Map() },
      ]),
    );
    this.#tiers = new Map(
      tables.bigTech.flatMap((row) => {
        const tier = wordOf(bigTechTiers, row.value('tier'));
        return tier === null ? [] : [[row.value('entity_id'), tier] as const];
      }),
    );
  }

  has(id: string): boolean {
    return this.#entities.has(id);
  }

  row(id: string): Row<'entities'> | undefined {
    return this.#entities.get(id)?.row;
  }

  /** What holds on the day: the dated value that covers it, else the one of entities.csv. */
  valueOn(id: string, field: DatedField, day: number): Graded<string> | undefined {
    const entity = this.#entities.get(id);
    if (entity === undefined) return undefined;
    const dated = entity.dated.get(field)?.find(({ period }) => covers(period, day));
    if (dated !== undefined) return dated;
    const confidence = wordOf(confidences, entity.row.value('confidence'));
    return { value: entity.row.value(field), origin: entity.row.originOf(field), confidence };
  }

  /**
   * The owners above an entity on the day, nearest first, each with the row that names it.
   * @param parentOf a reading of the parent that goes before the book's own
   * @returns up to the point where a cycle would close
   */
  ownersOn(
    id: string,
    day: number,
    parentOf: (id: string) => Sourced<string> | undefined = () => undefined,
  ): Sourced<string>[] {
    const owners: Sourced<string>[] = [];
    const seen = new Set([id]);
    for (let at = id; ;) {
      const next = parentOf(at) ?? this.valueOn(at, 'parent_id', day);
      if (next === undefined || seen.has(next.value) || !this.has(next.value)) return owners;
      owners.push(next);
      seen.add(next.value);
      at = next.value;
    }
  }

  /** The tier of the nearest of these entities that is in big_tech.csv. */
  tierOf(ids: readonly string[]): BigTechTier | null {
    const listed = ids.find((id) => this.#tiers.has(id));
    return listed === undefined ? null : (this.#tiers.get(listed) ?? null);
  }
}
