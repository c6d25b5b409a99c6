/**
 * Pairing heaps over the slots of a table, one root a row: the best key of a row at once, a key added in constant and
 * taken out in logarithmic time over the long run, nothing allocated. (Fredman, Sedgewick, Sleator and Tarjan, "The
 * pairing heap: a new form of self-adjusting heap", Algorithmica 1, 1986.)
 */
const NONE = -1;

/** Slots by key, the greatest first. */
export class PriceHeaps {
  /** By row: the greatest key; −∞ if it is empty. */
  readonly best: Float64Array;
  /** By row: the slot with the greatest key, or −1. */
  readonly #root: Int32Array;
  readonly #child: Int32Array;
  readonly #next: Int32Array;
  /** The sibling before, or the parent of a first child. */
  readonly #previous: Int32Array;
  readonly #key: Float64Array;
  /** The row that a slot is in, −1 for none. */
  readonly #row: Int32Array;

  /**
   * @param best a column of −∞, one for each row, that is kept true from now on
   * @param slots slots that may be in a row; each is in one at the most
   */
  constructor(best: Float64Array, slots: number) {
    this.best = best;
    this.#root = new Int32Array(best.length).fill(NONE);
    this.#child = new Int32Array(slots);
    this.#next = new Int32Array(slots);
    this.#previous = new Int32Array(slots);
    this.#key = new Float64Array(slots);
    this.#row = new Int32Array(slots).fill(NONE);
  }

  /** Adds a slot that is in no row. */
  add(row: number, slot: number, key: number): void {
    this.#key[slot] = key;
    this.#row[slot] = row;
    this.#child[slot] = NONE;
    this.#next[slot] = NONE;
    this.#previous[slot] = NONE;
    const root = this.#root[row]!;
    this.#setRoot(row, root === NONE ? slot : this.#merge(root, slot));
  }

  /** Takes a slot out, if it is in a row. */
  remove(slot: number): void {
    const row = this.#row[slot]!;
    if (row === NONE) return;
    this.#row[slot] = NONE;
    const rest = this.#mergeChildren(this.#child[slot]!);
    if (this.#root[row] === slot) {
      this.#setRoot(row, rest);
      return;
    }
    this.#cut(slot);
    if (rest !== NONE) this.#setRoot(row, this.#merge(this.#root[row]!, rest));
  }

  /** Takes every slot out. */
  clear(): void {
    this.best.fill(Number.NEGATIVE_INFINITY);
    this.#root.fill(NONE);
    this.#row.fill(NONE);
  }

  #setRoot(row: number, slot: number): void {
    this.#root[row] = slot;
    this.best[row] = slot === NONE ? Number.NEGATIVE_INFINITY : this.#key[slot]!;
  }

  /** Takes a slot that is no root out of its parent's children. */
  #cut(slot: number): void {
    const before = this.#previous[slot]!;
    const after = this.#next[slot]!;
    if (this.#child[before] === slot) this.#child[before] = after;
    else this.#next[before] = after;
    if (after !== NONE) this.#previous[after] = before;
  }

  /** Makes one of two roots the first child of the other. @returns the one that stays a root */
  #merge(a: number, b: number): number {
    const first = this.#key[b]! > this.#key[a]! ? b : a;
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
      const pair = other === NONE ? slot : this.#merge(slot, other);
      this.#next[pair] = pairs;
      pairs = pair;
      slot = rest;
    }
    let root = NONE;
    while (pairs !== NONE) {
      const rest = this.#next[pairs]!;
      if (root === NONE) {
        root = pairs;
        this.#next[root] = NONE;
        this.#previous[root] = NONE;
      } else root = this.#merge(root, pairs);
      pairs = rest;
    }
    return root;
  }
}
