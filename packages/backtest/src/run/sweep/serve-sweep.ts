import { ConfigError, Instrument } from "@hotpath/core";
import { loadStrategy } from "@hotpath/engine";
import { BarSeries } from "@hotpath/market-data";
import type { VectorisedStrategy } from "../vectorised/vectorised-strategy.ts";
import type { SweepAnswer, SweepJob, SweepOrder } from "./sweep-messages.ts";
import { type Trial, trialRunner } from "./trial.ts";

declare const self: {
  onmessage: ((event: { data: SweepOrder }) => void) | null;
  postMessage(message: SweepAnswer): void;
};

/**
 * Makes a Worker one that runs trials of a sweep: what a Worker's module of your own calls.
 *
 * @param prepare what is done before the strategy's file is loaded
 */
export function serveSweep(prepare: (file: string) => Promise<void> = async () => {}): void {
  let run: ((parameters: Readonly<Record<string, unknown>>) => Trial) | undefined;
  const answer = async (order: SweepOrder): Promise<SweepAnswer> => {
    if ("job" in order) {
      await prepare(order.job.file);
      run = await runnerOf(order.job);
      return { kind: "ready" };
    }
    return { kind: "done", trials: order.sets.map(run!) };
  };
  self.onmessage = ({ data }) => {
    answer(data).then(
      (message) => self.postMessage(message),
      (error: unknown) =>
        self.postMessage({ kind: "failed", message: error instanceof Error ? error.message : String(error) }),
    );
  };
}

/** What runs the trials of a job. @throws {ConfigError} for a file without the form that is asked for */
export async function runnerOf(job: SweepJob): Promise<(parameters: Readonly<Record<string, unknown>>) => Trial> {
  const { file, isVectorised, bars, ...options } = job;
  const strategy = await loadStrategy(file);
  const data = bars.map(({ instrument, columns }) => new BarSeries(new Instrument(instrument), columns));
  const vectorised = isVectorised ? await loadVectorised(file) : undefined;
  return trialRunner({ ...options, strategy, data, ...(vectorised && { vectorised }) });
}

/** The vectorised form that a strategy's file exports. @throws {ConfigError} if it exports none */
export async function loadVectorised(file: string): Promise<VectorisedStrategy> {
  const { vectorised } = (await import(file)) as { vectorised?: VectorisedStrategy };
  if (typeof vectorised?.targets !== "function")
    throw new ConfigError("strategy", file, "a file that exports `vectorised`, made by vectorise(…)");
  return vectorised;
}
