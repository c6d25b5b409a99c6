/**
 * Extremes of the last `period` values and where they are, in blocks as the sums of windows.ts are: the extreme of a
 * window is that of a suffix of one block and a prefix of the next. O(1) amortised on every input, at most one scan of a
 * block in a bar. (Van Herk, "A fast algorithm for local minimum and maximum filters", 1992; Gil and Werman, 1993.)
 */
import { int, type Op, op } from "./language.ts";

/** The highest of the last `period` values. */
export const windowMax: Op = op({
  inputs: ["value"],
  ints: ["period"],
  state: ["head"],
  counters: ["at", "side"],
  arrays: { block: (p) => 2 * p.period, tail: (p) => 2 * p.period },
  outputs: ["highest"],
  lookback: (p) => p.period - 1,
  fill(s, _p, x) {
    s.block[s.at] = x.value;
    s.at += 1;
  },
  steady(s, p, x, o) {
    s.block[s.side + s.at] = x.value;
    if (s.at < p.period - 1) {
      s.head = x.value > s.head ? x.value : s.head;
      s.at += 1;
      const before = s.tail[s.side + s.at]!;
      // One zero, however it came about.
      o.highest = (before > s.head ? before : s.head) + 0;
    } else {
      const before = s.side;
      s.side = p.period - s.side;
      let highest = x.value;
      for (let j = p.period - 1; j >= 0; j--) {
        const value = s.block[before + j]!;
        highest = value > highest ? value : highest;
        s.tail[s.side + j] = highest;
      }
      // No value is below it.
      s.head = -1.7976931348623157e308;
      s.at = int(0);
      o.highest = highest + 0;
    }
  },
});

/** The lowest of the last `period` values. */
export const windowMin: Op = op({
  inputs: ["value"],
  ints: ["period"],
  state: ["head"],
  counters: ["at", "side"],
  arrays: { block: (p) => 2 * p.period, tail: (p) => 2 * p.period },
  outputs: ["lowest"],
  lookback: (p) => p.period - 1,
  fill(s, _p, x) {
    s.block[s.at] = x.value;
    s.at += 1;
  },
  steady(s, p, x, o) {
    s.block[s.side + s.at] = x.value;
    if (s.at < p.period - 1) {
      s.head = x.value < s.head ? x.value : s.head;
      s.at += 1;
      const before = s.tail[s.side + s.at]!;
      o.lowest = (before < s.head ? before : s.head) + 0;
    } else {
      const before = s.side;
      s.side = p.period - s.side;
      let lowest = x.value;
      for (let j = p.period - 1; j >= 0; j--) {
        const value = s.block[before + j]!;
        lowest = value < lowest ? value : lowest;
        s.tail[s.side + j] = lowest;
      }
      // No value is above it.
      s.head = 1.7976931348623157e308;
      s.at = int(0);
      o.lowest = lowest + 0;
    }
  },
});

/** Bars since the highest of the last `period` values; since the latest, where several are equal. */
export const sinceMax: Op = op({
  inputs: ["value"],
  ints: ["period"],
  state: ["head"],
  counters: ["at", "side", "headAt"],
  arrays: { block: (p) => 2 * p.period, tail: (p) => 2 * p.period, where: (p) => 2 * p.period },
  outputs: ["bars"],
  lookback: (p) => p.period - 1,
  fill(s, _p, x) {
    s.block[s.at] = x.value;
    s.at += 1;
  },
  steady(s, p, x, o) {
    s.block[s.side + s.at] = x.value;
    if (s.at < p.period - 1) {
      if (s.at === 0 || x.value >= s.head) {
        s.head = x.value;
        s.headAt = s.at;
      }
      o.bars = s.at - s.headAt;
      s.at += 1;
      if (s.tail[s.side + s.at]! > s.head) o.bars = s.at - 1 + p.period - s.where[s.side + s.at]!;
    } else {
      const before = s.side;
      s.side = p.period - s.side;
      let highest = x.value;
      let where = p.period - 1;
      for (let j = p.period - 1; j >= 0; j--) {
        if (s.block[before + j]! > highest) {
          highest = s.block[before + j]!;
          where = j;
        }
        s.tail[s.side + j] = highest;
        s.where[s.side + j] = where;
      }
      s.at = int(0);
      o.bars = p.period - 1 - where;
    }
  },
});

/** Bars since the lowest of the last `period` values; since the latest, where several are equal. */
export const sinceMin: Op = op({
  inputs: ["value"],
  ints: ["period"],
  state: ["head"],
  counters: ["at", "side", "headAt"],
  arrays: { block: (p) => 2 * p.period, tail: (p) => 2 * p.period, where: (p) => 2 * p.period },
  outputs: ["bars"],
  lookback: (p) => p.period - 1,
  fill(s, _p, x) {
    s.block[s.at] = x.value;
    s.at += 1;
  },
  steady(s, p, x, o) {
    s.block[s.side + s.at] = x.value;
    if (s.at < p.period - 1) {
      if (s.at === 0 || x.value <= s.head) {
        s.head = x.value;
        s.headAt = s.at;
      }
      o.bars = s.at - s.headAt;
      s.at += 1;
      if (s.tail[s.side + s.at]! < s.head) o.bars = s.at - 1 + p.period - s.where[s.side + s.at]!;
    } else {
      const before = s.side;
      s.side = p.period - s.side;
      let lowest = x.value;
      let where = p.period - 1;
      for (let j = p.period - 1; j >= 0; j--) {
        if (s.block[before + j]! < lowest) {
          lowest = s.block[before + j]!;
          where = j;
        }
        s.tail[s.side + j] = lowest;
        s.where[s.side + j] = where;
      }
      s.at = int(0);
      o.bars = p.period - 1 - where;
    }
  },
});
