import { IntMap } from "@hotpath/cache";
import { ConfigError, InputError, type Snapshotable, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";
import { PriceHeaps } from "./price-heaps.ts";

/** A slot of the list of free ones that ends it. */
const NONE = -1;
/** What a free slot says in place of a side. */
const FREE = 0;

/** An order that works, for the edge. */
export interface WorkingOrderView {
  orderId: number;
  /** Dense index of the instrument. */
  instrument: number;
  side: number;
  strategy: number;
  /** In price units; 0 for a market order. */
  price: number;
  /** In size units, what was filled included. */
  quantity: number;
  cumulativeQuantity: number;
  /** What is reserved for it, in size units. */
  reserved: number;
}

/**
 * The orders that passed the gate and have not ended, in columns: one slot an order, found by id. Nothing is allocated
 * after construction. Where asked to, it keeps for each instrument and side the price that goes furthest.
 */
export class WorkingOrders implements Snapshotable {
  readonly capacity: number;
  readonly orderId: Float64Array;
  readonly price: Float64Array;
  /** The whole order, what was filled included. */
  readonly quantity: Float64Array;
  readonly cumulative: Float64Array;
  /** What is reserved: what may still be filled, by the old or the new terms where a replace is under way. */
  readonly reserved: Float64Array;
  /** New terms that a venue has not answered yet; NaN for none. */
  readonly newPrice: Float64Array;
  readonly newQuantity: Float64Array;
  readonly instrument: Int32Array;
  /** Side; 0 for a free slot. */
  readonly side: Int32Array;
  readonly strategy: Int32Array;
  /** Whether it may rest in a book. */
  readonly rests: Int32Array;
  readonly #next: Int32Array;
  readonly #slots: IntMap;
  /**
   * By instrument and side: how far the resting orders reach, as a mirrored price: the highest buy, or less the lowest
   * sell; −∞ for none, +∞ for a market order. All −∞ where it is not kept.
   */
  readonly furthest: Float64Array;
  #heaps: PriceHeaps | undefined;
  #free = NONE;
  #size = 0;
  #used = 0;

  constructor(instruments: number, capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1 || capacity > 16_777_216)
      throw new ConfigError("maxOrders", capacity, "an integer from 1 to 16777216");
    this.furthest = new Float64Array(2 * instruments).fill(Number.NEGATIVE_INFINITY);
    this.capacity = capacity;
    this.orderId = new Float64Array(capacity);
    this.price = new Float64Array(capacity);
    this.quantity = new Float64Array(capacity);
    this.cumulative = new Float64Array(capacity);
    this.reserved = new Float64Array(capacity);
    this.newPrice = new Float64Array(capacity);
    this.newQuantity = new Float64Array(capacity);
    this.instrument = new Int32Array(capacity);
    this.side = new Int32Array(capacity);
    this.strategy = new Int32Array(capacity);
    this.rests = new Int32Array(capacity);
    this.#next = new Int32Array(capacity);
    this.#slots = new IntMap(capacity, { fixed: true, rising: true });
  }

  /** Orders that work. */
  get size(): number {
    return this.#size;
  }

  /** One more than the highest slot that was ever taken. */
  get used(): number {
    return this.#used;
  }

  /** Whether another order finds room. */
  get isFull(): boolean {
    return this.#size === this.capacity;
  }

  /** The slot of an order, or −1. */
  slotOf(orderId: number): number {
    return this.#slots.get(orderId);
  }

  /** Takes in an order; there is room for it, and none of its id works. @returns its slot */
  add(
    orderId: number,
    instrument: number,
    side: number,
    price: number,
    quantity: number,
    strategy: number,
    rests: boolean,
  ): number {
    let slot = this.#free;
    if (slot !== NONE) this.#free = this.#next[slot]!;
    else {
      slot = this.#used;
      this.#used += 1;
    }
    this.#size += 1;
    this.#slots.set(orderId, slot);
    this.orderId[slot] = orderId;
    this.price[slot] = price;
    this.quantity[slot] = quantity;
    this.cumulative[slot] = 0;
    this.reserved[slot] = quantity;
    this.newPrice[slot] = Number.NaN;
    this.newQuantity[slot] = Number.NaN;
    this.instrument[slot] = instrument;
    this.side[slot] = side;
    this.strategy[slot] = strategy;
    this.rests[slot] = rests ? 1 : 0;
    if (this.#heaps !== undefined) this.rank(slot);
    return slot;
  }

  /** Gives a slot back. */
  remove(slot: number): void {
    this.#slots.delete(this.orderId[slot]!);
    this.#heaps?.remove(slot);
    this.side[slot] = FREE;
    this.#next[slot] = this.#free;
    this.#free = slot;
    this.#size -= 1;
  }

  /** Whether furthest prices are kept; what works now is taken into account. */
  keepFurthest(keep: boolean): void {
    if (keep === (this.#heaps !== undefined)) return;
    this.furthest.fill(Number.NEGATIVE_INFINITY);
    this.#heaps = keep ? new PriceHeaps(this.furthest, this.capacity) : undefined;
    if (!keep) return;
    for (let slot = 0; slot < this.#used; slot++) if (this.side[slot] !== FREE) this.rank(slot);
  }

  /** Puts an order's furthest price, of the old and the new terms, in its place: after a change. */
  rank(slot: number): void {
    const heaps = this.#heaps;
    if (heaps === undefined) return;
    heaps.remove(slot);
    if (this.rests[slot] === 0) return;
    const side = this.side[slot]!;
    const now = reach(side, this.price[slot]!);
    const next = this.newPrice[slot]!;
    const then = Number.isNaN(next) ? now : reach(side, next);
    heaps.add(2 * this.instrument[slot]! + side - 1, slot, then > now ? then : now);
  }

  /** The order in a slot as an object: allocates. */
  view(slot: number): WorkingOrderView {
    return {
      orderId: this.orderId[slot]!,
      instrument: this.instrument[slot]!,
      side: this.side[slot]!,
      strategy: this.strategy[slot]!,
      price: this.price[slot]!,
      quantity: this.quantity[slot]!,
      cumulativeQuantity: this.cumulative[slot]!,
      reserved: this.reserved[slot]!,
    };
  }

  /** Every order that works, in the order of their slots: allocates. */
  list(): WorkingOrderView[] {
    const views: WorkingOrderView[] = [];
    for (let slot = 0; slot < this.#used; slot++) if (this.side[slot] !== FREE) views.push(this.view(slot));
    return views;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("risk.workingOrders");
    writer.i32(this.#used);
    writer.i32(this.#free);
    for (const column of this.#doubles()) writer.f64s(column.subarray(0, this.#used));
    for (const column of this.#integers()) writer.i32s(column.subarray(0, this.#used));
  }

  restore(reader: SnapshotReader): void {
    reader.section("risk.workingOrders");
    const used = reader.i32();
    if (used < 0 || used > this.capacity)
      throw new InputError("CORRUPT", `snapshot: ${used} orders where ${this.capacity} find room`);
    this.#used = used;
    this.#free = reader.i32();
    for (const column of this.#doubles()) reader.f64s(column.subarray(0, used));
    for (const column of this.#integers()) reader.i32s(column.subarray(0, used));
    // Slots that come into use later are as fresh, and so the state's hash is that of an engine that was never ahead.
    this.#next.fill(0, used);
    this.#slots.clear();
    this.#size = 0;
    const keeps = this.#heaps !== undefined;
    this.#heaps = undefined;
    for (let slot = 0; slot < used; slot++) {
      if (this.side[slot] === FREE) continue;
      this.#slots.set(this.orderId[slot]!, slot);
      this.#size += 1;
    }
    this.keepFurthest(keeps);
  }

  #doubles(): Float64Array[] {
    return [this.orderId, this.price, this.quantity, this.cumulative, this.reserved, this.newPrice, this.newQuantity];
  }

  #integers(): Int32Array[] {
    return [this.instrument, this.side, this.strategy, this.rests, this.#next];
  }
}

/** A price mirrored by its side, so that a greater one goes further: a buy's price, less a sell's, +∞ for a market order. */
const reach = (side: number, price: number): number =>
  price === 0 ? Number.POSITIVE_INFINITY : (3 - 2 * side) * price;
