/** Mean absolute deviation. */
import { int, type Op, op } from "./language.ts";

/**
 * How far the newest of the last `period` values is from their mean, and how far they are on average. Values are counted
 * from the newest, so that in a flat window both are exactly 0. Each value is in the ring twice, which makes every window
 * one stretch; four lanes add it up.
 */
export const meanDeviation: Op = op({
  inputs: ["value"],
  ints: ["period"],
  counters: ["at"],
  // Two more than are read, so that one bar can be taken back and another tried.
  arrays: { ring: (p) => 2 * (p.period + 2) },
  outputs: ["distance", "deviation"],
  lookback: (p) => p.period - 1,
  fill(s, p, x) {
    s.ring[s.at] = x.value;
    s.ring[s.at + p.period + 2] = x.value;
    s.at += 1;
  },
  steady(s, p, x, o) {
    const newest = x.value;
    s.ring[s.at] = newest;
    s.ring[s.at + p.period + 2] = newest;
    const to = s.at + p.period + 3;
    s.at = s.at === p.period + 1 ? int(0) : s.at + 1;
    const from = to - p.period;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let j = from;
    for (; j < to - 3; j += 4) {
      a += s.ring[j]! - newest;
      b += s.ring[j + 1]! - newest;
      c += s.ring[j + 2]! - newest;
      d += s.ring[j + 3]! - newest;
    }
    for (; j < to; j++) a += s.ring[j]! - newest;
    const mean = (a + b + (c + d)) / p.period;
    a = 0;
    b = 0;
    c = 0;
    d = 0;
    for (j = from; j < to - 3; j += 4) {
      a += Math.abs(s.ring[j]! - newest - mean);
      b += Math.abs(s.ring[j + 1]! - newest - mean);
      c += Math.abs(s.ring[j + 2]! - newest - mean);
      d += Math.abs(s.ring[j + 3]! - newest - mean);
    }
    for (; j < to; j++) a += Math.abs(s.ring[j]! - newest - mean);
    o.distance = -mean;
    o.deviation = (a + b + (c + d)) / p.period;
  },
});

/**
 * Lambert's index: distance ÷ (0.015 × deviation). Equal prices whose sums were rounded apart are a flat window: 0 where
 * the deviation is within that of the price.
 */
export const channelIndex: Op = op({
  inputs: ["price", "distance", "deviation"],
  outputs: ["index"],
  steady(_s, _p, x, o) {
    const index = x.distance / (x.deviation * 0.015);
    o.index = x.deviation > Math.abs(x.price) * 1e-15 ? index : 0;
  },
});
