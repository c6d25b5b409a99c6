import { describe, expect, test } from "bun:test";
import { Random } from "@hotpath/core";
import fc from "fast-check";
import { randomLightGbm } from "../testing/random-lightgbm.ts";
import { keptCases } from "../testing/trained-models.ts";
import { parseLightGbm } from "./lightgbm.ts";
import { parseTreeModel } from "./open-model.ts";
import { quantizeTrees } from "./quantize-trees.ts";
import { TreeScorer } from "./tree-scorer.ts";

const FEATURES = 6;

describe("quantizeTrees", () => {
  test("no score moves by more than the bound, and some come near it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.constantFrom(8 as const, 16 as const), (seed, bits) => {
        const random = new Random(seed);
        const rows = Float64Array.from({ length: 200 * FEATURES }, () => 3 * random.normal());
        const ensemble = parseLightGbm(randomLightGbm(random, { trees: 20, leaves: 12, features: FEATURES, rows }));
        for (let i = 0; i < rows.length; i += 17) rows[i] = i % 2 === 0 ? Number.NaN : Number.POSITIVE_INFINITY;
        const quantized = quantizeTrees(ensemble, bits);
        const exact = new TreeScorer(ensemble).raw(rows, new Float64Array(200));
        const coarse = new TreeScorer(quantized.ensemble).raw(rows, new Float64Array(200));
        let worst = 0;
        for (let r = 0; r < 200; r++) worst = Math.max(worst, Math.abs(coarse[r]! - exact[r]!));
        expect(worst).toBeLessThanOrEqual(quantized.bound * (1 + 1e-9));
        expect(worst).toBeGreaterThan(quantized.bound / 50);
      }),
      { numRuns: 20 },
    );
  });

  test("models of the libraries: within the bound, and leaves on their grids", () => {
    for (const { name, bytes, rows, features } of keptCases()) {
      const ensemble = parseTreeModel(bytes);
      if (ensemble === undefined) continue;
      const count = (rows.length / features) * ensemble.outputs;
      const exact = new TreeScorer(ensemble).raw(rows, new Float64Array(count));
      const quantized = quantizeTrees(ensemble, 8);
      const coarse = new TreeScorer(quantized.ensemble).raw(rows, new Float64Array(count));
      // Sums in single precision round by themselves.
      const rounding = ensemble.single ? 1e-6 * ensemble.trees.length : 1e-12;
      for (let k = 0; k < count; k++)
        expect(Math.abs(coarse[k]! - exact[k]!), name).toBeLessThanOrEqual(quantized.bound + rounding);
      for (const [t, tree] of quantized.ensemble.trees.entries())
        expect([...tree.leaves]).toEqual(Array.from(quantized.leaves[t]!, (n) => n * quantized.steps[t]!));
    }
    expect(() => quantizeTrees(parseTreeModel(keptCases()[0]!.bytes)!, 4 as 8)).toThrow("bits: got 4");
  });
});
