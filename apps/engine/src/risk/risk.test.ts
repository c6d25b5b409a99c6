import { afterAll, describe, expect, test } from "bun:test";
import { Random } from "@hotpath/core";
import { backtestVar, rollingForecasts } from "@hotpath/risk/backtests";
import { HISTORICAL_SCENARIOS } from "@hotpath/risk/stress";
import { historicalVar, normalVar, studentTVar, VAR_METHODS } from "@hotpath/risk/value-at-risk";
import { Cli } from "../testing/cli.ts";

const cli = new Cli();
afterAll(() => cli[Symbol.dispose]());

const random = new Random(7);
const a = Float64Array.from({ length: 320 }, () => 0.01 * random.normal());
const b = Float64Array.from(a, (x) => 0.5 * x + 0.008 * random.normal());
const day = (i: number): string => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
const two = cli.path("two.csv");
await Bun.write(two, `Date,A,B\r\n${[...a].map((x, i) => `${day(i)},${x},${b[i]}`).join("\r\n")}\r\n`);
const one = cli.path("one.csv");
await Bun.write(one, `r\n${[...a].join("\n")}\n`);

async function json(...args: string[]) {
  const { code, stdout, stderr } = await cli.run(["risk", ...args, "--json"]);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

async function refused(...args: string[]): Promise<[number, string]> {
  const { code, stdout, stderr } = await cli.run(["risk", ...args]);
  expect(stdout).toBe("");
  return [code, stderr.replace("hotpath: ", "").trim()];
}

describe("hotpath risk var", () => {
  test("answers the library's figures, losses positive", async () => {
    const { tailObservations: _, ...figures } = historicalVar(a, { confidence: 0.95 });
    expect(await json("var", "--returns", one, "--method", "historical", "--confidence", ".95")).toMatchObject(figures);
    expect(
      await json("var", "--returns", one, "--method", "historical", "--convention", "order", "--confidence", "95%"),
    ).toMatchObject({
      method: "historical",
      convention: "order",
      var: historicalVar(a, { confidence: 0.95, convention: "order" }).var,
    });
    expect(await json("var", "--returns", two, "--column", "b", "--method", "t")).toMatchObject({
      ...studentTVar(b),
      columns: ["B"],
    });
    expect(
      await json(
        "var",
        "--returns",
        two,
        "--column",
        "A",
        "--method",
        "normal",
        "--deviation",
        "population",
        "--horizon",
        "10",
      ),
    ).toMatchObject({ ...normalVar(a, { deviation: "population", horizon: 10 }) });
  }, 60_000);

  test("every method, natively and portably, to the last bit", async () => {
    for (const method of [...VAR_METHODS, "brw", "evt"]) {
      const args = ["risk", "var", "--returns", one, "--method", method, "--json"];
      const native = await cli.run(args);
      const portable = await cli.run(args, { HOTPATH_NATIVE: "portable" });
      expect(native.stderr).toBe("");
      const { var: loss, expectedShortfall } = JSON.parse(native.stdout);
      expect(loss).toBeWithin(0.01, 0.05);
      expect(expectedShortfall).toBeGreaterThan(loss);
      expect(portable.stdout).toBe(native.stdout);
    }
  }, 120_000);

  test("a portfolio, with where its risk comes from", async () => {
    const byName = await json("var", "--returns", two, "--weights", "B=0.25,A=0.75", "--method", "normal");
    expect(byName.columns).toEqual(["B", "A"]);
    expect(
      byName.assets.reduce((sum: number, asset: { componentVar: number }) => sum + asset.componentVar, 0),
    ).toBeCloseTo(byName.var, 14);
    const inOrder = await json("var", "--returns", two, "--weights", "0.75,0.25", "--method", "normal");
    expect(inOrder.var).toBeCloseTo(byName.var, 14);
    const simulated = await json(
      "var",
      "--returns",
      two,
      "--weights",
      "0.75,0.25",
      "--method",
      "mc",
      "--seed",
      "9",
      "--paths",
      "50000",
    );
    expect(Math.abs(simulated.var - byName.var)).toBeLessThan(simulated.standardError);
    expect(simulated).toMatchObject({ seed: "9", paths: 50000, sampler: "sobol", copula: "gaussian" });
    expect((await json("var", "--returns", two, "--weights", '{"A":0.75,"B":0.25}', "--method", "normal")).var).toBe(
      inOrder.var,
    );
    expect((await json("var", "--returns", two, "--weights", "equal")).assets[0].weight).toBe(0.5);
    expect(await refused("var", "--returns", two, "--weights", "1,1", "--method", "normal")).toEqual([
      1,
      'weights: their sum is 2; allowed: 1, or any where total is "any"',
    ]);
    expect(
      (await json("var", "--returns", two, "--weights", "1,1", "--any-total", "--method", "normal")).var,
    ).toBeGreaterThan(byName.var);
  }, 60_000);

  test("blanks are missing, dates are left out, newest first is turned around", async () => {
    const gaps = cli.path("gaps.csv");
    await Bun.write(gaps, "date,x,y\n2024-01-03,0.01,5\n2024-01-04,,6\n2024-01-05,-0.02,\n2024-01-08,0.03,7\n");
    expect(await json("var", "--returns", gaps, "--column", "x")).toMatchObject({ observations: 3, missing: 1 });
    expect(await json("var", "--returns", gaps, "--weights", "0.5,0.5")).toMatchObject({ observations: 2, missing: 2 });
    const back = cli.path("back.csv");
    await Bun.write(
      back,
      `date,r\n${[...a]
        .map((x, i) => `${day(i)},${x}`)
        .reverse()
        .join("\n")}\n`,
    );
    expect(await json("var", "--returns", back, "--method", "ewma")).toMatchObject({
      reversed: true,
      var: (await json("var", "--returns", one, "--method", "ewma")).var,
    });
    const blankLine = cli.path("blank.csv");
    await Bun.write(blankLine, "r\n0.01\n\n-0.02\n0.03\n");
    expect(await json("var", "--returns", blankLine)).toMatchObject({ observations: 3, missing: 1 });
  }, 60_000);

  test("what it cannot use it refuses in a line that says what is wrong", async () => {
    const bad = cli.path("bad.csv");
    const write = (text: string) => Bun.write(bad, text);
    await write("date,r\n2024-01-03,0.01\n2024-01-04,NaN\n");
    expect(await refused("var", "--returns", bad)).toEqual([
      1,
      `${bad}, row 2, column r: got "NaN"; allowed: a finite number, or a blank`,
    ]);
    await write("r\n0.01\n");
    expect(await refused("var", "--returns", bad)).toEqual([1, "returns: got 1 observation; allowed: at least 2"]);
    await write("r\n0.01\n0.01\n0.01\n");
    expect(await refused("var", "--returns", bad, "--method", "normal")).toEqual([
      1,
      "returns: constant at 0.01; allowed: returns that vary",
    ]);
    await write("0.01,0.02\n0.01,0.02\n");
    expect((await refused("var", "--returns", bad))[1]).toContain("has no header");
    expect((await refused("var", "--returns", two))[1]).toContain("--column: got undefined; allowed: a column of");
    expect((await refused("var", "--returns", two, "--column", "C"))[1]).toContain("Date, A, B");
    expect(await refused("var", "--returns", one, "--method", "magic")).toEqual([
      2,
      expect.stringContaining("historical, weighted-historical"),
    ]);
    expect((await refused("var", "--returns", one, "--method", "normal", "--degrees", "4"))[1]).toBe(
      "--degrees: got 4; allowed: nothing, with the method normal",
    );
    expect((await refused("var", "--returns", one, "--confidence", "1"))[1]).toContain("confidence: got 1");
    expect((await refused("var", "--returns", cli.path("none.csv")))[0]).toBe(2);
  }, 60_000);

  test("a table for people", async () => {
    const { stdout } = await cli.run([
      "risk",
      "var",
      "--returns",
      two,
      "--weights",
      "0.5,0.5",
      "--method",
      "historical",
    ]);
    for (const part of ["Value at risk", "Expected shortfall", "Component VaR", "A", "B"])
      expect(stdout).toContain(part);
  }, 60_000);
});

describe("hotpath risk backtest-var", () => {
  test("rolling forecasts by a method, or forecasts of a column", async () => {
    const rolled = rollingForecasts(a, "normal", 100);
    const expected = backtestVar(a.subarray(100), rolled.var, 0.99, rolled.expectedShortfall);
    const byMethod = await json("backtest-var", "--returns", one, "--method", "normal", "--window", "100");
    expect(byMethod).toMatchObject(JSON.parse(JSON.stringify(expected)));
    const file = cli.path("forecasts.csv");
    await Bun.write(
      file,
      `r,v,e\n${[...a.subarray(100)].map((x, i) => `${x},${rolled.var[i]},${rolled.expectedShortfall[i]}`).join("\n")}\n`,
    );
    const byColumn = await json(
      "backtest-var",
      "--returns",
      file,
      "--column",
      "r",
      "--var-column",
      "v",
      "--es-column",
      "e",
    );
    expect(byColumn.acerbiSzekely).toEqual(byMethod.acerbiSzekely);
    const { stdout } = await cli.run(["risk", "backtest-var", "--returns", one, "--window", "100"]);
    expect(stdout).toContain("Christoffersen, conditional coverage");
    expect((await refused("backtest-var", "--returns", one, "--window", "320"))[1]).toContain("at least 321");
  }, 60_000);
});

test("hotpath risk backtest-var of a count alone", async () => {
  const result = await json("backtest-var", "--exceptions", "5");
  expect(result).toMatchObject({ exceptions: 5, observations: 250, expected: 2.5, accepted: { least: 1, most: 6 } });
  expect(result.trafficLight).toMatchObject({ zone: "yellow", plusFactor: 0.4 });
  const { stdout } = await cli.run(["risk", "backtest-var", "--exceptions", "0", "--days", "255"]);
  expect(stdout).toContain("1 to 6");
  expect((await refused("backtest-var", "--exceptions", "9", "--days", "8"))[1]).toContain("exceptions: got 9");
  expect((await refused("backtest-var"))[1]).toContain("--returns: got undefined");
}, 60_000);

describe("hotpath risk stress", () => {
  const portfolio = cli.path("book.json");
  const mine = cli.path("mine.json");
  const positions = [
    { name: "us-equity", value: 600_000 },
    { name: "note", value: 400_000, exposures: { "us-10y-yield": -8 } },
  ];
  const covariance = { factors: ["us-equity", "us-10y-yield"], matrix: [[1e-4, -1e-6], [-1e-6, 4e-7]] }; // biome-ignore format: a matrix

  test("crises by name, files of one's own, and the report as data and as text", async () => {
    await Bun.write(portfolio, JSON.stringify({ positions, covariance }));
    await Bun.write(mine, JSON.stringify({ name: "mine", shocks: { "us-equity": -0.5 } }));
    const args = [
      "stress",
      "--portfolio",
      portfolio,
      "--scenario",
      "covid-2020",
      mine,
      "--limit",
      "50000",
      "--correlation",
      "0",
      "--liquidity",
    ];
    const report = await json(...args);
    expect(report.scenarios.map((s: { scenario: string }) => s.scenario)).toEqual(["mine", "covid-2020"]);
    expect(report.scenarios[0]).toMatchObject({ profit: -300_000, lossShare: 0.3, unshocked: ["us-10y-yield"] });
    expect(report.scenarios[1].profit).toBeCloseTo(600_000 * -0.3392 + 400_000 * 0.064, 6);
    expect(report.reverse.loss).toBeCloseTo(50_000, 4);
    const { stdout } = await cli.run(["risk", ...args]);
    for (const part of ["COVID-19", "-300,000", "standard deviations out", "all correlations at 0"])
      expect(stdout).toContain(part);
    expect((await json("stress", "--portfolio", portfolio)).scenarios.length).toBe(HISTORICAL_SCENARIOS.length);
    expect((await json("stress", "--list")).scenarios.length).toBe(HISTORICAL_SCENARIOS.length);
  }, 60_000);

  test("what it cannot use", async () => {
    await Bun.write(portfolio, JSON.stringify({ positions }));
    expect((await refused("stress", "--portfolio", portfolio, "--scenario", "tulips"))[1]).toContain(
      "black-monday-1987",
    );
    expect(await refused("stress", "--portfolio", portfolio, "--limit", "5")).toEqual([
      1,
      "portfolio.covariance: got none; allowed: { factors, matrix }",
    ]);
    expect((await refused("stress"))[0]).toBe(2);
    await Bun.write(portfolio, "{");
    expect((await refused("stress", "--portfolio", portfolio))[0]).toBe(1);
    await Bun.write(portfolio, JSON.stringify({ positions: [{ name: "x", value: "much" }] }));
    expect((await refused("stress", "--portfolio", portfolio))[1]).toBe(
      'portfolio.positions[0].value: got "much"; allowed: a finite number',
    );
  }, 60_000);
});
