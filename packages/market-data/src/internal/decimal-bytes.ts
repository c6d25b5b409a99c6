/**
 * Decimal text in bytes to a count of units, as `@hotpath/core`'s `tryParseFixed` reads it from a string: the same
 * answer, without making the string.
 */
import { HotpathError, POWERS_OF_TEN, parseFixed, priceFromFloat, tryParseFixed } from "@hotpath/core";

/** The text needs more decimals than there are. */
export const TOO_FINE: number = Number.NEGATIVE_INFINITY;
/** The count of units is no safe integer. */
export const TOO_LARGE: number = Number.POSITIVE_INFINITY;

const DECIMAL_WITH_EXPONENT = /^[+-]?(?:\d+\.?\d*|\.\d+)[eE][+-]?\d{1,3}$/;
const decoder = new TextDecoder();

/**
 * Units of the text in `bytes[from]` to `bytes[to − 1]`; spaces around it do not count. NaN if it is no decimal number,
 * {@link TOO_FINE} or {@link TOO_LARGE} if it is one that does not fit.
 *
 * @param rounds take the nearest unit, ties away from zero, where the text is finer
 */
export function unitsOfBytes(bytes: Uint8Array, from: number, to: number, decimals: number, rounds: boolean): number {
  let first = from;
  let end = to;
  while (first < end && bytes[first] === 32) first++;
  while (end > first && bytes[end - 1] === 32) end--;
  let at = first;
  const isNegative = bytes[at] === 45;
  if (at < end && (isNegative || bytes[at] === 43)) at++;
  // Up to nine digits fit 32-bit integers, which are quicker than doubles; most numbers have no more on either side.
  const wholeFrom = at;
  const wholeTo = at + 9 < end ? at + 9 : end;
  let whole = 0;
  let digit = 0;
  for (; at < wholeTo; at++) {
    digit = bytes[at]! - 48;
    if (digit >>> 0 > 9) break;
    whole = (Math.imul(whole, 10) + digit) | 0;
  }
  let units = whole;
  for (; at < end; at++) {
    digit = bytes[at]! - 48;
    if (digit >>> 0 > 9) break;
    units = units * 10 + digit;
  }
  let digits = at - wholeFrom;
  let scale = 0;
  if (at < end && bytes[at] === 46) {
    at++;
    const point = at;
    const last = at + decimals < end ? at + decimals : end;
    const quickTo = at + 9 < last ? at + 9 : last;
    let fraction = 0;
    for (; at < quickTo; at++) {
      digit = bytes[at]! - 48;
      if (digit >>> 0 > 9) break;
      fraction = (Math.imul(fraction, 10) + digit) | 0;
    }
    units = units * POWERS_OF_TEN[at - point]! + fraction;
    for (; at < last; at++) {
      digit = bytes[at]! - 48;
      if (digit >>> 0 > 9) break;
      units = units * 10 + digit;
    }
    scale = at - point;
    digits += scale;
    if (at < end && scale === decimals) {
      const behind = at;
      let isFiner = false;
      for (; at < end; at++) {
        digit = bytes[at]! - 48;
        if (digit >>> 0 > 9) break;
        if (digit !== 0) isFiner = true;
      }
      digits += at - behind;
      // Behind an exponent the digits mean something else.
      if (at === end && isFiner) {
        if (!rounds) return units > Number.MAX_SAFE_INTEGER ? TOO_LARGE : TOO_FINE;
        if (bytes[behind]! >= 53) units += 1;
      }
    }
  }
  if (at < end) return unitsOfText(decoder.decode(bytes.subarray(first, end)), decimals, rounds);
  if (digits === 0) return Number.NaN;
  units *= POWERS_OF_TEN[decimals - scale]!;
  if (units > Number.MAX_SAFE_INTEGER) return TOO_LARGE;
  return isNegative && units !== 0 ? -units : units;
}

/** Text with an exponent, and text that is no number. */
function unitsOfText(text: string, decimals: number, rounds: boolean): number {
  const units = tryParseFixed(text, decimals);
  if (!Number.isNaN(units) || !DECIMAL_WITH_EXPONENT.test(text)) return units;
  try {
    return rounds ? priceFromFloat(Number(text), decimals) : parseFixed(text, decimals);
  } catch (error) {
    return error instanceof HotpathError && error.code === "INPUT_OUT_OF_RANGE" ? TOO_LARGE : TOO_FINE;
  }
}
