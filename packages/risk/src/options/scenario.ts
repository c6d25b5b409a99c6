import { InputError } from "@hotpath/core";
import { finite, fromZero } from "../internal/number-checks.ts";
import type { OptionBook } from "./book.ts";

/** A change of the market: one number for all underlyings, or some by name and the others unchanged. */
export type Shift = number | Readonly<Record<string, number>>;

/** What a book is valued under. All is optional; an empty scenario is the market as it is. */
export interface OptionScenario {
  /** Relative change of levels, above −1: −0.2 is twenty per cent down. */
  level?: Shift;
  /** Absolute change of volatilities: 0.05 is five points up. None falls below 0. */
  volatility?: Shift;
  /** Absolute change of rates. */
  rate?: Shift;
  /** Years that pass; an option that expires within them is worth its intrinsic value at the scenario's level. */
  years?: number;
}

/** How much a scenario shifts one underlying; 0 where it says nothing of it. */
export function shiftOf(shift: Shift | undefined, underlying: string): number {
  if (shift === undefined) return 0;
  return typeof shift === "number" ? shift : Object.hasOwn(shift, underlying) ? shift[underlying]! : 0;
}

/** @throws {InputError} naming the shift that is wrong, or of a market that the book has not */
export function checkScenario(book: OptionBook, scenario: OptionScenario): void {
  if (scenario.years !== undefined) fromZero(scenario.years, "scenario.years");
  for (const key of ["level", "volatility", "rate"] as const) {
    const shift = scenario[key];
    if (shift === undefined) continue;
    if (typeof shift === "number") checkShift(key, shift, `scenario.${key}`);
    else
      for (const [name, value] of Object.entries(shift)) {
        const path = `scenario.${key}.${name}`;
        if (!Object.hasOwn(book.markets, name))
          throw new InputError("INPUT_INVALID", `${path}: the book has no market ${name}`);
        checkShift(key, value, path);
      }
  }
}

function checkShift(key: string, value: number, path: string): void {
  finite(value, path);
  if (key === "level" && !(value > -1))
    throw new InputError("INPUT_OUT_OF_RANGE", `${path} is ${value}; allowed: a relative change above -1`);
}
