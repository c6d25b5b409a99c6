import { expect, test } from "bun:test";
import { Random } from "@hotpath/core";
import { loadKernels } from "@hotpath/native";
import { binOf, chooseBins } from "./feature-bins.ts";
import { ObliviousScorer, type ObliviousTree } from "./oblivious-scorer.ts";

using kernels = loadKernels();

test("native, portable and the definition agree, whatever the number of rows", () => {
  const random = new Random(3);
  for (const rows of [1, 63, 64, 65, 200]) {
    const features = 5;
    const values = Float64Array.from({ length: rows * features }, () =>
      random.chance(0.1) ? Number.NaN : random.normal(),
    );
    const bins = chooseBins(values, features, 20);
    const trees: ObliviousTree[] = Array.from({ length: 30 }, (_, t) => {
      const depth = t % 9;
      const each = (bound: number) => Array.from({ length: depth }, () => random.integer(bound));
      return {
        features: each(features),
        bins: each(20),
        leaves: Float64Array.from({ length: 2 ** depth }, () => random.normal()),
      };
    });
    const scorer = new ObliviousScorer({ bins, base: 0.25, trees }, kernels);
    const binned = scorer.bin(values, new Uint8Array(values.length));
    const scores = scorer.raw(binned, new Float64Array(rows));
    expect(
      new ObliviousScorer({ bins, base: 0.25, trees }, { trees: null }).raw(binned, new Float64Array(rows)),
    ).toEqual(scores);
    for (let r = 0; r < rows; r++) {
      let sum = 0.25;
      for (const tree of trees) {
        let leaf = 0;
        for (const [l, f] of tree.features.entries())
          if (binOf(bins.edges[f]!, values[r * features + f]!) > tree.bins[l]!) leaf += 2 ** l;
        sum += tree.leaves[leaf]!;
      }
      expect(scores[r]).toBe(sum);
    }
  }
});

test("bins: every distinct value apart where they are few, in order always, missing apart", () => {
  const few = chooseBins(Float64Array.of(3, 1, 2, 2, Number.NaN, 1, Number.POSITIVE_INFINITY, 0), 1);
  expect([Number.NaN, 0, 1, 2, 3, 1e308, Number.POSITIVE_INFINITY].map((v) => binOf(few.edges[0]!, v))).toEqual([
    0, 1, 2, 3, 4, 5, 5,
  ]);
  const random = new Random(5);
  const many = Float64Array.from({ length: 20_000 }, () => (random.chance(0.3) ? 0 : random.normal()));
  const edges = chooseBins(many, 1).edges[0]!;
  expect(edges.length).toBeGreaterThan(200);
  expect(edges.length).toBeLessThanOrEqual(254);
  for (let i = 1; i < edges.length; i++) expect(edges[i]!).toBeGreaterThan(edges[i - 1]!);
  expect(() => chooseBins(many, 1, 300)).toThrow("bins: got 300");
});

test("trees that do not fit together are refused", () => {
  const bins = { edges: [Float64Array.of(1)] };
  const tree = { features: [1], bins: [1], leaves: new Float64Array(2) };
  expect(() => new ObliviousScorer({ bins, base: 0, trees: [tree] })).toThrow("oblivious tree 0");
});
