import { describe, expect, test } from "bun:test";
import { loadKernels, nativeStatus } from "@hotpath/native";
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

function checkCase({ name, format, bytes, features, rows, scores, predictions }: TrainedCase): void {
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
  if (predictions.length > 0) {
    native.predict(rows, out);
    // The library's transform may be in single precision.
    for (let i = 0; i < out.length; i++)
      expect(Math.abs(out[i]! - predictions[i]!)).toBeLessThanOrEqual(2e-6 * Math.max(1, Math.abs(predictions[i]!)));
  }
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

describe("every instruction set of the machine has the same scores", () => {
  for (const isa of nativeStatus().available)
    test(isa, () => {
      using own = loadKernels({ isa });
      for (const { bytes, rows, features } of keptCases()) {
        const ensemble = parseTreeModel(bytes)!;
        const count = rows.length / features;
        const scorer = new TreeScorer(ensemble, own);
        const portable = new TreeScorer(ensemble, { trees: null });
        for (const some of [count, 1, 7, 9]) {
          const part = rows.slice(0, some * features);
          const out = () => new Float64Array(some * scorer.outputs);
          expect(scorer.raw(part, out())).toEqual(portable.raw(part, out()));
        }
      }
    });
});

test("more rows than a tile, scored at once and one by one", () => {
  const { bytes, rows, features } = keptCases().find(({ name }) => name === "lightgbm-large")!;
  const scorer = new TreeScorer(parseTreeModel(bytes)!, kernels);
  const many = new Float64Array(8 * rows.length);
  for (let k = 0; k < 8; k++) many.set(rows, k * rows.length);
  const count = many.length / features;
  const scores = scorer.raw(many, new Float64Array(count));
  const one = new Float64Array(1);
  for (let r = 0; r < count; r++)
    expect(scorer.raw(many.slice(r * features, (r + 1) * features), one)[0]).toBe(scores[r]!);
});

test("rows that do not fit are refused", () => {
  const scorer = new TreeScorer(parseTreeModel(keptCases()[0]!.bytes)!, kernels);
  expect(() => scorer.raw(new Float64Array(9), new Float64Array(2))).toThrow("a multiple of 8");
  expect(() => scorer.raw(new Float64Array(16), new Float64Array(1))).toThrow("out: has 1 elements; 2 are written");
  const memory = new Float64Array(16);
  expect(() => scorer.raw(memory.subarray(0, 8), memory.subarray(7))).toThrow("overlaps");
  expect(scorer.raw(new Float64Array(0), new Float64Array(0)).length).toBe(0);
});

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
