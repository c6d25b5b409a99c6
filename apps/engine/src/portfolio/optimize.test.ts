import { afterAll, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Random } from "@hotpath/core";
import { hierarchicalRiskParity, maxSharpe, minCvar, minVariance } from "@hotpath/portfolio/allocation";
import { assetReturns, expectedReturns, sampleCovariance } from "@hotpath/portfolio/covariance";
import { Cli } from "../testing/cli.ts";
import { OBJECTIVES } from "./names.ts";

const cli = new Cli();
afterAll(() => cli[Symbol.dispose]());

const NAMES = ["AAA", "BBB", "CCC", "DDD", "EEE"];
const ROWS = 160;

/** Prices of a market and of each asset alone, as a file and as an array. */
function writePrices(name: string, change: (cells: string[], row: number) => void = () => {}): Float64Array {
  const random = new Random(11);
  const prices = new Float64Array(ROWS * NAMES.length).fill(100);
  const lines = [`date,${NAMES.join(",")}`];
  for (let t = 0; t < ROWS; t++) {
    const market = t === 0 ? 0 : 0.006 * random.normal();
    for (let i = 0; i < NAMES.length; i++) {
      const own = t === 0 ? 0 : 0.001 + 0.004 * (i + 1) * random.normal();
      const before = t === 0 ? 100 : prices[(t - 1) * NAMES.length + i]!;
      prices[t * NAMES.length + i] = before * (1 + market + own);
    }
    const cells = NAMES.map((_, i) => String(prices[t * NAMES.length + i]!));
    change(cells, t);
    lines.push(
      `2024-${String(1 + Math.floor(t / 28)).padStart(2, "0")}-${String(1 + (t % 28)).padStart(2, "0")},${cells.join(",")}`,
    );
  }
  writeFileSync(join(cli.folder, name), `${lines.join("\n")}\n`);
  return prices;
}

const prices = writePrices("prices.csv");
const returns = assetReturns(prices, NAMES.length);
const yearly = sampleCovariance(returns, NAMES.length).map((value) => value * 252);

interface Printed {
  weights: Record<string, number>;
  objective: string;
  value: number;
  certificate: {
    method: string;
    kktResidual: number;
    dualityGap: number | null;
    iterations: number;
    milliseconds: number;
  };
  periods: number;
  droppedRows: number;
}

async function optimize(...args: string[]): Promise<Printed> {
  const { code, stdout, stderr } = await cli.run([
    "portfolio",
    "optimize",
    "--prices",
    "prices.csv",
    "--json",
    ...args,
  ]);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return JSON.parse(stdout) as Printed;
}

function expectWeights(printed: Printed, weights: Float64Array): void {
  expect(Object.keys(printed.weights)).toEqual(NAMES);
  expect(Object.values(printed.weights)).toEqual([...weights]);
}

