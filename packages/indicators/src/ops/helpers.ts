/** Functions that the bodies of operations share. Each is translated with them; they see only their arguments. */
import { log, log1p } from "@hotpath/core";

/** The greater of two, the second where they are equal. */
export function larger(a: number, b: number): number {
  return a > b ? a : b;
}

/** The smaller of two, the second where they are equal. */
export function smaller(a: number, b: number): number {
  return a < b ? a : b;
}

/** The true range: the bar's range, with the close before counted in. Wilder (1978). */
export function trueRangeOf(high: number, low: number, closeBefore: number): number {
  const range = high - low;
  const up = Math.abs(high - closeBefore);
  const down = Math.abs(low - closeBefore);
  const wider = up > range ? up : range;
  return down > wider ? down : wider;
}

/** A move that counts as directional: it is forward, and greater than the one the other way. Wilder (1978). */
export function directionalMove(move: number, opposite: number): number {
  const forward = move > 0 ? move : 0;
  return move > opposite ? forward : 0;
}

/** Ehlers' Hilbert transform: of a value and those of two, four and six bars before. */
export function hilbert(now: number, two: number, four: number, six: number): number {
  return 0.0962 * now - 0.0962 * six - 0.5769 * four + 0.5769 * two;
}

/** The length of a candle's body. */
export function bodyOf(open: number, close: number): number {
  return Math.abs(close - open);
}

/** 1 for a white candle, −1 for a black one; one that closes where it opened is white. */
export function colourOf(open: number, close: number): number {
  return close >= open ? 1 : -1;
}

/** The shadow above a candle's body. */
export function upperShadow(open: number, high: number, close: number): number {
  return high - (close >= open ? close : open);
}

/** The shadow below a candle's body. */
export function lowerShadow(open: number, low: number, close: number): number {
  return (close >= open ? open : close) - low;
}

/** Whether one body lies wholly above another, given by open and close: a gap up. */
export function bodyAbove(open: number, close: number, openBelow: number, closeBelow: number): boolean {
  return smaller(open, close) > larger(openBelow, closeBelow);
}

/** Whether one body lies wholly below another, given by open and close: a gap down. */
export function bodyBelow(open: number, close: number, openAbove: number, closeAbove: number): boolean {
  return larger(open, close) < smaller(openAbove, closeAbove);
}

/** Whether a value is within a distance of another, the bounds included, as TA-Lib computes them. */
export function isNear(value: number, other: number, distance: number): boolean {
  return value <= other + distance && value >= other - distance;
}

/** ln(a ÷ b), to the last digits of near equals too; 0 where either is not positive. */
export function logOfRatio(a: number, b: number): number {
  if (!(a > 0 && b > 0)) return 0;
  const quotient = a / b;
  if (quotient > 0.5 && quotient < 2) return log1p((a - b) / b);
  return quotient > 1e-300 && quotient < 1e300 ? log(quotient) : log(a) - log(b);
}

/** The share of a peak that is lost at a value below it; 0 where the peak is not positive. */
export function lossFrom(peak: number, value: number): number {
  return peak > value && peak > 0 ? (peak - value) / peak : 0;
}
