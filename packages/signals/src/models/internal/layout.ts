/** Fields of the head of a compiled ensemble; the C kernels have the same (`c/trees.h` of @hotpath/native). */
export const Head = {
  Outputs: 0,
  /** Groups of trees that are scored by masks. */
  Groups: 1,
  /** Words of 32 leaves that a tree's mask has: 1 or 2; 0 where trees are walked. */
  Words: 2,
  /** Whether values are rounded to single precision. */
  FloatInput: 3,
  /** Whether sums are. */
  FloatSum: 4,
  /** Features that some node asks about. */
  Used: 5,
  /** Where they are listed: feature, first key, keys. */
  UsedAt: 6,
  /** Where groups are: trees, first tree, uses, where those are. A use: place among the used, first of its map, first of its masks. */
  GroupsAt: 7,
  Trees: 8,
  /** Where trees are: first leaf, output, width, root. */
  TreesAt: 9,
  /** Where maps begin, from classes to rows of masks, as halves of words. */
  MapsAt: 10,
  MasksAt: 11,
  /** Where nodes are: place among the used or −1, first class that goes left, how many more or −1, left child or leaf. */
  NodesAt: 12,
  /** Where sets of classes are, as bits. */
  SetsAt: 13,
  Size: 16,
} as const;

/** Trees that are scored together by masks. */
export const LANES = 16;
/** Rows whose classes are found together. */
export const TILE = 256;

/** An ensemble in the form that the kernels read. */
export interface CompiledTrees {
  model: Int32Array;
  /** Thresholds of every used feature, ascending. */
  keys: Float64Array;
  leaves: Float64Array;
}
