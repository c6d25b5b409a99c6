/**
 * Exact fixed-point numbers: a price or a size is a safe integer that counts units of `10^-decimals`.
 *
 * Nothing here rounds silently: text or a number that needs more digits than there are is an error.
 */
import { assert, describeValue, InputError } from "./errors.ts";

/** The most decimals that a price or a size may have: beyond them not even one unit of value 1 is a safe integer. */
export const MAX_DECIMALS = 15;

/** Powers of ten that are exact as doubles and as safe integers: `POWERS_OF_TEN[n]` is 10^n, n up to 15. */
export const POWERS_OF_TEN: readonly number[] = Array.from({ length: MAX_DECIMALS + 1 }, (_, n) => Number(`1e${n}`));

/** What may stand for a price or a size at the public edge. A `bigint` is a count of raw units; the rest are values. */
export type DecimalInput = string | number | bigint | DecimalLike;

/** A decimal.js `Decimal`, or anything that prints its exact value the same way. */
export interface DecimalLike {
  toFixed(): string;
}

const DIGIT_ZERO = 48;
const DIGIT_NINE = 57;

/**
 * Reads decimal text (`"100.05"`, `"-3"`, `"1.5e-7"`) as an exact count of `10^-decimals`.
 *
 * @throws {InputError} `INPUT_INVALID` if it is no decimal number or needs more decimals; `INPUT_OUT_OF_RANGE` if the
 * count is beyond ±(2^53 − 1)
 * @example parseFixed("100.05", 2) // 10005
 */
export function parseFixed(text: string, decimals: number): number {
  const units = tryParseFixed(text, decimals);
  if (!Number.isNaN(units)) return units;
  const shown = describeValue(text);
  if (!isDecimalText(text)) throw new InputError("INPUT_INVALID", `${shown} is not a decimal number`);
  // Told apart exactly, off the hot path.
  const { digits, scale } = exactParts(text);
  if (scale > decimals)
    throw new InputError("INPUT_INVALID", `${shown} needs ${scale} decimals; there are ${decimals}`);
  assert(digits !== 0n, "zero always fits");
  throw new InputError(
    "INPUT_OUT_OF_RANGE",
    `${shown} with ${decimals} decimals is beyond ±${Number.MAX_SAFE_INTEGER} units`,
  );
}

/** {@link parseFixed} that answers NaN instead of throwing: for hot paths, which count what they refuse. */
export function tryParseFixed(text: string, decimals: number): number {
  let at = 0;
  const end = text.length;
  let negative = false;
  const first = end > 0 ? text.charCodeAt(0) : 0;
  if (first === 45 || first === 43) {
    negative = first === 45;
    at = 1;
  }
  let units = 0;
  let digits = 0;
  let scale = 0;
  let point = false;
  for (; at < end; at++) {
    const c = text.charCodeAt(at);
    if (c >= DIGIT_ZERO && c <= DIGIT_NINE) {
      digits++;
      if (point && scale === decimals) {
        // Digits beyond the last decimal must be zeros; an exponent may still bring them back, so that case is slow.
        if (c !== DIGIT_ZERO) return slowParse(text, decimals);
        continue;
      }
      units = units * 10 + (c - DIGIT_ZERO);
      if (units > Number.MAX_SAFE_INTEGER) return slowParse(text, decimals);
      if (point) scale++;
    } else if (c === 46 && !point) point = true;
    else return slowParse(text, decimals);
  }
  if (digits === 0) return Number.NaN;
  units *= POWERS_OF_TEN[decimals - scale] ?? Number.NaN;
  if (!(units <= Number.MAX_SAFE_INTEGER)) return Number.NaN;
  return negative && units !== 0 ? -units : units;
}

/**
 * The exact decimal text of a count of units, with all its decimals: `formatFixed(10050, 2)` is `"100.50"`.
 *
 * @throws {InputError} `INPUT_INVALID` if `units` is not a safe integer
 */
