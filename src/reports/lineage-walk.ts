import type { EdgeRelation } from '../store/lineage.js';
import type { NightReader } from '../store/night-reader.js';
import type { Family, Relative } from './lineage-family.js';
import { compareNames, type LineageNames } from './lineage-names.js';

/** That a model declares a base. */
export interface Link {
  parent: number;
  child: number;
  relations: EdgeRelation[];
}

/** All that the focus comes from, generation by generation; the bases of a model by their names. */
export function ancestry(
  family: Family,
  names: LineageNames,
  focus: number,
): { depths: Map<number, number>; links: Link[] } {
  const depths = new Map<number, number>();
  const links: Link[] = [];
  let generation = [focus];
  for (let depth = -1; generation.length > 0; depth -= 1) {
    const next: number[] = [];
    for (const child of generation) {
      for (const { node: parent, relations } of byName(names, family.basesOf(child))) {
        links.push({ parent, child, relations });
        if (parent === focus || depths.has(parent)) continue;
        depths.set(parent, depth);
        next.push(parent);
      }
    }
    generation = next;
  }
  return { depths, links };
}

function byName(names: LineageNames, relatives: readonly Relative[]): Relative[] {
  const nameOf = new Map(names.of(relatives.map(({ node }) => node)));
  return relatives.toSorted((a, b) => compareNames(nameOf.get(a.node) ?? '', nameOf.get(b.node) ?? ''));
}

export interface Descent {
  depths: Map<number, number>;
  links: Link[];
  hidden: Map<number, number>;
  /** The order in which nodes were met; those above the focus come in no order of their own. */
  rank: (node: number) => number;
}

/** What comes from the focus: the most downloaded derivatives of each, down to a depth. */
export function descent(
  night: NightReader,
  family: Family,
  names: LineageNames,
  focus: number,
  limits: { depth: number; children: number },
): Descent {
  const depths = new Map<number, number>();
  const links: Link[] = [];
  const hidden = new Map<number, number>();
  let generation = [focus];
  for (let depth = 1; generation.length > 0; depth += 1) {
    const next: number[] = [];
    for (const parent of generation) {
      const all = family.derivativesOf(parent);
      const kept = depth > limits.depth ? [] : mostDownloaded(night, names, all, limits.children);
      hidden.set(parent, all.length - kept.length);
      for (const { node: child, relations } of kept) {
        links.push({ parent, child, relations });
        if (child === focus || depths.has(child)) continue;
        depths.set(child, depth);
        next.push(child);
      }
    }
    generation = next;
  }
  const order = new Map([...depths.keys()].map((node, place) => [node, place]));
  return { depths, links, hidden, rank: (node) => order.get(node) ?? 0 };
}

/** The `n` most downloaded, equal ones by their names. Names are looked up only for those that may be among them. */
function mostDownloaded(
  night: NightReader,
  names: LineageNames,
  all: readonly Relative[],
  n: number,
): Relative[] {
  const downloads = night.column('downloads_30d');
  const of = ({ node }: Relative): number => {
    const value = downloads[node] ?? NaN;
    return Number.isNaN(value) ? -1 : value;
  };
  const sorted = all.toSorted((a, b) => of(b) - of(a));
  const last = sorted[n - 1];
  const candidates = last === undefined ? sorted : sorted.filter((relative) => of(relative) >= of(last));
  const nameOf = new Map(names.of(candidates.map(({ node }) => node)));
  return candidates
    .sort((a, b) => of(b) - of(a) || compareNames(nameOf.get(a.node) ?? '', nameOf.get(b.node) ?? ''))
    .slice(0, n);
}

/** In a circle the way up and the way down share edges. */
export function distinctLinks(links: readonly Link[]): Link[] {
  return [...new Map(links.map((link) => [`${link.parent} ${link.child}`, link])).values()];
}
