import type { SignalSet } from "./signal-set.ts";
import type { SignalView } from "./signal-view.ts";

/**
 * A symbol's signals that are confident enough, the most confident first, at most as many as the set's configuration says;
 * the ensemble's not where its members are divided.
 */
export function rankSignals(set: SignalSet, symbol: number): SignalView[] {
  const { names, config } = set;
  const views: SignalView[] = [];
  for (let signal = 0; signal < names.length; signal++) {
    const score = set.score(symbol, signal);
    if (!(Math.abs(score) >= config.minSignalConfidence) || score === 0) continue;
    if (signal === names.length - 1 && set.isDivided(symbol)) continue;
    views.push(viewOf(set, symbol, signal, score));
  }
  // A stable sort: equal confidences keep the order of the set.
  return views.sort((a, b) => b.confidence - a.confidence).slice(0, config.maxSignalsPerSymbol);
}

function viewOf(set: SignalSet, symbol: number, signal: number, score: number): SignalView {
  const micros = set.updatedAt(symbol);
  return {
    generator: set.names[signal]!,
    symbol,
    direction: score > 0 ? "up" : "down",
    confidence: Math.abs(score),
    probability: set.probability(symbol, signal),
    outcomes: set.outcomes(symbol, signal),
    horizon: set.horizon(signal),
    interval: set.interval(symbol, signal),
    // Time goes on while a view is kept.
    get ageNs() {
      return (set.now - micros) * 1000;
    },
    reason: set.reason(symbol, signal),
    value: set.value(symbol, signal),
    valueKind: set.valueKind(signal),
  };
}
