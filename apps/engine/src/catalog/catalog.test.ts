import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { dataPath } from "../../../../packages/market-data/src/testing/shared-data.ts";
import { Cli, waveCsv } from "../testing/cli.ts";
import { ticksCsv } from "../testing/ticks-csv.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const cli = new Cli();
afterAll(() => cli[Symbol.dispose]());

const EXAMPLE = resolve(import.meta.dir, "../../../../docs/examples/cross-strategy.ts");
const WIDE = cli.path("wide.json");
writeFileSync(WIDE, JSON.stringify({ riskLimits: { maxConcentration: 1, maxPositionVar: 1, maxPortfolioVar: 1 } }));
const PARAMETERS = ["--param", "fast=5", "--param", "slow=20"];

const file = (name: string, text: string): string => {
  const path = cli.path(name);
  writeFileSync(path, text);
  return path;
};
const WAVE = file("wave.csv", waveCsv(700));
const TIDE = file("tide.csv", waveCsv(900).replace("Date", "time"));

async function ok(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await cli.run(args);
  expect([code, stderr]).toEqual([0, ""]);
  return stdout;
}

const json = async (...args: string[]) => JSON.parse(await ok([...args, "--json"]));
const backtest = (...args: string[]) => json("backtest", EXAMPLE, ...PARAMETERS, ...args);
const run = (...args: string[]) => json("run", EXAMPLE, ...PARAMETERS, ...args);

async function refused(...args: string[]): Promise<string> {
  const { code, stderr } = await cli.run(args);
  expect(code).toBe(2);
  return stderr;
}

describe("bars", () => {
  const folder = cli.path("bars");

  test("are imported once, listed, and run as from their files, hash for hash", async () => {
    expect(await ok(["catalog", "import", folder, WAVE, TIDE])).toBe(
      `${WAVE}: 700 rows in 2 parts\n${TIDE}: 900 rows in 3 parts\n`,
    );
    expect(await ok(["catalog", "import", folder, WAVE])).toBe(`${WAVE}: already there, nothing was added\n`);
    const table = await ok(["catalog", "list", folder]);
    expect(table).toMatch(/tide +bars +3 +900 +2001-01-01 21:00:00 +2003-06-19 21:00:00 .* 0\.0001 +1 +USD/);
    expect(table).toContain("1,600 rows of 2 instruments in 5 parts");
    const listed = await json("catalog", "list", folder, "--symbol", "wave", "--from", "2002-01-01");
    expect(listed.parts.map(({ day, rows }: { day: string; rows: number }) => [day, rows])).toEqual([["2002", 335]]);
    expect(await ok(["catalog", "verify", folder])).toBe("5 parts, 0 damaged, 0 files that no index names\n");

    const [one, both] = [await backtest("--data", WAVE), await backtest("--data", WAVE, TIDE)];
    expect((await backtest("--data", folder, "--symbol", "wave")).hashes).toEqual(one.hashes);
    expect((await backtest("--data", folder, "--symbol", "wave,tide")).hashes).toEqual(both.hashes);
    expect(both.fills.fills).toBeGreaterThan(10);

    const ran = await run("--feed", folder, "--symbol", "wave,tide");
    expect([ran.ordersHash, ran.fillsHash]).toEqual([both.hashes.orders, both.hashes.fills]);
    const fromFile = await run("--feed", WAVE);
    const stored = await run("--feed", folder, "--symbol", "wave");
    expect([stored.stateHash, stored.fillsHash]).toEqual([fromFile.stateHash, fromFile.fillsHash]);
  });

  test("a sweep runs on them, over Workers", async () => {
    const sweep = ["--sweep", "fast=3..8", "--workers", "2", "--walk-forward", "2"];
    const [stored, fromFile] = [
      await backtest("--data", folder, "--symbol", "wave", ...sweep),
      await backtest("--data", WAVE, ...sweep),
    ];
    expect(fromFile.sweep.cached).toBe(6);
    expect(stored.sweep.trials).toEqual(fromFile.sweep.trials);
    expect(stored.walkForward).toEqual(fromFile.walkForward);
  });

  test("a part of the time is a part of the bars", async () => {
    const some = await backtest("--data", folder, "--symbol", "tide", "--from", "2002-01-01", "--to", "2003-01-01");
    expect([some.samples, some.from, some.to]).toEqual([365, "2002-01-01", "2002-12-31"]);
  });

  test("are removed by name, and come back", async () => {
    expect(await refused("catalog", "remove", folder)).toContain("--all");
    expect(await ok(["catalog", "remove", folder, "--symbol", "tide", "--to", "2002-01-01"])).toBe(
      "1 parts with 365 rows removed\n",
    );
    expect(await ok(["catalog", "import", folder, TIDE])).toBe(
      `${TIDE}: 365 rows in 1 parts; 535 rows were there already\n`,
    );
  });

  test("what overlaps is refused, or gives way", async () => {
    const other = file("other.csv", waveCsv(30).replace("1000", "1001"));
    const args = ["catalog", "import", folder, other, "--symbol", "wave"];
    const { code, stderr } = await cli.run(args);
    expect([code, stderr]).toEqual([1, expect.stringContaining("other.csv overlaps bars/wave/2001.")]);
    expect(await ok([...args, "--replace"])).toBe(`${other}: 30 rows in 1 parts; 1 parts gave way\n`);
  });
});

