/**
 * Which entries stay: the slots of a cache in a doubly linked ring, and the rule that picks the next to leave.
 *
 * Slots are 1 to `max`; slot 0 is the ring's own mark, so that no link operation needs a branch for the ends:
 * `older[0]` is the newest entry and `newer[0]` the oldest. A slot that holds nothing has `newer` = {@link VACANT} and
 * is chained through `older` to the next such slot.
 */

/** In `newer`, marks a slot that holds no entry. */
const VACANT = -1;

/**
 * - `lru`: a hit moves the entry to the front; the oldest leaves.
 * - `sieve`: a hit sets a mark; a hand walks from the oldest to the newest, clears marks and takes the first entry
 *   without one (Zhang et al., NSDI 2024). New entries that nobody asks for leave first, so a scan does not flush.
 */
export type Policy = "lru" | "sieve";

export abstract class SlotList {
  /** The most entries that the cache holds. */
  readonly max: number;
  protected count = 0;
  protected readonly older: Int32Array;
  protected readonly newer: Int32Array;
  /** SIEVE's marks; of no length under LRU. */
  protected readonly marks: Uint8Array;
  protected readonly sieve: boolean;
  #hand = 0;
  #slotsUsed = 0;
  #vacant = 0;

  constructor(max: number, policy: Policy) {
    this.max = max;
    this.sieve = policy === "sieve";
    this.older = new Int32Array(max + 1);
    this.newer = new Int32Array(max + 1).fill(VACANT, 1);
    this.marks = new Uint8Array(this.sieve ? max + 1 : 0);
  }

  /** Entries held now, stale ones included. */
  get size(): number {
    return this.count;
  }

  /** Notes that the entry was used. */
  protected touch(slot: number): void {
    if (this.sieve) this.marks[slot] = 1;
    else this.moveToFront(slot);
  }

  protected moveToFront(slot: number): void {
    const older = this.older;
    const newer = this.newer;
    const newest = older[0]!;
    if (newest === slot) return;
    const before = newer[slot]!;
    const after = older[slot]!;
    older[before] = after;
    newer[after] = before;
    older[0] = slot;
    newer[slot] = 0;
    older[slot] = newest;
    newer[newest] = slot;
  }

  /** The slot that is to leave next, never `pinned`, which was just touched. There must be another. */
  protected victim(pinned: number): number {
    return this.sieve ? this.#unmarked(pinned) : this.newer[0]!;
  }

  /** Takes a vacant slot and puts it in front. There must be one. */
  protected takeVacant(): number {
    const older = this.older;
    const newer = this.newer;
    let slot = this.#vacant;
    if (slot === 0) slot = ++this.#slotsUsed;
    else this.#vacant = older[slot]!;
    const newest = older[0]!;
    older[0] = slot;
    newer[slot] = 0;
    older[slot] = newest;
    newer[newest] = slot;
    this.count++;
    return slot;
  }

  /** Takes a slot out of the ring. */
  protected vacate(slot: number): void {
    const older = this.older;
    const newer = this.newer;
    const before = newer[slot]!;
    const after = older[slot]!;
    if (this.#hand === slot) this.#hand = before;
    if (this.sieve) this.marks[slot] = 0;
    older[before] = after;
    newer[after] = before;
    newer[slot] = VACANT;
    older[slot] = this.#vacant;
    this.#vacant = slot;
    this.count--;
  }

  protected vacateAll(): void {
    this.older.fill(0);
    this.newer.fill(VACANT, 1);
    this.newer[0] = 0;
    this.marks.fill(0);
    this.#hand = 0;
    this.#slotsUsed = 0;
    this.#vacant = 0;
    this.count = 0;
  }

  /**
   * Slots in order. Reads the next slot before it gives one, so that the caller may use or remove the entry it was
   * given; where other entries are removed meanwhile it may end early, and it always ends.
   */
  protected *walk(links: Int32Array): Generator<number, void, void> {
    let slot = links[0]!;
    for (let left = this.max; slot !== 0 && left > 0 && this.newer[slot] !== VACANT; left--) {
      const next = links[slot]!;
      yield slot;
      slot = next;
    }
  }

  #unmarked(pinned: number): number {
    const newer = this.newer;
    const marks = this.marks;
    let slot = this.#hand === 0 ? newer[0]! : this.#hand;
    while (marks[slot] === 1 || slot === pinned) {
      marks[slot] = 0;
      slot = newer[slot]!;
      if (slot === 0) slot = newer[0]!;
    }
    this.#hand = newer[slot]!;
    return slot;
  }
}
