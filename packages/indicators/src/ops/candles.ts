/**
 * What all candle patterns are made of: ranges of candles, their averages, and the bars before.
 *
 * A pattern compares a candle with the average range of those before it. TA-Lib keeps that average as a running total
 * whose rounding depends on where it began and on the order of additions; patterns give whole numbers that must be
 * TA-Lib's to the last, so its total is kept here in its order.
 */
import { lowerShadow, upperShadow } from "./helpers.ts";
import { type Op, op } from "./language.ts";

/** The value of the bar before. */
export const previous: Op = op({
  inputs: ["value"],
  state: ["held"],
  outputs: ["value"],
  lookback: () => 1,
  fill(s, _p, x) {
    s.held = x.value;
  },
  steady(s, _p, x, o) {
    o.value = s.held;
    s.held = x.value;
  },
});

/** The length of the body. */
export const candleBody: Op = op({
  inputs: ["open", "close"],
  outputs: ["range"],
  steady(_s, _p, x, o) {
    o.range = Math.abs(x.close - x.open);
  },
});

/** From low to high. */
export const candleHeight: Op = op({
  inputs: ["high", "low"],
  outputs: ["range"],
  steady(_s, _p, x, o) {
    o.range = x.high - x.low;
  },
});

/** Both shadows together. */
export const candleShadows: Op = op({
  inputs: ["open", "high", "low", "close"],
  outputs: ["range"],
  steady(_s, _p, x, o) {
    o.range = upperShadow(x.open, x.high, x.close) + lowerShadow(x.open, x.low, x.close);
  },
});

/** `factor` times the mean range of the `period` candles before the candle of `back` bars ago. TA-Lib's running total. */
export const candleAverage: Op = op({
  inputs: ["range"],
  reals: ["factor"],
  ints: ["period", "back"],
  state: ["total"],
  counters: ["at"],
  // Two more than are read, so that one bar can be taken back and another tried.
  arrays: { ring: (p) => p.period + p.back + 2 },
  outputs: ["average"],
  lookback: (p) => p.period + p.back,
  fill(s, p, x, i) {
    if (i < p.period) s.total += x.range;
    s.ring[s.at] = x.range;
    s.at += 1;
  },
  steady(s, p, x, o) {
    o.average = p.factor * (s.total / p.period);
    s.ring[s.at] = x.range;
    let entering = s.at - p.back;
    if (entering < 0) entering += p.period + p.back + 2;
    let leaving = entering - p.period;
    if (leaving < 0) leaving += p.period + p.back + 2;
    s.total += s.ring[entering]! - s.ring[leaving]!;
    s.at += 1;
    if (s.at === p.period + p.back + 2) s.at = 0;
  },
});
