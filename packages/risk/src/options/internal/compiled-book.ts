import { InputError } from "@hotpath/core";
import { finite, fromZero, positive } from "../../internal/number-checks.ts";
import { isOption, marketOf, type OptionBook, type UnderlyingMarket } from "../book.ts";
import { reduce } from "../option.ts";
import { discountedPrice } from "../price.ts";
import { checkScenario, type OptionScenario, shiftOf } from "../scenario.ts";

/** Not an option. */
const LINEAR = 0;

/**
 * A book in columns, checked once, to be valued under many scenarios: what a scenario changes is worked out once for each
 * market, and then every position is priced by plain numbers.
 */
export class CompiledBook {
  readonly #book: OptionBook;
  readonly #names: string[];
  readonly #markets: UnderlyingMarket[];
  /** Index of the market, by position. */
  readonly #market: Int32Array;
  /** 1 of a call, −1 of a put, 0 of the underlying itself. */
  readonly #sign: Int8Array;
  /** Quantity times multiplier. */
  readonly #units: Float64Array;
  readonly #strike: Float64Array;
  readonly #years: Float64Array;
  /** Under the present scenario, by market. */
  readonly #level: Float64Array;
  readonly #rate: Float64Array;
  readonly #carry: Float64Array;
  readonly #volatilityShift: Float64Array;

  /** @throws {InputError} naming the position or market that is wrong */
  constructor(book: OptionBook) {
    const { positions } = book;
    this.#book = book;
    this.#names = Object.keys(book.markets);
    this.#markets = Object.values(book.markets);
    this.#market = new Int32Array(positions.length);
    this.#sign = new Int8Array(positions.length);
    this.#units = new Float64Array(positions.length);
    this.#strike = new Float64Array(positions.length);
    this.#years = new Float64Array(positions.length);
    for (const [i, position] of positions.entries()) {
      const path = `positions[${i}]`;
      const market = marketOf(book, position, path);
      this.#market[i] = this.#names.indexOf(position.underlying);
      const multiplier = positive(position.multiplier ?? 1, `${path}.multiplier`);
      this.#units[i] = finite(position.quantity, `${path}.quantity`) * multiplier;
      if (!isOption(position)) continue;
      const { type, strike, years } = position;
      this.#sign[i] = reduce({ type, strike, years, spot: market.level }).sign;
      this.#strike[i] = strike;
      this.#years[i] = years;
    }
    const column = () => new Float64Array(this.#names.length);
    this.#level = column();
    this.#rate = column();
    this.#carry = column();
    this.#volatilityShift = column();
  }

  /**
   * Writes the value of each position under a scenario to `out`.
   *
   * @returns out
   * @throws {InputError} naming the shift or market that is wrong
   */
  valuesUnder(scenario: OptionScenario, out: Float64Array): Float64Array {
    checkScenario(this.#book, scenario);
    this.#shift(scenario);
    const passed = scenario.years ?? 0;
    for (let i = 0; i < out.length; i++) {
      const units = this.#units[i]!;
      const k = this.#market[i]!;
      const sign = this.#sign[i]!;
      if (units === 0) out[i] = 0;
      else if (sign === LINEAR) out[i] = units * this.#level[k]!;
      else out[i] = units * this.#priceOf(i, k, sign, passed);
    }
    return out;
  }

  #priceOf(i: number, k: number, sign: number, passed: number): number {
    const strike = this.#strike[i]!;
    const left = this.#years[i]! - passed;
    const years = left > 0 ? left : 0;
    const { volatility: given = 0 } = this.#markets[k]!;
    // A surface is asked at the option's own strike and the time that is left: it stays where it is when levels move.
    const own = typeof given === "number" ? given : fromZero(given(strike, years), `volatility of ${this.#names[k]}`);
    const shifted = own + this.#volatilityShift[k]!;
    const deviation = shifted > 0 ? shifted * Math.sqrt(years) : 0;
    const price = discountedPrice(sign, this.#level[k]!, strike, years, this.#rate[k]!, this.#carry[k]!, deviation);
    if (price - price !== 0)
      throw new InputError("INPUT_OUT_OF_RANGE", `positions[${i}] has a price of ${price} under the scenario`);
    return price;
  }

  #shift(scenario: OptionScenario): void {
    for (const [k, name] of this.#names.entries()) {
      const { level, volatility = 0, rate = 0, dividendYield = 0, isFuture = false } = this.#markets[k]!;
      if (typeof volatility === "number") fromZero(volatility, `markets.${name}.volatility`);
      this.#level[k] = level * (1 + shiftOf(scenario.level, name));
      this.#rate[k] = finite(rate, `markets.${name}.rate`) + shiftOf(scenario.rate, name);
      this.#carry[k] = isFuture ? 0 : this.#rate[k]! - finite(dividendYield, `markets.${name}.dividendYield`);
      this.#volatilityShift[k] = shiftOf(scenario.volatility, name);
    }
  }
}
