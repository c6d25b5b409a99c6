import { InputError } from "@hotpath/core";

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/**
 * A currency's code as a number, for records: its letters and digits as digits of base 37, from 1 on, at most ten of them. It
 * is below 2^53.
 *
 * @param currency an ISO 4217 or asset code in capitals, such as `EUR` or `USDT`
 * @throws {InputError} if it is none
 */
export function currencyNumber(currency: string): number {
  if (!/^[A-Z0-9]{2,10}$/.test(currency))
    throw new InputError("INPUT_INVALID", `currency is ${currency}; allowed: 2 to 10 letters or digits, in capitals`);
  let number = 0;
  for (const letter of currency) number = number * 37 + DIGITS.indexOf(letter) + 1;
  return number;
}

/** The code of a currency's number; an empty text if it is none. */
export function currencyText(number: number): string {
  if (!Number.isSafeInteger(number) || number < 38) return "";
  let text = "";
  for (let rest = number; rest > 0; rest = Math.floor(rest / 37)) {
    const digit = rest % 37;
    if (digit === 0) return "";
    text = DIGITS[digit - 1]! + text;
  }
  return text.length <= 10 ? text : "";
}
