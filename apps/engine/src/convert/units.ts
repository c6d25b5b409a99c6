import { POWERS_OF_TEN } from "@hotpath/core";

/** Units of 10^-`from` as units of 10^-`to`: exact, or NaN. */
export function rescaled(units: number, from: number, to: number): number {
  if (to >= from) {
    const value = units * POWERS_OF_TEN[to - from]!;
    return Number.isSafeInteger(value) ? value : Number.NaN;
  }
  const divisor = POWERS_OF_TEN[from - to]!;
  return units % divisor === 0 ? units / divisor : Number.NaN;
}

/** Why numbers that were rescaled cannot be written, or undefined. */
export function problemOf(price: number | undefined, size: number, id: number): string | undefined {
  if (price === undefined || Number.isNaN(price)) return "prices finer than the target's";
  if (Number.isNaN(size)) return "sizes that are no whole number";
  return id < 0 ? "order ids beyond 2^53" : undefined;
}
