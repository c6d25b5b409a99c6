import { ConfigError, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";
import { integerIn, oneOf, parseConfig } from "@hotpath/core/config";
import * as v from "valibot";
import type { SignalGenerator, SignalGeneratorFactory } from "../signal-generator.ts";
import { UPDATES_PER_BAR } from "../signal-set.ts";
import { type CompiledRules, compileRules } from "./compiled-rules.ts";
import type { CompleteRule, Rule } from "./rule.ts";
import type { RuleStream } from "./rule-stream.ts";

/** How rules become a generator. */
export interface RuleGeneratorOptions {
  /** Default: the name of the first rule. */
  name?: string;
  /**
   * What the rules' bars are: `bars` that the set says have closed, or `prices`, where each update is a bar of one price.
   * Default `bars`.
   */
  on?: "bars" | "prices";
  /** Bars that a rule's signal stands for, the one where it was given included; 1 to 1,000,000, default 1. */
  stands?: number;
  /** Updates of a bar, by which horizons are counted; where each price is a bar, 1. Default `UPDATES_PER_BAR`. */
  updatesPerBar?: number;
}

const schema = v.strictObject({
  name: v.optional(v.custom<string>((x) => typeof x === "string" && x.length > 0, "a name")),
  on: v.optional(oneOf(["bars", "prices"]), "bars"),
  stands: v.optional(integerIn(1, 1_000_000), 1),
  updatesPerBar: v.optional(integerIn(1, 1_000_000)),
});

/**
 * Rules as a generator for a `SignalSet`. Its signal is the mean of the signals that stand: each ± its confidence, 0 where
 * none stands, NaN until every rule knows what it says. `value` is how many stand, those down counted against those up.
 *
 * @param rules as `compileRules` takes them
 * @throws {ConfigError} a rule or an option that cannot be
 * @example new SignalSet({ symbols: 8, generators: [...defaultGenerators(), ruleGenerator(findPreset("donchian-20-up"))] })
 */
export function ruleGenerator(
  rules: Rule | CompleteRule | readonly (Rule | CompleteRule)[],
  options: RuleGeneratorOptions = {},
): SignalGeneratorFactory {
  const compiled = compileRules(rules);
  const { name = compiled.names[0]!, on, stands, updatesPerBar } = parseConfig(schema, options, "ruleGenerator");
  if (on === "prices" && compiled.fields.includes("volume"))
    throw new ConfigError("ruleGenerator.on", on, '"bars", for rules that look at the volume');
  if (on === "prices" && updatesPerBar !== undefined && updatesPerBar !== 1)
    throw new ConfigError("ruleGenerator.updatesPerBar", updatesPerBar, "1, where each price is a bar");
  const updates = updatesPerBar ?? (on === "prices" ? 1 : UPDATES_PER_BAR);
  return (symbols) => {
    const signals = new RuleSignals(name, compiled, symbols, stands, updates);
    return on === "bars" ? signals : new PriceRuleSignals(signals);
  };
}

class RuleSignals implements SignalGenerator {
  readonly name: string;
  readonly valueKind = "pure";
  readonly horizon: number;
  readonly #stream: RuleStream;
  readonly #rules: number;
  readonly #stands: number;
  /** Rows of one symbol: for each rule the bars that its signal still stands, and the signal; then the mean and the count. */
  readonly #standing: Float64Array;
  readonly #signals: Float64Array;
  readonly #means: Float64Array;
  readonly #counts: Float64Array;

  constructor(name: string, compiled: CompiledRules, symbols: number, stands: number, updatesPerBar: number) {
    this.name = name;
    this.horizon = updatesPerBar * Math.max(...compiled.rules.map(({ horizon }) => horizon));
    this.#stream = compiled.stream({ symbols });
    this.#rules = compiled.rules.length;
    this.#stands = stands;
    this.#standing = new Float64Array(symbols * this.#rules);
    this.#signals = new Float64Array(symbols * this.#rules);
    this.#means = new Float64Array(symbols).fill(Number.NaN);
    this.#counts = new Float64Array(symbols).fill(Number.NaN);
  }

  bar(symbol: number, open: number, high: number, low: number, close: number, volume: number): void {
    this.#stream.push(open, high, low, close, volume, symbol);
    const base = symbol * this.#rules;
    let [sum, count, net] = [0, 0, 0];
    for (let r = 0; r < this.#rules; r++) {
      const value = this.#stream.value(r, symbol);
      const speaks = value > 0 || value < 0;
      if (speaks) this.#signals[base + r] = value;
      const left = speaks ? this.#stands : Math.max(0, this.#standing[base + r]! - 1);
      this.#standing[base + r] = left;
      // Unknown: then so is the mean.
      if (Number.isNaN(value)) sum = value;
      if (left === 0) continue;
      const signal = this.#signals[base + r]!;
      sum += signal;
      count += 1;
      net += signal > 0 ? 1 : -1;
    }
    this.#means[symbol] = count > 0 ? sum / count : sum;
    this.#counts[symbol] = sum - sum === 0 ? net : Number.NaN;
  }

  update(symbol: number): number {
    return this.#means[symbol]!;
  }

  value(symbol: number): number {
    return this.#counts[symbol]!;
  }

  reason(symbol: number): string {
    const base = symbol * this.#rules;
    const { rules } = this.#stream.compiled;
    const standing = rules.flatMap(({ name }, r) =>
      this.#standing[base + r]! > 0 ? [`${name}: ${this.#stream.reason(r, symbol)}`] : [],
    );
    return standing.length > 0 ? standing.join(". ") : `${this.name}: no rule speaks`;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("signals.rule-generator");
    this.#stream.snapshot(writer);
    for (const column of this.#columns()) writer.f64s(column);
  }

  restore(reader: SnapshotReader): void {
    reader.section("signals.rule-generator");
    this.#stream.restore(reader);
    for (const column of this.#columns()) reader.f64s(column);
  }

  #columns(): Float64Array[] {
    return [this.#standing, this.#signals, this.#means, this.#counts];
  }
}

/** Each price is a bar. */
class PriceRuleSignals implements SignalGenerator {
  readonly name: string;
  readonly valueKind = "pure";
  readonly horizon: number;
  readonly #signals: RuleSignals;

  constructor(signals: RuleSignals) {
    this.#signals = signals;
    this.name = signals.name;
    this.horizon = signals.horizon;
  }

  update(symbol: number, price: number): number {
    this.#signals.bar(symbol, price, price, price, price, 0);
    return this.#signals.update(symbol);
  }

  value(symbol: number): number {
    return this.#signals.value(symbol);
  }

  reason(symbol: number): string {
    return this.#signals.reason(symbol);
  }

  snapshot(writer: SnapshotWriter): void {
    this.#signals.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    this.#signals.restore(reader);
  }
}
