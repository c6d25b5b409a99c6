import type { Snapshotable, SnapshotReader, SnapshotWriter } from "@hotpath/core";

/** How fast weights follow success. */
const RATE = 0.15;
/** No member's weight falls below this share of an equal one: the market may change its mind. */
const LEAST_WEIGHT = 0.05;

/**
 * A weighted vote whose weights follow success, one set of weights a symbol: after each outcome a member's weight is
 * multiplied by 1 + rate × its signal × the outcome, and the weights are brought back to sum to the number of members.
 * This is the Prod forecaster (Cesa-Bianchi, Mansour and Stoltz, Machine Learning 66, 2007), with a floor.
 */
export class Ensemble implements Snapshotable {
  readonly #members: number;
  readonly #weights: Float64Array;

  constructor(options: { symbols: number; members: number }) {
    this.#members = options.members;
    this.#weights = new Float64Array(options.symbols * options.members).fill(1);
  }

  /** The vote over the member signals that start at `columns[at]`; members that are NaN abstain. NaN if all do. */
  vote(symbol: number, columns: Float64Array, at: number): number {
    const members = this.#members;
    const base = symbol * members;
    const weights = this.#weights;
    let sum = 0;
    let total = 0;
    for (let i = 0; i < members; i++) {
      const signal = columns[at + i]!;
      if (signal - signal !== 0) continue;
      const weight = weights[base + i]!;
      sum += weight * signal;
      total += weight;
    }
    return sum / total;
  }

  /** Learns the outcome (+1 or −1) of the member signals that start at `columns[at]`. */
  learn(symbol: number, columns: Float64Array, at: number, outcome: number): void {
    const members = this.#members;
    const base = symbol * members;
    const weights = this.#weights;
    let total = 0;
    for (let i = 0; i < members; i++) {
      const signal = columns[at + i]!;
      let weight = weights[base + i]!;
      if (signal - signal === 0) weight *= 1 + RATE * signal * outcome;
      weights[base + i] = weight;
      total += weight;
    }
    const scale = members / total;
    for (let i = 0; i < members; i++) weights[base + i] = Math.max(weights[base + i]! * scale, LEAST_WEIGHT);
  }

  /** A member's weight; 1 is an equal share. */
  weight(symbol: number, member: number): number {
    return this.#weights[symbol * this.#members + member]!;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("signals.ensemble");
    writer.f64s(this.#weights);
  }

  restore(reader: SnapshotReader): void {
    reader.section("signals.ensemble");
    reader.f64s(this.#weights);
  }
}
