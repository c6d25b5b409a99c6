import type { Snapshotable, SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { Indicator } from "@hotpath/indicators";

/** A technical signal: an indicator, which of its outputs is the figure, and how figure and price become a score. */
export interface TechnicalSpec {
  name: string;
  valueKind: "price" | "pure";
  indicator: Indicator;
  /** Index of the output that is the figure. */
  output: number;
  rule: TechnicalRule;
  /** What a distance is multiplied by, beside one over the typical change. */
  scale: number;
  /** Why, for a person: of the figure and the last price. Says nothing in units of price, which people may see otherwise. */
  reason: (value: number, price: number) => string;
}

/**
 * How a figure v becomes a score, with the price, `u` one over the typical change, and the signal's own scale. Written as
 * texts, so that a set's rules are compiled into one function, without a call for each.
 */
export const technicalRules = {
  /** Follows the price's distance from the figure. */
  trend: (v: string, scale: string) => `softsign((price - ${v}) * u * ${scale})`,
  /** Follows the figure itself, a difference of prices. */
  change: (v: string, scale: string) => `softsign(${v} * u * ${scale})`,
  /** Expects a turn below 30 and above 70. Where nothing has moved, the RSI is 0 by convention and says nothing. */
  oscillator: (v: string) =>
    `(!(u > 0) ? ${v} * 0 : ${v} <= 30 ? ((30 - ${v}) / 30) * 0.999 : ${v} >= 70 ? ((70 - ${v}) / 30) * 0.999 : ${v} * 0)`,
  /**
   * Expects a return where the figure, a z-score, is beyond ±1: what exceeds 1 is z less z held to [−1, 1], without a
   * branch on its sign, which is chance.
   */
  reversion: (v: string) =>
    `(!(Math.abs(${v}) > 1) ? ${v} * 0 : softsign((Math.abs(${v} + 1) - Math.abs(${v} - 1)) * 0.5 - ${v}))`,
} as const;

/** The name of a rule. */
export type TechnicalRule = keyof typeof technicalRules;

/** x / (1 + |x|): squeezes the real line into (−1, 1), exactly rounded, no elementary function. NaN stays NaN. */
export const SOFTSIGN = "const softsign = (x) => x / (1 + Math.abs(x));";

/** The score of a figure, by its rule. */
export type TechnicalScore = (figure: number, price: number, perUnit: number) => number;

/** The rule of a spec by itself. */
export function compileTechnical({ rule, scale }: TechnicalSpec): TechnicalScore {
  const text = `"use strict"; ${SOFTSIGN} return (v, price, u) => ${technicalRules[rule]("v", String(scale))};`;
  return new Function(text)() as TechnicalScore;
}

/**
 * Technical signals over the same prices, as one program of indicators: one call advances all of a symbol, and its state
 * lies in one place. The numbers are those of each alone, to the bit.
 */
export class TechnicalRow implements Snapshotable {
  readonly specs: readonly TechnicalSpec[];
  /** Takes in a price of a symbol. */
  readonly step: (price: number, symbol: number) => number;
  /** The program's memory, and where in it the figure of a spec is: `at + symbol × stride`. */
  readonly memory: Float64Array;
  readonly stride: number;
  /** The last price of each symbol. */
  readonly prices: Float64Array;
  readonly #at: readonly number[];
  readonly #integers: Int32Array;

  constructor(specs: readonly TechnicalSpec[], symbols: number) {
    this.specs = specs;
    const program = joined(specs.map((spec) => spec.indicator)).program({ symbols, bySymbol: true, forGood: true });
    const { last, field, symbolDoubles } = program.layout;
    let output = 0;
    this.#at = specs.map((spec) => {
      const at = last + (output + spec.output) * field;
      output += spec.indicator.outputs.length;
      return at;
    });
    this.step = program.step;
    this.memory = program.doubles;
    this.stride = symbolDoubles;
    this.prices = new Float64Array(symbols).fill(Number.NaN);
    this.#integers = program.integers;
  }

  /** Where in the memory the figure of a spec begins. */
  at(spec: number): number {
    return this.#at[spec]!;
  }

  /** The figure of a spec, as of the last price. */
  value(spec: number, symbol: number): number {
    return this.memory[this.#at[spec]! + symbol * this.stride]!;
  }

  /** Why a spec says what it says. */
  reason(spec: number, symbol: number): string {
    const value = this.value(spec, symbol);
    return Number.isNaN(value) ? "not enough prices yet" : this.specs[spec]!.reason(value, this.prices[symbol]!);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("signals.technical");
    writer.f64s(this.memory);
    writer.i32s(this.#integers);
    writer.f64s(this.prices);
  }

  restore(reader: SnapshotReader): void {
    reader.section("signals.technical");
    reader.f64s(this.memory);
    reader.i32s(this.#integers);
    reader.f64s(this.prices);
  }
}

/** One indicator of many over the same input, with the outputs of each, one after the other. */
function joined(members: readonly Indicator[]): Indicator {
  const [first] = members;
  return new Indicator(
    {
      name: `{ ${members.map(({ name }) => name).join(", ")} }`,
      group: "Overlap Studies",
      title: "Technical signals",
      inputs: first!.inputs,
      outputs: members.flatMap((each, k) => each.outputs.map((output) => ({ ...output, name: `${k}.${output.name}` }))),
      ragged: true,
      formula: "",
      source: "",
      build: ({ graph }) => members.flatMap((each) => each.build(graph)),
    },
    {},
    { nan: "skip" },
  );
}
