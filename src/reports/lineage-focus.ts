import { MissingDataError } from '../errors.js';
import type { NightReader } from '../store/night-reader.js';
import type { Family } from './lineage-family.js';
import { compareNames, type LineageNames } from './lineage-names.js';

const NAMES_OFFERED = 3;

/** The node with the most derivatives, a model that is there before a name, equal ones by name. @throws MissingDataError when none has any */
export function mostDerived(family: Family, names: LineageNames): number {
  let most = 0;
  let tied: number[] = [];
  for (let node = 0; node < family.nodes; node += 1) {
    const count = family.derivativeCount(node);
    if (count < most || count === 0) continue;
    if (count > most) tied = [];
    most = count;
    tied.push(node);
  }
  if (tied.length === 0) {
    throw new MissingDataError('No model of this night is a derivative of another.', {
      why: 'Those that declare a base are gone, or name themselves.',
      todo: 'Name a model: `oai report lineage MODEL`.',
    });
  }
  // A model that is there says more than a name.
  const there = tied.filter((node) => family.isPresent(node));
  const [first] = names.of(there.length > 0 ? there : tied).sort((a, b) => compareNames(a[1], b[1]));
  return first?.[0] ?? 0;
}

/** The model of a name, one that is there before one that is gone. @throws MissingDataError when the store knows none, with names like it */
export function findNode(night: NightReader, family: Family, name: string): number {
  const models = night.modelsNamed(name);
  const [newest] = models;
  if (newest !== undefined) return models.find((node) => family.isPresent(node)) ?? newest;
  const base = night.baseNamed(name);
  if (base !== null) return family.models + base;
  const similar = night.similarNames(name, NAMES_OFFERED);
  throw new MissingDataError(
    `No model ${JSON.stringify(name)} is in this store, and none declares it as its base.`,
    {
      ...(similar.length > 0 && { why: `Names like it: ${similar.join(', ')}.` }),
      todo: 'Write the name as the Hub does: owner/name.',
    },
  );
}
