/** Bands around prices. */
import { type Op, op } from "./language.ts";

/** Headley's acceleration bands before they are averaged: the high raised and the low lowered by four times the bar's relative range. */
export const accelerationBands: Op = op({
  inputs: ["high", "low"],
  outputs: ["upper", "lower"],
  steady(_s, _p, x, o) {
    const sum = x.high + x.low;
    const width = sum !== 0 ? (4 * (x.high - x.low)) / sum : 0;
    o.upper = x.high * (1 + width);
    o.lower = x.low * (1 - width);
  },
});

/** Bollinger's bands about a middle: so many standard deviations up and down; `squares` are of distances from the mean. */
export const deviationBands: Op = op({
  inputs: ["middle", "squares"],
  reals: ["up", "down", "divisor"],
  outputs: ["upper", "lower"],
  steady(_s, p, x, o) {
    const deviation = Math.sqrt(x.squares / p.divisor);
    o.upper = x.middle + deviation * p.up;
    o.lower = x.middle - deviation * p.down;
  },
});
