/** Money at the edge: exact counts of `10^-decimals` as bigints, to and from text. */
import type { DecimalInput } from "@hotpath/core";

const DECIMAL_TEXT = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;

/**
 * The exact count of `10^-decimals` of an amount, or undefined if it is no decimal number or needs more decimals.
 * A bigint is a count already; a number stands for its shortest decimal text.
 */
export function tryMoneyUnits(value: DecimalInput, decimals: number): bigint | undefined {
  if (typeof value === "bigint") return value;
  const text = decimalText(value);
  const match = text === undefined ? null : DECIMAL_TEXT.exec(text);
  if (!match) return undefined;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  if (whole === "" && fraction === "") return undefined;
  const digits = BigInt(whole + fraction);
  if (digits === 0n) return 0n;
  const shift = decimals - fraction.length + Number(exponent);
  // No amount of two limbs has 40 digits, so a greater shift is out of range whatever the digits are.
  if (shift > 40) return undefined;
  const divisor = 10n ** BigInt(Math.max(0, -shift));
  if (digits % divisor !== 0n) return undefined;
  const units = (digits / divisor) * 10n ** BigInt(Math.max(0, shift));
  return sign === "-" ? -units : units;
}

function decimalText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  const like = value as { toFixed?: unknown } | null | undefined;
  return typeof like?.toFixed === "function" ? String(like.toFixed()) : undefined;
}

/** `"-12.345"` from −12345 at 3 decimals: all decimals are printed. */
export function formatMoney(units: bigint, decimals: number): string {
  const text = (units < 0n ? -units : units).toString().padStart(decimals + 1, "0");
  const sign = units < 0n ? "-" : "";
  return decimals === 0 ? sign + text : `${sign}${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
}

/** The quotient rounded half to even. */
export function divideHalfEven(dividend: bigint, divisor: bigint): bigint {
  const negative = dividend < 0n !== divisor < 0n;
  const a = dividend < 0n ? -dividend : dividend;
  const b = divisor < 0n ? -divisor : divisor;
  let quotient = a / b;
  const twice = (a % b) * 2n;
  if (twice > b || (twice === b && quotient % 2n === 1n)) quotient += 1n;
  return negative ? -quotient : quotient;
}
