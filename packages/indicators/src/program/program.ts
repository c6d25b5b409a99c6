/**
 * Runs a graph. A program has the memory of its symbols and three ways to advance: `step` takes one bar of one symbol,
 * `bars` a whole column of one symbol, `rows` a bar of all symbols at once. All three do the same to the bit, natively
 * (c/program.h of @hotpath/native) or as generated JavaScript.
 */
import { InputError } from "@hotpath/core";
import { defaultKernels, type ProgramKernels } from "@hotpath/native";
import { OPS_HASH } from "../generated/ops.ts";
import type { Graph, Series } from "../graph/graph.ts";
import { compileBars, compileStep, type Step } from "./compile.ts";
import { type Gap, HEAD, type Layout, LIMITS, layOut } from "./layout.ts";

/** How what is not finite is met: see `NanPolicy`; `error` throws. */
export type GapPolicy = Gap | "error";

/** A graph ready to run for a number of symbols. */
export class Program {
  readonly layout: Layout;
  readonly gap: GapPolicy;
  readonly graph: Graph;
  readonly doubles: Float64Array;
  readonly integers: Int32Array;
  readonly #native: ProgramKernels | null;
  readonly #keeps: boolean;
  #step: Step | undefined;
  /** For columns without a gap, and for others. */
  #wholeBars: ReturnType<typeof compileBars> | undefined;
  #bars: ReturnType<typeof compileBars> | undefined;
  #blocks: Float64Array | undefined;

  /**
   * @param options.forGood steps cannot be taken back, nor peeked at, and cost less
   * @param options.guard for tests: see {@link layOut}
   */
  constructor(
    graph: Graph,
    outputs: readonly Series[],
    options: {
      symbols?: number;
      gap?: GapPolicy;
      portable?: boolean;
      bySymbol?: boolean;
      forGood?: boolean;
      guard?: number;
    } = {},
  ) {
    this.graph = graph;
    this.gap = options.gap ?? "restart";
    this.layout = layOut(graph, outputs, options.symbols ?? 1, options.bySymbol, options.guard);
    const memory = this.layout.allocate(this.gap === "error" ? "skip" : this.gap);
    this.doubles = memory.doubles;
    this.integers = memory.integers;
    this.#native = options.portable ? null : nativePrograms();
    this.#keeps = options.forGood !== true;
  }

