/**
 * Agglomerative clustering. Single linkage by a minimum spanning tree, the others by chains of nearest neighbours: both in
 * time proportional to the square of the number of items. Müllner 2011, "Modern hierarchical, agglomerative clustering
 * algorithms", arXiv:1109.2378. Trees are laid out as SciPy lays them out, so that leaves come in the same order.
 */
import { ConfigError } from "@hotpath/core";

/** How the distance of clusters follows from that of their items. Ward's is the growth of the sum of squares. */
export type LinkageMethod = "single" | "complete" | "average" | "weighted" | "ward";

/** A tree of clusters: the items 0 … n − 1, then n − 1 merges in the order of their heights. */
export interface ClusterTree {
  items: number;
  /** Children of merge k, whose cluster is n + k; left is the one with the smaller number. */
  left: Int32Array;
  right: Int32Array;
  /** Distance at which the merge happened, ascending. */
  height: Float64Array;
}

/** Clusters items by their distances, an n × n matrix of which nothing is changed. */
export function clusterTree(distances: Float64Array, n: number, method: LinkageMethod): ClusterTree {
  const from = new Int32Array(Math.max(0, n - 1));
  const to = new Int32Array(from.length);
  const height = new Float64Array(from.length);
  switch (method) {
    case "single":
      spanningTree(distances, n, from, to, height);
      break;
    case "complete":
    case "average":
    case "weighted":
    case "ward":
      neighbourChain(distances.slice(), n, updates[method], from, to, height);
      break;
    default:
      throw new ConfigError("linkage", method, '"single", "complete", "average", "weighted" or "ward"');
  }
  return label(n, from, to, height);
}

/** The items of a cluster, from left to right. */
export function leavesOf(tree: ClusterTree, cluster: number = 2 * tree.items - 2): number[] {
  const out: number[] = [];
  const stack = [cluster];
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (node < tree.items) out.push(node);
    else stack.push(tree.right[node - tree.items]!, tree.left[node - tree.items]!);
  }
  return out;
}

/** The k clusters that are left when the last k − 1 merges are undone, as cluster numbers. */
export function cutInto(tree: ClusterTree, k: number): number[] {
  const first = 2 * tree.items - k;
  const found: number[] = [];
  const stack = [2 * tree.items - 2];
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (node < first || node < tree.items) found.push(node);
    else stack.push(tree.right[node - tree.items]!, tree.left[node - tree.items]!);
  }
  return found;
}

/** Prim's algorithm: each item as it is reached from the one before, at the distance of its edge. */
function spanningTree(d: Float64Array, n: number, from: Int32Array, to: Int32Array, height: Float64Array): void {
  const nearest = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  const merged = new Uint8Array(n);
  let x = 0;
  for (let k = 0; k < n - 1; k++) {
    let y = -1;
    let least = Number.POSITIVE_INFINITY;
    merged[x] = 1;
    const row = x * n;
    for (let i = 0; i < n; i++) {
      if (merged[i] === 1) continue;
      const distance = d[row + i]!;
      if (nearest[i]! > distance) nearest[i] = distance;
      if (nearest[i]! < least) {
        y = i;
        least = nearest[i]!;
      }
    }
    from[k] = x;
    to[k] = y;
    height[k] = least;
    x = y;
  }
}

/** New distance of a merged cluster from another, by those of its parts. */
type Update = (dxi: number, dyi: number, dxy: number, nx: number, ny: number, ni: number) => number;

const updates: Record<Exclude<LinkageMethod, "single">, Update> = {
  complete: (dxi, dyi) => Math.max(dxi, dyi),
  average: (dxi, dyi, _, nx, ny) => (nx * dxi + ny * dyi) / (nx + ny),
  weighted: (dxi, dyi) => 0.5 * (dxi + dyi),
  ward: (dxi, dyi, dxy, nx, ny, ni) => {
    const t = 1 / (nx + ny + ni);
    return Math.sqrt((ni + nx) * t * dxi * dxi + (ni + ny) * t * dyi * dyi - ni * t * dxy * dxy);
  },
};

function neighbourChain(
  d: Float64Array,
  n: number,
  update: Update,
  from: Int32Array,
  to: Int32Array,
  height: Float64Array,
): void {
  const size = new Int32Array(n).fill(1);
  const chain = new Int32Array(n);
  let length = 0;
  for (let k = 0; k < n - 1; k++) {
    if (length === 0) {
      length = 1;
      chain[0] = size.findIndex((count) => count > 0);
    }
    let x = 0;
    let y = 0;
    let least = 0;
    for (;;) {
      x = chain[length - 1]!;
      y = length > 1 ? chain[length - 2]! : -1;
      least = length > 1 ? d[x * n + y]! : Number.POSITIVE_INFINITY;
      const row = x * n;
      for (let i = 0; i < n; i++)
        if (d[row + i]! < least && size[i] !== 0 && i !== x) {
          least = d[row + i]!;
          y = i;
        }
      if (length > 1 && y === chain[length - 2]) break;
      chain[length++] = y;
    }
    length -= 2;
    const low = Math.min(x, y);
    const high = Math.max(x, y);
    from[k] = low;
    to[k] = high;
    height[k] = least;
    const lowCount = size[low]!;
    const highCount = size[high]!;
    size[low] = 0;
    size[high] = lowCount + highCount;
    for (let i = 0; i < n; i++) {
      if (size[i] === 0 || i === high) continue;
      const distance = update(d[low * n + i]!, d[high * n + i]!, least, lowCount, highCount, size[i]!);
      d[i * n + high] = distance;
      d[high * n + i] = distance;
    }
  }
}

/** Merges in the order of their heights, equal ones in that in which they were found, with the clusters they join. */
function label(n: number, from: Int32Array, to: Int32Array, height: Float64Array): ClusterTree {
  const order = Array.from(height, (_, k) => k).sort((a, b) => height[a]! - height[b]! || a - b);
  const parent = Int32Array.from({ length: 2 * n }, (_, i) => i);
  const find = (i: number): number => {
    let root = i;
    while (parent[root] !== root) root = parent[root]!;
    for (let at = i; parent[at] !== root; ) {
      const next = parent[at]!;
      parent[at] = root;
      at = next;
    }
    return root;
  };
  const left = new Int32Array(from.length);
  const right = new Int32Array(from.length);
  const sorted = new Float64Array(from.length);
  order.forEach((k, merge) => {
    const a = find(from[k]!);
    const b = find(to[k]!);
    left[merge] = Math.min(a, b);
    right[merge] = Math.max(a, b);
    sorted[merge] = height[k]!;
    parent[a] = n + merge;
    parent[b] = n + merge;
  });
  return { items: n, left, right, height: sorted };
}
