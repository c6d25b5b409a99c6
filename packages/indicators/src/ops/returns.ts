/** Returns, and what was lost from a peak. */
import { larger, logOfRatio, lossFrom, smaller } from "./helpers.ts";
import { int, type Op, op } from "./language.ts";

/** ln(a ÷ b); 0 where either is not positive. */
export const logRatio: Op = op({
  inputs: ["a", "b"],
  outputs: ["logarithm"],
  steady(_s, _p, x, o) {
    o.logarithm = logOfRatio(x.a, x.b);
  },
});

/**
 * The share of the peak of the last `period` values that is lost at the last of them, and the greatest that was lost at
 * any of them since the peak before it. In blocks: the greatest fall is that in the end of one block, that in the
 * beginning of the next, or that from the peak of the one to the trough of the other. A peak that is not positive loses
 * nothing.
 */
export const windowDrawdown: Op = op({
  inputs: ["value"],
  ints: ["period"],
  state: ["peak", "trough", "fall"],
  counters: ["at", "side"],
  arrays: { block: (p) => 2 * p.period, tailPeak: (p) => 2 * p.period, tailFall: (p) => 2 * p.period },
  outputs: ["drawdown", "deepest"],
  lookback: (p) => p.period - 1,
  fill(s, _p, x) {
    s.block[s.at] = x.value;
    s.at += 1;
  },
  steady(s, p, x, o) {
    s.block[s.side + s.at] = x.value;
    let peak = x.value;
    let fall = 0;
    if (s.at < p.period - 1) {
      if (s.at === 0 || x.value > s.peak) s.peak = x.value;
      if (s.at === 0 || x.value < s.trough) s.trough = x.value;
      s.fall = larger(s.fall, lossFrom(s.peak, x.value));
      s.at += 1;
      const from = s.side + s.at;
      const before = s.tailPeak[from]!;
      peak = larger(before, s.peak);
      fall = larger(larger(s.tailFall[from]!, s.fall), lossFrom(before, s.trough));
    } else {
      const other = p.period - s.side;
      let trough = x.value;
      for (let j = p.period - 1; j >= 0; j--) {
        const value = s.block[s.side + j]!;
        peak = larger(value, peak);
        trough = smaller(value, trough);
        fall = larger(fall, lossFrom(value, trough));
        s.tailPeak[other + j] = peak;
        s.tailFall[other + j] = fall;
      }
      s.side = other;
      s.fall = 0;
      s.at = int(0);
    }
    o.drawdown = lossFrom(peak, x.value);
    o.deepest = fall;
  },
});
