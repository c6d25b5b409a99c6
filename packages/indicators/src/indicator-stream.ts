import { ConfigError, InputError, type Snapshotable, SnapshotReader, type SnapshotWriter } from "@hotpath/core";
import type { Indicator } from "./indicator.ts";
import { checkSymbols } from "./internal/options.ts";
import { type BarStep, compileBarStep, type Step } from "./program/compile.ts";
import type { Program } from "./program/program.ts";

/** A bar by its fields, as far as the indicator takes them. */
export type Bar = Readonly<Record<string, number>>;

/** A stream's state as plain data: it survives JSON. */
export interface StreamSnapshot {
  indicator: string;
  params: Readonly<Record<string, number>>;
  symbols: number;
  /** Numbers of the state; null is NaN. */
  doubles: (number | null)[];
  integers: number[];
}

/**
 * An indicator fed bar by bar, for one symbol or for several, each with a history of its own. `update` allocates nothing.
 *
 * @example
 * const rsi = indicator("RSI").stream();
 * for (const close of closes) rsi.update(close); // NaN until it has begun
 * rsi.peek(101.5); // what it would be if the bar closed at 101.5
 */
export class IndicatorStream implements Snapshotable {
  readonly indicator: Indicator;
  readonly symbols: number;
  /**
   * Takes in a bar by its values, in the order of `indicator.inputs`, then the symbol (default 0, and the only one where
   * there is one); the first output. What {@link update} calls, for hot paths.
   */
  readonly push: Step;
  readonly #pushBar: BarStep;
  readonly #program: Program;
  readonly #inputs: readonly string[];
  readonly #values: number[];
  readonly #peeked: Float64Array;

  /** Use `indicator(…).stream()`. */
  constructor(indicator: Indicator, symbols: number) {
    checkSymbols(symbols);
    this.indicator = indicator;
    this.symbols = symbols;
    this.#program = indicator.program({ symbols, bySymbol: true });
    this.push = this.#program.step;
    this.#inputs = indicator.inputs;
    this.#pushBar = compileBarStep(this.#inputs, this.push);
    this.#values = new Array(this.#inputs.length + 1).fill(0);
    this.#peeked = new Float64Array(indicator.outputs.length);
  }

  /** Takes in a value, or a bar by its fields; the first output, NaN before it begins. */
  update(input: number | Bar, symbol = 0): number {
    return typeof input === "number" ? this.push(input, symbol) : this.#pushBar(input, symbol);
  }

  /** The last value of an output, by number or by name. */
  value(output: number | string = 0, symbol = 0): number {
    return this.#program.output(this.#index(output), symbol);
  }

  /** What a forming bar would give, output by output; nothing is taken in. The array is used again by the next call. */
  peek(input: number | Bar, symbol = 0): Float64Array {
    this.#program.peek(this.#take(input, symbol), this.#peeked, symbol);
    return this.#peeked;
  }

  /** Takes the last bar back and this one in: a bar that was corrected. The first output. */
  replaceLast(input: number | Bar, symbol = 0): number {
    this.#program.undo(symbol);
    return this.update(input, symbol);
  }

  /** Forgets a symbol's history. */
  reset(symbol = 0): void {
    this.#program.reset(symbol);
  }

  /** A stream of its own with the same state. */
  copy(): IndicatorStream {
    const other = new IndicatorStream(this.indicator, this.symbols);
    other.#program.takeOver(this.#program.doubles, this.#program.integers);
    return other;
  }

  /** The state as plain data, or written to a writer of @hotpath/core. */
  snapshot(): StreamSnapshot;
  snapshot(writer: SnapshotWriter): void;
  snapshot(writer?: SnapshotWriter): StreamSnapshot | undefined {
    const { doubles, integers } = this.#program;
    if (writer === undefined)
      return {
        indicator: this.indicator.name,
        params: this.indicator.params,
        symbols: this.symbols,
        doubles: Array.from(doubles, (value) => (Number.isFinite(value) ? value : null)),
        integers: Array.from(integers),
      };
    writer.section("indicators.stream");
    writer.f64s(doubles);
    writer.i32s(integers);
    return undefined;
  }

  /**
   * Takes a state back, of the same indicator with the same parameters.
   *
   * @throws {InputError} the state is another indicator's
   */
  restore(state: StreamSnapshot | SnapshotReader): void {
    const { doubles, integers } = this.#program;
    if (state instanceof SnapshotReader) {
      state.section("indicators.stream");
      state.f64s(doubles);
      state.i32s(integers);
      return;
    }
    const { indicator } = this;
    if (
      state.indicator !== indicator.name ||
      state.symbols !== this.symbols ||
      JSON.stringify(state.params) !== JSON.stringify(indicator.params)
    )
      throw new InputError("INPUT_INVALID", `the state of ${state.indicator} is not that of this ${indicator.name}`);
    const numbers = state.doubles.map((value) => value ?? Number.NaN);
    this.#program.takeOver(numbers, state.integers);
  }

  #index(output: number | string): number {
    if (typeof output === "number") return output;
    const index = this.indicator.outputs.findIndex(({ name }) => name === output);
    if (index < 0) throw new ConfigError("output", output, this.indicator.outputs.map(({ name }) => name).join(", "));
    return index;
  }

  #take(input: number | Bar, symbol: number): number[] {
    const values = this.#values;
    if (typeof input === "number") values[0] = input;
    else for (let k = 0; k < this.#inputs.length; k++) values[k] = input[this.#inputs[k]!] ?? Number.NaN;
    values[this.#inputs.length] = symbol;
    return values;
  }
}
