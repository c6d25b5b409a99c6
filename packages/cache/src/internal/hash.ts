/** Marks an empty place in a column of keys. No key equals it: NaN is not an integer, and equals nothing. */
export const EMPTY: number = Number.NaN;

const TWO_POW_26 = 67_108_864;
const TWO_POW_MINUS_26: number = 1 / TWO_POW_26;

/**
 * Spreads a safe integer over 32 bits; the high bits are the good ones: a table of 2^b places takes
 * `hashInteger(key) >>> (32 - b)`.
 *
 * Multiplication by 2^32 / φ (Knuth, TAOCP 3, 6.4) sends runs of ids to places of their own, but alone it piles up one
 * stride in a hundred: of the strides 1 to 4,000, at 1,000 keys in 2,048 places, the worst needs 318 probes a look-up
 * in the mean. Folding the key onto itself by 9 bits first keeps the runs perfect and brings the worst to 2.8; a full
 * finaliser of two multiplications brings it to 1.7, but a quarter of the keys of a run then collide, and each
 * mispredicted branch costs more than the look-up. Price levels and blocks of ids are such strides and runs.
 *
 * A key beyond 32 bits is first cut into halves of 27 bits, each converted in one instruction; `key | 0` would call a
 * runtime routine for it.
 */
export function hashInteger(key: number): number {
  let bits = key;
  if (key > 2_147_483_647 || key < -2_147_483_648) {
    const high = (key * TWO_POW_MINUS_26) | 0;
    bits = (key - high * TWO_POW_26) ^ Math.imul(high, 0x85ebca6b);
  }
  return Math.imul(bits ^ (bits >>> 9), 0x9e3779b1);
}

/** The exponent b of the smallest table of 2^b places (at least 4) that holds `places`. */
export function tableBits(places: number): number {
  return Math.max(2, 32 - Math.clz32(Math.ceil(places) - 1));
}
