/**
 * The orders that rest, in records of one cache line each, and the index that finds them by id. The index is an array of
 * buckets whose chains run through the records themselves: finding an order touches its bucket and the record that the
 * caller needs anyway, and taking one out leaves no tombstone and moves nothing.
 *
 * The buckets in use grow with the greatest number of orders there has been, one bucket at a time (linear hashing;
 * Litwin, "Linear hashing: a new tool for file and table addressing", 1980): a book of few orders in an engine made for
 * many stays in the nearest cache, and no order ever pays for a rehash.
 */
import { F_SHIFT, I_SHIFT, ORDER_CHAIN, ORDER_ID, ORDER_NEXT, RECORD_BYTES } from "./layout.ts";

/** Buckets in use from the start: a power of two. */
const FIRST_BUCKETS = 64;

export class OrderStore {
  /** The greatest number of orders at a time. */
  readonly capacity: number;
  readonly orderF: Float64Array;
  readonly orderI: Int32Array;
  readonly #buckets: Int32Array;
  /** Buckets in use: from `#lowMask + 1` to twice as many. */
  #used = FIRST_BUCKETS;
  /** All bits of the numbers of the buckets that were there when the present round of splits began. */
  #lowMask = FIRST_BUCKETS - 1;
  /** Orders alive. */
  count = 0;
  #free = 0;
  #touched = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    const buffer = new ArrayBuffer((capacity + 1) * RECORD_BYTES);
    this.orderF = new Float64Array(buffer);
    this.orderI = new Int32Array(buffer);
    this.#buckets = new Int32Array(2 * capacity + FIRST_BUCKETS);
  }

  /** Bytes of all columns. */
  get bytes(): number {
    return this.orderF.byteLength + this.#buckets.byteLength;
  }

  /** Forgets every order. */
  clear(): void {
    this.orderI.fill(0, 0, (this.#touched + 1) << I_SHIFT);
    this.#buckets.fill(0);
    this.#used = FIRST_BUCKETS;
    this.#lowMask = FIRST_BUCKETS - 1;
    this.count = 0;
    this.#free = 0;
    this.#touched = 0;
  }

  /** The record of the order with this id, or 0. */
  find(orderId: number): number {
    const orderF = this.orderF;
    let order = this.#buckets[this.#bucketOf(orderId)]!;
    while (order !== 0 && orderF[(order << F_SHIFT) + ORDER_ID] !== orderId) {
      order = this.orderI[(order << I_SHIFT) + ORDER_CHAIN]!;
    }
    return order;
  }

  /** A record for a new order, findable by its id at once; the caller has made sure that there is room. */
  allocate(orderId: number): number {
    const orderI = this.orderI;
    let order = this.#free;
    if (order !== 0) this.#free = orderI[(order << I_SHIFT) + ORDER_NEXT]!;
    else order = ++this.#touched;
    if (2 * this.count >= this.#used) this.#split();
    const bucket = this.#bucketOf(orderId);
    this.orderF[(order << F_SHIFT) + ORDER_ID] = orderId;
    orderI[(order << I_SHIFT) + ORDER_CHAIN] = this.#buckets[bucket]!;
    this.#buckets[bucket] = order;
    this.count++;
    return order;
  }

  /** Gives a record back; its links to other orders are gone already. */
  free(order: number): void {
    const orderI = this.orderI;
    const at = order << I_SHIFT;
    const bucket = this.#bucketOf(this.orderF[(order << F_SHIFT) + ORDER_ID]!);
    const chain = orderI[at + ORDER_CHAIN]!;
    let before = this.#buckets[bucket]!;
    if (before === order) {
      this.#buckets[bucket] = chain;
    } else {
      for (;;) {
        const beforeAt = before << I_SHIFT;
        before = orderI[beforeAt + ORDER_CHAIN]!;
        if (before !== order) continue;
        orderI[beforeAt + ORDER_CHAIN] = chain;
        break;
      }
    }
    orderI[at + ORDER_NEXT] = this.#free;
    this.#free = order;
    this.count--;
  }

  #bucketOf(orderId: number): number {
    const hash = hashOf(orderId);
    const bucket = hash & (2 * this.#lowMask + 1);
    return bucket < this.#used ? bucket : hash & this.#lowMask;
  }

  /** Takes one more bucket into use, and into it the orders of the one that it is split from. */
  #split(): void {
    const { orderF, orderI } = this;
    const buckets = this.#buckets;
    const fresh = this.#used;
    const lowMask = this.#lowMask;
    const old = fresh & lowMask;
    let order = buckets[old]!;
    let stay = 0;
    let go = 0;
    while (order !== 0) {
      const at = order << I_SHIFT;
      const next = orderI[at + ORDER_CHAIN]!;
      const goes = (hashOf(orderF[(order << F_SHIFT) + ORDER_ID]!) & (2 * lowMask + 1)) === fresh;
      orderI[at + ORDER_CHAIN] = goes ? go : stay;
      if (goes) go = order;
      else stay = order;
      order = next;
    }
    buckets[old] = stay;
    buckets[fresh] = go;
    this.#used = fresh + 1;
    if (this.#used === 2 * (lowMask + 1)) this.#lowMask = 2 * lowMask + 1;
  }
}

/**
 * Spreads an order id over 32 bits: two 27-bit halves (both fit an int32, whose conversion from a double is fast), joined
 * and put through the second half of murmur3's finalizer, so that ids in any stride spread.
 */
function hashOf(orderId: number): number {
  const high = (orderId * 2 ** -27) | 0;
  const low = (orderId - high * 2 ** 27) | 0;
  const mixed = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1);
  const folded = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return folded ^ (folded >>> 16);
}
