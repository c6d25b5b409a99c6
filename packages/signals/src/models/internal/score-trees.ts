/**
 * Scores compiled ensembles: the twin of `trees_score` in `c/trees.h` of @hotpath/native, to the bit. How it works is said
 * there.
 */
import { type CompiledTrees, Head, LANES, TILE } from "./layout.ts";

/**
 * Adds the leaves that rows reach to `out`, rows × outputs.
 *
 * @param x rows of `stride` values
 * @param classes scratch: 256 × used features
 */
export const scoreTrees = (
  x: Float64Array,
  rows: number,
  stride: number,
  { model, keys, leaves }: CompiledTrees,
  classes: Int32Array,
  out: Float64Array,
): void => {
  const used = model[Head.Used]!;
  const outputs = model[Head.Outputs]!;
  const halves = new Uint16Array(model.buffer, model.byteOffset, 2 * model.length);
  const words = model[Head.Words]!;
  for (let from = 0; from < rows; from += TILE) {
    const count = Math.min(TILE, rows - from);
    findClasses(x, from, count, stride, model, keys, classes);
    for (let r = 0; words === 0 && r < count; r++)
      walkTrees(model, leaves, classes, r * used, out, (from + r) * outputs);
    for (let g = 0; words > 0 && g < model[Head.Groups]!; g++)
      for (let r = 0; r < count; r++)
        scoreGroup(model, halves, leaves, classes, r * used, g, words, out, (from + r) * outputs);
  }
};

const findClasses = (
  x: Float64Array,
  from: number,
  count: number,
  stride: number,
  model: Int32Array,
  keys: Float64Array,
  classes: Int32Array,
): void => {
  const used = model[Head.Used]!;
  const single = model[Head.FloatInput] === 1;
  for (let s = 0; s < used; s++) {
    const at = model[Head.UsedAt]! + 3 * s;
    const feature = model[at]!;
    const first = model[at + 1]!;
    const keyCount = model[at + 2]!;
    for (let r = 0; r < count; r++) {
      const raw = x[(from + r) * stride + feature]!;
      const value = single ? Math.fround(raw) : raw;
      let base = first;
      let length = keyCount;
      while (length > 1) {
        const half = length >> 1;
        if (keys[base + half - 1]! < value) base += half;
        length -= half;
      }
      classes[r * used + s] = Number.isNaN(value)
        ? 0
        : base - first + (length === 1 && keys[base]! < value ? 1 : 0) + 1;
    }
  }
};

const reach = new Int32Array(2 * LANES);

const scoreGroup = (
  model: Int32Array,
  halves: Uint16Array,
  leaves: Float64Array,
  classes: Int32Array,
  row: number,
  g: number,
  words: number,
  out: Float64Array,
  to: number,
): void => {
  const group = model[Head.GroupsAt]! + 4 * g;
  const trees = model[group]!;
  const maps = 2 * model[Head.MapsAt]!;
  const masks = model[Head.MasksAt]!;
  const width = words * LANES;
  reach.fill(-1);
  let use = model[group + 3]!;
  for (let i = 0; i < model[group + 2]!; i++, use += 3) {
    const local = halves[maps + model[use + 1]! + classes[row + model[use]!]!]!;
    const at = masks + model[use + 2]! + local * width;
    for (let j = 0; j < width; j++) reach[j]! &= model[at + j]!;
  }
  let tree = model[Head.TreesAt]! + 4 * model[group + 1]!;
  for (let t = 0; t < trees; t++, tree += 4) {
    const low = reach[t]!;
    const leaf = low !== 0 ? 31 - Math.clz32(low & -low) : 32 + 31 - Math.clz32(reach[LANES + t]! & -reach[LANES + t]!);
    addLeaf(model, tree, leaf, leaves, out, to);
  }
};

const addLeaf = (
  model: Int32Array,
  tree: number,
  leaf: number,
  leaves: Float64Array,
  out: Float64Array,
  to: number,
): void => {
  const width = model[tree + 2]!;
  const value = model[tree]! + leaf * width;
  const place = to + model[tree + 1]!;
  const single = model[Head.FloatSum] === 1;
  for (let k = 0; k < width; k++) {
    const sum = out[place + k]! + leaves[value + k]!;
    out[place + k] = single ? Math.fround(sum) : sum;
  }
};

const walkTrees = (
  model: Int32Array,
  leaves: Float64Array,
  classes: Int32Array,
  row: number,
  out: Float64Array,
  to: number,
): void => {
  const nodes = model[Head.NodesAt]!;
  const sets = model[Head.SetsAt]!;
  for (let t = 0; t < model[Head.Trees]!; t++) {
    const tree = model[Head.TreesAt]! + 4 * t;
    let node = nodes + 4 * model[tree + 3]!;
    while (model[node]! >= 0) {
      const c = classes[row + model[node]!]!;
      const first = model[node + 1]!;
      const more = model[node + 2]!;
      const left = more >= 0 ? (c - first) >>> 0 <= more : ((model[sets + first + (c >> 5)]! >>> (c & 31)) & 1) === 1;
      node = nodes + 4 * (model[node + 3]! + (left ? 0 : 1));
    }
    addLeaf(model, tree, model[node + 3]!, leaves, out, to);
  }
};
