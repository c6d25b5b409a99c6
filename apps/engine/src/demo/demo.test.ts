import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { BacktestReport, DemoReport } from "../report/report.ts";
import { Cli, runOnTerminal, waveCsv } from "../testing/cli.ts";

const cli = new Cli();
afterAll(() => cli[Symbol.dispose]());

/** Long enough for every signal to be warm and for both strategies to trade. */
const EVENTS = "30000";
const bars = ["--bars", "wave.csv"];

async function json(args: readonly string[]): Promise<DemoReport> {
  const { code, stdout, stderr } = await cli.run(["demo", "--json", "--no-report", "--events", EVENTS, ...args]);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

beforeAll(() => {
  writeFileSync(cli.path("wave.csv"), waveCsv(1200));
});

describe("--json", () => {
  let first: DemoReport;
  beforeAll(async () => {
    first = await json(bars);
  });

  test("is one document with the backtest, the live run and the machine", () => {
    expect(first.backtest.status).toBe("done");
    expect(first.machine.bun).toBe(Bun.version);
    expect(first.machine.clockNs).toBeGreaterThan(0);
    expect(first.live.seed).toBe("42");
    expect(first.live.symbols).toBe(8);
    expect(first.live.marketEvents).toBeGreaterThanOrEqual(Number(EVENTS));
    expect(first.live.inputs).toBeGreaterThan(first.live.marketEvents);
    expect(first.live.goals.map((goal) => goal.goal)).toEqual([150, 30, 700, 1500, 10_000, 700_000]);
    for (const goal of first.live.goals) expect(goal.measured).toBeGreaterThan(0);
  });

  test("the live run trades: both strategies, as maker and as taker, and its counts agree", () => {
    const { live } = first;
    expect(live.orders).toBeGreaterThan(10);
    expect(live.makerFills).toBeGreaterThan(0);
    expect(live.takerFills).toBeGreaterThan(0);
    expect(live.makerFills + live.takerFills).toBe(live.fills);
    const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
    for (const strategy of live.strategies) expect(strategy.orders).toBeGreaterThan(0);
    expect(sum(live.strategies.map((s) => s.orders))).toBe(live.orders);
    expect(sum(live.strategies.map((s) => s.fills))).toBe(live.fills);
    expect(sum(live.perSymbol.map((s) => s.orders))).toBe(live.orders);
    expect(sum(live.perSymbol.map((s) => s.fills))).toBe(live.fills);
    expect(sum(Object.values(live.closed))).toBeLessThanOrEqual(live.orders);
    const { statement } = live;
    const parts = Number(statement.realized) + Number(statement.unrealized) - Number(statement.fees);
    expect(live.profit).toBeCloseTo(parts, 4);
    expect(Number(statement.equity) - Number(statement.initialCash)).toBeCloseTo(live.profit, 4);
    expect(statement.refusedFills).toBe(0);
  });

  test("every stage is timed, and percentiles rise", () => {
    const names = first.live.latencies.map((latency) => latency.name);
    expect(names).toEqual([
      ...["book", "portfolio", "orders", "risk", "signals", "join", "take", "tally"],
      ...["venue", "update", "updateToOrder"],
    ]);
    for (const { summary: s } of first.live.latencies) {
      expect(s.count).toBeGreaterThan(0);
      expect([s.p50, s.p90, s.p99, s.p999, s.max]).toEqual([s.p50, s.p90, s.p99, s.p999, s.max].sort((a, b) => a - b));
    }
  });

  test("the same seed gives the same hashes, in both passes and in another process", async () => {
    const second = await json(bars);
    expect(first.live.stateHash).toMatch(/^[\da-f]{32}$/);
    expect(first.live.stateHashAgain).toBe(first.live.stateHash);
    expect(second.live.stateHash).toBe(first.live.stateHash);
    expect((second.backtest as BacktestReport).stateHash).toBe((first.backtest as BacktestReport).stateHash);
    expect(second.live.statement).toEqual(first.live.statement);
    expect(second.live.curve).toEqual(first.live.curve);
  });

  test("another seed gives another market", async () => {
    const other = await json([...bars, "--seed", "43"]);
    expect(other.live.stateHash).not.toBe(first.live.stateHash);
    expect(other.live.stateHashAgain).toBe(other.live.stateHash);
    expect((other.backtest as BacktestReport).stateHash).toBe((first.backtest as BacktestReport).stateHash);
  });

  test("as many symbols as asked for", async () => {
    const { live } = await json([...bars, "--symbols", "3"]);
    expect(live.perSymbol.map((each) => each.symbol)).toEqual(["SIM1", "SIM2", "SIM3"]);
    expect(live.caches.priceHistorySymbols).toBe(3);
  });
});

describe("the backtest", () => {
  test("--bars: its figures follow from its curve", async () => {
    const report = (await json(bars)).backtest as BacktestReport;
    expect(report).toMatchObject({ symbol: "wave", bars: 1200, from: "2001-01-01", to: "2004-04-14" });
    expect(report.rejectedRows).toEqual({});
    expect(report.roundTrips).toBeGreaterThan(1);
    expect(report.fills).toBe(report.orders);
    for (const [figures, curve] of [
      [report.strategy, report.curve.equity],
      [report.buyAndHold, report.curve.buyAndHold],
    ] as const) {
      expect(curve.length).toBe(1200);
      expect(figures.finalEquity).toBeCloseTo(curve.at(-1)!, 1);
      expect(figures.totalReturn).toBeCloseTo(curve.at(-1)! / curve[0]! - 1, 6);
      let peak = 0;
      let deepest = 0;
      for (const value of curve) {
        peak = Math.max(peak, value);
        deepest = Math.max(deepest, 1 - value / peak);
      }
      expect(figures.maxDrawdown).toBeCloseTo(deepest, 6);
      const days = curve.slice(1).map((value, i) => value / curve[i]! - 1);
      expect(figures.worstDay).toBeCloseTo(Math.min(...days), 6);
      const exceeded = days.filter((day) => day < -figures.valueAtRisk99 - 1e-6).length;
      expect(exceeded / days.length).toBeLessThanOrEqual(0.01);
    }
  });

  test("rows that cannot be used are counted, a file without any is refused", async () => {
    const [head, ...rows] = waveCsv(300).trimEnd().split("\n");
    rows[10] = "2001-01-11,1,2,x,1,0";
    rows[20] = "2001-01-21,5,4,3,4,0";
    writeFileSync(cli.path("some.csv"), [head, ...rows].join("\n"));
    const report = (await json(["--bars", "some.csv"])).backtest as BacktestReport;
    expect(report.bars).toBe(298);
    expect(report.rejectedRows).toEqual({ badNumber: 1, openOutside: 1 });

    writeFileSync(cli.path("bad.csv"), `${head}\n1/2/2001,1,1,1,1,1\n`);
    const bad = await cli.run(["demo", "--json", "--bars", "bad.csv"]);
    expect(bad.code).toBe(2);
    expect(bad.stderr).toMatch(/^hotpath: --bars: got "bad.csv"; .* this one has 0 of 1 \(refused: badTime 1\)\n$/);
    writeFileSync(cli.path("bad.csv"), "a,b\n1,2\n");
    const headless = await cli.run(["demo", "--json", "--bars", "bad.csv"]);
    expect(headless.code).toBe(2);
    expect(headless.stderr).toMatch(/^hotpath: --bars: got "bad.csv"; .*\n$/);
  });

  test("without bars and without a network it is skipped, and says how to get it; the rest runs", async () => {
    const { backtest, live } = await json([]);
    expect(backtest).toMatchObject({ status: "skipped" });
    expect(JSON.stringify(backtest)).toMatch(/could not be downloaded: 127.0.0.1:1: .*--bars FILE.csv/);
    expect(live.fills).toBeGreaterThan(0);
    const { code, stdout } = await cli.run(["demo", "--events", EVENTS, "--report", "skipped.html"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^BACKTEST {2}skipped$/m);
    expect(stdout).toContain("--bars FILE.csv");
    expect(readFileSync(cli.path("skipped.html"), "utf8")).toContain("Skipped: the S&amp;P 500 bars");
  });

  test("a package that is not the one pinned is refused", async () => {
    const asked: string[] = [];
    using server = Bun.serve({
      port: 0,
      fetch(request) {
        asked.push(new URL(request.url).pathname);
        return new Response("no such package");
      },
    });
    const { code, stdout } = await cli.run(["demo", "--json", "--no-report", "--events", "1000"], {
      npm_config_registry: `${server.url}mirror/`,
    });
    expect(code).toBe(0);
    expect(asked).toEqual(["/mirror/vega-datasets/-/vega-datasets-3.2.1.tgz"]);
    expect(JSON.parse(stdout).backtest.reason).toMatch(/a package of 15 bytes that is not the one pinned/);
    expect(existsSync(cli.path(".cache/hotpath"))).toBe(false);
  });
});

describe("on a terminal or in a pipe", () => {
  test("piped it is plain, 80 columns wide, shows every part, and names the report", async () => {
    const { code, stdout, stderr } = await cli.run(["demo", ...bars, "--events", EVENTS]);
    expect(code).toBe(0);
    expect(stderr).toBe("");
    const isControl = (sign: string) => sign !== "\n" && (sign < " " || sign === "\u007f");
    expect([...stdout].filter(isControl)).toEqual([]);
    for (const line of stdout.split("\n"))
      if (!line.includes("Report")) expect(Bun.stringWidth(line)).toBeLessThanOrEqual(80);
    for (const part of ["BACKTEST", "LIVE", "LATENCY", "GOALS", "Sharpe", "VaR", "Refused", "Caches", "State hash"])
      expect(stdout).toContain(part);
    expect(stdout).toContain(cli.path("hotpath-report.html"));
    expect(existsSync(cli.path("hotpath-report.html"))).toBe(true);
  });

  test("on a terminal there is colour, and a bar that is gone in the end", async () => {
    const { code, shown } = await runOnTerminal(cli, ["demo", "--no-report", ...bars, "--events", EVENTS]);
    expect(code).toBe(0);
    expect(shown).toContain("\u001b[1mHotpath");
    const bar = shown.lastIndexOf("live, 8 symbols");
    expect(bar).toBeGreaterThan(0);
    // Cleared: back to the first column, the line erased, the report after it.
    const cleared = shown.indexOf("\u001b[2K", bar);
    expect(cleared).toBeGreaterThan(bar);
    expect(shown.indexOf("BACKTEST")).toBeGreaterThan(cleared);
  });

  test("--no-report writes nothing", async () => {
    using other = new Cli();
    const { code, stdout } = await other.run(["demo", "--no-report", "--events", "1000"]);
    expect(code).toBe(0);
    expect(stdout).not.toContain(".html");
    expect(existsSync(other.path("hotpath-report.html"))).toBe(false);
  });

  test("a report that cannot be written is an error that names it", async () => {
    writeFileSync(cli.path("file"), "");
    const { code, stderr } = await cli.run(["demo", "--json", ...bars, "--events", "1000", "--report", "file/x.html"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^hotpath: --report: got "file\/x.html"; allowed: a file that can be written .*\n$/);
  });
});

describe("the HTML report", () => {
  test("is one file that refers to nothing outside itself", () => {
    const page = readFileSync(cli.path("hotpath-report.html"), "utf8");
    expect(page).toStartWith("<!doctype html>");
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/<(link|img|iframe|object|embed|base|source|video|audio)\b/i);
    expect(page).not.toMatch(/\b(src|srcset|action|poster|data|xlink:href|href)\s*=\s*["']?\s*(https?:|\/\/|file:)/i);
    expect(page).not.toMatch(/@import|url\(|import\s*\(|new Worker|XMLHttpRequest|WebSocket|\bfetch\(/);
    expect(page).toContain("prefers-color-scheme: dark");
    expect(page).toContain("Not investment advice");
  });

  test("holds its data, whatever is in a name", async () => {
    writeFileSync(cli.path("<script>&.csv"), waveCsv(250));
    const { code } = await cli.run(["demo", "--bars", "<script>&.csv", "--events", "1000", "--report", "odd.html"]);
    expect(code).toBe(0);
    const page = readFileSync(cli.path("odd.html"), "utf8");
    expect(page).toContain("&lt;script&gt;&amp;");
    expect(page).not.toContain("<script>&");
    const data = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)?.[1] ?? "";
    expect(JSON.parse(data).backtest.equity.length).toBe(250);
  });
});
