import {
  ConfigError,
  hashBytes,
  InputError,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
} from "@hotpath/core";
import type { CompiledRules } from "./compiled-rules.ts";
import { kernels } from "./internal/kernels.ts";
import type { LoweredRule } from "./internal/lower.ts";
import type { JoinedSeries } from "./internal/programs.ts";
import { textOf } from "./internal/reason.ts";
import type { SourceParts } from "./internal/segments.ts";
import { HEAD, type StateLayout } from "./internal/state.ts";
import { streamSource } from "./internal/stream-source.ts";
import type { BarField, CompleteRule } from "./rule.ts";

/** Takes in a bar of a symbol (default 0); how many rules gave a signal. */
export type PushBar = (
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
  symbol?: number,
) => number;

/** A signal of a rule, for the edge. */
export interface RuleSignal {
  rule: string;
  /** Dense index of the symbol. */
  symbol: number;
  direction: "up" | "down";
  /** Above 0, below 1. */
  confidence: number;
  /** Bars over which it is meant. */
  horizon: number;
  /** Bars since: 0 at the bar of the signal. */
  age: number;
  /** Why, with the values of that bar. */
  reason: string;
}

/**
 * Compiled rules fed bar by bar, for one symbol or for several, each with a history of its own. `push` allocates nothing.
 *
 * @example
 * const stream = compileRules(PRESETS).stream();
 * if (stream.push(open, high, low, close, volume) > 0)
 *   for (const signal of stream.signals()) console.log(signal.rule, signal.direction, signal.reason);
 */
export class RuleStream implements Snapshotable {
  readonly compiled: CompiledRules;
  readonly symbols: number;
  /**
   * Takes in a bar: `(open, high, low, close, volume, symbol = 0)`; how many rules gave a signal. Fields that no rule
   * looks at may be anything. A bar of which another is not finite is counted as skipped and otherwise not there.
   */
  readonly push: PushBar;
  readonly #rules: readonly CompleteRule[];
  readonly #lowered: readonly LoweredRule[];
  readonly #layout: StateLayout;
  /** State of every symbol. */
  readonly #state: Float64Array;
  /** Signals of the last bar, symbol by symbol. */
  readonly #signals: Float64Array;
  readonly #programs: readonly (readonly ProgramOf[])[];

