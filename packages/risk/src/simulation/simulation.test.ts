import { describe, expect, test } from "bun:test";
import { ConfigError, chiSquareCdf, chiSquareQuantile, InputError, log, normalCdf, Random } from "@hotpath/core";
import { loadKernels } from "@hotpath/native";
import { monteCarloVar } from "../value-at-risk/monte-carlo.ts";
import { normalFigures } from "../value-at-risk/normal.ts";
import { studentTFigures } from "../value-at-risk/student-t.ts";
import { chiSquareNumber, factorOf, Simulation, type SimulationModel, type SimulationOptions, Sobol } from "./index.ts";
import { chiSquareOfNormal } from "./streams.ts";

const native = loadKernels();
const portable = loadKernels({ prefer: "portable" });

/** Volatilities of 1 % to 3 %, one correlation, weights that sum to 1. */
function modelOf(assets: number, correlation = 0.3): SimulationModel {
  const sigma = Array.from({ length: assets }, (_, a) => 0.01 + (0.02 * a) / assets);
  const covariance = new Float64Array(assets * assets);
  for (let a = 0; a < assets; a++)
    for (let b = 0; b < assets; b++) covariance[a * assets + b] = sigma[a]! * sigma[b]! * (a === b ? 1 : correlation);
  return {
    mean: Float64Array.from({ length: assets }, (_, a) => 0.0001 * a),
    covariance,
    weights: new Float64Array(assets).fill(1 / assets),
  };
}

function parametric({ mean, covariance, weights }: SimulationModel): { mean: number; deviation: number } {
  let variance = 0;
  let drift = 0;
  for (let a = 0; a < weights.length; a++) {
    drift += weights[a]! * mean[a]!;
    for (let b = 0; b < weights.length; b++)
      variance += weights[a]! * weights[b]! * covariance[a * weights.length + b]!;
  }
  return { mean: drift, deviation: Math.sqrt(variance) };
}

/** The quantile, and how far it is from the truth in its own standard errors. */
function errorOf(outcomes: Float64Array, p: number, truth: number): number {
  const sorted = outcomes.slice().sort();
  const n = sorted.length;
  const d = Math.sqrt(n * p * (1 - p));
  const error = (sorted[Math.round(n * p + d)]! - sorted[Math.round(n * p - d)]!) / 2;
  return (-sorted[Math.ceil(n * p) - 1]! - truth) / error;
}

describe("Monte Carlo meets the parametric answer within its own standard error, seed by seed", () => {
  const model = modelOf(7);
  const { mean, deviation } = parametric(model);
  const degrees = 5;
  const truths = {
    gaussian: normalFigures(mean, deviation, 0.99).var,
    t: studentTFigures({ degrees, location: mean, scale: deviation * Math.sqrt((degrees - 2) / degrees) }, 0.99, 1).var,
  };
  for (const copula of ["gaussian", "t"] as const)
    for (const sampler of ["xoshiro", "sobol"] as const)
      for (const antithetic of [false, true])
        test(`${copula}, ${sampler}${antithetic ? ", antithetic" : ""}`, () => {
          let squares = 0;
          const seeds = 30;
          for (let seed = 1; seed <= seeds; seed++) {
            const t = copula === "t" ? { degrees } : {};
            const simulation = new Simulation(model, { paths: 20_000, seed, sampler, antithetic, copula, ...t });
            const error = errorOf(simulation.outcomes(), 0.01, truths[copula]);
            // Of independent paths one seed in 16,000 is further off than 4; even points stay within one.
            expect(Math.abs(error)).toBeLessThan(sampler === "xoshiro" ? 4 : 1);
            squares += error * error;
          }
          if (sampler === "xoshiro") expect(squares / seeds).toBeWithin(0.4, 2);
          else expect(squares / seeds).toBeLessThan(0.2);
        }, 60_000);

  test("and closer with more paths", () => {
    const off = (paths: number): number =>
      Math.abs(
        normalFigures(mean, deviation, 0.99).var + quantile(new Simulation(model, { paths, seed: 9 }).outcomes()),
      );
    expect(off(1_000_000)).toBeLessThan(2e-6 * deviation * 100);
    expect(off(1_000_000)).toBeLessThan(off(1000));
  });

  test("over a horizon means grow with it and deviations with its root", () => {
    const outcomes = new Simulation(model, { horizon: 16, seed: 2 }).outcomes();
    expect(errorOf(outcomes, 0.01, normalFigures(16 * mean, 4 * deviation, 0.99).var)).toBeWithin(-1, 1);
  });
});

function quantile(outcomes: Float64Array): number {
  return outcomes.sort()[Math.ceil(outcomes.length / 100) - 1]!;
}

