/** Bars made over, and lines that follow a trend. */
import { exp, log } from "@hotpath/core";
import { larger, smaller, trueRangeOf } from "./helpers.ts";
import { int, type Op, op } from "./language.ts";

/** Heikin-Ashi bars: the close is the bar's mean, the open the middle of the Heikin-Ashi bar before. */
export const heikinAshi: Op = op({
  inputs: ["open", "high", "low", "close"],
  state: ["openBefore", "closeBefore"],
  outputs: ["open", "high", "low", "close"],
  first(s, _p, x, o) {
    s.openBefore = (x.open + x.close) / 2;
    s.closeBefore = (x.open + x.high + x.low + x.close) / 4;
    o.open = s.openBefore;
    o.high = larger(larger(x.high, s.openBefore), s.closeBefore);
    o.low = smaller(smaller(x.low, s.openBefore), s.closeBefore);
    o.close = s.closeBefore;
  },
  steady(s, _p, x, o) {
    s.openBefore = (s.openBefore + s.closeBefore) / 2;
    s.closeBefore = (x.open + x.high + x.low + x.close) / 4;
    o.open = s.openBefore;
    o.high = larger(larger(x.high, s.openBefore), s.closeBefore);
    o.low = smaller(smaller(x.low, s.openBefore), s.closeBefore);
    o.close = s.closeBefore;
  },
});

/**
 * Bands at `multiplier` ranges about the middle of the bar, that only tighten while the close before is within them. The
 * lower is the line while the trend is up (1), the upper while it is down (−1); a close beyond the line turns it. At first
 * the trend is `first`.
 */
export const superTrend: Op = op({
  inputs: ["high", "low", "close", "range"],
  reals: ["multiplier"],
  ints: ["first"],
  state: ["upper", "lower", "before"],
  counters: ["trend"],
  outputs: ["line", "trend"],
  first(s, p, x, o) {
    const middle = (x.high + x.low) / 2;
    s.upper = middle + p.multiplier * x.range;
    s.lower = middle - p.multiplier * x.range;
    s.before = x.close;
    s.trend = p.first;
    o.line = s.trend > 0 ? s.lower : s.upper;
    o.trend = s.trend;
  },
  steady(s, p, x, o) {
    const middle = (x.high + x.low) / 2;
    const upper = middle + p.multiplier * x.range;
    const lower = middle - p.multiplier * x.range;
    if (upper < s.upper || s.before > s.upper) s.upper = upper;
    if (lower > s.lower || s.before < s.lower) s.lower = lower;
    if (s.trend > 0) {
      if (x.close < s.lower) s.trend = -int(1);
    } else if (x.close > s.upper) s.trend = int(1);
    s.before = x.close;
    o.line = s.trend > 0 ? s.lower : s.upper;
    o.trend = s.trend;
  },
});

/**
 * An average whose weight is e^(−4.6 (D − 1)), D the fractal dimension of the window: log₂ of what its halves' ranges are
 * together, ÷ the whole's. The price itself where that is no dimension above 0. Ehlers, "FRAMA" (2005).
 */
export const fractalAverage: Op = op({
  inputs: ["price", "highNew", "lowNew", "highOld", "lowOld"],
  state: ["average"],
  outputs: ["average"],
  first(s, _p, x, o) {
    s.average = x.price;
    o.average = s.average;
  },
  steady(s, _p, x, o) {
    const newer = x.highNew - x.lowNew;
    const older = x.highOld - x.lowOld;
    const whole = larger(x.highNew, x.highOld) - smaller(x.lowNew, x.lowOld);
    if (newer > 0 && older > 0 && newer + older > whole) {
      // 4.6 ÷ ln 2
      const weight = exp(-6.636397188089231 * log((newer + older) / whole));
      s.average = weight * x.price + (1 - weight) * s.average;
    } else s.average = x.price;
    o.average = s.average;
  },
});

/** The bar's true range, and what lies between its high and the low before, and between its low and the high before. */
export const vortexMoves: Op = op({
  inputs: ["high", "low", "close"],
  state: ["highBefore", "lowBefore", "closeBefore"],
  outputs: ["range", "plus", "minus"],
  lookback: () => 1,
  fill(s, _p, x) {
    s.highBefore = x.high;
    s.lowBefore = x.low;
    s.closeBefore = x.close;
  },
  steady(s, _p, x, o) {
    o.range = trueRangeOf(x.high, x.low, s.closeBefore);
    o.plus = Math.abs(x.high - s.lowBefore);
    o.minus = Math.abs(x.low - s.highBefore);
    s.highBefore = x.high;
    s.lowBefore = x.low;
    s.closeBefore = x.close;
  },
});

/** Wilder's swing index against a limit move; 0 at the first bar, which has none before it, and where nothing moved. */
export const swingIndex: Op = op({
  inputs: ["open", "high", "low", "close"],
  reals: ["limit"],
  state: ["openBefore", "closeBefore"],
  outputs: ["index"],
  first(s, _p, x, o) {
    s.openBefore = x.open;
    s.closeBefore = x.close;
    o.index = 0;
  },
  steady(s, p, x, o) {
    const body = s.closeBefore - s.openBefore;
    const move = x.close - s.closeBefore + 0.5 * (x.close - x.open) + 0.25 * body;
    const up = Math.abs(x.high - s.closeBefore);
    const down = Math.abs(x.low - s.closeBefore);
    // Wilder's three cases, by which of the three distances is the greatest, are one maximum.
    const span = larger(larger(up - 0.5 * down, down - 0.5 * up), Math.abs(x.high - x.low)) + 0.25 * Math.abs(body);
    o.index = span !== 0 ? 50 * (move / span) * (larger(up, down) / p.limit) : 0;
    s.openBefore = x.open;
    s.closeBefore = x.close;
  },
});
