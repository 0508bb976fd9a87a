import { UsageError } from '../errors.js';
import { isAccountName } from './account-name.js';
import { Attributor } from './attribute.js';
import type { Attribution, ResolvedNames } from './attribution.js';
import { ENTITY_PREFIX, splitList } from './check-references.js';
import { originText } from './finding.js';
import { findingsOf } from './lint-registry.js';
import { mergeLayers, type RegistryLayer, type RegistryTables } from './merge-layers.js';
import { covers, daysOf } from './period.js';
import { periodOfRow } from './dated-row.js';
import { registryStamp, type RegistryStamp } from './registry-stamp.js';
import { type Confidence, confidences, type Profile, wordOf } from './vocabulary.js';

/** A company of the Fortune 500 and the namespaces it is known to hold. */
export interface FortuneCompany {
  company: string;
  website: string;
  namespaces: readonly string[];
  /** Of the namespaces being the company's. */
  confidence: Confidence | null;
}

/** Part of a country's publicly backed effort to have models of its own. */
export interface NationalProgramme {
  programme: string;
  /** ISO 3166-1 alpha-2, or `EU`. */
  country: string;
  /** The account that takes part; null where a whole body does. */
  namespace: string | null;
  /** The body that takes part with all its accounts; null where one account does. */
  entityId: string | null;
  confidence: Confidence | null;
  note: string;
}

/** The attributions of a stretch of days on which nothing changes, found by namespace in lower case. */
interface Stretch {
  placeOf: ReadonlyMap<string, number>;
  attributions: readonly Attribution[];
}

/** Who is behind a namespace: curated, dated, and each value with the file and line it stands in. */
export class Registry {
  readonly #tables: RegistryTables;
  readonly #attributor: Attributor;
  readonly #legacy: readonly { pattern: RegExp; namespace: string }[];
  /** Days on which something begins or has ended, in order. */
  readonly #changes: readonly number[];
  readonly #stretches = new Map<number, Stretch>();
  readonly stamp: RegistryStamp;

  /**
   * @param layers the built-in registry and its overlays, in the order in which they apply
   * @param options.version of the built-in registry
   * @throws UsageError naming the first thing wrong, with its file and line
   */
  constructor(layers: readonly RegistryLayer[], options: { version: string; profile: Profile }) {
    const merged = mergeLayers(layers);
    const [finding, ...more] = findingsOf(merged);
    if (finding !== undefined) {
      throw new UsageError(`${originText(finding)}: ${finding.what}.`, {
        why: `the registry has ${more.length + 1} such ${more.length === 0 ? 'fault' : 'faults'}, and a wrong row would make a wrong share`,
        todo: `${finding.todo} All of them: oai registry lint`,
      });
    }
    const { version, profile } = options;
    const labelled = merged.tables.alternatives.some((row) => row.value('profile') === 'paper');
    if (profile === 'paper' && !labelled) {
      throw new UsageError('Profile paper has no labels.', {
        why: "the paper's annotations may not be shipped",
        todo: 'Import them: oai registry import-paper FILE -o DIR; then give --registry DIR.',
      });
    }
    this.#tables = merged.tables;
    this.#attributor = new Attributor(merged.tables, profile);
    this.#legacy = merged.tables.legacyIds.map((row) => ({
      pattern: new RegExp(row.value('legacy_pattern')),
      namespace: row.value('namespace'),
    }));
    this.#changes = changesOf(merged.tables);
    this.stamp = registryStamp(merged.tables, version, profile);
  }

  /**
   * Who is behind a namespace; its case does not matter, nothing else is guessed from its name.
   * @param onDay `2026-06-30`, UTC
   * @returns undefined where the registry does not know it
   */
  resolve(namespace: string, onDay: string): Attribution | undefined {
    const { placeOf, attributions } = this.#attributionsOn(onDay);
    return attributions[placeOf.get(namespace.toLowerCase()) ?? -1];
  }

  /** {@link resolve} for many names at once; the attributions are shared. */
  resolveAll(namespaces: readonly string[], onDay: string): ResolvedNames {
    const { placeOf, attributions } = this.#attributionsOn(onDay);
    const places = new Int32Array(namespaces.length);
    namespaces.forEach((name, i) => (places[i] = placeOf.get(name.toLowerCase()) ?? -1));
    return { places, attributions };
  }

  /**
   * The namespace of a model's id: what stands before the slash, or for the ids without one (`gpt2`) what
   * legacy_ids.csv says.
   * @returns undefined where that is no account's name, as in a base that is a path of somebody's disk
   */
  namespaceOf(modelId: string): string | undefined {
    const slash = modelId.indexOf('/');
    if (slash !== -1) {
      const namespace = modelId.slice(0, slash);
      return isAccountName(namespace) ? namespace : undefined;
    }
    return this.#legacy.find(({ pattern }) => pattern.test(modelId))?.namespace;
  }

  /** Every namespace of the registry, as it spells them. */
  namespaces(): string[] {
    return [...new Set(this.#tables.namespaces.map((row) => row.value('namespace')))];
  }

  /** The codes of a group of countries such as `EU27`; undefined where there is no such group. */
  countryGroup(name: string): ReadonlySet<string> | undefined {
    const members = this.#tables.countryGroups.filter((row) => row.value('group') === name);
    return members.length === 0 ? undefined : new Set(members.map((row) => row.value('country')));
  }

  fortune500(): FortuneCompany[] {
    return this.#tables.fortune500.map((row) => ({
      company: row.value('company'),
      website: row.value('website'),
      namespaces: splitList(row.value('handles')),
      confidence: wordOf(confidences, row.value('confidence')),
    }));
  }

  /** A row for everybody who takes part, in the order of the file. */
  programmes(): NationalProgramme[] {
    return this.#tables.programmes.map((row) => {
      const subject = row.value('namespace_or_entity');
      const isEntity = subject.startsWith(ENTITY_PREFIX);
      return {
        programme: row.value('programme'),
        country: row.value('country'),
        namespace: isEntity ? null : subject,
        entityId: isEntity ? subject.slice(ENTITY_PREFIX.length) : null,
        confidence: wordOf(confidences, row.value('confidence')),
        note: row.value('note'),
      };
    });
  }

  #attributionsOn(onDay: string): Stretch {
    const day = dayOf(onDay);
    const stretch = this.#changes.findLastIndex((change) => change <= day);
    const known = this.#stretches.get(stretch);
    if (known !== undefined) return known;
    const placeOf = new Map<string, number>();
    const attributions: Attribution[] = [];
    for (const row of this.#tables.namespaces.filter((each) => covers(periodOfRow(each), day))) {
      const attribution = this.#attributor.attribute(row, day);
      if (attribution === undefined) continue;
      placeOf.set(row.value('namespace').toLowerCase(), attributions.push(attribution) - 1);
    }
    this.#stretches.set(stretch, { placeOf, attributions });
    return { placeOf, attributions };
  }
}

function changesOf({ namespaces, history, alternatives }: RegistryTables): number[] {
  const edges = [...namespaces, ...history, ...alternatives].flatMap((row) => {
    const { from, to } = periodOfRow(row);
    return [from, to + 1];
  });
  return [...new Set(edges)].filter((day) => Number.isFinite(day)).sort((a, b) => a - b);
}

function dayOf(date: string): number {
  const days = daysOf(date);
  if (days !== undefined && days.from === days.to) return days.from;
  throw new UsageError(`"${date}" is no day.`, { todo: 'Give a day such as 2026-06-30 (UTC).' });
}