describe("a seed", () => {
  const columns = Array.from({ length: 3 }, (_, a) => {
    const random = new Random(a + 1);
    return Float64Array.from({ length: 300 }, () => 0.01 * random.normal());
  });
  const ways: SimulationOptions[] = [
    {},
    { sampler: "xoshiro" },
    { sampler: "xoshiro", copula: "t", degrees: 4, antithetic: true },
    { sampler: "sobol", copula: "t", degrees: 4 },
    { marginals: "empirical", antithetic: true, horizon: 4 },
    { copula: "t", degrees: 3, marginals: "normal", sampler: "xoshiro" },
    { copula: "t", degrees: 3, marginals: "empirical" },
  ];
  for (const way of ways)
    test(`gives the same outcomes natively and portably, and again: ${JSON.stringify(way)}`, () => {
      const model = { ...modelOf(3), columns };
      const run = (options: SimulationOptions) => new Simulation(model, { paths: 1000, seed: 77n, ...way, ...options });
      const first = run({ kernels: native });
      const outcomes = first.outcomes();
      expect(first.outcomes()).toEqual(outcomes);
      expect(run({ kernels: portable }).outcomes()).toEqual(outcomes);
      expect(run({ seed: 78n }).outcomes()).not.toEqual(outcomes);
      const fast = run({ mode: "fast" }).outcomes();
      for (let p = 0; p < fast.length; p++) expect(Math.abs(fast[p]! - outcomes[p]!)).toBeLessThan(1e-15);
      expect(outcomes.every(Number.isFinite)).toBe(true);
    });

  test("known outcomes, that no machine may change", () => {
    const first = (options: SimulationOptions) => [
      ...new Simulation(modelOf(3), { seed: 1, ...options }).outcomes().subarray(0, 3),
    ];
    expect(first({ sampler: "xoshiro" })).toEqual(KNOWN_XOSHIRO);
    expect(first({ sampler: "sobol" })).toEqual(KNOWN_SOBOL);
  });
});

const KNOWN_XOSHIRO: number[] = [-0.020725780586435153, -0.0012102134967768993, 0.008804770282704466];
const KNOWN_SOBOL: number[] = [-0.006534909625745012, 0.010450791481162371, 0.001572900910576468];

describe("dependence and marginals", () => {
  test("covariances come back", () => {
    const model = modelOf(4, 0.6);
    for (const options of [{ sampler: "xoshiro" }, { copula: "t", degrees: 8 }, {}] as SimulationOptions[]) {
      const products = new Float64Array(16);
      const simulation = new Simulation(model, { paths: 200_000, ...options });
      simulation.run(({ count, deviations, stride }) => {
        for (let p = 0; p < count; p++)
          for (let a = 0; a < 4; a++)
            for (let b = 0; b < 4; b++)
              products[4 * a + b] = products[4 * a + b]! + deviations[a * stride + p]! * deviations[b * stride + p]!;
      });
      for (let i = 0; i < 16; i++) expect(products[i]! / 200_000 / model.covariance[i]!).toBeCloseTo(1, 1);
    }
  });

  test("empirical marginals: one asset is its own history", () => {
    const random = new Random(6);
    const column = Float64Array.from({ length: 500 }, () => 0.02 * (random.exponential() - 1));
    const simulated = monteCarloVar({ columns: [column] }, [1], { marginals: "empirical", confidence: 0.9 });
    const sorted = column.slice().sort();
    const place = 499 * 0.1;
    const truth = -(sorted[49]! + (place - 49) * (sorted[50]! - sorted[49]!));
    expect(Math.abs(simulated.var - truth)).toBeLessThan(simulated.standardError);
  });

  test("χ² numbers by table are the quantiles", () => {
    for (const degrees of [2.05, 3, 7.5, 60, 900]) {
      const byTable = chiSquareOfNormal(degrees);
      for (const z of [-4.3, -2.01, -0.7, 0, 0.33, 1.9, 4.4])
        expect(Math.abs(byTable(z) / chiSquareQuantile(normalCdf(z), degrees) - 1)).toBeLessThan(1e-6);
    }
  });

  test("χ² numbers are χ²", () => {
    const random = new Random(31);
    const degrees = 3.7;
    const n = 50_000;
    const u = Float64Array.from({ length: n }, () =>
      chiSquareCdf(chiSquareNumber(random, degrees, log), degrees),
    ).sort();
    let worst = 0;
    for (let i = 0; i < n; i++) worst = Math.max(worst, Math.abs(u[i]! - (i + 0.5) / n));
    // Kolmogorov: beyond 1.95/√n once in a thousand.
    expect(worst).toBeLessThan(1.95 / Math.sqrt(n));
  });
});

