/**
 * What became of every signal: after its horizon it is known whether the price moved its way, and how far. Of the first
 * the calibrated probability is made, of the second the interval.
 */
import { inverseNormal, type Snapshotable, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";
import { type CalibrationOptions, OutcomeHistory } from "./outcome-history.ts";
import { adaptHalfWidth, checkCoverage } from "./research/conformal.ts";

/** How fast half-widths move, in typical changes over the horizon. */
const RATE = 0.1;
/** What an old move counts for in the next estimate of how far a signal carries. */
const MEMORY = 0.98;

/** How outcomes are turned into probabilities and intervals. */
export interface OutcomeOptions {
  calibration?: CalibrationOptions;
  /** Share of the intervals that are to hold the price at the horizon; above 0 and below 1, default 0.9. */
  coverage?: number;
}

/** Where the price is expected after a signal's horizon. */
export interface SignalInterval {
  low: number;
  high: number;
  /** The share of such intervals that is to hold the price. */
  coverage: number;
}

/** Signals of one horizon. */
interface Group {
  readonly horizon: number;
  /** √horizon: a random walk strays by the square root of the number of its steps. */
  readonly spread: number;
  readonly signals: readonly number[];
  /** Of each symbol, as of when its pending signals were made. */
  readonly price: Float64Array;
  readonly perSpread: Float64Array;
}

/** Pending signals of many symbols, and what became of the past ones. */
export class SignalOutcomes implements Snapshotable {
  readonly coverage: number;
  readonly history: OutcomeHistory;
  readonly #width: number;
  readonly #groups: readonly Group[];
  readonly #groupOf: readonly Group[];
  readonly #scores: Float64Array;
  readonly #halfWidths: Float64Array;
  /** Sums of score × move and of score², of which the quotient is how far a whole signal carries. */
  readonly #carried: Float64Array;
  readonly #squares: Float64Array;

  /** @param horizons in updates, of each signal */
  constructor(symbols: number, horizons: readonly number[], options: OutcomeOptions = {}) {
    const { coverage = 0.9, calibration } = options;
    checkCoverage(coverage);
    this.coverage = coverage;
    this.#width = horizons.length;
    const cells = symbols * horizons.length;
    this.history = new OutcomeHistory(cells, calibration);
    this.#groups = [...new Set(horizons)].map((horizon) => ({
      horizon,
      spread: Math.sqrt(horizon),
      signals: [...horizons.keys()].filter((signal) => horizons[signal] === horizon),
      price: new Float64Array(symbols).fill(Number.NaN),
      perSpread: new Float64Array(symbols),
    }));
    this.#groupOf = horizons.map((horizon) => this.#groups.find((group) => group.horizon === horizon)!);
    this.#scores = new Float64Array(cells).fill(Number.NaN);
    this.#halfWidths = new Float64Array(cells).fill(inverseNormal((1 + coverage) / 2));
    this.#carried = new Float64Array(cells);
    this.#squares = new Float64Array(cells);
  }

  /**
   * Settles what is due at this update, and keeps the signals that begin with it.
   *
   * @param updates of the symbol, this one counted
   * @param scores of the symbol's signals, from `at` on; NaN where one does not speak
   */
  update(symbol: number, updates: number, price: number, perUnit: number, scores: Float64Array, at: number): void {
    for (let g = 0; g < this.#groups.length; g++) {
      const group = this.#groups[g]!;
      if (updates % group.horizon !== 0) continue;
      this.#settle(symbol, group, price);
      const base = symbol * this.#width;
      for (let k = 0; k < group.signals.length; k++) {
        const signal = group.signals[k]!;
        this.#scores[base + signal] = scores[at + signal]!;
      }
      group.price[symbol] = price;
      group.perSpread[symbol] = perUnit / group.spread;
    }
  }

  /** The probability that the signal of this score comes true: that the price moves its way within the horizon. */
  probability(symbol: number, signal: number, score: number): number {
    return this.history.probability(symbol * this.#width + signal, Math.abs(score));
  }

  /** Past signals whose outcome is known. */
  count(symbol: number, signal: number): number {
    return this.history.count(symbol * this.#width + signal);
  }

  /** Where the price will be after the horizon; undefined before it is known how prices move. */
  interval(symbol: number, signal: number, score: number, price: number, perUnit: number): SignalInterval | undefined {
    if (!(perUnit > 0)) return undefined;
    const cell = symbol * this.#width + signal;
    const spread = this.#groupOf[signal]!.spread / perUnit;
    const middle = price + this.#carry(cell) * score * spread;
    const half = this.#halfWidths[cell]! * spread;
    return { low: middle - half, high: middle + half, coverage: this.coverage };
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("signals.pending");
    for (const column of this.#columns()) writer.f64s(column);
    this.history.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    reader.section("signals.pending");
    for (const column of this.#columns()) reader.f64s(column);
    this.history.restore(reader);
  }

  #columns(): Float64Array[] {
    const ofGroups = this.#groups.flatMap(({ price, perSpread }) => [price, perSpread]);
    return [this.#scores, this.#halfWidths, this.#carried, this.#squares, ...ofGroups];
  }

  /** Moves per unit of score; a little ridge holds it near 0 while little is known. */
  #carry(cell: number): number {
    return this.#carried[cell]! / (this.#squares[cell]! + 1);
  }

  #settle(symbol: number, group: Group, price: number): void {
    const change = price - group.price[symbol]!;
    if (change - change !== 0) return;
    const move = change * group.perSpread[symbol]!;
    const base = symbol * this.#width;
    for (let k = 0; k < group.signals.length; k++) {
      const cell = base + group.signals[k]!;
      const score = this.#scores[cell]!;
      // Who does not speak, or has no direction, has no outcome.
      if (!(score > 0 || score < 0)) continue;
      this.history.add(cell, Math.abs(score), change * score > 0);
      if (!(move - move === 0 && group.perSpread[symbol]! > 0)) continue;
      const error = move - this.#carry(cell) * score;
      this.#halfWidths[cell] = adaptHalfWidth(this.#halfWidths[cell]!, error, this.coverage, RATE);
      this.#carried[cell] = MEMORY * this.#carried[cell]! + score * move;
      this.#squares[cell] = MEMORY * this.#squares[cell]! + score * score;
    }
  }
}
