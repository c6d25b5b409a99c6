import type { SignalGenerator, SignalGeneratorFactory } from "../signal-generator.ts";
import { defaultGenerators } from "../technical.ts";
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

/**
 * The default technical generators, then the statistical ones: twelve.
 *
 * @example new SignalSet({ symbols: 100, generators: allDefaultGenerators() })
 */
export function allDefaultGenerators(): readonly SignalGeneratorFactory[] {
  return [...defaultGenerators(), ...defaultStatisticalGenerators()];
}
