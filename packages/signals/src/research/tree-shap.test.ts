import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Random } from "@hotpath/core";
import { parseTreeModel } from "../models/open-model.ts";
import { type DecisionTree, goesLeft } from "../models/tree-ensemble.ts";
import { TreeScorer } from "../models/tree-scorer.ts";
import { missingSet, surfaceSet } from "../testing/learning-sets.ts";
import { keptCases, MODELS_PYTHON } from "../testing/trained-models.ts";
import { trainBoostedTrees } from "../training/boosted-trees.ts";
import { logLoss } from "../training/metrics.ts";
import { purgedFolds } from "./cross-validation.ts";
import { meanDecreaseAccuracy, meanDecreaseImpurity } from "./importance.ts";
import { TreeExplainer } from "./tree-shap.ts";

/** What a tree says where only some features are known: branches of the others are weighed by the background. */
function expectation(
  tree: DecisionTree,
  row: Float64Array,
  known: number,
  node: number,
  background: Float64Array[],
): number {
  if (node < 0) return tree.leaves[~node]!;
  const feature = tree.feature[node]!;
  const sides = (left: boolean) => background.filter((each) => goesLeft(tree, node, each[feature]!) === left);
  const go = (left: boolean) => expectation(tree, row, known, left ? tree.left[node]! : tree.right[node]!, sides(left));
  if (known & (1 << feature)) return go(goesLeft(tree, node, row[feature]!));
  const share = sides(true).length / background.length;
  return (share > 0 ? share * go(true) : 0) + (share < 1 ? (1 - share) * go(false) : 0);
}

test("SHAP values are Shapley's, by all subsets of the features", () => {
  const set = surfaceSet(300, 5, 3);
  const { ensemble } = trainBoostedTrees(set.train, { rounds: 5, leaves: 8, leastRows: 3 });
  const { values } = set.train;
  const explainer = new TreeExplainer(ensemble, values);
  const background = Array.from({ length: 300 }, (_, r) => values.slice(5 * r, 5 * r + 5));
  const factorial = [1, 1, 2, 6, 24, 120];
  for (let r = 0; r < 8; r++) {
    const row = background[r]!;
    const byAll = new Float64Array(32);
    for (let known = 0; known < 32; known++)
      for (const tree of ensemble.trees)
        byAll[known]! += expectation(tree, row, known, tree.feature.length > 0 ? 0 : ~0, background);
    const shap = explainer.explain(row);
    for (let f = 0; f < 5; f++) {
      let value = 0;
      for (let known = 0; known < 32; known++) {
        if (known & (1 << f)) continue;
        const size = [0, 1, 2, 3, 4].filter((k) => known & (1 << k)).length;
        value += ((factorial[size]! * factorial[4 - size]!) / 120) * (byAll[known | (1 << f)]! - byAll[known]!);
      }
      expect(shap[f]!).toBeCloseTo(value, 10);
    }
    expect(ensemble.baseFirst[0]! + byAll[0]!).toBeCloseTo(explainer.base, 10);
  }
});

test("values add up to the raw score, for models of any library", () => {
  for (const { bytes, rows, features, name } of keptCases()) {
    const ensemble = parseTreeModel(bytes)!;
    if (ensemble.outputs !== 1) continue;
    const explainer = new TreeExplainer(ensemble, rows);
    const scorer = new TreeScorer(ensemble);
    for (let r = 0; r < 10; r++) {
      const row = rows.slice(r * features, (r + 1) * features);
      const sum = explainer.explain(row).reduce((total, value) => total + value, explainer.base);
      expect(Math.abs(sum - scorer.raw(row, new Float64Array(1))[0]!), name).toBeLessThan(1e-5);
    }
  }
});

const PROGRAM = `
import sys, numpy, lightgbm
folder, features = sys.argv[1], int(sys.argv[2])
x, y = numpy.fromfile(folder + "/x").reshape(-1, features), numpy.fromfile(folder + "/y")
booster = lightgbm.train(dict(objective="binary", verbose=-1, num_threads=1, num_leaves=12), lightgbm.Dataset(x, y), 20)
booster.save_model(folder + "/model.txt")
booster.predict(x[:50], pred_contrib=True).tofile(folder + "/shap")`;

if (MODELS_PYTHON !== undefined)
  test("values are LightGBM's own, with its training rows as the background", () => {
    const { values, labels, features } = missingSet(1000).train;
    const folder = mkdtempSync(join(tmpdir(), "hotpath-shap-"));
    try {
      writeFileSync(join(folder, "x"), values);
      writeFileSync(join(folder, "y"), labels);
      const run = Bun.spawnSync([MODELS_PYTHON!, "-W", "ignore", "-c", PROGRAM, folder, String(features)], {
        stderr: "pipe",
      });
      expect(run.exitCode, run.stderr.toString()).toBe(0);
      const explainer = new TreeExplainer(parseTreeModel(readFileSync(join(folder, "model.txt")))!, values);
      const theirs = new Float64Array(new Uint8Array(readFileSync(join(folder, "shap"))).buffer);
      for (let r = 0; r < 50; r++) {
        const ours = [...explainer.explain(values.slice(r * features, (r + 1) * features)), explainer.base];
        for (const [f, value] of ours.entries()) expect(value).toBeCloseTo(theirs[r * (features + 1) + f]!, 9);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);

test("features that say nothing matter least, by every measure", () => {
  const set = surfaceSet(1500, 8, 4);
  const { train } = set;
  const options = { rounds: 30, leaves: 12 };
  const { ensemble, gains } = trainBoostedTrees(train, options);
  const impurity = meanDecreaseImpurity(gains);
  expect(impurity.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  const starts = Int32Array.from(train.labels, (_, r) => r);
  const accuracy = meanDecreaseAccuracy(
    train,
    purgedFolds({ starts, ends: starts }, 4),
    (part) => {
      const scorer = new TreeScorer(trainBoostedTrees(part, options).ensemble);
      return (values) => scorer.predict(values, new Float64Array(values.length / 8));
    },
    logLoss,
  );
  const explainer = new TreeExplainer(ensemble, train.values);
  const shap = new Float64Array(8);
  const random = new Random(1);
  for (let k = 0; k < 50; k++) {
    const r = random.integer(1500);
    for (const [f, value] of explainer.explain(train.values.slice(8 * r, 8 * r + 8)).entries())
      shap[f]! += Math.abs(value);
  }
  for (const measure of [impurity, accuracy.mean, shap])
    for (const useful of [0, 3]) for (const idle of [5, 6, 7]) expect(measure[useful]!).toBeGreaterThan(measure[idle]!);
  for (const idle of [5, 6, 7]) expect(accuracy.mean[idle]!).toBeLessThan(0.02);
});
