import type { SignalGenerator } from "../signal-generator.ts";
import { cusumBreak } from "./cusum.ts";
import { micropriceDrift } from "./microprice-drift.ts";
import { orderFlowImbalance } from "./order-flow-signal.ts";
import { ornsteinUhlenbeckReversion } from "./ornstein-uhlenbeck-reversion.ts";
import { timeSeriesMomentum } from "./time-series-momentum.ts";
import { zScoreReversion } from "./z-score-reversion.ts";

/**
 * The statistical generators that cost a few nanoseconds an update, with their default options: time-series momentum,
 * z-score, Ornstein–Uhlenbeck, CUSUM, order flow, micro-price drift. The last two live on `quote`, and say 0 without.
 */
export function defaultStatisticalGenerators(): readonly ((symbols: number) => SignalGenerator)[] {
  return [
    timeSeriesMomentum(),
    zScoreReversion(),
    ornsteinUhlenbeckReversion(),
    cusumBreak(),
    orderFlowImbalance(),
    micropriceDrift(),
  ];
}
