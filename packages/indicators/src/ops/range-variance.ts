/** What one bar says of the variance of logarithmic prices. */
import { logOfRatio } from "./helpers.ts";
import { type Op, op } from "./language.ts";

/** ln(H ÷ L)². M. Parkinson, Journal of Business 53 (1980); over 4 ln 2 it is a variance. */
export const parkinson: Op = op({
  inputs: ["high", "low"],
  outputs: ["square"],
  steady(_s, _p, x, o) {
    const range = logOfRatio(x.high, x.low);
    o.square = range * range;
  },
});

/** ½ ln(H ÷ L)² − `weight` ln(C ÷ O)², the weight being 2 ln 2 − 1. M. B. Garman, M. J. Klass, Journal of Business 53 (1980). */
export const garmanKlass: Op = op({
  inputs: ["open", "high", "low", "close"],
  reals: ["weight"],
  outputs: ["variance"],
  steady(_s, p, x, o) {
    const range = logOfRatio(x.high, x.low);
    const body = logOfRatio(x.close, x.open);
    o.variance = 0.5 * range * range - p.weight * body * body;
  },
});

/** ln(H ÷ C) ln(H ÷ O) + ln(L ÷ C) ln(L ÷ O). L. C. G. Rogers, S. E. Satchell, Annals of Applied Probability 1 (1991). */
export const rogersSatchell: Op = op({
  inputs: ["open", "high", "low", "close"],
  outputs: ["variance"],
  steady(_s, _p, x, o) {
    const up = logOfRatio(x.high, x.close) * logOfRatio(x.high, x.open);
    const down = logOfRatio(x.low, x.close) * logOfRatio(x.low, x.open);
    o.variance = up + down;
  },
});
