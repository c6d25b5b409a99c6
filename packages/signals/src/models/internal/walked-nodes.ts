import { Head } from "./layout.ts";
import { type Compilation, classesOf } from "./node-classes.ts";

/** Writes trees that are walked: nodes whose children stand side by side, and sets of classes for those that need one. */
export function writeNodes(
  { trees, used, slotOf }: Compilation,
  treeTable: Int32Array,
  head: Int32Array,
  append: (part: Int32Array) => number,
): void {
  const total = trees.reduce((sum, tree) => sum + 2 * tree.feature.length + 1, 0);
  const nodes = new Int32Array(4 * total);
  const sets: number[] = [];
  let free = 0;
  for (const [t, tree] of trees.entries()) {
    treeTable[4 * t + 3] = free;
    const pending = [{ child: tree.feature.length === 0 ? ~0 : 0, at: free++ }];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { child, at } = next;
      if (child < 0) {
        nodes.set([-1, 0, 0, ~child], 4 * at);
        continue;
      }
      const slot = slotOf.get(tree.feature[child]!)!;
      const classes = classesOf(tree, child, used[slot]!);
      const set = classes instanceof Uint8Array;
      nodes.set([slot, set ? sets.length : classes.first, set ? -1 : classes.more, free], 4 * at);
      if (set) sets.push(...bitsOf(classes));
      pending.push({ child: tree.right[child]!, at: free + 1 }, { child: tree.left[child]!, at: free });
      free += 2;
    }
  }
  head[Head.NodesAt] = append(nodes);
  head[Head.SetsAt] = append(Int32Array.from(sets));
}

function bitsOf(flags: Uint8Array): Int32Array {
  const words = new Int32Array(Math.ceil(flags.length / 32));
  for (const [c, flag] of flags.entries()) if (flag === 1) words[c >> 5]! |= 1 << (c & 31);
  return words;
}
