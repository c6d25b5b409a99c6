/**
 * The index that finds orders by id, and the records that it finds, as functions over the memory of `layout.ts`.
 *
 * The index is an array of buckets whose chains run through the records: finding an order touches its bucket and the
 * record that the caller needs anyway. An entry holds the order's index in 24 bits, 7 bits of its id's hash, and one bit
 * that says whether the chain may go on, so that looking for an id that is not there hardly ever touches a record.
 * Taking an order out leaves no tombstone and moves nothing. An empty bucket is no case of its own: its entry is that of
 * record 0, whose id is nobody's.
 *
 * The buckets in use grow with the greatest number of orders there has been, one bucket at a time (linear hashing;
 * Litwin, "Linear hashing: a new tool for file and table addressing", 1980): a book of few orders in an engine made for
 * many stays in the nearest cache, and no order ever pays for a rehash.
 */
import {
  ORDER_CHAIN_AT,
  ORDER_F_SHIFT,
  ORDER_I_SHIFT,
  ORDER_ID_AT,
  ORDER_NEXT_AT,
  STATE_BUCKET_MASK,
  STATE_BUCKETS,
  STATE_BUCKETS_AT,
  STATE_ORDER_FREE,
  STATE_ORDER_TOUCHED,
  STATE_ORDERS,
} from "./layout.ts";

/** The bits of an index entry that name the order. */
export const INDEX_MASK = 0xffffff;
/** The bit of an index entry that says that the order may have another behind it in its chain. */
const MORE = 0x1000000;
/** The place of the tag, the highest bits of the hash, in an index entry. */
const TAG_SHIFT = 25;

/**
 * Spreads an order id over 32 bits: two 27-bit halves (both fit an int32, whose conversion from a double is fast), joined
 * and put through the second half of murmur3's finalizer, so that ids in any stride spread.
 */
export const hashOf = (orderId: number): number => {
  const mixed = Math.imul(orderId < 0x8000000 ? orderId | 0 : foldedId(orderId), 0x9e3779b1);
  const folded = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return folded ^ (folded >>> 16);
};

const foldedId = (orderId: number): number => {
  const high = (orderId * 2 ** -27) | 0;
  return ((orderId - high * 2 ** 27) | 0) ^ Math.imul(high, 0x85ebca6b);
};

/** The position of a hash's bucket: one of those that have been split already, or one of the round before. */
export const bucketOf = (I: Int32Array, hash: number): number => {
  const mask = I[STATE_BUCKET_MASK]!;
  const bucket = hash & (2 * mask + 1);
  // Without a branch, which would be a coin toss: less the highest bit where the bucket is not in use yet.
  return I[STATE_BUCKETS_AT]! + bucket - ((mask + 1) & ~((bucket - I[STATE_BUCKETS]!) >> 31));
};

/** The position of the entry that names the order of this id: its bucket, or the chain of the order before; or 0. */
export const findEntry = (F: Float64Array, I: Int32Array, hash: number, orderId: number): number => {
  const at = bucketOf(I, hash);
  const entry = I[at]!;
  if (names(F, entry, hash, orderId)) return at;
  return (entry & MORE) === 0 ? 0 : findBehind(F, I, hash, orderId, entry);
};

const findBehind = (F: Float64Array, I: Int32Array, hash: number, orderId: number, first: number): number => {
  let entry = first;
  do {
    const at = ((entry & INDEX_MASK) << ORDER_I_SHIFT) + ORDER_CHAIN_AT;
    entry = I[at]!;
    if (names(F, entry, hash, orderId)) return at;
  } while ((entry & MORE) !== 0);
  return 0;
};

const names = (F: Float64Array, entry: number, hash: number, orderId: number): boolean => {
  return (entry ^ hash) >>> TAG_SHIFT === 0 && F[((entry & INDEX_MASK) << ORDER_F_SHIFT) + ORDER_ID_AT] === orderId;
};

/** A record for a new order, findable by its id at once; the caller has made sure that there is room. */
export const addOrder = (F: Float64Array, I: Int32Array, hash: number, orderId: number): number => {
  countOrder(F, I);
  const order = takeRecord(I);
  const bucket = bucketOf(I, hash);
  const behind = I[bucket]!;
  I[(order << ORDER_I_SHIFT) + ORDER_CHAIN_AT] = behind;
  I[bucket] = entryFor(hash, order, behind);
  F[(order << ORDER_F_SHIFT) + ORDER_ID_AT] = orderId;
  return order;
};