describe("ticks", () => {
  const folder = cli.path("ticks");
  const LEVELS = file("levels.csv", ticksCsv("levels", { symbols: ["AAA", "BBB"] }));

  test("of several instruments, kinds and days run as from their file, hash for hash", async () => {
    const night = file("night.csv", ticksCsv("quotes", { symbols: ["NNN"], start: "2024-03-01T23:40:00Z", seed: 4 }));
    await ok(["catalog", "import", folder, LEVELS, night]);
    const parts = await json("catalog", "list", folder, "--symbol", "NNN");
    expect(parts.parts.map(({ kind, day }: { kind: string; day: string }) => `${kind} ${day}`)).toEqual([
      "trades 2024-03-01",
      "trades 2024-03-02",
      "quotes 2024-03-01",
      "quotes 2024-03-02",
    ]);
    const options = ["--config", WIDE, "--latency", "entry=2ms,response=1ms,feed=recorded"];
    for (const [path, symbols] of [
      [LEVELS, "AAA,BBB"],
      [LEVELS, "BBB"],
      [night, "NNN"],
    ] as const) {
      const fromFile = await backtest("--data", path, "--symbol", symbols, ...options);
      const stored = await backtest("--data", folder, "--symbol", symbols, ...options);
      expect(fromFile.fills.fills).toBeGreaterThan(10);
      expect(stored.hashes).toEqual(fromFile.hashes);
      const ran = await run("--feed", folder, "--symbol", symbols, "--config", WIDE);
      const ranFile = await run("--feed", path, "--symbol", symbols, "--config", WIDE);
      expect([ran.stateHash, ran.ordersHash, ran.fillsHash]).toEqual([
        ranFile.stateHash,
        ranFile.ordersHash,
        ranFile.fillsHash,
      ]);
    }
    const trades = await backtest("--data", folder, "--symbol", "NNN", "--kind", "trades", "--config", WIDE);
    expect(trades.configuration.venue.depth).toBe("trades");
  });

  test("of an exchange's day, orders one by one", async () => {
    const day = dataPath("itch/LOBSTER_AMZN5_20120621.itch50.zst");
    if (day === undefined) return;
    const catalog = cli.path("itch");
    const { files } = await json("catalog", "import", catalog, day, "--max-rows", "20000");
    expect([files[0].rows, files[0].parts]).toEqual([147_444, 2]);
    const parameters = ["--config", WIDE, "--param", "fast=30", "--param", "slow=100", "--latency", "1ms"];
    const [stored, fromFile] = [
      await backtest("--data", catalog, ...parameters),
      await backtest("--data", day, ...parameters),
    ];
    expect(stored.hashes).toEqual(fromFile.hashes);
    expect(stored.configuration.venue.depth).toBe("orders");
  });

  test("a damaged part is named, and nothing is run", async () => {
    const catalog = cli.path("damaged");
    await ok(["catalog", "import", catalog, LEVELS]);
    const { parts } = await json("catalog", "list", catalog, "--kind", "trades", "--symbol", "AAA");
    const path = join(catalog, parts[0].file);
    const bytes = readFileSync(path);
    bytes[100]! ^= 255;
    writeFileSync(path, bytes);
    const broken = await cli.run(["backtest", EXAMPLE, "--data", catalog, "--config", WIDE]);
    expect([broken.code, broken.stdout]).toEqual([1, ""]);
    expect(broken.stderr).toContain(`${path} is damaged`);
    const verified = await cli.run(["catalog", "verify", catalog]);
    expect([verified.code, verified.stdout]).toEqual([
      1,
      expect.stringContaining(`${parts[0].file}: its checksum is not that of what was written\n4 parts, 1 damaged`),
    ]);
    expect((await backtest("--data", catalog, "--symbol", "BBB", "--config", WIDE)).fills.fills).toBeGreaterThan(5);
  });
});

test("what is wrong is told by name, with status 2", async () => {
  const folder = cli.path("told");
  await ok(["catalog", "import", folder, WAVE, file("q.csv", ticksCsv("quotes", { rows: 50 }))]);
  const data = ["backtest", EXAMPLE, "--data"];
  expect(await refused(...data, folder)).toContain("--kind");
  expect(await refused(...data, folder, "--symbol", "none")).toContain('--symbol: got "none"; allowed: AAA, wave');
  expect(await refused(...data, folder, "--kind", "ticks")).toContain("--kind");
  expect(await refused(...data, folder, "--from", "soon")).toContain("--from");
  expect(await refused(...data, WAVE, "--from", "2001-01-01")).toContain("--from");
  expect(await refused(...data, cli.folder)).toContain("a folder with catalog.json");
  expect(await refused("catalog", "list", cli.path("none"))).toContain("FOLDER");
  expect(await refused("catalog", "import", folder, cli.path("none.csv"))).toContain("FILES");
  expect(await refused("catalog", "import", folder, TIDE, "--currency", "euro")).toContain("--currency");
  expect(await refused("catalog", "import", folder, WAVE, TIDE, "--symbol", "one")).toContain("--symbol");
});
