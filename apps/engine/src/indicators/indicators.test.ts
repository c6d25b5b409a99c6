import { afterAll, describe, expect, test } from "bun:test";
import { indicator } from "@hotpath/indicators";
import { Cli } from "../testing/cli.ts";

const cli = new Cli();
afterAll(() => cli[Symbol.dispose]());

const closes = Float64Array.from({ length: 60 }, (_, i) => 100 + Math.round(100 * Math.sin(i / 5)) / 100 + i / 10);
const rows = [...closes].map((c, i) => {
  const date = new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
  return `${date},${c - 0.25},${c + 0.5},${c - 0.5},${c},${1000 + i},${2 + (i % 5)}`;
});
const csv = `date,Open,High,Low,Close,Volume,other\r\n${rows.join("\r\n")}\r\n`;
const file = cli.path("bars.csv");
await Bun.write(file, csv);

async function json(...args: string[]) {
  const { code, stdout, stderr } = await cli.run(["indicators", ...args, "--json"]);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

describe("hotpath indicators", () => {
  test("prints one object with every value, from the first on", async () => {
    const macd = indicator("MACD", { fastPeriod: 3, slowPeriod: 6, signalPeriod: 4 });
    const { outputs } = macd.batch(closes);
    const params = '{"FastPeriod":3,"slow_period":6,"SIGNALPERIOD":4}';
    const result = await json("macd", "--input", file, "--params", params);
    expect(result).toEqual({
      name: "MACD",
      params: { fastPeriod: 3, slowPeriod: 6, signalPeriod: 4 },
      lookback: 8,
      begIdx: 8,
      outputs: ["macd", "macdSignal", "macdHist"].map((name) => ({ name, values: [...outputs[name]!.subarray(8)] })),
    });
    expect(await json("macd", "--input", file, "--params", params, "--stream")).toEqual(result);
  });

  test("reads the columns that are named, and standard input", async () => {
    const others = Float64Array.from(closes, (_, i) => 2 + (i % 5));
    const expected = indicator("CORREL", { timePeriod: 9 }).batch({ real0: closes, real1: others }).outputs.real!;
    const args = ["correl", "--columns", "close,other", "--params", '{"TimePeriod":9}', "--json"];
    const child = Bun.spawn(cli.command(["indicators", ...args, "--input", "-"]), {
      ...cli.place(),
      stdin: new Blob([csv]),
      stdout: "pipe",
    });
    expect(JSON.parse(await child.stdout.text()).outputs[0].values).toEqual([...expected.subarray(8)]);
  });

  test("a blank is missing, and what the policy says becomes of it", async () => {
    const gap = cli.path("gap.csv");
    await Bun.write(gap, "close\n1\n2\n\n4\n5\n6\n".replace("\n\n", "\n-\n"));
    const params = ["--input", gap, "--params", '{"timePeriod":2}'];
    expect((await json("sma", ...params)).outputs[0].values).toEqual([1.5, null, null, 4.5, 5.5]);
    expect((await json("sma", ...params, "--nan", "skip")).outputs[0].values).toEqual([1.5, 1.5, 3, 4.5, 5.5]);
    const strict = await cli.run(["indicators", "sma", ...params, "--nan", "error"]);
    expect([strict.code, strict.stderr]).toEqual([1, "hotpath: real[2]: got NaN; allowed: a finite number\n"]);
  });

  test("a table for people, a chart for terminals and one for browsers", async () => {
    const table = await cli.run(["indicators", "ema", "--input", file, "--params", '{"timePeriod":5}', "--rows", "3"]);
    expect(table.stdout).toContain("EMA  Exponential Moving Average (timePeriod 5)");
    expect(table.stdout.split("\n").filter((line) => line.includes("2024-"))).toHaveLength(3);
    const html = cli.path("chart.html");
    const plot = await cli.run(["indicators", "macd", "--input", file, "--plot", "--html", html]);
    expect(plot.stdout).toContain("MACD macdSignal");
    expect(plot.stdout).toContain("┤");
    expect(await Bun.file(html).text()).toContain('id="indicator"');
  });

  test("lists the registry", async () => {
    const { stdout } = await cli.run(["indicators", "list"]);
    expect(stdout).toContain("Moving Average Convergence/Divergence");
    const list = JSON.parse((await cli.run(["indicators", "list", "--json"])).stdout);
    expect(list.find((d: { name: string }) => d.name === "MACD").params.fastPeriod).toMatchObject({
      default: 12,
      min: 2,
    });
  });

  const refused: [string, string[], number, string][] = [
    [
      "an unknown name",
      ["MACDX", "--input", file],
      2,
      'indicator: got "MACDX"; allowed: a name of the registry, such as MACD',
    ],
    [
      "an unknown parameter",
      ["EMA", "--input", file, "--params", '{"period":3}'],
      2,
      "EMA.period: got 3; allowed: one of timePeriod",
    ],
    [
      "a bad value",
      ["EMA", "--input", file, "--params", '{"timePeriod":1.5}'],
      2,
      "EMA.timePeriod: got 1.5; allowed: an integer from 1 to 100000",
    ],
    ["no JSON", ["EMA", "--input", file, "--params", "14"], 2, '--params: got "14"; allowed: a JSON object'],
    ["no file", ["EMA"], 2, "--input: got undefined; allowed: a CSV file with close"],
    [
      "a missing file",
      ["EMA", "--input", "none.csv"],
      2,
      '--input: got "none.csv"; allowed: a CSV file that can be read',
    ],
    [
      "an unknown column",
      ["EMA", "--input", file, "--columns", "nope"],
      2,
      '--columns: got "nope"; allowed: a column of',
    ],
    ["too many columns", ["EMA", "--input", file, "--columns", "open,close"], 2, "allowed: 1, for real"],
    [
      "text in a column",
      ["EMA", "--input", file, "--columns", "date"],
      1,
      'row 1, column date: got "2024-01-01"; allowed: a number',
    ],
    ["a bad profile", ["EMA", "--input", file, "--profile", "x"], 2, 'profile: got "x"; allowed: talib'],
    ["a bad mode", ["EMA", "--input", file, "--mode", "x"], 2, '--mode: got "x"; allowed: exact, fast'],
  ];
  for (const [what, args, status, message] of refused)
    test(`refuses ${what} in one line`, async () => {
      const { code, stdout, stderr } = await cli.run(["indicators", ...args]);
      expect(stderr).toContain(message);
      expect(stderr.trimEnd().split("\n")).toHaveLength(1);
      expect([code, stdout]).toEqual([status, ""]);
    });
});
