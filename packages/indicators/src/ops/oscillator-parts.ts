/** Parts of oscillators. */
import { int, type Op, op } from "./language.ts";

/** Bars since which a value has only risen (positive) or only fallen (negative); 0 where it is what it was. */
export const streak: Op = op({
  inputs: ["value"],
  state: ["before"],
  counters: ["length"],
  outputs: ["streak"],
  lookback: () => 1,
  fill(s, _p, x) {
    s.before = x.value;
  },
  steady(s, _p, x, o) {
    if (x.value > s.before) s.length = s.length > 0 ? s.length + 1 : int(1);
    else if (x.value < s.before) s.length = s.length < 0 ? s.length - 1 : -int(1);
    else s.length = int(0);
    s.before = x.value;
    o.streak = s.length;
  },
});

/** An amount, on the side of a move up or of a move down; on neither where there is none. */
export const bySide: Op = op({
  inputs: ["amount", "value", "before"],
  outputs: ["up", "down"],
  steady(_s, _p, x, o) {
    o.up = x.value > x.before ? x.amount : 0;
    o.down = x.value < x.before ? x.amount : 0;
  },
});

/** 100 a ÷ (a + b), and `otherwise` where that is 0 ÷ 0. */
export const sharePercent: Op = op({
  inputs: ["a", "b"],
  reals: ["otherwise"],
  outputs: ["percent"],
  steady(_s, p, x, o) {
    const all = x.a + x.b;
    o.percent = all !== 0 ? 100 * (x.a / all) : p.otherwise;
  },
});

/** What a value lies above the middle of a range, and how wide that is. */
export const offCenter: Op = op({
  inputs: ["value", "high", "low"],
  outputs: ["distance", "width"],
  steady(_s, _p, x, o) {
    o.distance = x.value - (x.high + x.low) * 0.5;
    o.width = x.high - x.low;
  },
});

/** Where a value lies between bands at deviations `up` and `down` about a middle: 0 to 1 within; 0.5 where they meet. */
export const bandPosition: Op = op({
  inputs: ["value", "middle", "deviation"],
  reals: ["up", "down"],
  outputs: ["position"],
  steady(_s, p, x, o) {
    const width = x.deviation * (p.up + p.down);
    o.position = width !== 0 ? (x.value - x.middle + x.deviation * p.down) / width : 0.5;
  },
});

/** Where the weight of a window lies, in bars before its newest, from its line of least squares; `level` where flat. */
export const gravity: Op = op({
  inputs: ["mean", "slope"],
  reals: ["level", "inertia"],
  outputs: ["center"],
  steady(_s, p, x, o) {
    o.center = x.mean !== 0 ? p.level + (x.slope / x.mean) * p.inertia : p.level;
  },
});

/** Correlation with time, from the slope of least squares and the sum of squares; `spread` is that of time's, rooted. */
export const timeCorrelation: Op = op({
  inputs: ["slope", "squares"],
  reals: ["spread"],
  outputs: ["correlation"],
  steady(_s, p, x, o) {
    const value = x.squares > 0 ? (x.slope * p.spread) / Math.sqrt(x.squares) : 0;
    o.correlation = value > 1 ? 1 : value < -1 ? -1 : value;
  },
});
