import { IntMap } from "@hotpath/cache";
import { ConfigError, InputError, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";

/**
 * The orders of a feed in the order of their arrival: what tells who stands before whom in a queue. Levels are kept
 * elsewhere; here is only what one message needs to know of the order that it names.
 */
export class FeedOrders {
  readonly price: Float64Array;
  readonly quantity: Float64Array;
  /** When it joined its queue: a count over all orders of the feed. */
  readonly arrival: Float64Array;
  /** `2 × instrument`, and one more for sells. */
  readonly ladder: Int32Array;
  readonly #orderId: Float64Array;
  /** The next free slot, in a free one. */
  readonly #next: Int32Array;
  readonly #slots: IntMap;
  #free = -1;
  /** Slots that were ever taken. */
  #used = 0;
  #arrivals = 0;

  /** @throws {ConfigError} if `capacity` is out of range */
  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1 || capacity > 2 ** 24)
      throw new ConfigError("venue.maxFeedOrders", capacity, `an integer from 1 to ${2 ** 24}`);
    this.price = new Float64Array(capacity);
    this.quantity = new Float64Array(capacity);
    this.arrival = new Float64Array(capacity);
    this.ladder = new Int32Array(capacity);
    this.#orderId = new Float64Array(capacity);
    this.#next = new Int32Array(capacity);
    this.#slots = new IntMap(capacity, { fixed: true });
    this.clear();
  }

  /** Orders held. */
  get size(): number {
    return this.#slots.size;
  }

  /** The place in time of whoever joins now. */
  nextArrival(): number {
    this.#arrivals += 1;
    return this.#arrivals;
  }

  /** The slot of an order, or −1. */
  slotOf(orderId: number): number {
    return this.#slots.get(orderId);
  }

  /** @returns the slot of the new order; −1 if there is no room, or one of this id */
  add(orderId: number, ladder: number, price: number, quantity: number): number {
    if (this.#slots.get(orderId) !== -1) return -1;
    let slot = this.#free;
    if (slot !== -1) this.#free = this.#next[slot]!;
    else {
      // Slots are touched one after the other: memory that no order needs costs nothing.
      slot = this.#used;
      if (slot === this.price.length) return -1;
      this.#used = slot + 1;
    }
    this.#slots.set(orderId, slot);
    this.#orderId[slot] = orderId;
    this.ladder[slot] = ladder;
    this.price[slot] = price;
    this.quantity[slot] = quantity;
    this.arrival[slot] = this.nextArrival();
    return slot;
  }

  remove(slot: number): void {
    this.#slots.delete(this.#orderId[slot]!);
    // A free slot is told by its quantity.
    this.quantity[slot] = 0;
    this.#next[slot] = this.#free;
    this.#free = slot;
  }

  /** Takes out the orders of one ladder: it walks all that there are. */
  removeLadder(ladder: number): void {
    for (let slot = 0; slot < this.#used; slot++)
      if (this.quantity[slot]! > 0 && this.ladder[slot] === ladder) this.remove(slot);
  }

  clear(): void {
    this.#slots.clear();
    this.quantity.fill(0, 0, this.#used);
    this.#used = 0;
    this.#free = -1;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.f64(this.#arrivals);
    writer.i32(this.size);
    for (let slot = 0; slot < this.#used; slot++) {
      if (!(this.quantity[slot]! > 0)) continue;
      writer.i32(this.ladder[slot]!);
      writer.f64(this.#orderId[slot]!);
      for (const column of [this.price, this.quantity, this.arrival]) writer.f64(column[slot]!);
    }
  }

  /** @throws {InputError} `CORRUPT` if the orders do not fit */
  restore(reader: SnapshotReader): void {
    this.clear();
    const arrivals = reader.f64();
    const count = reader.i32();
    for (let n = 0; n < count; n++) {
      const ladder = reader.i32();
      const orderId = reader.f64();
      const price = reader.f64();
      const quantity = reader.f64();
      const slot = Number.isSafeInteger(orderId) && quantity > 0 ? this.add(orderId, ladder, price, quantity) : -1;
      if (slot === -1) throw new InputError("CORRUPT", `snapshot: order ${orderId} of a feed`);
      this.arrival[slot] = reader.f64();
    }
    this.#arrivals = arrivals;
  }
}
