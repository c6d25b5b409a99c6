/**
 * The gate that every order passes before it leaves. It knows, per instrument, the position, what works on either side
 * and the reference price; from them the worst case that fills could bring, and what it would cost.
 *
 *     position + working buys  ┐
 *                              ├─ the larger in magnitude is the instrument's worst case, signed
 *     position − working sells ┘
 *
 * Money is in doubles here: these are statistics about money, held against limits; the books are exact elsewhere.
 */
import {
  type InstrumentRegistry,
  inverseNormal,
  POWERS_OF_TEN,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
} from "@hotpath/core";
import { CovarianceEstimator, type CovarianceOptions } from "./covariance.ts";
import { RefusalReason } from "./refusal-reason.ts";
import { parseRiskLimits, type RiskLimits } from "./risk-limits.ts";

/** What the gate asks of the books: `@hotpath/portfolio`'s `Portfolio` answers it. */
export interface PortfolioView {
  /** Signed position in size units. */
  position(instrument: number): number;
  /** Cash and positions at their marks, in money. */
  equity(): number;
  /** Fall from the highest equity as a share of it. */
  drawdown(): number;
}

/** Whether orders pass. */
export const GateState = { Active: 0, ReduceOnly: 1, Halted: 2 } as const;
/** A value of {@link GateState}. */
export type GateState = (typeof GateState)[keyof typeof GateState];

/** The quantile of the normal distribution at 99 %: VaR is this many standard deviations. */
const Z_99 = inverseNormal(0.99);
const PER_Z_99 = 1 / Z_99;
/** Running sums of doubles are summed anew after so many changes. */
const RECOUNT_EVERY = 65_536;

/** How a {@link RiskGate} is made. */
export interface RiskGateOptions {
  instruments: InstrumentRegistry;
  portfolio: PortfolioView;
  limits?: Partial<RiskLimits>;
  covariance?: Omit<CovarianceOptions, "instruments">;
}

/**
 * Checks orders against {@link RiskLimits}, and keeps count of what works.
 *
 * An order that can only bring a position nearer to zero always passes, save in `Halted`: nobody is locked into a
 * position by a limit. One that could turn a position round passes no `ReduceOnly` and no drawdown limit; the limits on
 * size ask no more of it than that the worst case grows no larger.
 *
 * @example
 * const gate = new RiskGate({ instruments, portfolio, limits: { maxLeverage: 2 } });
 * gate.reference(0, 10005 + 10010, micros);
 * gate.check(0, Side.Buy, 10010, 500); // RefusalReason.None, or why not: gate.brokenLimit, gate.brokenBy
 */
export class RiskGate implements Snapshotable {
  readonly limits: RiskLimits;
  readonly covariance: CovarianceEstimator;
  /** The limit that the last refusal was about. */
  brokenLimit = 0;
  /** The value that broke it. */
  brokenBy = 0;
  state: GateState = GateState.Active;
  readonly #portfolio: PortfolioView;
  readonly #count: number;
  /** Working size units: two rows an instrument, buys before sells. A side is an index, so that no branch depends on it. */
  readonly #open: Float64Array;
  /** Reference price, doubled: bid plus ask. NaN until there is one. */
  readonly #mid2: Float64Array;
  /** Money of one size unit at one price unit, halved because prices are doubled. */
  readonly #unitValue: Float64Array;
  /** Worst case in size units, signed. */
  readonly #worst: Float64Array;
  /** Its magnitude in money at the reference price. */
  readonly #worstValue: Float64Array;
  /** Its signed money as it entered the VaR, at the price of that moment. */
  readonly #exposure: Float64Array;
  /** Σ times the exposures. */
  readonly #marginal: Float64Array;
  #variance = 0;
  #gross = 0;
  #active = 0;
  #changes = 0;

