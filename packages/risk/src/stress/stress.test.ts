import { describe, expect, test } from "bun:test";
import { ConfigError, InputError, Random } from "@hotpath/core";
import { symmetricEigen } from "@hotpath/portfolio/covariance";
import fc from "fast-check";
import {
  breakCorrelations,
  checkBook,
  correlationStress,
  formatStressReport,
  HISTORICAL_FACTORS,
  HISTORICAL_SCENARIOS,
  historicalScenario,
  liquidityAdjustedLoss,
  nearestCorrelation,
  parseScenario,
  reverseStress,
  type StressBook,
  sensitivities,
  stressReport,
  stressTest,
} from "./index.ts";
import { solvePositive } from "./internal/solve-positive.ts";

const book: StressBook = {
  positions: [
    { name: "us-equity", value: 600 },
    { name: "note", value: 400, exposures: { "us-10y-yield": -8 }, convexities: { "us-10y-yield": 80 } },
    { name: "hedge", value: -100, exposures: { "us-equity": 1.5, oil: 0.2 } },
  ],
  covariance: {
    factors: ["us-equity", "us-10y-yield", "oil"],
    matrix: [
      [0.0001, 0.000001, 0.00008],
      [0.000001, 0.00000025, 0.000002],
      [0.00008, 0.000002, 0.0004],
    ],
  },
};

describe("scenarios", () => {
  test("history is dated, sourced, in order, and of known factors", () => {
    expect(HISTORICAL_SCENARIOS.length).toBeGreaterThanOrEqual(25);
    let last = "1987";
    for (const { name, title, from, to, shocks, source } of HISTORICAL_SCENARIOS) {
      expect(historicalScenario(name).shocks).toBe(shocks);
      for (const day of [from, to]) expect(new Date(day!).toISOString().slice(0, 10)).toBe(day!);
      expect(from! <= to! && title !== "" && source !== "").toBe(true);
      expect(to!.slice(0, 4) >= last.slice(0, 4) || from! >= last).toBe(true);
      for (const [factor, move] of Object.entries(shocks)) {
        expect(HISTORICAL_FACTORS[factor]).toBeDefined();
        expect(Number.isFinite(move) && move !== 0).toBe(true);
      }
      last = from!;
    }
    expect(() => historicalScenario("tulips")).toThrow("black-monday-1987");
  });

  test("moves are those of the closes that their sources name", () => {
    const closes: [string, string, number, number][] = [
      ["financial-crisis-2007", "us-equity", 1565.15, 676.53],
      ["covid-2020", "us-equity", 3386.15, 2237.4],
      ["dot-com-2000", "us-technology", 5048.62, 1114.11],
      ["negative-oil-2020", "oil", 18.27, -37.63],
      ["carry-2024", "japan-equity", 35909.7, 31458.42],
      ["tariffs-2025", "us-volatility", 21.51, 52.33],
      ["lehman-2008", "us-volatility", 25.66, 80.86],
      ["crash-1987", "us-equity", 336.77, 223.92],
    ];
    for (const [name, factor, from, to] of closes)
      expect(historicalScenario(name).shocks[factor]!).toBeCloseTo(to / from - 1, 3);
  });

  test("one's own, from data, or an error that says where", () => {
    expect(parseScenario({ name: "mine", shocks: { oil: -0.5 } })).toEqual({ name: "mine", shocks: { oil: -0.5 } });
    const bad: [unknown, string][] = [
      [null, "scenario: got null"],
      [{ name: "x" }, "scenario.shocks: got undefined"],
      [{ name: "", shocks: { oil: 1 } }, "scenario.name"],
      [{ name: "x", shocks: { oil: "much" } }, 'scenario.shocks.oil: got "much"; allowed: a finite number'],
      [{ name: "x", shocks: {} }, "scenario.shocks"],
      [{ name: "x", shocks: { oil: 1 }, shock: 1 }, "scenario.shock: no such key"],
      [{ name: "x", shocks: { oil: 1 }, title: 5 }, "scenario.title: got 5"],
    ];
    for (const [data, message] of bad) expect(() => parseScenario(data)).toThrow(message);
  });
});

