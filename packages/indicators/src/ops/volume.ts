/** Price and volume together. */
import { type Op, op } from "./language.ts";

/** Chaikin's line: volume, weighted by where in its range a bar closed (−1 at the low, 1 at the high), added up. */
export const accumulation: Op = op({
  inputs: ["high", "low", "close", "volume"],
  state: ["total"],
  outputs: ["total"],
  steady(s, _p, x, o) {
    const range = x.high - x.low;
    const flow = ((x.close - x.low - (x.high - x.close)) / range) * x.volume;
    s.total += range > 0 ? flow : 0;
    o.total = s.total;
  },
});

/** Granville's on-balance volume: the first volume × `counted`, then plus or minus each volume by which way the price went. */
export const onBalance: Op = op({
  inputs: ["value", "volume"],
  reals: ["counted"],
  state: ["before", "total"],
  outputs: ["total"],
  first(s, p, x, o) {
    s.before = x.value;
    s.total = x.volume * p.counted;
    o.total = s.total;
  },
  steady(s, _p, x, o) {
    s.total += x.value > s.before ? x.volume : x.value < s.before ? -x.volume : 0;
    s.before = x.value;
    o.total = s.total;
  },
});

/**
 * Money flow, typical price × volume: what flowed while the typical price rose, and what flowed while it moved. A move
 * within `dead` of the price before counts as none.
 */
export const moneyFlow: Op = op({
  inputs: ["high", "low", "close", "volume"],
  reals: ["dead"],
  state: ["before"],
  outputs: ["rising", "moving"],
  lookback: () => 1,
  fill(s, _p, x) {
    s.before = (x.high + x.low + x.close) / 3;
  },
  steady(s, p, x, o) {
    const price = (x.high + x.low + x.close) / 3;
    const move = price - s.before;
    const dead = Math.abs(s.before) * p.dead;
    const flow = price * x.volume;
    s.before = price;
    o.rising = move > dead ? flow : 0;
    o.moving = Math.abs(move) > dead ? flow : 0;
  },
});

/** Money flow where the first bar counts as rising and as falling, as TradingView has it. */
export const moneyFlowFromFirst: Op = op({
  inputs: ["high", "low", "close", "volume"],
  state: ["before"],
  outputs: ["rising", "moving"],
  first(s, _p, x, o) {
    const price = (x.high + x.low + x.close) / 3;
    s.before = price;
    o.rising = price * x.volume;
    o.moving = o.rising + o.rising;
  },
  steady(s, _p, x, o) {
    const price = (x.high + x.low + x.close) / 3;
    const move = price - s.before;
    const flow = price * x.volume;
    s.before = price;
    o.rising = move > 0 ? flow : 0;
    o.moving = move !== 0 ? flow : 0;
  },
});
