import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { dataFile } from '../data.js';

const row = z.object({ domain: z.string().min(1), tag: z.string().min(1), source: z.string().min(1) });

/** The tags of each domain of `data/domains.csv`, in the order of the file; a tag belongs to one domain at most. */
export function readDomains(): Map<string, string[]> {
  const rows: unknown = parse(readFileSync(dataFile('domains.csv')), { columns: true });
  const domains = new Map<string, string[]>();
  for (const { domain, tag } of z.array(row).parse(rows)) {
    domains.set(domain, [...(domains.get(domain) ?? []), tag]);
  }
  return domains;
}
