/**
 * An indicator with its parameters: the edge of the package. `indicator("RSI", { timePeriod: 14 })` makes one; it runs
 * over columns (`batch`), bar by bar (`stream`), or over many symbols at once (`symbols`), with the same bits.
 */
import { ConfigError, InputError } from "@hotpath/core";
import { type Definition, type Output, outputsOf, type Profile, parseParams, profiles } from "./definition.ts";
import { runFast } from "./fast.ts";
import type { IndicatorName, IndicatorParams } from "./generated/indicator-types.ts";
import { type CandleSettingChanges, type CandleSettings, parseCandleSettings } from "./graph/candles.ts";
import { Graph, Series } from "./graph/graph.ts";
import { IndicatorStream } from "./indicator-stream.ts";
import { overlaps } from "./internal/arrays.ts";
import { type GapPolicy, Program } from "./program/program.ts";
import { findDefinition } from "./registry.ts";
import { SymbolRows } from "./symbol-rows.ts";

/**
 * What happens at a bar of which an input is NaN or infinite. `propagate`: its outputs are NaN, and the indicator begins
 * anew with the next bar (running totals go on), so that it recovers. `skip`: the bar counts as not there, the last
 * outputs stand. `error`: {@link InputError}.
 */
export type NanPolicy = "propagate" | "skip" | "error";

/** How numbers are computed: see DESIGN. `fast` is for `batch`. */
export type Mode = "exact" | "fast";

/** How an indicator is made, beside its parameters. */
export interface IndicatorOptions {
  /** Whose answer to give where libraries disagree. Default `talib`. */
  profile?: Profile;
  /** First outputs to hold back, of every function that TA-Lib calls unstable, or by function. Default 0. */
  unstablePeriod?: number | Readonly<Record<string, number>>;
  /** Default `propagate`. */
  nan?: NanPolicy;
  /** Changes to when a candle is long, short and so on, for candle patterns. Default: TA-Lib's settings. */
  candles?: CandleSettingChanges;
}

/** Columns of bars by name; all of one length. */
export type Columns = Readonly<Record<string, Float64Array>>;

/** What a batch gives. */
export interface BatchResult {
  /** The first bar that has all outputs, or the first output where each begins by itself. */
  begIdx: number;
  /** Each output by name, as long as the input, NaN before it begins. */
  outputs: Record<string, Float64Array>;
}

/** How a batch runs. */
export interface BatchOptions {
  /** Default `exact`. */
  mode?: Mode;
  /** Arrays to write into, by output, at least as long as the input. Default: fresh ones. */
  out?: Readonly<Record<string, Float64Array>>;
  /** Never use the native library. */
  portable?: boolean;
}

const gaps: Readonly<Record<NanPolicy, GapPolicy>> = { propagate: "restart", skip: "skip", error: "error" };

/**
 * An indicator by name.
 *
 * @param name as in the registry, or an alias, in any case
 * @param params by TA-Lib's names, in any case and with or without underscores; the rest have their defaults
 * @throws {ConfigError} a name, a parameter or an option that is not known, or out of range
 * @example
 * const { outputs } = indicator("MACD", { fastPeriod: 12 }).batch(closes);
 * outputs.macdSignal; // as long as closes
 */
export function indicator<N extends IndicatorName>(
  name: N,
  params: IndicatorParams[N] = {} as IndicatorParams[N],
  options: IndicatorOptions = {},
): Indicator {
  return new Indicator(findDefinition(name), params as Record<string, unknown>, options);
}

