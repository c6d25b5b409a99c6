import type { Snapshotable, SnapshotReader, SnapshotWriter } from "@hotpath/core";

/** Orders remembered at the most: a power of two. */
const CAPACITY = 8192;
const MASK = CAPACITY - 1;
/** Buckets of either index. */
const BUCKETS = 16384;
const SHIFT = 32 - 14;
/** Doubles of an order. */
const STRIDE = 8;
const MICROS = 0;
const ORDER_ID = 1;
const PRICE = 2;
const QUANTITY = 3;
/** Strategy, instrument and side in one integer. */
const WHO = 4;

const TWO_POW_MINUS_26 = 1 / 67_108_864;

const hash = (a: number): number => Math.imul(a ^ (a >>> 15), 0x9e3779b1);

/** A safe integer to 32 bits: one beyond them is cut into halves of 27 bits first, each converted in one instruction. */
const fold = (value: number): number => {
  if (value <= 2_147_483_647 && value >= -2_147_483_648) return value | 0;
  const high = (value * TWO_POW_MINUS_26) | 0;
  return (value - high * 67_108_864) ^ Math.imul(high, 0x85ebca6b);
};

const contentBucket = (who: number, price: number, quantity: number): number =>
  hash(fold(who) ^ Math.imul(fold(price), 0x27d4eb2f) ^ Math.imul(fold(quantity), 0x165667b1)) >>> SHIFT;

/**
 * The orders of the last while, found by id and by content. Nothing is allocated after construction: the last 8,192 are
 * remembered, and where more came within the window the oldest of them are forgotten, which `forgotten` counts.
 */
export class RecentOrders implements Snapshotable {
  readonly #orders: Float64Array = new Float64Array(CAPACITY * STRIDE);
  /** By bucket: the newest order's number plus one; older ones follow by `#older`. */
  readonly #byId: Float64Array = new Float64Array(BUCKETS);
  readonly #byContent: Float64Array = new Float64Array(BUCKETS);
  /** Number plus one of the next older order in the same bucket: two links an order. */
  readonly #older: Float64Array = new Float64Array(CAPACITY * 2);
  /** Orders remembered so far: order n lies at n mod capacity. */
  #count = 0;
  #forgotten = 0;

  /** Orders that were forgotten although the window still held them. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** When an order of that id came, if not before `since`; NaN if none did. */
  timeOfId(orderId: number, since: number): number {
    let number = this.#byId[hash(fold(orderId)) >>> SHIFT]! - 1;
    const oldest = this.#count - CAPACITY;
    while (number >= 0 && number >= oldest) {
      const at = (number & MASK) * STRIDE;
      if (!(this.#orders[at + MICROS]! >= since)) break;
      if (this.#orders[at + ORDER_ID] === orderId) return this.#orders[at + MICROS]!;
      number = this.#older[(number & MASK) * 2]! - 1;
    }
    return Number.NaN;
  }

  /** When an order of that content came last, if not before `since`; NaN if none did. */
  timeOfContent(who: number, price: number, quantity: number, since: number): number {
    let number = this.#byContent[contentBucket(who, price, quantity)]! - 1;
    const oldest = this.#count - CAPACITY;
    while (number >= 0 && number >= oldest) {
      const at = (number & MASK) * STRIDE;
      const micros = this.#orders[at + MICROS]!;
      if (!(micros >= since)) break;
      if (
        this.#orders[at + PRICE] === price &&
        this.#orders[at + QUANTITY] === quantity &&
        this.#orders[at + WHO] === who
      )
        return micros;
      number = this.#older[(number & MASK) * 2 + 1]! - 1;
    }
    return Number.NaN;
  }

  /** Remembers an order. Times do not fall. @param since start of the window */
  add(orderId: number, who: number, price: number, quantity: number, micros: number, since: number): void {
    const number = this.#count;
    this.#count = number + 1;
    const slot = number & MASK;
    const at = slot * STRIDE;
    const orders = this.#orders;
    if (number >= CAPACITY && orders[at + MICROS]! >= since) this.#forgotten += 1;
    orders[at + MICROS] = micros;
    orders[at + ORDER_ID] = orderId;
    orders[at + PRICE] = price;
    orders[at + QUANTITY] = quantity;
    orders[at + WHO] = who;
    const idBucket = hash(fold(orderId)) >>> SHIFT;
    this.#older[slot * 2] = this.#byId[idBucket]!;
    this.#byId[idBucket] = number + 1;
    const bucket = contentBucket(who, price, quantity);
    this.#older[slot * 2 + 1] = this.#byContent[bucket]!;
    this.#byContent[bucket] = number + 1;
  }

  /** Forgets everything. */
  clear(): void {
    this.#byId.fill(0);
    this.#byContent.fill(0);
    this.#count = 0;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("risk.recentOrders");
    writer.f64(this.#count);
    writer.f64(this.#forgotten);
    const first = Math.max(0, this.#count - CAPACITY);
    for (let number = first; number < this.#count; number++) {
      const at = (number & MASK) * STRIDE;
      writer.f64s(this.#orders.subarray(at, at + WHO + 1));
    }
  }

  restore(reader: SnapshotReader): void {
    reader.section("risk.recentOrders");
    const count = reader.f64();
    const forgotten = reader.f64();
    this.clear();
    this.#count = Math.max(0, count - CAPACITY);
    const order = new Float64Array(WHO + 1);
    while (this.#count < count) {
      reader.f64s(order);
      this.add(
        order[ORDER_ID]!,
        order[WHO]!,
        order[PRICE]!,
        order[QUANTITY]!,
        order[MICROS]!,
        Number.POSITIVE_INFINITY,
      );
    }
    this.#forgotten = forgotten;
  }
}
