import { ConfigError, log, type Snapshotable, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";
import { Hedge } from "./hedge.ts";
import type { Learner } from "./learner.ts";
import { Prod } from "./prod.ts";
import { Stacking } from "./stacking.ts";

/**
 * How members become one signal.
 *
 * - `vote`: the mean of all that speak, each with the same weight for good.
 * - `prod`: weights that are multiplied by 1 + rate × signal × outcome, with a floor ({@link Prod}).
 * - `hedge`: exponential weights, by a fixed rate or an adaptive one ({@link Hedge}).
 * - `stacking`: logistic regression on the members' logits ({@link Stacking}).
 */
export type Combination = "vote" | "prod" | "hedge" | "stacking";

/** How much the members may disagree with the vote before it counts for nothing. */
export interface DisagreementGate {
  /** `share`: the weight of those against the vote, of all that have a direction, 0 to 1. `entropy`: that of up and down
   * by weight, in bits, 0 to 1. */
  measure: "share" | "entropy";
  /** Above this the vote is neither reported nor traded. */
  most: number;
}

/** How an {@link Ensemble} combines its members. */
export interface EnsembleOptions {
  /** Default `prod`. */
  combine?: Combination;
  /** For `hedge`: the outcomes of a symbol that its rate is made for, or `adaptive`, which is the default. */
  outcomes?: number | "adaptive";
  /** Default: none, the vote counts however divided the members are. */
  disagreement?: DisagreementGate;
}

/**
 * One signal out of many, with weights of its own for each symbol that follow what came true.
 *
 * @example
 * const ensemble = new Ensemble({ symbols: 1, members: 3, combine: "hedge" });
 * const row = Float64Array.of(0.4, -0.2, NaN); // the third abstains
 * ensemble.vote(0, row, 0); // 0.1
 * ensemble.learn(0, row, 0, 1); // the price rose: the first gains weight
 */
export class Ensemble implements Snapshotable {
  readonly #members: number;
  /** Of each symbol, the members'. Read only. */
  readonly weights: Float64Array;
  /** Of each symbol, the sum of its weights, and of all but the last: what a mean divides by. Read only. */
  readonly totals: Float64Array;
  readonly totalsButLast: Float64Array;
  readonly #learner: Learner | undefined;
  readonly #stacking: Stacking | undefined;
  readonly #gate: DisagreementGate | undefined;

  /** @throws {ConfigError} naming the path, the value and what is allowed */
  constructor(options: { symbols: number; members: number } & EnsembleOptions) {
    const { symbols, members, combine = "prod", outcomes = "adaptive", disagreement: gate } = options;
    if (!["vote", "prod", "hedge", "stacking"].includes(combine))
      throw new ConfigError("ensemble.combine", combine, '"vote", "prod", "hedge", "stacking"');
    if (outcomes !== "adaptive" && !(Number.isInteger(outcomes) && outcomes >= 1))
      throw new ConfigError("ensemble.outcomes", outcomes, '"adaptive", or an integer from 1');
    if (gate !== undefined && gate.measure !== "share" && gate.measure !== "entropy")
      throw new ConfigError("ensemble.disagreement.measure", gate.measure, '"share", "entropy"');
    if (gate !== undefined && !(gate.most >= 0 && gate.most <= 1))
      throw new ConfigError("ensemble.disagreement.most", gate.most, "a number from 0 to 1");
    this.#members = members;
    this.weights = new Float64Array(symbols * members).fill(1);
    this.#stacking = combine === "stacking" ? new Stacking(symbols, members, this.weights) : undefined;
    this.#learner =
      combine === "prod"
        ? new Prod(members, this.weights)
        : combine === "hedge"
          ? new Hedge(symbols, members, this.weights, outcomes)
          : this.#stacking;
    this.#gate = gate;
    this.totals = new Float64Array(symbols);
    this.totalsButLast = new Float64Array(symbols);
    for (let symbol = 0; symbol < symbols; symbol++) this.#sum(symbol);
  }

  /** Whether a vote is the weighted mean of those that speak. */
  get isMean(): boolean {
    return this.#stacking === undefined;
  }

  /** Whether a vote may be held back because its members are divided. */
  get isGated(): boolean {
    return this.#gate !== undefined;
  }

  /**
   * The signal of the member signals that start at `columns[at]`: the weighted mean, or what stacking says; members that
   * are NaN abstain. NaN if all do.
   */
  vote(symbol: number, columns: Float64Array, at: number): number {
    return this.#stacking === undefined
      ? mean(columns, at, this.weights, symbol * this.#members, this.#members)
      : this.#stacking.vote(symbol, columns, at);
  }

  /** Learns the outcome (+1 or −1) of the member signals that start at `columns[at]`. */
  learn(symbol: number, columns: Float64Array, at: number, outcome: number): void {
    this.#learner?.learn(symbol, columns, at, outcome);
    this.#sum(symbol);
  }

  /** A member's weight; 1 is an equal share. */
  weight(symbol: number, member: number): number {
    return this.weights[symbol * this.#members + member]!;
  }

  /** How divided the members are about a vote, by weight; see {@link DisagreementGate}. 0 where none has a direction. */
  disagreement(symbol: number, columns: Float64Array, at: number, vote: number, measure: "share" | "entropy"): number {
    const base = symbol * this.#members;
    let up = 0;
    let down = 0;
    for (let i = 0; i < this.#members; i++) {
      const weight = this.weights[base + i]!;
      // Who is believed the other way counts the other way.
      const side = columns[at + i]! * weight;
      if (side > 0) up += Math.abs(weight);
      else if (side < 0) down += Math.abs(weight);
    }
    const total = up + down;
    if (total === 0) return 0;
    if (measure === "share") return (vote > 0 ? down : up) / total;
    return bits(up / total) + bits(down / total);
  }

  /** Whether the members disagree too much for the vote to count; never where there is no gate. */
  isDivided(symbol: number, columns: Float64Array, at: number, vote: number): boolean {
    const gate = this.#gate;
    return gate !== undefined && this.disagreement(symbol, columns, at, vote, gate.measure) > gate.most;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("signals.ensemble", 2);
    writer.f64s(this.weights);
    for (const column of this.#learner?.state() ?? []) writer.f64s(column);
  }

  restore(reader: SnapshotReader): void {
    reader.section("signals.ensemble", 2);
    reader.f64s(this.weights);
    for (const column of this.#learner?.state() ?? []) reader.f64s(column);
    for (let symbol = 0; symbol < this.totals.length; symbol++) this.#sum(symbol);
  }

  #sum(symbol: number): void {
    const base = symbol * this.#members;
    const last = this.#members - 1;
    const { weights } = this;
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let i = 0; i <= last; i += 4) {
      // All but the last, and it alone after them.
      if (i < last) a += weights[base + i]!;
      if (i + 1 < last) b += weights[base + i + 1]!;
      if (i + 2 < last) c += weights[base + i + 2]!;
      if (i + 3 < last) d += weights[base + i + 3]!;
    }
    this.totalsButLast[symbol] = a + b + (c + d);
    const weight = weights[base + last]!;
    const lane = last & 3;
    if (lane === 0) a += weight;
    else if (lane === 1) b += weight;
    else if (lane === 2) c += weight;
    else d += weight;
    this.totals[symbol] = a + b + (c + d);
  }
}

/** The weighted mean of what is not NaN, in four lanes, as in the text of a set's row: who abstains adds nothing to its own. */
const mean = (columns: Float64Array, at: number, weights: Float64Array, base: number, count: number): number => {
  const sums = [0, 0, 0, 0];
  const totals = [0, 0, 0, 0];
  for (let i = 0; i < count; i++) {
    const signal = columns[at + i]!;
    if (signal - signal !== 0) continue;
    sums[i & 3]! += weights[base + i]! * signal;
    totals[i & 3]! += weights[base + i]!;
  }
  return joinLanes(sums) / joinLanes(totals);
};

const joinLanes = (lanes: readonly number[]): number => lanes[0]! + lanes[1]! + (lanes[2]! + lanes[3]!);

/** −p log₂ p. */
const bits = (p: number): number => (p > 0 ? (-p * log(p)) / Math.LN2 : 0);
