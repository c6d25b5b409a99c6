/** Candles judged by their own proportions. */
import { type Op, op } from "./language.ts";

/** 1 where close ÷ open differs from 1 by at most `share`, else 0. */
export const evenClose: Op = op({
  inputs: ["open", "close"],
  reals: ["share"],
  outputs: ["match"],
  steady(_s, p, x, o) {
    o.match = x.open !== 0 && Math.abs(x.close / x.open - 1) <= p.share ? 1 : 0;
  },
});

/** 100 where the body is at least `share` of a bar that rose, −100 of one that fell, else 0. */
export const fullBody: Op = op({
  inputs: ["open", "high", "low", "close"],
  reals: ["share"],
  outputs: ["match"],
  steady(_s, p, x, o) {
    const body = x.close - x.open;
    const size = x.high - x.low;
    o.match = size > 0 && Math.abs(body) / size >= p.share ? (body > 0 ? 100 : -100) : 0;
  },
});
