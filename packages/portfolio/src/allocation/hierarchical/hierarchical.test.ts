import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { correlationOf, sampleCovariance } from "../../covariance/index.ts";
import { permutations, randomReturns } from "../../testing/random-markets.ts";
import { hierarchicalEqualRisk, hierarchicalRiskParity, nestedClusters } from "./hierarchical.ts";
import { optimalLeaves, scipyLeaves } from "./leaf-order.ts";
import { type ClusterTree, clusterTree, cutInto, type LinkageMethod, leavesOf } from "./linkage.ts";

const METHODS: LinkageMethod[] = ["single", "complete", "average", "weighted", "ward"];

function distancesOf(seed: number, n: number): Float64Array {
  const correlation = correlationOf(sampleCovariance(randomReturns(seed, 40, n), n));
  return correlation.map((value, k) => (k % (n + 1) === 0 ? 0 : Math.sqrt((1 - value) / 2)));
}

/** Merges the two nearest clusters again and again, distances by their definitions. */
function slowHeights(d: Float64Array, n: number, method: LinkageMethod): number[] {
  let clusters = Array.from({ length: n }, (_, i) => [i]);
  const weighted = new Map<string, number>();
  const key = (a: number[], b: number[]): string => [a.join(), b.join()].sort().join("|");
  const distance = (a: number[], b: number[]): number => {
    const pairs = a.flatMap((i) => b.map((j) => d[i * n + j]!));
    if (method === "single") return Math.min(...pairs);
    if (method === "complete") return Math.max(...pairs);
    if (method === "average") return pairs.reduce((sum, x) => sum + x, 0) / pairs.length;
    return weighted.get(key(a, b)) ?? d[a[0]! * n + b[0]!]!;
  };
  const heights: number[] = [];
  while (clusters.length > 1) {
    let best: [number[], number[], number] | undefined;
    for (let i = 0; i < clusters.length; i++)
      for (let j = 0; j < i; j++) {
        const each = distance(clusters[i]!, clusters[j]!);
        if (best === undefined || each < best[2]) best = [clusters[i]!, clusters[j]!, each];
      }
    const [a, b, height] = best!;
    const merged = [...a, ...b];
    for (const other of clusters) {
      if (other === a || other === b) continue;
      const [x, y] = [distance(a, other), distance(b, other)];
      const total = a.length + b.length + other.length;
      const ward = Math.sqrt(
        ((a.length + other.length) * x * x + (b.length + other.length) * y * y - other.length * height * height) /
          total,
      );
      weighted.set(key(merged, other), method === "ward" ? ward : (x + y) / 2);
    }
    clusters = [...clusters.filter((each) => each !== a && each !== b), merged];
    heights.push(height);
  }
  return heights.sort((x, y) => x - y);
}

function pathLength(order: readonly number[], d: Float64Array, n: number): number {
  return order.slice(1).reduce((sum, item, k) => sum + d[order[k]! * n + item]!, 0);
}

/** Whether every cluster of a tree is a stretch of an order. */
function respects(tree: ClusterTree, order: readonly number[]): boolean {
  const place = new Map(order.map((item, k) => [item, k]));
  return Array.from(tree.height, (_, k) => leavesOf(tree, tree.items + k)).every((leaves) => {
    const places = leaves.map((leaf) => place.get(leaf)!);
    return Math.max(...places) - Math.min(...places) === leaves.length - 1;
  });
}

describe("trees", () => {
  test("merge at the heights that merging the nearest finds", () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.integer({ min: 2, max: 9 }), fc.constantFrom(...METHODS), (seed, n, method) => {
        const d = distancesOf(seed, n);
        const tree = clusterTree(d, n, method);
        const slow = slowHeights(d, n, method);
        tree.height.forEach((height, k) => {
          expect(height).toBeCloseTo(slow[k]!, 10);
        });
        expect(leavesOf(tree).sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
        for (let k = 1; k <= n; k++) {
          const parts = cutInto(tree, k);
          expect(parts.length).toBe(k);
          expect(parts.flatMap((part) => leavesOf(tree, part)).length).toBe(n);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("leaves in the best order that the tree allows, and in SciPy's", () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.integer({ min: 2, max: 6 }), fc.constantFrom(...METHODS), (seed, n, method) => {
        const d = distancesOf(seed, n);
        const tree = clusterTree(d, n, method);
        const allowed = permutations(leavesOf(tree)).filter((order) => respects(tree, order));
        const least = Math.min(...allowed.map((order) => pathLength(order, d, n)));
        expect(pathLength(optimalLeaves(tree, d), d, n)).toBeCloseTo(least, 10);
        expect(respects(tree, optimalLeaves(tree, d))).toBe(true);
        expect(respects(tree, scipyLeaves(tree, d))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test("an unknown linkage is an error", () => {
    expect(() => clusterTree(new Float64Array(4), 2, "centroid" as "ward")).toThrow('linkage: got "centroid"');
  });
});

describe("portfolios of clusters", () => {
  const returns = randomReturns(5, 120, 9);
  const covariance = sampleCovariance(returns, 9);

  test("weights are positive, add up, and change with their assets' order only as the tree does", () => {
    for (const allocate of [hierarchicalRiskParity, hierarchicalEqualRisk, nestedClusters]) {
      const { weights, certificate } = allocate({ covariance });
      expect(weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 12);
      expect(Math.min(...weights)).toBeGreaterThanOrEqual(-1e-12);
      expect(certificate.kktResidual).toBeLessThan(1e-12);
    }
  });

  test("independent assets: inverse variances", () => {
    const diagonal = Float64Array.of(0.01, 0, 0, 0, 0.04, 0, 0, 0, 0.02);
    const inverse = [100, 25, 50].map((value) => value / 175);
    hierarchicalRiskParity({ covariance: diagonal }).weights.forEach((w, i) => {
      expect(w).toBeCloseTo(inverse[i]!, 12);
    });
  });

  test("one cluster is the inverse of risk, as many as assets share it at each merge", () => {
    const one = hierarchicalEqualRisk({ covariance }, { clusters: 1 });
    expect(one.clusters.length).toBe(1);
    expect(one.weights[0]! * covariance[0]!).toBeCloseTo(one.weights[8]! * covariance[80]!, 12);
    expect(nestedClusters({ covariance }, { clusters: 9 }).clusters.length).toBe(9);
  });

  test("one asset takes all", () => {
    for (const allocate of [hierarchicalRiskParity, hierarchicalEqualRisk, nestedClusters])
      expect([...allocate({ covariance: Float64Array.of(0.04) }).weights]).toEqual([1]);
  });

  test("what cannot be answered", () => {
    const flat = Float64Array.of(0.04, 0, 0, 0);
    expect(() => hierarchicalRiskParity({ covariance: flat })).toThrow("asset 1 does not vary");
    expect(() => hierarchicalRiskParity({})).toThrow("a covariance, or returns");
    expect(() => hierarchicalRiskParity({ covariance }, { measure: "cvar" })).toThrow("where there are no returns");
    expect(() => hierarchicalEqualRisk({ covariance }, { clusters: 10 })).toThrow("from 1 to 9");
    expect(() => hierarchicalRiskParity({ covariance }, { leafOrder: "best" as "tree" })).toThrow("leafOrder");
  });
});
