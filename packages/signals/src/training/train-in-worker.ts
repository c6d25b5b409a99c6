import { ConfigError, type ErrorCode, HotpathError, InputError, UnavailableError } from "@hotpath/core";
import type { BoostedTrees, BoostingOptions } from "./boosted-trees.ts";
import type { Forest, ForestOptions } from "./random-forest.ts";
import type { TrainingData } from "./training-data.ts";

/** Options that can be sent to a Worker: all but functions and kernels, which it has of its own. */
export type WorkerOptions<Options> = Omit<Options, "kernels" | "onRound" | "onTree">;

/** What the Worker is sent. */
export type WorkerTask =
  | { kind: "boosted"; data: TrainingData; options: WorkerOptions<BoostingOptions> }
  | { kind: "forest"; data: TrainingData; options: WorkerOptions<ForestOptions> };

/** What it answers with: each round, and in the end the model or what went wrong. */
export interface WorkerAnswer {
  round?: number;
  loss?: number | undefined;
  model?: BoostedTrees | Forest;
  error?: { name: string; message: string; code: ErrorCode | undefined; fields: object };
}

/** How a training elsewhere is watched and ended. */
export interface WatchOptions {
  /** Told after each round or tree, with the loss on the validation rows where there are any. */
  onRound?: (round: number, validationLoss: number | undefined) => void;
  /** Ends the training; the promise is then rejected with the signal's reason. */
  signal?: AbortSignal;
}

/**
 * Trains in a Worker, so that this thread goes on with its work. The model is that of {@link trainBoostedTrees} or
 * {@link trainRandomForest}, bit for bit. Data is copied to the Worker. Runs where there is a global `Worker`: Bun, browsers.
 *
 * @throws {UnavailableError} there are no Workers
 * @throws {ConfigError} an option that is not allowed
 * @throws {InputError} data that cannot be trained on
 */
export function trainInWorker(
  kind: "boosted",
  data: TrainingData,
  options?: WorkerOptions<BoostingOptions>,
  watch?: WatchOptions,
): Promise<BoostedTrees>;
/** The same for a random forest. */
export function trainInWorker(
  kind: "forest",
  data: TrainingData,
  options?: WorkerOptions<ForestOptions>,
  watch?: WatchOptions,
): Promise<Forest>;
export async function trainInWorker(
  kind: "boosted" | "forest",
  data: TrainingData,
  options: object = {},
  { onRound, signal }: WatchOptions = {},
): Promise<BoostedTrees | Forest> {
  if (typeof Worker === "undefined") throw new UnavailableError("this runtime has no Worker: train in this thread");
  signal?.throwIfAborted();
  // Sources are TypeScript, and what is built from them is not.
  const file = import.meta.url.endsWith(".ts") ? "./training-worker.ts" : "./training-worker.js";
  const worker = new Worker(new URL(file, import.meta.url), { type: "module" });
  const { promise, resolve, reject } = Promise.withResolvers<BoostedTrees | Forest>();
  const abort = () => reject(signal!.reason);
  signal?.addEventListener("abort", abort, { once: true });
  worker.onmessage = ({ data: answer }: MessageEvent<WorkerAnswer>) => {
    if (answer.round !== undefined) onRound?.(answer.round, answer.loss);
    else if (answer.model !== undefined) resolve(answer.model);
    else reject(errorOf(answer.error!));
  };
  worker.onerror = (event) => reject(new UnavailableError(`the Worker that trains has failed: ${event.message}`));
  try {
    worker.postMessage({ kind, data, options } as WorkerTask);
    return await promise;
  } finally {
    signal?.removeEventListener("abort", abort);
    worker.terminate();
  }
}

/** The error as it was thrown in the Worker: classes do not survive the way. */
function errorOf({ name, message, code, fields }: NonNullable<WorkerAnswer["error"]>): Error {
  const { path, value, allowed } = fields as { path?: string; value?: unknown; allowed?: string };
  if (name === "ConfigError" && path !== undefined) return new ConfigError(path, value, allowed ?? "");
  if (name === "InputError") return new InputError(code as "INPUT_INVALID", message);
  return code === undefined ? new Error(message) : new HotpathError(code, message);
}
