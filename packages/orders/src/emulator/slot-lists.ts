/** Lists of slots in the order in which they came, one a row; a slot is in one at the most. Nothing is allocated. */
const NONE = -1;

/** Doubly linked lists in columns. */
export class SlotLists {
  readonly #head: Int32Array;
  readonly #tail: Int32Array;
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  readonly #row: Int32Array;

  constructor(rows: number, slots: number) {
    this.#head = new Int32Array(rows).fill(NONE);
    this.#tail = new Int32Array(rows).fill(NONE);
    this.#next = new Int32Array(slots).fill(NONE);
    this.#previous = new Int32Array(slots).fill(NONE);
    this.#row = new Int32Array(slots).fill(NONE);
  }

  /** The first slot of a row, or −1. */
  first(row: number): number {
    return this.#head[row]!;
  }

  /** The last slot of a row, or −1. */
  last(row: number): number {
    return this.#tail[row]!;
  }

  /** The slot after one, or −1. */
  after(slot: number): number {
    return this.#next[slot]!;
  }

  /** Adds a slot that is in no list at a row's end. */
  add(row: number, slot: number): void {
    const last = this.#tail[row]!;
    this.#row[slot] = row;
    this.#next[slot] = NONE;
    this.#previous[slot] = last;
    if (last === NONE) this.#head[row] = slot;
    else this.#next[last] = slot;
    this.#tail[row] = slot;
  }

  /** Takes a slot out, if it is in a list. */
  remove(slot: number): void {
    const row = this.#row[slot]!;
    if (row === NONE) return;
    this.#row[slot] = NONE;
    const before = this.#previous[slot]!;
    const after = this.#next[slot]!;
    if (before === NONE) this.#head[row] = after;
    else this.#next[before] = after;
    if (after === NONE) this.#tail[row] = before;
    else this.#previous[after] = before;
  }

  /** Takes everything out. */
  clear(): void {
    this.#head.fill(NONE);
    this.#tail.fill(NONE);
    this.#row.fill(NONE);
  }
}
