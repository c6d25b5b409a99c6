import { type DecimalInput, describeValue, InputError } from "@hotpath/core";

const DECIMAL_TEXT = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;

/** The magnitude of decimal text in whole units, rounded down. */
export interface Floored {
  units: bigint;
  /** Nothing was rounded off. */
  isWhole: boolean;
  /** The text is zero. */
  isZero: boolean;
}

/** |text| in units of 10^-decimals, rounded down exactly; undefined if it is no decimal number. */
export function floorUnits(text: string, decimals: number): Floored | undefined {
  const match = DECIMAL_TEXT.exec(text.trim());
  if (!match) return undefined;
  const [, , whole = "", fraction = "", exponent = "0"] = match;
  if (whole === "" && fraction === "") return undefined;
  const digits = BigInt(whole + fraction);
  const shift = decimals - fraction.length + Number(exponent);
  if (shift >= 0) return { units: digits * 10n ** BigInt(shift), isWhole: true, isZero: digits === 0n };
  const divisor = 10n ** BigInt(-shift);
  return { units: digits / divisor, isWhole: digits % divisor === 0n, isZero: digits === 0n };
}

/** A limit in units of 10^-decimals, signed, rounded down. @throws {InputError} naming it by `path` */
export function unitsBelow(value: DecimalInput, decimals: number, path: string): bigint {
  const text = typeof value === "object" ? value.toFixed() : String(value);
  const floored = typeof value === "bigint" ? undefined : floorUnits(text, decimals);
  if (floored === undefined)
    throw new InputError(
      "INPUT_INVALID",
      `${path} is ${describeValue(value)}; allowed: a finite number, or decimal text`,
    );
  if (!text.trim().startsWith("-")) return floored.units;
  return floored.isWhole ? -floored.units : -floored.units - 1n;
}
