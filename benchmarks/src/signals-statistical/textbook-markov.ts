/**
 * Baum and Welch's algorithm as the textbooks write it: arrays of arrays, densities by Math.exp, forward and backward
 * variables scaled by Rabiner's factors. The peer in this language.
 */
export interface TextbookModel {
  initial: number[];
  transition: number[][];
  means: number[];
  variances: number[];
}

/** One step; the log likelihood of the model before it. */
export function textbookStep(
  series: ArrayLike<number>,
  model: TextbookModel,
): { model: TextbookModel; logLikelihood: number } {
  const { initial, transition, means, variances } = model;
  const n = series.length;
  const states = initial.map((_, i) => i);
  const density = (x: number, j: number) =>
    Math.exp(-((x - means[j]!) ** 2) / (2 * variances[j]!)) / Math.sqrt(2 * Math.PI * variances[j]!);
  const b = Array.from({ length: n }, (_, t) => states.map((j) => density(series[t]!, j)));
  const alpha: number[][] = [];
  const scales: number[] = [];
  for (let t = 0; t < n; t++) {
    const row = states.map(
      (j) =>
        (t === 0 ? initial[j]! : states.reduce((sum, i) => sum + alpha[t - 1]![i]! * transition[i]![j]!, 0)) *
        b[t]![j]!,
    );
    const scale = row.reduce((sum, value) => sum + value, 0);
    scales.push(scale);
    alpha.push(row.map((value) => value / scale));
  }
  const beta: number[][] = new Array(n);
  beta[n - 1] = states.map(() => 1);
  for (let t = n - 2; t >= 0; t--)
    beta[t] = states.map(
      (i) => states.reduce((sum, j) => sum + transition[i]![j]! * b[t + 1]![j]! * beta[t + 1]![j]!, 0) / scales[t + 1]!,
    );
  const gamma = alpha.map((row, t) => row.map((value, i) => value * beta[t]![i]!));
  const jumps = states.map(() => states.map(() => 0));
  for (let t = 0; t < n - 1; t++)
    for (const i of states)
      for (const j of states)
        jumps[i]![j]! += (alpha[t]![i]! * transition[i]![j]! * b[t + 1]![j]! * beta[t + 1]![j]!) / scales[t + 1]!;
  const weight = states.map((j) => gamma.reduce((sum, row) => sum + row[j]!, 0));
  const mean = states.map((j) => gamma.reduce((sum, row, t) => sum + row[j]! * series[t]!, 0) / weight[j]!);
  return {
    logLikelihood: scales.reduce((sum, scale) => sum + Math.log(scale), 0),
    model: {
      initial: gamma[0]!,
      transition: jumps.map((row) => {
        const total = row.reduce((sum, value) => sum + value, 0);
        return row.map((value) => value / total);
      }),
      means: mean,
      variances: states.map(
        (j) => gamma.reduce((sum, row, t) => sum + row[j]! * (series[t]! - mean[j]!) ** 2, 0) / weight[j]!,
      ),
    },
  };
}
