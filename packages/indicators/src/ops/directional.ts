/** Wilder's directional movement and true range (New Concepts in Technical Trading Systems, 1978). */
import { directionalMove, trueRangeOf } from "./helpers.ts";
import { type Op, op } from "./language.ts";

/** The true range; it needs the close before, so it begins with the second bar. */
export const trueRange: Op = op({
  inputs: ["high", "low", "close"],
  state: ["closeBefore"],
  outputs: ["range"],
  lookback: () => 1,
  fill(s, _p, x) {
    s.closeBefore = x.close;
  },
  steady(s, _p, x, o) {
    o.range = trueRangeOf(x.high, x.low, s.closeBefore);
    s.closeBefore = x.close;
  },
});

/** The true range with the first bar's counted as its high less its low. */
export const trueRangeFromFirst: Op = op({
  inputs: ["high", "low", "close"],
  state: ["closeBefore"],
  outputs: ["range"],
  first(s, _p, x, o) {
    o.range = x.high - x.low;
    s.closeBefore = x.close;
  },
  steady(s, _p, x, o) {
    o.range = trueRangeOf(x.high, x.low, s.closeBefore);
    s.closeBefore = x.close;
  },
});

/** Wilder's running sum: the sum of the first `terms` values, then before × `keep` + value. */
export const wilderSum: Op = op({
  inputs: ["value"],
  reals: ["keep"],
  ints: ["terms"],
  state: ["sum"],
  outputs: ["sum"],
  lookback: (p) => p.terms - 1,
  fill(s, _p, x) {
    s.sum += x.value;
  },
  first(s, _p, x, o) {
    s.sum += x.value;
    o.sum = s.sum;
  },
  steady(s, p, x, o) {
    s.sum = s.sum * p.keep + x.value;
    o.sum = s.sum;
  },
});

/** Wilder's running sums of +DM and −DM, of the first `terms` moves at the start. Equal moves count for neither. */
export const directionalSums: Op = op({
  inputs: ["high", "low"],
  reals: ["keep"],
  ints: ["terms"],
  state: ["highBefore", "lowBefore", "plus", "minus"],
  outputs: ["plus", "minus"],
  lookback: (p) => p.terms,
  fill(s, _p, x, i) {
    if (i > 0) {
      const up = x.high - s.highBefore;
      const down = s.lowBefore - x.low;
      s.plus += directionalMove(up, down);
      s.minus += directionalMove(down, up);
    }
    s.highBefore = x.high;
    s.lowBefore = x.low;
  },
  first(s, _p, x, o) {
    const up = x.high - s.highBefore;
    const down = s.lowBefore - x.low;
    s.plus += directionalMove(up, down);
    s.minus += directionalMove(down, up);
    s.highBefore = x.high;
    s.lowBefore = x.low;
    o.plus = s.plus;
    o.minus = s.minus;
  },
  steady(s, p, x, o) {
    const up = x.high - s.highBefore;
    const down = s.lowBefore - x.low;
    s.plus = s.plus * p.keep + directionalMove(up, down);
    s.minus = s.minus * p.keep + directionalMove(down, up);
    s.highBefore = x.high;
    s.lowBefore = x.low;
    o.plus = s.plus;
    o.minus = s.minus;
  },
});

/** +DM and −DM of one bar; equal moves count for both, as tulip has it. */
export const directionalMovesTied: Op = op({
  inputs: ["high", "low"],
  state: ["highBefore", "lowBefore"],
  outputs: ["plus", "minus"],
  lookback: () => 1,
  fill(s, _p, x) {
    s.highBefore = x.high;
    s.lowBefore = x.low;
  },
  steady(s, _p, x, o) {
    const up = x.high - s.highBefore;
    const down = s.lowBefore - x.low;
    o.plus = up >= down && up > 0 ? up : 0;
    o.minus = down >= up && down > 0 ? down : 0;
    s.highBefore = x.high;
    s.lowBefore = x.low;
  },
});

/**
 * DX, 100 × |plus − minus| ÷ (plus + minus). The true range by which DI divides both cancels. Where nothing moved,
 * the value before × `hold`.
 */
export const directionalIndex: Op = op({
  inputs: ["plus", "minus"],
  reals: ["least", "hold"],
  state: ["index"],
  outputs: ["index"],
  steady(s, p, x, o) {
    const way = x.plus + x.minus;
    const index = (100 * Math.abs(x.plus - x.minus)) / way;
    s.index = way >= p.least ? index : s.index * p.hold;
    o.index = s.index;
  },
});

/** ADX, Wilder's average of DX. Where nothing moved it stays; at the start such bars count as 0. */
export const averageDirectionalIndex: Op = op({
  inputs: ["plus", "minus"],
  reals: ["least", "weight"],
  ints: ["period"],
  state: ["average"],
  outputs: ["average"],
  lookback: (p) => p.period - 1,
  fill(s, p, x) {
    const way = x.plus + x.minus;
    if (way >= p.least) s.average += (100 * Math.abs(x.plus - x.minus)) / way;
  },
  first(s, p, x, o) {
    const way = x.plus + x.minus;
    const index = way >= p.least ? (100 * Math.abs(x.plus - x.minus)) / way : 0;
    s.average = (s.average + index) / p.period;
    o.average = s.average;
  },
  steady(s, p, x, o) {
    const way = x.plus + x.minus;
    const index = (100 * Math.abs(x.plus - x.minus)) / way;
    const moved = (index - s.average) * p.weight + s.average;
    s.average = way >= p.least ? moved : s.average;
    o.average = s.average;
  },
});
