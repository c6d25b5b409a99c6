/** Totals that run from the first bar on. */
import { larger, smaller } from "./helpers.ts";
import { type Op, op } from "./language.ts";

/** The sum of all values so far. */
export const runningTotal: Op = op({
  inputs: ["value"],
  state: ["total"],
  outputs: ["total"],
  steady(s, _p, x, o) {
    s.total += x.value;
    o.total = s.total;
  },
});

/**
 * An index, 1000 at the first bar, that follows the price only on bars of less volume than the bar before, `side` −1, or
 * of more, `side` 1. Dysart; Fosback, Stock Market Logic (1976).
 */
export const volumeIndex: Op = op({
  inputs: ["close", "volume"],
  reals: ["side"],
  state: ["closeBefore", "volumeBefore", "index"],
  outputs: ["index"],
  first(s, _p, x, o) {
    s.closeBefore = x.close;
    s.volumeBefore = x.volume;
    s.index = 1000;
    o.index = s.index;
  },
  steady(s, p, x, o) {
    if (x.volume * p.side > s.volumeBefore * p.side && s.closeBefore !== 0) {
      const next = s.index + ((x.close - s.closeBefore) / s.closeBefore) * s.index;
      // What overflows would be lost for good.
      if (next - next === 0) s.index = next;
    }
    s.closeBefore = x.close;
    s.volumeBefore = x.volume;
    o.index = s.index;
  },
});

/** Volumes, each times the price's relative change, added up; 0 at the first bar. */
export const priceVolumeTrend: Op = op({
  inputs: ["close", "volume"],
  state: ["before", "total"],
  outputs: ["total"],
  first(s, _p, x, o) {
    s.before = x.close;
    o.total = s.total;
  },
  steady(s, _p, x, o) {
    if (s.before !== 0) s.total += ((x.close - s.before) / s.before) * x.volume;
    s.before = x.close;
    o.total = s.total;
  },
});

/** The mean price, weighed by volume, of all bars so far; 0 until there is volume. */
export const volumeWeighted: Op = op({
  inputs: ["price", "volume"],
  state: ["turnover", "total", "average"],
  outputs: ["average"],
  steady(s, _p, x, o) {
    s.turnover += x.price * x.volume;
    s.total += x.volume;
    if (s.total > 0) s.average = s.turnover / s.total;
    o.average = s.average;
  },
});

/**
 * On bars that rose, what the close is above the true low, on bars that fell, what it is below the true high, added up;
 * 0 at the first bar. Larry Williams.
 */
export const williamsAccumulation: Op = op({
  inputs: ["high", "low", "close"],
  state: ["before", "total"],
  outputs: ["total"],
  first(s, _p, x, o) {
    s.before = x.close;
    o.total = s.total;
  },
  steady(s, _p, x, o) {
    if (x.close > s.before) s.total += x.close - smaller(x.low, s.before);
    else if (x.close < s.before) s.total += x.close - larger(x.high, s.before);
    s.before = x.close;
    o.total = s.total;
  },
});
