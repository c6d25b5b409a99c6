import type { InstrumentDefinition } from "@hotpath/core";
import type { StrategyEngineConfig } from "@hotpath/engine";
import type { BarColumns } from "@hotpath/market-data";
import type { RunBacktestOptions } from "../run-backtest.ts";
import type { Trial } from "./trial.ts";

/** What a Worker of a sweep is told first: all that plain data can say. */
export interface SweepJob {
  /** The strategy's file, an absolute path. */
  file: string;
  /** Whether its export `vectorised` is run. */
  isVectorised: boolean;
  /** Bars by instrument; columns over shared memory are shared. */
  bars: readonly { instrument: InstrumentDefinition; columns: BarColumns }[];
  config: Omit<StrategyEngineConfig, "instruments">;
  slippage?: NonNullable<RunBacktestOptions["slippage"]>;
  participation?: number;
  periodsPerYear: number;
}

/** What it is told: what to be, then which sets to run. */
export type SweepOrder = { job: SweepJob } | { sets: readonly Readonly<Record<string, unknown>>[] };

/** What it says: it is ready, or done with the sets of the last order; or why it cannot go on. */
export type SweepAnswer = { kind: "ready" } | { kind: "done"; trials: Trial[] } | { kind: "failed"; message: string };