describe("a book under a scenario", () => {
  test("by hand", () => {
    const { profit, positions, factors, unshocked, lossShare } = stressTest(book, {
      name: "mine",
      shocks: { "us-equity": -0.1, "us-10y-yield": 0.01, gold: 1 },
    });
    for (const [i, expected] of [-60, -30.4, 15].entries()) expect(positions[i]!.profit).toBeCloseTo(expected, 12);
    expect(profit).toBeCloseTo(-60 - 30.4 + 15, 12);
    expect(lossShare).toBeCloseTo(75.4 / 1100, 12);
    expect(factors.map((f) => f.name)).toEqual(["us-equity", "us-10y-yield"]);
    expect(unshocked).toEqual(["oil"]);
  });

  test("what is not named follows by the covariance, where that is asked for", () => {
    const shocks = { "us-equity": -0.1 };
    const { factors, unshocked } = stressTest(book, { name: "mine", shocks }, { propagate: true });
    const of = (name: string) => factors.find((factor) => factor.name === name)!;
    expect(of("oil")).toMatchObject({ implied: true });
    expect(of("oil").shock).toBeCloseTo(-0.08, 12);
    expect(of("us-10y-yield").shock).toBeCloseTo(-0.001, 12);
    expect(unshocked).toEqual([]);
    expect(() => stressTest({ positions: book.positions }, { name: "x", shocks }, { propagate: true })).toThrow(
      "portfolio.covariance",
    );
  });

  test("each factor by itself", () => {
    const [worst, ...rest] = sensitivities(book, 0.01);
    expect(worst).toMatchObject({ factor: "us-10y-yield", delta: -3200, gamma: 32_000 });
    expect(worst!.up).toBeCloseTo(-32 + 1.6, 12);
    expect(worst!.down).toBeCloseTo(32 + 1.6, 12);
    expect(rest.map((s) => s.factor)).toEqual(["us-equity", "oil"]);
  });

  test("what is no book", () => {
    const bad: [unknown, string][] = [
      [{}, "portfolio.positions: got none"],
      [{ positions: [{ name: "a" }] }, "portfolio.positions[0].value: got undefined"],
      [
        { positions: [{ name: "a", value: 1, exposures: { x: null } }] },
        "portfolio.positions[0].exposures.x: got null",
      ],
      [{ positions: [{ name: "a", value: 1, spread: -1 }] }, "portfolio.positions[0].spread: got -1"],
      [
        { positions: [{ name: "a", value: 1 }], covariance: { factors: ["a"], matrix: [[1, 2]] } },
        "1 rows of 1 numbers",
      ],
    ];
    for (const [data, message] of bad) expect(() => checkBook(data as StressBook)).toThrow(message);
  });
});

