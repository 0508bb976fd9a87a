import type { Environment } from '../config/settings.js';
import type { Registry } from '../registry/registry.js';
import type { Profile } from '../registry/vocabulary.js';
import type { Report, ReportContext } from '../reports/report.js';

export interface RegistryChoice {
  registry?: string[] | undefined;
  profile?: Profile | undefined;
}

/** What a report may ask for beside the night, as {@link reportContexts}. */
export async function reportContext(
  report: Report,
  env: Environment,
  choice: RegistryChoice = {},
): Promise<ReportContext> {
  return reportContexts(env, choice)(report);
}

/**
 * What reports may ask for beside the night. The registry's code is loaded only for a report that uses it, and its rows are read once
 * for all of them.
 */
export function reportContexts(
  env: Environment,
  { registry: folders, profile = 'default' }: RegistryChoice = {},
): (report: Report) => Promise<ReportContext> {
  let opened: Registry | undefined;
  return async (report) => {
    const read = report.usesRegistry ? (await import('./run-registry.js')).openRegistry : undefined;
    const registry = (): Registry => {
      if (read === undefined)
        throw new Error(`the report ${report.name} does not say that it uses the registry`);
      return (opened ??= read(env, folders, profile));
    };
    return { registry };
  };
}
