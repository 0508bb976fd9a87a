import type { Provenance } from '../reports/types.js';

const FILE = 'file:';

/** The Hub that was crawled, or the file that was imported. */
export function originText({ endpoint }: Pick<Provenance, 'endpoint'>): string {
  return endpoint.startsWith(FILE) ? `imported from ${endpoint.slice(FILE.length)}` : endpoint;
}
