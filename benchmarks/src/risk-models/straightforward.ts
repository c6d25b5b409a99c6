/** What one would write first: historical figures by sorting, and a Monte Carlo simulation path by path. */

/** Value at risk (order statistic) and expected shortfall by sorting a copy. */
export function bySorting(returns: Float64Array, share: number): number {
  const sorted = returns.slice().sort();
  const count = Math.ceil(sorted.length * share);
  let sum = 0;
  for (let i = 0; i < count; i++) sum += sorted[i]!;
  return -sorted[count - 1]! - sum / count;
}

/** Value at risk of correlated normal assets, one path after the other. */
export function pathByPath(
  paths: number,
  factor: Float64Array,
  weights: Float64Array,
  mean: Float64Array,
  normal: () => number,
): number {
  const assets = weights.length;
  const outcomes = new Float64Array(paths);
  const z = new Float64Array(assets);
  for (let path = 0; path < paths; path++) {
    for (let j = 0; j < assets; j++) z[j] = normal();
    let outcome = 0;
    for (let a = 0; a < assets; a++) {
      let value = mean[a]!;
      for (let j = 0; j <= a; j++) value += factor[a * assets + j]! * z[j]!;
      outcome += weights[a]! * value;
    }
    outcomes[path] = outcome;
  }
  outcomes.sort();
  return -outcomes[Math.ceil(paths * 0.01) - 1]!;
}

/** Normal numbers by Box and Muller from the engine's own generator and functions, which no seed repeats. */
export function boxMuller(): () => number {
  let spare = Number.NaN;
  return () => {
    if (!Number.isNaN(spare)) {
      const value = spare;
      spare = Number.NaN;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - Math.random()));
    const angle = 2 * Math.PI * Math.random();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}
