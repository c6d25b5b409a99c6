import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { dataPath } from "../../../../packages/market-data/src/testing/shared-data.ts";
import { Cli, waveCsv } from "../testing/cli.ts";
import { monthlyReturns } from "./monthly-returns.ts";
import { periodsPerYear } from "./periods.ts";
import type { BacktestSummary } from "./summary.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const cli = new Cli();
afterAll(() => cli[Symbol.dispose]());

const EXAMPLE = resolve(import.meta.dir, "../../../../docs/examples/cross-strategy.ts");
const BARS = cli.path("bars.csv");
writeFileSync(BARS, waveCsv(1500));

interface Document extends BacktestSummary {
  roundTrips: { profit: number; isOpen: boolean }[];
  executions: unknown[];
  curve: { equity: number[]; seconds: number[] };
  lookAhead: unknown;
}

async function backtest(...args: string[]): Promise<Document> {
  const { code, stdout, stderr } = await cli.run(["backtest", EXAMPLE, "--json", ...args]);
  expect([code, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout) as Document;
}

describe("hotpath backtest", () => {
  test("trades as hotpath run does on the same bars", async () => {
    const parameters = ["--param", "fast=10", "--param", "slow=40"];
    const own = await backtest("--data", BARS, ...parameters);
    const run = await cli.run(["run", EXAMPLE, "--json", "--feed", BARS, ...parameters]);
    const other = JSON.parse(run.stdout);
    expect([own.hashes.orders, own.hashes.fills]).toEqual([other.ordersHash, other.fillsHash]);
    expect(own.fills.fills).toBeGreaterThan(5);
    expect(own.curve.equity).toHaveLength(1500);
    expect(own.curve.equity.at(-1)).toBeCloseTo(Number(other.equity), 1);
    const profit = own.roundTrips.reduce((sum, trade) => sum + trade.profit, 0);
    expect(profit).toBeCloseTo(own.curve.equity.at(-1)! - 1e6, 1);
    expect([own.periodsPerYear, own.state]).toEqual([365, "Stopped"]);
  });

  test("costs, files, the check for a look into the future", async () => {
    const [csv, fills, curve, report] = ["t.csv", "f.csv", "c.csv", "r.html"].map((name) => cli.path(name));
    const files = ["--csv", csv!, "--fills-csv", fills!, "--curve-csv", curve!, "--report", report!];
    const costs = ["--fees", "5bp", "--slippage", "2bp", "--cash", "50000", "--symbol", "WAVE"];
    const own = await backtest("--data", BARS, "--param", "fast=10", ...costs, ...files, "--check-look-ahead");
    expect([own.initialCash, own.lookAhead, own.symbols]).toEqual([50_000, null, ["WAVE"]]);
    expect(own.fills.fees).toBeGreaterThan(0);
    const rows = (path: string) => readFileSync(path, "utf8").trim().split("\n");
    expect(rows(csv!)).toHaveLength(1 + own.roundTrips.length);
    expect(rows(fills!)).toHaveLength(1 + own.executions.length);
    expect(rows(curve!)).toHaveLength(1 + 1500);
    const page = readFileSync(report!, "utf8");
    expect(page).toContain(own.hashes.run);
    expect(page).not.toMatch(/(src|href)=|@import|url\(/);
    const { charts } = JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)![1]!);
    const ids = charts.map(({ id }: { id: string }) => id);
    expect(ids).toEqual(["equity", "drawdown", "exposure", "price-0", "slippage"]);
    for (const chart of charts) {
      expect(page).toContain(`id="${chart.id}"`);
      for (const { values } of chart.series) expect(values).toHaveLength(chart.x.length);
    }
    const marked = (name: string) =>
      charts[3].series.find((each: { name: string }) => each.name === name).values.filter((v: unknown) => v !== null);
    expect(marked("bought").length + marked("sold").length).toBe(own.executions.length);
  });

  test("several files are several instruments", async () => {
    const other = cli.path("other.csv");
    writeFileSync(other, waveCsv(900));
    const own = await backtest("--data", BARS, other, "--param", "fast=10");
    expect(own.symbols).toEqual(["bars", "other"]);
    expect(own.fills.fills).toBeGreaterThan(10);
  });

  test("a recording of a day, by its own book, with latency", async () => {
    const day = dataPath("itch/LOBSTER_AMZN5_20120621.itch50.zst");
    if (day === undefined) return;
    const config = cli.path("wide.json");
    writeFileSync(
      config,
      JSON.stringify({ riskLimits: { maxConcentration: 1, maxPositionVar: 1, maxPortfolioVar: 1 } }),
    );
    const args = ["--data", day, "--config", config, "--param", "fast=30", "--param", "slow=100"];
    const prompt = await backtest(...args);
    expect(prompt.fills.fills).toBeGreaterThan(10);
    const late = await backtest(...args, "--latency", "50ms");
    expect(late.fills.averageDelay).toBeGreaterThan(0.09);
    expect(late.hashes.data).toBe(prompt.hashes.data);
    expect(late.hashes.fills).not.toBe(prompt.hashes.fills);
  });

  test("a strategy that fails or peeks ends with status 1", async () => {
    const failing = cli.path("failing.ts");
    const head = `import { defineStrategy } from "@hotpath/engine";\n`;
    writeFileSync(
      failing,
      `${head}export default defineStrategy({ name: "f", create: () => ({ onBar() { throw new Error("no idea"); } }) });\n`,
    );
    const failed = await cli.run(["backtest", failing, "--data", BARS]);
    expect(failed.code).toBe(1);
    expect(failed.stdout).toContain("FAILED onBar at input 1: no idea");
    const missing = await cli.run(["backtest", EXAMPLE, "--data", cli.path("none.csv")]);
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining("--data")]);
    const odd = await cli.run(["backtest", EXAMPLE, "--data", BARS, "--slippage", "5"]);
    expect([odd.code, odd.stderr]).toEqual([2, expect.stringContaining("Allowed: basis points or ticks")]);
  });
});

test("periods in a year", () => {
  const every = (micros: number, count: number) => Float64Array.from({ length: count }, (_, i) => i * micros);
  expect(periodsPerYear(every(86_400e6, 800))).toBe(365);
  expect(periodsPerYear(every(86_400e6, 800).filter((_, i) => i % 7 < 5))).toBe(252);
  expect(periodsPerYear(every(3_600e6, 800))).toBeCloseTo(365.25 * 24, 6);
  expect(periodsPerYear(every(1, 1))).toBe(252);
});

test("returns by month compound to those of the year, and the years to the whole", () => {
  const days = 900;
  const times = Float64Array.from({ length: days }, (_, i) => Date.UTC(2019, 10, 5 + i) * 1000);
  const equity = times.map((_, i) => 1000 * (1 + 0.3 * Math.sin(i / 50)) + i);
  const years = monthlyReturns(times, equity, 1000);
  expect(years.map(({ year }) => year)).toEqual([2019, 2020, 2021, 2022]);
  let all = 1;
  for (const { months, total } of years) {
    const product = months.reduce<number>((value, month) => value * (1 + (month ?? 0)), 1);
    expect(product - 1).toBeCloseTo(total, 12);
    all *= 1 + total;
  }
  expect(1000 * all).toBeCloseTo(equity.at(-1)!, 8);
  expect(years[0]!.months.slice(0, 10).every((month) => month === null)).toBe(true);
});
