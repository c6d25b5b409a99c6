import { ConfigError, hashBytes, InputError } from "@hotpath/core";
import type { Indicator } from "./indicator.ts";
import { overlaps } from "./internal/arrays.ts";
import type { Program } from "./program/program.ts";

/**
 * An indicator over many symbols that all advance together, natively where the library is there, and with the bits of
 * one stream a symbol either way.
 *
 * A frame holds one bar of every symbol: the first input of all symbols, then the second, and so on; frames of several
 * bars follow one another. Outputs likewise.
 *
 * @example
 * const rows = indicator("EMA", { timePeriod: 20 }).symbols(64);
 * const out = new Float64Array(64);
 * rows.update(closes, out); // closes: 64 values, one a symbol
 */
export class SymbolRows {
  readonly indicator: Indicator;
  readonly symbols: number;
  /** Doubles in a frame of inputs, and of outputs. */
  readonly inputWidth: number;
  readonly outputWidth: number;
  readonly #program: Program;

  /** Use `indicator(…).symbols(count)`. */
  constructor(indicator: Indicator, symbols: number, portable: boolean) {
    if (!Number.isInteger(symbols) || symbols < 1 || symbols > 65_536)
      throw new ConfigError("symbols", symbols, "an integer from 1 to 65536");
    this.indicator = indicator;
    this.symbols = symbols;
    this.inputWidth = indicator.inputs.length * symbols;
    this.outputWidth = indicator.outputs.length * symbols;
    this.#program = indicator.program({ symbols, portable });
  }

  /**
   * Advances every symbol by the bars that the frames hold.
   *
   * @param input whole frames of inputs
   * @param out room for as many frames of outputs
   * @throws {InputError} not whole frames, too little room, or one array over the other
   */
  update(input: Float64Array, out: Float64Array): Float64Array {
    const bars = input.length / this.inputWidth;
    if (!(input instanceof Float64Array && Number.isInteger(bars)))
      throw new InputError("INPUT_INVALID", `input: got ${input.length} values; a frame has ${this.inputWidth}`);
    if (!(out instanceof Float64Array && out.length >= bars * this.outputWidth))
      throw new InputError("INPUT_INVALID", `out: got room for ${out.length}; ${bars * this.outputWidth} are written`);
    if (overlaps(input, out)) throw new InputError("INPUT_INVALID", "out: overlaps the input");
    this.#program.rows(input, out, bars);
    return out;
  }

  /** The last value of a symbol's output. */
  value(symbol: number, output = 0): number {
    return this.#program.output(output, symbol);
  }

  /** Forgets a symbol's history. */
  reset(symbol: number): void {
    this.#program.reset(symbol);
  }

  /** A copy of the state, which `restore` of such an object of the same shape takes. */
  snapshot(): SymbolRowsState {
    const doubles = this.#program.doubles.slice();
    const integers = this.#program.integers.slice();
    return { doubles, integers, digest: digestOf(doubles, integers) };
  }

  /**
   * Takes a state back.
   *
   * @throws {InputError} it is of another indicator, other parameters or another number of symbols, or not as it was
   *   when it was taken (code `CORRUPT`): native code trusts what it holds
   */
  restore(state: SymbolRowsState): void {
    const doubles = new Float64Array(state.doubles);
    const integers = new Int32Array(state.integers);
    this.#program.checkFit(doubles, integers);
    if (digestOf(doubles, integers) !== state.digest)
      throw new InputError("CORRUPT", "the state is not as it was when it was taken");
    this.#program.takeOver(doubles, integers);
  }
}

/** What {@link SymbolRows.snapshot} gives: plain data. */
export interface SymbolRowsState {
  doubles: Float64Array;
  integers: Int32Array;
  /** Of both: a state that was damaged on its way is refused. */
  digest: string;
}

function digestOf(doubles: Float64Array, integers: Int32Array): string {
  return `${hashBytes(new Uint8Array(doubles.buffer))}${hashBytes(new Uint8Array(integers.buffer))}`;
}
