/**
 * Oscillators of price changes. Quotients are taken before it is known whether they count: a choice between two numbers is
 * no branch, and runs over many symbols at once; a division that may be left out is one.
 */
import { type Op, op } from "./language.ts";

/**
 * The net of Wilder's averages of gains and losses over their sum, `base` + `factor` × (gains − losses) ÷ (gains +
 * losses): RSI and CMO. It keeps the running sums of changes and of their sizes, so which way a price went is no branch.
 * A bar without a change leaves the value as it is; with hardly any change in all, it is `flat`.
 */
export const netStrength: Op = op({
  inputs: ["value"],
  reals: ["keep", "least", "base", "factor", "flat"],
  ints: ["period"],
  state: ["before", "net", "way", "strength"],
  outputs: ["strength"],
  lookback: (p) => p.period,
  fill(s, _p, x, i) {
    const change = i > 0 ? x.value - s.before : 0;
    s.before = x.value;
    s.net += change;
    s.way += Math.abs(change);
  },
  first(s, p, x, o) {
    const change = x.value - s.before;
    s.before = x.value;
    s.net += change;
    s.way += Math.abs(change);
    s.strength = s.way >= p.least ? p.base + p.factor * (s.net / s.way) : p.flat;
    o.strength = s.strength;
  },
  steady(s, p, x, o) {
    const change = x.value - s.before;
    s.before = x.value;
    s.net = s.net * p.keep + change;
    s.way = s.way * p.keep + Math.abs(change);
    const strength = p.base + p.factor * (s.net / s.way);
    const kept = change !== 0 ? strength : s.strength;
    s.strength = s.way >= p.least ? kept : p.flat;
    o.strength = s.strength;
  },
});

/** The change, and its size. */
export const changeAndSize: Op = op({
  inputs: ["value"],
  state: ["before"],
  outputs: ["change", "size"],
  lookback: () => 1,
  fill(s, _p, x) {
    s.before = x.value;
  },
  steady(s, _p, x, o) {
    const change = x.value - s.before;
    s.before = x.value;
    o.change = change;
    o.size = Math.abs(change);
  },
});

/** How far a close is above its open (0 where it is not), and how far it is from it. */
export const intradayMove: Op = op({
  inputs: ["open", "close"],
  outputs: ["gain", "size"],
  steady(_s, _p, x, o) {
    const move = x.close - x.open;
    const size = Math.abs(move);
    o.gain = (move + size) * 0.5;
    o.size = size;
  },
});

/** (a − b) ÷ b × factor; 0 where b is 0. */
export const relativeChange: Op = op({
  inputs: ["a", "b"],
  reals: ["factor"],
  outputs: ["change"],
  steady(_s, p, x, o) {
    const change = ((x.a - x.b) / x.b) * p.factor;
    o.change = x.b !== 0 ? change : 0;
  },
});

/** a ÷ b × 100; 0 where b is 0. */
export const percent: Op = op({
  inputs: ["a", "b"],
  outputs: ["percent"],
  steady(_s, _p, x, o) {
    const percent = (x.a / x.b) * 100;
    o.percent = x.b !== 0 ? percent : 0;
  },
});

/** part ÷ whole × factor; `otherwise` where the whole is less than `least`. */
export const share: Op = op({
  inputs: ["part", "whole"],
  reals: ["factor", "least", "otherwise"],
  outputs: ["share"],
  steady(_s, p, x, o) {
    const share = (x.part / x.whole) * p.factor;
    o.share = x.whole >= p.least ? share : p.otherwise;
  },
});

/** (value − from) ÷ (high − low) × factor; 0 where high and low are equal. */
export const position: Op = op({
  inputs: ["value", "from", "low", "high"],
  reals: ["factor"],
  outputs: ["position"],
  steady(_s, p, x, o) {
    const position = ((x.value - x.from) / (x.high - x.low)) * p.factor;
    o.position = x.high !== x.low ? position : 0;
  },
});

/** (close − open) ÷ (high − low); 0 where that is less than `least`. */
export const balanceOfPower: Op = op({
  inputs: ["open", "high", "low", "close"],
  reals: ["least"],
  outputs: ["balance"],
  steady(_s, p, x, o) {
    const range = x.high - x.low;
    const balance = (x.close - x.open) / range;
    o.balance = range >= p.least ? balance : 0;
  },
});

/** How far the close is above the true low, and the true range. */
export const buyingPressure: Op = op({
  inputs: ["high", "low", "close"],
  state: ["closeBefore"],
  outputs: ["pressure", "range"],
  lookback: () => 1,
  fill(s, _p, x) {
    s.closeBefore = x.close;
  },
  steady(s, _p, x, o) {
    const low = x.low < s.closeBefore ? x.low : s.closeBefore;
    const high = x.high > s.closeBefore ? x.high : s.closeBefore;
    o.pressure = x.close - low;
    o.range = high - low;
    s.closeBefore = x.close;
  },
});

/** Larry Williams's weighting of three ratios, 4 : 2 : 1, in per cent; a ratio without a range counts as 0. */
export const ultimate: Op = op({
  inputs: ["pressure1", "range1", "pressure2", "range2", "pressure3", "range3"],
  reals: ["least"],
  outputs: ["oscillator"],
  steady(_s, p, x, o) {
    const ratio1 = x.pressure1 / x.range1;
    const ratio2 = x.pressure2 / x.range2;
    const ratio3 = x.pressure3 / x.range3;
    const first = x.range1 >= p.least ? ratio1 : 0;
    const second = x.range2 >= p.least ? ratio2 : 0;
    const third = x.range3 >= p.least ? ratio3 : 0;
    o.oscillator = ((first * 4 + second * 2 + third) * 100) / 7;
  },
});

/** (period − bars) × factor: Aroon's lines, from the bars since an extreme. */
export const aroonLine: Op = op({
  inputs: ["bars"],
  reals: ["factor"],
  ints: ["period"],
  outputs: ["line"],
  steady(_s, p, x, o) {
    o.line = (p.period - x.bars) * p.factor;
  },
});
