import { afterAll, describe, expect, test } from "bun:test";
import { inverseNormal, Random } from "@hotpath/core";
import { build } from "../scripts/build.ts";
import type { Isa } from "./isas.ts";
import { openLibrary, probe } from "./library.ts";
import { portableRisk, wichura } from "./portable/risk.ts";
import type { RiskKernels } from "./risk.ts";
import { firstDifference, generator, seriesMaker } from "./testing/inputs.ts";

await build();
const probed = probe();
const isas: Isa[] = "isas" in probed ? probed.isas : [];
const libraries = isas.map((isa) => ({ isa, ...openLibrary(isa) }));
afterAll(() => {
  for (const library of libraries) library.close();
});

function seeded(seed: number): Int32Array<ArrayBuffer> {
  const random = new Random(seed);
  return Int32Array.from({ length: 64 }, () => random.integer(4294967296) | 0);
}

function tailOf(kernels: RiskKernels, x: Float64Array, k: number): number[] {
  const out = new Float64Array(5).fill(7);
  const answer = kernels.lowerTail(x, x.length, k, out, new Float64Array(4 * x.length + 1024));
  return answer === 0 ? [] : [...out];
}

describe("the twins", () => {
  test("a stream is xoshiro256**, turned by a quantile that is core's within 4e-16", () => {
    const words: [bigint, bigint, bigint, bigint] = [1n, 2n, 3n, 0xfedcba9876543210n];
    const state = seeded(3);
    const stream = 5;
    for (const [w, word] of words.entries())
      for (const half of [0, 1])
        state[2 * (8 * w + stream) + half] = Number((word >> BigInt(32 * half)) & 0xffffffffn) | 0;
    const out = new Float64Array(8 * 500);
    portableRisk.normals(state, out.length, out, new Float64Array(2008));
    const random = Random.fromState(words);
    for (let i = stream; i < out.length; i += 8) {
      const u = random.uniformOpen();
      expect(out[i]!).toBe(wichura(u - 0.5));
      expect(Math.abs(out[i]! - inverseNormal(u))).toBeLessThanOrEqual(8e-16 * Math.max(0.5, Math.abs(out[i]!)));
    }
    expect(wichura(2 ** -53 - 0.5)).toBeCloseTo(inverseNormal(2 ** -53), 13);
    expect(wichura(0.5 - 2 ** -53)).toBe(-wichura(2 ** -53 - 0.5));
  });

  test("the lower tail is what sorting says", () => {
    const random = new Random(11);
    for (const n of [1, 2, 3, 10, 500, 3000]) {
      const x = Float64Array.from({ length: n }, () => Math.round(random.normal() * 50) / 10);
      const sorted = x.slice().sort();
      for (const k of new Set([0, n >> 1, n - 1, Math.min(7, n - 1)])) {
        const [kth, next, sum, less, equal] = tailOf(portableRisk, x, k);
        expect([kth! + 0, next! + 0]).toEqual([sorted[k]! + 0, k + 1 < n ? sorted[k + 1]! + 0 : Number.NaN]);
        expect(less).toBe(sorted.filter((v) => v < kth!).length);
        expect(equal).toBe(sorted.filter((v) => v === kth!).length);
        expect(sum).toBeCloseTo(
          sorted.filter((v) => v < kth!).reduce((a, b) => a + b, 0),
          8,
        );
      }
    }
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      expect(tailOf(portableRisk, Float64Array.of(1, bad, 2), 0)).toEqual([]);
  });
});

for (const { isa, risk } of libraries) {
  describe(isa, () => {
    test("normal numbers have the twin's bits", () => {
      for (const n of [8, 16, 24, 40, 64, 3208, 80_000]) {
        const ours = seeded(n);
        // Small words lead to numbers far out at first.
        if (n === 24) ours.fill(0).fill(1, 0, 40);
        const theirs = ours.slice();
        const expected = new Float64Array(n);
        const out = new Float64Array(n);
        for (let round = 0; round < 5; round++) {
          portableRisk.normals(ours, n, expected, new Float64Array(n / 2 + 8));
          risk.normals(theirs, n, out, new Float64Array(n / 2 + 8));
          expect(firstDifference(out, expected)).toBe(-1);
          expect(theirs).toEqual(ours);
        }
      }
    });

    test("products have the twin's bits; fast ones are within their bound", () => {
      const next = generator(17);
      for (const [assets, dimensions, paths, triangular] of [
        [1, 1, 8, 1],
        [2, 2, 16, 1],
        [3, 3, 40, 1],
        [7, 7, 64, 1],
        [50, 50, 64, 1],
        [5, 9, 72, 0],
        [9, 5, 32, 0],
        [9, 5, 104, 1],
      ] as const) {
        const factor = Float64Array.from({ length: assets * dimensions }, (_, i) =>
          triangular === 1 && i % dimensions > Math.floor(i / dimensions) ? 0 : next() - 0.5,
        );
        const z = Float64Array.from({ length: dimensions * paths }, () => next() - 0.5);
        const expected = new Float64Array(assets * paths).fill(3);
        portableRisk.correlate(factor, z, assets, dimensions, paths, triangular, expected);
        const out = new Float64Array(assets * paths).fill(4);
        risk.correlate(factor, z, assets, dimensions, paths, triangular, out);
        expect(firstDifference(out, expected)).toBe(-1);
        let direct = 0;
        for (let j = 0; j < dimensions; j++)
          direct += factor[(assets - 1) * dimensions + j]! * z[j * paths + paths - 1]!;
        expect(expected.at(-1)!).toBe(direct);
        risk.correlateFast(factor, z, assets, dimensions, paths, triangular, out);
        for (let i = 0; i < out.length; i++)
          expect(Math.abs(out[i]! - expected[i]!)).toBeLessThanOrEqual(dimensions * dimensions * 2 ** -54);
        const weights = factor.subarray(0, dimensions);
        const sums = [portableRisk, risk].map((kernels) => {
          const sum = new Float64Array(paths);
          kernels.weigh(z, weights, dimensions, paths, sum);
          return sum;
        });
        expect(firstDifference(sums[1]!, sums[0]!)).toBe(-1);
      }
    });

    test("the lower tail has the twin's bits, whatever the series", () => {
      const next = generator(23);
      for (const flavour of ["moderate", "few values"] as const) {
        const make = seriesMaker(generator(99), flavour);
        for (const n of [1, 2, 7, 8, 9, 33, 500, 2047, 2048, 2049, 10_000, 30_001]) {
          const x = make(n).map((value) => (Number.isFinite(value) ? value : 0));
          for (const k of [0, 1, Math.floor(n / 100), Math.floor(n / 20), Math.floor(next() * n), n - 2, n - 1]) {
            if (k < 0 || k >= n) continue;
            expect(tailOf(risk, x, k)).toEqual(tailOf(portableRisk, x, k));
          }
          const rising = x.slice().sort();
          expect(tailOf(risk, rising, Math.floor(n / 100))).toEqual(tailOf(portableRisk, rising, Math.floor(n / 100)));
          x[Math.floor(next() * n)] = next() < 0.5 ? Number.NaN : Number.POSITIVE_INFINITY;
          expect(tailOf(risk, x, 0)).toEqual([]);
        }
      }
    });
  });
}
