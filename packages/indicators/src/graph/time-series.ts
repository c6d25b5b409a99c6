/** Returns, volatility and dependence on the past, as functions of series. */
import { log } from "@hotpath/core";
import type { Series } from "./graph.ts";
import { comoments } from "./statistics.ts";
import { addScaled, delay, multiply, subtract } from "./vocabulary.ts";

/** ln(a ÷ b), and 0 where either is not positive. */
export function logRatio(a: Series, b: Series): Series {
  return a.graph.apply("logRatio", [a, b])[0]!;
}

/** The logarithm of a value over that of `distance` bars before. */
export function logReturn(value: Series, distance = 1): Series {
  return logRatio(value, delay(value, distance));
}

/** The change in `distance` bars. */
export function change(value: Series, distance = 1): Series {
  return subtract(value, delay(value, distance));
}

/** √(variance × factor), and 0 where the variance is not positive. */
export function deviationOf(variance: Series, factor = 1): Series {
  return variance.graph.apply("deviationOf", [variance], { factor })[0]!;
}

/** The moments of the last `period` pairs of a value and the step that follows it. */
export function stepMoments(value: Series, period: number): ReturnType<typeof comoments> {
  return comoments(delay(value, 1), change(value), period);
}

/** Sizes of the equal parts that `period` values are cut into: 1, 2, 4 … parts, 32 at most, none of fewer than 8 values. */
export function rescaledRangeSizes(period: number): readonly { size: number; count: number }[] {
  const sizes: { size: number; count: number }[] = [];
  for (let count = 1; count <= 32 && Math.floor(period / count) >= 8; count *= 2)
    sizes.push({ size: Math.floor(period / count), count });
  return sizes;
}

/**
 * The slope of ln(mean rescaled range of the parts + correction) against ln(size), over the sizes that a window is cut
 * into. Parts that are flat count as those of a random walk.
 */
export function hurst(returns: Series, period: number, correction: (size: number) => number): Series {
  const { graph } = returns;
  const sets = rescaledRangeSizes(period);
  const mean = sets.reduce((sum, { size }) => sum + log(size), 0) / sets.length;
  const squares = sets.reduce((sum, { size }) => sum + (log(size) - mean) * (log(size) - mean), 0);
  let slope: Series | undefined;
  for (const { size, count } of sets) {
    const [range] = graph.apply("rescaledRange", [returns], { period: size });
    const average = count === 1 ? range! : graph.apply("strideMean", [range!], { stride: size, count })[0]!;
    const otherwise = log(size) / 2;
    const [logarithm] = graph.apply("logarithm", [average], { addend: correction(size), otherwise });
    const weight = (log(size) - mean) / squares;
    slope = slope === undefined ? multiply(logarithm!, weight) : addScaled(slope, logarithm!, weight);
  }
  return slope!;
}

/**
 * The rescaled range that `n` independent normal values are expected to have: A. A. Anis, E. H. Lloyd, Biometrika 63
 * (1976), Γ((n − 1) ÷ 2) ÷ (√π Γ(n ÷ 2)) Σ √((n − i) ÷ i).
 */
export function expectedRescaledRange(n: number): number {
  // Γ((m − 1) ÷ 2) ÷ Γ(m ÷ 2), from m to m + 2.
  let ratio = n % 2 === 0 ? Math.sqrt(Math.PI) : 2 / Math.sqrt(Math.PI);
  for (let m = n % 2 === 0 ? 2 : 3; m < n; m += 2) ratio *= (m - 1) / m;
  let sum = 0;
  for (let i = 1; i < n; i++) sum += Math.sqrt((n - i) / i);
  return (ratio / Math.sqrt(Math.PI)) * sum;
}
