/**
 * The last so many entries by key, in the order in which they came: beyond the capacity the oldest is forgotten. Its keys
 * stand in a ring, for finding the oldest key of a `Map` from which many were deleted takes long.
 */
export class Recent<K, V> {
  readonly #places = new Map<K, { value: V; turn: number }>();
  readonly #ring: (K | undefined)[];
  #turn = 0;

  /** @param capacity entries */
  constructor(capacity: number) {
    this.#ring = new Array<K | undefined>(capacity).fill(undefined);
  }

  get(key: K): V | undefined {
    return this.#places.get(key)?.value;
  }

  has(key: K): boolean {
    return this.#places.has(key);
  }

  /** An entry that is there keeps its place. */
  set(key: K, value: V): void {
    const known = this.#places.get(key);
    if (known !== undefined) {
      known.value = value;
      return;
    }
    const turn = this.#turn;
    const slot = turn % this.#ring.length;
    if (turn >= this.#ring.length) this.#forget(this.#ring[slot]!, turn - this.#ring.length);
    this.#ring[slot] = key;
    this.#turn = turn + 1;
    this.#places.set(key, { value, turn });
  }

  /** Its place is lost until its turn comes. */
  delete(key: K): void {
    this.#places.delete(key);
  }

  clear(): void {
    this.#places.clear();
    this.#ring.fill(undefined);
    this.#turn = 0;
  }

  /** Entries that are kept. */
  get size(): number {
    return this.#places.size;
  }

  /** Keys and values, the oldest first. */
  *entries(): Iterable<[K, V]> {
    for (const [key, { value }] of this.#places) yield [key, value];
  }

  /** The oldest first. */
  *values(): Iterable<V> {
    for (const { value } of this.#places.values()) yield value;
  }

  /** All of it, to be taken back by {@link load}. */
  save(): RecentState<K, V> {
    const entries = [...this.#places].map(([key, { value, turn }]) => ({ key, value, turn }));
    return { turn: this.#turn, entries };
  }

  /** Has what it had when it was saved, and nothing else; of the same capacity. */
  load({ turn, entries }: RecentState<K, V>): void {
    this.#places.clear();
    this.#ring.fill(undefined);
    this.#turn = turn;
    for (const { key, value, turn } of entries) {
      this.#places.set(key, { value, turn });
      this.#ring[turn % this.#ring.length] = key;
    }
  }

  #forget(key: K, turn: number): void {
    if (this.#places.get(key)?.turn === turn) this.#places.delete(key);
  }
}

/** What a {@link Recent} has. */
export interface RecentState<K, V> {
  turn: number;
  entries: readonly { key: K; value: V; turn: number }[];
}
