/** What ranges span, and where values stand in them. */
import { log } from "@hotpath/core";
import { larger, smaller } from "./helpers.ts";
import { int, type Op, op } from "./language.ts";

/** What the true range spans: the bar's high and low, with the close before counted in. Wilder (1978). */
export const trueExtremes: Op = op({
  inputs: ["high", "low", "close"],
  state: ["before"],
  outputs: ["top", "bottom"],
  lookback: () => 1,
  fill(s, _p, x) {
    s.before = x.close;
  },
  steady(s, _p, x, o) {
    o.top = larger(x.high, s.before);
    o.bottom = smaller(x.low, s.before);
    s.before = x.close;
  },
});

/**
 * The highest high and the lowest low of the last `period` bars, or of as many as there are. Blocks as in windows.ts: the
 * extremes of a window are those of a suffix of the one block and of a prefix of the next.
 */
export const growingRange: Op = op({
  inputs: ["high", "low"],
  ints: ["period"],
  state: ["top", "bottom"],
  counters: ["at", "side", "full"],
  arrays: {
    highs: (p) => 2 * p.period,
    lows: (p) => 2 * p.period,
    tops: (p) => 2 * p.period,
    bottoms: (p) => 2 * p.period,
  },
  outputs: ["highest", "lowest"],
  steady(s, p, x, o) {
    s.highs[s.side + s.at] = x.high;
    s.lows[s.side + s.at] = x.low;
    s.top = s.at > 0 ? larger(x.high, s.top) : x.high;
    s.bottom = s.at > 0 ? smaller(x.low, s.bottom) : x.low;
    s.at += 1;
    o.highest = s.top;
    o.lowest = s.bottom;
    if (s.at < p.period) {
      if (s.full > 0) {
        o.highest = larger(s.top, s.tops[s.side + s.at]!);
        o.lowest = smaller(s.bottom, s.bottoms[s.side + s.at]!);
      }
    } else {
      const before = s.side;
      s.side = p.period - s.side;
      let top = x.high;
      let bottom = x.low;
      for (let j = p.period - 1; j >= 0; j--) {
        top = larger(s.highs[before + j]!, top);
        bottom = smaller(s.lows[before + j]!, bottom);
        s.tops[s.side + j] = top;
        s.bottoms[s.side + j] = bottom;
      }
      s.at = int(0);
      s.full = int(1);
    }
  },
});

/** 100 log₁₀(sum ÷ range) ÷ log₁₀ n, with `scale` = 100 ÷ ln n; 0 where the range is 0. */
export const choppiness: Op = op({
  inputs: ["sum", "highest", "lowest"],
  reals: ["scale"],
  outputs: ["percent"],
  steady(_s, p, x, o) {
    const range = x.highest - x.lowest;
    o.percent = range > 0 && x.sum > 0 ? log(x.sum / range) * p.scale : 0;
  },
});

/** |a − b| */
export const distance: Op = op({
  inputs: ["a", "b"],
  outputs: ["distance"],
  steady(_s, _p, x, o) {
    o.distance = Math.abs(x.a - x.b);
  },
});

/** 1 where a is less than b, else 0. */
export const less: Op = op({
  inputs: ["a", "b"],
  outputs: ["is"],
  steady(_s, _p, x, o) {
    o.is = x.a < x.b ? 1 : 0;
  },
});

/** Where a value stands between two others, times 100; where they are equal, what it was the bar before. */
export const placeOrBefore: Op = op({
  inputs: ["value", "highest", "lowest"],
  state: ["percent"],
  outputs: ["percent"],
  steady(s, _p, x, o) {
    const range = x.highest - x.lowest;
    if (range > 0) s.percent = (100 * (x.value - x.lowest)) / range;
    o.percent = s.percent;
  },
});
