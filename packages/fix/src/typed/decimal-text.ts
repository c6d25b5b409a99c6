import { describeValue, InputError } from "@hotpath/core";
import type { FixDecimal } from "./message-type.ts";

const DECIMAL = /^-?(?:\d+\.?\d*|\.\d+)$/;

/**
 * The text of a decimal for the wire: digits and a point, no exponent, no plus.
 *
 * @throws {InputError} `INPUT_INVALID` if it is no decimal number
 */
export function decimalText(value: FixDecimal, path: string): string {
  const text =
    typeof value === "string" ? value : typeof value === "number" ? plain(String(value)) : value?.toFixed?.();
  if (typeof text === "string" && DECIMAL.test(text)) return text;
  throw new InputError("INPUT_INVALID", `${path}: ${describeValue(value)} is not a decimal number`);
}

/** The shortest text of a number without its exponent: `1e-7` is `0.0000001`. */
function plain(text: string): string {
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (match === null) return text;
  const [, sign, first, rest = "", exponent] = match;
  const digits = `${first}${rest}`;
  const point = 1 + Number(exponent);
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  return point >= digits.length
    ? `${sign}${digits}${"0".repeat(point - digits.length)}`
    : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}
