/**
 * The 32 lanes of a reduction. Element i belongs to lane i mod 32; each lane adds its elements in order, from +0; then
 * lane j + 16 is added to lane j, j + 8 to j, and so on down to one. c/reduce.h does the same in vectors.
 */
export const LANES = 32;

/** Doubles that are gone through at a time: they stay in the first cache while each group of lanes passes over them. */
export const CHUNK = 2048;

/** Adds the first `count` lanes in the stated order; those that no element reached are +0 and change nothing. */
export function addLanes(lanes: Float64Array, count: number): number {
  if (count === 0) return 0;
  let live = count;
  for (let half = 16; half > 0; half >>= 1) {
    for (let j = half; j < live; j++) lanes[j - half] = lanes[j - half]! + lanes[j]!;
    if (live > half) live = half;
  }
  return lanes[0]!;
}
