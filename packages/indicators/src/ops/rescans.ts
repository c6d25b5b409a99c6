/** What has to be counted anew for every window: falls from its highest value, distances in relation to values. */
import { int, type Op, op } from "./language.ts";

/** The mean square of the falls, in percent, of the last `period` values from the highest before them in the window. */
export const meanSquareFall: Op = op({
  inputs: ["value"],
  ints: ["period"],
  counters: ["at"],
  arrays: { ring: (p) => p.period + 2 },
  outputs: ["square"],
  lookback: (p) => p.period - 1,
  fill(s, _p, x) {
    s.ring[s.at] = x.value;
    s.at += 1;
  },
  steady(s, p, x, o) {
    s.ring[s.at] = x.value;
    s.at = s.at === p.period + 1 ? int(0) : s.at + 1;
    let from = s.at + 2;
    if (from >= p.period + 2) from -= p.period + 2;
    let highest = s.ring[from]!;
    let sum = 0;
    for (let j = 0; j < p.period; j++) {
      const value = s.ring[from]!;
      if (value > highest) highest = value;
      const fall = highest !== 0 ? (100 * (value - highest)) / highest : 0;
      sum += fall * fall;
      from += 1;
      if (from === p.period + 2) from = int(0);
    }
    o.square = sum / p.period;
  },
});

/** The mean of |value − mean| ÷ |value| over the last `period` values, the mean being theirs; 0 counts as 0. */
export const meanRelativeDistance: Op = op({
  inputs: ["value"],
  ints: ["period"],
  counters: ["at"],
  arrays: { ring: (p) => p.period + 2 },
  outputs: ["distance"],
  lookback: (p) => p.period - 1,
  fill(s, _p, x) {
    s.ring[s.at] = x.value;
    s.at += 1;
  },
  steady(s, p, x, o) {
    s.ring[s.at] = x.value;
    s.at = s.at === p.period + 1 ? int(0) : s.at + 1;
    let from = s.at + 2;
    if (from >= p.period + 2) from -= p.period + 2;
    let mean = 0;
    for (let j = 0; j < p.period; j++) {
      mean += s.ring[from]!;
      from += 1;
      if (from === p.period + 2) from = int(0);
    }
    mean /= p.period;
    // Two places on, past those that are not read, is the oldest value again.
    from += 2;
    if (from >= p.period + 2) from -= p.period + 2;
    let sum = 0;
    for (let j = 0; j < p.period; j++) {
      const value = s.ring[from]!;
      if (value !== 0) sum += Math.abs((value - mean) / value);
      from += 1;
      if (from === p.period + 2) from = int(0);
    }
    o.distance = sum / p.period;
  },
});
