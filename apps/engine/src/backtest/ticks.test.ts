import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { InvalidArgumentError } from "commander";
import { Cli, waveCsv } from "../testing/cli.ts";
import { ticksCsv } from "../testing/ticks-csv.ts";
import { parseFees, parseLatency, parseQueue } from "./venue-options.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const cli = new Cli();
afterAll(() => cli[Symbol.dispose]());

const file = (name: string, text: string): string => {
  const path = cli.path(name);
  writeFileSync(path, text);
  return path;
};
const LEVELS = file("levels.csv", ticksCsv("levels", { rows: 2000 }));
const WIDE = file(
  "wide.json",
  JSON.stringify({ riskLimits: { maxConcentration: 1, maxPositionVar: 1, maxPortfolioVar: 1, maxDrawdown: 1 } }),
);
/** Waits at the touch. */
const TOUCH = file(
  "touch.ts",
  `import { Side } from "@hotpath/core";
import { defineStrategy, integer } from "@hotpath/engine";
export default defineStrategy({
  name: "touch",
  parameters: { distance: integer({ min: 0, default: 0 }), quantity: integer({ min: 1, default: 10 }) },
  create: (context) => ({
    onBook(book) {
      const { orders, parameters } = context;
      if (!book.isTwoSided || orders.countIn(book.instrument) > 0) return;
      const held = context.position(book.instrument);
      if (held === 0) orders.limit(book.instrument, Side.Buy, book.bidPrice - parameters.distance, parameters.quantity);
      else orders.limit(book.instrument, Side.Sell, book.askPrice + parameters.distance, held);
    },
  }),
});
`,
);
const args = ["backtest", TOUCH, "--data", LEVELS, "--config", WIDE, "--json"];

