/** Something that does not hold in a store. */
export interface Finding {
  /** `damage`: what reports say may be wrong. `oddity`: good to know, and nothing to restore for. */
  severity: 'damage' | 'oddity';
  table: string;
  /** `YYYY-MM-DD`, where it concerns one night. */
  night: string | null;
  what: string;
  todo: string;
}

const RESTORE = 'Restore the store from a backup; `oai check --db FILE` tells whether one is whole.';

export function damage(table: string, what: string, night: string | null = null): Finding {
  return { severity: 'damage', table, night, what, todo: RESTORE };
}

export function oddity(table: string, what: string, todo: string): Finding {
  return { severity: 'oddity', table, night: null, what, todo };
}
