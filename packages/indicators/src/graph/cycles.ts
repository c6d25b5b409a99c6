/** Ehlers' cycle functions, as functions of series. */
import type { Series, Timing } from "./graph.ts";

/** Bars before the filters start, and before TA-Lib's first output, of MAMA, HT_DCPERIOD and HT_PHASOR. */
export const WARM_SHORT = 12;
export const LOOKBACK_SHORT = 32;
/** The same of the functions that take a whole cycle back: HT_DCPHASE, HT_SINE, HT_TRENDLINE and HT_TRENDMODE. */
export const WARM_LONG = 37;
export const LOOKBACK_LONG = 63;

/** The smoothed price, its components in phase and in quadrature, and the smoothed period of the dominant cycle. */
export interface Homodyne {
  readonly smooth: Series;
  readonly inPhase: Series;
  readonly quadrature: Series;
  readonly period: Series;
}

/** The homodyne discriminator, its filters starting after `warm` bars; 0 until then. */
export function homodyne(value: Series, warm: number, timing?: Timing): Homodyne {
  const [smooth, inPhase, quadrature, period] = value.graph.apply("homodyne", [value], { warm }, timing);
  return { smooth: smooth!, inPhase: inPhase!, quadrature: quadrature!, period: period! };
}

/** Phase of the dominant cycle, in degrees; 0 at bars before the filters start. */
export function cyclePhase(value: Series): Series {
  const { smooth, period } = homodyne(value, WARM_LONG);
  return value.graph.apply("cyclePhase", [smooth, period])[0]!;
}

/** The price without the dominant cycle; 0 at bars before the filters start. */
export function cycleTrend(value: Series): Series {
  return value.graph.apply("cycleTrend", [value, homodyne(value, WARM_LONG).period])[0]!;
}

/** The sine of the phase, and of the phase 45 degrees on. */
export function cycleSine(value: Series): [Series, Series] {
  const [sine, lead] = value.graph.apply("cycleSine", [cyclePhase(value)]);
  return [sine!, lead!];
}

/** 1 in a trend, 0 in a cycle; from the bar at which the filters start. */
export function trendMode(value: Series): Series {
  const { smooth, period } = homodyne(value, WARM_LONG);
  const inputs = [smooth, period, cyclePhase(value), cycleTrend(value), ...cycleSine(value)];
  return value.graph.apply("trendMode", inputs, {}, { skip: WARM_LONG })[0]!;
}
