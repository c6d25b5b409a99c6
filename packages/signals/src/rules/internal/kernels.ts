/**
 * Operations that keep more than a value: functions of the state F, where theirs begins, the new value, and parameters.
 * They stand apart from the text of compiled rules, which an engine compiles well only in short functions.
 */

/** The value of so many bars before. State: where the oldest is, then a ring. */
export function ago(F: Float64Array, at: number, value: number, bars: number): number {
  const k = F[at]! | 0;
  const old = F[at + 1 + k]!;
  F[at + 1 + k] = value;
  F[at] = k + 1 === bars ? 0 : k + 1;
  return old;
}

/** Whether it was true at one of so many bars, this one included. State: bars since it was true, and since unknown. */
export function within(F: Float64Array, at: number, truth: number, bars: number): number {
  const sinceTrue = truth === 1 ? 0 : F[at]! + 1;
  const sinceUnknown = truth - truth !== 0 ? 0 : F[at + 1]! + 1;
  F[at] = sinceTrue;
  F[at + 1] = sinceUnknown;
  return sinceTrue < bars ? 1 : sinceUnknown < bars ? Number.NaN : 0;
}

/**
 * The highest of so many bars, this one included; unknown where one of them is. The series is cut into blocks of so many
 * bars: the extreme of a window is that of the end of one block and the beginning of the next. O(1) amortised. (Van Herk,
 * "A fast algorithm for local minimum and maximum filters", 1992.) State: the place in the block, its highest so far, bars
 * since an unknown one; the block, and the highest of each end of the one before.
 */
export function highest(F: Float64Array, at: number, value: number, bars: number): number {
  const sinceUnknown = value - value !== 0 ? 0 : F[at + 2]! + 1;
  F[at + 2] = sinceUnknown;
  const v = sinceUnknown === 0 ? Number.NEGATIVE_INFINITY : value;
  const k = F[at]! | 0;
  const block = at + 3;
  const ends = block + bars;
  F[block + k] = v;
  const before = F[at + 1]!;
  let head = k === 0 || v > before ? v : before;
  F[at + 1] = head;
  if (k + 1 === bars) {
    F[at] = 0;
    let end = v;
    for (let j = bars - 1; j >= 0; j--) {
      const w = F[block + j]!;
      if (w > end) end = w;
      F[ends + j] = end;
    }
  } else {
    F[at] = k + 1;
    const end = F[ends + k + 1]!;
    if (end > head) head = end;
  }
  // One zero, however it came about.
  return sinceUnknown < bars ? Number.NaN : head + 0;
}

/** The lowest of so many bars: the highest of what is mirrored. */
export function lowest(F: Float64Array, at: number, value: number, bars: number): number {
  return 0 - highest(F, at, 0 - value, bars);
}

/** State of {@link divergence}, by number. */
export const DIVERGENCE = {
  at: 0,
  filled: 1,
  /** Bars since the last pivot; NaN before the first. */
  age: 2,
  /** The last pivot, and what `against` was there. */
  price: 3,
  against: 4,
  /** The one before, and how many bars lie between. */
  priceBefore: 5,
  againstBefore: 6,
  distance: 7,
  rings: 8,
} as const;

/**
 * A pivot of the price, known `right` bars later, that goes beyond the one before, while `against` does not.
 *
 * @param sign 1 for highs, −1 for lows
 */
export function divergence(
  F: Float64Array,
  at: number,
  price: number,
  against: number,
  left: number,
  right: number,
  most: number,
  sign: number,
): number {
  const length = left + right + 1;
  const ring = at + DIVERGENCE.rings;
  const put = F[at]! | 0;
  F[ring + put] = sign * price;
  F[ring + length + put] = sign * against;
  const oldest = put + 1 === length ? 0 : put + 1;
  F[at] = oldest;
  const filled = F[at + DIVERGENCE.filled]!;
  if (filled < length) F[at + DIVERGENCE.filled] = filled + 1;
  const age = F[at + DIVERGENCE.age]! + 1;
  F[at + DIVERGENCE.age] = age;
  if (filled < length - 1) return Number.NaN;
  let k = oldest + left;
  if (k >= length) k -= length;
  const pivot = isPivot(F, ring, k, oldest, left, right);
  if (pivot !== 1) return pivot;
  return atPivot(F, at, sign, F[ring + k]!, F[ring + length + k]!, age - right, right, most);
}

/** Whether the value at k exceeds those after it and is not exceeded by those before; 1, 0 or NaN. */
function isPivot(F: Float64Array, ring: number, k: number, oldest: number, left: number, right: number): number {
  const length = left + right + 1;
  const value = F[ring + k]!;
  let is = 1;
  for (let j = 1; j <= right; j++) {
    const m = k + j;
    const other = F[ring + (m >= length ? m - length : m)]!;
    if (value <= other) return 0;
    if (!(value > other)) is = Number.NaN;
  }
  for (let j = 0; j < left; j++) {
    const m = oldest + j;
    const other = F[ring + (m >= length ? m - length : m)]!;
    if (value < other) return 0;
    if (!(value >= other)) is = Number.NaN;
  }
  return is;
}

/** Compares a pivot with the one before, and keeps it. */
function atPivot(
  F: Float64Array,
  at: number,
  sign: number,
  price: number,
  against: number,
  distance: number,
  right: number,
  most: number,
): number {
  const priceBefore = F[at + DIVERGENCE.price]!;
  const againstBefore = F[at + DIVERGENCE.against]!;
  F[at + DIVERGENCE.priceBefore] = priceBefore;
  F[at + DIVERGENCE.againstBefore] = againstBefore;
  F[at + DIVERGENCE.distance] = distance;
  F[at + DIVERGENCE.price] = sign * price;
  F[at + DIVERGENCE.against] = sign * against;
  F[at + DIVERGENCE.age] = right;
  // Not so where there was none: the distance is NaN.
  if (!(distance <= most && price > sign * priceBefore)) return 0;
  const other = sign * againstBefore;
  return against < other ? 1 : against >= other ? 0 : Number.NaN;
}

/** All of them, by the names that the text calls them by. */
export const kernels: Readonly<Record<"ago" | "within" | "highest" | "lowest" | "divergence", unknown>> = {
  ago,
  within,
  highest,
  lowest,
  divergence,
};
