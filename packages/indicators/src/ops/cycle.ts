/** What the dominant cycle says: its phase, the trend without it, and whether there is one. Ehlers (2001). */
import { atan, cos, sin } from "@hotpath/core";
import { int, type Op, op } from "./language.ts";

/** Phase of the dominant cycle in degrees: of the last cycle's smoothed prices, as one bin of a Fourier transform. */
export const cyclePhase: Op = op({
  inputs: ["smooth", "period"],
  state: ["phase"],
  counters: ["at", "known"],
  // The longest cycle, and two more so that one bar can be taken back and another tried. The waves of the last length are
  // kept, with the length beside them, so that a bar that is taken back leaves the two in accord.
  arrays: { ring: () => 52, length: () => 1, sines: () => 50, cosines: () => 50 },
  outputs: ["phase"],
  steady(s, _p, x, o) {
    s.ring[s.at] = x.smooth;
    if (x.period > 0) {
      const bars = int(x.period + 0.5);
      if (s.known === 0 || s.length[0] !== bars) {
        for (let i = 0; i < bars; i++) {
          const angle = (i * 6.283185307179586) / bars;
          s.sines[i] = sin(angle);
          s.cosines[i] = cos(angle);
        }
        s.length[0] = bars;
        s.known = int(1);
      }
      let real = 0;
      let imaginary = 0;
      let k = s.at;
      for (let i = 0; i < bars; i++) {
        real += s.sines[i]! * s.ring[k]!;
        imaginary += s.cosines[i]! * s.ring[k]!;
        k = k === 0 ? int(51) : k - 1;
      }
      if (imaginary !== 0) s.phase = atan(real / imaginary) * 57.29577951308232;
      else if (real < 0) s.phase -= 90;
      else if (real > 0) s.phase += 90;
      // The smoothing lags by one bar.
      s.phase += 90;
      s.phase += 360 / x.period;
      if (imaginary < 0) s.phase += 180;
      if (s.phase > 315) s.phase -= 360;
    }
    s.at = s.at === 51 ? int(0) : s.at + 1;
    o.phase = s.phase;
  },
});

/** The mean of the last cycle's prices, which holds no cycle, smoothed over four bars. */
export const cycleTrend: Op = op({
  inputs: ["value", "period"],
  state: ["t1", "t2", "t3"],
  counters: ["at"],
  arrays: { ring: () => 52 },
  outputs: ["trend"],
  steady(s, _p, x, o) {
    s.ring[s.at] = x.value;
    o.trend = 0;
    if (x.period > 0) {
      const bars = int(x.period + 0.5);
      let mean = 0;
      let k = s.at;
      for (let i = 0; i < bars; i++) {
        mean += s.ring[k]!;
        k = k === 0 ? int(51) : k - 1;
      }
      if (bars > 0) mean /= bars;
      o.trend = (4 * mean + 3 * s.t1 + 2 * s.t2 + s.t3) / 10;
      s.t3 = s.t2;
      s.t2 = s.t1;
      s.t1 = mean;
    }
    s.at = s.at === 51 ? int(0) : s.at + 1;
  },
});

/** Sine of the phase in degrees, and of the phase 45 degrees on. */
export const cycleSine: Op = op({
  inputs: ["phase"],
  outputs: ["sine", "leadSine"],
  steady(_s, _p, x, o) {
    o.sine = sin(x.phase * 0.017453292519943295);
    o.leadSine = sin((x.phase + 45) * 0.017453292519943295);
  },
});

/** 1 in a trend, 0 in a cycle: for half a cycle after the sines crossed, and while the phase turns as a cycle's does. */
export const trendMode: Op = op({
  inputs: ["smooth", "period", "phase", "trend", "sine", "leadSine"],
  state: ["phase", "sine", "leadSine"],
  counters: ["days"],
  outputs: ["mode"],
  steady(s, _p, x, o) {
    const turn = x.phase - s.phase;
    const up = x.sine > x.leadSine && s.sine <= s.leadSine;
    const down = x.sine < x.leadSine && s.sine >= s.leadSine;
    o.mode = 1;
    if (up || down) {
      s.days = int(0);
      o.mode = 0;
    }
    s.days += 1;
    if (s.days < 0.5 * x.period) o.mode = 0;
    if (turn > (0.67 * 360) / x.period && turn < (1.5 * 360) / x.period) o.mode = 0;
    if (x.trend !== 0 && Math.abs((x.smooth - x.trend) / x.trend) >= 0.015) o.mode = 1;
    s.phase = x.phase;
    s.sine = x.sine;
    s.leadSine = x.leadSine;
  },
});