/** Counts a new order, and takes one more bucket into use if there are few. */
export const countOrder = (F: Float64Array, I: Int32Array): void => {
  const count = I[STATE_ORDERS]!++;
  if (2 * count >= I[STATE_BUCKETS]!) split(F, I);
};

/** A record for a new order. */
export const takeRecord = (I: Int32Array): number => {
  const order = I[STATE_ORDER_FREE]!;
  if (order === 0) return newRecord(I);
  I[STATE_ORDER_FREE] = I[(order << ORDER_I_SHIFT) + ORDER_NEXT_AT]!;
  return order;
};

const newRecord = (I: Int32Array): number => {
  const order = I[STATE_ORDER_TOUCHED]! + 1;
  I[STATE_ORDER_TOUCHED] = order;
  return order;
};

/** The entry of an order that is to stand before that of another, or before none. */
export const entryFor = (hash: number, order: number, behind: number): number => {
  const more = (-(behind & INDEX_MASK) >>> 31) * MORE;
  return ((hash >>> TAG_SHIFT) << TAG_SHIFT) | more | order;
};

/** Gives the record of an order back, whose entry stands at `entryAt`; its links to other orders are gone already. */
export const freeEntry = (I: Int32Array, entryAt: number, order: number): void => {
  I[entryAt] = I[(order << ORDER_I_SHIFT) + ORDER_CHAIN_AT]!;
  recycle(I, order);
};

const recycle = (I: Int32Array, order: number): void => {
  I[(order << ORDER_I_SHIFT) + ORDER_NEXT_AT] = I[STATE_ORDER_FREE]!;
  I[STATE_ORDER_FREE] = order;
  I[STATE_ORDERS]!--;
};

/**
 * Lets records be given out in the order of their addresses again, as in a new memory: the ones given back last come first
 * otherwise, and after many cancels that is any order. For an empty store; does nothing to any other.
 */
export const renewRecords = (I: Int32Array): void => {
  if (I[STATE_ORDERS] !== 0) return;
  I[STATE_ORDER_FREE] = 0;
  I[STATE_ORDER_TOUCHED] = 0;
};

/** Gives the record of an order of this id back; its links to other orders are gone already. */
export const freeOrder = (I: Int32Array, order: number, orderId: number): void => {
  const at = bucketOf(I, hashOf(orderId));
  freeEntry(I, (I[at]! & INDEX_MASK) === order ? at : chainBefore(I, at, order), order);
};

/** The position of the entry that names this order, behind others in the chain that begins at `bucket`. */
const chainBefore = (I: Int32Array, bucket: number, order: number): number => {
  let at = bucket;
  let here = I[at]! & INDEX_MASK;
  while (here !== order) {
    at = (here << ORDER_I_SHIFT) + ORDER_CHAIN_AT;
    here = I[at]! & INDEX_MASK;
  }
  return at;
};

/** Takes one more bucket into use, and into it the orders of the one that it is split from. */
const split = (F: Float64Array, I: Int32Array): void => {
  const buckets = I[STATE_BUCKETS_AT]!;
  const fresh = I[STATE_BUCKETS]!;
  const mask = I[STATE_BUCKET_MASK]!;
  const old = fresh & mask;
  let entry = I[buckets + old]!;
  let stay = 0;
  let go = 0;
  while (entry !== 0) {
    const order = entry & INDEX_MASK;
    const chainAt = (order << ORDER_I_SHIFT) + ORDER_CHAIN_AT;
    const next = I[chainAt]!;
    const orderId = F[(order << ORDER_F_SHIFT) + ORDER_ID_AT]!;
    const goes = (hashOf(orderId) & (2 * mask + 1)) === fresh;
    const behind = goes ? go : stay;
    const moved = (entry & ~MORE) | (behind === 0 ? 0 : MORE);
    I[chainAt] = behind;
    if (goes) go = moved;
    else stay = moved;
    entry = next;
  }
  I[buckets + old] = stay;
  I[buckets + fresh] = go;
  I[STATE_BUCKETS] = fresh + 1;
  if (fresh + 1 === 2 * (mask + 1)) I[STATE_BUCKET_MASK] = 2 * mask + 1;
};
