import { IntMap } from "@hotpath/cache";
import { ConfigError, InputError, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";

/** No slot. */
export const NONE = -1;

/**
 * Our own orders that rest at a venue, in columns: one slot an order, found by id, and for each side of each instrument a
 * list of them, the best price first, at one price the oldest first. Nothing is allocated after construction.
 *
 * A side of an instrument is a ladder: `2 × instrument`, and one more for sells.
 */
export class RestingOrders {
  readonly orderId: Float64Array;
  readonly price: Float64Array;
  readonly leaves: Float64Array;
  readonly filled: Float64Array;
  /** Quantity before the order in its queue; below 0 what trades have brought beyond it. */
  readonly front: Float64Array;
  /** What trades at the price took since the level's last change. */
  readonly traded: Float64Array;
  /** The order's place in time among the orders of the feed. */
  readonly arrival: Float64Array;
  readonly ladder: Int32Array;
  readonly timeInForce: Int32Array;
  readonly orderType: Int32Array;
  /** The next worse of the same ladder, or {@link NONE}. In a free slot: the next free one. */
  readonly next: Int32Array;
  readonly #previous: Int32Array;
  /** The best of each ladder, or {@link NONE}. */
  readonly head: Int32Array;
  readonly #slots: IntMap;
  #free = 0;
  #size = 0;

  /** @throws {ConfigError} if `capacity` is out of range */
  constructor(instruments: number, capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1 || capacity > 2 ** 22)
      throw new ConfigError("venue.maxOrders", capacity, `an integer from 1 to ${2 ** 22}`);
    this.orderId = new Float64Array(capacity);
    this.price = new Float64Array(capacity);
    this.leaves = new Float64Array(capacity);
    this.filled = new Float64Array(capacity);
    this.front = new Float64Array(capacity);
    this.traded = new Float64Array(capacity);
    this.arrival = new Float64Array(capacity);
    this.ladder = new Int32Array(capacity);
    this.timeInForce = new Int32Array(capacity);
    this.orderType = new Int32Array(capacity);
    this.next = new Int32Array(capacity);
    this.#previous = new Int32Array(capacity);
    this.head = new Int32Array(2 * instruments);
    this.#slots = new IntMap(capacity, { fixed: true, rising: true });
    this.clear();
  }

  /** Orders that rest. */
  get size(): number {
    return this.#size;
  }

  /** Whether another order fits. */
  get hasRoom(): boolean {
    return this.#free !== NONE;
  }

  /** The slot of an order, or {@link NONE}. */
  slotOf(orderId: number): number {
    return this.#slots.get(orderId);
  }

  /** Takes a slot for an order that comes last at its price. There is room. */
  add(orderId: number, ladder: number, price: number, leaves: number, filled: number): number {
    const slot = this.#free;
    this.#free = this.next[slot]!;
    this.#size += 1;
    this.#slots.set(orderId, slot);
    this.orderId[slot] = orderId;
    this.leaves[slot] = leaves;
    this.filled[slot] = filled;
    this.ladder[slot] = ladder;
    this.#link(slot, ladder, price);
    return slot;
  }

  /** Moves an order behind the others of a price. */
  move(slot: number, price: number): void {
    this.#unlink(slot);
    this.#link(slot, this.ladder[slot]!, price);
  }

  /** Takes an order out. Its columns stay as they are until its slot is taken again. */
  remove(slot: number): void {
    this.#unlink(slot);
    this.#slots.delete(this.orderId[slot]!);
    this.next[slot] = this.#free;
    this.#free = slot;
    this.#size -= 1;
  }

  /** Takes all orders out. */
  clear(): void {
    this.head.fill(NONE);
    this.#slots.clear();
    this.#size = 0;
    this.#free = 0;
    const last = this.next.length - 1;
    for (let slot = 0; slot <= last; slot++) this.next[slot] = slot === last ? NONE : slot + 1;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.i32(this.#size);
    for (let ladder = 0; ladder < this.head.length; ladder++)
      for (let slot = this.head[ladder]!; slot !== NONE; slot = this.next[slot]!) {
        writer.i32(ladder);
        for (const column of this.#doubles()) writer.f64(column[slot]!);
        writer.i32(this.timeInForce[slot]!);
        writer.i32(this.orderType[slot]!);
      }
  }

  /** @throws {InputError} `CORRUPT` if the orders do not fit */
  restore(reader: SnapshotReader): void {
    this.clear();
    const count = reader.i32();
    for (let n = 0; n < count; n++) {
      const ladder = reader.i32();
      const values = this.#doubles().map(() => reader.f64());
      const [orderId, price, leaves, filled] = values as [number, number, number, number];
      if (!(ladder >= 0 && ladder < this.head.length && this.hasRoom && Number.isSafeInteger(orderId)))
        throw new InputError("CORRUPT", `snapshot: order ${orderId} in ladder ${ladder} of ${this.head.length}`);
      const slot = this.add(orderId, ladder, price, leaves, filled);
      for (const [k, column] of this.#doubles().entries()) column[slot] = values[k]!;
      this.timeInForce[slot] = reader.i32();
      this.orderType[slot] = reader.i32();
    }
  }

  #doubles(): Float64Array[] {
    return [this.orderId, this.price, this.leaves, this.filled, this.front, this.traded, this.arrival];
  }

  #link(slot: number, ladder: number, price: number): void {
    const { next } = this;
    this.price[slot] = price;
    const isBuy = (ladder & 1) === 0;
    let before = NONE;
    let after = this.head[ladder]!;
    while (after !== NONE && (isBuy ? this.price[after]! >= price : this.price[after]! <= price)) {
      before = after;
      after = next[after]!;
    }
    next[slot] = after;
    this.#previous[slot] = before;
    if (after !== NONE) this.#previous[after] = slot;
    if (before === NONE) this.head[ladder] = slot;
    else next[before] = slot;
  }

  #unlink(slot: number): void {
    const before = this.#previous[slot]!;
    const after = this.next[slot]!;
    if (after !== NONE) this.#previous[after] = before;
    if (before === NONE) this.head[this.ladder[slot]!] = after;
    else this.next[before] = after;
  }
}
