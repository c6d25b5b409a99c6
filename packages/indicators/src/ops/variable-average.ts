/** Averages whose period changes from bar to bar. */
import { int, type Op, op } from "./language.ts";

/** A period as TA-Lib's MAVP takes it: its whole part, within bounds. */
export const wholePeriod: Op = op({
  inputs: ["period"],
  ints: ["min", "max"],
  outputs: ["period"],
  steady(_s, p, x, o) {
    let period = x.period;
    if (period < p.min) period = p.min;
    if (period > p.max) period = p.max;
    o.period = Math.floor(period);
  },
});

/**
 * The mean of as many last values as `period` says, at the most `most`. In blocks of `most` values: a window that spans
 * two blocks is a suffix of the one and a prefix of the other, a window within one the difference of two prefixes. What is
 * summed are distances from `base`, the last value of the block before, so that the difference loses nothing to the
 * level of the values.
 */
export const variableMean: Op = op({
  inputs: ["value", "period"],
  ints: ["most"],
  state: ["base", "head"],
  counters: ["at", "side"],
  arrays: { block: (p) => 2 * p.most, heads: (p) => 2 * p.most, tail: (p) => 2 * p.most },
  outputs: ["mean"],
  lookback: (p) => p.most - 1,
  fill(s, _p, x, i) {
    if (i === 0) s.base = x.value;
    s.head += x.value - s.base;
    s.block[s.at] = x.value;
    s.heads[s.at] = s.head;
    s.at += 1;
  },
  steady(s, p, x, o) {
    const bars = int(x.period);
    s.head += x.value - s.base;
    s.block[s.side + s.at] = x.value;
    s.heads[s.side + s.at] = s.head;
    let sum = s.head;
    if (bars <= s.at) sum -= s.heads[s.side + s.at - bars]!;
    else if (bars > s.at + 1) sum += s.tail[s.side + p.most - (bars - s.at - 1)]!;
    o.mean = s.base + sum / bars;
    s.at += 1;
    if (s.at === p.most) {
      const before = s.side;
      s.side = p.most - s.side;
      s.base = x.value;
      sum = 0;
      for (let j = p.most - 1; j >= 0; j--) {
        sum += s.block[before + j]! - s.base;
        s.tail[s.side + j] = sum;
      }
      s.head = 0;
      s.at = int(0);
    }
  },
});

/** One series where the period is `which`, another elsewhere. */
export const wherePeriod: Op = op({
  inputs: ["otherwise", "value", "period"],
  ints: ["which"],
  outputs: ["value"],
  steady(_s, p, x, o) {
    o.value = x.period === p.which ? x.value : x.otherwise;
  },
});
