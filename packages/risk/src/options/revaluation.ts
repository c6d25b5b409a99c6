import type { OptionBook } from "./book.ts";
import { CompiledBook } from "./internal/compiled-book.ts";
import type { OptionScenario } from "./scenario.ts";

/** A book under a scenario. */
export interface Revaluation {
  /** Value in the market as it is. */
  base: number;
  /** Value under the scenario. A position in a future counts with its notional, so look at the profit. */
  value: number;
  /** `value` less `base`. */
  profit: number;
  /** Profit by position, in the order of the book. */
  profits: Float64Array;
}

/**
 * Values every position of a book anew under a scenario: nothing is approximated.
 *
 * @throws {InputError} naming the position, market or shift that is wrong
 * @example revalue(book, { level: -0.2, volatility: 0.1 }).profit
 */
export function revalue(book: OptionBook, scenario: OptionScenario): Revaluation {
  const compiled = new CompiledBook(book);
  const before = compiled.valuesUnder({}, new Float64Array(book.positions.length));
  const after = compiled.valuesUnder(scenario, new Float64Array(book.positions.length));
  const profits = after.map((value, i) => value - before[i]!);
  const base = sum(before);
  const value = sum(after);
  return { base, value, profit: sum(profits), profits };
}

/**
 * The profit of a book under each of many scenarios, such as historical or simulated moves: full-revaluation value at risk
 * is a quantile of it.
 *
 * @throws {InputError} as {@link revalue}
 */
export function scenarioProfits(book: OptionBook, scenarios: readonly OptionScenario[]): Float64Array {
  const compiled = new CompiledBook(book);
  const before = compiled.valuesUnder({}, new Float64Array(book.positions.length));
  const after = new Float64Array(book.positions.length);
  return Float64Array.from(scenarios, (scenario) => {
    compiled.valuesUnder(scenario, after);
    let profit = 0;
    for (let i = 0; i < after.length; i++) profit += after[i]! - before[i]!;
    return profit;
  });
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
