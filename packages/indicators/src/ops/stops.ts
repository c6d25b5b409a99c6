/** Stops that trail the price and turn with it. */
import { larger, smaller, trueRangeOf } from "./helpers.ts";
import { int, type Op, op } from "./language.ts";

/**
 * Wilder's volatility system: the extreme close of the trade less (or plus) a multiple of the average true range of the
 * bar before; a close beyond it turns the trade. The first direction is a guess: up, where the first `period` closes rose.
 * J. W. Wilder, New Concepts in Technical Trading Systems (1978).
 */
export const volatilityStop: Op = op({
  inputs: ["high", "low", "close"],
  reals: ["multiplier"],
  ints: ["period"],
  state: ["before", "first", "top", "bottom", "extreme", "atr"],
  counters: ["long"],
  outputs: ["stop", "direction", "turned"],
  lookback: (p) => p.period + 1,
  fill(s, p, x, i) {
    if (i === 0) {
      s.first = x.close;
      s.top = x.close;
      s.bottom = x.close;
    } else s.atr += trueRangeOf(x.high, x.low, s.before);
    s.top = larger(x.close, s.top);
    s.bottom = smaller(x.close, s.bottom);
    if (i === p.period - 1) s.long = x.close > s.first ? int(1) : int(0);
    s.extreme = s.long > 0 ? s.top : s.bottom;
    if (i === p.period) s.atr /= p.period;
    s.before = x.close;
  },
  steady(s, p, x, o) {
    const band = s.atr * p.multiplier;
    o.direction = s.long > 0 ? 1 : -1;
    o.stop = s.long > 0 ? s.extreme - band : s.extreme + band;
    o.turned = 0;
    if (s.long > 0 ? x.close < o.stop : x.close > o.stop) {
      o.turned = 1;
      s.extreme = x.close;
      s.long = int(1) - s.long;
    } else s.extreme = s.long > 0 ? larger(x.close, s.extreme) : smaller(x.close, s.extreme);
    s.atr = (s.atr * (p.period - 1) + trueRangeOf(x.high, x.low, s.before)) / p.period;
    s.before = x.close;
  },
});

/** Bands about `top` and `bottom` that only tighten until the close before is beyond them; the close chooses the side. */
export const ratchetStop: Op = op({
  inputs: ["top", "bottom", "close", "before", "width"],
  state: ["upper", "lower"],
  counters: ["long"],
  outputs: ["stop", "direction"],
  first(s, _p, x, o) {
    s.upper = x.top + x.width;
    s.lower = x.bottom - x.width;
    s.long = x.close >= x.before ? int(1) : int(0);
    s.long = x.close <= (s.long > 0 ? s.lower : s.upper) ? int(0) : int(1);
    o.stop = s.long > 0 ? s.lower : s.upper;
    o.direction = s.long > 0 ? 1 : -1;
  },
  steady(s, _p, x, o) {
    const upper = x.top + x.width;
    const lower = x.bottom - x.width;
    if (upper < s.upper || x.before > s.upper) s.upper = upper;
    if (lower > s.lower || x.before < s.lower) s.lower = lower;
    s.long = x.close <= (s.long > 0 ? s.lower : s.upper) ? int(0) : int(1);
    o.stop = s.long > 0 ? s.lower : s.upper;
    o.direction = s.long > 0 ? 1 : -1;
  },
});

/**
 * Wilder's parabolic as he wrote it: at a turn the stop is the extreme of the trade that ended. The first bar is taken to
 * rise. TA-Lib's SAR chooses its first direction by directional movement and keeps a turning stop outside the last bars.
 */
export const parabolic: Op = op({
  inputs: ["high", "low"],
  reals: ["initial", "step", "maximum"],
  state: ["stop", "extreme", "speed", "high1", "low1", "high2", "low2"],
  counters: ["rising"],
  outputs: ["stop", "turned"],
  lookback: () => 1,
  fill(s, p, x) {
    s.rising = int(1);
    s.speed = p.initial;
    s.extreme = x.high;
    s.stop = x.low;
    s.high1 = x.high;
    s.low1 = x.low;
    // No bar before the first one bounds the stop.
    s.high2 = x.high;
    s.low2 = x.low;
  },
  first(s, p, x, o) {
    const stop = s.stop + s.speed * (s.extreme - s.stop);
    o.turned = 0;
    s.stop = stop;
    if (x.low < stop) {
      o.turned = 1;
      s.stop = s.extreme;
      s.rising = int(0);
      s.extreme = x.low;
    } else if (x.high > s.extreme) {
      s.extreme = x.high;
      s.speed = smaller(s.speed + p.step, p.maximum);
    }
    o.stop = s.stop;
    s.high1 = x.high;
    s.low1 = x.low;
  },
  steady(s, p, x, o) {
    const next = s.stop + s.speed * (s.extreme - s.stop);
    o.turned = 0;
    if (s.rising > 0) {
      s.stop = smaller(next, smaller(s.low1, s.low2));
      if (x.low < s.stop) {
        o.turned = 1;
        s.stop = s.extreme;
        s.rising = int(0);
        s.speed = p.initial;
        s.extreme = x.low;
      } else if (x.high > s.extreme) {
        s.extreme = x.high;
        s.speed = smaller(s.speed + p.step, p.maximum);
      }
    } else {
      s.stop = larger(next, larger(s.high1, s.high2));
      if (x.high > s.stop) {
        o.turned = 1;
        s.stop = s.extreme;
        s.rising = int(1);
        s.speed = p.initial;
        s.extreme = x.high;
      } else if (x.low < s.extreme) {
        s.extreme = x.low;
        s.speed = smaller(s.speed + p.step, p.maximum);
      }
    }
    o.stop = s.stop;
    s.high2 = s.high1;
    s.low2 = s.low1;
    s.high1 = x.high;
    s.low1 = x.low;
  },
});

/**
 * A line that trails a value at `width`, below while it rises and above while it falls, and turns when it is crossed. As
 * {@link ratchetStop}, but a side that was crossed is drawn anew at once. The trailing levels of QQE.
 */
export const trailingLevel: Op = op({
  inputs: ["value", "width"],
  state: ["before", "upper", "lower"],
  counters: ["long"],
  outputs: ["level", "direction"],
  first(s, _p, x, o) {
    s.before = x.value;
    s.upper = x.value + x.width;
    s.lower = x.value - x.width;
    s.long = int(1);
    o.level = s.lower;
    o.direction = 1;
  },
  steady(s, _p, x, o) {
    const upper = x.value + x.width;
    const lower = x.value - x.width;
    if (x.value > s.upper) s.long = int(1);
    else if (x.value < s.lower) s.long = int(0);
    s.upper = s.before < s.upper && x.value < s.upper ? smaller(upper, s.upper) : upper;
    s.lower = s.before > s.lower && x.value > s.lower ? larger(lower, s.lower) : lower;
    s.before = x.value;
    o.level = s.long > 0 ? s.lower : s.upper;
    o.direction = s.long > 0 ? 1 : -1;
  },
});