export function formatFixed(units: number, decimals: number): string {
  if (!Number.isSafeInteger(units))
    throw new InputError("INPUT_INVALID", `${describeValue(units)} is not a whole number of units`);
  const text = Math.abs(units)
    .toString()
    .padStart(decimals + 1, "0");
  const sign = units < 0 ? "-" : "";
  if (decimals === 0) return sign + text;
  return `${sign}${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
}

/**
 * Units from any input that the public edge accepts: text and Decimals by their exact value, a number by the shortest
 * decimal text that reads back as it (so `100.05` is exactly 100.05), a bigint as raw units.
 *
 * @throws {InputError} as {@link parseFixed}
 */
export function toUnits(value: DecimalInput, decimals: number): number {
  const units = tryToUnits(value, decimals);
  if (!Number.isNaN(units)) return units;
  if (typeof value === "bigint")
    throw new InputError("INPUT_OUT_OF_RANGE", `${value}n units are beyond ±${Number.MAX_SAFE_INTEGER}`);
  return parseFixed(textOf(value), decimals);
}

/** {@link toUnits} that answers NaN instead of throwing. */
export function tryToUnits(value: unknown, decimals: number): number {
  if (typeof value === "string") return tryParseFixed(value, decimals);
  if (typeof value === "number") return tryUnitsFromNumber(value, decimals);
  if (typeof value === "bigint") {
    const units = Number(value);
    return Number.isSafeInteger(units) ? units : Number.NaN;
  }
  return isDecimalLike(value) ? tryParseFixed(value.toFixed(), decimals) : Number.NaN;
}

/**
 * The nearest whole number of units to a floating-point value, ties away from zero: the one way in which a float
 * becomes a price by rounding, and said by its name.
 *
 * @throws {InputError} `INPUT_INVALID` if the value is not finite, `INPUT_OUT_OF_RANGE` if it is too large
 * @example priceFromFloat(0.1 + 0.2, 2) // 30
 */
export function priceFromFloat(value: number, decimals: number): number {
  if (!Number.isFinite(value)) throw new InputError("INPUT_INVALID", `${describeValue(value)} is not a finite number`);
  const power = POWERS_OF_TEN[decimals];
  assert(power !== undefined, "decimals are 0 to 15");
  const magnitude = Math.abs(value);
  const scaled = magnitude * power;
  if (!(scaled <= Number.MAX_SAFE_INTEGER))
    throw new InputError(
      "INPUT_OUT_OF_RANGE",
      `${describeValue(value)} with ${decimals} decimals is beyond ±${Number.MAX_SAFE_INTEGER} units`,
    );
  const below = Math.floor(scaled);
  // The product rounds, so a neighbour of a half is decided by the value's own decimal text.
  const part = scaled - below;
  const rounded =
    Math.abs(part - 0.5) < 1e-3 ? roundHalfUpExactly(magnitude, decimals) : part > 0.5 ? below + 1 : below;
  return value < 0 && rounded !== 0 ? -rounded : rounded;
}

/** The nearest double to a count of units: for indicators and statistics, never for money. */
export function unitsToNumber(units: number, decimals: number): number {
  return units / POWERS_OF_TEN[decimals]!;
}

function tryUnitsFromNumber(value: number, decimals: number): number {
  if (!Number.isFinite(value)) return Number.NaN;
  // The common case without text: the product rounded to an integer, if dividing it back gives the very same double.
  const power = POWERS_OF_TEN[decimals]!;
  const units = Math.round(value * power);
  if (Math.abs(units) < 4503599627370496 / 8 && units / power === value) return units === 0 ? 0 : units;
  return tryParseFixed(String(value), decimals);
}

function textOf(value: string | number | DecimalLike): string {
  return typeof value === "string"
    ? value
    : typeof value === "number"
      ? String(value)
      : isDecimalLike(value)
        ? value.toFixed()
        : describeValue(value);
}

function isDecimalLike(value: unknown): value is DecimalLike {
  return typeof value === "object" && value !== null && typeof (value as DecimalLike).toFixed === "function";
}

const DECIMAL_TEXT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?$/;

function isDecimalText(text: string): boolean {
  return DECIMAL_TEXT.test(text);
}

/** The value as `digits × 10^-scale` with no trailing zero digit. */
function exactParts(text: string): { digits: bigint; scale: number } {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.replace(/^[+-]/, "").split(".");
  let digits = `${whole}${fraction}`.replace(/^0+/, "");
  let scale = fraction.length - Number(exponent);
  const trimmed = digits.replace(/0+$/, "");
  scale -= digits.length - trimmed.length;
  digits = trimmed;
  const value = digits === "" ? 0n : BigInt(digits);
  return { digits: mantissa.startsWith("-") ? -value : value, scale: value === 0n ? 0 : scale };
}

function slowParse(text: string, decimals: number): number {
  if (!isDecimalText(text)) return Number.NaN;
  const { digits, scale } = exactParts(text);
  if (digits === 0n) return 0;
  const shift = decimals - scale;
  // 10^16 is more than any safe integer, so a greater shift of a nonzero value never fits.
  if (shift < 0 || shift > 16) return Number.NaN;
  const units = digits * 10n ** BigInt(shift);
  return units <= 9007199254740991n && units >= -9007199254740991n ? Number(units) : Number.NaN;
}

function roundHalfUpExactly(magnitude: number, decimals: number): number {
  const { digits, scale } = exactParts(String(magnitude));
  const shift = decimals - scale;
  if (shift >= 0) return Number(digits * 10n ** BigInt(shift));
  const divisor = 10n ** BigInt(-shift);
  return Number((digits * 2n + divisor) / (divisor * 2n));
}
