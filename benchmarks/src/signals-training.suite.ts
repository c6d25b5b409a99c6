/**
 * Boosted trees, trained. The peer is LightGBM on one thread with its defaults, on the same rows, where
 * HOTPATH_MODELS_PYTHON names a Python that has it; the tests hold the two to the same quality.
 */
import { loadKernels } from "@hotpath/native";
import { TreeScorer } from "@hotpath/signals/models";
import { areaUnderCurve, trainBoostedTrees } from "@hotpath/signals/training";
import { type LearningSet, missingSet, surfaceSet } from "../../packages/signals/src/testing/learning-sets.ts";
import { trainLightGbm } from "../../packages/signals/src/testing/lightgbm-peer.ts";
import type { BenchRow, Suite } from "./harness.ts";

const ROUNDS = 100;

/** Milliseconds of processor time of the fastest of five runs: others on the machine are not ours to count. */
function milliseconds(run: () => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (let k = 0; k < 5; k++) {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

function training(set: LearningSet, growth: "leaf-wise" | "oblivious"): BenchRow {
  using kernels = loadKernels();
  const options = { growth, rounds: ROUNDS, kernels };
  const ours = milliseconds(() => trainBoostedTrees(set.train, options));
  const { labels, values } = set.test;
  const scores = new TreeScorer(trainBoostedTrees(set.train, options).ensemble).raw(
    values,
    new Float64Array(labels.length),
  );
  const peer = trainLightGbm(set, ROUNDS);
  const theirs = peer === undefined ? "" : `, LightGBM ${peer.auc.toFixed(4)}`;
  return {
    what: `${set.name}, ${set.train.labels.length} rows of ${set.train.features}: ${ROUNDS} ${growth} trees`,
    ours,
    unit: "ms",
    better: "lower",
    ...(peer === undefined ? {} : { goal: 3000 * peer.seconds, peers: { LightGBM: 1000 * peer.seconds } }),
    note: `area under the curve ${areaUnderCurve(scores, labels).toFixed(4)}${theirs}; processor time`,
  };
}

const suite: Suite = {
  name: "signals-training",
  run: () =>
    [surfaceSet(10_000), missingSet(10_000)].flatMap((set) => [training(set, "leaf-wise"), training(set, "oblivious")]),
};

export default suite;