  /** Advances one symbol by one bar. */
  get step(): Step {
    this.#step ??= compileStep(
      this.layout,
      this.graph.inputs.length,
      this.doubles,
      this.integers,
      (symbol, values) => this.#meetGap(symbol, values),
      (symbol) => this.#heal(symbol),
      this.#keeps,
    );
    return this.#step;
  }

  /** The last value of an output. */
  output(index: number, symbol = 0): number {
    const { last, field, symbolDoubles } = this.layout;
    return this.doubles[last + index * field + symbol * symbolDoubles]!;
  }

  /** Forgets a symbol's history, and its last outputs. */
  reset(symbol = 0): void {
    this.#forget(symbol);
    this.#blank(symbol);
    this.#copy(symbol, true);
  }

  /**
   * Takes over the memory of another program of the same graph, with the same parameters and number of symbols.
   *
   * @throws {InputError} it is another program's: its shape, its parameters or its layout differ
   */
  takeOver(doubles: ArrayLike<number>, integers: ArrayLike<number>): void {
    this.checkFit(doubles, integers);
    this.doubles.set(doubles);
    this.integers.set(integers);
  }

  /**
   * Makes sure that a state is one of such a program.
   *
   * @throws {InputError} it is of another indicator, other parameters or another number of symbols
   */
  checkFit(doubles: ArrayLike<number>, integers: ArrayLike<number>): void {
    const { last, counts } = this.layout;
    const same = (theirs: ArrayLike<number>, ours: Float64Array | Int32Array, end: number) => {
      if (theirs.length !== ours.length) return false;
      for (let k = 0; k < end; k++)
        if (theirs[k] !== ours[k] && !(ours === this.integers && k === HEAD.allSteady)) return false;
      return true;
    };
    // All that stands before the state says where it lies and what is computed: the native library trusts it.
    if (!same(doubles, this.doubles, last) || !same(integers, this.integers, counts))
      throw new InputError("INPUT_INVALID", "the state is of another indicator, other parameters or other symbols");
  }

  /** Takes back the symbol's last bar. Once: what was before it is not kept. */
  undo(symbol = 0): void {
    this.#copy(symbol, false);
  }

  /** What a bar would give, into `into`; the symbol stays as it is. */
  peek(values: readonly number[], into: Float64Array, symbol = 0): void {
    const { layout, doubles, integers } = this;
    const at = symbol * layout.symbolIntegers;
    // After a restart a new bar is written over what taking the last one back would need: then all is put back.
    const restarted = integers[layout.counts + at]! < integers[layout.undoIntegers + at]!;
    const doublesKept = restarted ? doubles.slice() : this.#saved(layout.undoDoubles, doubles, symbol);
    const integersKept = restarted ? integers.slice() : this.#saved(layout.undoIntegers, integers, symbol);
    this.step(...values, symbol);
    for (let m = 0; m < layout.outputs.length; m++) into[m] = this.output(m, symbol);
    if (restarted) {
      doubles.set(doublesKept);
      integers.set(integersKept);
      return;
    }
    this.undo(symbol);
    this.#putBack(layout.undoDoubles, doubles, doublesKept, symbol);
    this.#putBack(layout.undoIntegers, integers, integersKept, symbol);
  }

  /**
   * Runs the single symbol of this program over columns, from a fresh start. Outputs are as long as the inputs, NaN
   * before each begins.
   */
  bars(inputs: readonly Float64Array[], outputs: readonly Float64Array[], length: number): void {
    this.reset();
    this.integers[HEAD.allSteady] = this.layout.steadyAt === 0 ? 1 : 0;
    if (length === 0) return;
    if (this.gap === "error") assertFinite(this.graph.inputs, inputs, length);
    if (this.#native !== null && outputs.length <= LIMITS.outputs && inputs.length <= LIMITS.inputs)
      this.#nativeBars(this.#native, inputs, outputs, length);
    else this.#portableBars(inputs, outputs, length);
  }

  /** Advances all symbols by frames of inputs. */
  rows(input: Float64Array, output: Float64Array, bars: number): void {
    if (this.#native !== null && !this.layout.bySymbol && this.gap !== "error" && this.graph.inputs.length > 0) {
      this.#native.rows(this.doubles, this.integers, input, output, bars);
      return;
    }
    const { symbols, outputs } = this.layout;
    const inputs = this.graph.inputs.length;
    const values = new Array<number>(inputs + 1);
    for (let b = 0; b < bars; b++)
      for (let q = 0; q < symbols; q++) {
        for (let k = 0; k < inputs; k++) values[k] = input[(b * inputs + k) * symbols + q]!;
        values[inputs] = q;
        this.step(...values);
        for (let m = 0; m < outputs.length; m++) output[(b * outputs.length + m) * symbols + q] = this.output(m, q);
      }
  }

  #nativeBars(
    native: ProgramKernels,
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    length: number,
  ): void {
    this.#blocks ??= new Float64Array(Math.max(1, this.graph.registers) * LIMITS.block);
    const nothing = this.#blocks;
    const operands: (Float64Array | Int32Array | number)[] = [this.doubles, this.integers, this.#blocks];
    for (let k = 0; k < LIMITS.inputs; k++) operands.push(inputs[k] ?? nothing);
    for (let m = 0; m < LIMITS.outputs; m++) operands.push(outputs[m] ?? nothing);
    if (native.bars(...operands, 0, length, 0) === 1) return;
    this.reset();
    this.integers[HEAD.allSteady] = 0;
    native.bars(...operands, 0, length, 1);
  }

  #portableBars(inputs: readonly Float64Array[], outputs: readonly Float64Array[], length: number): void {
    const compiled = (whole: boolean) => compileBars(this.layout, inputs.length, this.doubles, this.integers, whole);
    this.#wholeBars ??= compiled(true);
    // What proves not finite on the way costs a second run.
    if (this.#wholeBars.isSafe && this.#runBlocks(this.#wholeBars, inputs, outputs, length, false)) return;
    this.reset();
    this.#bars ??= compiled(false);
    if (this.#runBlocks(this.#bars, inputs, outputs, length, true)) return;
    this.reset();
    this.#stepBars(inputs, outputs, 0, length);
  }

  /**
   * Block by block, those in steps of which a bar is before the lookback or, if `careful`, has an input that is not
   * finite. Whether all went well; where not, state and outputs are void.
   */
  #runBlocks(
    compiled: ReturnType<typeof compileBars>,
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    length: number,
    careful: boolean,
  ): boolean {
    const { steadyAt, counts } = this.layout;
    const { bars, columns, length: block } = compiled;
    let t = 0;
    while (t < length) {
      const warming = steadyAt - this.integers[counts]!;
      const end = Math.min(length, t + (warming > 0 ? warming : block));
      if (warming > 0 || (careful && !allFinite(inputs, t, end))) this.#stepBars(inputs, outputs, t, end);
      else if (!bars(inputs, outputs, columns, t, end)) return false;
      t = end;
    }
    return true;
  }

  #stepBars(inputs: readonly Float64Array[], outputs: readonly Float64Array[], from: number, to: number): void {
    const { step, doubles } = this;
    const { last } = this.layout;
    const values = new Array<number>(inputs.length).fill(0);
    for (let t = from; t < to; t++) {
      for (let k = 0; k < inputs.length; k++) values[k] = inputs[k]![t]!;
      step(...values);
      for (let m = 0; m < outputs.length; m++) outputs[m]![t] = doubles[last + m]!;
    }
  }

  #meetGap(symbol: number, values: readonly number[]): number {
    if (this.gap === "error") {
      const bad = values.findIndex((value) => value - value !== 0);
      throw new InputError("INPUT_INVALID", `${this.graph.inputs[bad]}: got ${values[bad]}; allowed: a finite number`);
    }
    this.#copy(symbol, true);
    if (this.gap !== "skip") this.#blank(symbol);
    if (this.gap === "restart") this.#forget(symbol);
    return this.output(0, symbol);
  }

  /** An overflow would stay in a recursion for good: a symbol whose state is not finite begins anew. */
  #heal(symbol: number): void {
    const { scalars, scalarsEach, field, symbolDoubles } = this.layout;
    for (let k = 0; k < scalarsEach; k++) {
      const value = this.doubles[scalars + k * field + symbol * symbolDoubles]!;
      if (value - value !== 0) {
        this.#forget(symbol);
        return;
      }
    }
  }

  /** Takes back a symbol's last outputs. */
  #blank(symbol: number): void {
    const { outputs, last, field, symbolDoubles } = this.layout;
    for (let m = 0; m < outputs.length; m++) this.doubles[last + m * field + symbol * symbolDoubles] = Number.NaN;
  }

  #forget(symbol: number): void {
    const { counts, countersEach, scalars, scalarsEach, field, steadyAt } = this.layout;
    const doubles = scalars + symbol * this.layout.symbolDoubles;
    const integers = counts + symbol * this.layout.symbolIntegers;
    for (let k = 0; k < 1 + countersEach; k++) this.integers[integers + k * field] = 0;
    for (let k = 0; k < scalarsEach; k++) this.doubles[doubles + k * field] = 0;
    if (steadyAt > 0) this.integers[HEAD.allSteady] = 0;
  }

  /** Copies what one bar changes to where undo keeps it, or back. */
  #copy(symbol: number, keep: boolean): void {
    const { last, undoDoubles, counts, undoIntegers, symbolDoubles, symbolIntegers } = this.layout;
    this.#move(this.doubles, last + symbol * symbolDoubles, undoDoubles + symbol * symbolDoubles, keep);
    this.#move(this.integers, counts + symbol * symbolIntegers, undoIntegers + symbol * symbolIntegers, keep);
    if (!keep) this.integers[HEAD.allSteady] = 0;
  }

  #move(memory: Float64Array | Int32Array, state: number, undo: number, keep: boolean): void {
    const { field } = this.layout;
    const [from, to] = keep ? [state, undo] : [undo, state];
    for (let k = 0; k < this.#undoLength(memory); k++) memory[to + k * field] = memory[from + k * field]!;
  }

  /** What undo keeps of a symbol, field by field. */
  #saved(undo: number, memory: Float64Array | Int32Array, symbol: number): Float64Array | Int32Array {
    const { field } = this.layout;
    const from = undo + symbol * this.#symbolStep(memory);
    const kept =
      memory === this.doubles ? new Float64Array(this.#undoLength(memory)) : new Int32Array(this.#undoLength(memory));
    for (let k = 0; k < kept.length; k++) kept[k] = memory[from + k * field]!;
    return kept;
  }

  #putBack(undo: number, memory: Float64Array | Int32Array, kept: Float64Array | Int32Array, symbol: number): void {
    const to = undo + symbol * this.#symbolStep(memory);
    for (let k = 0; k < kept.length; k++) memory[to + k * this.layout.field] = kept[k]!;
  }

  #symbolStep(memory: Float64Array | Int32Array): number {
    return memory === this.doubles ? this.layout.symbolDoubles : this.layout.symbolIntegers;
  }

  #undoLength(memory: Float64Array | Int32Array): number {
    return memory === this.doubles
      ? this.layout.outputs.length + this.layout.scalarsEach
      : 1 + this.layout.countersEach;
  }
}

