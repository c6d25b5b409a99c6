import { ConfigError } from "@hotpath/core";
import type { SignalGenerator } from "../../signal-generator.ts";
import { ColumnState, checkInteger, checkSymbols, LARGEST } from "./column-state.ts";

/** When a generator whose step is dear takes one: with every so many updates of a symbol, or with its closed bars. */
export type Sampling = number | "bar";

/** Checks a sampling, and answers with the updates from one sample to the next; 0 stands for bars. */
export function checkSampling(every: Sampling): number {
  if (every === "bar") return 0;
  if (!Number.isInteger(every)) throw new ConfigError("every", every, 'an integer from 1 to 1000000, or "bar"');
  return checkInteger("every", every, 1, 1_000_000);
}

/**
 * A generator that takes a step with every so many prices, or with the closes of bars, and keeps its signal in between.
 * Prices that are not finite are as if they had not come.
 */
export abstract class SampledSignal extends ColumnState implements SignalGenerator {
  abstract readonly name: string;
  readonly valueKind = "pure";
  readonly #every: number;
  readonly #signal: Float64Array;
  readonly #age: Int32Array;

  /** @param doubles columns of the subclass's state, which are snapshot with it; `integers` likewise */
  constructor(
    section: string,
    symbols: number,
    every: Sampling,
    doubles: readonly Float64Array[],
    integers: readonly Int32Array[] = [],
  ) {
    const signal = new Float64Array(checkSymbols(symbols)).fill(Number.NaN);
    const age = new Int32Array(symbols);
    super(section, [signal, ...doubles], [age, ...integers]);
    this.#every = checkSampling(every);
    this.#signal = signal;
    this.#age = age;
  }

  /** Takes in a sample; the signal that holds until the next. */
  protected abstract sample(symbol: number, price: number): number;

  abstract value(symbol: number): number;

  abstract reason(symbol: number): string;

  update(symbol: number, price: number): number {
    if (this.#every > 0 && Math.abs(price) <= LARGEST) {
      const age = this.#age[symbol]! + 1;
      if (age === this.#every) {
        this.#age[symbol] = 0;
        this.#signal[symbol] = this.sample(symbol, price);
      } else this.#age[symbol] = age;
    }
    return this.#signal[symbol]!;
  }

  bar(symbol: number, _open: number, _high: number, _low: number, close: number): void {
    if (this.#every === 0 && Math.abs(close) <= LARGEST) this.#signal[symbol] = this.sample(symbol, close);
  }

  /** The signal that holds now. */
  protected signalOf(symbol: number): number {
    return this.#signal[symbol]!;
  }
}
