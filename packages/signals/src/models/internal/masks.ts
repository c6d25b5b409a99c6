import type { DecisionTree } from "../tree-ensemble.ts";
import { Head, LANES } from "./layout.ts";
import { type Compilation, classesOf, type UsedFeature } from "./node-classes.ts";

/** Leaves below each inner node, as a range. */
interface LeafRanges {
  first: Int32Array;
  /** One past the last. */
  end: Int32Array;
}

/** A node of a group of trees, by its feature. */
interface GroupNode {
  tree: DecisionTree;
  node: number;
  /** The tree's place in the group. */
  lane: number;
  ranges: LeafRanges;
}

/**
 * Writes the masks of all trees, in groups of 16: for a group, a feature and a class one row of masks, a bit for each leaf
 * that the class leaves reachable. Classes that the group does not tell apart share a row.
 */
export function writeMasks(
  { trees, used, slotOf }: Compilation,
  words: number,
  head: Int32Array,
  append: (part: Int32Array) => number,
): void {
  const ranges = trees.map(leafRanges);
  const rowLength = LANES * words;
  const maps: number[] = [];
  const masks: number[] = [];
  const groups: number[] = [];
  const uses: number[][] = [];
  for (let first = 0; first < trees.length; first += LANES) {
    const nodes = nodesByFeature(trees, ranges, first);
    const list: number[] = [];
    for (const [feature, each] of nodes) {
      const slot = slotOf.get(feature)!;
      list.push(slot, maps.length, masks.length);
      writeUse(each, used[slot]!, words, rowLength, maps, masks);
    }
    uses.push(list);
    groups.push(Math.min(LANES, trees.length - first), first, nodes.size, 0);
  }
  for (const [g, list] of uses.entries()) groups[4 * g + 3] = append(Int32Array.from(list));
  head[Head.Groups] = uses.length;
  head[Head.GroupsAt] = append(Int32Array.from(groups));
  const packed = new Int32Array(Math.ceil(maps.length / 2));
  new Uint16Array(packed.buffer).set(maps);
  head[Head.MapsAt] = append(packed);
  head[Head.MasksAt] = append(Int32Array.from(masks));
}

function nodesByFeature(
  trees: readonly DecisionTree[],
  ranges: readonly LeafRanges[],
  first: number,
): Map<number, GroupNode[]> {
  const found = new Map<number, GroupNode[]>();
  for (let lane = 0; lane < LANES && first + lane < trees.length; lane++) {
    const tree = trees[first + lane]!;
    for (let node = 0; node < tree.feature.length; node++) {
      const each = { tree, node, lane, ranges: ranges[first + lane]! };
      const list = found.get(tree.feature[node]!);
      if (list === undefined) found.set(tree.feature[node]!, [each]);
      else list.push(each);
    }
  }
  return new Map([...found].sort(([a], [b]) => a - b));
}

function writeUse(
  nodes: readonly GroupNode[],
  feature: UsedFeature,
  words: number,
  rowLength: number,
  maps: number[],
  masks: number[],
): void {
  const left = nodes.map(({ tree, node }) => {
    const classes = classesOf(tree, node, feature);
    return classes instanceof Uint8Array
      ? (c: number) => classes[c] === 1
      : (c: number) => c >= classes.first && c <= classes.first + classes.more;
  });
  let rows = 0;
  let last: Int32Array | undefined;
  for (let c = 0; c < feature.keys.length + 2; c++) {
    const row = new Int32Array(rowLength).fill(-1);
    // Whoever goes right cannot reach the leaves on the left.
    for (const [i, { tree, node, lane, ranges }] of nodes.entries())
      if (!left[i]!(c)) clearLeaves(row, lane, words, leavesBelow(tree.left[node]!, ranges));
    if (last === undefined || row.some((word, k) => word !== last![k])) {
      masks.push(...row);
      rows++;
      last = row;
    }
    maps.push(rows - 1);
  }
}

function leavesBelow(child: number, ranges: LeafRanges): [first: number, end: number] {
  return child < 0 ? [~child, ~child + 1] : [ranges.first[child]!, ranges.end[child]!];
}

function clearLeaves(row: Int32Array, lane: number, words: number, [first, end]: [number, number]): void {
  for (let leaf = first; leaf < end; leaf++) {
    const word = words === 1 ? 0 : leaf >> 5;
    row[word * LANES + lane]! &= ~(1 << (leaf & 31));
  }
}

/** Leaves are numbered from left to right, so that those below a node are a range; children come after their parents. */
function leafRanges(tree: DecisionTree): LeafRanges {
  const count = tree.feature.length;
  const ranges = { first: new Int32Array(count), end: new Int32Array(count) };
  for (let node = count - 1; node >= 0; node--) {
    ranges.first[node] = leavesBelow(tree.left[node]!, ranges)[0];
    ranges.end[node] = leavesBelow(tree.right[node]!, ranges)[1];
  }
  return ranges;
}
