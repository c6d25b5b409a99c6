import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { ConfigError, InputError, Random } from "@hotpath/core";
import { ObliviousScorer } from "../models/oblivious-scorer.ts";
import { TreeScorer } from "../models/tree-scorer.ts";
import { barsSet, type LearningSet, missingSet, surfaceSet } from "../testing/learning-sets.ts";
import { trainLightGbm } from "../testing/lightgbm-peer.ts";
import { MODELS_PYTHON } from "../testing/trained-models.ts";
import { type BoostedTrees, type BoostingOptions, trainBoostedTrees } from "./boosted-trees.ts";
import { areaUnderCurve, logLoss, meanSquaredError } from "./metrics.ts";
import { trainRandomForest } from "./random-forest.ts";

const root = join(import.meta.dir, "../../../..");
const bars = join(resolve(root, process.env.HOTPATH_TEST_DATA ?? "../shared"), "golden/indicators/cdl_spx/_input.csv");

function predict({ ensemble }: Pick<BoostedTrees, "ensemble">, { values, labels }: LearningSet["test"]): Float64Array {
  return new TreeScorer(ensemble).predict(values, new Float64Array(labels.length));
}

describe("what is learned", () => {
  const sets = [surfaceSet(4000), missingSet(4000)];
  if (existsSync(bars)) sets.push(barsSet(bars));
  else test.skip("no golden/indicators below HOTPATH_TEST_DATA", () => {});
  for (const set of sets)
    test(`${set.name}: better than the base rate, both ways of growing`, () => {
      const base = set.train.labels.reduce((sum, label) => sum + label, 0) / set.train.labels.length;
      const ofBase = logLoss(new Float64Array(set.test.labels.length).fill(base), set.test.labels);
      for (const growth of ["leaf-wise", "oblivious"] as const) {
        const model = trainBoostedTrees(set.train, { growth, rounds: 60, learningRate: 0.07, leaves: 15 });
        const p = predict(model, set.test);
        expect(areaUnderCurve(p, set.test.labels)).toBeGreaterThan(set.name === "surface" ? 0.75 : 0.6);
        expect(logLoss(p, set.test.labels)).toBeLessThan(ofBase - 0.02);
      }
    });

  if (MODELS_PYTHON !== undefined && existsSync(bars))
    for (const set of [surfaceSet(10_000), missingSet(10_000), barsSet(bars)])
      test(`${set.name}: within 1 % of LightGBM's AUC and log loss`, () => {
        const peer = trainLightGbm(set, 100)!;
        const p = predict(trainBoostedTrees(set.train), set.test);
        expect(areaUnderCurve(p, set.test.labels)).toBeGreaterThan(peer.auc * 0.99);
        expect(logLoss(p, set.test.labels)).toBeLessThan(peer.logLoss * 1.01);
      }, 120_000);
});

describe("bits", () => {
  const set = missingSet(1500);
  const ways: BoostingOptions[] = [
    {},
    { growth: "oblivious" },
    { rowFraction: 0.6, featureFraction: 0.5, seed: 9 },
    { objective: "regression", l2: 1 },
  ];
  for (const options of ways)
    test(`native, TypeScript and a second run agree: ${JSON.stringify(options)}`, () => {
      const first = trainBoostedTrees(set.train, { rounds: 12, ...options });
      const again = trainBoostedTrees(set.train, { rounds: 12, ...options, kernels: { trees: null } });
      expect(again.ensemble).toEqual(first.ensemble);
      expect(again.gains).toEqual(first.gains);
    });

  test("the loss measured in training is that of the model, and the oblivious form has the same scores", () => {
    for (const growth of ["leaf-wise", "oblivious"] as const) {
      const model = trainBoostedTrees(set.train, { growth, rounds: 10, validation: set.test });
      expect(logLoss(predict(model, set.test), set.test.labels)).toBe(model.validationLosses.at(-1)!);
      if (model.oblivious === undefined) continue;
      const scorer = new ObliviousScorer(model.oblivious);
      const scores = scorer.raw(
        scorer.bin(set.test.values, new Uint8Array(set.test.values.length)),
        new Float64Array(set.test.labels.length),
      );
      expect(scores).toEqual(new TreeScorer(model.ensemble).raw(set.test.values, new Float64Array(scores.length)));
    }
  });
});

