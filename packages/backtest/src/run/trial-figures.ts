import { pow } from "@hotpath/core";

/** What one parameter set is judged by. Shares, not per cent. */
export interface TrialFigures {
  finalEquity: number;
  totalReturn: number;
  /** Compound growth a year. */
  yearlyReturn: number;
  volatility: number;
  sharpe: number;
  /** Deepest fall from the highest equity, positive. */
  maxDrawdown: number;
  /** Yearly return by the deepest fall; 0 where there was none. */
  calmar: number;
  fills: number;
}

/** What trials may be sorted by; of the fall, less is better. */
export const TRIAL_STATISTICS: readonly (keyof TrialFigures)[] = [
  "sharpe",
  "calmar",
  "totalReturn",
  "yearlyReturn",
  "finalEquity",
  "volatility",
  "maxDrawdown",
  "fills",
];

/**
 * Figures of an equity curve in one pass, for sweeps; plain sums, so that the last digits may differ from those of
 * `performance` in `@hotpath/portfolio`. A curve that falls to nothing has a total return of what is left and no ratios.
 *
 * @param start value before the first point
 */
export function trialFigures(equity: Float64Array, start: number, periodsPerYear: number, fills: number): TrialFigures {
  const { length } = equity;
  const finalEquity = length === 0 ? start : equity[length - 1]!;
  let [sum, squares, peak, deepest, isRuined] = [0, 0, start, 0, false];
  let last = length === 0 ? start : equity[0]!;
  for (let i = 0; i < length; i++) {
    const value = equity[i]!;
    const change = value === last ? 0 : value / last - 1;
    sum += change;
    squares += change * change;
    if (value > peak) peak = value;
    else if (value < peak) {
      const fall = 1 - value / peak;
      if (fall > deepest) deepest = fall;
    }
    if (value <= 0) isRuined = true;
    last = value;
  }
  const totalReturn = finalEquity / start - 1;
  const periods = length - 1;
  if (isRuined || periods < 2)
    return {
      finalEquity,
      totalReturn,
      yearlyReturn: isRuined ? -1 : 0,
      volatility: 0,
      sharpe: 0,
      maxDrawdown: deepest,
      calmar: 0,
      fills,
    };
  const mean = sum / periods;
  const variance = Math.max(0, (squares - sum * mean) / (periods - 1));
  const deviation = Math.sqrt(variance);
  const yearlyReturn = pow(finalEquity / equity[0]!, periodsPerYear / periods) - 1;
  return {
    finalEquity,
    totalReturn,
    yearlyReturn,
    volatility: deviation * Math.sqrt(periodsPerYear),
    sharpe: deviation === 0 ? 0 : (mean / deviation) * Math.sqrt(periodsPerYear),
    maxDrawdown: deepest,
    calmar: deepest === 0 ? 0 : yearlyReturn / deepest,
    fills,
  };
}
