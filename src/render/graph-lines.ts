import type { Graph } from '../reports/graph.js';
import { phraseText } from './phrase-text.js';
import { cutToWidth } from './text-layout.js';
import type { TextStyle } from './text-style.js';

/** What stands before a line of a tree. */
interface Marks {
  branch: string;
  last: string;
  through: string;
  blank: string;
}

const unicodeMarks: Marks = { branch: '├─ ', last: '└─ ', through: '│  ', blank: '   ' };
const asciiMarks: Marks = { branch: '|- ', last: '`- ', through: '|  ', blank: '   ' };

interface Line {
  /** The node of the line; null for a remark. */
  node: number | null;
  text: string;
  before: string;
  /** What stands before the lines below it. */
  below: string;
}

/**
 * A graph as two trees that begin at its focus: upwards, where what is below a model is what it comes from, and downwards.
 * A model that is met again is not gone into again.
 */
export function graphLines(graph: Graph, style: TextStyle): { above: string[]; below: string[] } {
  const { edges } = graph;
  return {
    above: treeLines(graph, 'above', filed(edges, 'derived', 'base'), style),
    below: treeLines(graph, 'below', filed(edges, 'base', 'derived'), style),
  };
}

type End = 'base' | 'derived';
type Branches = Map<number, { node: number; label: string }[]>;

function filed(edges: Graph['edges'], from: End, to: End): Branches {
  const branches: Branches = new Map();
  for (const edge of edges) {
    const known = branches.get(edge[from]) ?? [];
    known.push({ node: edge[to], label: edge.label });
    branches.set(edge[from], known);
  }
  return branches;
}

function treeLines(graph: Graph, side: 'above' | 'below', branches: Branches, style: TextStyle): string[] {
  const { nodes, focus } = graph;
  if ((branches.get(focus) ?? []).length === 0 && (side === 'above' || nodes[focus]?.more === null))
    return [];
  const marks = style.unicode ? unicodeMarks : asciiMarks;
  const met = new Set<number>();
  const lines: string[] = [];
  // A chain of bases may be longer than a call stack.
  const waiting: Line[] = [{ node: focus, text: nodes[focus]?.label ?? '', before: '', below: '' }];
  for (let line = waiting.pop(); line !== undefined; line = waiting.pop()) {
    const { node, text, before, below } = line;
    const again = node !== null && met.has(node);
    lines.push(fitted(before, again ? `${text}, ${style.translate('see above')}` : text, style));
    if (node === null || again) continue;
    met.add(node);
    const more = side === 'below' ? (nodes[node]?.more ?? null) : null;
    const under = [
      ...(branches.get(node) ?? []).map((branch) => ({
        node: branch.node,
        text: `${branch.label.split(', ').map(style.translate).join(', ')}: ${nodeText(graph, branch.node, style)}`,
      })),
      ...(more === null ? [] : [{ node: null, text: phraseText(more, style) }]),
    ];
    // Of a deep place the width shows no more than that.
    const kept = below.slice(-style.width);
    under.reverse().forEach((next, index) => {
      const before = kept + (index === 0 ? marks.last : marks.branch);
      waiting.push({ ...next, before, below: kept + (index === 0 ? marks.blank : marks.through) });
    });
  }
  return lines;
}

function nodeText({ nodes }: Graph, place: number, style: TextStyle): string {
  const node = nodes[place];
  if (node === undefined) return '';
  const note = phraseText(node.note, style);
  return note === '' ? node.label : `${node.label} (${note})`;
}

/** One line of the width: of a deep place the left part of what stands before it is left out, of a long text its end. */
function fitted(before: string, text: string, style: TextStyle): string {
  const room = Math.floor(style.width / 2);
  const margin =
    before.length <= room
      ? before
      : style.ellipsis + before.slice(before.length - room + style.ellipsis.length);
  return margin + cutToWidth(style.words(text), style.width - margin.length, style.ellipsis);
}
