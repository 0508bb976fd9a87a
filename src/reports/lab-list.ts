import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { dataFile } from '../data.js';
import type { Attribution } from '../registry/attribution.js';
import { belongsTo, findPublisher, type Publisher, publisherOf } from './releases-publishers.js';

/** A laboratory that published figures compare with others. */
export interface ListedLab {
  /** Of data/registry/entities.csv: it stands for everything that the body owns. */
  entityId: string;
  label: string;
  /** The id of something it owns that is no part of the lab; empty for nothing. */
  without: string;
  /** Who compares it. */
  source: string;
}

/** The labs that a report is of, and those that the registry does not know. */
export interface LabChoice {
  labs: Publisher[];
  /** Labels of data/labs.csv. */
  unlisted: string[];
}

const row = z
  .object({
    entity_id: z.string().min(1),
    label: z.string().min(1),
    without: z.string(),
    source: z.string().min(1),
  })
  .transform(({ entity_id, ...rest }): ListedLab => ({ entityId: entity_id, ...rest }));

/** The labs of `data/labs.csv`, in the order of the file. */
export function readLabs(): ListedLab[] {
  const rows: unknown = parse(readFileSync(dataFile('labs.csv')), { columns: true });
  return z.array(row).parse(rows);
}

/**
 * Every listed lab, or those asked for: by the label of the list, else as {@link findPublisher} finds a body.
 * @throws UsageError when the registry knows nobody of a name that was asked for
 */
export function chooseLabs(
  attributions: readonly Attribution[],
  asked: readonly string[] | undefined,
): LabChoice {
  const listed = readLabs();
  if (asked === undefined) {
    const known = listed.map((lab) => publisherOf(attributions, lab.entityId));
    return {
      labs: known.flatMap((body, index) => {
        const lab = listed[index];
        return body === undefined || lab === undefined ? [] : [labOf(attributions, body, lab)];
      }),
      unlisted: listed.flatMap(({ label }, index) => (known[index] === undefined ? [label] : [])),
    };
  }
  const found = asked.map((name) => {
    const wanted = name.toLowerCase();
    const labelled = listed.find(({ label }) => label.toLowerCase() === wanted);
    const body = findPublisher(attributions, labelled?.entityId ?? name);
    return labOf(
      attributions,
      body,
      listed.find(({ entityId }) => entityId === body.id),
    );
  });
  return { labs: [...new Map(found.map((lab) => [lab.id, lab])).values()], unlisted: [] };
}

function labOf(attributions: readonly Attribution[], body: Publisher, lab: ListedLab | undefined): Publisher {
  if (lab === undefined) return body;
  const isPart = (place: number): boolean => {
    const attribution = attributions[place];
    return lab.without === '' || attribution === undefined || !belongsTo(attribution, lab.without);
  };
  return { ...body, name: lab.label, places: body.places.filter(isPart) };
}
