/** Weighted, adaptive and chained averages. */
import { int, type Op, op } from "./language.ts";

/**
 * Linearly weighted average of the last `period` values, the newest with the greatest weight. Made of blocks, as the sums
 * of windows.ts are: `tail` holds suffix sums and `slope` their own suffix sums, which weigh the oldest value of a window
 * by 1, the next by 2 and so on; the block that is being filled adds its weighted values above them.
 */
export const wma: Op = op({
  inputs: ["value"],
  reals: ["divisor"],
  ints: ["period"],
  state: ["head", "rise"],
  counters: ["at", "side"],
  arrays: { block: (p) => 2 * p.period, slope: (p) => 2 * p.period },
  outputs: ["average"],
  lookback: (p) => p.period - 1,
  fill(s, _p, x) {
    s.block[s.at] = x.value;
    s.at += 1;
  },
  steady(s, p, x, o) {
    s.block[s.side + s.at] = x.value;
    if (s.at < p.period - 1) {
      s.at += 1;
      s.head += x.value;
      s.rise += x.value * s.at;
      o.average = (s.slope[s.side + s.at]! + (s.head * (p.period - s.at) + s.rise)) / p.divisor;
    } else {
      const other = p.period - s.side;
      let sum = 0;
      let weighted = 0;
      for (let j = p.period - 1; j >= 0; j--) {
        sum += s.block[s.side + j]!;
        weighted += sum;
        s.slope[other + j] = weighted;
      }
      s.side = other;
      s.head = 0;
      s.rise = 0;
      s.at = 0;
      o.average = weighted / p.divisor;
    }
  },
});

/** The value before, and the distance from it. */
export const travel: Op = op({
  inputs: ["value"],
  state: ["last"],
  outputs: ["before", "distance"],
  lookback: () => 1,
  fill(s, _p, x) {
    s.last = x.value;
  },
  steady(s, _p, x, o) {
    o.before = s.last;
    o.distance = Math.abs(x.value - s.last);
    s.last = x.value;
  },
});

/** Net change ÷ way travelled, 0 to 1; 1 where nothing moved, and on the way up whatever rounding makes of it. Kaufman. */
export const efficiency: Op = op({
  inputs: ["value", "oldest", "way"],
  outputs: ["ratio"],
  steady(_s, _p, x, o) {
    const net = x.value - x.oldest;
    o.ratio = x.way <= net || x.way === 0 ? 1 : Math.abs(net / x.way);
  },
});

/** Kaufman's adaptive average: the weight is the square of what lies between slow and fast by the efficiency ratio. */
export const kama: Op = op({
  inputs: ["value", "before", "ratio"],
  reals: ["range", "slowest"],
  state: ["average"],
  outputs: ["average"],
  first(s, p, x, o) {
    const weight = x.ratio * p.range + p.slowest;
    s.average = (x.value - x.before) * (weight * weight) + x.before;
    o.average = s.average;
  },
  steady(s, p, x, o) {
    const weight = x.ratio * p.range + p.slowest;
    s.average = (x.value - s.average) * (weight * weight) + s.average;
    o.average = s.average;
  },
});

/** Tillson's T3: six exponential averages in a chain, each seeded by the mean of the first values of the one before. */
export const t3: Op = op({
  inputs: ["value"],
  reals: ["weight", "rest", "c6", "c5", "c4", "c3"],
  ints: ["period"],
  state: ["e1", "e2", "e3", "e4", "e5", "e6", "sum"],
  counters: ["stage", "at"],
  outputs: ["average"],
  lookback: (p) => 6 * (p.period - 1),
  fill(s, p, x) {
    let value = x.value;
    if (s.stage > 0) {
      s.e1 = p.weight * value + p.rest * s.e1;
      value = s.e1;
    }
    if (s.stage > 1) {
      s.e2 = p.weight * value + p.rest * s.e2;
      value = s.e2;
    }
    if (s.stage > 2) {
      s.e3 = p.weight * value + p.rest * s.e3;
      value = s.e3;
    }
    if (s.stage > 3) {
      s.e4 = p.weight * value + p.rest * s.e4;
      value = s.e4;
    }
    if (s.stage > 4) {
      s.e5 = p.weight * value + p.rest * s.e5;
      value = s.e5;
    }
    s.sum += value;
    s.at += 1;
    if (s.at === p.period) {
      const seed = s.sum / p.period;
      if (s.stage === 0) s.e1 = seed;
      else if (s.stage === 1) s.e2 = seed;
      else if (s.stage === 2) s.e3 = seed;
      else if (s.stage === 3) s.e4 = seed;
      else s.e5 = seed;
      s.stage += 1;
      s.sum = seed;
      s.at = int(1);
    }
  },
  first(s, p, x, o) {
    s.e1 = p.weight * x.value + p.rest * s.e1;
    s.e2 = p.weight * s.e1 + p.rest * s.e2;
    s.e3 = p.weight * s.e2 + p.rest * s.e3;
    s.e4 = p.weight * s.e3 + p.rest * s.e4;
    s.e5 = p.weight * s.e4 + p.rest * s.e5;
    s.e6 = (s.sum + s.e5) / p.period;
    o.average = p.c6 * s.e6 + p.c5 * s.e5 + p.c4 * s.e4 + p.c3 * s.e3;
  },
  steady(s, p, x, o) {
    s.e1 = p.weight * x.value + p.rest * s.e1;
    s.e2 = p.weight * s.e1 + p.rest * s.e2;
    s.e3 = p.weight * s.e2 + p.rest * s.e3;
    s.e4 = p.weight * s.e3 + p.rest * s.e4;
    s.e5 = p.weight * s.e4 + p.rest * s.e5;
    s.e6 = p.weight * s.e5 + p.rest * s.e6;
    o.average = p.c6 * s.e6 + p.c5 * s.e5 + p.c4 * s.e4 + p.c3 * s.e3;
  },
});
