import { ConfigError, InputError } from "@hotpath/core";
import type { Columns } from "@hotpath/indicators";
import { type BatchRun, compileBatch } from "./internal/batch-source.ts";
import { compactBars, joinBars, scatter } from "./internal/columns.ts";
import { type LoweredRule, lowerRules } from "./internal/lower.ts";
import type { PlanNode } from "./internal/plan.ts";
import { type JoinedSeries, joinSeries } from "./internal/programs.ts";
import { valuesOf } from "./internal/reason.ts";
import type { SourceParts } from "./internal/segments.ts";
import { liveNodes, StateLayout } from "./internal/state.ts";
import { parseRules } from "./parse-rules.ts";
import { BAR_FIELDS, type BarField, type CompleteRule, type Rule } from "./rule.ts";
import { RuleStream } from "./rule-stream.ts";

/** How rules run over columns. */
export interface RuleBatchOptions {
  /** Never use the native library. */
  portable?: boolean;
}

/**
 * Rules, compiled: what they have in common is computed once, in one run of statements without a call between. Immutable;
 * share it freely.
 */
export class CompiledRules {
  readonly rules: readonly CompleteRule[];
  /** Names of the rules, in their order. */
  readonly names: readonly string[];
  /** Fields of a bar that the rules look at: `batch` takes them, and a bar of which one is not finite is skipped. */
  readonly fields: readonly BarField[];
  /** Bars of the timeframes, the longest first; the last is 1. */
  readonly timeframes: readonly number[];
  readonly #parts: SourceParts;
  readonly #lowered: readonly LoweredRule[];
  readonly #joined: readonly (readonly JoinedSeries[])[];
  #runs: readonly BatchRun[] | undefined;

  /** Use {@link compileRules}. */
  constructor(rules: readonly CompleteRule[]) {
    const { plan, rules: lowered } = lowerRules(rules, (k) => `rules[${k}]`);
    // The base is there even where all looks at longer timeframes.
    plan.timeframe(1);
    const { timeframes } = plan;
    this.rules = rules;
    this.names = rules.map(({ name }) => name);
    this.timeframes = timeframes.map(({ bars }) => bars);
    const used = BAR_FIELDS.filter((field) => timeframes.some(({ fields }) => fields.has(field)));
    this.fields = used.length > 0 ? used : ["close"];
    const reasons = lowered.flatMap(({ reason }) => valuesOf(reason).map(({ node }) => node));
    const live = liveNodes([...rootsOf(lowered), ...reasons]);
    const state = new StateLayout(timeframes, live, lowered);
    this.#lowered = lowered;
    this.#parts = { timeframes, live, rules: lowered, state };
    this.#joined = timeframes.map(({ series }) => joinSeries(series));
  }

  /** What a bar takes: operations of the rules, and outputs of indicators under them. */
  get size(): { operations: number; series: number } {
    const { timeframes, live } = this.#parts;
    const computed = timeframes.flatMap(({ nodes }) => nodes.filter((node) => live.has(node)));
    const series = computed.filter(({ operation }) => operation === "series").length;
    return { operations: computed.length - series, series };
  }

  /**
   * Runs over columns, all bars at once.
   *
   * @param columns at least {@link fields}, all of one length
   * @returns by rule, at each bar: 0, ± its confidence, or NaN where that is unknown: before there are enough bars, at a bar
   * that is skipped, and where the numbers it needs are not finite
   * @throws {InputError} a column that is missing, or not as long as the others
   */
  batch(columns: Columns, options: RuleBatchOptions = {}): Record<string, Float64Array> {
    const all = new Map(this.fields.map((field) => [field, this.#column(columns, field)]));
    const total = all.get(this.fields[0]!)!.length;
    const { kept, bars } = compactBars(all, total);
    const length = kept?.length ?? total;
    const signals = this.#run(bars, length, options);
    return Object.fromEntries(
      this.names.map((name, r) => [name, kept === undefined ? signals[r]! : scatter(signals[r]!, kept, total)]),
    );
  }

  /**
   * Runs bar by bar.
   *
   * @param options.symbols number of symbols, each with a history of its own; default 1, at most 65,536
   */
  stream(options: { symbols?: number } = {}): RuleStream {
    const { symbols = 1 } = options;
    if (!Number.isInteger(symbols) || symbols < 1 || symbols > 65_536)
      throw new ConfigError("symbols", symbols, "an integer from 1 to 65536");
    return new RuleStream(this, symbols, this.#parts, this.#joined);
  }

  #column(columns: Columns, field: BarField): Float64Array {
    const column = columns[field];
    if (!(column instanceof Float64Array)) throw new InputError("INPUT_INVALID", `${field}: got no Float64Array`);
    const first = columns[this.fields[0]!]!;
    if (column.length !== first.length)
      throw new InputError(
        "INPUT_INVALID",
        `${field}: has ${column.length} bars where ${this.fields[0]} has ${first.length}`,
      );
    return column;
  }

  #run(base: ReadonlyMap<BarField, Float64Array>, length: number, options: RuleBatchOptions): Float64Array[] {
    const { timeframes, state } = this.#parts;
    this.#runs ??= this.#batchRuns();
    const known = new Map<PlanNode, Float64Array>();
    const signals = this.names.map(() => new Float64Array(length));
    const memory = state.initial.slice();
    for (const [f, timeframe] of timeframes.entries()) {
      const batch = this.#runs[f]!;
      const count = Math.floor(length / timeframe.bars);
      const bars = timeframe.bars === 1 ? base : joinBars(base, timeframe.fields, timeframe.bars, count);
      const published = batch.published.map((node) => {
        const column = new Float64Array(count + 1).fill(Number.NaN, 0, 1);
        known.set(node, column);
        return column;
      });
      const columns = {
        fields: [...timeframe.fields].map((field) => bars.get(field)!),
        series: this.#seriesOver(f, bars, options),
        held: batch.held.map((node) => known.get(node)!),
        published,
        signals,
      };
      batch.run(columns, memory, count);
    }
    return signals;
  }

  #seriesOver(f: number, bars: ReadonlyMap<BarField, Float64Array>, options: RuleBatchOptions): Float64Array[] {
    const columns = Object.fromEntries(bars);
    const outputs: Float64Array[] = [];
    for (const { indicator, members } of this.#joined[f]!) {
      const result = Object.values(indicator.batch(columns, options).outputs);
      for (const [k, member] of members.entries()) outputs[member] = result[k]!;
    }
    return outputs;
  }

  /** The runs over columns leave out what only reasons need. */
  #batchRuns(): readonly BatchRun[] {
    const parts = { ...this.#parts, live: liveNodes(rootsOf(this.#lowered)) };
    return parts.timeframes.map((_, f) => compileBatch(parts, f));
  }
}

/**
 * Compiles rules: checks them, shares what they have in common, and makes what runs them.
 *
 * @param rules as data, or made by `rule(…)`
 * @throws {ConfigError} for the first thing that is wrong, with its path
 * @example
 * const compiled = compileRules([rule("golden-cross").up().when(crossesAbove(sma(50), sma(200)))]);
 * compiled.batch({ close })["golden-cross"]; // 0.5 where it speaks, 0 where not, NaN before there are 201 bars
 */
export function compileRules(rules: Rule | CompleteRule | readonly (Rule | CompleteRule)[]): CompiledRules {
  return new CompiledRules(parseRules(rules));
}

function rootsOf(rules: readonly LoweredRule[]): PlanNode[] {
  return rules.flatMap(({ when, confidence }) => [when, confidence]);
}
