import { type ClusterTree, leavesOf } from "./linkage.ts";

/** The least sums of clusters by their outermost leaves, and of each merge the leaves of its own least sum. */
interface Orders {
  /** The leaves of each cluster. */
  members: number[][];
  /** cost[u · n + w], where u and w are leaves on both sides of a merge. */
  cost: Float64Array;
  /** For each merge the leaves at both ends, of its left and its right branch. */
  firstLeaf: Int32Array;
  lastLeaf: Int32Array;
}

/**
 * Turns the branches of a tree so that neighbouring leaves are as near one another as a tree allows: the sum of their
 * distances is least. Bar-Joseph, Gifford and Jaakkola 2001, "Fast optimal leaf ordering for hierarchical clustering",
 * Bioinformatics 17. Time is the cube of the number of items. The root's left branch stays on the left.
 */
export function optimalLeaves(tree: ClusterTree, distances: Float64Array): number[] {
  const n = tree.items;
  if (n < 3) return leavesOf(tree);
  const { members, cost, firstLeaf, lastLeaf } = leastSums(tree, distances);
  const out: number[] = [];
  /** Appends a cluster that begins with u and ends with w. */
  const write = (cluster: number, u: number, w: number): void => {
    if (cluster < n) {
      out.push(cluster);
      return;
    }
    let first = tree.left[cluster - n]!;
    let second = tree.right[cluster - n]!;
    if (!members[first]!.includes(u)) [first, second] = [second, first];
    let bestA = -1;
    let bestB = -1;
    let shortest = Number.POSITIVE_INFINITY;
    for (const a of partners(tree, members, first, u))
      for (const b of partners(tree, members, second, w)) {
        const sum = cost[u * n + a]! + distances[a * n + b]! + cost[b * n + w]!;
        if (sum < shortest) {
          shortest = sum;
          bestA = a;
          bestB = b;
        }
      }
    write(first, u, bestA);
    write(second, bestB, w);
  };
  write(2 * n - 2, firstLeaf[n - 2]!, lastLeaf[n - 2]!);
  return out;
}

/**
 * The order of SciPy's `optimal_ordering`, and so of Riskfolio-Lib: sums are those of {@link optimalLeaves}, but each branch
 * is turned as its own merge would have it, whatever the merges above it ask for. It is not always the best order; results
 * of those libraries can be repeated with it.
 */
export function scipyLeaves(tree: ClusterTree, distances: Float64Array): number[] {
  const n = tree.items;
  if (n < 3) return leavesOf(tree);
  const { members, firstLeaf, lastLeaf } = leastSums(tree, distances);
  const orders: number[][] = Array.from({ length: n }, (_, i) => [i]);
  const turned = (cluster: number, end: number, outer: Int32Array): number[] => {
    const order = orders[cluster]!;
    if (cluster < n || members[outer[cluster - n]!]!.includes(end)) return order;
    return order.slice().reverse();
  };
  for (let k = 0; k < n - 1; k++)
    orders.push([
      ...turned(tree.left[k]!, firstLeaf[k]!, tree.left),
      ...turned(tree.right[k]!, lastLeaf[k]!, tree.right),
    ]);
  return orders[2 * n - 2]!;
}

function leastSums(tree: ClusterTree, distances: Float64Array): Orders {
  const n = tree.items;
  const cost = new Float64Array(n * n);
  const members: number[][] = Array.from({ length: n }, (_, i) => [i]);
  const reach = new Float64Array(n);
  const firstLeaf = new Int32Array(n - 1);
  const lastLeaf = new Int32Array(n - 1);
  for (let k = 0; k < n - 1; k++) {
    const left = tree.left[k]!;
    const right = tree.right[k]!;
    let least = Number.POSITIVE_INFINITY;
    for (const u of members[left]!) {
      const middle = partners(tree, members, left, u);
      for (const b of members[right]!) {
        let sum = Number.POSITIVE_INFINITY;
        for (const m of middle) sum = Math.min(sum, cost[u * n + m]! + distances[m * n + b]!);
        reach[b] = sum;
      }
      for (const w of members[right]!) {
        let sum = Number.POSITIVE_INFINITY;
        for (const b of partners(tree, members, right, w)) sum = Math.min(sum, reach[b]! + cost[b * n + w]!);
        cost[u * n + w] = sum;
        cost[w * n + u] = sum;
        if (sum < least) {
          least = sum;
          firstLeaf[k] = u;
          lastLeaf[k] = w;
        }
      }
    }
    members.push([...members[left]!, ...members[right]!]);
  }
  return { members, cost, firstLeaf, lastLeaf };
}

/** The leaves that can be at the other end of a cluster from `u`: those of its other branch, or itself if it is alone. */
function partners(tree: ClusterTree, members: number[][], cluster: number, u: number): number[] {
  if (cluster < tree.items) return [u];
  const left = members[tree.left[cluster - tree.items]!]!;
  const right = members[tree.right[cluster - tree.items]!]!;
  return left.includes(u) ? right : left;
}
