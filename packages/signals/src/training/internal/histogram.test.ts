import { describe, expect, test } from "bun:test";
import { Random } from "@hotpath/core";
import { loadKernels, nativeStatus } from "@hotpath/native";
import { ObliviousScorer } from "../../models/oblivious-scorer.ts";
import { FEATURE_STRIDE, sumHistogram } from "./histogram.ts";

describe("every instruction set of the machine has the twin's bits", () => {
  for (const isa of nativeStatus().available) {
    test(`${isa}: histograms, any number of features, any rows`, () => {
      using kernels = loadKernels({ isa });
      const random = new Random(1);
      for (const features of [1, 7, 8, 9, 17]) {
        const rows = 300;
        const bins = Uint8Array.from({ length: rows * features }, () => random.integer(256));
        const pairs = Float64Array.from({ length: 2 * rows }, () => random.normal());
        const list = Int32Array.from({ length: 500 }, () => random.integer(rows));
        const [native, twin] = [0, 1].map(() => new Float64Array(FEATURE_STRIDE * features));
        for (const [from, to] of [
          [0, 0],
          [3, 4],
          [10, 500],
        ] as const) {
          kernels.trees!.histogram(bins, features, list, from, to, pairs, native!);
          sumHistogram(bins, features, list, from, to, pairs, twin!);
          expect(native!).toEqual(twin!);
        }
      }
    });

    test(`${isa}: oblivious trees, whole tiles and parts of one`, () => {
      using kernels = loadKernels({ isa });
      const random = new Random(2);
      const bins = { edges: Array.from({ length: 6 }, () => Float64Array.of(0)) };
      const trees = Array.from({ length: 40 }, (_, t) => {
        const pick = (bound: number) => Array.from({ length: t % 9 }, () => random.integer(bound));
        return {
          features: pick(6),
          bins: pick(256),
          leaves: Float64Array.from({ length: 2 ** (t % 9) }, () => random.normal()),
        };
      });
      for (const rows of [1, 64, 127, 130]) {
        const columns = Uint8Array.from({ length: 6 * rows }, () => random.integer(256));
        const score = (source: typeof kernels | { trees: null }) =>
          new ObliviousScorer({ bins, base: 1, trees }, source).raw(columns, new Float64Array(rows));
        expect(score(kernels)).toEqual(score({ trees: null }));
      }
    });
  }
});
