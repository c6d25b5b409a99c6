/** What runs in the Worker of `trainInWorker`: one training, then an answer. */
import { HotpathError } from "@hotpath/core";
import { trainBoostedTrees } from "./boosted-trees.ts";
import { trainRandomForest } from "./random-forest.ts";
import type { WorkerAnswer, WorkerTask } from "./train-in-worker.ts";

/** The face of a Worker's global object that is used here. */
interface WorkerScope {
  onmessage: ((event: { data: WorkerTask }) => void) | null;
  postMessage(answer: WorkerAnswer): void;
}

const scope = globalThis as unknown as WorkerScope;

scope.onmessage = ({ data: task }) => {
  const onRound = (round: number, loss?: number) => scope.postMessage({ round, loss });
  try {
    const model =
      task.kind === "boosted"
        ? trainBoostedTrees(task.data, { ...task.options, onRound })
        : trainRandomForest(task.data, { ...task.options, onTree: onRound });
    scope.postMessage({ model });
  } catch (error) {
    const { name, message } = error as Error;
    const refused = error instanceof HotpathError;
    scope.postMessage({
      error: { name, message, code: refused ? error.code : undefined, fields: { ...(error as object) } },
    });
  }
};
