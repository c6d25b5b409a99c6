import { expect, test } from "bun:test";
import { InputError, Random } from "@hotpath/core";
import { TreeScorer } from "../models/tree-scorer.ts";
import { calibrate, fitCalibration } from "../research/calibration.ts";
import { missingSet } from "../testing/learning-sets.ts";
import { trainBoostedTrees } from "./boosted-trees.ts";
import { readSignalModel, type SignalModel, SignalModelScorer, writeSignalModel } from "./model-file.ts";
import { trainRandomForest } from "./random-forest.ts";

const set = missingSet(400);
const names = Array.from({ length: set.train.features }, (_, f) => `f${f}`);

function modelOf(kind: "boosted" | "forest", calibrated: "platt" | "beta" | "isotonic"): SignalModel {
  const { ensemble } =
    kind === "boosted" ? trainBoostedTrees(set.train, { rounds: 8 }) : trainRandomForest(set.train, { trees: 5 });
  const scorer = new TreeScorer(ensemble);
  const out = new Float64Array(set.train.labels.length);
  const scores = calibrated === "platt" ? scorer.raw(set.train.values, out) : scorer.predict(set.train.values, out);
  return {
    ensemble,
    features: names,
    calibration: fitCalibration(calibrated, scores, set.train.labels),
    window: { from: "2020-01-01", to: "2020-12-31", rows: 400 },
    label: { name: "triple-barrier", horizon: 10, parameters: { profit: 1, loss: 1 } },
  };
}

test("what is written is read, and scores the same to the bit, row by row or all at once, in any order of columns", () => {
  for (const kind of ["boosted", "forest"] as const)
    for (const calibrated of ["platt", "beta", "isotonic"] as const) {
      const model = modelOf(kind, calibrated);
      const read = readSignalModel(writeSignalModel(model));
      expect(read.ensemble).toEqual(model.ensemble);
      const { values, labels, features } = set.test;
      const scores = new SignalModelScorer(model).score(values, features, new Float64Array(labels.length));
      const shuffled = ["spare", ...names.toReversed()];
      const live = new SignalModelScorer(read, shuffled, { trees: null });
      const one = new Float64Array(1);
      for (let r = 0; r < 50; r++) {
        const row = Float64Array.of(9, ...values.slice(r * features, (r + 1) * features).toReversed());
        expect(live.score(row, features + 1, one)[0]).toBe(scores[r]!);
      }
      const raw = new TreeScorer(model.ensemble)[calibrated === "platt" ? "raw" : "predict"](
        values,
        new Float64Array(labels.length),
      );
      expect(scores[7]).toBe(calibrate(model.calibration!, raw[7]!));
    }
});

test("a file that does not fit is refused, and it is said why", () => {
  const text = writeSignalModel(modelOf("boosted", "isotonic"));
  expect(() => readSignalModel("{", "m.json")).toThrow("m.json: is not JSON");
  expect(() => readSignalModel("{}")).toThrow("format: got undefined");
  expect(() => readSignalModel("null")).toThrow(InputError);
  expect(() => readSignalModel(text.replace('"version":1', '"version":2'))).toThrow(
    "version: got 2; this build reads version 1",
  );
  expect(() => readSignalModel(text.replace('"rows":400', '"rows":401'))).toThrow("checksum: is wrong");
  expect(() => new SignalModelScorer(readSignalModel(text), names.slice(1))).toThrow(
    "of which are missing: f0; there are: f1",
  );
  expect(() => writeSignalModel({ ...modelOf("boosted", "beta"), features: ["a"] })).toThrow("1 names for 16 features");
});

test("bytes changed anywhere: a typed error", () => {
  const bytes = new TextEncoder().encode(writeSignalModel(modelOf("boosted", "platt")));
  const random = new Random(5);
  for (let round = 0; round < 300; round++) {
    const changed = bytes.slice();
    const at = random.integer(bytes.length);
    changed[at] = (changed[at]! + 1 + random.integer(100)) & 127;
    expect(() => readSignalModel(new TextDecoder().decode(changed))).toThrow(InputError);
  }
});
