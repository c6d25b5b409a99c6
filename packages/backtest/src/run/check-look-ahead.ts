import { ConfigError } from "@hotpath/core";
import { BarSeries } from "@hotpath/market-data";
import { DecisionRecorder, detectLookAhead, type LookAhead } from "../look-ahead.ts";
import { type RunBacktestOptions, runBacktest } from "./run-backtest.ts";

/**
 * Catches a strategy that knows the future: runs it on the true bars, and on bars that are others from a time on, and compares
 * what it did before that time. See `detectLookAhead`.
 *
 * @param cuts how many times, spread evenly over the bars: a run each. Default 8
 * @returns the first difference, or undefined if no run knew its future
 * @throws {ConfigError} for a replay, whose tapes are given to `detectLookAhead` instead
 */
export function checkLookAhead(options: RunBacktestOptions, cuts = 8): LookAhead | undefined {
  const { data } = options;
  if ("replay" in data) throw new ConfigError("data", "a replay", "bars");
  if (!Number.isInteger(cuts) || cuts < 1) throw new ConfigError("cuts", cuts, "an integer from 1");
  const all = data instanceof BarSeries ? [data] : data;
  const times = all[0]!.timeMicros;
  const run = () => {
    const recorder = new DecisionRecorder();
    const { onProgress: _, ...silent } = options;
    runBacktest({ ...silent, observers: [...(options.observers ?? []), recorder] });
    return recorder.decisions;
  };
  // Just after a close: a decision at that close is before the cut, and may not depend on what follows.
  const cutMicros = Array.from(
    { length: cuts },
    (_, k) => times[Math.floor(((k + 1) * times.length) / (cuts + 1))]! + 1,
  );
  return detectLookAhead({ data: all, run, cutMicros });
}
