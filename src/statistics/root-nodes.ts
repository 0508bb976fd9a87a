/** Of a node whose path ends in a cycle. */
export const NO_ROOT = -1;

const UNVISITED = -2;
const ON_PATH = -3;

/**
 * Where each path ends: follow `next` from every node until a node without one. O(n), each node is passed once.
 * @param next for each node the one it comes from, -1 for none; a node of `next.length` or more is an end of its own
 * @returns for each node its root (itself where it has no next), {@link NO_ROOT} for a cycle and all that leads into it
 */
export function rootNodes(next: Int32Array): Int32Array {
  const roots = new Int32Array(next.length).fill(UNVISITED);
  for (let start = 0; start < next.length; start += 1) {
    if (roots[start] !== UNVISITED) continue;
    let node = start;
    let root: number;
    for (;;) {
      if (node >= next.length) {
        root = node;
        break;
      }
      const known = roots[node] ?? UNVISITED;
      if (known !== UNVISITED) {
        root = known === ON_PATH ? NO_ROOT : known;
        break;
      }
      const after = next[node] ?? -1;
      if (after === -1) {
        root = node;
        break;
      }
      roots[node] = ON_PATH;
      node = after;
    }
    for (let at = start; at < next.length && roots[at] === ON_PATH; at = next[at] ?? next.length)
      roots[at] = root;
    if (node < next.length && roots[node] === UNVISITED) roots[node] = root;
  }
  return roots;
}
