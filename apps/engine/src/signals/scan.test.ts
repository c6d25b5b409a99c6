import { afterAll, describe, expect, test } from "bun:test";
import { exp, Random } from "@hotpath/core";
import { compileRules, PRESETS, type Rule } from "@hotpath/signals/rules";
import { Cli } from "../testing/cli.ts";

const cli = new Cli();
afterAll(() => cli[Symbol.dispose]());

/** Lines of bars without a header; where there is an edge, a high volume tells a rise over the next five bars. */
function bars(count: number, seed: number, edge: number): string[] {
  const random = new Random(seed);
  let [level, rises] = [4, 0];
  return Array.from({ length: count }, (_, i) => {
    const open = exp(level);
    const tells = random.uniform() < 0.06;
    level += 0.01 * (random.normal() + (rises > 0 ? edge : 0));
    rises = tells ? 5 : rises - 1;
    const close = exp(level);
    const [high, low] = [Math.max(open, close) * 1.002, Math.min(open, close) * 0.998];
    const date = new Date(Date.UTC(2000, 0, 1 + i)).toISOString().slice(0, 10);
    return [date, open, high, low, close, tells ? 5000 : 1000 + random.integer(100)].join(",");
  });
}

const header = "Date,Open,High,Low,Close,Volume";
const loud: Rule = { name: "loud", direction: "up", horizon: 5, when: { above: ["volume", 4000] } };

async function write(name: string, text: string): Promise<string> {
  await Bun.write(cli.path(name), text);
  return cli.path(name);
}

async function scan(...args: string[]) {
  const { code, stdout, stderr } = await cli.run(["signals", "scan", ...args]);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return stdout;
}

async function refused(...args: string[]): Promise<[number, string]> {
  const { code, stdout, stderr } = await cli.run(["signals", "scan", ...args]);
  expect(stdout).toBe("");
  return [code, stderr];
}

