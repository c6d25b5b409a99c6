/** Averages that weigh by what the market does. */
import { exp } from "@hotpath/core";
import { int, type Op, op } from "./language.ts";

/** An exponential average whose weight is scaled by |net change| ÷ way. Chande, S&C 10 (1992). */
export const vidya: Op = op({
  inputs: ["value", "net", "way"],
  reals: ["weight"],
  state: ["average"],
  outputs: ["average"],
  first(s, _p, x, o) {
    s.average = x.value;
    o.average = x.value;
  },
  steady(s, p, x, o) {
    const weight = x.way > 0 ? (p.weight * Math.abs(x.net)) / x.way : 0;
    s.average += weight * (x.value - s.average);
    o.average = s.average;
  },
});

/** d + (x − d) ÷ (n (x ÷ d)⁴), from the first value; the value itself where either is 0. J. R. McGinley (1990). */
export const mcginley: Op = op({
  inputs: ["value"],
  reals: ["length"],
  state: ["average"],
  outputs: ["average"],
  lookback: () => 1,
  fill(s, _p, x) {
    s.average = x.value;
  },
  steady(s, p, x, o) {
    const ratio = s.average !== 0 ? x.value / s.average : 0;
    const divisor = p.length * ratio * ratio * ratio * ratio;
    s.average = divisor > 0 ? s.average + (x.value - s.average) / divisor : x.value;
    o.average = s.average;
  },
});

/**
 * The last `period` values weighed by a bell curve about `center` (0 is the oldest) of deviation `spread`. Any weights:
 * there is no shorter way than to add all values, at every bar.
 */
export const bellAverage: Op = op({
  inputs: ["value"],
  reals: ["center", "spread"],
  ints: ["period"],
  state: ["total"],
  counters: ["at"],
  arrays: { weights: (p) => p.period, ring: (p) => p.period + 2 },
  outputs: ["average"],
  lookback: (p) => p.period - 1,
  fill(s, p, x, i) {
    if (i === 0) {
      s.total = 0;
      for (let j = 0; j < p.period; j++) {
        const distance = j - p.center;
        s.weights[j] = exp(-(distance * distance) / (2 * p.spread * p.spread));
        s.total += s.weights[j]!;
      }
    }
    s.ring[s.at] = x.value;
    s.at += 1;
  },
  steady(s, p, x, o) {
    s.ring[s.at] = x.value;
    s.at = s.at === p.period + 1 ? int(0) : s.at + 1;
    // The ring has two more places than are read: the oldest value lies behind them.
    let from = s.at + 2;
    if (from >= p.period + 2) from -= p.period + 2;
    let sum = 0;
    for (let j = 0; j < p.period; j++) {
      sum += s.weights[j]! * s.ring[from]!;
      from += 1;
      if (from === p.period + 2) from = int(0);
    }
    o.average = sum / s.total;
  },
});
