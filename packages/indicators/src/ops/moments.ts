/**
 * Second moments of the last `period` values, in blocks as the sums of windows.ts are.
 *
 * What is summed are distances from `base`, the last value of the block before. It lies in every window that spans the
 * two blocks, so no distance is greater than the window's own range: prices of 10⁸ lose no digits to the square of their
 * level, and a value that has left a window leaves no trace. The subtraction of the mean costs at most the square of
 * `base`'s own distance from it, in deviations, which is below `period`. Sums are multiplied by 1 ÷ period, since divisions
 * are what a batch waits for: those of equal values are 0 either way.
 */
import { int, type Op, op } from "./language.ts";

/**
 * The mean of the last `period` values, the sum of the squares of their distances from it, which is never negative, and
 * the newest value's own distance, which keeps the digits that the mean of high prices has not.
 */
export const windowMoments: Op = op({
  inputs: ["value"],
  ints: ["period"],
  state: ["base", "head", "headSquares"],
  counters: ["at", "side"],
  arrays: { block: (p) => 2 * p.period, tail: (p) => 2 * p.period, tailSquares: (p) => 2 * p.period },
  outputs: ["mean", "squares", "distance"],
  lookback: (p) => p.period - 1,
  fill(s, _p, x) {
    s.block[s.side + s.at] = x.value;
    s.at += 1;
  },
  steady(s, p, x, o) {
    s.block[s.side + s.at] = x.value;
    let sum = 0;
    let squares = 0;
    if (s.at < p.period - 1) {
      const distance = x.value - s.base;
      s.head += distance;
      s.headSquares += distance * distance;
      s.at += 1;
      sum = s.tail[s.side + s.at]! + s.head;
      squares = s.tailSquares[s.side + s.at]! + s.headSquares;
    } else {
      const before = s.side;
      s.side = p.period - s.side;
      s.base = x.value;
      for (let j = p.period - 1; j >= 0; j--) {
        const distance = s.block[before + j]! - s.base;
        sum += distance;
        squares += distance * distance;
        s.tail[s.side + j] = sum;
        s.tailSquares[s.side + j] = squares;
      }
      s.head = 0;
      s.headSquares = 0;
      s.at = int(0);
    }
    const mean = sum * (1 / p.period);
    const about = squares - sum * mean;
    o.mean = s.base + mean;
    o.squares = about > 0 ? about : 0;
    o.distance = x.value - s.base - mean;
  },
});

/** For the last `period` pairs, the sums of squares and of products of their distances from the means; the newest pair's. */
export const windowComoments: Op = op({
  inputs: ["a", "b"],
  ints: ["period"],
  state: ["baseA", "baseB", "headA", "headB", "headAA", "headBB", "headAB"],
  counters: ["at", "side"],
  arrays: {
    blockA: (p) => 2 * p.period,
    blockB: (p) => 2 * p.period,
    tailA: (p) => 2 * p.period,
    tailB: (p) => 2 * p.period,
    tailAA: (p) => 2 * p.period,
    tailBB: (p) => 2 * p.period,
    tailAB: (p) => 2 * p.period,
  },
  outputs: ["meanA", "meanB", "squaresA", "squaresB", "products", "distanceA", "distanceB"],
  lookback: (p) => p.period - 1,
  fill(s, _p, x) {
    s.blockA[s.side + s.at] = x.a;
    s.blockB[s.side + s.at] = x.b;
    s.at += 1;
  },
  steady(s, p, x, o) {
    s.blockA[s.side + s.at] = x.a;
    s.blockB[s.side + s.at] = x.b;
    let a = 0;
    let b = 0;
    let aa = 0;
    let bb = 0;
    let ab = 0;
    if (s.at < p.period - 1) {
      const da = x.a - s.baseA;
      const db = x.b - s.baseB;
      s.headA += da;
      s.headB += db;
      s.headAA += da * da;
      s.headBB += db * db;
      s.headAB += da * db;
      s.at += 1;
      const from = s.side + s.at;
      a = s.tailA[from]! + s.headA;
      b = s.tailB[from]! + s.headB;
      aa = s.tailAA[from]! + s.headAA;
      bb = s.tailBB[from]! + s.headBB;
      ab = s.tailAB[from]! + s.headAB;
    } else {
      const before = s.side;
      s.side = p.period - s.side;
      s.baseA = x.a;
      s.baseB = x.b;
      for (let j = p.period - 1; j >= 0; j--) {
        const da = s.blockA[before + j]! - s.baseA;
        const db = s.blockB[before + j]! - s.baseB;
        a += da;
        b += db;
        aa += da * da;
        bb += db * db;
        ab += da * db;
        const to = s.side + j;
        s.tailA[to] = a;
        s.tailB[to] = b;
        s.tailAA[to] = aa;
        s.tailBB[to] = bb;
        s.tailAB[to] = ab;
      }
      s.headA = 0;
      s.headB = 0;
      s.headAA = 0;
      s.headBB = 0;
      s.headAB = 0;
      s.at = int(0);
    }
    const share = 1 / p.period;
    const meanA = a * share;
    const meanB = b * share;
    const squaresA = aa - a * meanA;
    const squaresB = bb - b * meanB;
    o.meanA = s.baseA + meanA;
    o.meanB = s.baseB + meanB;
    o.squaresA = squaresA > 0 ? squaresA : 0;
    o.squaresB = squaresB > 0 ? squaresB : 0;
    o.products = ab - a * meanB;
    o.distanceA = x.a - s.baseA - meanA;
    o.distanceB = x.b - s.baseB - meanB;
  },
});

/** The straight line of least squares through the last `period` values: their mean and the slope per bar. */
export const windowTrend: Op = op({
  inputs: ["value"],
  ints: ["period"],
  state: ["base", "head", "headMoment"],
  counters: ["at", "side"],
  arrays: { block: (p) => 2 * p.period, tail: (p) => 2 * p.period, tailMoment: (p) => 2 * p.period },
  outputs: ["mean", "slope"],
  lookback: (p) => p.period - 1,
  fill(s, _p, x) {
    s.block[s.side + s.at] = x.value;
    s.at += 1;
  },
  steady(s, p, x, o) {
    s.block[s.side + s.at] = x.value;
    let sum = 0;
    // The sum of distance × bars since the window's first.
    let moment = 0;
    if (s.at < p.period - 1) {
      const distance = x.value - s.base;
      s.head += distance;
      s.headMoment += distance * s.at;
      s.at += 1;
      sum = s.tail[s.side + s.at]! + s.head;
      moment = s.tailMoment[s.side + s.at]! + (s.head * (p.period - s.at) + s.headMoment);
    } else {
      const before = s.side;
      s.side = p.period - s.side;
      s.base = x.value;
      for (let j = p.period - 1; j >= 0; j--) {
        // One value more on the left moves all others by a bar.
        moment += sum;
        sum += s.block[before + j]! - s.base;
        s.tail[s.side + j] = sum;
        s.tailMoment[s.side + j] = moment;
      }
      s.head = 0;
      s.headMoment = 0;
      s.at = int(0);
    }
    // In doubles: the cube of a period is no 32-bit integer.
    const n = p.period * 1.0;
    o.mean = s.base + sum / n;
    o.slope = n > 1 ? ((moment - sum * ((n - 1) * 0.5)) * 12) / (n * (n * n - 1)) : 0;
  },
});