describe("hotpath signals scan", () => {
  test("an edge is found, and in noise nothing is", async () => {
    const rules = await write("rules.json", JSON.stringify([loud]));
    const edge = await write("edge.csv", [header, ...bars(4000, 1, 0.8)].join("\n"));
    const found = JSON.parse(await scan("--input", edge, "--rules", rules, "--json"));
    expect(found.rules).toMatchObject([{ name: "loud", horizon: 5, verdict: "better" }]);
    expect(found.rules[0].signals).toBe(bars(4000, 1, 0.8).filter((line) => line.endsWith(",5000")).length);
    const noise = await write("noise.csv", [header, ...bars(4000, 2, 0)].join("\n"));
    const all = JSON.parse(await scan("--input", noise, "--json"));
    expect(all.rules.map(({ name }: Rule) => name)).toEqual(PRESETS.map(({ name }) => name));
    expect(all.rules.filter(({ verdict }: { verdict: string }) => verdict !== "open")).toEqual([]);
    const table = await scan("--input", noise, "--rules", "all");
    expect(table).toContain("What became of the signals");
    expect(table).toContain("luck alone would put about");
    expect(table.split("\n").filter((line) => /^ {2}\d{4}-\d\d-\d\d /.test(line)).length).toBe(10);
  }, 60_000);

  test("signals are those of the rules, with age and reason; as CSV all of them, the oldest first", async () => {
    const lines = bars(600, 3, 0);
    const input = await write("bars.csv", [header, ...lines].join("\n"));
    const csv = (await scan("--input", input, "--rules", "golden-cross,donchian-20-up", "--csv")).trim().split("\n");
    expect(csv[0]).toBe("time,symbol,rule,direction,confidence,probability,horizon,age,reason");
    const columns = [1, 2, 3, 4, 5].map((k) => Float64Array.from(lines, (line) => Number(line.split(",")[k])));
    const [open, high, low, close, volume] = columns as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    const stream = compileRules(PRESETS.filter(({ name }) => /^golden-cross|^donchian-20-up/.test(name))).stream();
    const expected = lines.flatMap((line, t) => {
      stream.push(open[t]!, high[t]!, low[t]!, close[t]!, volume[t]!);
      return stream
        .signals()
        .flatMap(({ rule, age, reason }) => (age === 0 ? [[line.slice(0, 10), rule, 599 - t, reason]] : []));
    });
    const got = csv.slice(1).map((line) => {
      const [time, , rule, , , , , age] = line.split(",");
      return [time, rule, Number(age), line.slice(line.indexOf(`,${age},`) + age!.length + 2).replaceAll('"', "")];
    });
    expect(got.length).toBeGreaterThan(20);
    expect(got).toEqual(expected);
    const last = await scan("--input", input, "--rules", "donchian-20-up", "--csv", "--last", "2");
    expect(last.trim().split("\n").length).toBe(3);
  }, 60_000);

  test("several symbols are scanned apart, and judged together", async () => {
    const [a, b] = [bars(500, 4, 0), bars(400, 5, 0)];
    const mixed = a.flatMap((line, k) => [`A,${line}`, ...(b[k] === undefined ? [] : [`B,${b[k]}`])]);
    const both = await write("both.csv", [`symbol,${header}`, ...mixed].join("\n"));
    const one = await write("one.csv", [header, ...b].join("\n"));
    const rules = ["--rules", "macd-cross-up,rsi-oversold,donchian-20-down", "--json", "--last", "1000"];
    const together = JSON.parse(await scan("--input", both, ...rules));
    const alone = JSON.parse(await scan("--input", one, ...rules));
    const filtered = JSON.parse(await scan("--input", both, "--symbol", "B", ...rules));
    expect([together.bars, together.symbols]).toEqual([900, ["A", "B"]]);
    const nameless = (signals: { symbol: string }[]) => signals.map((signal) => ({ ...signal, symbol: "" }));
    const ofB = together.signals.filter(({ symbol }: { symbol: string }) => symbol === "B");
    expect(nameless(ofB)).toEqual(alone.signals);
    expect(nameless(filtered.signals)).toEqual(alone.signals);
    expect(filtered.rules).toEqual(alone.rules);
    const onlyA = JSON.parse(await scan("--input", both, "--symbol", "A", ...rules));
    for (const [r, rule] of together.rules.entries())
      expect(rule.signals).toBe(onlyA.rules[r].signals + alone.rules[r].signals);
  }, 60_000);

  test("bars that lack something are counted, rules that lack a column are left out, a horizon is taken", async () => {
    const lines = bars(300, 6, 0).map((line) => line.slice(0, line.lastIndexOf(",")));
    lines[50] = lines[50]!.replace(/,[^,]*$/, ",");
    const input = await write("gaps.csv", [header.replace(",Volume", ""), ...lines].join("\n"));
    const found = JSON.parse(await scan("--input", input, "--horizon", "7", "--json"));
    expect([found.bars, found.skipped]).toEqual([300, 1]);
    expect(found.leftOut).toEqual(
      ["money-flow-oversold", "money-flow-overbought"].map((name) => ({ name, missing: ["volume"] })),
    );
    expect(found.rules.every(({ horizon }: Rule) => horizon === 7)).toBe(true);
    const table = await scan("--input", input);
    expect(table).toContain("1 bars lack a value that the rules need, and were skipped.");
    expect(table).toContain("money-flow-oversold was left out: the file has no volume.");
    const empty = await write("empty.csv", `${header}\n`);
    expect(JSON.parse(await scan("--input", empty, "--json"))).toMatchObject({ bars: 0, signals: [] });
    expect(await scan("--input", empty)).toContain("0 bars; 48 rules");
  }, 60_000);

  test("says what does not fit", async () => {
    const input = await write("few.csv", [header, ...bars(30, 7, 0)].join("\n"));
    const wrong = await write(
      "wrong.json",
      JSON.stringify([{ ...loud, when: { above: ["volume", { indicator: "SMA", timePeriod: -1 }] } }]),
    );
    expect(await refused("--input", input, "--rules", wrong)).toEqual([
      2,
      expect.stringContaining("wrong.json[0].when.above[1].timePeriod: got -1; allowed: an integer from 1 to 100000"),
    ]);
    const broken = await write("broken.json", "[{");
    expect(await refused("--input", input, "--rules", broken)).toEqual([1, expect.stringContaining("is no JSON")]);
    expect(await refused("--input", input, "--rules", "silver-cross")).toEqual([
      2,
      expect.stringContaining(
        '--rules: got "silver-cross"; allowed: a JSON file of rules, all, or presets: golden-cross',
      ),
    ]);
    expect(await refused("--input", input, "--rules", "absent.json")).toEqual([2, expect.stringContaining("--rules")]);
    expect(await refused("--input", input, "--symbol", "A")).toEqual([2, expect.stringContaining("--symbol")]);
    expect(await refused()).toEqual([2, expect.stringContaining("--input")]);
    const closes = await write("closes.csv", "date,close\n2000-01-01,1\n2000-01-02,2\n");
    expect(await refused("--input", closes, "--rules", "donchian-20-up")).toEqual([
      2,
      expect.stringContaining("columns high too, for the rule donchian-20-up"),
    ]);
    const backwards = await write("backwards.csv", "date,close\n2000-01-02,1\n2000-01-01,2\n");
    expect(await refused("--input", backwards)).toEqual([
      1,
      expect.stringContaining("2000-01-01 comes after 2000-01-02; allowed: bars from the oldest on"),
    ]);
    const letters = await write("letters.csv", "date,close\n2000-01-02,one\n");
    expect(await refused("--input", letters)).toEqual([1, expect.stringContaining('got "one"; allowed: a number')]);
  }, 60_000);
});

test("hotpath signals presets lists the rules, and prints them as scan takes them", async () => {
  const listed = await cli.run(["signals", "presets"]);
  expect(listed.stdout.trim().split("\n").length).toBe(PRESETS.length + 1);
  const json = await cli.run(["signals", "presets", "--json"]);
  expect(JSON.parse(json.stdout)).toEqual(PRESETS);
  const rules = await write("presets.json", json.stdout);
  const input = await write("again.csv", [header, ...bars(300, 8, 0)].join("\n"));
  const [named, read] = [
    await scan("--input", input, "--json"),
    await scan("--input", input, "--rules", rules, "--json"),
  ];
  expect(read).toBe(named);
}, 60_000);
