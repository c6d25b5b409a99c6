import { exp, log } from "@hotpath/core";
import type { Learner } from "./learner.ts";

/** Step of the first update. */
const RATE = 0.2;
/** Pull of the weights toward equal ones, for a unit of distance. */
const RIDGE = 0.01;
/** Signals are held this far from certainty before their logit is taken. */
const MOST = 0.999;

/**
 * Stacking (Wolpert, Neural Networks 5, 1992): logistic regression on the members' logits, one set of weights a symbol,
 * by AdaGrad on the log loss, with a ridge toward equal weights. With equal weights it is the logarithmic opinion pool.
 * A weight may fall below 0: who is wrong again and again is believed the other way.
 */
export class Stacking implements Learner {
  readonly #members: number;
  /** Times the number of members, so that 1 is an equal share. */
  readonly #weights: Float64Array;
  readonly #squares: Float64Array;

  constructor(symbols: number, members: number, weights: Float64Array) {
    this.#members = members;
    this.#weights = weights;
    this.#squares = new Float64Array(symbols * members).fill(1e-4);
  }

  /** 2p − 1 of the pooled probability p of a rise; NaN where no member speaks. */
  vote(symbol: number, columns: Float64Array, at: number): number {
    const logit = this.#logit(symbol, columns, at);
    return 2 / (1 + exp(-logit)) - 1;
  }

  learn(symbol: number, columns: Float64Array, at: number, outcome: number): void {
    const logit = this.#logit(symbol, columns, at);
    if (logit - logit !== 0) return;
    const error = 1 / (1 + exp(-logit)) - (outcome > 0 ? 1 : 0);
    const members = this.#members;
    const base = symbol * members;
    for (let i = 0; i < members; i++) {
      const signal = columns[at + i]!;
      if (signal - signal !== 0) continue;
      const weight = this.#weights[base + i]!;
      const gradient = error * logitOf(signal) + RIDGE * (weight - 1);
      const squares = this.#squares[base + i]! + gradient * gradient;
      this.#squares[base + i] = squares;
      this.#weights[base + i] = weight - (RATE * gradient) / Math.sqrt(squares);
    }
  }

  state(): readonly Float64Array[] {
    return [this.#squares];
  }

  #logit(symbol: number, columns: Float64Array, at: number): number {
    const members = this.#members;
    const base = symbol * members;
    let sum = 0;
    let speaking = 0;
    for (let i = 0; i < members; i++) {
      const signal = columns[at + i]!;
      if (signal - signal !== 0) continue;
      sum += this.#weights[base + i]! * logitOf(signal);
      speaking += 1;
    }
    return sum / speaking;
  }
}

/** ln(p / (1 − p)) of the probability p = (1 + signal) / 2. */
const logitOf = (signal: number): number => {
  const held = Math.min(MOST, Math.max(-MOST, signal));
  return log((1 + held) / (1 - held));
};
