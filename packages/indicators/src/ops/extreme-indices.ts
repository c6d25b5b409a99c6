/**
 * The bar of a window's extreme as TA-Lib's MAXINDEX and MININDEX have it: a value that equals the extreme takes its place
 * on arrival, but when the extreme has left the window, the earliest of equal ones follows. So what they say depends on
 * the way there. Bars count from the first that the operation saw. In blocks, as extremes.ts; `head` and `tail` are of
 * the earliest.
 */
import { int, type Op, op } from "./language.ts";

/** The bar of the highest of the last `period` values. */
export const maxIndex: Op = op({
  inputs: ["value"],
  ints: ["period"],
  state: ["head", "highest"],
  counters: ["at", "side", "headAt", "now", "index"],
  arrays: { block: (p) => 2 * p.period, tail: (p) => 2 * p.period, where: (p) => 2 * p.period },
  outputs: ["index"],
  lookback: (p) => p.period - 1,
  fill(s, _p, x) {
    s.block[s.at] = x.value;
    s.at += 1;
    s.now += 1;
    // Out of every window, so that the first output looks for the earliest.
    s.index = int(-1);
  },
  steady(s, p, x, o) {
    s.block[s.side + s.at] = x.value;
    const gone = s.now - s.index >= p.period;
    if (!gone && x.value >= s.highest) {
      s.highest = x.value;
      s.index = s.now;
    }
    if (s.at < p.period - 1) {
      if (s.at === 0 || x.value > s.head) {
        s.head = x.value;
        s.headAt = s.at;
      }
      if (gone) {
        const start = s.now - s.at;
        const from = s.side + s.at + 1;
        s.highest = s.head;
        s.index = start + s.headAt;
        if (s.tail[from]! >= s.head) {
          s.highest = s.tail[from]!;
          s.index = start - p.period + int(s.where[from]!);
        }
      }
      s.at += 1;
    } else {
      const before = s.side;
      s.side = p.period - s.side;
      let highest = x.value;
      let where = p.period - 1;
      for (let j = p.period - 1; j >= 0; j--) {
        if (s.block[before + j]! >= highest) {
          highest = s.block[before + j]!;
          where = j;
        }
        s.tail[s.side + j] = highest;
        s.where[s.side + j] = where;
      }
      if (gone) {
        s.highest = highest;
        s.index = s.now - (p.period - 1) + where;
      }
      s.at = int(0);
    }
    s.now += 1;
    o.index = s.index;
  },
});

/** The bar of the lowest of the last `period` values. */
export const minIndex: Op = op({
  inputs: ["value"],
  ints: ["period"],
  state: ["head", "lowest"],
  counters: ["at", "side", "headAt", "now", "index"],
  arrays: { block: (p) => 2 * p.period, tail: (p) => 2 * p.period, where: (p) => 2 * p.period },
  outputs: ["index"],
  lookback: (p) => p.period - 1,
  fill(s, _p, x) {
    s.block[s.at] = x.value;
    s.at += 1;
    s.now += 1;
    // Out of every window, so that the first output looks for the earliest.
    s.index = int(-1);
  },
  steady(s, p, x, o) {
    s.block[s.side + s.at] = x.value;
    const gone = s.now - s.index >= p.period;
    if (!gone && x.value <= s.lowest) {
      s.lowest = x.value;
      s.index = s.now;
    }
    if (s.at < p.period - 1) {
      if (s.at === 0 || x.value < s.head) {
        s.head = x.value;
        s.headAt = s.at;
      }
      if (gone) {
        const start = s.now - s.at;
        const from = s.side + s.at + 1;
        s.lowest = s.head;
        s.index = start + s.headAt;
        if (s.tail[from]! <= s.head) {
          s.lowest = s.tail[from]!;
          s.index = start - p.period + int(s.where[from]!);
        }
      }
      s.at += 1;
    } else {
      const before = s.side;
      s.side = p.period - s.side;
      let lowest = x.value;
      let where = p.period - 1;
      for (let j = p.period - 1; j >= 0; j--) {
        if (s.block[before + j]! <= lowest) {
          lowest = s.block[before + j]!;
          where = j;
        }
        s.tail[s.side + j] = lowest;
        s.where[s.side + j] = where;
      }
      if (gone) {
        s.lowest = lowest;
        s.index = s.now - (p.period - 1) + where;
      }
      s.at = int(0);
    }
    s.now += 1;
    o.index = s.index;
  },
});
