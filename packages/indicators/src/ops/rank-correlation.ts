/** Ranks of two series side by side, and how evenly values are spread. */
import { log } from "@hotpath/core";
import { int, type Op, op } from "./language.ts";

/**
 * The moments of the ranks of the last `period` pairs, each series ranked by itself and equal values by the mean of
 * their ranks. A value that comes or goes moves the rank of every other by one, by a half or not at all: one pass over
 * the window, O(n), and exact. Taken-back bars are met as in order-statistics.ts: `stamp` says how many bars the arrays
 * have seen, and those too many are taken out again first. C. Spearman, Am. J. Psychology 15 (1904).
 */
export const windowRanks: Op = op({
  inputs: ["a", "b"],
  ints: ["period"],
  state: ["version"],
  counters: ["at"],
  arrays: {
    ringA: (p) => p.period + 2,
    ringB: (p) => p.period + 2,
    rankA: (p) => p.period + 2,
    rankB: (p) => p.period + 2,
    there: (p) => p.period + 2,
    stamp: () => 1,
  },
  outputs: ["squaresA", "squaresB", "products"],
  steady(s, p, x, o) {
    const slots = p.period + 2;
    let ahead = int(0);
    if (s.version > 0) ahead = int(s.stamp[0]! - s.version);
    else
      for (let j = 0; j < slots; j++) {
        s.ringA[j] = 0;
        s.ringB[j] = 0;
        s.rankA[j] = 0;
        s.rankB[j] = 0;
        s.there[j] = 0;
      }
    if (ahead < 0 || ahead > 2) ahead = 0;
    for (let pass = ahead; pass >= 0; pass--) {
      // Bar `version` comes in; or the bar `pass` before where the arrays stand goes, and what it drove out comes back.
      const comes = pass > 0 ? (s.at + pass + 1) % slots : s.at;
      const goes = pass > 0 ? (s.at + pass - 1) % slots : (s.at + 2) % slots;
      const returns = pass === 0 || s.version + pass > p.period ? 1 : 0;
      const leaves = s.there[goes]!;
      const oldA = s.ringA[goes]!;
      const oldB = s.ringB[goes]!;
      if (pass === 0) {
        s.ringA[comes] = x.a;
        s.ringB[comes] = x.b;
      }
      const newA = s.ringA[comes]!;
      const newB = s.ringB[comes]!;
      s.there[goes] = 0;
      s.there[comes] = 0;
      let ownA = 0.5;
      let ownB = 0.5;
      for (let j = 0; j < slots; j++) {
        const a = s.ringA[j]!;
        const b = s.ringB[j]!;
        const counts = s.there[j]!;
        const overA = (newA < a ? 0.5 : 0) + (newA <= a ? 0.5 : 0);
        const overB = (newB < b ? 0.5 : 0) + (newB <= b ? 0.5 : 0);
        const wasA = (oldA < a ? 0.5 : 0) + (oldA <= a ? 0.5 : 0);
        const wasB = (oldB < b ? 0.5 : 0) + (oldB <= b ? 0.5 : 0);
        s.rankA[j] = s.rankA[j]! + counts * (returns * overA - leaves * wasA);
        s.rankB[j] = s.rankB[j]! + counts * (returns * overB - leaves * wasB);
        ownA += counts * (1 - overA);
        ownB += counts * (1 - overB);
      }
      s.there[comes] = returns;
      s.rankA[comes] = ownA;
      s.rankB[comes] = ownB;
    }
    s.version += 1;
    s.stamp[0] = s.version;
    s.at = (s.at + 1) % slots;
    const middle = p.period * 0.5;
    let squaresA = 0;
    let squaresB = 0;
    let products = 0;
    for (let j = 0; j < slots; j++) {
      const a = s.rankA[j]! - middle;
      const b = s.rankB[j]! - middle;
      squaresA += s.there[j]! * a * a;
      squaresB += s.there[j]! * b * b;
      products += s.there[j]! * a * b;
    }
    o.squaresA = squaresA;
    o.squaresB = squaresB;
    o.products = products;
  },
});

/**
 * Shannon's entropy, in bits, of the last `period` values in `bins` bins of equal width from the least of them to the
 * greatest, which is in the last; 0 where they are equal. O(n): every new extreme moves all bins.
 */
export const windowEntropy: Op = op({
  inputs: ["value"],
  reals: ["ln2"],
  ints: ["period", "bins"],
  counters: ["at"],
  // Two more than are read, so that one bar can be taken back and another tried; each twice: a window is one stretch.
  arrays: { ring: (p) => 2 * (p.period + 2), count: (p) => p.bins },
  outputs: ["entropy"],
  lookback: (p) => p.period - 1,
  fill(s, p, x) {
    s.ring[s.at] = x.value;
    s.ring[s.at + p.period + 2] = x.value;
    s.at += 1;
  },
  steady(s, p, x, o) {
    s.ring[s.at] = x.value;
    s.ring[s.at + p.period + 2] = x.value;
    const to = s.at + p.period + 3;
    s.at = s.at === p.period + 1 ? int(0) : s.at + 1;
    const from = to - p.period;
    let least = x.value;
    let greatest = x.value;
    for (let j = from; j < to; j++) {
      const value = s.ring[j]!;
      least = value < least ? value : least;
      greatest = value > greatest ? value : greatest;
    }
    const width = greatest - least;
    o.entropy = 0;
    if (width > 0) {
      for (let k = int(0); k < p.bins; k++) s.count[k] = 0;
      for (let j = from; j < to; j++) {
        let bin = int(((s.ring[j]! - least) / width) * p.bins);
        if (bin > p.bins - 1) bin = p.bins - 1;
        if (bin < 0) bin = 0;
        s.count[bin] = s.count[bin]! + 1;
      }
      let sum = 0;
      for (let k = int(0); k < p.bins; k++) if (s.count[k]! > 1) sum += s.count[k]! * log(s.count[k]!);
      const entropy = (log(p.period) - sum / p.period) / p.ln2;
      o.entropy = entropy > 0 ? entropy : 0;
    }
  },
});
