/** Which side began a trade, and what signed volume does to prices. */
import { normalCdf } from "@hotpath/core";
import { type Op, op } from "./language.ts";

/** 1 after an uptick, −1 after a downtick; a trade at the same price has the sign of the last move, 0 before there is one. */
export const tickRule: Op = op({
  inputs: ["price"],
  state: ["before", "sign"],
  outputs: ["sign"],
  lookback: () => 1,
  fill(s, _p, x) {
    s.before = x.price;
  },
  steady(s, _p, x, o) {
    const move = x.price > s.before ? 1 : x.price < s.before ? -1 : 0;
    s.sign = move !== 0 ? move : s.sign;
    s.before = x.price;
    o.sign = s.sign;
  },
});

/** 1 above the middle of the quotes, −1 below it, `at` where a trade is on it. */
export const quoteRule: Op = op({
  inputs: ["price", "mid", "at"],
  outputs: ["sign"],
  steady(_s, _p, x, o) {
    o.sign = x.price > x.mid ? 1 : x.price < x.mid ? -1 : x.at;
  },
});

/**
 * The share of a bar's volume that buyers began: the normal distribution function of the price's change in deviations.
 * One half where prices do not move. D. Easley, M. López de Prado, M. O'Hara, Review of Financial Studies 25 (2012).
 */
export const buyShare: Op = op({
  inputs: ["change", "variance"],
  outputs: ["share"],
  steady(_s, _p, x, o) {
    o.share = x.variance > 0 ? normalCdf(x.change / Math.sqrt(x.variance)) : 0.5;
  },
});

/**
 * Volume-synchronised probability of informed trading. A bar's volume is poured into buckets of `bucketVolume`, as many
 * as it fills, with the bar's share of buyers in each; a bucket's imbalance is the size of buys less sells, as a share of
 * the bucket. The answer is the mean of the last `buckets` full ones, of those there are while there are fewer, and 0
 * before the first.
 *
 * `ring` has room for the buckets of a bar that is taken back and of one that is tried. The sum is made anew every
 * `buckets` buckets, so that it does not drift.
 */
export const vpin: Op = op({
  inputs: ["volume", "share"],
  reals: ["bucketVolume"],
  ints: ["buckets"],
  state: ["filled", "bought", "sum"],
  counters: ["at", "full", "since"],
  arrays: { ring: (p) => 3 * p.buckets },
  outputs: ["vpin"],
  steady(s, p, x, o) {
    const slots = 3 * p.buckets;
    let rest = x.volume > 0 ? x.volume : 0;
    const room = p.bucketVolume - s.filled;
    if (rest >= room) {
      // The bucket that was begun, then those that this bar fills alone: of more than `buckets` only the last count.
      rest -= room;
      let imbalance = Math.abs(2 * (s.bought + room * x.share) - p.bucketVolume) / p.bucketVolume;
      const whole = Math.floor(rest / p.bucketVolume);
      rest -= whole * p.bucketVolume;
      // What rounding leaves of a division is no volume.
      if (!(rest >= 0 && rest < p.bucketVolume)) rest = 0;
      let fresh = 1 + (whole < p.buckets ? whole : p.buckets);
      if (fresh > p.buckets) {
        fresh = p.buckets * 1.0;
        imbalance = Math.abs(2 * x.share - 1);
      }
      for (; fresh > 0; fresh -= 1) {
        let oldest = s.at - p.buckets;
        if (oldest < 0) oldest += slots;
        s.sum += imbalance - (s.full < p.buckets ? 0 : s.ring[oldest]!);
        s.ring[s.at] = imbalance;
        s.at = (s.at + 1) % slots;
        if (s.full < p.buckets) s.full += 1;
        s.since += 1;
        if (s.since >= p.buckets) {
          s.since = 0;
          s.sum = 0;
          let j = s.at;
          for (let k = 0; k < s.full; k++) {
            j = j === 0 ? slots - 1 : j - 1;
            s.sum += s.ring[j]!;
          }
        }
        imbalance = Math.abs(2 * x.share - 1);
      }
      s.filled = 0;
      s.bought = 0;
    }
    s.filled += rest;
    s.bought += rest * x.share;
    o.vpin = s.full > 0 ? s.sum / s.full : 0;
  },
});

/** Twice the root of the negative of a covariance; 0 where that is positive. R. Roll, Journal of Finance 39 (1984). */
export const rollSpread: Op = op({
  inputs: ["covariance"],
  outputs: ["spread"],
  steady(_s, _p, x, o) {
    o.spread = x.covariance < 0 ? 2 * Math.sqrt(-x.covariance) : 0;
  },
});

/** The size of a return for what was traded, and whether anything was. Y. Amihud, J. Financial Markets 5 (2002). */
export const illiquidity: Op = op({
  inputs: ["change", "price", "volume"],
  outputs: ["ratio", "counted"],
  steady(_s, _p, x, o) {
    const traded = x.price * x.volume;
    o.ratio = traded > 0 ? Math.abs(x.change) / traded : 0;
    o.counted = traded > 0 ? 1 : 0;
  },
});

/** How far a trade is from a middle on its side, both ways, and the same as a share of that middle. */
export const signedSpread: Op = op({
  inputs: ["sign", "price", "mid", "base"],
  outputs: ["spread", "relative"],
  steady(_s, _p, x, o) {
    o.spread = 2 * x.sign * (x.price - x.mid);
    o.relative = x.base !== 0 ? o.spread / x.base : 0;
  },
});
