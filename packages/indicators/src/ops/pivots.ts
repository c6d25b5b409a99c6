/** Turning points, and levels of price that are made of the bars before. */
import { larger, smaller } from "./helpers.ts";
import { int, type Op, op } from "./language.ts";

/** Whether a bar's high is above all highs to its left and its right, and its low below all lows there. */
export const turningPoint: Op = op({
  inputs: ["high", "low", "leftHigh", "leftLow", "rightHigh", "rightLow"],
  outputs: ["top", "bottom"],
  steady(_s, _p, x, o) {
    o.top = x.high > x.leftHigh && x.high > x.rightHigh ? 1 : 0;
    o.bottom = x.low < x.leftLow && x.low < x.rightLow ? 1 : 0;
  },
});

/** The last turning points' prices; before there is one, the extreme of what was seen. */
export const lastTurns: Op = op({
  inputs: ["top", "bottom", "high", "low"],
  state: ["upper", "lower"],
  counters: ["tops", "bottoms"],
  outputs: ["upper", "lower"],
  first(s, _p, x, o) {
    s.upper = x.high;
    s.lower = x.low;
    s.tops = x.top > 0 ? int(1) : int(0);
    s.bottoms = x.bottom > 0 ? int(1) : int(0);
    o.upper = s.upper;
    o.lower = s.lower;
  },
  steady(s, _p, x, o) {
    if (x.top > 0) {
      s.upper = x.high;
      s.tops = int(1);
    } else if (s.tops === 0) s.upper = larger(x.high, s.upper);
    if (x.bottom > 0) {
      s.lower = x.low;
      s.bottoms = int(1);
    } else if (s.bottoms === 0) s.lower = smaller(x.low, s.lower);
    o.upper = s.upper;
    o.lower = s.lower;
  },
});

/**
 * The trend from one turning point to the next of its kind: 1 higher, −1 lower, 0 as high, or none within `reach` bars;
 * told at the turning point and kept until the next.
 */
export const turnTrend: Op = op({
  inputs: ["turned", "price"],
  ints: ["reach"],
  state: ["last", "trend"],
  counters: ["age", "known"],
  outputs: ["trend", "barsAgo"],
  steady(s, p, x, o) {
    if (s.known > 0) s.age += 1;
    if (x.turned > 0) {
      s.trend = s.known > 0 && s.age <= p.reach ? (x.price > s.last ? 1 : x.price < s.last ? -1 : 0) : 0;
      s.last = x.price;
      s.age = int(0);
      s.known = int(1);
    }
    o.trend = s.trend;
    o.barsAgo = s.age;
  },
});

/**
 * A line from turn to turn: an extreme is a turn once the price has gone back from it by a share of it. `pivot` is the last
 * turn, `kind` 1 for a high and −1 for a low (0, and the first bar's price, before there is one), `extreme` the extreme
 * since, which may still move.
 */
export const zigZag: Op = op({
  inputs: ["high", "low"],
  reals: ["threshold"],
  state: ["pivot", "top", "bottom"],
  counters: ["kind", "pivotAge", "topAge", "bottomAge"],
  outputs: ["pivot", "kind", "pivotBarsAgo", "extreme", "extremeBarsAgo"],
  first(s, _p, x, o) {
    s.pivot = (x.high + x.low) / 2;
    s.top = x.high;
    s.bottom = x.low;
    o.pivot = s.pivot;
    o.kind = 0;
    o.pivotBarsAgo = 0;
    o.extreme = s.pivot;
    o.extremeBarsAgo = 0;
  },
  steady(s, p, x, o) {
    s.pivotAge += 1;
    s.topAge += 1;
    s.bottomAge += 1;
    const higher = x.high >= s.top;
    const lower = x.low <= s.bottom;
    if (s.kind <= 0 && higher) {
      s.top = x.high;
      s.topAge = int(0);
    }
    if (s.kind >= 0 && lower) {
      s.bottom = x.low;
      s.bottomAge = int(0);
    }
    const fell = s.kind <= 0 && !higher && s.top - x.low >= p.threshold * Math.abs(s.top);
    const rose = s.kind >= 0 && !lower && x.high - s.bottom >= p.threshold * Math.abs(s.bottom);
    if (fell && (!rose || s.topAge <= s.bottomAge)) {
      s.pivot = s.top;
      s.pivotAge = s.topAge;
      s.kind = int(1);
      s.bottom = x.low;
      s.bottomAge = int(0);
    } else if (rose) {
      s.pivot = s.bottom;
      s.pivotAge = s.bottomAge;
      s.kind = -int(1);
      s.top = x.high;
      s.topAge = int(0);
    }
    o.pivot = s.pivot;
    o.kind = s.kind;
    o.pivotBarsAgo = s.pivotAge;
    const latest = s.kind > 0 ? s.bottom : s.top;
    o.extreme = s.kind === 0 ? (x.high + x.low) / 2 : latest;
    o.extremeBarsAgo = s.kind === 0 ? int(0) : s.kind > 0 ? s.bottomAge : s.topAge;
  },
});

