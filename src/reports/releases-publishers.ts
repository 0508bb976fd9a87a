import { UsageError } from '../errors.js';
import type { Attribution, Owner, Reading } from '../registry/attribution.js';
import { compareText } from './attribution-tally.js';

/** A body whose releases are counted, with those of what it owns. */
export interface Publisher {
  id: string;
  name: string;
  country: string | null;
  /** Of its attributions. */
  places: number[];
}

/** True where a reading makes the namespace the body's, or that of something it owns. */
export function belongsTo({ entity, owners }: Reading, id: string): boolean {
  return entity.id === id || owners.some((owner) => owner.id === id);
}

/** The bodies of data/registry/big_tech.csv, by their ultimate owner, with what they own. */
export function bigTechPublishers(attributions: readonly Attribution[]): Publisher[] {
  const ids = attributions
    .filter(({ bigTech }) => bigTech !== null)
    .map(({ entity, owners }) => (owners.at(-1) ?? entity).id);
  return [...new Set(ids)].sort(compareText).flatMap((id) => publisherOf(attributions, id) ?? []);
}

/**
 * The body that a reader means: by the registry's id, else by its name, else by one of its namespaces; whatever the case.
 * @throws UsageError when the registry has none of that name
 */
export function findPublisher(attributions: readonly Attribution[], asked: string): Publisher {
  const wanted = asked.toLowerCase();
  const bodies = attributions.flatMap(({ entity, owners }) => [entity, ...owners]);
  const id =
    bodies.find((body) => body.id.toLowerCase() === wanted)?.id ??
    bodies.find((body) => body.name.toLowerCase() === wanted)?.id ??
    attributions.find(({ namespace }) => namespace.toLowerCase() === wanted)?.entity.id;
  const publisher = id === undefined ? undefined : publisherOf(attributions, id);
  if (publisher !== undefined) return publisher;
  throw new UsageError(`The registry knows nobody called ${asked}.`, {
    why: 'Neither an id of entities.csv, nor a name, nor a namespace with an account on that day is exactly that.',
    todo: 'Look with `oai registry explain NAMESPACE`; rows of your own go into a folder for --registry.',
  });
}

export function publisherOf(attributions: readonly Attribution[], id: string): Publisher | undefined {
  const places = attributions.flatMap((attribution, place) => (belongsTo(attribution, id) ? [place] : []));
  const own = places.flatMap((place) => attributions[place] ?? []);
  const body = own
    .flatMap(({ entity, owners }): Owner[] => [entity, ...owners])
    .find((each) => each.id === id);
  if (body === undefined) return undefined;
  const seat =
    own.find(({ entity }) => entity.id === id)?.country.value ??
    own.find(({ entity, owners }) => (owners.at(-1) ?? entity).id === id)?.ownerCountry.value ??
    null;
  return { id, name: body.name, country: seat, places };
}
