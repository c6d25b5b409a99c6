/**
 * One double seen as its bits. Both views are of the same eight bytes, little-endian as on every machine that we run on:
 * `words[0]` holds the low half of the fraction; `words[1]` the sign, the exponent and the high 20 bits.
 */
export const float: Float64Array<ArrayBuffer> = new Float64Array(1);

/** The two halves of {@link float}, as signed integers. */
export const words: Int32Array<ArrayBuffer> = new Int32Array(float.buffer);

/** Adding and subtracting this rounds a double below 2^51 to an integer, ties to even. */
export const ROUNDER = 6755399441055744;

/** Multiplying by this and subtracting twice leaves the leading 26 bits (Veltkamp's splitting). */
export const SPLITTER = 134217729;

/** The leading 26 bits, so that a product of two such is exact. */
export function leading(x: number): number {
  const scaled = x * SPLITTER;
  return scaled - (scaled - x);
}

/** 1 and −1, by a sign bit: a branch on the sign of data is guessed wrong half the time. */
export const SIGN: Float64Array<ArrayBuffer> = /* @__PURE__ */ Float64Array.of(1, -1);

/**
 * Powers of two by table, in two factors: writing the halves of a double and reading it whole would wait for the store
 * buffer, some five nanoseconds. `COARSE[i]` is 2^(64 i − 1044) and `FINE[i]` is 2^(i − 32).
 */
export const COARSE: Float64Array<ArrayBuffer> = /* @__PURE__ */ powers(33, -1044, 64);

/** See {@link COARSE}. */
export const FINE: Float64Array<ArrayBuffer> = /* @__PURE__ */ powers(64, -32, 1);

/** Added to an exponent from −1076 to 1035, gives its index: the upper bits into {@link COARSE}, six into {@link FINE}. */
export const POWER_BIAS = 1076;

function powers(count: number, first: number, step: number): Float64Array<ArrayBuffer> {
  const table = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let value = 1;
    const exponent = first + i * step;
    for (let e = exponent; e > 0; e--) value *= 2;
    for (let e = exponent; e < 0; e++) value /= 2;
    table[i] = value;
  }
  return table;
}
