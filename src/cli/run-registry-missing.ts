import { stringify } from 'csv-stringify/sync';
import type { Attribution } from '../registry/attribution.js';
import type { Registry } from '../registry/registry.js';
import { registryTables } from '../registry/tables.js';
import { takeSurvey } from '../reports/attribution-survey.js';
import { topHolders } from '../reports/attribution-top.js';
import type { MetricName } from '../reports/metric.js';
import { safeText } from '../render/safe-text.js';
import type { NightReader } from '../store/night-reader.js';

export const missingRows = ['entities', 'namespaces'] as const;
export type MissingRows = (typeof missingRows)[number];

/** An account that the registry does not know, or whose country or type it does not know. */
export interface MissingAccount {
  namespace: string;
  counted: number;
  /** What is counted, such as "downloads (last 30 days)". */
  label: string;
  /** Null where the registry does not know the account. */
  attribution: Attribution | null;
}

/**
 * The accounts with the most downloads of which country or type is missing, the most first.
 * @param top how many
 */
export function missingAccounts(
  night: NightReader,
  registry: Registry,
  metric: MetricName,
  top: number,
): MissingAccount[] {
  const survey = takeSurvey(
    night,
    { metric, cohort: 'all', attribute: 'author', unattributed: 'keep' },
    registry,
  );
  const known = survey.attributed.attributions.length;
  return topHolders(survey, 'account', top + known)
    .filter(
      ({ attribution }) =>
        attribution === null || attribution.country.value === null || attribution.type.value === null,
    )
    .slice(0, top)
    .map(({ name, counted, attribution }) => ({
      namespace: name,
      counted,
      label: survey.summary.label,
      attribution,
    }));
}

/**
 * Rows of a registry file, ready to fill: empty cells keep what the registry has. An account without a row needs one in
 * each of the two files.
 */
export function missingCsv(
  accounts: readonly MissingAccount[],
  registry: Registry,
  day: string,
  rows: MissingRows,
): string {
  const taken = takenIds(registry, day);
  const columns: readonly string[] = registryTables[rows].columns;
  // Accounts of one body ask for one row of it.
  const records = new Map<string, Readonly<Record<string, string>>>();
  for (const { namespace, counted, label, attribution } of accounts) {
    const id = attribution?.entity.id ?? freeId(namespace, taken);
    const note = attribution === null ? `${counted} ${label}` : '';
    if (rows === 'entities') records.set(id, { id, name: attribution === null ? namespace : '', note });
    else if (attribution === null) records.set(namespace, { namespace, entity_id: id, note });
  }
  return stringify(
    [...records.values()].map((record) => columns.map((column) => safeText(record[column] ?? ''))),
    { header: true, columns: [...columns], escape_formulas: true },
  );
}

function takenIds(registry: Registry, day: string): Set<string> {
  const { attributions } = registry.resolveAll([], day);
  return new Set(attributions.flatMap(({ entity, owners }) => [entity.id, ...owners.map(({ id }) => id)]));
}

/** A row with the id of another body would change that one. */
function freeId(namespace: string, taken: ReadonlySet<string>): string {
  const id = namespace.toLowerCase();
  return taken.has(id) ? `${id}-account` : id;
}
