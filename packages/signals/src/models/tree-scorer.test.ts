import { describe, expect, test } from "bun:test";
import { loadKernels } from "@hotpath/native";
import { keptCases, MODELS_PYTHON, type TrainedCase, trainedCases } from "../testing/trained-models.ts";
import { parseTreeModel } from "./open-model.ts";
import { leafOf } from "./tree-ensemble.ts";
import { TreeScorer } from "./tree-scorer.ts";

using kernels = loadKernels();

/** What differs first, with all it takes to see why. */
function firstDifference(actual: Float64Array, expected: Float64Array, outputs: number): string | undefined {
  if (actual.length !== expected.length) return `${actual.length} scores for ${expected.length}`;
  for (let i = 0; i < actual.length; i++)
    if (!Object.is(actual[i]! + 0, expected[i]! + 0))
      return `row ${Math.floor(i / outputs)}: ${actual[i]} for ${expected[i]}`;
  return undefined;
}

function checkCase({ name, format, bytes, features, rows, scores }: TrainedCase): void {
  const ensemble = parseTreeModel(bytes, `${name}.${format}`)!;
  const native = new TreeScorer(ensemble, kernels);
  const portable = new TreeScorer(ensemble, { trees: null });
  expect(native.features).toBe(features);
  const count = rows.length / features;
  // ONNX Runtime reports both classes of two, of which one is computed.
  const expected = native.outputs * count === scores.length ? scores : scores.filter((_, i) => i % 2 === 1);
  const out = new Float64Array(count * native.outputs);
  expect(firstDifference(native.raw(rows, out), expected, native.outputs)).toBeUndefined();
  expect(firstDifference(portable.raw(rows, out), expected, native.outputs)).toBeUndefined();
  const one = new Float64Array(native.outputs);
  for (let r = 0; r < count; r += Math.ceil(count / 50)) {
    native.raw(rows.slice(r * features, (r + 1) * features), one);
    expect(
      firstDifference(one, expected.slice(r * native.outputs, (r + 1) * native.outputs), native.outputs),
    ).toBeUndefined();
  }
}

describe("raw scores are the library's own, bit for bit", () => {
  for (const each of keptCases()) test(`${each.name}.${each.format}, kept`, () => checkCase(each));
});

if (MODELS_PYTHON !== undefined)
  test("models trained now, on 10,000 rows", () => {
    for (const each of trainedCases(10_000, 60))
      try {
        checkCase(each);
      } catch (error) {
        throw new Error(`${each.name}.${each.format}`, { cause: error });
      }
  }, 600_000);

test("kernels and the definition agree on every row", () => {
  for (const { bytes, rows, features } of keptCases()) {
    const ensemble = parseTreeModel(bytes)!;
    const scorer = new TreeScorer({ ...ensemble, single: false, divisor: 1 }, kernels);
    const count = rows.length / features;
    const out = scorer.raw(rows, new Float64Array(count * scorer.outputs));
    for (let r = 0; r < count; r++) {
      const sums = ensemble.baseFirst.slice();
      for (const tree of ensemble.trees) {
        const leaf = leafOf(tree, rows.subarray(r * features, (r + 1) * features));
        for (let k = 0; k < tree.width; k++) sums[tree.output + k]! += tree.leaves[leaf * tree.width + k]!;
      }
      if (!ensemble.single)
        for (let k = 0; k < sums.length; k++)
          expect(out[r * scorer.outputs + k]).toBe(sums[k]! + ensemble.baseLast[k]!);
    }
  }
});
