/** Ehlers' measure of the market's cycle, and his adaptive average. */
import { atan } from "@hotpath/core";
import { hilbert } from "./helpers.ts";
import { int, type Op, op } from "./language.ts";

/**
 * The homodyne discriminator: price smoothed over four bars, its Hilbert transform (in-phase and quadrature components),
 * and the smoothed period of the dominant cycle. `warm` bars pass before the filters start from zero, and until then all is 0.
 * Ehlers, "Rocket Science for Traders" (2001), with the constants of TA-Lib. s, d and q keep the inputs of the filters of
 * the last bars.
 *
 * The filters leave little of a price, and the phases of little are ratios of rounding errors: so the four-bar average is
 * kept as TA-Lib keeps it, by a sum and a sum of sums that run on, to the bit. Once in 65,536 bars they are made anew,
 * which bounds what they may lose.
 */
export const homodyne: Op = op({
  inputs: ["value"],
  ints: ["warm"],
  state: [
    ...([
      "p1",
      "p2",
      "p3",
      "p4",
      "plain",
      "weighted",
      "s1",
      "s2",
      "s3",
      "s4",
      "s5",
      "s6",
      "d1",
      "d2",
      "d3",
      "d4",
      "d5",
      "d6",
    ] as const),
    ...(["d7", "d8", "d9", "q1", "q2", "q3", "q4", "q5", "q6"] as const),
    ...(["real", "imaginary", "inPhase", "quadrature", "period", "smoothPeriod"] as const),
  ],
  counters: ["seen", "sums"],
  outputs: ["smooth", "inPhase", "quadrature", "period"],
  steady(s, p, x, o) {
    s.plain += x.value;
    s.plain -= s.p4;
    s.weighted += x.value * (s.sums < 3 ? s.sums + 1.0 : 4.0);
    const smooth = s.seen < p.warm ? 0 : s.weighted * 0.1;
    if (s.sums > 2) s.weighted -= s.plain;
    s.p4 = s.p3;
    s.p3 = s.p2;
    s.p2 = s.p1;
    s.p1 = x.value;
    s.sums += 1;
    if (s.sums === 65_536) {
      s.plain = s.p4 + s.p3 + s.p2 + s.p1;
      s.weighted = s.p3 + s.p2 * 2 + s.p1 * 3;
      s.sums = int(4);
    }
    const gain = 0.075 * s.period + 0.54;
    const detrended = hilbert(smooth, s.s2, s.s4, s.s6) * gain;
    const quadrature = hilbert(detrended, s.d2, s.d4, s.d6) * gain;
    const inPhase = s.d3;
    // Both components advanced by 90 degrees, for averaging over three bars.
    const jInPhase = hilbert(inPhase, s.d5, s.d7, s.d9) * gain;
    const jQuadrature = hilbert(quadrature, s.q2, s.q4, s.q6) * gain;
    s.s6 = s.s5;
    s.s5 = s.s4;
    s.s4 = s.s3;
    s.s3 = s.s2;
    s.s2 = s.s1;
    s.s1 = smooth;
    s.d9 = s.d8;
    s.d8 = s.d7;
    s.d7 = s.d6;
    s.d6 = s.d5;
    s.d5 = s.d4;
    s.d4 = s.d3;
    s.d3 = s.d2;
    s.d2 = s.d1;
    s.d1 = detrended;
    s.q6 = s.q5;
    s.q5 = s.q4;
    s.q4 = s.q3;
    s.q3 = s.q2;
    s.q2 = s.q1;
    s.q1 = quadrature;
    const i2 = 0.2 * (inPhase - jQuadrature) + 0.8 * s.inPhase;
    const q2 = 0.2 * (quadrature + jInPhase) + 0.8 * s.quadrature;
    s.real = 0.2 * (i2 * s.inPhase + q2 * s.quadrature) + 0.8 * s.real;
    s.imaginary = 0.2 * (i2 * s.quadrature - q2 * s.inPhase) + 0.8 * s.imaginary;
    s.inPhase = i2;
    s.quadrature = q2;
    let period = s.period;
    if (s.imaginary !== 0 && s.real !== 0) period = 360 / (atan(s.imaginary / s.real) * 57.29577951308232);
    if (period > 1.5 * s.period) period = 1.5 * s.period;
    if (period < 0.67 * s.period) period = 0.67 * s.period;
    if (period < 6) period = 6;
    else if (period > 50) period = 50;
    if (s.seen < p.warm) s.seen += 1;
    else {
      s.period = 0.2 * period + 0.8 * s.period;
      s.smoothPeriod = 0.33 * s.period + 0.67 * s.smoothPeriod;
    }
    o.smooth = smooth;
    o.inPhase = inPhase;
    o.quadrature = quadrature;
    o.period = s.smoothPeriod;
  },
});

/** MESA adaptive average and the one that follows it: the faster the phase turns, the slower they are. */
export const mama: Op = op({
  inputs: ["value", "inPhase", "quadrature"],
  reals: ["fastLimit", "slowLimit"],
  state: ["phase", "mama", "fama"],
  outputs: ["mama", "fama"],
  steady(s, p, x, o) {
    const phase = x.inPhase !== 0 ? atan(x.quadrature / x.inPhase) * 57.29577951308232 : 0;
    const turn = s.phase - phase;
    s.phase = phase;
    let weight = p.fastLimit;
    if (turn > 1) {
      weight = p.fastLimit / turn;
      if (weight < p.slowLimit) weight = p.slowLimit;
    }
    s.mama = weight * x.value + (1 - weight) * s.mama;
    weight *= 0.5;
    s.fama = weight * s.mama + (1 - weight) * s.fama;
    o.mama = s.mama;
    o.fama = s.fama;
  },
});