  /** Use `compileRules(…).stream()`. */
  constructor(
    compiled: CompiledRules,
    symbols: number,
    parts: SourceParts,
    joined: readonly (readonly JoinedSeries[])[],
  ) {
    this.compiled = compiled;
    this.symbols = symbols;
    this.#rules = compiled.rules;
    this.#lowered = parts.rules;
    this.#layout = parts.state;
    this.#state = new Float64Array(symbols * parts.state.size);
    this.#signals = new Float64Array(symbols * compiled.rules.length);
    this.#programs = joined.map((its) => its.map(({ indicator }) => indicator.program({ symbols, bySymbol: true })));
    for (let symbol = 0; symbol < symbols; symbol++) this.#forget(symbol);
    const shapes = joined.map((its, f) =>
      its.map(({ indicator, members }, k) => ({
        members,
        inputs: indicator.inputs,
        layout: this.#programs[f]![k]!.layout,
      })),
    );
    const { text, scratch } = streamSource(parts, shapes, compiled.fields);
    const make = new Function("F", "R", "V", "programs", "kernels", text);
    this.push = make(this.#state, this.#signals, new Float64Array(scratch), this.#programs, kernels) as PushBar;
  }

  /** Takes in a bar by its fields; how many rules gave a signal. */
  update(bar: Readonly<Partial<Record<BarField, number>>>, symbol = 0): number {
    const { open = Number.NaN, high = Number.NaN, low = Number.NaN, close = Number.NaN, volume = Number.NaN } = bar;
    return this.push(open, high, low, close, volume, symbol);
  }

  /** What a rule said at the symbol's last bar, by the rule's number or name: 0, ± its confidence, or NaN if unknown. */
  value(rule: number | string, symbol = 0): number {
    return this.#signals[symbol * this.#rules.length + (typeof rule === "number" ? rule : this.#index(rule))]!;
  }

  /** Bars since a rule's last signal, 0 if it was at the last bar; NaN if there was none. */
  age(rule: number | string, symbol = 0): number {
    const base = symbol * this.#layout.size;
    return this.#state[base + HEAD.bars]! - this.#state[base + this.#layout.rules[this.#index(rule)]!.bar]!;
  }

  /** A rule's last signal, however old; undefined if there was none. */
  signal(rule: number | string, symbol = 0): RuleSignal | undefined {
    const index = this.#index(rule);
    const age = this.age(index, symbol);
    if (Number.isNaN(age)) return undefined;
    const value = this.#state[symbol * this.#layout.size + this.#layout.rules[index]!.value]!;
    const { name, horizon, direction } = this.#rules[index]!;
    const reason = this.reason(index, symbol);
    return { rule: name, symbol, direction, confidence: Math.abs(value), horizon, age, reason };
  }

  /** The last signals of all rules that are younger than their horizon: the youngest first, then the most confident. */
  signals(symbol = 0): RuleSignal[] {
    return this.#rules
      .flatMap((rule, k) => {
        const signal = this.age(k, symbol) < rule.horizon ? this.signal(k, symbol) : undefined;
        return signal ?? [];
      })
      .sort((a, b) => a.age - b.age || b.confidence - a.confidence);
  }

  /**
   * Why a rule gave its last signal, with the values of that bar: `SMA(50) 103.21 crossed above SMA(200) 102.87`. Empty if
   * there was none.
   */
  reason(rule: number | string, symbol = 0): string {
    const index = this.#index(rule);
    if (Number.isNaN(this.age(index, symbol))) return "";
    const { why, whyCount } = this.#layout.rules[index]!;
    const at = symbol * this.#layout.size + why;
    return textOf(this.#lowered[index]!.reason, this.#state.subarray(at, at + whyCount).values());
  }

  /** Bars of a symbol, those that were skipped apart. */
  bars(symbol = 0): number {
    return this.#state[symbol * this.#layout.size + HEAD.bars]!;
  }

  /** Bars of a symbol of which a field that the rules look at was not finite. */
  skipped(symbol = 0): number {
    return this.#state[symbol * this.#layout.size + HEAD.skipped]!;
  }

  /** Forgets a symbol's history. */
  reset(symbol = 0): void {
    this.#forget(symbol);
    for (const program of this.#programs.flat()) program.reset(symbol);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("signals.rules");
    writer.string(this.#fingerprint());
    writer.f64s(this.#state);
    writer.f64s(this.#signals);
    for (const { doubles, integers } of this.#programs.flat()) {
      writer.f64s(doubles);
      writer.i32s(integers);
    }
  }

  /** @throws {InputError} a state of other rules, or of another number of symbols; the stream stays as it is */
  restore(reader: SnapshotReader): void {
    reader.section("signals.rules");
    if (reader.string() !== this.#fingerprint())
      throw new InputError("INPUT_INVALID", "the state is of other rules, or of another number of symbols");
    const state = new Float64Array(this.#state.length);
    const signals = new Float64Array(this.#signals.length);
    reader.f64s(state);
    reader.f64s(signals);
    const memories = this.#programs.flat().map((program) => {
      const doubles = new Float64Array(program.doubles.length);
      const integers = new Int32Array(program.integers.length);
      reader.f64s(doubles);
      reader.i32s(integers);
      program.checkFit(doubles, integers);
      return () => program.takeOver(doubles, integers);
    });
    this.#state.set(state);
    this.#signals.set(signals);
    for (const takeOver of memories) takeOver();
  }

  /** Of all that says what the state means. */
  #fingerprint(): string {
    const text = JSON.stringify([this.symbols, this.#rules, this.#layout.size]);
    return String(hashBytes(new TextEncoder().encode(text)));
  }

  #forget(symbol: number): void {
    this.#state.set(this.#layout.initial, symbol * this.#layout.size);
    const count = this.#rules.length;
    this.#signals.fill(Number.NaN, symbol * count, (symbol + 1) * count);
  }

  #index(rule: number | string): number {
    const index = typeof rule === "number" ? rule : this.compiled.names.indexOf(rule);
    if (this.#rules[index] === undefined)
      throw new ConfigError("rule", rule, `one of ${this.compiled.names.join(", ")}`);
    return index;
  }
}

type ProgramOf = ReturnType<JoinedSeries["indicator"]["program"]>;
