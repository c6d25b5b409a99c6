import { ConfigError, Instrument } from "@hotpath/core";
import { loadStrategy } from "@hotpath/engine";
import { BarSeries } from "@hotpath/market-data";
import type { VectorisedStrategy } from "../vectorised/vectorised-strategy.ts";
import type { BarRange, SweepAnswer, SweepJob, SweepOrder } from "./sweep-messages.ts";
import { type Trial, type TrialOptions, trialRunner, wholeRun } from "./trial.ts";

declare const self: {
  onmessage: ((event: { data: SweepOrder }) => void) | null;
  postMessage(message: SweepAnswer): void;
};

/** Runs the parameter sets of a job. */
export type RunTrial = (parameters: Readonly<Record<string, unknown>>) => Trial;

/**
 * Makes a Worker one that runs trials of a sweep: what a Worker's module of your own calls.
 *
 * @param prepare what is done before the strategy's file is loaded
 */
export function serveSweep(prepare: (file: string) => Promise<void> = async () => {}): void {
  let server: JobServer | undefined;
  const answer = async (order: SweepOrder): Promise<SweepAnswer> => {
    if (!("job" in order)) return server!.answer(order);
    await prepare(order.job.file);
    server = new JobServer(await trialOptionsOf(order.job));
    return { kind: "ready" };
  };
  self.onmessage = ({ data }) => {
    answer(data).then(
      (message) => self.postMessage(message),
      (error: unknown) =>
        self.postMessage({ kind: "failed", message: error instanceof Error ? error.message : String(error) }),
    );
  };
}

/** Runs what a job is asked for, here. */
export class JobServer {
  readonly #options: TrialOptions;
  #range: BarRange | undefined;
  #run: RunTrial | undefined;

  constructor(options: TrialOptions) {
    this.#options = options;
  }

  /** What runs trials on all data, or on a range of its bars: made once for orders of one range that follow each other. */
  runner(range?: BarRange): RunTrial {
    if (this.#run === undefined || this.#range?.from !== range?.from || this.#range?.to !== range?.to) {
      this.#run = trialRunner(range === undefined ? this.#options : inRange(this.#options, range));
      this.#range = range;
    }
    return this.#run;
  }

  answer(order: Exclude<SweepOrder, { job: SweepJob }>): SweepAnswer {
    if ("sets" in order) return { kind: "done", trials: order.sets.map(this.runner(order.range)) };
    return { kind: "whole", run: wholeRun(inRange(this.#options, order.range), order.whole, order.afterMicros) };
  }
}

function inRange(options: TrialOptions, { from, to }: BarRange): TrialOptions {
  const { data } = options;
  const series = data instanceof BarSeries ? data : Array.isArray(data) && data.length === 1 ? data[0] : undefined;
  if (series === undefined) throw new ConfigError("data", typeof data, "one series of bars");
  return { ...options, data: series.slice(from, to) };
}

/** What trials of a job are run with. @throws {ConfigError} for a file without the form that is asked for */
export async function trialOptionsOf(job: SweepJob): Promise<TrialOptions> {
  const { file, isVectorised, data, ...options } = job;
  const strategy = await loadStrategy(file);
  const vectorised = isVectorised ? await loadVectorised(file) : undefined;
  return {
    ...options,
    strategy,
    data:
      "ticks" in data
        ? data
        : data.bars.map(({ instrument, columns }) => new BarSeries(new Instrument(instrument), columns)),
    ...(vectorised && { vectorised }),
  };
}

/** The vectorised form that a strategy's file exports. @throws {ConfigError} if it exports none */
export async function loadVectorised(file: string): Promise<VectorisedStrategy> {
  const { vectorised } = (await import(file)) as { vectorised?: VectorisedStrategy };
  if (typeof vectorised?.targets !== "function")
    throw new ConfigError("strategy", file, "a file that exports `vectorised`, made by vectorise(…)");
  return vectorised;
}
