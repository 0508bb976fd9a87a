import { LANGUAGES_ISO_639_1 } from '@huggingface/languages';
import { BitSet } from '../statistics/bit-set.js';
import { positionsByKey } from '../statistics/positions-by-key.js';
import type { NightReader } from '../store/night-reader.js';
import { readDomains } from './domains.js';
import { libraryLabel } from './library-label.js';

export const kinds = ['language', 'task', 'library', 'domain'] as const;
export type Kind = (typeof kinds)[number];

/** Of these a model has one at most, so that two of them never share a model. */
export const exclusiveKinds: ReadonlySet<Kind> = new Set<Kind>(['task', 'library']);

/** The models that carry one language, task, library or domain. */
export interface Group {
  name: string;
  label: string;
  /** Those of models that the night did not see among them. */
  positions: Uint32Array;
}

/** Every group of a kind that the store has. */
export function groupsOf(night: NightReader, kind: Kind): Group[] {
  if (kind === 'language') return named(night, night.languages(), languageName);
  if (kind === 'task') {
    return named(night, positionsByKey(night.column('pipeline_tag_key')), (task) => task);
  }
  if (kind === 'library') {
    return named(
      night,
      positionsByKey(night.column('library_key')),
      (library) => libraryLabel(library) ?? library,
    );
  }
  const domains = readDomains();
  const tagged = night.taggedWith([...domains.values()].flat());
  return [...domains].map(([name, tags]) => {
    const any = new BitSet(night.size);
    for (const tag of tags) any.addAll(tagged.get(tag) ?? []);
    return { name, label: name, positions: any.positions() };
  });
}

function named(
  night: NightReader,
  groups: ReadonlyMap<number, Uint32Array>,
  labelOf: (name: string) => string,
): Group[] {
  const names = night.tags([...groups.keys()]);
  return [...groups.values()].map((positions, index) => {
    const name = names[index] ?? '';
    return { name, label: labelOf(name), positions };
  });
}

const languages = new Map(Object.entries(LANGUAGES_ISO_639_1).map(([code, { name }]) => [code, name]));

function languageName(code: string): string {
  return languages.get(code) ?? code;
}
