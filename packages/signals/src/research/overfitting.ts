import { ConfigError, InputError, log } from "@hotpath/core";
import { choices } from "./cross-validation.ts";

/** What choosing the best of many trials comes to on other data. */
export interface BacktestOverfitting {
  /** The share of the divisions in which the best trial of one half is in the lower half of the other: near 0.5 for noise. */
  probability: number;
  /** For each division the logit of the rank that the best trial has in the other half. */
  logits: Float64Array;
  /** The share of the divisions in which the best trial loses money in the other half. */
  probabilityOfLoss: number;
  /** Sharpe ratios a bar of the best trial: where it was chosen, and in the other half. */
  chosen: Float64Array;
  other: Float64Array;
}

/**
 * The probability of backtest overfitting by combinatorially symmetric cross-validation (Bailey, Borwein, López de Prado and
 * Zhu, Journal of Computational Finance 20(4), 2017): the bars are cut into blocks, and every half of the blocks chooses the
 * trial with the best Sharpe ratio, which is then ranked in the other half.
 *
 * @param trials returns a bar of each trial, all of one length
 * @param blocks an even number from 2 to 20. Default 10
 * @throws {InputError} fewer than two trials, lengths that differ, fewer than two bars a block, a return that is not finite
 */
export function backtestOverfitting(trials: readonly Float64Array[], blocks = 10): BacktestOverfitting {
  const bars = trials[0]?.length ?? 0;
  if (!(Number.isInteger(blocks) && blocks >= 2 && blocks <= 20 && blocks % 2 === 0))
    throw new ConfigError("blocks", blocks, "an even number from 2 to 20");
  if (trials.length < 2) throw new InputError("INPUT_INVALID", `trials: got ${trials.length}; at least 2 are needed`);
  if (bars < 2 * blocks) throw new InputError("INPUT_INVALID", `trials: have ${bars} bars; ${2 * blocks} are needed`);
  const sums = trials.map((returns, t) => blockSums(returns, t, bars, blocks));
  const halves = choices(blocks, blocks / 2);
  const logits = new Float64Array(halves.length);
  const [chosen, other] = [new Float64Array(halves.length), new Float64Array(halves.length)];
  let [low, lost] = [0, 0];
  for (const [k, half] of halves.entries()) {
    const rest = Array.from({ length: blocks }, (_, b) => b).filter((b) => !half.includes(b));
    let best = 0;
    let most = Number.NEGATIVE_INFINITY;
    for (let t = 0; t < trials.length; t++) {
      const sharpe = sharpeOf(sums[t]!, half);
      if (sharpe > most) [best, most] = [t, sharpe];
    }
    const outside = sharpeOf(sums[best]!, rest);
    let below = 1;
    for (let t = 0; t < trials.length; t++) {
      const sharpe = t === best ? Number.NaN : sharpeOf(sums[t]!, rest);
      below += sharpe < outside ? 1 : sharpe === outside ? 0.5 : 0;
    }
    const rank = below / (trials.length + 1);
    logits[k] = log(rank / (1 - rank));
    if (logits[k]! <= 0) low++;
    if (outside < 0) lost++;
    chosen[k] = most;
    other[k] = outside;
  }
  return { probability: low / halves.length, logits, probabilityOfLoss: lost / halves.length, chosen, other };
}

/** Of each block: bars, sum, sum of squares. */
function blockSums(returns: Float64Array, trial: number, bars: number, blocks: number): Float64Array {
  if (returns.length !== bars)
    throw new InputError("INPUT_INVALID", `trials: ${trial} has ${returns.length} bars where the first has ${bars}`);
  const sums = new Float64Array(3 * blocks);
  for (let b = 0; b < blocks; b++)
    for (let i = Math.floor((b * bars) / blocks); i < Math.floor(((b + 1) * bars) / blocks); i++) {
      const value = returns[i]!;
      if (!Number.isFinite(value))
        throw new InputError("INPUT_INVALID", `trials: ${trial}, bar ${i}: got ${value}; allowed: a finite number`);
      sums[3 * b]!++;
      sums[3 * b + 1]! += value;
      sums[3 * b + 2]! += value * value;
    }
  return sums;
}

function sharpeOf(sums: Float64Array, blocks: readonly number[]): number {
  let [count, sum, squares] = [0, 0, 0];
  for (const b of blocks) {
    count += sums[3 * b]!;
    sum += sums[3 * b + 1]!;
    squares += sums[3 * b + 2]!;
  }
  const variance = (squares - (sum * sum) / count) / (count - 1);
  return variance > 0 ? sum / count / Math.sqrt(variance) : 0;
}
