/**
 * What became of every signal: after its horizon it is known whether the price moved its way, and how far. Of the first
 * the calibrated probability is made, of the second the interval.
 */
import { inverseNormal, type Snapshotable, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";
import { type CalibrationOptions, OutcomeHistory } from "./outcome-history.ts";
import { adaptHalfWidth, checkCoverage } from "./research/conformal.ts";

/** How fast half-widths move, in typical changes over the horizon. */
const RATE = 0.1;
/** How fast the estimate of how far a whole signal carries follows the moves. */
const CARRY_RATE = 0.02;

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
  readonly signals: Int32Array;
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
  /** How far a whole signal carries, in typical changes over the horizon, by least mean squares (Widrow and Hoff 1960). */
  readonly #carry: Float64Array;

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
      signals: Int32Array.from([...horizons.keys()].filter((signal) => horizons[signal] === horizon)),
      price: new Float64Array(symbols).fill(Number.NaN),
      perSpread: new Float64Array(symbols),
    }));
    this.#groupOf = horizons.map((horizon) => this.#groups.find((group) => group.horizon === horizon)!);
    this.#scores = new Float64Array(cells).fill(Number.NaN);
    this.#halfWidths = new Float64Array(cells).fill(inverseNormal((1 + coverage) / 2));
    this.#carry = new Float64Array(cells);
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
    const middle = price + this.#carry[cell]! * score * spread;
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
    return [this.#scores, this.#halfWidths, this.#carry, ...ofGroups];
  }

  #settle(symbol: number, group: Group, price: number): void {
    const change = price - group.price[symbol]!;
    if (change - change !== 0) return;
    const base = symbol * this.#width;
    this.history.addMoved(base, group.signals, this.#scores, change);
    const move = change * group.perSpread[symbol]!;
    // Nothing is learned of distances before it is known how prices move, and where nothing moves.
    if (move - move === 0 && group.perSpread[symbol]! > 0)
      settle(base, group.signals, this.#scores, move, this.#halfWidths, this.#carry, this.coverage);
  }
}

/** Half-widths and carries after a move, in typical changes over the horizon. */
const settle = (
  base: number,
  signals: Int32Array,
  scores: Float64Array,
  move: number,
  halfWidths: Float64Array,
  carries: Float64Array,
  coverage: number,
): void => {
  for (let k = 0; k < signals.length; k++) {
    const cell = base + signals[k]!;
    const score = scores[cell]!;
    if (!(Math.abs(score) > 0)) continue;
    const error = move - carries[cell]! * score;
    halfWidths[cell] = adaptHalfWidth(halfWidths[cell]!, error, coverage, RATE);
    carries[cell]! += CARRY_RATE * score * error;
  }
};
