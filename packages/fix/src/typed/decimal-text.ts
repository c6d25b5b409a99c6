import type { FixDecimal } from "./message-type.ts";

/** The text of a decimal for the wire: digits and a point, no exponent, no plus. `undefined` if it is no decimal number. */
export function decimalText(value: FixDecimal): string | undefined {
  const text =
    typeof value === "string" ? value : typeof value === "number" ? plain(String(value)) : value?.toFixed?.();
  return typeof text === "string" && isDecimalText(text) ? text : undefined;
}

/** Whether a text is an optional minus, digits, and a point anywhere among them. */
export function isDecimalText(text: string): boolean {
  let digits = 0;
  let point = false;
  for (let i = text.charCodeAt(0) === 45 ? 1 : 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 48 && code <= 57) digits++;
    else if (code === 46 && !point) point = true;
    else return false;
  }
  return digits > 0;
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
