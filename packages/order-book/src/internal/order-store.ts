/**
 * The orders that rest, in records of half a cache line each, and the index that finds them by id.
 *
 * The index is an array of buckets whose chains run through the records: finding an order touches its bucket and the
 * record that the caller needs anyway. An entry holds the order's index in 24 bits, 7 bits of its id's hash, and one bit
 * that says whether the chain may go on, so that looking for an id that is not there hardly ever touches a record.
 * Taking an order out leaves no tombstone and moves nothing.
 *
 * The buckets in use grow with the greatest number of orders there has been, one bucket at a time (linear hashing;
 * Litwin, "Linear hashing: a new tool for file and table addressing", 1980): a book of few orders in an engine made for
 * many stays in the nearest cache, and no order ever pays for a rehash.
 */
import { ORDER_BYTES, ORDER_CHAIN, ORDER_F_SHIFT, ORDER_I_SHIFT, ORDER_ID, ORDER_NEXT } from "./layout.ts";

/** The greatest capacity: what 24 bits can name, less 0, which names nothing. */
export const MAX_ORDERS: number = 2 ** 24 - 1;

/** The bits of an index entry that name the order. */
const INDEX_MASK = 0xffffff;
/** The bit of an index entry that says that the order may have another behind it in its chain. */
const MORE = 1 << 24;
/** The place of the tag, the highest bits of the hash, in an index entry. */
const TAG_SHIFT = 25;
/** Buckets in use from the start: a power of two. */
const FIRST_BUCKETS = 64;

export class OrderStore {
  /** The greatest number of orders at a time. */
  readonly capacity: number;
  readonly orderF: Float64Array;
  readonly orderI: Int32Array;
  /** The owner of each order. */
  readonly owners: Int32Array;
  /** Quantity that each order has traded so far. */
  readonly filled: Float64Array;
  /** The time in force of each order. */
  readonly timesInForce: Uint8Array;
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
    const buffer = new ArrayBuffer((capacity + 1) * ORDER_BYTES);
    this.orderF = new Float64Array(buffer);
    this.orderI = new Int32Array(buffer);
    this.owners = new Int32Array(capacity + 1);
    this.filled = new Float64Array(capacity + 1);
    this.timesInForce = new Uint8Array(capacity + 1);
    this.#buckets = new Int32Array(2 * capacity + FIRST_BUCKETS);
  }

  /** Bytes of all columns. */
  get bytes(): number {
    const columns = this.owners.byteLength + this.filled.byteLength + this.timesInForce.byteLength;
    return this.orderF.byteLength + columns + this.#buckets.byteLength;
  }

  /** Forgets every order. */
  clear(): void {
    this.#buckets.fill(0, 0, this.#used);
    this.#used = FIRST_BUCKETS;
    this.#lowMask = FIRST_BUCKETS - 1;
    this.count = 0;
    this.#free = 0;
    this.#touched = 0;
  }

  /** The order with this id, or 0. */
  find(orderId: number): number {
    const hash = hashOf(orderId);
    let entry = this.#buckets[this.#bucketOf(hash)]!;
    while (entry !== 0) {
      const order = entry & INDEX_MASK;
      if ((entry ^ hash) >>> TAG_SHIFT === 0 && this.orderF[(order << ORDER_F_SHIFT) + ORDER_ID] === orderId) {
        return order;
      }
      if ((entry & MORE) === 0) return 0;
      entry = this.orderI[(order << ORDER_I_SHIFT) + ORDER_CHAIN]!;
    }
    return 0;
  }

  /** A record for a new order, findable by its id at once; the caller has made sure that there is room. */
  allocate(orderId: number): number {
    const { orderI } = this;
    let order = this.#free;
    if (order !== 0) this.#free = orderI[(order << ORDER_I_SHIFT) + ORDER_NEXT]!;
    else order = ++this.#touched;
    if (2 * this.count >= this.#used) this.#split();
    const hash = hashOf(orderId);
    const bucket = this.#bucketOf(hash);
    const behind = this.#buckets[bucket]!;
    this.orderF[(order << ORDER_F_SHIFT) + ORDER_ID] = orderId;
    orderI[(order << ORDER_I_SHIFT) + ORDER_CHAIN] = behind;
    this.#buckets[bucket] = ((hash >>> TAG_SHIFT) << TAG_SHIFT) | (behind === 0 ? 0 : MORE) | order;
    this.count++;
    return order;
  }

  /** Gives a record back; its links to other orders are gone already. */
  free(order: number): void {
    const { orderI } = this;
    const buckets = this.#buckets;
    const at = order << ORDER_I_SHIFT;
    const bucket = this.#bucketOf(hashOf(this.orderF[(order << ORDER_F_SHIFT) + ORDER_ID]!));
    let before = buckets[bucket]! & INDEX_MASK;
    if (before === order) {
      buckets[bucket] = orderI[at + ORDER_CHAIN]!;
    } else {
      let here = orderI[(before << ORDER_I_SHIFT) + ORDER_CHAIN]! & INDEX_MASK;
      while (here !== order) {
        before = here;
        here = orderI[(before << ORDER_I_SHIFT) + ORDER_CHAIN]! & INDEX_MASK;
      }
      orderI[(before << ORDER_I_SHIFT) + ORDER_CHAIN] = orderI[at + ORDER_CHAIN]!;
    }
    orderI[at + ORDER_NEXT] = this.#free;
    this.#free = order;
    this.count--;
  }

  #bucketOf(hash: number): number {
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
    let entry = buckets[old]!;
    let stay = 0;
    let go = 0;
    while (entry !== 0) {
      const order = entry & INDEX_MASK;
      const chainAt = (order << ORDER_I_SHIFT) + ORDER_CHAIN;
      const next = orderI[chainAt]!;
      const goes = (hashOf(orderF[(order << ORDER_F_SHIFT) + ORDER_ID]!) & (2 * lowMask + 1)) === fresh;
      const behind = goes ? go : stay;
      const moved = (entry & ~MORE) | (behind === 0 ? 0 : MORE);
      orderI[chainAt] = behind;
      if (goes) go = moved;
      else stay = moved;
      entry = next;
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
