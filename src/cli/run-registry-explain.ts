import { MissingDataError } from '../errors.js';
import type { Alternative, Attribution, Owner } from '../registry/attribution.js';
import { countryName } from '../registry/country.js';
import { type Origin, originText } from '../registry/finding.js';
import type { Registry } from '../registry/registry.js';
import type { RegistryStamp } from '../registry/registry-stamp.js';
import { safeText } from '../render/safe-text.js';

export interface Explanation {
  asked: string;
  /** `2026-06-30`. */
  day: string;
  attribution: Attribution;
  stamp: RegistryStamp;
}

/**
 * What the registry knows of a namespace, or of the namespace of a model's id.
 * @throws MissingDataError where it knows nothing
 */
export function explain(registry: Registry, asked: string, day: string): Explanation {
  const attribution =
    registry.resolve(asked, day) ?? registry.resolve(registry.namespaceOf(asked) ?? asked, day);
  if (attribution !== undefined) return { asked, day, attribution, stamp: registry.stamp };
  const isListed = registry.namespaces().some((name) => name.toLowerCase() === asked.toLowerCase());
  throw new MissingDataError(`The registry does not know who is behind ${asked} on ${day}.`, {
    why: isListed ? 'it is listed for other days' : 'no row of namespaces.csv names it',
    todo: 'Add a row to namespaces.csv in a folder, and give --registry FOLDER; docs/registry.md shows how.',
  });
}

export function explanationJson({ asked, day, attribution, stamp }: Explanation): string {
  const { namespace, entity, owners, country, type, bigTech, role, confidence, source, note } = attribution;
  const record = {
    asked,
    namespace,
    day,
    entity: ownerRecord(entity),
    owners: owners.map(ownerRecord),
    country: { value: country.value, origin: originText(country.origin) },
    type: { value: type.value, origin: originText(type.origin) },
    big_tech: bigTech,
    role: { value: role.value, origin: originText(role.origin) },
    confidence: { value: confidence.value, origin: originText(confidence.origin) },
    source,
    note,
    alternatives: attribution.alternatives.map((other) => ({
      field: other.field,
      value: other.value,
      profile: other.profile,
      reason: other.reason,
      source: other.source,
      origin: originText(other.origin),
      reading: {
        entity: other.reading.entity.id,
        country: other.reading.country.value,
        type: other.reading.type.value,
      },
    })),
    registry: stamp,
  };
  return `${JSON.stringify(record, null, 2)}\n`;
}

function ownerRecord({ id, name, origin }: Owner): Record<string, string> {
  return { id, name, origin: originText(origin) };
}

export function explanationText({ asked, day, attribution, stamp }: Explanation): string {
  const { namespace, entity, owners, country, type, bigTech, role, confidence, source, note, origin } =
    attribution;
  const facts: [label: string, value: string, origin: Origin][] = [
    ['entity', ownerText(entity), entity.origin],
    ...owners.map((owner): [string, string, Origin] => ['owner', ownerText(owner), owner.origin]),
    ['country', countryText(country.value), country.origin],
    ['type', type.value ?? 'not known', type.origin],
    ['role', role.value ?? 'not known', role.origin],
    ['confidence', confidence.value ?? 'not known', confidence.origin],
    ['source', source, origin],
    ...(note === '' ? [] : [['note', note, origin] satisfies [string, string, Origin]]),
  ];
  const width = Math.max(...facts.map(([, value]) => safeText(value).length));
  const called = namespace.toLowerCase() === asked.toLowerCase() ? namespace : `${asked}, of ${namespace},`;
  return [
    `${safeText(called)} on ${day}`,
    ...facts.map(
      ([label, value, from]) =>
        `  ${label.padEnd(10)}  ${safeText(value).padEnd(width)}  ${safeText(originText(from))}`,
    ),
    ...(bigTech === null ? [] : [`  big tech    ${bigTech} (big_tech.csv)`]),
    '',
    ...alternativesText(attribution.alternatives),
    `Registry ${stamp.version}, profile ${stamp.profile}, sha256 ${stamp.hash.slice(0, 12)}`,
    '',
  ].join('\n');
}

function alternativesText(alternatives: readonly Alternative[]): string[] {
  if (alternatives.length === 0) return [];
  return [
    'Other readings:',
    ...alternatives.flatMap(({ field, value, profile, reason, source, origin, reading }) => {
      const shown = field === 'country' ? countryText(value) : (value ?? 'not known');
      const effect = `${countryText(reading.country.value)}, ${reading.type.value ?? 'type not known'}`;
      return [
        `  ${field} ${safeText(shown)}${profile === null ? '' : ` (profile ${profile})`}: ${effect}`,
        `    why:  ${safeText(reason)}`,
        `    who:  ${safeText(source)}`,
        `    from: ${safeText(originText(origin))}`,
      ];
    }),
    '',
  ];
}

function ownerText({ name, id }: Owner): string {
  return `${name} (${id})`;
}

function countryText(code: string | null): string {
  return code === null ? 'not known' : `${code} ${countryName(code)}`;
}
