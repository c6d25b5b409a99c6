/** Klinger's volume force. */
import { type Op, op } from "./language.ts";

/**
 * Volume × |2 (range ÷ range since the trend turned − 1)| × trend × 100, the trend by high + low + close. S. J. Klinger,
 * S&C 15 (1997); 0 where the range is all there is since the turn, twice the volume where the bar has none.
 */
export const volumeForce: Op = op({
  inputs: ["high", "low", "close", "volume"],
  state: ["basis", "trend", "range", "total", "force"],
  outputs: ["force"],
  lookback: () => 2,
  fill(s, _p, x, i) {
    const basis = x.high + x.low + x.close;
    if (i > 0) s.trend = basis > s.basis ? 1 : -1;
    s.basis = basis;
    s.range = x.high - x.low;
  },
  steady(s, _p, x, o) {
    const basis = x.high + x.low + x.close;
    const range = x.high - x.low;
    const trend = basis > s.basis ? 1 : -1;
    s.total = trend === s.trend ? s.total + range : s.range + range;
    const signedVolume = x.volume * trend * 100;
    if (range === s.total || x.volume === 0) s.force = 0;
    else if (range === 0) s.force = 2 * signedVolume;
    else s.force = signedVolume * Math.abs(2 * (range / s.total - 1));
    s.basis = basis;
    s.range = range;
    s.trend = trend;
    o.force = s.force;
  },
});
