import { assertFinite, ratio, sumOf } from "../internal/moments.ts";

/**
 * Share of the outcomes other than zero that are gains: of trades' profits, or of returns. 0 where all are zero.
 *
 * @throws {InputError} `INPUT_INVALID` if an outcome is not finite
 */
export function hitRate(outcomes: Float64Array): number {
  const { wins, losses } = tally(outcomes);
  return wins + losses === 0 ? 0 : wins / (wins + losses);
}

/**
 * Gains by losses, each summed: more than 1 is a profit. Infinity without a loss, 0 without either.
 *
 * @throws {InputError} `INPUT_INVALID` if an outcome is not finite
 */
export function profitFactor(outcomes: Float64Array): number {
  const { gained, lost } = tally(outcomes);
  return ratio(gained, -lost);
}

/**
 * Mean of the gains; 0 if there is none.
 *
 * @throws {InputError} `INPUT_INVALID` if an outcome is not finite
 */
export function averageWin(outcomes: Float64Array): number {
  const { wins, gained } = tally(outcomes);
  return wins === 0 ? 0 : gained / wins;
}

/**
 * Mean of the losses, a negative number; 0 if there is none.
 *
 * @throws {InputError} `INPUT_INVALID` if an outcome is not finite
 */
export function averageLoss(outcomes: Float64Array): number {
  const { losses, lost } = tally(outcomes);
  return losses === 0 ? 0 : lost / losses;
}

interface Tally {
  wins: number;
  losses: number;
  /** Sum of the gains. */
  gained: number;
  /** Sum of the losses, negative. */
  lost: number;
}

function tally(outcomes: Float64Array): Tally {
  assertFinite(outcomes, "outcomes");
  let wins = 0;
  let losses = 0;
  for (let i = 0; i < outcomes.length; i++) {
    if (outcomes[i]! > 0) wins += 1;
    else if (outcomes[i]! < 0) losses += 1;
  }
  return {
    wins,
    losses,
    gained: sumOf(outcomes, (x) => Math.max(0, x)),
    lost: sumOf(outcomes, (x) => Math.min(0, x)),
  };
}