  /** @throws {ConfigError} if a limit is wrong */
  constructor(options: RiskGateOptions) {
    const { instruments } = options;
    const n = instruments.size;
    this.limits = parseRiskLimits(options.limits);
    this.covariance = new CovarianceEstimator({ ...options.covariance, instruments: n });
    this.#portfolio = options.portfolio;
    this.#count = n;
    this.#open = new Float64Array(2 * n);
    this.#mid2 = new Float64Array(n).fill(Number.NaN);
    this.#unitValue = Float64Array.from(
      instruments.list,
      (i) => i.multiplier / POWERS_OF_TEN[i.priceDecimals]! / POWERS_OF_TEN[i.sizeDecimals]! / 2,
    );
    this.#worst = new Float64Array(n);
    this.#worstValue = new Float64Array(n);
    this.#exposure = new Float64Array(n);
    this.#marginal = new Float64Array(n);
  }

  /** Takes in a reference price, doubled (bid plus ask), in price units. */
  reference(instrument: number, mid2: number, micros: number): void {
    this.#mid2[instrument] = mid2;
    if (this.#worst[instrument] !== 0) {
      const value = Math.abs(this.#worst[instrument]!) * mid2 * this.#unitValue[instrument]!;
      this.#gross += value - this.#worstValue[instrument]!;
      this.#worstValue[instrument] = value;
      this.#changes += 1;
    }
    if (this.covariance.update(instrument, mid2, micros) || this.#changes > RECOUNT_EVERY) this.#recount();
  }

  /**
   * Whether an order may leave.
   *
   * @param price limit price in price units; 0 for a market order
   * @param quantity in size units
   * @returns {@link RefusalReason}.None, or why not; `brokenLimit` and `brokenBy` then say by how much
   */
  check(instrument: number, side: number, price: number, quantity: number): number {
    if (this.state === GateState.Halted) return this.#refuse(RefusalReason.Halted, 0, 0);
    const mid2 = this.#mid2[instrument]!;
    if (!(mid2 > 0)) return this.#refuse(RefusalReason.NoReferencePrice, 0, 0);
    const limits = this.limits;
    // +1 buys, −1 sells: which of the two comes is chance, and a branch on chance costs more than a multiplication.
    const sign = 3 - 2 * side;
    if (price !== 0) {
      const beyond = sign * (2 * price - mid2);
      if (beyond > limits.maxPriceDeviation * mid2)
        return this.#refuse(RefusalReason.PriceDeviation, limits.maxPriceDeviation, beyond / mid2);
    }
    // The position in the order's own direction, were all that works on its side and the order filled.
    const own = sign * this.#portfolio.position(instrument) + this.#open[2 * instrument + side - 1]! + quantity;
    if (own <= 0) return RefusalReason.None;
    if (this.state === GateState.ReduceOnly) return this.#refuse(RefusalReason.ReduceOnly, 0, 0);
    return this.#checkLimits(instrument, sign, own, mid2);
  }

  /** An order that passed is on its way: it works from now on. */
  reserve(instrument: number, side: number, quantity: number): void {
    this.#open[2 * instrument + side - 1]! += quantity;
    this.#settle(instrument);
  }

  /** Some of an order works no more: filled (after the position has changed) or closed. */
  release(instrument: number, side: number, quantity: number): void {
    this.#open[2 * instrument + side - 1]! -= quantity;
    this.#settle(instrument);
  }

  /** What works on a side, in size units. */
  working(instrument: number, side: number): number {
    return this.#open[2 * instrument + side - 1]!;
  }

  /** Value at risk of all positions and working orders, 99 %, one day, in money. */
  portfolioVar(): number {
    return Z_99 * Math.sqrt(Math.max(this.#variance, 0));
  }

  /** Value at risk of one instrument's position and working orders, 99 %, one day, in money. */
  positionVar(instrument: number): number {
    return Z_99 * this.covariance.dailyVolatility(instrument) * this.#worstValue[instrument]!;
  }

  /** Gross exposure, working orders at their worst, in money. */
  grossExposure(): number {
    return this.#gross;
  }

  /** Instruments with a position or a working order. */
  get activeInstruments(): number {
    return this.#active;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("risk.gate");
    this.covariance.snapshot(writer);
    for (const column of this.#columns()) writer.f64s(column);
    for (const value of [this.#variance, this.#gross, this.#active, this.#changes, this.state]) writer.f64(value);
  }

  restore(reader: SnapshotReader): void {
    reader.section("risk.gate");
    this.covariance.restore(reader);
    for (const column of this.#columns()) reader.f64s(column);
    this.#variance = reader.f64();
    this.#gross = reader.f64();
    this.#active = reader.f64();
    this.#changes = reader.f64();
    this.state = reader.f64() as GateState;
  }

  #columns(): Float64Array[] {
    return [this.#open, this.#mid2, this.#worst, this.#worstValue, this.#exposure, this.#marginal];
  }

  #checkLimits(instrument: number, sign: number, own: number, mid2: number): number {
    const limits = this.limits;
    const before = this.#worst[instrument]!;
    const equity = this.#portfolio.equity();
    if (!(equity > 0)) return this.#refuse(RefusalReason.NoEquity, 0, equity);
    const drawdown = this.#portfolio.drawdown();
    if (drawdown >= limits.maxDrawdown) return this.#refuse(RefusalReason.Drawdown, limits.maxDrawdown, drawdown);
    if (own <= Math.abs(before)) return RefusalReason.None;
    if (before === 0 && this.#active >= limits.maxPositions)
      return this.#refuse(RefusalReason.Positions, limits.maxPositions, this.#active + 1);
    const value = own * mid2 * this.#unitValue[instrument]!;
    if (value > limits.maxConcentration * equity)
      return this.#refuse(RefusalReason.Concentration, limits.maxConcentration, value / equity);
    const gross = this.#gross + value - this.#worstValue[instrument]!;
    if (gross > limits.maxLeverage * equity)
      return this.#refuse(RefusalReason.Leverage, limits.maxLeverage, gross / equity);
    const variance = this.covariance.matrix[instrument * (this.#count + 1)]!;
    // Both sides squared: a root costs more than the rest of the check.
    const allowedPosition = limits.maxPositionVar * equity * PER_Z_99;
    if (variance * value * value > allowedPosition * allowedPosition)
      return this.#refuse(
        RefusalReason.PositionVar,
        limits.maxPositionVar,
        (Z_99 * Math.sqrt(variance) * value) / equity,
      );
    // With x the exposures and q the change of one: (x + q eᵢ)ᵀ Σ (x + q eᵢ) = xᵀΣx + 2q(Σx)ᵢ + q²Σᵢᵢ.
    const change = sign * value - this.#exposure[instrument]!;
    const after = this.#variance + 2 * change * this.#marginal[instrument]! + change * change * variance;
    const allowed = limits.maxPortfolioVar * equity * PER_Z_99;
    if (after > allowed * allowed && after > this.#variance)
      return this.#refuse(RefusalReason.PortfolioVar, limits.maxPortfolioVar, (Z_99 * Math.sqrt(after)) / equity);
    return RefusalReason.None;
  }

  #refuse(reason: number, limit: number, value: number): number {
    this.brokenLimit = limit;
    this.brokenBy = value;
    return reason;
  }

  /** The instrument's worst case is made to fit its position and working orders. */
  #settle(instrument: number): void {
    const position = this.#portfolio.position(instrument);
    const up = position + this.#open[2 * instrument]!;
    const down = this.#open[2 * instrument + 1]! - position;
    const worst = up >= down ? up : -down;
    const before = this.#worst[instrument]!;
    // A fill turns what worked into position: most often the worst case stays what it was.
    if (worst === before) return;
    if (before === 0) this.#active += 1;
    else if (worst === 0) this.#active -= 1;
    this.#worst[instrument] = worst;
    const mid2 = this.#mid2[instrument]!;
    const exposure = worst === 0 ? 0 : worst * mid2 * this.#unitValue[instrument]!;
    const value = Math.abs(exposure);
    this.#gross += value - this.#worstValue[instrument]!;
    this.#worstValue[instrument] = value;
    this.#shiftExposure(instrument, exposure);
    this.#changes += 1;
  }

  #shiftExposure(instrument: number, exposure: number): void {
    const change = exposure - this.#exposure[instrument]!;
    if (change === 0) return;
    const n = this.#count;
    const matrix = this.covariance.matrix;
    const marginal = this.#marginal;
    const row = instrument * n;
    this.#variance += 2 * change * marginal[instrument]! + change * change * matrix[row + instrument]!;
    for (let i = 0; i < n; i++) marginal[i] = marginal[i]! + matrix[row + i]! * change;
    this.#exposure[instrument] = exposure;
  }

  /** Everything that is kept as a running sum, summed anew. */
  #recount(): void {
    const n = this.#count;
    const exposure = this.#exposure;
    const matrix = this.covariance.matrix;
    let gross = 0;
    for (let i = 0; i < n; i++) {
      const worst = this.#worst[i]!;
      exposure[i] = worst === 0 ? 0 : worst * this.#mid2[i]! * this.#unitValue[i]!;
      this.#worstValue[i] = Math.abs(exposure[i]!);
      gross += this.#worstValue[i]!;
    }
    let variance = 0;
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += matrix[i * n + j]! * exposure[j]!;
      this.#marginal[i] = sum;
      variance += sum * exposure[i]!;
    }
    this.#variance = variance;
    this.#gross = gross;
    this.#changes = 0;
  }
}
