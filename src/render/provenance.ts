import type { RegistryStamp } from '../registry/registry-stamp.js';
import type { Cell, Provenance, ReportOutput } from '../reports/types.js';
import { originText } from './origin-text.js';
import { formatInteger, type NumberStyle } from './number.js';
import { sortedByKey } from './sorted-by-key.js';
import { translation } from './translation.js';

/** Where the numbers come from, one clause each, for people. */
export function provenanceClauses(provenance: Provenance, style: NumberStyle): string[] {
  const { words } = translation(style.language ?? 'en');
  return [
    words(`night ${provenance.night} (UTC)`) +
      (provenance.quality === 'good' ? '' : `, ${words(provenance.quality)}`),
    words(`run ${provenance.run}, ${provenance.run_started} to ${provenance.run_finished || 'not finished'}`),
    ...(provenance.models === null
      ? []
      : [`${formatInteger(provenance.models, style)} ${words('models', 'genitive')}`]),
    words(`scope: ${provenance.scope}`),
    words(originText(provenance)),
    ...repositoryClauses(provenance).map((clause) => words(clause)),
    ...(provenance.registry === null ? [] : [words(registryClause(provenance.registry))]),
    `oai ${provenance.tool_version}`,
  ];
}

/** Where the numbers come from, for machines: one field each, with the parameters as `param_<name>`. */
export function provenanceFields({ report, provenance, parameters }: ReportOutput): Record<string, Cell> {
  const { night, quality, run, scope, endpoint, models, registry, tool_version } = provenance;
  const crawls = repositoryClauses(provenance);
  const from = {
    ...(registry === null ? {} : { registry: registryClause(registry) }),
    ...(crawls.length === 0 ? {} : { repositories: crawls.join('; ') }),
  };
  const named = Object.entries(sortedByKey(parameters)).map(
    ([key, value]) => [`param_${key}`, value] as const,
  );
  return {
    report,
    night,
    quality,
    run,
    scope,
    endpoint,
    models,
    ...from,
    tool_version,
    ...Object.fromEntries(named),
  };
}

/** Which crawl each kind is of; and of which Hub, where it is another one than the first. */
function repositoryClauses({ endpoint, repositories = [] }: Provenance): string[] {
  return repositories.map(({ kind, night, quality, run, count, ...stamp }) => {
    const many = kind === 'dataset' ? 'datasets' : 'Spaces';
    const doubt = quality === 'good' ? '' : ` (${quality})`;
    const elsewhere = stamp.endpoint === endpoint ? '' : `, ${stamp.endpoint}`;
    return `${many}: ${count}, crawled on ${night} by run ${run}${doubt}${elsewhere}`;
  });
}

function registryClause({ version, hash, profile }: RegistryStamp): string {
  return `registry ${version} (${hash.slice(0, 12)}), profile ${profile}`;
}