describe("correlations", () => {
  test("Higham's example: the nearest to a matrix that is none", () => {
    // N. Higham, IMA J. Numer. Anal. 22 (2002), section 4: distance 0.5278.
    const { matrix, distance } = nearestCorrelation(Float64Array.of(1, 1, 0, 1, 1, 1, 0, 1, 1));
    expect(distance).toBeCloseTo(0.5278, 4);
    expect(matrix[1]).toBeCloseTo(0.7607, 4);
    expect(matrix[2]).toBeCloseTo(0.1573, 4);
  });

  test("is one, and as near as any other that is", () => {
    const random = new Random(8);
    for (let round = 0; round < 10; round++) {
      const n = 5;
      const given = new Float64Array(n * n);
      for (let i = 0; i < n; i++)
        for (let j = 0; j <= i; j++) given[i * n + j] = given[j * n + i] = i === j ? 1 : 2 * random.uniform() - 1;
      const { matrix, distance } = nearestCorrelation(given);
      expect(Math.min(...symmetricEigen(matrix, n).values)).toBeGreaterThan(-1e-10);
      for (let i = 0; i < n; i++) expect(matrix[i * n + i]).toBe(1);
      // Any blend with the identity that is positive semidefinite is further away.
      const least = Math.min(...symmetricEigen(given, n).values);
      const blend = least < 0 ? -least / (1 - least) : 0;
      let shrunk = 0;
      for (let i = 0; i < n * n; i++) shrunk += (blend * (given[i]! - (i % (n + 1) === 0 ? 1 : 0))) ** 2;
      expect(distance).toBeLessThanOrEqual(Math.sqrt(shrunk) + 1e-12);
      expect(nearestCorrelation(matrix, 0).distance).toBeLessThan(1e-9);
    }
    expect(() => nearestCorrelation(new Float64Array(5))).toThrow(InputError);
    expect(() => nearestCorrelation(Float64Array.of(1, Number.NaN, Number.NaN, 1))).toThrow("matrix[1][0]: got NaN");
    expect(() => nearestCorrelation(Float64Array.of(1, 0.5, 0.4, 1))).toThrow("the same at [0][1]");
  });

  test("break to one, or to nothing, variances staying", () => {
    const covariance = Float64Array.of(4, 1, 1, 9);
    expect(
      [...breakCorrelations(covariance, { target: 1 }).covariance].map((x) => Math.round(1e12 * x) / 1e12),
    ).toEqual([4, 6, 6, 9]);
    expect(breakCorrelations(covariance, { target: 0, strength: 0.5 }).covariance[1]).toBeCloseTo(0.5, 14);
    const three = Float64Array.of(1, 0.9, 0.9, 0.9, 1, 0.9, 0.9, 0.9, 1);
    const broken = breakCorrelations(three, { target: -1, pairs: [[0, 1]] });
    expect(broken.distance).toBeGreaterThan(0.5);
    expect(Math.min(...symmetricEigen(broken.covariance, 3).values)).toBeGreaterThan(-1e-10);
    expect(() => breakCorrelations(covariance, { target: 2 })).toThrow(ConfigError);
    const { varBefore, varAfter } = correlationStress(book, 1);
    expect(varBefore).not.toBe(varAfter);
  });
});

