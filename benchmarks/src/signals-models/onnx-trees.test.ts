import { expect, test } from "bun:test";
import { Random } from "@hotpath/core";
import { parseLightGbm, parseTreeModel, TreeScorer } from "@hotpath/signals/models";
import { randomLightGbm } from "../../../packages/signals/src/testing/random-lightgbm.ts";
import { onnxOf } from "./onnx-trees.ts";

test("the ONNX model that the peer runs is the same ensemble, in single precision", () => {
  const random = new Random(3);
  const rows = Float64Array.from({ length: 500 * 4 }, () => random.normal());
  const ensemble = parseLightGbm(randomLightGbm(random, { trees: 12, leaves: 9, features: 4, rows }));
  const again = parseTreeModel(onnxOf(ensemble))!;
  expect([again.trees.length, again.features, again.outputs]).toEqual([12, 4, 1]);
  const ours = new TreeScorer(ensemble).raw(rows, new Float64Array(500));
  const theirs = new TreeScorer(again).raw(rows, new Float64Array(500));
  const apart = ours.filter((score, r) => Math.abs(score - theirs[r]!) > 1e-5);
  // A threshold in single precision may send a row the other way.
  expect(apart.length).toBeLessThan(5);
});
