import { ConfigError, HotpathError } from "@hotpath/core";
import { runBacktest } from "../backtest/backtest.ts";
import { barsOfFile, type LoadedBars, sp500Bars } from "../backtest/bars.ts";
import { fetchSp500, SP500_SOURCE } from "../backtest/sp500.ts";
import { runLive } from "../live/live-run.ts";
import { describeMachine } from "../machine.ts";
import type { DemoReport, SkippedBacktest } from "../report/report.ts";
import { startProgress } from "../terminal/progress.ts";
import { version } from "../version.ts";
import type { DemoOptions } from "./demo.ts";

/**
 * Runs everything and sums up.
 *
 * @param start when the demo began, by `Bun.nanoseconds`
 */
export async function createReport(options: DemoOptions, start: number): Promise<DemoReport> {
  const bars = await loadBars(options.bars);
  const backtest = "status" in bars ? bars : backtestOf(bars);
  const { seed, symbols, events } = options;
  const progress = startProgress(`live, ${symbols} symbols`, 2 * events);
  const live = runLive({ seed, symbols, events, onProgress: progress.update });
  progress.stop();
  return {
    version,
    createdAt: new Date().toISOString(),
    machine: describeMachine(),
    backtest,
    live,
    seconds: (Bun.nanoseconds() - start) / 1e9,
  };
}

function backtestOf(bars: LoadedBars): DemoReport["backtest"] {
  const progress = startProgress("backtest", bars.series.length);
  try {
    return runBacktest(bars, progress.update);
  } finally {
    progress.stop();
  }
}

/** The bars to run on, or why there are none: without a network the rest of the demo still runs. */
async function loadBars(path: string | undefined): Promise<LoadedBars | SkippedBacktest> {
  if (path !== undefined) return barsOfFile(path);
  let progress: ReturnType<typeof startProgress> | undefined;
  try {
    const bytes = await fetchSp500((done, total) => {
      progress ??= startProgress("getting S&P 500 bars, once", total);
      progress.update(done);
    });
    return sp500Bars(bytes, SP500_SOURCE);
  } catch (error) {
    if (!(error instanceof HotpathError) || error instanceof ConfigError) throw error;
    return {
      status: "skipped",
      reason: `the S&P 500 bars (${SP500_SOURCE}) are not cached and could not be downloaded: ${error.message}`,
      remedy: "run again with a network, or with --bars FILE.csv (date, open, high, low, close)",
    };
  } finally {
    progress?.stop();
  }
}