/** 1 at the first of every `period` bars, else 0. */
export const everyBars: Op = op({
  inputs: ["value"],
  ints: ["period"],
  counters: ["at"],
  outputs: ["begins"],
  steady(s, p, _x, o) {
    o.begins = s.at === 0 ? 1 : 0;
    s.at = s.at === p.period - 1 ? int(0) : s.at + 1;
  },
});

/**
 * The bar that the session before made: open, high, low, close, and the open of this one. A session begins where `begins`
 * is not 0, and with the first bar. In the first session, which has none before it, its own bar so far; `known` is 0.
 */
export const sessionBefore: Op = op({
  inputs: ["begins", "open", "high", "low", "close"],
  state: ["opened", "top", "bottom", "last", "open", "high", "low", "close"],
  counters: ["known"],
  outputs: ["open", "high", "low", "close", "current", "known"],
  first(s, _p, x, o) {
    s.opened = x.open;
    s.top = x.high;
    s.bottom = x.low;
    s.last = x.close;
    o.open = x.open;
    o.high = x.high;
    o.low = x.low;
    o.close = x.close;
    o.current = x.open;
    o.known = 0;
  },
  steady(s, _p, x, o) {
    if (x.begins !== 0) {
      s.open = s.opened;
      s.high = s.top;
      s.low = s.bottom;
      s.close = s.last;
      s.opened = x.open;
      s.top = x.high;
      s.bottom = x.low;
      s.known = int(1);
    } else {
      s.top = larger(x.high, s.top);
      s.bottom = smaller(x.low, s.bottom);
    }
    s.last = x.close;
    const known = s.known > 0;
    o.open = known ? s.open : s.opened;
    o.high = known ? s.high : s.top;
    o.low = known ? s.low : s.bottom;
    o.close = known ? s.close : s.last;
    o.current = s.opened;
    o.known = s.known;
  },
});

/**
 * Pivot, supports and resistances of a bar, by `kind`: 0 standard, 1 Camarilla, 2 DeMark, 3 Fibonacci, 4 Woodie.
 * `current` is the open that Woodie counts in. A level that a kind does not have repeats the last that it has.
 */
export const pivotLevels: Op = op({
  inputs: ["open", "high", "low", "close", "current"],
  ints: ["kind"],
  outputs: ["pivot", "s1", "s2", "s3", "s4", "r1", "r2", "r3", "r4"],
  steady(_s, p, x, o) {
    const range = x.high - x.low;
    if (p.kind === 1) {
      o.pivot = x.close;
      o.s1 = x.close - (1.1 / 12) * range;
      o.s2 = x.close - (1.1 / 6) * range;
      o.s3 = x.close - (1.1 / 4) * range;
      o.s4 = x.close - (1.1 / 2) * range;
      o.r1 = x.close + (1.1 / 12) * range;
      o.r2 = x.close + (1.1 / 6) * range;
      o.r3 = x.close + (1.1 / 4) * range;
      o.r4 = x.close + (1.1 / 2) * range;
    } else if (p.kind === 2) {
      const extra = x.close < x.open ? x.low : x.close > x.open ? x.high : x.close;
      const sum = x.high + x.low + x.close + extra;
      o.pivot = sum / 4;
      o.s1 = sum / 2 - x.high;
      o.r1 = sum / 2 - x.low;
      o.s2 = o.s1;
      o.s3 = o.s1;
      o.s4 = o.s1;
      o.r2 = o.r1;
      o.r3 = o.r1;
      o.r4 = o.r1;
    } else if (p.kind === 3) {
      const pivot = (x.high + x.low + x.close) / 3;
      o.pivot = pivot;
      o.s1 = pivot - 0.382 * range;
      o.s2 = pivot - 0.618 * range;
      o.s3 = pivot - range;
      o.s4 = o.s3;
      o.r1 = pivot + 0.382 * range;
      o.r2 = pivot + 0.618 * range;
      o.r3 = pivot + range;
      o.r4 = o.r3;
    } else {
      const pivot = p.kind === 4 ? (x.high + x.low + 2 * x.current) / 4 : (x.high + x.low + x.close) / 3;
      o.pivot = pivot;
      o.s1 = pivot * 2 - x.high;
      o.s2 = pivot - range;
      o.s3 = x.low - 2 * (x.high - pivot);
      o.r1 = pivot * 2 - x.low;
      o.r2 = pivot + range;
      o.r3 = x.high + 2 * (pivot - x.low);
      o.s4 = p.kind === 4 ? o.s3 - range : o.s1 + o.s2 - x.high;
      o.r4 = p.kind === 4 ? o.r3 + range : o.r1 + o.r2 - x.low;
    }
  },
});
