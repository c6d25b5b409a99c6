/** Recursive averages: one value of state each. */
import { type Op, op } from "./language.ts";

/** Exponential average, seeded by the mean of the first `period` values; as TA-Lib's EMA. */
export const ema: Op = op({
  inputs: ["value"],
  reals: ["weight"],
  ints: ["period"],
  state: ["average"],
  outputs: ["average"],
  lookback: (p) => p.period - 1,
  fill(s, _p, x) {
    s.average += x.value;
  },
  first(s, p, x, o) {
    s.average = (s.average + x.value) / p.period;
    o.average = s.average;
  },
  steady(s, p, x, o) {
    s.average = (x.value - s.average) * p.weight + s.average;
    o.average = s.average;
  },
});

/**
 * Exponential averages of one series with two weights, both begun with its first value. Neither waits for the other, so
 * the two take hardly more time than one.
 */
export const emaPair: Op = op({
  inputs: ["value"],
  reals: ["fastWeight", "slowWeight"],
  state: ["fast", "slow"],
  outputs: ["fast", "slow"],
  first(s, _p, x, o) {
    s.fast = x.value;
    s.slow = x.value;
    o.fast = x.value;
    o.slow = x.value;
  },
  steady(s, p, x, o) {
    s.fast = (x.value - s.fast) * p.fastWeight + s.fast;
    s.slow = (x.value - s.slow) * p.slowWeight + s.slow;
    o.fast = s.fast;
    o.slow = s.slow;
  },
});

/**
 * Wilder's average, (before × (period − 1) + value) / period, seeded by the mean of the first `period` values. Kept as
 * the average ÷ `weight`, so that a bar waits for one product and one sum of the bar before; `weight` is 1 − `keep`.
 */
export const wilder: Op = op({
  inputs: ["value"],
  reals: ["keep", "weight"],
  ints: ["period"],
  state: ["sum"],
  outputs: ["average"],
  lookback: (p) => p.period - 1,
  fill(s, _p, x) {
    s.sum += x.value;
  },
  first(s, p, x, o) {
    o.average = (s.sum + x.value) / p.period;
    s.sum = o.average / p.weight;
  },
  steady(s, p, x, o) {
    s.sum = s.sum * p.keep + x.value;
    o.average = s.sum * p.weight;
  },
});
