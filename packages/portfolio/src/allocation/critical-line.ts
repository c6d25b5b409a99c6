import { defaultKernels } from "@hotpath/native";
import { dotProduct, multiplyRows, quadraticForm, solveFactored } from "../solvers/dense.ts";
import { AllocationError } from "./allocation-error.ts";
import { checkSemidefinite, checkVector } from "./inputs.ts";
import type { MeanVariance, MeanVarianceAllocation } from "./mean-variance.ts";
import { checkConstraints, finite } from "./weight-constraints.ts";

/** A corner of the efficient frontier: between two of them weights are a straight line. */
export interface TurningPoint {
  weights: Float64Array;
  expectedReturn: number;
  volatility: number;
  /** Weight λ of the return in ½ wᵀΣw − λ mean · w; Infinity at the first corner, 0 at the least variance. */
  tradeOff: number;
}

/** Bounds and budget of a frontier: all that the critical line algorithm knows. */
export interface FrontierBounds {
  lower?: number | ArrayLike<number>;
  upper?: number | ArrayLike<number>;
  budget?: number;
}

/** Changes of the free assets for each asset, at the most. */
const CHANGES = 50;

/** The efficient frontier, exactly: all of its corners. */
export class EfficientFrontier {
  /** From the greatest expected return to the least variance. */
  readonly turningPoints: readonly TurningPoint[];
  readonly #mean: Float64Array;
  readonly #covariance: Float64Array;
  readonly #kktResidual: number;

