/**
 * 64-bit integers of little-endian fields as exact doubles, from their two 32-bit halves: nothing is allocated, and what
 * a safe integer cannot hold is NaN. Several binary feeds share these.
 */

const TWO_32 = 4294967296;
const TWO_16 = 65536;
const MAX_SAFE = Number.MAX_SAFE_INTEGER;

/** The powers 10^0 … 10^15 as a typed array for hot loops. */
const POWERS: Float64Array = Float64Array.from({ length: 16 }, (_, n) => Number(`1e${n}`));
const INVERSES: Float64Array = POWERS.map((power) => 1 / power);
/** Up to it, a double has a half to round by. */
const MAX_NEAREST = 2 ** 51;

/** An unsigned 64-bit integer, or NaN beyond 2^53 − 1. */
export function unsigned64(high: number, low: number): number {
  const value = (high >>> 0) * TWO_32 + (low >>> 0);
  return value <= MAX_SAFE ? value : Number.NaN;
}

/** A signed 64-bit integer, or NaN beyond ±(2^53 − 1). */
export function signed64(high: number, low: number): number {
  const value = (high | 0) * TWO_32 + (low >>> 0);
  return value <= MAX_SAFE && value >= -MAX_SAFE ? value : Number.NaN;
}

/**
 * A signed 64-bit count of 10^-`from` units as a count of 10^-`to` units: exact, or NaN where digits would be lost or
 * the result is no safe integer. `from` and `to` are 0 to 15 and differ by 9 at most.
 */
export function rescale64(high: number, low: number, from: number, to: number): number {
  if (to >= from) {
    const value = signed64(high, low) * POWERS[to - from]!;
    return value <= MAX_SAFE && value >= -MAX_SAFE ? value : Number.NaN;
  }
  const divisor = POWERS[from - to]!;
  const value = (high | 0) * TWO_32 + (low >>> 0);
  if (value > MAX_SAFE || value < -MAX_SAFE) return divide64(high | 0, low >>> 0, divisor);
  // Below 2^51 the nearest integer to the product with the inverse is the quotient, if there is one: it gives the value again.
  let units = Math.floor(value * INVERSES[from - to]! + 0.5);
  if (units > MAX_NEAREST || units < -MAX_NEAREST) units = Math.floor(value / divisor);
  return units * divisor === value ? units : Number.NaN;
}

/** `high · 2^32 + low` divided by at most 10^9: exact or NaN. Long division by limbs of 16 bits stays below 2^46. */
function divide64(high: number, low: number, divisor: number): number {
  const top = Math.floor(high / divisor);
  const middleDividend = (high - top * divisor) * TWO_16 + (low >>> 16);
  const middle = Math.floor(middleDividend / divisor);
  const bottomDividend = (middleDividend - middle * divisor) * TWO_16 + (low & 0xffff);
  const bottom = Math.floor(bottomDividend / divisor);
  if (bottom * divisor !== bottomDividend) return Number.NaN;
  const value = top * TWO_32 + (middle * TWO_16 + bottom);
  return value <= MAX_SAFE && value >= -MAX_SAFE ? value : Number.NaN;
}

/** Whole microseconds of an unsigned 64-bit count of nanoseconds, or NaN beyond 2^53 − 1 microseconds (the year 2255). */
export function microsOf64(high: number, low: number): number {
  // 2^32 ns are 4,294,967 µs and 296 ns; a high word below 2^31 keeps every product exact.
  const top = high >>> 0;
  if (top >= 0x80000000) return Number.NaN;
  const rest = top * 296 + (low >>> 0);
  const value = top * 4294967 + thousands(rest);
  return value <= MAX_SAFE ? value : Number.NaN;
}

/** The nanoseconds within the microsecond, 0 to 999. */
export function nanosOf64(high: number, low: number): number {
  const rest = (high >>> 0) * 296 + (low >>> 0);
  return rest - thousands(rest) * 1000;
}

/** `floor(rest / 1000)` of an integer below 2^41, by the inverse: the product is off by less than the fraction that decides. */
function thousands(rest: number): number {
  return Math.floor((rest + 0.5) * 0.001);
}
