/** Filters and oscillators of John F. Ehlers. */
import { atan, cos, log, sin } from "@hotpath/core";
import { int, type Op, op } from "./language.ts";

/** The Fisher transform of where a value stands in a range. Ehlers, "Using the Fisher Transform", S&C 20 (2002). */
export const fisher: Op = op({
  inputs: ["value", "highest", "lowest"],
  state: ["position", "fisher"],
  outputs: ["fisher", "trigger"],
  first(_s, _p, _x, o) {
    o.fisher = 0;
    o.trigger = 0;
  },
  steady(s, _p, x, o) {
    const range = x.highest - x.lowest;
    s.position = range > 0 ? 0.33 * 2 * ((x.value - x.lowest) / range - 0.5) + 0.67 * s.position : 0;
    if (s.position > 0.99) s.position = 0.999;
    if (s.position < -0.99) s.position = -0.999;
    o.trigger = s.fisher;
    s.fisher = 0.5 * log((1 + s.position) / (1 - s.position)) + 0.5 * s.fisher;
    o.fisher = s.fisher;
  },
});

/** Two poles over the mean of two values: c1 (x + x₁) ÷ 2 + c2 y₁ + c3 y₂. Ehlers, Cycle Analytics for Traders (2013). */
export const twoPoles: Op = op({
  inputs: ["value"],
  reals: ["c1", "c2", "c3"],
  state: ["before", "y1", "y2"],
  outputs: ["value"],
  first(s, _p, x, o) {
    s.before = x.value;
    s.y1 = x.value;
    s.y2 = x.value;
    o.value = x.value;
  },
  steady(s, p, x, o) {
    const next = (p.c1 * (x.value + s.before)) / 2 + p.c2 * s.y1 + p.c3 * s.y2;
    s.before = x.value;
    s.y2 = s.y1;
    s.y1 = next;
    o.value = next;
  },
});

/** A relative strength of the four elements of a Laguerre filter, 0 to 1. Ehlers, "Time Warp" (2004). */
export const laguerreRsi: Op = op({
  inputs: ["value"],
  reals: ["gamma"],
  state: ["l0", "l1", "l2", "l3"],
  outputs: ["rsi"],
  first(s, _p, x, o) {
    s.l0 = x.value;
    s.l1 = x.value;
    s.l2 = x.value;
    s.l3 = x.value;
    o.rsi = 0;
  },
  steady(s, p, x, o) {
    const l0 = (1 - p.gamma) * x.value + p.gamma * s.l0;
    const l1 = s.l0 + p.gamma * (s.l1 - l0);
    const l2 = s.l1 + p.gamma * (s.l2 - l1);
    const l3 = s.l2 + p.gamma * (s.l3 - l2);
    let up = 0;
    let down = 0;
    if (l0 >= l1) up += l0 - l1;
    else down += l1 - l0;
    if (l1 >= l2) up += l1 - l2;
    else down += l2 - l1;
    if (l2 >= l3) up += l2 - l3;
    else down += l3 - l2;
    s.l0 = l0;
    s.l1 = l1;
    s.l2 = l2;
    s.l3 = l3;
    o.rsi = up + down > 0 ? up / (up + down) : 0;
  },
});

/**
 * The phase of the last `period` values at that very period: sin of it and, as lead, of 45° more. The sums of windows.ts,
 * of values times cosine and sine of their place in the block: turned by the place of the last bar, they are the window's.
 * Distances from the block's base stand for the values, since over a whole period a constant counts for nothing. Ehlers,
 * MESA and Trading Market Cycles (2002); as Tulip Indicators has it.
 */
export const mesaSine: Op = op({
  inputs: ["value"],
  reals: ["pi"],
  ints: ["period"],
  state: ["base", "headCos", "headSin"],
  counters: ["at", "side"],
  arrays: {
    cosines: (p) => p.period,
    sines: (p) => p.period,
    block: (p) => 2 * p.period,
    tailCos: (p) => 2 * p.period,
    tailSin: (p) => 2 * p.period,
  },
  outputs: ["sine", "lead"],
  lookback: (p) => p.period - 1,
  fill(s, p, x, i) {
    if (i === 0)
      for (let j = 0; j < p.period; j++) {
        s.cosines[j] = cos((2 * p.pi * j) / p.period);
        s.sines[j] = sin((2 * p.pi * j) / p.period);
      }
    s.block[s.side + s.at] = x.value;
    s.at += 1;
  },
  steady(s, p, x, o) {
    s.block[s.side + s.at] = x.value;
    const at = s.at;
    let c = 0;
    let d = 0;
    if (at < p.period - 1) {
      const distance = x.value - s.base;
      s.headCos += distance * s.cosines[at]!;
      s.headSin += distance * s.sines[at]!;
      s.at += 1;
      c = s.tailCos[s.side + s.at]! + s.headCos;
      d = s.tailSin[s.side + s.at]! + s.headSin;
    } else {
      const before = s.side;
      s.side = p.period - s.side;
      s.base = x.value;
      for (let j = p.period - 1; j >= 0; j--) {
        const distance = s.block[before + j]! - s.base;
        c += distance * s.cosines[j]!;
        d += distance * s.sines[j]!;
        s.tailCos[s.side + j] = c;
        s.tailSin[s.side + j] = d;
      }
      s.headCos = 0;
      s.headSin = 0;
      s.at = int(0);
    }
    const real = s.cosines[at]! * c + s.sines[at]! * d;
    const imaginary = s.sines[at]! * c - s.cosines[at]! * d;
    const upright = imaginary < 0 ? -p.pi : p.pi;
    let phase = Math.abs(real) > 0.001 ? atan(imaginary / real) : upright;
    if (real < 0) phase += p.pi;
    phase += p.pi / 2;
    if (phase < 0) phase += 2 * p.pi;
    if (phase > 2 * p.pi) phase -= 2 * p.pi;
    o.sine = sin(phase);
    o.lead = sin(phase + p.pi / 4);
  },
});
