/** What a window says of how its values depend on those before: regressions on the past, and rescaled ranges. */
import { log, log1p } from "@hotpath/core";
import { int, type Op, op } from "./language.ts";

/**
 * Bars in which a distance from the mean halves, where a value moves by `products ÷ squares` of it a bar. Negative where
 * the distance grows: then it doubles in as many. 0 where a bar is more than enough, and where nothing moves.
 */
export const halfLife: Op = op({
  inputs: ["squaresA", "squaresB", "products"],
  reals: ["ln2"],
  outputs: ["bars"],
  steady(_s, p, x, o) {
    // A correlation below 1e-14 is rounding.
    const real = x.products * x.products > x.squaresA * x.squaresB * 1e-28;
    const pull = real ? x.products / x.squaresA : 0;
    o.bars = pull > -1 && Math.abs(pull) > 1e-290 ? -p.ln2 / log1p(pull) : 0;
  },
});

/**
 * The Ornstein–Uhlenbeck process of which a window's steps are a sample: speed of reversion a bar, mean, and volatility
 * a square root of a bar. Where nothing reverts the speed is 0, the mean the window's own and the volatility that of the
 * steps about the line.
 */
export const ornsteinUhlenbeck: Op = op({
  inputs: ["meanA", "meanB", "squaresA", "squaresB", "products"],
  reals: ["freedom"],
  outputs: ["speed", "mean", "volatility"],
  steady(_s, p, x, o) {
    const pull = x.squaresA > 0 ? x.products / x.squaresA : 0;
    const rest = x.squaresB - pull * x.products;
    const noise = rest > 0 ? rest / p.freedom : 0;
    o.speed = 0;
    o.mean = x.meanA;
    o.volatility = Math.sqrt(noise);
    if (pull < 0 && pull > -1) {
      o.speed = -log1p(pull);
      o.mean = x.meanA - x.meanB / pull;
      o.volatility = Math.sqrt((noise * 2 * o.speed) / (-pull * (2 + pull)));
    }
  },
});

/**
 * Autocorrelation about the mean of the whole window, from the moments of its later and earlier parts. `distance` is the
 * newest value's from the window's mean, `late` and `early` are those of the newest pair from the means of the parts.
 */
export const autocorrelation: Op = op({
  inputs: ["value", "earlier", "squares", "distance", "late", "early", "products"],
  reals: ["pairs"],
  outputs: ["correlation"],
  steady(_s, p, x, o) {
    const meanLate = x.distance - x.late;
    const meanEarly = x.earlier - x.value + x.distance - x.early;
    const common = x.products + p.pairs * meanLate * meanEarly;
    o.correlation = x.squares > 0 ? common / x.squares : 0;
  },
});

/**
 * Hurst's rescaled range of the last `period` values: the range of their cumulative distances from the mean, in standard
 * deviations. 0 where they are all equal, to rounding. H. E. Hurst, Trans. ASCE 116 (1951). O(n): each value in the ring
 * twice, which makes every window one stretch.
 */
export const rescaledRange: Op = op({
  inputs: ["value"],
  ints: ["period"],
  counters: ["at"],
  // Two more than are read, so that one bar can be taken back and another tried.
  arrays: { ring: (p) => 2 * (p.period + 2) },
  outputs: ["range"],
  lookback: (p) => p.period - 1,
  fill(s, p, x) {
    s.ring[s.at] = x.value;
    s.ring[s.at + p.period + 2] = x.value;
    s.at += 1;
  },
  steady(s, p, x, o) {
    s.ring[s.at] = x.value;
    s.ring[s.at + p.period + 2] = x.value;
    const to = s.at + p.period + 3;
    s.at = s.at === p.period + 1 ? int(0) : s.at + 1;
    const from = to - p.period;
    let mean = 0;
    for (let j = from; j < to; j++) mean += s.ring[j]!;
    mean /= p.period;
    let walk = 0;
    let squares = 0;
    let top = -1.7976931348623157e308;
    let bottom = 1.7976931348623157e308;
    for (let j = from; j < to; j++) {
      const distance = s.ring[j]! - mean;
      walk += distance;
      squares += distance * distance;
      top = walk > top ? walk : top;
      bottom = walk < bottom ? walk : bottom;
    }
    const deviation = Math.sqrt(squares / p.period);
    o.range = deviation > 1e-12 * Math.abs(mean) ? (top - bottom) / deviation : 0;
  },
});

/** The mean of `count` values that are `stride` bars apart, the last of them the newest. */
export const strideMean: Op = op({
  inputs: ["value"],
  ints: ["stride", "count"],
  counters: ["at"],
  arrays: { ring: (p) => p.stride * (p.count - 1) + 3 },
  outputs: ["mean"],
  lookback: (p) => p.stride * (p.count - 1),
  fill(s, _p, x) {
    s.ring[s.at] = x.value;
    s.at += 1;
  },
  steady(s, p, x, o) {
    const slots = p.stride * (p.count - 1) + 3;
    s.ring[s.at] = x.value;
    let sum = 0;
    let j = s.at;
    for (let k = 0; k < p.count; k++) {
      sum += s.ring[j]!;
      j -= p.stride;
      if (j < 0) j += slots;
    }
    s.at = s.at === slots - 1 ? int(0) : s.at + 1;
    o.mean = sum / p.count;
  },
});

/** ln(value + addend), or `otherwise` where the value is not positive. */
export const logarithm: Op = op({
  inputs: ["value"],
  reals: ["addend", "otherwise"],
  outputs: ["logarithm"],
  steady(_s, p, x, o) {
    o.logarithm = x.value > 0 ? log(x.value + p.addend) : p.otherwise;
  },
});