describe("reverse stress", () => {
  test("of a linear book: limit over deviation, along Σ a", () => {
    const linear = { ...book, positions: book.positions.map(({ convexities: _, ...position }) => position) };
    const limit = 50;
    const found = reverseStress(linear, limit)!;
    const a = [450, -3200, -20];
    const sigma = book.covariance!.matrix.map((row) => row.reduce((sum, each, j) => sum + each * a[j]!, 0));
    const variance = sigma.reduce((sum, each, i) => sum + each * a[i]!, 0);
    expect(found.distance).toBeCloseTo(limit / Math.sqrt(variance), 10);
    expect(found.loss).toBeCloseTo(limit, 9);
    expect(found.shocks["us-equity"]).toBeCloseTo((-limit * sigma[0]!) / variance, 12);
  });

  test("no move within the distance loses more, whatever the curvature", () => {
    const factors = ["x", "y", "z"];
    const number = fc.integer({ min: -80, max: 80 }).map((each) => each / 16);
    fc.assert(
      fc.property(fc.array(number, { minLength: 6, maxLength: 6 }), fc.integer(), (numbers, seed) => {
        const positions = factors.map((name, i) => ({
          name,
          value: 1,
          exposures: { [name]: numbers[i]! },
          convexities: { [name]: numbers[i + 3]! },
        }));
        const matrix = [[1, 0.5, 0.2], [0.5, 2, -0.3], [0.2, -0.3, 0.5]]; // biome-ignore format: a matrix
        const curved: StressBook = { positions, covariance: { factors, matrix } };
        const found = reverseStress(curved, 3);
        const random = new Random(seed);
        const loss = (x: number[]) =>
          -x.reduce((sum, each, i) => sum + numbers[i]! * each + 0.5 * numbers[i + 3]! * each * each, 0);
        if (found !== undefined) {
          expect(Math.abs(loss(factors.map((name) => found.shocks[name]!)) - 3)).toBeLessThan(1e-7);
          expect(found.loss).toBeCloseTo(3, 7);
        }
        const radius = found === undefined ? 50 : found.distance * 0.999;
        for (let i = 0; i < 200; i++) {
          const z = [random.normal(), random.normal(), random.normal()];
          const norm = Math.hypot(...z);
          const [p, q, r] = z.map((each) => (each / norm) * radius) as [number, number, number];
          // The Cholesky factor of the matrix.
          const l22 = Math.sqrt(1.75);
          const l32 = (-0.3 - 0.1) / l22;
          const l33 = Math.sqrt(0.5 - 0.04 - l32 * l32);
          expect(loss([p, 0.5 * p + l22 * q, 0.2 * p + l32 * q + l33 * r])).toBeLessThan(3 + 1e-6);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("where losses are bounded there may be none; where the gradient is nought, along the curve", () => {
    const one = (exposure: number, convexity: number): StressBook => ({
      positions: [{ name: "x", value: 1, exposures: { x: exposure }, convexities: { x: convexity } }],
      covariance: { factors: ["x"], matrix: [[4]] },
    });
    expect(reverseStress(one(1, 2), 10)).toBeUndefined();
    const hard = reverseStress(one(0, -2), 9)!;
    expect(hard.distance).toBeCloseTo(1.5, 10);
    expect(Math.abs(hard.shocks.x!)).toBeCloseTo(3, 10);
    expect(reverseStress(one(0, 0), 1)).toBeUndefined();
    expect(() => reverseStress(one(1, 0), 0)).toThrow(ConfigError);
    expect(() => reverseStress({ positions: book.positions }, 1)).toThrow("portfolio.covariance: got none");
    expect(() => reverseStress({ ...one(1, 0), covariance: { factors: ["y"], matrix: [[1]] } }, 1)).toThrow("lacks x");
  });
});

describe("liquidity", () => {
  test("by hand", () => {
    const illiquid: StressBook = {
      positions: [
        { name: "a", value: 1000, dailyVolume: 1000, spread: 0.01, spreadDeviation: 0.002, volatility: 0.02 },
        { name: "b", value: -1000 },
      ],
    };
    const adjusted = liquidityAdjustedLoss(illiquid, 100);
    expect(adjusted.positions[0]).toMatchObject({ days: 5, spreadCost: 500 * 0.016, impactCost: 0.02 * 1000 });
    expect(adjusted.positions[0]!.timeFactor).toBeCloseTo(Math.sqrt((6 * 11) / 30), 14);
    expect(adjusted.positions[1]).toMatchObject({ days: 1, spreadCost: 0, impactCost: 0, timeFactor: 1 });
    expect(adjusted.adjustedLoss).toBeCloseTo(100 * (0.5 + 0.5 * Math.sqrt(2.2)) + 8 + 20, 12);
    expect(liquidityAdjustedLoss(illiquid, 100, { volumeFactor: 0.5 }).days).toBe(10);
    expect(() => liquidityAdjustedLoss(illiquid, 100, { participation: 0 })).toThrow(ConfigError);
    expect(() => liquidityAdjustedLoss({ positions: [{ name: "c", value: 1, dailyVolume: 0 }] }, 1)).toThrow(
      "never sold",
    );
  });
});

test("a report is data, and the same as text", () => {
  const scenarios = [
    historicalScenario("covid-2020"),
    historicalScenario("black-monday-1987"),
    historicalScenario("rates-2022"),
  ];
  const report = stressReport(book, { scenarios, limit: 100, correlation: 1, liquidity: {} });
  expect(report.scenarios[0]!.scenario).toBe("rates-2022");
  const text = formatStressReport(JSON.parse(JSON.stringify(report)));
  for (const part of [
    "rates-2022",
    "us-10y-yield",
    "standard deviations out",
    "all correlations at 1",
    "To sell it all takes 1 day",
  ])
    expect(text).toContain(part);
  expect(text).not.toMatch(/NaN|undefined/);
});

test("eigenvectors turn a matrix into its eigenvalues; singular systems are solved where they can be", () => {
  const random = new Random(3);
  const n = 12;
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = random.normal();
  const { values, vectors } = symmetricEigen(a, n);
  for (let k = 0; k < n; k++)
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += a[i * n + j]! * vectors[j * n + k]!;
      expect(sum).toBeCloseTo(values[k]! * vectors[i * n + k]!, 12);
    }
  expect([...solvePositive(Float64Array.of(1, 1, 1, 1), Float64Array.of(2, 2))]).toEqual([2, 0]);
  expect(() => solvePositive(Float64Array.of(1, 1, 1, 1), Float64Array.of(2, 3))).toThrow("cannot be");
});
