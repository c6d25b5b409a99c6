import type { Learner } from "./learner.ts";

/** How fast weights follow success. */
const RATE = 0.15;
/** No member's weight falls below this share of an equal one: the market may change its mind. */
const LEAST_WEIGHT = 0.05;

/**
 * The Prod forecaster (Cesa-Bianchi, Mansour and Stoltz, Machine Learning 66, 2007), with a floor: a member's weight is
 * multiplied by 1 + rate × its signal × the outcome, and the weights are brought back to sum to the number of members.
 */
export class Prod implements Learner {
  readonly #members: number;
  readonly #weights: Float64Array;

  constructor(members: number, weights: Float64Array) {
    this.#members = members;
    this.#weights = weights;
  }

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

  state(): readonly Float64Array[] {
    return [];
  }
}
