/** Wilder's parabolic stop, as a function of series. */
import type { Series } from "./graph.ts";

/** How fast a stop follows: at first, more with each new extreme, and at the most. */
export interface Pace {
  readonly init: number;
  readonly step: number;
  readonly max: number;
}

/** What differs from Wilder's own. */
export interface ParabolicOptions {
  /** The first stop, of a short position where negative; 0, and the first bars decide. */
  start?: number;
  /** By which part of itself a stop is moved away on a reversal. */
  offset?: number;
}

/** The stop as Tulip or TradingView has it. */
export function otherStop(
  high: Series,
  low: Series,
  step: number,
  max: number,
  profile: "tulip" | "tradingview",
): Series {
  const name = profile === "tulip" ? "strictStop" : "boundedStop";
  return high.graph.apply(name, [high, low], { step: Math.min(step, max), max })[0]!;
}

/** The stop, and the same negative while the position is short. */
export function stopAndReverse(
  high: Series,
  low: Series,
  long: Pace,
  short: Pace,
  { start = 0, offset = 0 }: ParabolicOptions = {},
): { stop: Series; signed: Series } {
  const [stop, signed] = high.graph.apply("stopAndReverse", [high, low], {
    start,
    offset,
    initLong: Math.min(long.init, long.max),
    stepLong: Math.min(long.step, long.max),
    maxLong: long.max,
    initShort: Math.min(short.init, short.max),
    stepShort: Math.min(short.step, short.max),
    maxShort: short.max,
  });
  return { stop: stop!, signed: signed! };
}
