/** Sums that do not lose what is small beside what is large, and what the statistics make of them. */
import { InputError } from "@hotpath/core";

/**
 * The share of the greatest value (or of 1, if that is more), 2^-48, below which a deviation is taken for what rounding left:
 * returns are quotients less one, each wrong by up to 2^-53, and a constant series would otherwise seem to vary.
 */
const NOISE = 1 / 281474976710656;

/** Values stay within it, so that their fourth powers can be summed. */
const VALUE_BOUND = 1e75;

/** Mean, deviations and their powers, all sums compensated. */
export interface Moments {
  count: number;
  mean: number;
  /** Σ (x − mean)², 0 where the values do not vary beyond rounding. */
  squares: number;
  /** Σ (x − mean)³. */
  cubes: number;
  /** Σ (x − mean)⁴. */
  fourths: number;
}

/**
 * A sum by Neumaier's variant of Kahan summation: the error is that of one rounding, whatever the order.
 * Neumaier 1974, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", ZAMM 54.
 */
class CompensatedSum {
  #sum = 0;
  #lost = 0;

  add(value: number): void {
    const sum = this.#sum + value;
    this.#lost += Math.abs(this.#sum) >= Math.abs(value) ? this.#sum - sum + value : value - sum + this.#sum;
    this.#sum = sum;
  }

  get value(): number {
    return this.#sum + this.#lost;
  }
}

/** Σ f(x). */
export function sumOf(values: Float64Array, f: (x: number) => number): number {
  const sum = new CompensatedSum();
  for (let i = 0; i < values.length; i++) sum.add(f(values[i]!));
  return sum.value;
}

/** The mean, or 0 of nothing. */
export function meanOf(values: Float64Array): number {
  return values.length === 0 ? 0 : sumOf(values, identity) / values.length;
}

/**
 * Central moments in two passes, the mean first. What rounding took from the mean is found again as the mean of the
 * differences, and goes into each of them: the data-shifting of Chan, Golub, LeVeque 1983, "Algorithms for Computing
 * the Sample Variance", The American Statistician 37(3).
 */
export function momentsOf(values: Float64Array): Moments {
  const count = values.length;
  const mean = meanOf(values);
  if (count === 0) return { count, mean, squares: 0, cubes: 0, fourths: 0 };
  const residue = sumOf(values, (x) => x - mean) / count;
  let greatest = 1;
  for (let i = 0; i < count; i++) greatest = Math.max(greatest, Math.abs(values[i]!));
  const noise = greatest * NOISE;
  const squares = sumOf(values, (x) => {
    const d = x - mean - residue;
    return d * d;
  });
  if (!(squares > count * noise * noise)) return { count, mean, squares: 0, cubes: 0, fourths: 0 };
  const cubes = sumOf(values, (x) => {
    const d = x - mean - residue;
    return d * d * d;
  });
  const fourths = sumOf(values, (x) => {
    const d = x - mean - residue;
    return d * d * (d * d);
  });
  return { count, mean, squares, cubes, fourths };
}

/** A quotient that is never NaN: by zero it is infinite with the sign of what is divided, and 0 ÷ 0 is 0. */
export function ratio(dividend: number, divisor: number): number {
  if (divisor !== 0) return dividend / divisor;
  return dividend > 0 ? Number.POSITIVE_INFINITY : dividend < 0 ? Number.NEGATIVE_INFINITY : 0;
}

/** @throws {InputError} `INPUT_INVALID` naming the first value that is not finite, or beyond ±10^75 */
export function assertFinite(values: Float64Array, name: string): void {
  for (let i = 0; i < values.length; i++)
    if (!(Math.abs(values[i]!) <= VALUE_BOUND))
      throw new InputError("INPUT_INVALID", `${name}[${i}] is ${values[i]}, not a finite number within ±1e75`);
}

function identity(x: number): number {
  return x;
}

/** Σ (x − mean)(y − mean), the means as in {@link momentsOf}; of two series of one length. */
export function productMoment(x: Float64Array, y: Float64Array): number {
  const xMean = meanOf(x);
  const yMean = meanOf(y);
  const xRest = sumOf(x, (v) => v - xMean) / x.length;
  const yRest = sumOf(y, (v) => v - yMean) / y.length;
  const sum = new CompensatedSum();
  for (let i = 0; i < x.length; i++) sum.add((x[i]! - xMean - xRest) * (y[i]! - yMean - yRest));
  return sum.value;
}