  /**
   * Finds the corners by the critical line algorithm: Markowitz 1956, "The optimization of a quadratic function subject to
   * linear constraints", Naval Research Logistics Quarterly 3; Niedermayer and Niedermayer 2006, "Applying Markowitz's
   * critical line algorithm". Every corner costs one Cholesky factor of the free assets' covariance.
   *
   * @throws {InputError} the matrix is no covariance
   * @throws {AllocationError} `infeasible` bounds; `unbounded` where an asset has none; `degenerate`: the covariance of the
   * free assets is singular
   */
  constructor({ mean, covariance }: MeanVariance, bounds: FrontierBounds = {}) {
    const n = checkSemidefinite(covariance);
    this.#mean = checkVector(mean, n, "mean");
    this.#covariance = covariance;
    const { lower, upper, budget } = checkConstraints(n, bounds);
    for (let i = 0; i < n; i++)
      if (!Number.isFinite(lower[i]!) || !Number.isFinite(upper[i]!))
        throw new AllocationError("unbounded", `asset ${i} has no bounds: the frontier has no first corner`);
    const walk = new CriticalLine(this.#mean, covariance, lower, upper, budget);
    this.turningPoints = walk.corners().map(({ weights, tradeOff }) => ({
      weights,
      expectedReturn: dotProduct(this.#mean, weights),
      volatility: Math.sqrt(Math.max(0, quadraticForm(covariance, weights))),
      tradeOff,
    }));
    this.#kktResidual = walk.kktResidual;
  }

  /** The point of least variance, the last corner. */
  minVariance(): MeanVarianceAllocation {
    const last = this.turningPoints.at(-1)!;
    return this.#allocation(last.weights, last.volatility * last.volatility);
  }

  /**
   * The point that is expected to earn `target`.
   *
   * @throws {AllocationError} `infeasible`: more than any weights earn. Less than the least variance earns gives that
   */
  atReturn(target: number): MeanVarianceAllocation {
    finite(target, "target");
    const points = this.turningPoints;
    const most = points[0]!.expectedReturn;
    if (target > most + 1e-12 * Math.abs(most))
      throw new AllocationError("infeasible", `no weights are expected to earn ${target}; the most is ${most}`);
    for (let k = 1; k < points.length; k++) {
      const from = points[k - 1]!;
      const to = points[k]!;
      if (target < to.expectedReturn) continue;
      const width = from.expectedReturn - to.expectedReturn;
      const share = width > 0 ? Math.min(1, (target - to.expectedReturn) / width) : 0;
      const weights = mix(to.weights, from.weights, share);
      return this.#allocation(weights, quadraticForm(this.#covariance, weights));
    }
    return this.minVariance();
  }

  /**
   * The point of greatest Sharpe ratio, found in closed form on each line between corners. The objective is the ratio.
   *
   * @param riskFree return without risk, of one period
   */
  maxSharpe(riskFree = 0): MeanVarianceAllocation {
    finite(riskFree, "riskFree");
    const points = this.turningPoints;
    let best = points[0]!.weights;
    let bestRatio = Number.NEGATIVE_INFINITY;
    const consider = (weights: Float64Array): void => {
      const ratio =
        (dotProduct(this.#mean, weights) - riskFree) / Math.sqrt(Math.max(0, quadraticForm(this.#covariance, weights)));
      if (ratio > bestRatio) {
        bestRatio = ratio;
        best = weights;
      }
    };
    for (const point of points) consider(point.weights);
    for (let k = 1; k < points.length; k++) {
      const share = this.#tangent(points[k - 1]!.weights, points[k]!.weights, riskFree);
      if (share > 0 && share < 1) consider(mix(points[k - 1]!.weights, points[k]!.weights, share));
    }
    if (!Number.isFinite(bestRatio))
      throw new AllocationError("degenerate", "weights on the frontier have no risk: the ratio is infinite");
    return this.#allocation(best, bestRatio);
  }

  /** `count` portfolios whose expected returns are evenly spaced, from the least variance to the greatest return. */
  points(count: number): MeanVarianceAllocation[] {
    const low = this.turningPoints.at(-1)!.expectedReturn;
    const high = this.turningPoints[0]!.expectedReturn;
    return Array.from({ length: count }, (_, k) =>
      this.atReturn(count > 1 ? low + ((high - low) * k) / (count - 1) : low),
    );
  }

  /** Where on a line from a to b the ratio's derivative is zero: with return r + s t and variance u + 2v t + w t². */
  #tangent(a: Float64Array, b: Float64Array, riskFree: number): number {
    const change = b.map((value, i) => value - a[i]!);
    const product = multiplyRows(this.#covariance, a.length, a.length, change, new Float64Array(a.length), 0);
    const r = dotProduct(this.#mean, a) - riskFree;
    const s = dotProduct(this.#mean, change);
    const u = quadraticForm(this.#covariance, a);
    const v = dotProduct(product, a);
    const w = dotProduct(product, change);
    // s (u + 2v t + w t²) = (r + s t)(v + w t)
    return (s * u - r * v) / (r * w - s * v);
  }

  #allocation(weights: Float64Array, objective: number): MeanVarianceAllocation {
    return {
      weights,
      objective,
      expectedReturn: dotProduct(this.#mean, weights),
      volatility: Math.sqrt(Math.max(0, quadraticForm(this.#covariance, weights))),
      certificate: {
        method: "critical-line",
        iterations: this.turningPoints.length,
        kktResidual: this.#kktResidual,
        dualityGap: null,
      },
    };
  }
}

interface Corner {
  weights: Float64Array;
  tradeOff: number;
}

/** A line w(λ) = base + λ slope of the free assets, and the reduced gradients p + λ q of the others. */
interface Line {
  free: number[];
  base: Float64Array;
  slope: Float64Array;
  gradientBase: Float64Array;
  gradientSlope: Float64Array;
}

/** The walk along the frontier. */
class CriticalLine {
  /** The greatest violation of optimality seen at a corner. */
  kktResidual = 0;
  readonly #mean: Float64Array;
  readonly #covariance: Float64Array;
  readonly #lower: Float64Array;
  readonly #upper: Float64Array;
  readonly #budget: number;
  /** 0 free, −1 at the lower bound, 1 at the upper. */
  readonly #place: Int8Array;
  readonly #weights: Float64Array;

  constructor(mean: Float64Array, covariance: Float64Array, lower: Float64Array, upper: Float64Array, budget: number) {
    this.#mean = mean;
    this.#covariance = covariance;
    this.#lower = lower;
    this.#upper = upper;
    this.#budget = budget;
    this.#place = new Int8Array(mean.length).fill(-1);
    this.#weights = lower.slice();
  }

  corners(): Corner[] {
    const n = this.#mean.length;
    this.#start();
    const corners: Corner[] = [{ weights: this.#weights.slice(), tradeOff: Number.POSITIVE_INFINITY }];
    let tradeOff = Number.POSITIVE_INFINITY;
    for (let change = 0; change < CHANGES * n; change++) {
      const line = this.#line();
      const event = this.#next(line, tradeOff);
      tradeOff = Math.max(0, event.at);
      this.#moveTo(line, tradeOff);
      if (event.asset < 0 || tradeOff === 0) {
        this.#certify(line, 0);
        corners.push({ weights: this.#weights.slice(), tradeOff: 0 });
        return corners;
      }
      if (Number.isFinite(tradeOff)) {
        this.#certify(line, tradeOff);
        // The first corner stays the best down to some λ, and two changes may fall on one corner.
        const last = corners.at(-1)!.weights;
        if (this.#weights.some((w, i) => w !== last[i])) corners.push({ weights: this.#weights.slice(), tradeOff });
      }
      this.#place[event.asset] = event.place;
      if (event.place !== 0) this.#weights[event.asset] = (event.place < 0 ? this.#lower : this.#upper)[event.asset]!;
    }
    throw new AllocationError("limit", `the frontier has more than ${CHANGES} corners for each asset`);
  }

  /** The weights of greatest return: the best assets at their upper bounds, one of them free. */
  #start(): void {
    const order = Array.from(this.#mean, (_, i) => i).sort((a, b) => this.#mean[b]! - this.#mean[a]! || a - b);
    let left = this.#budget - this.#weights.reduce((sum, w) => sum + w, 0);
    for (const i of order) {
      const room = this.#upper[i]! - this.#lower[i]!;
      if (room === 0) continue;
      if (left < room) {
        this.#weights[i] = this.#lower[i]! + left;
        this.#place[i] = 0;
        return;
      }
      this.#weights[i] = this.#upper[i]!;
      this.#place[i] = 1;
      left -= room;
      if (!(left > 0)) {
        this.#place[i] = 0;
        return;
      }
    }
  }

  #line(): Line {
    const n = this.#mean.length;
    const free: number[] = [];
    for (let i = 0; i < n; i++) if (this.#place[i] === 0) free.push(i);
    const size = free.length;
    const bounded = this.#weights.map((w, i) => (this.#place[i] === 0 ? 0 : w));
    const pull = multiplyRows(this.#covariance, n, n, bounded, new Float64Array(n), 0);
    const base = new Float64Array(n);
    const slope = new Float64Array(n);
    let level = 0;
    let levelSlope = 0;
    if (size > 0) {
      const matrix = new Float64Array(size * size);
      free.forEach((i, a) => {
        free.forEach((j, b) => {
          matrix[a * size + b] = this.#covariance[i * n + j]!;
        });
      });
      const pivot = defaultKernels().matrices.cholesky(matrix, size, 1e-14 * this.#covariance[free[0]! * (n + 1)]!);
      if (pivot !== size)
        throw new AllocationError(
          "degenerate",
          `the covariance of assets ${free.join(", ")} is singular: asset ${free[pivot]} does not vary, or is a combination of the others`,
        );
      const ones = new Float64Array(size).fill(1);
      const means = Float64Array.from(free, (i) => this.#mean[i]!);
      const pulls = Float64Array.from(free, (i) => pull[i]!);
      for (const right of [ones, means, pulls]) solveFactored(matrix, size, right);
      const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
      const rest = this.#budget - total(bounded);
      level = (rest + total(pulls)) / total(ones);
      levelSlope = -total(means) / total(ones);
      free.forEach((i, a) => {
        base[i] = level * ones[a]! - pulls[a]!;
        slope[i] = means[a]! + levelSlope * ones[a]!;
      });
    }
    const all = base.map((value, i) => value + bounded[i]!);
    const gradientBase = multiplyRows(this.#covariance, n, n, all, new Float64Array(n), 0);
    const gradientSlope = multiplyRows(this.#covariance, n, n, slope, new Float64Array(n), 0);
    for (let i = 0; i < n; i++) {
      gradientBase[i] = gradientBase[i]! - level;
      gradientSlope[i] = gradientSlope[i]! - this.#mean[i]! - levelSlope;
    }
    return { free, base, slope, gradientBase, gradientSlope };
  }

  /** The first change as λ falls: a free asset that comes to a bound, or a bounded one that would leave it. */
  #next(line: Line, from: number): { at: number; asset: number; place: number } {
    const n = this.#mean.length;
    let best = { at: 0, asset: -1, place: 0 };
    const consider = (at: number, asset: number, place: number): void => {
      const when = Math.min(at, from);
      if (when > best.at) best = { at: when, asset, place };
    };
    for (let i = 0; i < n; i++) {
      if (this.#lower[i] === this.#upper[i]) continue;
      if (this.#place[i] === 0) {
        const slope = line.slope[i]!;
        if (line.free.length === 1) continue;
        if (slope > 0) consider((this.#lower[i]! - line.base[i]!) / slope, i, -1);
        else if (slope < 0) consider((this.#upper[i]! - line.base[i]!) / slope, i, 1);
        continue;
      }
      const sign = -this.#place[i]!;
      const base = sign * line.gradientBase[i]!;
      const slope = sign * line.gradientSlope[i]!;
      if (slope > 0) consider(-base / slope, i, 0);
      // As expensive as the free ones, and already the better choice: equal means.
      else if (slope === 0 && base < 0) consider(Number.MAX_VALUE, i, 0);
    }
    return best;
  }

  #moveTo(line: Line, tradeOff: number): void {
    if (!Number.isFinite(tradeOff)) return;
    for (const i of line.free) {
      const w = line.base[i]! + tradeOff * line.slope[i]!;
      this.#weights[i] = Math.min(Math.max(w, this.#lower[i]!), this.#upper[i]!);
    }
  }

  #certify(line: Line, tradeOff: number): void {
    const n = this.#mean.length;
    let sum = 0;
    for (let i = 0; i < n; i++) {
      sum += this.#weights[i]!;
      const gradient = line.gradientBase[i]! + tradeOff * line.gradientSlope[i]!;
      const wrong = this.#place[i] === 0 ? Math.abs(gradient) : Math.max(0, this.#place[i]! * gradient);
      if (this.#lower[i] !== this.#upper[i]) this.kktResidual = Math.max(this.kktResidual, wrong);
    }
    this.kktResidual = Math.max(this.kktResidual, Math.abs(sum - this.#budget));
  }
}

function mix(a: Float64Array, b: Float64Array, share: number): Float64Array {
  return a.map((value, i) => value + share * (b[i]! - value));
}
