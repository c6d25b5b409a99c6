/** Wilder's parabolic stop. */
import { smaller } from "./helpers.ts";
import { type Op, op } from "./language.ts";

/**
 * A stop that follows a position, the faster the more new extremes there were, and reverses it where the price reaches it.
 * All is kept as if the position were long: while it is short, prices are mirrored at 0, which costs no rounding. `side` is
 * 1 long, −1 short, 0 before the first. `start` is the first stop, short if negative; if 0, the first bars decide.
 * Wilder, "New Concepts in Technical Trading Systems" (1978), as TA-Lib's SAREXT; `signed` is negative while short.
 */
export const stopAndReverse: Op = op({
  inputs: ["high", "low"],
  reals: ["start", "offset", "initLong", "stepLong", "maxLong", "initShort", "stepShort", "maxShort"],
  state: ["side", "stop", "extreme", "pace", "high", "low"],
  outputs: ["stop", "signed"],
  lookback: () => 1,
  fill(s, _p, x) {
    s.high = x.high;
    s.low = x.low;
  },
  steady(s, p, x, o) {
    if (s.side === 0) {
      const down = s.low - x.low;
      const falls = p.start === 0 ? down > 0 && x.high - s.high < down : p.start < 0;
      s.side = falls ? -1 : 1;
      s.stop = p.start !== 0 ? s.side * Math.abs(p.start) : falls ? -s.high : s.low;
      s.extreme = falls ? -x.low : x.high;
      s.pace = falls ? p.initShort : p.initLong;
      s.high = x.high;
      s.low = x.low;
    }
    let near = s.side > 0 ? x.low : -x.high;
    let nearBefore = s.side > 0 ? s.low : -s.high;
    let far = s.side > 0 ? x.high : -x.low;
    if (near <= s.stop) {
      s.side = -s.side;
      near = s.side > 0 ? x.low : -x.high;
      nearBefore = s.side > 0 ? s.low : -s.high;
      far = s.side > 0 ? x.high : -x.low;
      s.stop = -s.extreme;
      if (s.stop > nearBefore) s.stop = nearBefore;
      if (s.stop > near) s.stop = near;
      if (p.offset !== 0) s.stop -= s.side * (s.stop * p.offset);
      o.signed = s.stop;
      s.pace = s.side > 0 ? p.initLong : p.initShort;
      s.extreme = far;
    } else {
      o.signed = s.stop;
      if (far > s.extreme) {
        const most = s.side > 0 ? p.maxLong : p.maxShort;
        s.extreme = far;
        s.pace += s.side > 0 ? p.stepLong : p.stepShort;
        if (s.pace > most) s.pace = most;
      }
    }
    o.stop = s.side * s.stop;
    s.stop = s.stop + s.pace * (s.extreme - s.stop);
    if (s.stop > nearBefore) s.stop = nearBefore;
    if (s.stop > near) s.stop = near;
    s.high = x.high;
    s.low = x.low;
  },
});

/**
 * The same as Tulip has it: the next stop lies within the two bars before, a bar must go beyond it, and at a reversal the
 * stop is the extreme. The first direction is that of the first two bars' middles.
 */
export const strictStop: Op = op({
  inputs: ["high", "low"],
  reals: ["step", "max"],
  state: ["side", "stop", "extreme", "pace", "high1", "low1", "high2", "low2"],
  outputs: ["stop"],
  lookback: () => 1,
  fill(s, _p, x) {
    s.high1 = x.high;
    s.low1 = x.low;
    s.high2 = x.high;
    s.low2 = x.low;
  },
  steady(s, p, x, o) {
    if (s.side === 0) {
      s.side = s.high1 + s.low1 <= x.high + x.low ? 1 : -1;
      s.stop = s.side > 0 ? s.low1 : -s.high1;
      s.extreme = s.side > 0 ? s.high1 : -s.low1;
      s.pace = p.step;
    }
    const near1 = s.side > 0 ? s.low1 : -s.high1;
    const near2 = s.side > 0 ? s.low2 : -s.high2;
    const near = s.side > 0 ? x.low : -x.high;
    const far = s.side > 0 ? x.high : -x.low;
    s.stop = (s.extreme - s.stop) * s.pace + s.stop;
    if (s.stop > near2) s.stop = near2;
    if (s.stop > near1) s.stop = near1;
    if (far > s.extreme) {
      s.extreme = far;
      s.pace = smaller(s.pace + p.step, p.max);
    }
    if (near < s.stop) {
      s.side = -s.side;
      s.stop = -s.extreme;
      s.extreme = -near;
      s.pace = p.step;
    }
    o.stop = s.side * s.stop;
    s.high2 = s.high1;
    s.low2 = s.low1;
    s.high1 = x.high;
    s.low1 = x.low;
  },
});

/**
 * The same as TradingView has it: moved first, then held against the bar, and last brought within the two bars before. Its
 * first direction is that of the closes; here, without them, that of the first two bars' middles.
 */
export const boundedStop: Op = op({
  inputs: ["high", "low"],
  reals: ["step", "max"],
  state: ["side", "stop", "extreme", "pace", "high1", "low1", "high2", "low2"],
  outputs: ["stop"],
  lookback: () => 1,
  fill(s, _p, x) {
    s.high1 = x.high;
    s.low1 = x.low;
    s.high2 = x.high;
    s.low2 = x.low;
  },
  steady(s, p, x, o) {
    if (s.side === 0) {
      s.side = s.high1 + s.low1 < x.high + x.low ? 1 : -1;
      s.stop = s.side > 0 ? s.low1 : -s.high1;
      s.extreme = s.side > 0 ? x.high : -x.low;
      s.pace = p.step;
    }
    const near = s.side > 0 ? x.low : -x.high;
    const far = s.side > 0 ? x.high : -x.low;
    s.stop = s.stop + s.pace * (s.extreme - s.stop);
    if (s.stop > near) {
      s.side = -s.side;
      s.stop = smaller(-far, -s.extreme);
      s.extreme = -near;
      s.pace = p.step;
    } else if (far > s.extreme) {
      s.extreme = far;
      s.pace = smaller(s.pace + p.step, p.max);
    }
    s.stop = smaller(s.stop, s.side > 0 ? s.low1 : -s.high1);
    s.stop = smaller(s.stop, s.side > 0 ? s.low2 : -s.high2);
    o.stop = s.side * s.stop;
    s.high2 = s.high1;
    s.low2 = s.low1;
    s.high1 = x.high;
    s.low1 = x.low;
  },
});