test("one split of a regression is the best one there is", () => {
  const random = new Random(4);
  const [rows, features] = [200, 3];
  const values = Float64Array.from({ length: rows * features }, () =>
    random.chance(0.1) ? Number.NaN : random.integer(20),
  );
  const labels = Float64Array.from({ length: rows }, (_, r) => (values[3 * r + 1]! > 7 ? 2 : 0) + random.normal());
  const { ensemble, gains } = trainBoostedTrees(
    { values, features, labels },
    { objective: "regression", rounds: 1, learningRate: 1, leaves: 2, leastRows: 5 },
  );
  const errorOf = (p: ArrayLike<number>) => labels.reduce((sum, label, r) => sum + (label - p[r]!) ** 2, 0);
  const found = errorOf(new TreeScorer(ensemble).raw(values, new Float64Array(rows)));
  let best = Number.POSITIVE_INFINITY;
  for (let f = 0; f < features; f++)
    for (let threshold = 0; threshold <= 20; threshold++)
      for (const missingLeft of [true, false]) {
        const isLeft = labels.map((_, r) =>
          Number(Number.isNaN(values[3 * r + f]!) ? missingLeft : values[3 * r + f]! <= threshold),
        );
        const count = isLeft.reduce((sum, left) => sum + left, 0);
        if (count < 5 || rows - count < 5) continue;
        const mean = [0, 1].map(
          (side) =>
            labels.reduce((sum, y, r) => sum + (isLeft[r] === side ? y : 0), 0) / (side === 1 ? count : rows - count),
        );
        best = Math.min(best, errorOf(isLeft.map((side) => mean[side]!)));
      }
  expect(found).toBeCloseTo(best, 8);
  const whole = errorOf(new Float64Array(rows).fill(labels.reduce((sum, y) => sum + y, 0) / rows));
  expect(gains.reduce((sum, gain) => sum + gain, 0)).toBeCloseTo(whole - best, 6);
});

test("monotone: predictions rise and fall as they must, whatever the other features are", () => {
  const set = surfaceSet(2000, 5, 8);
  const monotone = [1, 0, 0, -1, 0];
  const { ensemble } = trainBoostedTrees(set.train, { monotone, rounds: 40 });
  const scorer = new TreeScorer(ensemble);
  const random = new Random(6);
  for (let k = 0; k < 200; k++) {
    const row = Float64Array.from({ length: 5 }, () => random.normal());
    for (const feature of [0, 3]) {
      const rows = Float64Array.from({ length: 5 * 40 }, (_, i) =>
        i % 5 === feature ? Math.floor(i / 5) / 5 - 4 : row[i % 5]!,
      );
      const scores = scorer.raw(rows, new Float64Array(40));
      for (let i = 1; i < 40; i++) expect((scores[i]! - scores[i - 1]!) * monotone[feature]!).toBeGreaterThanOrEqual(0);
    }
  }
});

test("weights count as repeated rows do; rows of weight 0 do not count", () => {
  const set = missingSet(600);
  const { values, features, labels } = set.train;
  const weights = Float64Array.from(labels, (_, r) => r % 3);
  const rows = [...labels.keys()].flatMap((r) => new Array<number>(r % 3).fill(r));
  const repeated = {
    values: Float64Array.from(rows.flatMap((r) => [...values.subarray(r * features, (r + 1) * features)])),
    features,
    labels: Float64Array.from(rows, (r) => labels[r]!),
  };
  // Few and large leaves: in small ones splits tie, and rounding would choose.
  const options = { rounds: 10, leaves: 4, leastRows: 0, leastCurvature: 10 };
  const p = predict(trainBoostedTrees({ ...set.train, weights }, options), repeated);
  const q = predict(trainBoostedTrees(repeated, options), repeated);
  for (let i = 0; i < p.length; i++) expect(p[i]!).toBeCloseTo(q[i]!, 9);
});

