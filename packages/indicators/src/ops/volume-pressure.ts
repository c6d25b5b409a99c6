/** Volume, as it presses a bar up or down. */
import { type Op, op } from "./language.ts";

/** Volume times where in its range the bar closed, −1 at the low and 1 at the high; 0 where it has no range. */
export const closeLocationVolume: Op = op({
  inputs: ["high", "low", "close", "volume"],
  outputs: ["flow"],
  steady(_s, _p, x, o) {
    const range = x.high - x.low;
    o.flow = range > 0 ? ((x.close - x.low - (x.high - x.close)) / range) * x.volume : 0;
  },
});

/** The change of price times volume. */
export const force: Op = op({
  inputs: ["close", "volume"],
  state: ["before"],
  outputs: ["force"],
  lookback: () => 1,
  fill(s, _p, x) {
    s.before = x.close;
  },
  steady(s, _p, x, o) {
    o.force = (x.close - s.before) * x.volume;
    s.before = x.close;
  },
});

/** What the middle of the bar moved, ÷ (volume ÷ `divisor` ÷ range); 0 where there is no range or no volume. */
export const easeOfMovement: Op = op({
  inputs: ["high", "low", "volume"],
  reals: ["divisor"],
  state: ["before"],
  outputs: ["ease"],
  lookback: () => 1,
  fill(s, _p, x) {
    s.before = (x.high + x.low) / 2;
  },
  steady(s, p, x, o) {
    const middle = (x.high + x.low) / 2;
    const range = x.high - x.low;
    const box = range !== 0 ? x.volume / p.divisor / range : 0;
    o.ease = box !== 0 ? (middle - s.before) / box : 0;
    s.before = middle;
  },
});

/** a ÷ b, and c where b is 0. */
export const ratioOr: Op = op({
  inputs: ["a", "b", "c"],
  outputs: ["quotient"],
  steady(_s, _p, x, o) {
    o.quotient = x.b !== 0 ? x.a / x.b : x.c;
  },
});

/** (a − b) ÷ b in percent; 0 where b is nearer to 0 than `least`. */
export const percentOff: Op = op({
  inputs: ["a", "b"],
  reals: ["least"],
  outputs: ["percent"],
  steady(_s, p, x, o) {
    o.percent = Math.abs(x.b) >= p.least ? ((x.a - x.b) / x.b) * 100 : 0;
  },
});
