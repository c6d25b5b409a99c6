/** Higher moments of windows. */
import { int, type Op, op } from "./language.ts";

/**
 * Sums of the squares, cubes and fourth powers of the distances of the last `period` values from their mean. Made of
 * blocks, as in moments.ts: powers of distances from `base`, a value of the window, are summed and then moved to the mean.
 */
export const windowShape: Op = op({
  inputs: ["value"],
  ints: ["period"],
  state: ["base", "head1", "head2", "head3", "head4"],
  counters: ["at", "side"],
  arrays: {
    block: (p) => 2 * p.period,
    tail1: (p) => 2 * p.period,
    tail2: (p) => 2 * p.period,
    tail3: (p) => 2 * p.period,
    tail4: (p) => 2 * p.period,
  },
  outputs: ["squares", "cubes", "fourths"],
  lookback: (p) => p.period - 1,
  fill(s, _p, x) {
    s.block[s.side + s.at] = x.value;
    s.at += 1;
  },
  steady(s, p, x, o) {
    s.block[s.side + s.at] = x.value;
    let sum1 = 0;
    let sum2 = 0;
    let sum3 = 0;
    let sum4 = 0;
    if (s.at < p.period - 1) {
      const d = x.value - s.base;
      const dd = d * d;
      s.head1 += d;
      s.head2 += dd;
      s.head3 += dd * d;
      s.head4 += dd * dd;
      s.at += 1;
      const from = s.side + s.at;
      sum1 = s.tail1[from]! + s.head1;
      sum2 = s.tail2[from]! + s.head2;
      sum3 = s.tail3[from]! + s.head3;
      sum4 = s.tail4[from]! + s.head4;
    } else {
      const before = s.side;
      s.side = p.period - s.side;
      s.base = x.value;
      for (let j = p.period - 1; j >= 0; j--) {
        const d = s.block[before + j]! - s.base;
        const dd = d * d;
        sum1 += d;
        sum2 += dd;
        sum3 += dd * d;
        sum4 += dd * dd;
        const to = s.side + j;
        s.tail1[to] = sum1;
        s.tail2[to] = sum2;
        s.tail3[to] = sum3;
        s.tail4[to] = sum4;
      }
      s.head1 = 0;
      s.head2 = 0;
      s.head3 = 0;
      s.head4 = 0;
      s.at = int(0);
    }
    const mean = sum1 / p.period;
    const squares = sum2 - sum1 * mean;
    o.squares = squares > 0 ? squares : 0;
    o.cubes = sum3 - 3 * mean * sum2 + 2 * mean * mean * sum1;
    o.fourths = sum4 - 4 * mean * sum3 + 6 * mean * mean * sum2 - 3 * mean * mean * mean * sum1;
  },
});

/** Excess kurtosis of a sample, `a` × fourths ÷ (squares ÷ (n − 1))² − `b`; 0 where all values are equal. */
export const excessKurtosis: Op = op({
  inputs: ["squares", "fourths"],
  reals: ["a", "b", "freedom"],
  outputs: ["kurtosis"],
  steady(_s, p, x, o) {
    const variance = x.squares / p.freedom;
    const square = variance * variance;
    o.kurtosis = square > 0 ? p.a * (x.fourths / square) - p.b : 0;
  },
});
