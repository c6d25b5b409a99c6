/**
 * Which entries stay: the slots of a cache in a doubly linked list, and the rule that picks the next to leave.
 *
 * Slots are 1 to `max`; 0 is no slot. The list is open and its ends are fields, so that a move to the front writes as
 * little as can be: `newer[newest]` and `older[oldest]` are left as they were and mean nothing. Slots that hold nothing
 * are chained through `older`.
 *
 * Fields are TypeScript's `private` and not `#`: each access to a `#` name is two bytecodes more, and a function whose
 * bytecode exceeds 170 bytes is not inlined by JavaScriptCore, which doubles the cost of a hit.
 */

/**
 * - `lru`: a hit moves the entry to the front; the oldest leaves.
 * - `sieve`: a hit sets a mark; a hand walks from the oldest to the newest, clears marks and takes the first entry
 *   without one (Zhang et al., NSDI 2024). New entries that nobody asks for leave first, so a scan does not flush.
 */
export type Policy = "lru" | "sieve";

export abstract class SlotList<V> {
  /** The most entries that the cache holds. */
  readonly max: number;
  protected count = 0;
  /** The value in each slot, `undefined` in one that holds none. */
  protected readonly held: (V | undefined)[];
  protected newest = 0;
  protected oldest = 0;
  protected readonly older: Int32Array;
  protected readonly newer: Int32Array;
  private readonly sieve: boolean;
  /** SIEVE's marks; of no length under LRU. */
  private readonly marks: Uint8Array;
  private hand = 0;
  private slotsUsed = 0;
  private vacant = 0;

  constructor(max: number, policy: Policy) {
    this.max = max;
    this.held = new Array<V | undefined>(max + 1).fill(undefined);
    this.older = new Int32Array(max + 1);
    this.newer = new Int32Array(max + 1);
    this.sieve = policy === "sieve";
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
    const newest = this.newest;
    if (newest === slot) return;
    const older = this.older;
    const newer = this.newer;
    const before = newer[slot]!;
    const after = older[slot]!;
    if (this.oldest === slot) this.oldest = before;
    else newer[after] = before;
    older[before] = after;
    newer[newest] = slot;
    older[slot] = newest;
    this.newest = slot;
  }

  /** The slot that is to leave next, never `pinned`, which was just touched. There must be another. */
  protected victim(pinned: number): number {
    return this.sieve ? this.unmarked(pinned) : this.oldest;
  }

  /** Takes a vacant slot and puts it in front. There must be one. */
  protected takeVacant(): number {
    let slot = this.vacant;
    if (slot === 0) slot = ++this.slotsUsed;
    else this.vacant = this.older[slot]!;
    if (this.count === 0) this.oldest = slot;
    this.newer[this.newest] = slot;
    this.older[slot] = this.newest;
    this.newest = slot;
    this.count++;
    return slot;
  }

  /** Takes a slot out of the list. */
  protected vacate(slot: number): void {
    const older = this.older;
    const newer = this.newer;
    if (this.hand === slot) this.hand = slot === this.newest ? 0 : newer[slot]!;
    if (this.sieve) this.marks[slot] = 0;
    if (slot === this.newest && slot === this.oldest) {
      this.newest = 0;
      this.oldest = 0;
    } else if (slot === this.newest) {
      this.newest = older[slot]!;
    } else if (slot === this.oldest) {
      this.oldest = newer[slot]!;
    } else {
      older[newer[slot]!] = older[slot]!;
      newer[older[slot]!] = newer[slot]!;
    }
    this.held[slot] = undefined;
    older[slot] = this.vacant;
    this.vacant = slot;
    this.count--;
  }

  protected vacateAll(): void {
    this.held.fill(undefined);
    this.marks.fill(0);
    this.newest = 0;
    this.oldest = 0;
    this.hand = 0;
    this.slotsUsed = 0;
    this.vacant = 0;
    this.count = 0;
  }

  /** Slots from the newest to the oldest; see {@link #walk}. */
  protected fromNewest(): Generator<number, void, void> {
    return this.#walk(
      this.older,
      () => this.newest,
      () => this.oldest,
    );
  }

  /** Slots from the oldest to the newest; see {@link #walk}. */
  protected fromOldest(): Generator<number, void, void> {
    return this.#walk(
      this.newer,
      () => this.oldest,
      () => this.newest,
    );
  }

  /**
   * Looks at what comes next before it gives a slot, so that the caller may use or remove the entry it was given. Where
   * other entries are moved or removed meanwhile it may leave some out or give some again, but it always ends.
   */
  *#walk(links: Int32Array, first: () => number, last: () => number): Generator<number, void, void> {
    let slot = first();
    for (let left = this.count; left > 0 && this.held[slot] !== undefined; left--) {
      const end = slot === last();
      const next = links[slot]!;
      yield slot;
      if (end) return;
      slot = next;
    }
  }

  private unmarked(pinned: number): number {
    const { newer, marks, newest, oldest } = this;
    let slot = this.hand === 0 ? oldest : this.hand;
    while (marks[slot] === 1 || slot === pinned) {
      marks[slot] = 0;
      slot = slot === newest ? oldest : newer[slot]!;
    }
    this.hand = slot === newest ? 0 : newer[slot]!;
    return slot;
  }
}
