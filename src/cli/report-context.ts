import type { Environment } from '../config/settings.js';
import type { Registry } from '../registry/registry.js';
import type { Profile } from '../registry/vocabulary.js';
import type { Report, ReportContext } from '../reports/report.js';

/** What `report` may ask for beside the night; the registry's code and rows are loaded only for a report that uses it. */
export async function reportContext(
  report: Report,
  env: Environment,
  {
    registry: folders,
    profile = 'default',
  }: { registry?: string[] | undefined; profile?: Profile | undefined } = {},
): Promise<ReportContext> {
  const read = report.usesRegistry ? (await import('./run-registry.js')).openRegistry : undefined;
  let opened: Registry | undefined;
  const registry = (): Registry => {
    if (read === undefined)
      throw new Error(`the report ${report.name} does not say that it uses the registry`);
    return (opened ??= read(env, folders, profile));
  };
  return { registry };
}
