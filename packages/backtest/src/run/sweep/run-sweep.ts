/**
 * Sweeps: many parameter sets of one strategy over the same bars or ticks, on Workers or here, from a cache where they were run
 * before, and judged together, so that the best of many is not taken for what it is not.
 */
import { ConfigError } from "@hotpath/core";
import { returns } from "@hotpath/portfolio";
import { judgeTrials, type TrialsJudgement } from "@hotpath/signals/research";
import type { TrialFigures } from "../trial-figures.ts";
import { JobServer, trialOptionsOf } from "./serve-sweep.ts";
import type { SweepJob } from "./sweep-messages.ts";
import { SweepWorkers } from "./sweep-workers.ts";
import type { Trial } from "./trial.ts";
import type { TrialCache } from "./trial-cache.ts";

/** How a sweep is run. */
export interface SweepOptions {
  job: SweepJob;
  sets: readonly Readonly<Record<string, unknown>>[];
  /** How many Workers; 0 runs all here. Default 0. */
  workers?: number;
  /** The Workers' module. Default: this package's own. */
  workerModule?: URL;
  /** Trials that were run before, and where new ones are kept. */
  cache?: TrialCache;
  /** What trials are sorted by; of `maxDrawdown` and `volatility`, less is better. Default `sharpe`. */
  sortBy?: keyof TrialFigures;
  onProgress?: (done: number, total: number) => void;
}

/** What a sweep found. */
export interface SweepResult {
  /** The best first. */
  trials: Trial[];
  /** How many came from the cache. */
  cached: number;
  /** What the best is worth, now that one knows how many there were; undefined where too few vary to say. */
  judgement: TrialsJudgement | undefined;
}

/** Sets in one order to a Worker. */
const BATCH = 8;
const LESS_IS_BETTER: readonly (keyof TrialFigures)[] = ["maxDrawdown", "volatility"];

/**
 * Runs a sweep. The result does not depend on how many Workers there are, or on what was cached.
 *
 * @throws {ConfigError} for an option or a parameter that is wrong
 * @throws {StateError} with the words of a Worker that cannot go on; {UnavailableError} for Workers where there are none
 */
export async function runSweep(options: SweepOptions): Promise<SweepResult> {
  const { sets, workers = 0, cache, sortBy = "sharpe", onProgress } = options;
  checkWorkers(workers);
  const trials: (Trial | undefined)[] = sets.map((set) => cache?.get(set));
  const missing = [...sets.keys()].filter((place) => trials[place] === undefined);
  const cached = sets.length - missing.length;
  let done = cached;
  onProgress?.(done, sets.length);
  const keep = (place: number, trial: Trial): void => {
    trials[place] = trial;
    cache?.add(trial);
    done += 1;
    onProgress?.(done, sets.length);
  };
  if (missing.length > 0 && workers === 0) {
    const run = new JobServer(await trialOptionsOf(options.job)).runner();
    for (const place of missing) keep(place, run(sets[place]!));
  } else if (missing.length > 0) await runOnWorkers(options, missing, keep);
  const sorted = sortTrials(trials as Trial[], sortBy);
  return { trials: sorted, cached, judgement: judge(sorted) };
}

/** Trials by a statistic, the best first; equal ones stay in their order. */
export function sortTrials(trials: readonly Trial[], by: keyof TrialFigures): Trial[] {
  const sign = LESS_IS_BETTER.includes(by) ? 1 : -1;
  return trials.toSorted((a, b) => sign * (a.figures[by] - b.figures[by]));
}

/** The first trial among all: nothing is judged where it, or fewer than two, vary, or the curve is short. */
function judge(trials: readonly Trial[]): TrialsJudgement | undefined {
  const usable = trials.filter(({ curve }) => curve.every((value) => value > 0));
  const series = usable.map(({ curve }) => returns(curve));
  const varies = (column: Float64Array) => column.some((value) => value !== column[0]);
  if (series.length < 2 || series[0]!.length < 40 || usable[0] !== trials[0] || !varies(series[0]!)) return undefined;
  return judgeTrials(series, { chosen: 0 });
}

async function runOnWorkers(
  options: SweepOptions,
  missing: readonly number[],
  keep: (place: number, trial: Trial) => void,
): Promise<void> {
  const batches: number[][] = [];
  for (let at = 0; at < missing.length; at += BATCH) batches.push(missing.slice(at, at + BATCH));
  const count = Math.min(options.workers ?? 0, batches.length);
  using workers = await SweepWorkers.start(options.job, count, options.workerModule);
  const tasks = batches.map((places) => ({ sets: places.map((place) => options.sets[place]!) }));
  await workers.run(tasks, (task, answer) => {
    if (answer.kind === "done") for (const [n, trial] of answer.trials.entries()) keep(batches[task]![n]!, trial);
  });
}

/** @throws {ConfigError} for a number of Workers that cannot be */
export function checkWorkers(workers: number): void {
  if (!Number.isInteger(workers) || workers < 0 || workers > 256)
    throw new ConfigError("workers", workers, "an integer from 0 to 256");
}
