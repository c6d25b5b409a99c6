import { exp, log } from "@hotpath/core";
import type { Learner } from "./learner.ts";

/** No weight is nothing beside the leader's: where one member alone speaks, it has the say. */
const LEAST_WEIGHT = 1e-12;

/**
 * Exponential weights (Hedge: Freund and Schapire, Journal of Computer and System Sciences 55, 1997): a member weighs
 * e^(−rate × the sum of its losses), a loss being (1 − signal × outcome) / 2, in [0, 1]. One that abstained loses what the
 * others lose on average, so that its share stays (Freund et al., STOC 1997).
 *
 * The rate is √(8 ln N / T) for T outcomes, by which the loss exceeds the best member's by at most √(T ln N / 2)
 * (Cesa-Bianchi and Lugosi 2006, theorem 2.2); or it adapts, ln N over the sum of the gaps between the loss and the mix
 * loss (AdaHedge: de Rooij, van Erven, Grünwald and Koolen, JMLR 15, 2014), and no number of outcomes need be known.
 */
export class Hedge implements Learner {
  readonly #members: number;
  readonly #weights: Float64Array;
  readonly #losses: Float64Array;
  /** Sum of the mixability gaps of a symbol. */
  readonly #gaps: Float64Array;
  /** 0 where it adapts. */
  readonly #rate: number;
  readonly #logMembers: number;
  readonly #now: Float64Array;

  /** @param outcomes how many are expected, or `adaptive` */
  constructor(symbols: number, members: number, weights: Float64Array, outcomes: number | "adaptive") {
    this.#members = members;
    this.#weights = weights;
    this.#losses = new Float64Array(symbols * members);
    this.#gaps = new Float64Array(symbols);
    this.#logMembers = log(members);
    this.#rate = outcomes === "adaptive" ? 0 : Math.sqrt((8 * this.#logMembers) / outcomes);
    this.#now = new Float64Array(members);
  }

  learn(symbol: number, columns: Float64Array, at: number, outcome: number): void {
    if (this.#members === 1) return;
    const mean = this.#lossesOf(symbol, columns, at, outcome);
    if (mean - mean !== 0) return;
    const members = this.#members;
    const base = symbol * members;
    const losses = this.#losses;
    const now = this.#now;
    if (this.#rate === 0) this.#gaps[symbol]! += Math.max(0, mean - this.#mixLoss(symbol));
    for (let i = 0; i < members; i++) losses[base + i]! += now[i]!;
    this.#weigh(symbol);
  }

  state(): readonly Float64Array[] {
    return [this.#losses, this.#gaps];
  }

  /** The losses of this outcome, into `now`; the weighted mean of those that spoke, NaN where none did. */
  #lossesOf(symbol: number, columns: Float64Array, at: number, outcome: number): number {
    const members = this.#members;
    const base = symbol * members;
    const weights = this.#weights;
    const now = this.#now;
    let sum = 0;
    let total = 0;
    for (let i = 0; i < members; i++) {
      const loss = (1 - columns[at + i]! * outcome) * 0.5;
      now[i] = loss;
      if (loss - loss !== 0) continue;
      sum += weights[base + i]! * loss;
      total += weights[base + i]!;
    }
    const mean = sum / total;
    for (let i = 0; i < members; i++) if (now[i]! - now[i]! !== 0) now[i] = mean;
    return mean;
  }

  /** −ln(Σ share × e^(−rate × loss)) / rate; of an endless rate the least loss, for then all have lost alike. */
  #mixLoss(symbol: number): number {
    const members = this.#members;
    const base = symbol * members;
    const rate = this.#rateOf(symbol);
    const now = this.#now;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < members; i++) least = Math.min(least, now[i]!);
    if (rate === Number.POSITIVE_INFINITY) return least;
    let sum = 0;
    for (let i = 0; i < members; i++) sum += this.#weights[base + i]! * exp(-rate * (now[i]! - least));
    return least - log(sum / members) / rate;
  }

  #rateOf(symbol: number): number {
    return this.#rate > 0 ? this.#rate : this.#logMembers / this.#gaps[symbol]!;
  }

  /** Weights from losses; they sum to the number of members. */
  #weigh(symbol: number): void {
    const members = this.#members;
    const base = symbol * members;
    const weights = this.#weights;
    const losses = this.#losses;
    const rate = this.#rateOf(symbol);
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < members; i++) least = Math.min(least, losses[base + i]!);
    let total = 0;
    for (let i = 0; i < members; i++) {
      const behind = losses[base + i]! - least;
      // An endless rate leaves the leaders alone: 0 × ∞ would be NaN.
      const weight = behind === 0 ? 1 : Math.max(LEAST_WEIGHT, exp(-rate * behind));
      weights[base + i] = weight;
      total += weight;
    }
    for (let i = 0; i < members; i++) weights[base + i]! *= members / total;
  }
}