describe("hotpath portfolio optimize", () => {
  test("prints what the library answers", async () => {
    expectWeights(await optimize("--objective", "min-variance"), minVariance(yearly).weights);
    expectWeights(
      await optimize("--objective", "min-cvar", "--confidence", "0.9", "--bounds", "0.05,0.6"),
      minCvar({ returns, assets: 5 }, 0.9, { lower: 0.05, upper: 0.6 }).weights,
    );
    expectWeights(await optimize("--objective", "hrp"), hierarchicalRiskParity({ covariance: yearly }).weights);
    const mean = expectedReturns(returns, 5, { periodsPerYear: 252 });
    expectWeights(
      await optimize("--objective", "max-sharpe", "--risk-free", "0.02"),
      maxSharpe({ mean, covariance: yearly }, 0.02).weights,
    );
  });

  test("every objective, with weights that add up and a certificate", async () => {
    const more: Partial<Record<string, string[]>> = { "max-return": ["--target-risk", "0.2"] };
    for (const objective of OBJECTIVES) {
      const printed = await optimize("--objective", objective, ...(more[objective] ?? []));
      const weights = Object.values(printed.weights);
      expect(printed.objective).toBe(objective);
      expect(weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 9);
      expect(printed.certificate.kktResidual).toBeLessThan(1e-8);
      expect(printed.certificate.milliseconds).toBeGreaterThan(0);
      expect(printed.periods).toBe(ROWS - 1);
    }
  }, 60_000);

  test("groups, weights held before, turnover and cardinality", async () => {
    writeFileSync(join(cli.folder, "held.json"), JSON.stringify({ AAA: 0.5, EEE: 0.5 }));
    const grouped = await optimize("--group", "risky=DDD,EEE:0.3..", "AAA=AAA:..0.2");
    expect(grouped.weights.DDD! + grouped.weights.EEE!).toBeCloseTo(0.3, 8);
    expect(grouped.weights.AAA!).toBeLessThanOrEqual(0.2 + 1e-9);
    const turned = await optimize("--previous", "held.json", "--turnover", "0.2");
    expect(Math.abs(turned.weights.EEE! - 0.4)).toBeLessThan(1e-7);
    const few = await optimize("--cardinality", "2");
    expect(Object.values(few.weights).filter((w) => w > 1e-7).length).toBe(2);
    expect(few.certificate.method).toBe("branch-and-bound");
  });

  test("views tilt what the market implies", async () => {
    writeFileSync(
      join(cli.folder, "views.json"),
      JSON.stringify([{ assets: { AAA: 1, BBB: -1 }, return: 0.3, confidence: 0.9 }]),
    );
    writeFileSync(join(cli.folder, "none.json"), "[]");
    const args = ["--objective", "max-sharpe", "--risk-aversion", "3"];
    const plain = await optimize(...args, "--views", "none.json");
    // Without views the weights that the prior is implied by have the best ratio.
    for (const weight of Object.values(plain.weights)) expect(weight).toBeCloseTo(0.2, 6);
    const tilted = await optimize(...args, "--views", "views.json");
    expect(tilted.weights.AAA!).toBeGreaterThan(0.3);
    writeFileSync(join(cli.folder, "odd.json"), JSON.stringify([{ assets: { ZZZ: 1 }, return: 0.1 }]));
    const { code, stderr } = await cli.run(["portfolio", "optimize", "--prices", "prices.csv", "--views", "odd.json"]);
    expect(code).toBe(2);
    expect(stderr).toContain("--views[0].assets.ZZZ");
  });

  test("a table for people", async () => {
    const { stdout, code } = await cli.run(["portfolio", "optimize", "--prices", "prices.csv"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^min-variance: 5 assets, 159 returns$/m);
    expect(stdout).toMatch(/AAA +\d+\.\d{4} %/);
    expect(stdout).toMatch(/interior-point, \d+ steps, .* KKT residual .*, duality gap/);
  });

  test("gaps are left out and told, or an error", async () => {
    writePrices("gaps.csv", (cells, row) => {
      if (row === 3) cells[1] = "";
    });
    const { stdout } = await cli.run(["portfolio", "optimize", "--prices", "gaps.csv", "--json"]);
    expect((JSON.parse(stdout) as Printed).droppedRows).toBe(1);
    const pairs = await cli.run(["portfolio", "optimize", "--prices", "gaps.csv", "--json", "--missing", "pairwise"]);
    const printed = JSON.parse(pairs.stdout) as Printed;
    expect([printed.droppedRows, printed.periods]).toEqual([0, ROWS - 1]);
    expect(printed.weights.BBB).not.toBe((JSON.parse(stdout) as Printed).weights.BBB);
    const { code, stderr } = await cli.run(["portfolio", "optimize", "--prices", "gaps.csv", "--missing", "error"]);
    expect(code).toBe(1);
    expect(stderr).toContain("row 4: BBB has no price");
  });

  const wrong: [string, string[], number, RegExp][] = [
    ["bounds that exclude the budget", ["--bounds", "0.3,1"], 1, /lower bounds add up to 1\.5/],
    ["bounds the wrong way", ["--bounds", "1,0"], 2, /two numbers in order/],
    ["constraints that contradict", ["--group", "a=AAA:0.6..", "b=AAA,BBB:..0.3"], 1, /a \(lower\).*b \(upper\)/],
    ["an unknown asset", ["--assets", "AAA,ZZZ"], 2, /"ZZZ"; allowed: columns/],
    ["an unknown objective", ["--objective", "best"], 2, /'best'.* min-variance, /],
    ["a return that nothing earns", ["--target-return", "90"], 1, /return of at least 90/],
    ["a risk below the least", ["--objective", "max-return", "--target-risk", "0.001"], 1, /the least is 0\./],
    ["constraints on clusters", ["--objective", "hrp", "--turnover", "0.1"], 2, /--turnover/],
    ["a target that is not used", ["--objective", "max-sharpe", "--target-return", "0.1"], 2, /--target-return.*min-/],
    ["a measure that is not used", ["--measure", "cvar"], 2, /--measure/],
    ["one return", ["--last", "1"], 2, /from 2/],
  ];
  for (const [name, args, status, message] of wrong)
    test(`${name} is one line`, async () => {
      const { code, stdout, stderr } = await cli.run(["portfolio", "optimize", "--prices", "prices.csv", ...args]);
      expect(stdout).toBe("");
      expect(stderr.trimEnd()).toMatch(message);
      expect(stderr.trimEnd()).not.toContain("\n");
      expect(code).toBe(status);
    });

  test("a series that does not vary, and prices that are none", async () => {
    writePrices("flat.csv", (cells) => {
      cells[2] = "100";
    });
    const flat = await cli.run(["portfolio", "optimize", "--prices", "flat.csv", "--objective", "risk-parity"]);
    expect(flat.code).toBe(1);
    expect(flat.stderr).toContain("asset 2 does not vary");
    writePrices("bad.csv", (cells, row) => {
      if (row === 5) cells[0] = "-3";
    });
    const bad = await cli.run(["portfolio", "optimize", "--prices", "bad.csv"]);
    expect(bad.code).toBe(1);
    expect(bad.stderr).toContain("is -3, not a positive number");
  });
});