test("training stops when the loss on other rows does not fall, and keeps the best", () => {
  const set = surfaceSet(500);
  const model = trainBoostedTrees(set.train, {
    rounds: 500,
    learningRate: 0.3,
    earlyStopping: 10,
    validation: set.test,
  });
  const losses = model.validationLosses;
  expect(losses.length).toBe(model.rounds + 10);
  expect(model.ensemble.trees.length).toBe(model.rounds);
  expect(losses[model.rounds - 1]).toBe(Math.min(...losses));
  let told = 0;
  trainBoostedTrees(set.train, { onRound: () => ++told < 3 });
  expect(told).toBe(3);
});

test("a forest: probabilities, judged by the rows that its trees have not seen", () => {
  const set = surfaceSet(3000);
  const forest = trainRandomForest(set.train, { trees: 60 });
  const p = predict(forest, set.test);
  const auc = areaUnderCurve(p, set.test.labels);
  expect(auc).toBeGreaterThan(0.72);
  expect(Math.abs(areaUnderCurve(forest.outOfBag, set.train.labels) - auc)).toBeLessThan(0.03);
  expect(p.every((each) => each >= 0 && each <= 1)).toBe(true);
  expect(
    [...forest.gains.keys()]
      .sort((a, b) => forest.gains[b]! - forest.gains[a]!)
      .slice(0, 2)
      .sort(),
  ).toContain(0);
  const [first, again] = [{}, { kernels: { trees: null } }].map((each) =>
    trainRandomForest(set.train, { trees: 3, ...each }),
  );
  expect(again!.ensemble).toEqual(first!.ensemble);
  expect(Array.from(again!.outOfBag)).toEqual(Array.from(first!.outOfBag));
  const regression = trainRandomForest(set.train, { objective: "regression", trees: 30 });
  expect(meanSquaredError(predict(regression, set.test), set.test.labels)).toBeLessThan(0.22);
});

test("bad input is named", () => {
  const data = { values: Float64Array.of(1, 2, 3, 4), features: 2, labels: Float64Array.of(0, 1) };
  const train =
    (change: object, options = {}) =>
    () =>
      trainBoostedTrees({ ...data, ...change }, options);
  expect(train({ labels: Float64Array.of(0, 2) })).toThrow("data.labels: row 1: got 2; allowed: 0 or 1");
  expect(train({ values: Float64Array.of(1, 2, 3) })).toThrow(InputError);
  expect(train({ values: Float64Array.of(1, 2, 3, Number.NEGATIVE_INFINITY) })).toThrow(
    "row 1, feature 1: got -Infinity",
  );
  expect(train({ labels: new Float64Array(0), values: new Float64Array(0) })).toThrow("at least one row");
  expect(train({ weights: Float64Array.of(0, 0) })).toThrow("weights: are all 0");
  expect(train({}, { leaves: 1 })).toThrow(ConfigError);
  expect(train({}, { tree: 1 })).toThrow("tree: got 1; allowed: no such option");
  expect(train({}, { monotone: [1] })).toThrow("for each of 2 features");
  expect(train({}, { earlyStopping: 5 })).toThrow("validation");
  expect(() => trainRandomForest(data, { trees: 0 })).toThrow("trees: got 0");
  // One row, one class, features that are all alike or missing: a constant, and no NaN.
  const flat = { values: new Float64Array(20).fill(Number.NaN), features: 2, labels: new Float64Array(10).fill(1) };
  const scores = predict(trainBoostedTrees(flat, { growth: "oblivious", leastRows: 1 }), flat);
  expect(scores.every((p) => p > 0.999 && p <= 1)).toBe(true);
});
