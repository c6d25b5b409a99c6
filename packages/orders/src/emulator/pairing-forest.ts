/**
 * Pairing heaps over the slots of a table, as many as their owner holds roots of: a slot is added and two heaps are merged
 * in constant time, and any slot is taken out in logarithmic time over the long run. Nothing is allocated after
 * construction. (Fredman, Sedgewick, Sleator and Tarjan, "The pairing heap: a new form of self-adjusting heap",
 * Algorithmica 1, 1986.)
 */
export const NONE = -1;

/** Slots by key, then by a second key, then by the order in which they came; the least first. */
export class PairingForest {
  readonly key: Float64Array;
  readonly #second: Float64Array;
  readonly #sequence: Float64Array;
  readonly #child: Int32Array;
  readonly #next: Int32Array;
  /** The sibling before, or the parent of a first child; −1 for a root. */
  readonly #previous: Int32Array;

  /**
   * @param second a column of second keys, or one of zeroes
   * @param sequence a column of when each slot came, without ties
   */
  constructor(second: Float64Array, sequence: Float64Array) {
    const slots = sequence.length;
    this.key = new Float64Array(slots);
    this.#second = second;
    this.#sequence = sequence;
    this.#child = new Int32Array(slots).fill(NONE);
    this.#next = new Int32Array(slots).fill(NONE);
    this.#previous = new Int32Array(slots).fill(NONE);
  }

  /** Adds a slot that is in no heap. @returns the heap's root */
  add(root: number, slot: number, key: number): number {
    this.key[slot] = key;
    this.#child[slot] = NONE;
    this.#next[slot] = NONE;
    this.#previous[slot] = NONE;
    return this.merge(root, slot);
  }

  /** Merges two heaps, either of which may be empty. @returns the root */
  merge(a: number, b: number): number {
    if (a === NONE) return b;
    return b === NONE ? a : this.#link(a, b);
  }

  /** Takes a slot out of the heap of a root. @returns the root from now on */
  remove(root: number, slot: number): number {
    const rest = this.#mergeChildren(this.#child[slot]!);
    this.#child[slot] = NONE;
    if (root === slot) return rest;
    const before = this.#previous[slot]!;
    const after = this.#next[slot]!;
    if (this.#child[before] === slot) this.#child[before] = after;
    else this.#next[before] = after;
    if (after !== NONE) this.#previous[after] = before;
    return this.merge(root, rest);
  }

  /** The root of the heap that a slot is in: walks up, and so is for the edge and for snapshots. */
  rootOf(slot: number): number {
    let at = slot;
    while (this.#previous[at] !== NONE) at = this.#previous[at]!;
    return at;
  }

  #isLess(a: number, b: number): boolean {
    const x = this.key[a]!;
    const y = this.key[b]!;
    if (x !== y) return x < y;
    const second = this.#second[a]! - this.#second[b]!;
    return second === 0 ? this.#sequence[a]! < this.#sequence[b]! : second < 0;
  }

  /** Makes one of two roots the first child of the other. @returns the one that stays a root */
  #link(a: number, b: number): number {
    const first = this.#isLess(b, a) ? b : a;
    const second = first === a ? b : a;
    const child = this.#child[first]!;
    this.#next[second] = child;
    this.#previous[second] = first;
    if (child !== NONE) this.#previous[child] = second;
    this.#child[first] = second;
    this.#next[first] = NONE;
    this.#previous[first] = NONE;
    return first;
  }

  /** Merges a list of siblings in two passes: in pairs from the left, then all from the right. */
  #mergeChildren(list: number): number {
    let pairs = NONE;
    let slot = list;
    while (slot !== NONE) {
      const other = this.#next[slot]!;
      const rest = other === NONE ? NONE : this.#next[other]!;
      const pair = other === NONE ? slot : this.#link(slot, other);
      this.#next[pair] = pairs;
      pairs = pair;
      slot = rest;
    }
    let root = NONE;
    while (pairs !== NONE) {
      const rest = this.#next[pairs]!;
      this.#next[pairs] = NONE;
      this.#previous[pairs] = NONE;
      root = root === NONE ? pairs : this.#link(root, pairs);
      pairs = rest;
    }
    return root;
  }
}
