import { describe, expect, test } from "bun:test";
import { Random } from "@hotpath/core";
import fc from "fast-check";
import { dotProduct, multiplyRows, quadraticForm, solveFactored, solveGeneral, solveSemidefinite } from "./dense.ts";
import { DrawdownScenarios } from "./drawdown-scenarios.ts";
import { symmetricEigen } from "./eigen.ts";
import { HingeScenarios } from "./hinge-scenarios.ts";
import { solveConvex } from "./interior-point.ts";
import type { Scenarios } from "./scenarios.ts";
import { SparseRows } from "./sparse-rows.ts";

const seeds = fc.integer({ min: 0, max: 1e6 });

function numbers(random: Random, count: number): Float64Array {
  return Float64Array.from({ length: count }, () => random.normal());
}

/** a aᵀ of a random matrix. */
function semidefinite(random: Random, n: number, rank = n): Float64Array {
  const root = numbers(random, n * rank);
  return Float64Array.from({ length: n * n }, (_, k) =>
    dotProduct(
      root.subarray(Math.floor(k / n) * rank, (Math.floor(k / n) + 1) * rank),
      root.subarray((k % n) * rank, ((k % n) + 1) * rank),
    ),
  );
}

describe("dense systems", () => {
  test("factored, general and semidefinite solutions satisfy their equations", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 12 }), (seed, n) => {
        const random = new Random(seed);
        const matrix = semidefinite(random, n);
        for (let i = 0; i < n; i++) matrix[i * (n + 1)]! += 1;
        const x = numbers(random, n);
        const right = multiplyRows(matrix, n, n, x, new Float64Array(n), 0);
        const general = right.slice();
        expect(solveGeneral(matrix.slice(), n, general)).toBe(true);
        const definite = right.slice();
        solveSemidefinite(matrix.slice(), n, definite);
        for (let i = 0; i < n; i++) {
          expect(general[i]!).toBeCloseTo(x[i]!, 6);
          expect(definite[i]!).toBeCloseTo(x[i]!, 6);
        }
      }),
    );
  });

  test("an equation that repeats another is left out", () => {
    const right = Float64Array.of(2, 2, 3);
    solveSemidefinite(Float64Array.of(1, 1, 0, 1, 1, 0, 0, 0, 3), 3, right);
    expect([...right]).toEqual([2, 0, 1]);
    expect(solveGeneral(Float64Array.of(1, 1, 1, 1), 2, Float64Array.of(1, 2))).toBe(false);
  });

  test("a factor of both triangles", () => {
    const right = Float64Array.of(8, 9);
    solveFactored(Float64Array.of(2, 1, 0, 2), 2, right);
    expect([...right]).toEqual([1.375, 1.25]);
  });
});

describe("eigenvalues", () => {
  test("vectors are orthonormal and give the matrix back, also of low rank", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 14 }), (seed, n, rank) => {
        const matrix = semidefinite(new Random(seed), n, rank);
        const { values, vectors } = symmetricEigen(matrix, n);
        const size = Math.max(1, Math.abs(values[n - 1]!));
        for (let k = 1; k < n; k++) expect(values[k]!).toBeGreaterThanOrEqual(values[k - 1]!);
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++) {
            let product = 0;
            let unit = 0;
            for (let k = 0; k < n; k++) {
              product += values[k]! * vectors[i * n + k]! * vectors[j * n + k]!;
              unit += vectors[k * n + i]! * vectors[k * n + j]!;
            }
            expect(Math.abs(product - matrix[i * n + j]!)).toBeLessThan(1e-12 * size);
            expect(Math.abs(unit - (i === j ? 1 : 0))).toBeLessThan(1e-12);
          }
      }),
    );
  });

  test("known ones, and what is no matrix of numbers", () => {
    expect([...symmetricEigen(Float64Array.of(2, 1, 1, 2), 2).values].map((v) => Math.round(v * 1e12) / 1e12)).toEqual([
      1, 3,
    ]);
    expect([...symmetricEigen(new Float64Array(9), 3).values]).toEqual([0, 0, 0]);
    expect(() => symmetricEigen(Float64Array.of(1, Number.NaN, 0, 1), 2)).toThrow("NaN");
  });
});

