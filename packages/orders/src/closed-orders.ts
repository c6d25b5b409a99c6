import { IntMap } from "@hotpath/cache";
import { InputError, type Snapshotable, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";
import { OrderFlag } from "./order-store.ts";

/** Orders remembered after they ended. */
const CAPACITY = 4096;

/** Places in the record of an order: its fields lie beside each other, for all of them are written at once. */
export const Closed = {
  ORDER_ID: 0,
  PRICE: 1,
  QUANTITY: 2,
  CUMULATIVE: 3,
  /** Filled in all by the venue's word. */
  TOLD: 4,
  /** Fills that are missing, as a range of the venue's cumulative quantity; the same twice for none. */
  GAP_FROM: 5,
  GAP_TO: 6,
  INSTRUMENT: 7,
  SIDE: 8,
  STRATEGY: 9,
  STATUS: 10,
  ORDER_TYPE: 11,
  TIME_IN_FORCE: 12,
  VENUE: 13,
  VENUE_ORDER_ID: 14,
  CREATED: 15,
  /** What was under way when it ended: `OrderFlag` bits `Canceling`, `Ending` and `Doubtful`, the last for a replace. */
  FLAGS: 16,
  STRIDE: 17,
} as const;

/**
 * The last 4,096 orders that have ended, by id: a venue may report a trade after it has confirmed a cancel, or bust one
 * later, and then says only whose order it was by its id. Nothing is allocated after construction.
 */
export class ClosedOrders implements Snapshotable {
  /** Records of {@link Closed} fields, one a slot. */
  readonly rows: Float64Array = new Float64Array(CAPACITY * Closed.STRIDE);
  readonly #slots: IntMap = new IntMap(CAPACITY, { fixed: true, rising: true });
  #count = 0;

  /** Makes room for an order by forgetting the oldest, or takes the place of one of the same id. @returns its record's start */
  add(orderId: number): number {
    const slot = this.#count % CAPACITY;
    const at = slot * Closed.STRIDE;
    const oldest = this.rows[at + Closed.ORDER_ID]!;
    if (this.#count >= CAPACITY && this.#slots.get(oldest) === slot) this.#slots.delete(oldest);
    this.#count += 1;
    this.rows[at + Closed.ORDER_ID] = orderId;
    this.#slots.set(orderId, slot);
    return at;
  }

  /** Where the record of an order starts, or −1. */
  find(orderId: number): number {
    const slot = this.#slots.get(orderId);
    return slot === -1 ? -1 : slot * Closed.STRIDE;
  }

  /** What was asked for before a reconnect is not under way any more, of no order that has ended. */
  settleRequests(): void {
    const used = Math.min(this.#count, CAPACITY) * Closed.STRIDE;
    for (let at = 0; at < used; at += Closed.STRIDE) this.rows[at + Closed.FLAGS]! &= OrderFlag.Ending;
  }

  /** Forgets an order: it works again. */
  forget(orderId: number): void {
    this.#slots.delete(orderId);
    // The record stays, of an id that no order has.
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("orders.closed", 3);
    writer.f64(this.#count);
    const used = Math.min(this.#count, CAPACITY);
    writer.f64s(this.rows.subarray(0, used * Closed.STRIDE));
    for (let slot = 0; slot < used; slot++) writer.i32(this.#isFound(slot) ? 1 : 0);
  }

  restore(reader: SnapshotReader): void {
    reader.section("orders.closed", 3);
    this.#count = reader.f64();
    if (!Number.isSafeInteger(this.#count) || this.#count < 0)
      throw new InputError("CORRUPT", `snapshot: ${this.#count} closed orders`);
    const used = Math.min(this.#count, CAPACITY);
    reader.f64s(this.rows.subarray(0, used * Closed.STRIDE));
    this.#slots.clear();
    for (let slot = 0; slot < used; slot++)
      if (reader.i32() === 1) this.#slots.set(this.rows[slot * Closed.STRIDE + Closed.ORDER_ID]!, slot);
  }

  #isFound(slot: number): boolean {
    return this.#slots.get(this.rows[slot * Closed.STRIDE + Closed.ORDER_ID]!) === slot;
  }
}
