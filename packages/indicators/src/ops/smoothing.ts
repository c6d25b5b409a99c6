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

/** Wilder's average, (before × (period − 1) + value) / period, seeded by the mean of the first `period` values. */
export const wilder: Op = op({
  inputs: ["value"],
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
    s.average = (s.average * (p.period - 1) + x.value) / p.period;
    o.average = s.average;
  },
});
