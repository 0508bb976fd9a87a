import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { dataFile } from '../data.js';
import type { NightReader } from '../store/night-reader.js';
import { readDescent } from './attribution-lineage.js';

/** Models that come from the same originals, such as Qwen or Whisper. */
export interface Family {
  name: string;
  /** The bodies of the registry that make its originals. */
  entityIds: string[];
  /** Who publishes its originals: the namespace in lower case, empty for ids without one; null matches every name in it. */
  originals: { namespace: string; pattern: RegExp | null }[];
  /** Tags that say that a model is of it; an architecture has one too. */
  tags: string[];
}

/** Which models are of which family; places in `families`, -1 for none. */
export interface Families {
  families: Family[];
  /** By position: that of the root base, or of the model itself where it declares none. */
  byRoot: Int32Array;
  /** By position: of models that are originals. Others are -1, whatever they come from. */
  originals: Int32Array;
}

const row = z.object({
  family: z.string().min(1),
  entity_id: z.string(),
  namespace: z.string(),
  name_pattern: z.string(),
  tag: z.string(),
  confidence: z.enum(['high', 'medium', 'low']),
  source: z.string().min(1),
});

const NONE = -1;

/**
 * The families of `data/families.csv`, in its order. A row with a tag gives a family a tag; any other says where its
 * originals are.
 */
export function readFamilies(): Family[] {
  const records: unknown = parse(readFileSync(dataFile('families.csv')), { columns: true });
  const families = new Map<string, Family>();
  for (const { family: name, entity_id, namespace, name_pattern, tag } of z.array(row).parse(records)) {
    const family = families.get(name) ?? { name, entityIds: [], originals: [], tags: [] };
    families.set(name, family);
    if (tag !== '') family.tags.push(tag);
    else {
      if (!family.entityIds.includes(entity_id)) family.entityIds.push(entity_id);
      const pattern = name_pattern === '' ? null : new RegExp(name_pattern, 'i');
      family.originals.push({ namespace: namespace.toLowerCase(), pattern });
    }
  }
  return [...families.values()];
}

/** Tells the family that a model is an original of by its id: the place in `families`, -1 for none. */
export function originalFinder(families: readonly Family[]): (modelId: string) => number {
  const byNamespace = new Map<string, { place: number; pattern: RegExp | null }[]>();
  families.forEach(({ originals }, place) => {
    for (const { namespace, pattern } of originals) {
      byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), { place, pattern }]);
    }
  });
  return (modelId) => {
    const slash = modelId.indexOf('/');
    const namespace = slash === -1 ? '' : modelId.slice(0, slash).toLowerCase();
    const name = modelId.slice(slash + 1);
    const found = byNamespace.get(namespace)?.find(({ pattern }) => pattern?.test(name) ?? true);
    return found?.place ?? NONE;
  };
}

/** The families of a night's models. Names are matched of those alone that can be originals: three million are not read. */
export function familiesOf(night: NightReader): Families {
  const families = readFamilies();
  const familyOf = originalFinder(families);
  const originals = new Int32Array(night.size).fill(NONE);
  const candidates = candidatesOf(night, families);
  night.names(candidates).forEach((name, index) => (originals[candidates[index] ?? 0] = familyOf(name)));
  const descent = readDescent(night, 'root');
  const baseNames = night.baseNames(descent.missingBases);
  // The way to a root is that of accounts, for which 0 is none.
  const places = originals.map((place) => place + 1);
  const byRoot = descent
    .accounts(places, (base) => familyOf(baseNames.get(base) ?? '') + 1)
    .map((place) => place - 1);
  return { families, byRoot, originals };
}

/** Positions of the models of the night whose namespace has originals, and of those without a namespace. */
function candidatesOf(night: NightReader, families: readonly Family[]): number[] {
  const namespaces = families.flatMap(({ originals }) => originals.map(({ namespace }) => namespace));
  const isCandidate = new Uint8Array(night.lastAuthorKey() + 1);
  isCandidate[0] = 1;
  for (const { key } of night.authorsNamed([...new Set(namespaces)])) isCandidate[key] = 1;
  const authors = night.column('author_key');
  const present = night.column('present');
  const positions: number[] = [];
  for (let position = 0; position < authors.length; position += 1) {
    if (present[position] === 1 && isCandidate[authors[position] || 0] === 1) positions.push(position);
  }
  return positions;
}
