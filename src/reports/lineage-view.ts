import type { Graph, GraphNode } from './graph.js';
import type { LineageNode, LineageResult, LineageStatus, Params } from './lineage-result.js';
import { integer, asName, type Phrase, phrase } from './phrase.js';
import type { Fact, Table, View } from './types.js';

const statusLabels: Readonly<Record<LineageStatus, string>> = {
  present: 'in this night',
  gone: 'gone',
  unseen: 'not in this store',
};

export function lineageView(result: LineageResult, { depth, children }: Params): View {
  const { model, in_circle, names_itself, chosen } = result;
  return {
    finding: finding(result),
    definition: [
      phrase`lineage: the bases that models declare, all of them up to those that declare none`,
      phrase`derivatives: models of the night that declare it as their base, itself apart`,
      phrase`shown: of each model the ${integer(children)} most downloaded derivatives, down to generation ${integer(depth)}`,
    ],
    facts: facts(result),
    tables: [modelTable(result), relationTable(result), generationTable(result), edgeTable(result)],
    charts: [],
    graph: graph(result),
    caveats: [
      ...(chosen
        ? [phrase`No model was named: this is the one with the most derivatives of the night.`]
        : []),
      ...(in_circle
        ? [phrase`${asName(model)} is among its own ancestors: the declared bases run in a circle.`]
        : []),
      ...(names_itself ? [phrase`${asName(model)} declares itself as its base, which is left out.`] : []),
      phrase`A base is what the uploader declares: what is not declared is not seen, and nobody checks what is.`,
      phrase`Declared bases are as the store last saw them, not as of the night; a base is found by its name, else by a former one.`,
      phrase`A model that declares two relations to one base counts in both, and once in the sum.`,
    ],
    next: ['oai report lineage MODEL', 'oai report lineage MODEL --format mermaid'],
  };
}

function finding({ model, ancestors, derivatives, descendants }: LineageResult): Phrase {
  if (descendants === 0) {
    return ancestors === 0
      ? phrase`${asName(model)} declares no base, and no model of the night declares it as its base.`
      : phrase`No model of the night comes from ${asName(model)}; its ancestors: ${integer(ancestors)}.`;
  }
  if (descendants === 1) {
    return phrase`One model of the night comes from ${asName(model)}; its ancestors: ${integer(ancestors)}.`;
  }
  return phrase`${integer(descendants)} models of the night come from ${asName(model)}, ${integer(derivatives)} of them directly; its ancestors: ${integer(ancestors)}.`;
}

function facts(result: LineageResult): Fact[] {
  return [
    { key: 'model', label: 'model', kind: 'text', value: result.model },
    { key: 'status', label: 'status', kind: 'text', value: statusLabels[result.status], words: true },
    { key: 'bases', label: 'bases it declares', kind: 'integer', value: result.bases },
    { key: 'ancestors', label: 'ancestors', kind: 'integer', value: result.ancestors },
    {
      key: 'roots',
      label: 'roots',
      kind: 'integer',
      value: result.roots,
      note: 'ancestors that declare no base',
    },
    { key: 'derivatives', label: 'derivatives', kind: 'integer', value: result.derivatives },
    {
      key: 'descendants',
      label: 'descendants',
      kind: 'integer',
      value: result.descendants,
      note: 'derivatives, theirs, and so on',
    },
  ];
}

function modelTable({ nodes }: LineageResult): Table {
  return {
    name: 'models',
    title: 'The models shown',
    columns: [
      { key: 'depth', label: 'depth', kind: 'integer' },
      { key: 'model', label: 'model', kind: 'text' },
      { key: 'status', label: 'status', kind: 'text', words: true },
      { key: 'downloads_30d', label: 'downloads (last 30 days)', kind: 'integer' },
      { key: 'licence', label: 'licence', kind: 'text', absent: 'none declared' },
      { key: 'created', label: 'created', kind: 'text', words: true },
      { key: 'derivatives', label: 'derivatives', kind: 'integer' },
      { key: 'not_shown', label: 'not shown', kind: 'integer' },
    ],
    rows: nodes.map((node) => ({ ...node })),
    detail: true,
  };
}

function relationTable({ by_relation }: LineageResult): Table {
  return {
    name: 'relations',
    title: 'Its derivatives by relation',
    columns: [
      { key: 'relation', label: 'relation', kind: 'text', words: true },
      { key: 'models', label: 'models', kind: 'integer' },
      { key: 'share', label: 'share', kind: 'share' },
    ],
    rows: by_relation.map((row) => ({ ...row })),
  };
}

function generationTable({ generations }: LineageResult): Table {
  return {
    name: 'generations',
    title: 'Its descendants by generation',
    columns: [
      { key: 'depth', label: 'generation', kind: 'integer' },
      { key: 'models', label: 'models', kind: 'integer' },
    ],
    rows: generations.map((row) => ({ ...row })),
  };
}

function edgeTable({ edges }: LineageResult): Table {
  return {
    name: 'edges',
    title: 'Who declares which base',
    columns: [
      { key: 'parent', label: 'base', kind: 'text' },
      { key: 'child', label: 'derivative', kind: 'text' },
      { key: 'relation', label: 'relation', kind: 'text', words: true },
    ],
    rows: edges.map((edge) => ({ ...edge })),
    detail: true,
  };
}

function graph({ model, nodes, edges }: LineageResult): Graph {
  const places = new Map(nodes.map((node, place) => [node.model, place]));
  const relations = new Map<string, { base: number; derived: number; relations: string[] }>();
  for (const { parent, child, relation } of edges) {
    const base = places.get(parent) ?? 0;
    const derived = places.get(child) ?? 0;
    const edge = relations.get(`${base} ${derived}`) ?? { base, derived, relations: [] };
    edge.relations.push(relation);
    relations.set(`${base} ${derived}`, edge);
  }
  return {
    above: phrase`What ${asName(model)} comes from`,
    below: phrase`What comes from ${asName(model)}`,
    nodes: nodes.map(graphNode),
    focus: places.get(model) ?? 0,
    edges: [...relations.values()].map((edge) => ({ ...edge, label: edge.relations.join(', ') })),
  };
}

function graphNode(node: LineageNode): GraphNode {
  const { model, status, not_shown, derivatives } = node;
  return {
    label: model,
    note: note(node),
    faded: status !== 'present',
    more:
      not_shown === 0
        ? null
        : not_shown < derivatives
          ? phrase`and ${integer(not_shown)} more`
          : phrase`${integer(not_shown)} not shown`,
  };
}

function note({ status, downloads_30d, licence }: LineageNode): Phrase {
  if (status === 'gone') return phrase`gone`;
  if (status === 'unseen') return phrase`not in this store`;
  if (downloads_30d === null) return licence === null ? phrase`no licence` : phrase`${asName(licence)}`;
  return licence === null
    ? phrase`${integer(downloads_30d)} downloads, no licence`
    : phrase`${integer(downloads_30d)} downloads, ${asName(licence)}`;
}
