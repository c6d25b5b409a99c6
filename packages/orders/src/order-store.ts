import { IntMap } from "@hotpath/cache";
import { ConfigError, OrderStatus, type Snapshotable, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";
import { hasEnded } from "./order-transitions.ts";

/** Bits of {@link OrderStore.flags}. */
export const OrderFlag = {
  /** A request to cancel is under way. */
  Canceling: 1,
  /** A venue has answered: the order is known there. */
  Known: 2,
  /** Fills that the venue counts have not been told yet: between `gapFrom` and `gapTo`. */
  Gap: 4,
  /** The engine does for it what the venue cannot. */
  Emulated: 8,
  /** Its group holds it. */
  Grouped: 16,
  /** It is cancelled because its time is over. */
  Expiring: 32,
  /** It must end: a cancel of it that the venue refuses is sent again. */
  Ending: 64,
  /** A replace of it was under way when it was filled whole, and it works again: which terms it has is not certain. */
  Doubtful: 128,
} as const;

/** An order, for the edge. */
export interface OrderView {
  orderId: number;
  /** Dense index of the instrument. */
  instrument: number;
  side: number;
  orderType: number;
  timeInForce: number;
  /** In price units; 0 for a market order. */
  price: number;
  /** In size units. */
  quantity: number;
  leavesQuantity: number;
  cumulativeQuantity: number;
  /** {@link OrderStatus} */
  status: number;
  strategy: number;
  /** When it was asked for, in microseconds. */
  createdMicros: number;
  /** The venue's id of it; 0 while unknown. */
  venueOrderId: number;
  /** Whether the engine does for it what the venue cannot: holds it until its trigger, moves its price, ends it in time. */
  isEmulated: boolean;
}

/**
 * The orders that are not yet closed, in columns: one slot an order, found by id, given back when it closes. Nothing is
 * allocated after construction.
 */
export class OrderStore implements Snapshotable {
  readonly capacity: number;
  readonly orderId: Float64Array;
  readonly price: Float64Array;
  readonly quantity: Float64Array;
  readonly leaves: Float64Array;
  readonly cumulative: Float64Array;
  readonly created: Float64Array;
  /** New terms that were asked for and not answered yet; NaN for none. */
  readonly newPrice: Float64Array;
  readonly newQuantity: Float64Array;
  /** Filled so far by the venue's word: more than `cumulative` while fills are missing. */
  readonly told: Float64Array;
  /** The fills that are missing, as a range of the venue's cumulative quantity; of meaning with `OrderFlag.Gap` alone. */
  readonly gapFrom: Float64Array;
  readonly gapTo: Float64Array;
  /** 0 while unknown. */
  readonly venueOrderId: Float64Array;
  readonly venue: Int32Array;
  readonly instrument: Int32Array;
  readonly side: Int32Array;
  readonly orderType: Int32Array;
  readonly timeInForce: Int32Array;
  readonly strategy: Int32Array;
  /** {@link OrderStatus}, or −1 for a free slot: `base`, or the pending state of what was asked for. */
  readonly status: Int32Array;
  /** {@link OrderStatus} without what was asked for: where a refused cancel or replace leaves the order. */
  readonly base: Int32Array;
  /** {@link OrderFlag} bits. */
  readonly flags: Int32Array;
  readonly #slots: IntMap;
  /** Next free slot, one list. */
  readonly #next: Int32Array;
  #free = 0;
  #size = 0;
  /** Slots that were ever taken: a walk over the orders ends there. */
  #used = 0;

  /** @param capacity the most orders that may work at a time */
  constructor(capacity = 65_536) {
    if (!Number.isInteger(capacity) || capacity < 1 || capacity > 16_777_216)
      throw new ConfigError("maxOrders", capacity, "an integer from 1 to 16777216");
    this.capacity = capacity;
    this.orderId = new Float64Array(capacity);
    this.price = new Float64Array(capacity);
    this.quantity = new Float64Array(capacity);
    this.leaves = new Float64Array(capacity);
    this.cumulative = new Float64Array(capacity);
    this.created = new Float64Array(capacity);
    this.newPrice = new Float64Array(capacity);
    this.newQuantity = new Float64Array(capacity);
    this.told = new Float64Array(capacity);
    this.gapFrom = new Float64Array(capacity);
    this.gapTo = new Float64Array(capacity);
    this.venueOrderId = new Float64Array(capacity);
    this.venue = new Int32Array(capacity);
    this.instrument = new Int32Array(capacity);
    this.side = new Int32Array(capacity);
    this.orderType = new Int32Array(capacity);
    this.timeInForce = new Int32Array(capacity);
    this.strategy = new Int32Array(capacity);
    this.status = new Int32Array(capacity).fill(-1);
    this.base = new Int32Array(capacity);
    this.flags = new Int32Array(capacity);
    this.#slots = new IntMap(capacity, { fixed: true, rising: true });
    this.#next = Int32Array.from({ length: capacity }, (_, i) => (i + 1 < capacity ? i + 1 : -1));
  }

  /** Orders held. */
  get size(): number {
    return this.#size;
  }

  /** Whether there is no slot left. */
  get isFull(): boolean {
    return this.#free === -1;
  }

  /** One more than the highest slot that was ever taken. */
  get used(): number {
    return this.#used;
  }

  /** The slot of an order, or −1. */
  slotOf(orderId: number): number {
    return this.#slots.get(orderId);
  }

  /** Takes a slot for a new order. @returns the slot, or −1 if there is none left */
  take(orderId: number): number {
    const slot = this.#free;
    if (slot === -1) return -1;
    this.#free = this.#next[slot]!;
    this.#slots.set(orderId, slot);
    this.orderId[slot] = orderId;
    this.#size += 1;
    if (slot >= this.#used) this.#used = slot + 1;
    return slot;
  }

  /** Fills in a slot that was just taken: an order that nothing has happened to yet. */
  begin(
    slot: number,
    micros: number,
    venue: number,
    instrument: number,
    side: number,
    price: number,
    quantity: number,
    orderType: number,
    timeInForce: number,
    strategy: number,
  ): void {
    this.price[slot] = price;
    this.quantity[slot] = quantity;
    this.leaves[slot] = quantity;
    this.cumulative[slot] = 0;
    this.told[slot] = 0;
    this.created[slot] = micros;
    this.newPrice[slot] = Number.NaN;
    this.newQuantity[slot] = Number.NaN;
    this.venueOrderId[slot] = 0;
    this.venue[slot] = venue;
    this.instrument[slot] = instrument;
    this.side[slot] = side;
    this.orderType[slot] = orderType;
    this.timeInForce[slot] = timeInForce;
    this.strategy[slot] = strategy;
    this.flags[slot] = 0;
    this.base[slot] = OrderStatus.PendingNew;
    this.status[slot] = OrderStatus.PendingNew;
  }

  /** Makes the state of an order that which FIX's precedence says of what it is and of what was asked for. */
  settle(slot: number): void {
    if ((this.flags[slot]! & OrderFlag.Canceling) !== 0) this.status[slot] = OrderStatus.PendingCancel;
    else if (this.newQuantity[slot]! >= 0) this.status[slot] = OrderStatus.PendingReplace;
    else this.status[slot] = this.base[slot]!;
  }

  /** Gives a slot back. Its columns stay as they are until it is taken again. */
  release(slot: number): void {
    this.#slots.delete(this.orderId[slot]!);
    this.status[slot] = -1;
    this.#next[slot] = this.#free;
    this.#free = slot;
    this.#size -= 1;
  }

  /** The order in a slot as an object: allocates. */
  view(slot: number): OrderView {
    return {
      orderId: this.orderId[slot]!,
      instrument: this.instrument[slot]!,
      side: this.side[slot]!,
      orderType: this.orderType[slot]!,
      timeInForce: this.timeInForce[slot]!,
      price: this.price[slot]!,
      quantity: this.quantity[slot]!,
      leavesQuantity: this.leaves[slot]!,
      cumulativeQuantity: this.cumulative[slot]!,
      status: this.status[slot]!,
      strategy: this.strategy[slot]!,
      createdMicros: this.created[slot]!,
      venueOrderId: this.venueOrderId[slot]!,
      isEmulated: (this.flags[slot]! & OrderFlag.Emulated) !== 0,
    };
  }

  /** Every order held, in the order of their slots: allocates. */
  list(): OrderView[] {
    const views: OrderView[] = [];
    for (let slot = 0; slot < this.#used; slot++) if (this.status[slot] !== -1) views.push(this.view(slot));
    return views;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("orders.store", 2);
    writer.i32(this.#used);
    writer.i32(this.#free);
    for (const column of this.#doubles()) writer.f64s(column.subarray(0, this.#used));
    for (const column of this.#integers()) writer.i32s(column.subarray(0, this.#used));
  }

  restore(reader: SnapshotReader): void {
    reader.section("orders.store", 2);
    this.#used = reader.i32();
    this.#free = reader.i32();
    for (const column of this.#doubles()) reader.f64s(column.subarray(0, this.#used));
    for (const column of this.#integers()) reader.i32s(column.subarray(0, this.#used));
    this.status.fill(-1, this.#used);
    for (let slot = this.#used; slot < this.capacity; slot++)
      this.#next[slot] = slot + 1 < this.capacity ? slot + 1 : -1;
    this.#slots.clear();
    this.#size = 0;
    for (let slot = 0; slot < this.#used; slot++) {
      if (this.status[slot] === -1) continue;
      this.#slots.set(this.orderId[slot]!, slot);
      this.#size += 1;
    }
  }

  #doubles(): Float64Array[] {
    return [
      this.orderId,
      this.price,
      this.quantity,
      this.leaves,
      this.cumulative,
      this.created,
      this.newPrice,
      this.newQuantity,
      this.told,
      this.gapFrom,
      this.gapTo,
      this.venueOrderId,
    ];
  }

  #integers(): Int32Array[] {
    return [
      this.venue,
      this.instrument,
      this.side,
      this.orderType,
      this.timeInForce,
      this.strategy,
      this.status,
      this.base,
      this.flags,
      this.#next,
    ];
  }
}

/** Whether an order of this status still works, or may still come to. */
export function isOpen(status: number): boolean {
  return status >= 0 && !hasEnded(status);
}