/** The whole system of scenarios, MᵀWM and the quadratic part, column by column. */
function wholeSystem(scenarios: Scenarios, width: number, weights: Float64Array): Float64Array {
  const size = width + scenarios.auxiliaries;
  const out = new Float64Array(size * size);
  for (let c = 0; c < size; c++) {
    const core = new Float64Array(width);
    const auxiliary = new Float64Array(scenarios.auxiliaries);
    if (c < width) core[c] = 1;
    else auxiliary[c - width] = 1;
    const rows = new Float64Array(scenarios.rows);
    scenarios.multiply(core, auxiliary, rows, 0);
    for (let r = 0; r < rows.length; r++) rows[r] = rows[r]! * weights[r]!;
    const outCore = new Float64Array(width);
    const outAuxiliary = auxiliary.map((value) => value * scenarios.quadratic);
    scenarios.addTransposed(rows, 0, outCore, outAuxiliary);
    for (let i = 0; i < size; i++) out[i * size + c] = i < width ? outCore[i]! : outAuxiliary[i - width]!;
  }
  return out;
}

describe("scenarios", () => {
  const eliminates = (
    make: (random: Random, periods: number, assets: number) => { scenarios: Scenarios; width: number },
  ) =>
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 4 }), (seed, periods, assets) => {
        const random = new Random(seed);
        const { scenarios, width } = make(random, periods, assets);
        const weights = Float64Array.from({ length: scenarios.rows }, () => 10 ** (random.integer(5) - 2));
        const size = width + scenarios.auxiliaries;
        const whole = wholeSystem(scenarios, width, weights);
        for (let i = 0; i < width; i++) whole[i * (size + 1)]! += 1;
        const right = numbers(random, size);
        const expected = right.slice();
        expect(solveGeneral(whole, size, expected)).toBe(true);
        const matrix = new Float64Array(width * width);
        for (let i = 0; i < width; i++) matrix[i * (width + 1)] = 1;
        scenarios.factor(weights, 0, matrix, width);
        for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) matrix[i * width + j] = matrix[j * width + i]!;
        const core = right.slice(0, width);
        const auxiliary = right.slice(width);
        scenarios.eliminate(core, auxiliary);
        expect(solveGeneral(matrix, width, core)).toBe(true);
        scenarios.substitute(core, auxiliary);
        const found = [...core, ...auxiliary];
        const scale = Math.max(...expected.map(Math.abs));
        for (let i = 0; i < size; i++)
          expect(Math.abs(found[i]! - expected[i]!)).toBeLessThan(1e-7 * Math.max(1, scale));
      }),
    );

  test("hinges: what elimination finds is the solution of the whole system", () => {
    eliminates((random, periods, assets) => ({
      scenarios: new HingeScenarios(
        numbers(random, periods * assets),
        assets,
        numbers(random, periods),
        0.1,
        random.integer(2),
      ),
      width: assets,
    }));
  });

  test("drawdowns: what the recursion finds is the solution of the whole system", () => {
    eliminates((random, periods, assets) => ({
      scenarios: new DrawdownScenarios(numbers(random, periods * assets), assets, 0.1),
      width: assets + 1,
    }));
  });
});

describe("interior-point method", () => {
  test("quadratic programmes: conditions of optimality, checked apart", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 2, max: 12 }), fc.integer({ min: 1, max: 12 }), (seed, n, rank) => {
        const random = new Random(seed);
        const hessian = semidefinite(random, n, rank);
        const linear = numbers(random, n);
        const equalities = new SparseRows();
        equalities.addDense(new Float64Array(n).fill(1), 1, "sum");
        const inequalities = new SparseRows();
        for (let i = 0; i < n; i++) {
          inequalities.add([i], [-1], 0.5, "low");
          inequalities.add([i], [1], 1, "high");
        }
        const problem = { size: n, hessian, hessianSize: n, linear, equalities, inequalities };
        const found = solveConvex({ ...problem, scenarios: null, scenarioCost: 0, riskLimit: null });
        expect(found.converged).toBe(true);
        const value = (x: Float64Array): number => 0.5 * quadraticForm(hessian, x) + dotProduct(linear, x);
        expect(found.x.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 9);
        // No shift from one variable to another within the bounds makes it better.
        for (let a = 0; a < n; a++)
          for (let b = 0; b < n; b++) {
            const moved = found.x.slice();
            const step = Math.min(1e-4, 1 - moved[a]!, moved[b]! + 0.5);
            moved[a]! += step;
            moved[b]! -= step;
            expect(value(moved)).toBeGreaterThanOrEqual(value(found.x) - 1e-9);
          }
      }),
    );
  });

  test("what has no bounded solution is not converged", () => {
    const inequalities = new SparseRows();
    inequalities.add([0], [-1], 0, "low");
    const problem = {
      size: 1,
      hessian: null,
      hessianSize: 1,
      linear: Float64Array.of(-1),
      equalities: new SparseRows(),
    };
    const found = solveConvex({ ...problem, inequalities, scenarios: null, scenarioCost: 0, riskLimit: null });
    expect(found.converged).toBe(false);
  });
});
