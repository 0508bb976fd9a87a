/** Edges by one of their ends: those of node k are `edges[starts[k]]` up to, and without, `edges[starts[k + 1]]`. */
export interface FiledEdges {
  starts: Int32Array;
  edges: Int32Array;
}

/** O(nodes + edges), counted and then filed; the edges of a node stay in their order. @param ends a node from 0 for each edge */
export function fileEdges(ends: Int32Array, nodes: number): FiledEdges {
  const starts = new Int32Array(nodes + 1);
  for (const end of ends) starts[end + 1] = (starts[end + 1] ?? 0) + 1;
  for (let node = 0; node < nodes; node += 1)
    starts[node + 1] = (starts[node + 1] ?? 0) + (starts[node] ?? 0);
  const next = starts.slice();
  const edges = new Int32Array(ends.length);
  for (let edge = 0; edge < ends.length; edge += 1) {
    const end = ends[edge] ?? 0;
    const place = next[end] ?? 0;
    edges[place] = edge;
    next[end] = place + 1;
  }
  return { starts, edges };
}