/** An indicator with its parameters, ready to run. Immutable; share it freely. */
export class Indicator {
  readonly definition: Definition;
  readonly name: string;
  /** All parameters, as numbers. */
  readonly params: Readonly<Record<string, number>>;
  readonly options: Readonly<Required<IndicatorOptions>> & { readonly candles: CandleSettings };
  readonly outputs: readonly Output[];
  /** Names of the inputs that `batch` and `stream` take, in order. */
  readonly inputs: readonly string[];
  /** Bars before the first output. */
  readonly lookback: number;
  /** Bars before each output. */
  readonly lookbacks: readonly number[];
  readonly #sources: ReadonlyMap<string, { of: Indicator; output: number }>;
  /** Programs for batches, kept warm. */
  readonly #programs = new Map<string, Program>();

  /** Use {@link indicator}, or this with a definition of your own. */
  constructor(
    definition: Definition,
    params: Readonly<Record<string, unknown>> = {},
    options: IndicatorOptions = {},
    sources: ReadonlyMap<string, { of: Indicator; output: number }> = new Map(),
  ) {
    this.definition = definition;
    this.name = definition.name;
    this.options = Object.freeze(parseOptions(options));
    this.params = parseParams(definition, params, this.options.profile);
    this.outputs = outputsOf(definition);
    this.#sources = sources;
    this.inputs = Object.freeze([...new Set(this.#inputNames())]);
    this.lookbacks = this.build(new Graph(this.inputs)).map((series) => series.start);
    this.lookback = Math.min(...this.lookbacks);
  }

  /**
   * The same indicator over another's output instead of an input.
   *
   * @param input which of its inputs; default its only one
   * @example indicator("RSI", { timePeriod: 14 }).of(indicator("EMA", { timePeriod: 5 })); // RSI of an EMA
   */
  of(source: Indicator, output = 0, input?: string): Indicator {
    const name = input ?? this.definition.inputs[0]!;
    if (!this.definition.inputs.includes(name) || (input === undefined && this.definition.inputs.length > 1))
      throw new ConfigError("input", input, `one of ${this.definition.inputs.join(", ")}`);
    if (source.outputs[output] === undefined)
      throw new ConfigError("output", output, `an integer from 0 to ${source.outputs.length - 1}`);
    const sources = new Map(this.#sources).set(name, { of: source, output });
    return new Indicator(this.definition, this.params, this.options, sources);
  }

  /** Builds what it computes into a graph that has its inputs; the outputs in order. For sets and for the curious. */
  build(graph: Graph): readonly Series[] {
    const x: Record<string, Series> = {};
    for (const input of this.definition.inputs) {
      const source = this.#sources.get(input);
      x[input] = source === undefined ? graph.input(input) : source.of.build(graph)[source.output]!;
    }
    const { unstablePeriod, profile, candles } = this.options;
    const outputs = this.definition.build({
      graph,
      x,
      p: this.params,
      profile,
      candles,
      unstable: (name) => (typeof unstablePeriod === "number" ? unstablePeriod : (unstablePeriod[name] ?? 0)),
    });
    if (this.definition.ragged) return outputs;
    const start = Math.max(...outputs.map((series) => series.start));
    return outputs.map((series) => new Series(graph, series.register, start, series.label));
  }

  /**
   * A program of it, for a number of symbols; `bySymbol` where they advance one by one, `forGood` where no step is taken
   * back or peeked at, which then cost less.
   */
  program(options: { symbols?: number; portable?: boolean; bySymbol?: boolean; forGood?: boolean } = {}): Program {
    const graph = new Graph(this.inputs);
    const gap = this.options.nan === "propagate" ? (this.definition.gap ?? "restart") : gaps[this.options.nan];
    return new Program(graph, this.build(graph), { ...options, gap });
  }

  /**
   * Runs over columns.
   *
   * @param input one column, for an indicator of one input; else columns by name, of one length
   * @throws {InputError} a column that is missing, or not as long as the others; under `nan: "error"`, what is not finite
   */
  batch(input: Float64Array | Columns, options: BatchOptions = {}): BatchResult {
    const columns = this.#columns(input);
    const length = columns[0]?.length ?? 0;
    const outputs = this.#outputArrays(columns, length, options.out);
    if (options.mode !== undefined && options.mode !== "exact" && options.mode !== "fast")
      throw new ConfigError("mode", options.mode, '"exact", "fast"');
    if (
      !(options.mode === "fast" && !options.portable && this.#sources.size === 0 && runFast(this, columns, outputs))
    ) {
      const key = options.portable ? "portable" : "native";
      let program = this.#programs.get(key);
      if (program === undefined) {
        program = this.program({ portable: options.portable ?? false });
        this.#programs.set(key, program);
      }
      program.bars(columns, outputs, length);
    }
    const named: Record<string, Float64Array> = {};
    for (let m = 0; m < outputs.length; m++) named[this.outputs[m]!.name] = outputs[m]!;
    return { begIdx: this.lookback, outputs: named };
  }

  /**
   * Runs bar by bar.
   *
   * @param options.symbols number of symbols, each with a history of its own. Default 1.
   */
  stream(options: { symbols?: number } = {}): IndicatorStream {
    return new IndicatorStream(this, options.symbols ?? 1);
  }

  /** Runs over many symbols, all advanced at once. */
  symbols(count: number, options: { portable?: boolean } = {}): SymbolRows {
    return new SymbolRows(this, count, options.portable ?? false);
  }

  #inputNames(): string[] {
    return this.definition.inputs.flatMap((input) => this.#sources.get(input)?.of.inputs ?? [input]);
  }

  #columns(input: Float64Array | Columns): Float64Array[] {
    if (input instanceof Float64Array) {
      if (this.inputs.length !== 1)
        throw new InputError("INPUT_INVALID", `${this.name} takes columns by name: ${this.inputs.join(", ")}`);
      return [input];
    }
    const columns = this.inputs.map((name) => {
      const column = input[name];
      if (!(column instanceof Float64Array)) throw new InputError("INPUT_INVALID", `${name}: got no Float64Array`);
      return column;
    });
    for (const [k, column] of columns.entries())
      if (column.length !== columns[0]!.length)
        throw new InputError(
          "INPUT_INVALID",
          `${this.inputs[k]}: has ${column.length} bars where ${this.inputs[0]} has ${columns[0]!.length}`,
        );
    return columns;
  }

  #outputArrays(columns: Float64Array[], length: number, out: BatchOptions["out"]): Float64Array[] {
    const arrays: Float64Array[] = [];
    for (const { name } of this.outputs) {
      const array = out?.[name];
      if (array === undefined) {
        arrays.push(new Float64Array(length));
        continue;
      }
      if (!(array instanceof Float64Array) || array.length < length)
        throw new InputError("INPUT_INVALID", `out.${name}: got ${array.length} elements; ${length} are written`);
      if (columns.some((other) => overlaps(array, other)) || arrays.some((other) => overlaps(array, other)))
        throw new InputError("INPUT_INVALID", `out.${name}: overlaps an input or another output`);
      arrays.push(array);
    }
    return arrays;
  }
}

function parseOptions(options: IndicatorOptions): Required<IndicatorOptions> & { candles: CandleSettings } {
  const { profile = "talib", unstablePeriod = 0, nan = "propagate", candles, ...rest } = options;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined)
    throw new ConfigError(unknown, Object.values(rest)[0], "profile, unstablePeriod, nan, candles");
  if (!profiles.includes(profile)) throw new ConfigError("profile", profile, profiles.join(", "));
  if (!(nan in gaps)) throw new ConfigError("nan", nan, Object.keys(gaps).join(", "));
  const periods = typeof unstablePeriod === "number" ? { unstablePeriod } : unstablePeriod;
  for (const [name, value] of Object.entries(periods))
    if (!Number.isInteger(value) || value < 0 || value > 100_000)
      throw new ConfigError(`unstablePeriod.${name}`, value, "an integer from 0 to 100000");
  return { profile, unstablePeriod, nan, candles: parseCandleSettings(candles) };
}
