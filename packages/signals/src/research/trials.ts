import { InputError } from "@hotpath/core";
import { deflatedSharpe, expectedMaximumSharpe, type SharpeEstimate, sharpeEstimate } from "@hotpath/portfolio";
import { type BacktestOverfitting, backtestOverfitting } from "./overfitting.ts";

/** What the best of many trials is worth, now that one knows how many there were. */
export interface TrialsJudgement {
  /** Trials, and how many independent ones they come to. */
  trials: number;
  independentTrials: number;
  /** The trial that is judged. */
  chosen: number;
  /** Its Sharpe ratio of one period, not annualised, with what its distribution depends on. */
  estimate: SharpeEstimate;
  /** The greatest ratio that so many trials would show without any skill. */
  luckySharpe: number;
  /** The probability that the true ratio is above 0, the greatest of so many trials by luck being allowed for. */
  deflatedSharpe: number;
  /** The probability that the best trial of one half of the periods is in the lower half of the other. */
  overfitting: BacktestOverfitting;
}

/**
 * Judges a choice among trials: the deflated Sharpe ratio of the chosen one, and the probability of backtest overfitting of
 * all. Trials that rise and fall together count for fewer: N independent ones come to ρ + (1 − ρ) N, ρ their mean
 * correlation (Bailey and López de Prado 2014, appendix 3).
 *
 * @param trials returns a period of each, all of one length, every trial that was looked at: those that are left out make
 * the judgement too kind. Periods must not overlap
 * @param options.chosen the one to judge. Default: the one with the best Sharpe ratio
 * @param options.blocks see {@link backtestOverfitting}
 * @throws {InputError} as {@link backtestOverfitting}, and where the chosen trial does not vary
 * @example judgeTrials(trials).deflatedSharpe > 0.95 // more than the luck of so many trials
 */
export function judgeTrials(
  trials: readonly Float64Array[],
  options: { chosen?: number; blocks?: number } = {},
): TrialsJudgement {
  const overfitting = backtestOverfitting(trials, options.blocks);
  const estimates = trials.map((returns) => (varies(returns) ? sharpeEstimate(returns) : undefined));
  const sharpes = estimates.map((estimate) => estimate?.sharpe ?? 0);
  const chosen = options.chosen ?? sharpes.indexOf(Math.max(...sharpes));
  const estimate = estimates[chosen];
  if (estimate === undefined)
    throw new InputError("INPUT_INVALID", `trials: ${chosen} does not vary, or is not there: nothing to judge`);
  const mean = sharpes.reduce((sum, each) => sum + each, 0) / sharpes.length;
  const variance = sharpes.reduce((sum, each) => sum + (each - mean) * (each - mean), 0) / (sharpes.length - 1);
  const correlation = Math.max(0, meanCorrelation(trials));
  const independentTrials = Math.max(2, correlation + (1 - correlation) * trials.length);
  return {
    trials: trials.length,
    independentTrials,
    chosen,
    estimate,
    luckySharpe: expectedMaximumSharpe(independentTrials, variance),
    deflatedSharpe: deflatedSharpe(estimate, independentTrials, variance),
    overfitting,
  };
}

function varies(returns: Float64Array): boolean {
  return returns.some((value) => value !== returns[0]);
}

/** The mean of the correlations of all pairs: of the sum of the standardised series, without a pass for each pair. */
function meanCorrelation(trials: readonly Float64Array[]): number {
  const used = trials.filter(varies);
  const bars = trials[0]!.length;
  if (used.length < 2) return 0;
  const total = new Float64Array(bars);
  for (const returns of used) {
    const mean = returns.reduce((sum, value) => sum + value, 0) / bars;
    const squares = returns.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
    const scale = 1 / Math.sqrt(squares);
    for (let i = 0; i < bars; i++) total[i]! += (returns[i]! - mean) * scale;
  }
  const n = used.length;
  return (total.reduce((sum, value) => sum + value * value, 0) - n) / (n * (n - 1));
}
