import { MissingDataError } from '../errors.js';
import { LICENCE_PREFIX } from '../domain/tags.js';
import { type EdgeRelation, edgeRelations } from '../store/lineage.js';
import { dateOf } from '../store/night.js';
import type { NightReader } from '../store/night-reader.js';
import { DAY_S, SENTINEL_S, sentinelLabel } from './creation.js';
import { Family } from './lineage-family.js';
import { findNode, mostDerived } from './lineage-focus.js';
import { compareNames, LineageNames } from './lineage-names.js';
import { ancestry, descent, distinctLinks } from './lineage-walk.js';

export interface Params {
  model?: string | undefined;
  depth: number;
  children: number;
}

/** `gone`: seen before this night, not in it. `unseen`: no model of that name up to this night. */
export type LineageStatus = 'present' | 'gone' | 'unseen';

export interface LineageNode {
  model: string;
  status: LineageStatus;
  /** 0 for the model in question, 1 for its derivatives, -1 for its bases: the fewest steps. */
  depth: number;
  downloads_30d: number | null;
  licence: string | null;
  /** `YYYY-MM-DD`, or `until 2022-03-02` where the Hub does not know. */
  created: string | null;
  /** Models of the night that declare it as their base. */
  derivatives: number;
  /** Derivatives that are not among the nodes shown below it; for a base, none are counted. */
  not_shown: number;
}

export interface LineageEdge {
  parent: string;
  child: string;
  relation: EdgeRelation;
}

export interface LineageResult extends Record<string, unknown> {
  model: string;
  status: LineageStatus;
  /** Chosen as the model with the most derivatives, none being asked for. */
  chosen: boolean;
  names_itself: boolean;
  bases: number;
  ancestors: number;
  /** Ancestors that declare no base themselves. */
  roots: number;
  derivatives: number;
  descendants: number;
  /** Of the derivatives; one that declares two relations is in both. */
  by_relation: { relation: EdgeRelation; models: number; share: number | null }[];
  /** Descendants by the fewest steps from the model. */
  generations: { depth: number; models: number }[];
  /** It is among its own ancestors. */
  in_circle: boolean;
  nodes: LineageNode[];
  edges: LineageEdge[];
}

/** @throws MissingDataError when no base is declared at all, or the store knows no model of the name */
export function lineageResult(night: NightReader, { model, depth, children }: Params): LineageResult {
  const family = new Family(night);
  if (family.declared === 0) {
    throw new MissingDataError(`No model of the night ${night.night.date} declares a base.`, {
      why: 'Bases are declared in tags, and this run was sent none.',
      todo: 'Crawl an endpoint that has the field `tags`.',
    });
  }
  const names = new LineageNames(night, family.models);
  const focus = model === undefined ? mostDerived(family, names) : findNode(night, family, model);
  const up = ancestry(family, names, focus);
  const down = descent(night, family, names, focus, { depth, children });
  const depths = new Map([...down.depths, ...up.depths, [focus, 0]]);
  const nameOf = new Map(names.of([...depths.keys()]));
  const name = (node: number): string => nameOf.get(node) ?? '';
  const shown = [...depths.keys()].sort(
    (a, b) =>
      (depths.get(a) ?? 0) - (depths.get(b) ?? 0) ||
      down.rank(a) - down.rank(b) ||
      compareNames(name(a), name(b)),
  );
  const facts = readFacts(night, family, shown);
  const nodes = shown.map((node, place) => ({
    model: name(node),
    status: facts[place]?.status ?? 'unseen',
    depth: depths.get(node) ?? 0,
    downloads_30d: facts[place]?.downloads_30d ?? null,
    licence: facts[place]?.licence ?? null,
    created: facts[place]?.created ?? null,
    derivatives: family.derivativeCount(node),
    not_shown: down.hidden.get(node) ?? 0,
  }));
  const own = family.derivativesOf(focus).filter(({ node }) => family.isPresent(node));
  const generations = family.generations(focus);
  return {
    model: name(focus),
    status: facts[shown.indexOf(focus)]?.status ?? 'unseen',
    chosen: model === undefined,
    names_itself: family.namesItself(focus),
    bases: family.basesOf(focus).length,
    ancestors: up.depths.size,
    roots: [...up.depths.keys()].filter((node) => family.basesOf(node).length === 0).length,
    derivatives: own.length,
    descendants: generations.reduce((sum, count) => sum + count, 0),
    by_relation: edgeRelations.map((relation) => {
      const models = own.filter(({ relations }) => relations.includes(relation)).length;
      return { relation, models, share: own.length === 0 ? null : models / own.length };
    }),
    generations: generations.map((models, index) => ({ depth: index + 1, models })),
    in_circle: up.links.some(({ parent }) => parent === focus),
    nodes,
    edges: distinctLinks([...up.links, ...down.links]).flatMap(({ parent, child, relations }) =>
      relations.map((relation) => ({
        parent: name(parent),
        child: name(child),
        relation,
      })),
    ),
  };
}

type NodeFacts = Pick<LineageNode, 'status' | 'downloads_30d' | 'licence' | 'created'>;

/** What the night says of the nodes, in their order. */
function readFacts(night: NightReader, family: Family, nodes: readonly number[]): NodeFacts[] {
  const [downloads, created, licences] = (['downloads_30d', 'created_at', 'licence_key'] as const).map(
    (name) => night.column(name),
  );
  const positions = nodes.filter((node) => node < family.models);
  const seen = night.seenByThen(positions);
  const known = new Set(positions.filter((_, index) => seen[index] === true));
  return nodes.map((node) => {
    const licenceKey = licences?.[node] ?? NaN;
    const [tag = ''] = Number.isNaN(licenceKey) ? [] : night.tags([licenceKey]);
    return {
      status: family.isPresent(node) ? 'present' : known.has(node) ? 'gone' : 'unseen',
      downloads_30d: finite(downloads?.[node]),
      licence: tag === '' ? null : tag.slice(LICENCE_PREFIX.length),
      created: creationText(created?.[node]),
    };
  });
}

function creationText(createdS = NaN): string | null {
  if (Number.isNaN(createdS)) return null;
  return createdS <= SENTINEL_S ? sentinelLabel : dateOf(Math.floor(createdS / DAY_S));
}

function finite(value = NaN): number | null {
  return Number.isNaN(value) ? null : value;
}
