import type { InstrumentDefinition } from "@hotpath/core";
import type { StrategyEngineConfig } from "@hotpath/engine";
import type { BarColumns } from "@hotpath/market-data";
import type { RunBacktestOptions } from "../run-backtest.ts";
import type { TickReplay } from "../ticks/replay-of.ts";
import type { RecordedTicks } from "../ticks/tick-recorder.ts";
import type { Trial } from "./trial.ts";

/** What the trials of a sweep run on: plain data; memory that is shared is not copied. */
export type SweepData =
  /** Bars, by instrument. */
  | { bars: readonly { instrument: InstrumentDefinition; columns: BarColumns }[] }
  /** Recorded ticks, and how each trial replays them. */
  | { ticks: RecordedTicks; replay: TickReplay };

/** What a Worker of a sweep is told first: all that plain data can say. */
export interface SweepJob {
  /** The strategy's file, an absolute path. */
  file: string;
  /** Whether its export `vectorised` is run. */
  isVectorised: boolean;
  data: SweepData;
  config: Omit<StrategyEngineConfig, "instruments">;
  slippage?: NonNullable<RunBacktestOptions["slippage"]>;
  participation?: number;
  /** Returns of the figures in a year; by default by the times of each trial's own samples. */
  periodsPerYear?: number;
}

/** Bars from one place up to before another. */
export interface BarRange {
  from: number;
  to: number;
}

/** What it is told: what to be; which sets to run, of all bars or a range; or to run one set whole and tell its curve. */
export type SweepOrder =
  | { job: SweepJob }
  | { sets: readonly Readonly<Record<string, unknown>>[]; range?: BarRange }
  | { whole: Readonly<Record<string, unknown>>; range: BarRange; afterMicros: number };

/** A run over a range of bars: its curve, and how many fills came after a time. */
export interface WholeRun {
  equity: Float64Array;
  fillsAfter: number;
}

/** What it says: it is ready, or done with the last order; or why it cannot go on. */
export type SweepAnswer =
  | { kind: "ready" }
  | { kind: "done"; trials: Trial[] }
  | { kind: "whole"; run: WholeRun }
  | { kind: "failed"; message: string };
