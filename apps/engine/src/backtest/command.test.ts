import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { periodsPerYear } from "@hotpath/backtest";
import { dataPath } from "../../../../packages/market-data/src/testing/shared-data.ts";
import { Cli, waveCsv } from "../testing/cli.ts";
import { monthlyReturns } from "./monthly-returns.ts";
import type { BacktestSummary } from "./summary.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const cli = new Cli();
afterAll(() => cli[Symbol.dispose]());

const EXAMPLE = resolve(import.meta.dir, "../../../../docs/examples/cross-strategy.ts");
const BARS = cli.path("bars.csv");
writeFileSync(BARS, waveCsv(1500));

/** A strategy in both forms. */
const UNIT_CROSS = `
import { vectorise } from "@hotpath/backtest";
import { Side } from "@hotpath/core";
import { defineStrategy, integer } from "@hotpath/engine";
const strategy = defineStrategy({
  name: "columns",
  parameters: { fast: integer({ min: 2, default: 5 }), slow: integer({ min: 2, default: 20 }), quantity: integer({ min: 1, default: 100 }) },
  create(context) {
    const { orders, parameters } = context;
    const fast = context.indicator("SMA", { timePeriod: parameters.fast });
    const slow = context.indicator("SMA", { timePeriod: parameters.slow });
    return {
      onBar({ close }) {
        const above = fast.push(close, 0) - slow.push(close, 0);
        const missing = (above > 0 ? parameters.quantity : 0) - context.position(0);
        if (above === above && missing !== 0) orders.market(0, missing > 0 ? Side.Buy : Side.Sell, Math.abs(missing));
      },
    };
  },
});
export default strategy;
export const vectorised = vectorise(strategy, ({ indicators }, { fast, slow, quantity }, out) => {
  const [a, b] = [indicators.first("SMA", { timePeriod: fast }), indicators.first("SMA", { timePeriod: slow })];
  for (let i = 0; i < out.length; i++) {
    const above = a[i] - b[i];
    out[i] = above > 0 ? quantity : above <= 0 ? 0 : NaN;
  }
});
`;

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

  test("a sweep, vectorised, of a file without packages: from the cache the second time, the best run event-driven", async () => {
    const file = cli.path("columns.ts");
    writeFileSync(file, UNIT_CROSS);
    const args = ["backtest", file, "--json", "--data", BARS, "--sweep", "fast=2..6", "--sweep", "slow=20..60:20"];
    const sweep = async (...more: string[]) => {
      const { code, stdout, stderr } = await cli.run([...args, "--workers", "2", ...more]);
      expect([code, stderr]).toEqual([0, ""]);
      return JSON.parse(stdout);
    };
    const first = await sweep("--vectorised", "--report", cli.path("best.html"));
    expect([first.sweep.cached, first.sweep.trials.length]).toEqual([0, 15]);
    expect(first.sweep.judgement.trials).toBe(15);
    const again = await sweep("--vectorised");
    expect(again.sweep).toEqual({ ...first.sweep, cached: 15 });
    const events = await sweep();
    expect([events.sweep.cached, events.sweep.trials]).toEqual([0, first.sweep.trials]);
    const best = first.sweep.trials[0];
    expect(first.parameters).toEqual(best.parameters);
    expect(first.curve.equity.at(-1)).toBeCloseTo(best.figures.finalEquity, 2);
    const judged = await sweep("--vectorised", "--walk-forward", "3", "--monte-carlo", "200", "--seed", "9");
    expect(judged.walkForward.windows).toHaveLength(3);
    expect(judged.walkForward.windows[2].to).toBe(1500);
    expect(judged.monteCarlo.finalEquity).toHaveLength(200);
    const table = await cli.run([
      ...args.filter((arg) => arg !== "--json"),
      "--samples",
      "4",
      "--no-cache",
      "--walk-forward",
      "2",
      "--monte-carlo",
      "50",
    ]);
    expect(table.stdout).toMatch(/WALK-FORWARD {2}2 windows.*Of the sharpe where it was chosen/s);
    expect(table.stdout).toContain("MONTE CARLO  50 courses");
    expect(table.stdout).toContain("4 parameter sets, 0 from the cache");
    expect(table.stdout).toContain("Deflated Sharpe ratio of the best");
  });

  test("a vectorised form that is not the strategy is told", async () => {
    const file = cli.path("wrong.ts");
    writeFileSync(file, UNIT_CROSS.replace("? quantity : above", "? 2 * quantity : above"));
    const args = ["backtest", file, "--data", BARS, "--sweep", "fast=2,3", "--vectorised", "--workers", "0"];
    const { code, stderr } = await cli.run(args);
    expect([code, stderr]).toEqual([1, expect.stringContaining("the vectorised form is not the strategy")]);
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
