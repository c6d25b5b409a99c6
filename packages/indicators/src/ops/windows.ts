/**
 * Sums and extremes of the last `period` values.
 *
 * The series is cut into blocks of one period. A window is the end of one block and the beginning of the next, so its
 * sum is a suffix sum of the one and a prefix sum of the other: only additions of the window's own values, so that
 * nothing drifts and a value that has left leaves no trace. Suffixes are made anew once a block: O(1) amortised, on
 * every input. `side` says which half of `block` is being filled and which half of `tail` holds the suffixes of the block
 * before; the other halves keep what was there, so that one bar can be taken back even where it ended a block. (Van Herk, "A fast algorithm for local minimum and maximum filters", 1992, for extremes.)
 */
import { int, type Op, op } from "./language.ts";

/** The sum of the last `period` values. */
export const windowSum: Op = op({
  inputs: ["value"],
  ints: ["period"],
  state: ["head"],
  counters: ["at", "side"],
  arrays: { block: (p) => 2 * p.period, tail: (p) => 2 * p.period },
  outputs: ["sum"],
  lookback: (p) => p.period - 1,
  fill(s, _p, x) {
    s.block[s.side + s.at] = x.value;
    s.at += 1;
  },
  steady(s, p, x, o) {
    s.block[s.side + s.at] = x.value;
    if (s.at < p.period - 1) {
      s.head += x.value;
      s.at += 1;
      o.sum = s.tail[s.side + s.at]! + s.head;
    } else {
      const before = s.side;
      s.side = p.period - s.side;
      let sum = 0;
      for (let j = p.period - 1; j >= 0; j--) {
        sum += s.block[before + j]!;
        s.tail[s.side + j] = sum;
      }
      s.head = 0;
      s.at = 0;
      o.sum = sum;
    }
  },
});

/** The sums of the last `period` values of two series. */
export const windowSums: Op = op({
  inputs: ["a", "b"],
  ints: ["period"],
  state: ["headA", "headB"],
  counters: ["at", "side"],
  // The two take turns.
  arrays: { block: (p) => 4 * p.period, tail: (p) => 4 * p.period },
  outputs: ["sumA", "sumB"],
  lookback: (p) => p.period - 1,
  fill(s, _p, x) {
    s.block[s.at] = x.a;
    s.block[s.at + 1] = x.b;
    s.at += 2;
  },
  steady(s, p, x, o) {
    s.block[s.side + s.at] = x.a;
    s.block[s.side + s.at + 1] = x.b;
    if (s.at < 2 * p.period - 2) {
      s.headA += x.a;
      s.headB += x.b;
      s.at += 2;
      o.sumA = s.tail[s.side + s.at]! + s.headA;
      o.sumB = s.tail[s.side + s.at + 1]! + s.headB;
    } else {
      const before = s.side;
      s.side = 2 * p.period - s.side;
      let a = 0;
      let b = 0;
      for (let j = 2 * p.period - 2; j >= 0; j -= 2) {
        a += s.block[before + j]!;
        b += s.block[before + j + 1]!;
        s.tail[s.side + j] = a;
        s.tail[s.side + j + 1] = b;
      }
      s.headA = 0;
      s.headB = 0;
      s.at = int(0);
      o.sumA = a;
      o.sumB = b;
    }
  },
});

/** The value of `distance` bars before. */
export const delay: Op = op({
  inputs: ["value"],
  ints: ["distance"],
  counters: ["at"],
  // Two more than are read, so that one bar can be taken back and another tried.
  arrays: { ring: (p) => p.distance + 2 },
  outputs: ["value"],
  lookback: (p) => p.distance,
  fill(s, _p, x) {
    s.ring[s.at] = x.value;
    s.at += 1;
  },
  steady(s, p, x, o) {
    s.ring[s.at] = x.value;
    if (s.at < p.distance) {
      s.at += 1;
      o.value = s.ring[s.at + 1]!;
    } else {
      s.at = s.at === p.distance ? s.at + 1 : int(0);
      o.value = s.ring[s.at === 0 ? int(1) : int(0)]!;
    }
  },
});