async function backtest(...more: string[]) {
  const { code, stdout, stderr } = await cli.run([...args, ...more]);
  expect([code, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout);
}

describe("hotpath backtest on ticks", () => {
  test("latencies, a queue model and fees of makers and takers, with a report", async () => {
    const prompt = await backtest("--queue", "log");
    expect(prompt.fills.makerShare).toBe(1);
    expect(prompt.configuration.venue).toEqual({ kind: "replay", sampleMicros: 60e6, depth: "levels", queue: "log" });
    const report = cli.path("report.html");
    const late = await backtest(
      ...["--queue", "power:3", "--latency", "entry=lognormal:20ms:0.5,response=250us,feed=recorded,seed=4"],
      ...["--fees", "maker=-1bp,taker=3bp", "--report", report],
    );
    expect(late.configuration.venue).toMatchObject({
      queue: { model: "power", exponent: 3 },
      latency: {
        entry: { kind: "lognormal", medianNanos: 20e6, sigma: 0.5 },
        response: 250_000,
        feed: "recorded",
        seed: 4,
      },
    });
    expect(late.hashes.fills).not.toBe(prompt.hashes.fills);
    expect(late.fills.fees).toBeLessThan(0);
    expect(late.fills.fees / late.fills.turnover).toBeCloseTo(-0.0001, 6);
    expect(readFileSync(report, "utf8")).toContain(late.hashes.run);
  });

  test("latencies that were measured, and a file of everything else", async () => {
    const start = Date.parse("2024-03-01T14:30:00Z") * 1e6;
    const measured = file("latency.csv", `request,arrival,answer\n${start},${start + 5e8},${start + 6e8}\n`);
    const as = await backtest("--latency", `orders=${measured}`);
    const constant = await backtest("--latency", "entry=500ms,response=100ms");
    expect(as.hashes.fills).toBe(constant.hashes.fills);
    const config = file(
      "venue.json",
      JSON.stringify({
        fills: "whole",
        queue: { model: "power", exponent: 2 },
        payments: [{ kind: "funding", symbol: "AAA", time: "2024-03-01T15:00:00Z", rate: 0.001 }],
        calendar: { from: "2024-03-01", to: "2024-03-01", phases: [{ at: "14:00", state: "Trading" }] },
      }),
    );
    const own = await backtest("--venue-config", config);
    expect(own.configuration.venue).toMatchObject({ fills: "whole", payments: [{ kind: "funding" }] });
    expect(own.fills.fills).toBeGreaterThan(5);
  });

  test("a sweep runs on Workers, is kept, and goes on", async () => {
    const options = ["--sweep", "distance=0..3", "--sweep", "quantity=5,10", "--sample", "20s", "--latency", "1ms"];
    const first = await backtest(...options, "--workers", "2");
    expect([first.sweep.cached, first.sweep.trials.length]).toEqual([0, 8]);
    expect(first.parameters).toEqual(first.sweep.trials[0].parameters);
    expect(first.curve.equity.at(-1)).toBeCloseTo(first.sweep.trials[0].figures.finalEquity, 2);
    const again = await backtest(...options, "--workers", "0");
    expect(again.sweep).toEqual({ ...first.sweep, cached: 8 });
    // Another latency is another sweep.
    const other = await backtest(...options.with(-1, "2ms"), "--workers", "1");
    expect(other.sweep.cached).toBe(0);
  });

  test("what is wrong is told by name", async () => {
    const bars = file("bars.csv", waveCsv(50));
    for (const [more, name] of [
      [["--queue", "exact"], "--queue"],
      [["--queue", "fifo"], "--queue"],
      [["--latency", "soon"], "--latency"],
      [["--fees", "maker=2"], "--fees"],
      [["--venue-config", WIDE], "venue.riskLimits"],
      [["--sweep", "distance=0,1", "--vectorised"], "--vectorised"],
      [["--sweep", "distance=0,1", "--walk-forward", "2"], "--walk-forward"],
    ] as const) {
      const { code, stderr } = await cli.run([...args, ...more]);
      expect([code, stderr]).toEqual([2, expect.stringContaining(name)]);
    }
    const ofBars = await cli.run(["backtest", TOUCH, "--data", bars, "--queue", "log"]);
    expect([ofBars.code, ofBars.stderr]).toEqual([2, expect.stringContaining("nothing with bars")]);
  });
});

describe("bars", () => {
  test("of the United States need no format, and what does not tell is refused with the option to say it", async () => {
    const [iso, us, few] = [waveCsv(400), waveCsv(400), waveCsv(11)].map((text, n) =>
      file(
        `${n}.csv`,
        n === 0
          ? text
          : text.replace(
              /^(\d{4})-(\d\d)-(\d\d)/gm,
              (_, year, month, day) => `${Number(month)}/${Number(day)}/${year}`,
            ),
      ),
    );
    const run = async (path: string, ...more: string[]) =>
      await cli.run(["backtest", TOUCH, "--data", path, "--symbol", "W", "--json", ...more]);
    const [one, other, unclear] = [await run(iso!), await run(us!), await run(few!)];
    expect([one.code, other.code]).toEqual([0, 0]);
    expect(JSON.parse(other.stdout).hashes).toEqual(JSON.parse(one.stdout).hashes);
    expect([unclear.code, unclear.stderr]).toEqual([2, expect.stringContaining("--time-format")]);
    expect((await run(few!, "--time-format", "us")).code).toBe(0);
  });
});

test("options of venues", () => {
  expect(parseLatency("250us")).toEqual({ entry: 250_000, response: 250_000, feed: 250_000 });
  expect(parseLatency("entry=1.5ms,feed=gamma:2ms:4")).toEqual({
    entry: 1_500_000,
    feed: { kind: "gamma", meanNanos: 2_000_000, shape: 4 },
  });
  expect(parseLatency("orders=a b.csv,feed=recorded")).toEqual({ ordersFile: "a b.csv", feed: "recorded" });
  expect([parseQueue("exact"), parseQueue("power3:2.5")]).toEqual(["exact", { model: "power3", exponent: 2.5 }]);
  expect([parseFees("5bp"), parseFees("0.05%"), parseFees("taker=0.0002,maker=-0.5bp")]).toEqual([
    { maker: 0.0005, taker: 0.0005 },
    { maker: 0.0005, taker: 0.0005 },
    { maker: -0.00005, taker: 0.0002 },
  ]);
  for (const text of [
    "",
    "1h",
    "entry",
    "entry=",
    "exit=1ms",
    "feed=lognormal:1ms:9",
    "lognormal:0:1",
    "seed=x",
    "1ms,",
  ])
    expect(() => parseLatency(text)).toThrow(InvalidArgumentError);
  for (const text of ["", "power", "power:0", "log3"]) expect(() => parseQueue(text)).toThrow(InvalidArgumentError);
  for (const text of ["", "1", "-5bp", "maker=1bp,maker=2bp", "taker=-1bp", "maker=5bp,"])
    expect(() => parseFees(text)).toThrow(InvalidArgumentError);
});