function nativePrograms(): ProgramKernels | null {
  const { programs } = defaultKernels();
  // A library of other operations would run the wrong ones.
  return programs !== null && programs.hash() === OPS_HASH ? programs : null;
}

function allFinite(columns: readonly Float64Array[], from: number, to: number): boolean {
  for (const column of columns) if (!columnFinite(column, from, to)) return false;
  return true;
}

/** A sum is finite only where all its terms are; where it is not, they are looked at. Four sums do not wait for each other. */
function columnFinite(column: Float64Array, from: number, to: number): boolean {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = from;
  for (; i + 3 < to; i += 4) {
    a += column[i]!;
    b += column[i + 1]!;
    c += column[i + 2]!;
    d += column[i + 3]!;
  }
  const sum = a + b + (c + d);
  if (sum - sum !== 0) i = from;
  for (; i < to; i++) if (column[i]! - column[i]! !== 0) return false;
  return true;
}

function assertFinite(names: readonly string[], columns: readonly Float64Array[], length: number): void {
  for (let t = 0; t < length; t++)
    for (const [k, column] of columns.entries())
      if (column[t]! - column[t]! !== 0)
        throw new InputError("INPUT_INVALID", `${names[k]}[${t}]: got ${column[t]}; allowed: a finite number`);
}