test("Sobol's points are scipy's, without a shift", () => {
  const sobol = new Sobol(256);
  const points = new Float64Array(256 * 1025);
  sobol.fill(1025, points);
  for (const [p, expected] of SOBOL_POINTS)
    expect([0, 1, 2, 3, 4, 9, 49, 100, 255].map((d) => points[d * 1025 + p]! * 2 ** 32 - 0.5)).toEqual(expected);
  expect(() => new Sobol(257)).toThrow(ConfigError);
});

const SOBOL_POINTS: [number, number[]][] = [
  [1, [2147483648, 2147483648, 2147483648, 2147483648, 2147483648, 2147483648, 2147483648, 2147483648, 2147483648]],
  [2, [3221225472, 1073741824, 1073741824, 1073741824, 3221225472, 3221225472, 3221225472, 1073741824, 3221225472]],
  [7, [536870912, 2684354560, 1610612736, 536870912, 536870912, 3758096384, 536870912, 1610612736, 536870912]],
  [1000, [943718400, 415236096, 2227175424, 2906652672, 1203765248, 297795584, 2059403264, 3300917248, 1069547520]],
  [1024, [6291456, 1616904192, 1923088384, 2090860544, 2392850432, 2883584000, 329252864, 2900361216, 2904555520]],
];

describe("singular and bad covariances", () => {
  test("two assets that are one, one without risk, a hedge without any", () => {
    const one = [1e-4, 1e-4, 0, 1e-4, 1e-4, 0, 0, 0, 0];
    const model = {
      mean: new Float64Array(3),
      covariance: Float64Array.from(one),
      weights: Float64Array.of(0.5, 0.25, 0.25),
    };
    expect(factorOf(model.covariance, 3).rank).toBe(1);
    for (const sampler of ["xoshiro", "sobol"] as const) {
      const outcomes = new Simulation(model, { paths: 10_000, sampler }).outcomes();
      expect(errorOf(outcomes, 0.01, 0.0075 * 2.3263478740408408)).toBeWithin(-4, 4);
      const hedged = new Simulation(
        { ...model, weights: Float64Array.of(1, -1, 1) },
        { sampler, paths: 500 },
      ).outcomes();
      expect(hedged.every((outcome) => Math.abs(outcome) < 1e-16)).toBe(true);
    }
  });

  test("more assets than returns", () => {
    const random = new Random(1);
    const columns = Array.from({ length: 12 }, () => Float64Array.from({ length: 5 }, () => 0.01 * random.normal()));
    const figures = monteCarloVar({ columns }, new Float64Array(12).fill(1 / 12), { paths: 5000, copula: "t" });
    expect(figures.rank).toBe(4);
    expect(Number.isFinite(figures.var) && Number.isFinite(figures.degrees)).toBe(true);
  });

  test("what is no covariance is refused, with the place", () => {
    expect(() => factorOf(Float64Array.of(1, 2, 2, 1), 2)).toThrow("covariance: not positive semidefinite");
    expect(() => factorOf(Float64Array.of(1, 0.5, 0.4, 1), 2)).toThrow("covariance[0][1]: got 0.5; allowed: 0.4");
    expect(() => factorOf(Float64Array.of(1, Number.NaN, Number.NaN, 1), 2)).toThrow("covariance[1][0]: got NaN");
    expect(() => factorOf(Float64Array.of(-1), 1)).toThrow(InputError);
    expect(() => factorOf(Float64Array.of(0, 1, 1, 1), 2)).toThrow("more than the variances of both allow");
    expect(() => factorOf(new Float64Array(3), 2)).toThrow("allowed: 2 × 2");
  });

  test("options that are none", () => {
    const model = modelOf(2);
    const bad: [SimulationOptions, string][] = [
      [{ paths: 5 }, "paths"],
      [{ copula: "t" }, "degrees"],
      [{ copula: "t", degrees: 2 }, "degrees"],
      [{ sampler: "dice" as "sobol" }, "sampler"],
      [{ horizon: 0 }, "horizon"],
      [{ mode: "slow" as "fast" }, "mode"],
    ];
    for (const [options, path] of bad) expect(() => new Simulation(model, options)).toThrow(`${path}: got`);
    expect(() => new Simulation(modelOf(300), { sampler: "sobol" })).toThrow("xoshiro for 300 assets");
    expect(new Simulation(modelOf(300)).sampler).toBe("xoshiro");
    expect(() => new Simulation(model, { marginals: "empirical" })).toThrow("columns: got none");
    expect(() => new Simulation({ ...model, weights: Float64Array.of(Number.NaN, 1) })).toThrow("not finite");
    expect(() => new Simulation({ ...model, mean: new Float64Array(3) })).toThrow("mean: got 3");
  });
});
