import { IntMap } from "@hotpath/cache";
import type { Snapshotable, SnapshotReader, SnapshotWriter } from "@hotpath/core";

/** Orders remembered after they ended. */
const CAPACITY = 4096;

/**
 * The last 4,096 orders that have ended, by id: a venue may report a trade after it has confirmed a cancel, and then
 * says only whose order it was by its id. Nothing is allocated after construction.
 */
export class ClosedOrders implements Snapshotable {
  readonly #orderId: Float64Array = new Float64Array(CAPACITY);
  readonly #cumulative: Float64Array = new Float64Array(CAPACITY);
  readonly #instrument: Int32Array = new Int32Array(CAPACITY);
  readonly #side: Int32Array = new Int32Array(CAPACITY);
  readonly #strategy: Int32Array = new Int32Array(CAPACITY);
  readonly #slots: IntMap = new IntMap(CAPACITY, { fixed: true, rising: true });
  #count = 0;

  /** Remembers an order, and forgets the oldest one. One of the same id takes the place of the former. */
  add(orderId: number, instrument: number, side: number, strategy: number, cumulative: number): void {
    const slot = this.#count % CAPACITY;
    if (this.#count >= CAPACITY && this.#slots.get(this.#orderId[slot]!) === slot)
      this.#slots.delete(this.#orderId[slot]!);
    this.#count += 1;
    this.#orderId[slot] = orderId;
    this.#cumulative[slot] = cumulative;
    this.#instrument[slot] = instrument;
    this.#side[slot] = side;
    this.#strategy[slot] = strategy;
    this.#slots.set(orderId, slot);
  }

  /** The slot of an order, or −1. */
  slotOf(orderId: number): number {
    return this.#slots.get(orderId);
  }

  /** Filled in all, in size units. */
  cumulative(slot: number): number {
    return this.#cumulative[slot]!;
  }

  instrument(slot: number): number {
    return this.#instrument[slot]!;
  }

  side(slot: number): number {
    return this.#side[slot]!;
  }

  strategy(slot: number): number {
    return this.#strategy[slot]!;
  }

  /** It was filled some more. */
  fill(slot: number, cumulative: number): void {
    this.#cumulative[slot] = cumulative;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("orders.closed");
    writer.f64(this.#count);
    const used = Math.min(this.#count, CAPACITY);
    for (const column of [this.#orderId, this.#cumulative]) writer.f64s(column.subarray(0, used));
    for (const column of [this.#instrument, this.#side, this.#strategy]) writer.i32s(column.subarray(0, used));
  }

  restore(reader: SnapshotReader): void {
    reader.section("orders.closed");
    this.#count = reader.f64();
    const used = Math.min(this.#count, CAPACITY);
    for (const column of [this.#orderId, this.#cumulative]) reader.f64s(column.subarray(0, used));
    for (const column of [this.#instrument, this.#side, this.#strategy]) reader.i32s(column.subarray(0, used));
    this.#slots.clear();
    // From the oldest on, so that the newest of one id is the one that is found.
    for (let n = Math.max(0, this.#count - CAPACITY); n < this.#count; n++)
      this.#slots.set(this.#orderId[n % CAPACITY]!, n % CAPACITY);
  }
}
