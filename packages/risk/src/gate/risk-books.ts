import {
  InputError,
  type InstrumentRegistry,
  POWERS_OF_TEN,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
} from "@hotpath/core";
import { CovarianceEstimator, type CovarianceOptions } from "../covariance.ts";
import * as Cell from "./cell.ts";
import { Exposures } from "./exposures.ts";
import type { PortfolioView } from "./gate-state.ts";
import type { Levels } from "./levels.ts";
import { limitsOf } from "./limit-columns.ts";
import { MarginalVariance } from "./marginal-variance.ts";
import type { RiskLimits } from "./risk-limits.ts";

/** Running sums of doubles that are rounded are summed anew after so many changes. */
const RECOUNT_EVERY = 65_536;

/** Exposures of all levels, and the variance of those that are limited by it. */
export class RiskBooks implements Snapshotable {
  readonly exposures: Exposures;
  readonly covariance: CovarianceEstimator;
  /** By level; undefined where no value at risk is limited. The firm's is always kept. */
  readonly totals: (MarginalVariance | undefined)[];
  /** Daily variance of each instrument's return. */
  readonly variance: Float64Array;
  readonly #levels: Levels;
  readonly #portfolio: PortfolioView;
  readonly #count: number;
  #changes = 0;

  constructor(
    instruments: InstrumentRegistry,
    levels: Levels,
    portfolio: PortfolioView,
    covariance: Omit<CovarianceOptions, "instruments"> | undefined,
  ) {
    const n = instruments.size;
    this.#count = n;
    this.#levels = levels;
    this.#portfolio = portfolio;
    this.covariance = new CovarianceEstimator({ ...covariance, instruments: n });
    const unit = Float64Array.from(
      instruments.list,
      (i) => i.multiplier / POWERS_OF_TEN[i.priceDecimals]! / POWERS_OF_TEN[i.sizeDecimals]! / 2,
    );
    this.exposures = new Exposures(unit, levels.count, portfolio.equity());
    this.variance = new Float64Array(n);
    this.totals = Array.from({ length: levels.count }, (_, level) => (level === 0 ? this.#newTotal() : undefined));
    this.#readVariances();
  }

  /** Takes in limits: a level whose value at risk is limited from now on gets its variance. */
  compile(limits: RiskLimits): void {
    for (let level = 1; level < this.#levels.count; level++) {
      const isLimited = limitsOf(limits, this.#levels, level).maxPortfolioVar !== undefined;
      if (!isLimited) this.totals[level] = undefined;
      else if (this.totals[level] === undefined) {
        const total = this.#newTotal();
        total.recount(this.exposures.cells, this.#levels.count * Cell.STRIDE, level * Cell.STRIDE + Cell.EXPOSURE);
        this.totals[level] = total;
      }
    }
  }

  /** Takes in a reference price, doubled. */
  reference(instrument: number, mid2: number, micros: number): void {
    this.exposures.reference(instrument, mid2);
    if (this.covariance.update(instrument, mid2, micros)) {
      this.#readVariances();
      this.recount();
    }
  }

  /** More works on a side, or less: on every level of a path. */
  work(path: number, instrument: number, side: number, quantity: number): void {
    const { exposures } = this;
    const { pathLevels } = this.#levels;
    let k = path * 4;
    const end = k + pathLevels[k]!;
    if (exposures.work(instrument, 0, side, quantity)) this.#follow(instrument, 0);
    while (k < end) {
      k += 1;
      const level = pathLevels[k]!;
      if (exposures.work(instrument, level, side, quantity)) this.#follow(instrument, level);
    }
  }

  /**
   * A fill, after the portfolio has booked it: the firm's position is the portfolio's, the others' follow by the fill.
   *
   * @param more what works more from now on, or less
   */
  fill(path: number, instrument: number, side: number, price: number, quantity: number, more: number): void {
    const { exposures } = this;
    const signed = (3 - 2 * side) * quantity;
    const paid = signed * (2 * price) * exposures.unit[instrument]!;
    const { pathLevels } = this.#levels;
    this.look(instrument, side, more);
    for (let k = path * 4 + 1; k <= path * 4 + pathLevels[path * 4]!; k++) {
      const level = pathLevels[k]!;
      const position = exposures.cells[exposures.cellOf(instrument, level) + Cell.POSITION]! + signed;
      if (exposures.move(instrument, level, position, paid, side, more)) this.#follow(instrument, level);
    }
    // Orders are many and fills are few: after one, an order finds Σx whole.
    for (let k = path * 4; k <= path * 4 + pathLevels[path * 4]!; k++)
      this.totals[k === path * 4 ? 0 : pathLevels[k]!]?.fold();
  }

  /** More works on a side for the firm, or less, and its position is that of the portfolio. */
  look(instrument: number, side: number, more: number): void {
    if (this.exposures.move(instrument, 0, this.#portfolio.position(instrument), 0, side, more))
      this.#follow(instrument, 0);
  }

  /** Some of what the gate was not told of by its order works no more, or was filled. */
  release(path: number, instrument: number, side: number, quantity: number): void {
    const { pathLevels } = this.#levels;
    this.look(instrument, side, -quantity);
    for (let k = path * 4 + 1; k <= path * 4 + pathLevels[path * 4]!; k++)
      if (this.exposures.work(instrument, pathLevels[k]!, side, -quantity)) this.#follow(instrument, pathLevels[k]!);
  }

  /** Variances and what they rest on, counted anew. */
  recount(): void {
    const stride = this.#levels.count * Cell.STRIDE;
    for (let level = 0; level < this.#levels.count; level++) {
      const total = this.totals[level];
      if (total === undefined) continue;
      this.exposures.refreshExposures(level);
      total.recount(this.exposures.cells, stride, level * Cell.STRIDE + Cell.EXPOSURE);
    }
    this.#changes = 0;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("risk.books");
    this.covariance.snapshot(writer);
    this.exposures.snapshot(writer);
    writer.f64(this.#changes);
    for (const total of this.totals) {
      writer.i32(total === undefined ? 0 : 1);
      total?.snapshot(writer);
    }
  }

  restore(reader: SnapshotReader): void {
    reader.section("risk.books");
    this.covariance.restore(reader);
    this.exposures.restore(reader);
    this.#changes = reader.f64();
    for (let level = 0; level < this.totals.length; level++) {
      const total = this.totals[level];
      if (reader.i32() !== (total === undefined ? 0 : 1))
        throw new InputError("CORRUPT", "snapshot: a level's value at risk on one side only");
      total?.restore(reader);
    }
    this.#readVariances();
  }

  #newTotal(): MarginalVariance {
    return new MarginalVariance(this.covariance.matrix, this.#count);
  }

  /** The variance of a level follows a worst case. */
  #follow(instrument: number, level: number): void {
    const total = this.totals[level];
    if (total === undefined) return;
    const exposure = this.exposures.cells[this.exposures.cellOf(instrument, level) + Cell.EXPOSURE]!;
    total.set(instrument, exposure, this.variance[instrument]!);
    this.#changes += 1;
    if (this.#changes > RECOUNT_EVERY) this.recount();
  }

  #readVariances(): void {
    const { matrix } = this.covariance;
    for (let i = 0; i < this.#count; i++) this.variance[i] = matrix[i * (this.#count + 1)]!;
  }
}
