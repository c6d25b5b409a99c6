import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { KrakenSource } from "../../../../packages/market-data/src/testing/kraken-source.ts";
import { dataPath } from "../../../../packages/market-data/src/testing/shared-data.ts";
import { VenueSimulator } from "../../../../packages/market-data/src/testing/venue-simulator.ts";
import { Cli, waveCsv } from "../testing/cli.ts";
import type { RunSummary } from "./summary.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const cli = new Cli();
afterAll(() => cli[Symbol.dispose]());

const EXAMPLE = resolve(import.meta.dir, "../../../../docs/examples/cross-strategy.ts");
const BARS = cli.path("bars.csv");
writeFileSync(BARS, waveCsv(1500));
const CONFIG = cli.path("wide.json");
writeFileSync(CONFIG, JSON.stringify({ riskLimits: { maxConcentration: 1, maxPositionVar: 1, maxPortfolioVar: 1 } }));

type Hashes = Pick<RunSummary, "stateHash" | "ordersHash" | "fillsHash">;

function hashesOf({ stateHash, ordersHash, fillsHash }: Hashes): Hashes {
  return { stateHash, ordersHash, fillsHash };
}

async function run(...args: string[]): Promise<RunSummary> {
  const { code, stdout, stderr } = await cli.run(["run", EXAMPLE, "--json", ...args]);
  expect([code, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout) as RunSummary;
}

/** Bytes of a journal's files. */
function sizeOf(journal: string): number {
  if (!existsSync(journal)) return 0;
  return readdirSync(journal).reduce((sum, name) => sum + Bun.file(`${journal}/${name}`).size, 0);
}

async function replay(journal: string, ...args: string[]) {
  const { code, stdout, stderr } = await cli.run(["replay", journal, "--json", ...args]);
  return { code, stderr, ...(JSON.parse(stdout) as Hashes & { inputs: number; compared: number; sequence: number }) };
}

describe("hotpath run and hotpath replay", () => {
  test("bars: a run without a journal, one with it and its replay are the same", async () => {
    const args = ["--feed", BARS, "--param", "fast=10", "--param", "slow=40"];
    const backtest = await run(...args);
    const journal = cli.path("bars-journal");
    const paper = await run(...args, "--journal", journal, "--checkpoint-every", "100");
    expect(hashesOf(paper)).toEqual(hashesOf(backtest));
    expect(backtest.fills).toBeGreaterThan(5);
    const again = await replay(journal, "--assert-hash", paper.stateHash);
    expect([again.code, again.inputs]).toEqual([0, paper.inputs]);
    expect(again.compared).toBeGreaterThan(paper.fills + paper.orders + 30);
    expect(hashesOf(again)).toEqual(hashesOf(paper));
    const until = await replay(journal, "--until", "500", "--assert-hash", paper.stateHash);
    expect([until.code, until.sequence]).toEqual([1, 500]);
    expect(until.stderr).toContain(`is ${until.stateHash}, not ${paper.stateHash}`);
    const byTime = await replay(journal, "--until", "2001-02-01T00:00:00Z");
    expect([byTime.code, byTime.sequence]).toEqual([0, 62]);
  });

  test("a strategy that has changed is told, and diverges where it decides otherwise", async () => {
    const file = cli.path("changing.ts");
    copyFileSync(EXAMPLE, file);
    const journal = cli.path("changing-journal");
    const { code } = await cli.run(["run", file, "--feed", BARS, "--journal", journal, "--param", "fast=10"]);
    expect(code).toBe(0);
    writeFileSync(file, readFileSync(file, "utf8").replace("above < 0 && held > 0", "above < 0 && held > 1e9"));
    const outcome = await cli.run(["replay", journal]);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain("changing.ts has changed since the journal was written");
    expect(outcome.stdout).toMatch(/diverged {3}replay: at sequence \d+ /);
  });

  test("a day of one stock: backtest, paper in event time and replay are the same; paper by the clock is its own replay", async () => {
    const day = dataPath("itch/LOBSTER_AMZN5_20120621.itch50.zst");
    if (day === undefined) return;
    const args = ["--feed", day, "--config", CONFIG, "--param", "fast=30", "--param", "slow=100"];
    const backtest = await run(...args);
    expect([backtest.fills > 10, backtest.inputs > 150_000]).toEqual([true, true]);
    const journal = cli.path("day");
    const paper = await run(...args, "--journal", journal);
    expect(hashesOf(paper)).toEqual(hashesOf(backtest));
    expect(hashesOf(await replay(journal, "--assert-hash", paper.stateHash))).toEqual(hashesOf(backtest));
    const clocked = cli.path("day-by-the-clock");
    const wall = await run(...args, "--clock", "wall", "--journal", clocked);
    expect(wall.fills).toBeGreaterThan(10);
    const again = await replay(clocked, "--assert-hash", wall.stateHash);
    expect([again.code, hashesOf(again)]).toEqual([0, hashesOf(wall)]);
  });

  test("a run that is killed and resumed comes to the same as one that was not", async () => {
    const day = dataPath("itch/LOBSTER_AMZN5_20120621.itch50.zst");
    const feed = day === undefined ? ["--feed", BARS] : ["--feed", day, "--config", CONFIG];
    const args = [...feed, "--param", "fast=20", "--param", "slow=60"];
    const whole = await run(...args);
    let journal = "";
    // One that has ended before the signal came is no crash: another one is begun.
    for (let attempt = 0, killed = false; !killed && attempt < 20; attempt++) {
      journal = cli.path(`killed-${attempt}`);
      const child = Bun.spawn(cli.command(["run", EXAMPLE, ...args, "--journal", journal]), {
        ...cli.place(),
        stdout: "ignore",
        stderr: "ignore",
      });
      while (sizeOf(journal) < 20_000 && child.exitCode === null) await Bun.sleep(1);
      child.kill("SIGKILL");
      await child.exited;
      killed = child.signalCode === "SIGKILL";
    }
    const resumed = await run(...args, "--journal", journal, "--resume");
    expect(resumed.stateHash).toBe(whole.stateHash);
    const again = await replay(journal, "--assert-hash", whole.stateHash);
    expect([again.code, hashesOf(again)]).toEqual([0, hashesOf(whole)]);
    const other = await cli.run(["run", EXAMPLE, ...feed, "--journal", journal, "--resume", "--param", "fast=6"]);
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining("a run with the same strategies")]);
  });

  test("the simulated exchange is a feed and a venue; Ctrl-C ends a run in order, and its journal is whole", async () => {
    const journal = cli.path("demo");
    const child = Bun.spawn(
      cli.command(["run", EXAMPLE, "--feed", "demo", "--events", "100000000", "--journal", journal, "--json"]),
      { ...cli.place(), stdin: "ignore", stdout: "pipe", stderr: "pipe" },
    );
    while (sizeOf(journal) < 2_000_000) await Bun.sleep(20);
    child.kill("SIGINT");
    const [stdout, stderr, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
    expect([code, stderr]).toEqual([0, ""]);
    const summary = JSON.parse(stdout) as RunSummary;
    expect(summary.strategies).toMatchObject([{ name: "cross", state: "Stopped" }]);
    const again = await replay(journal, "--assert-hash", summary.stateHash);
    expect([again.code, hashesOf(again)]).toEqual([0, hashesOf(summary)]);
  });

  test("a venue's live feed: books over a WebSocket, orders on paper, and a journal that replays", async () => {
    const symbols = ["ALGO/USD", "BTC/USD"];
    await using simulator = new VenueSimulator(new KrakenSource(symbols, 3));
    const journal = cli.path("live");
    const options = ["--exchange", "kraken", "--symbol", symbols[0]!, "--symbol", symbols[1]!, "--config", CONFIG];
    const child = Bun.spawn(
      cli.command([
        ...["run", EXAMPLE, "--feed", simulator.socketBase, ...options, "--journal", journal, "--json"],
        ...["--param", "fast=3", "--param", "slow=8"],
      ]),
      { ...cli.place(), stdin: "ignore", stdout: "pipe", stderr: "pipe" },
    );
    for (let step = 0; simulator.connections < 2 || step < 800; step += simulator.connections < 2 ? 0 : 1) {
      if (simulator.clients > 0) simulator.step("none");
      await Bun.sleep(1);
    }
    child.kill("SIGINT");
    const [stdout, stderr, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/messages over \d+ connections, 0 not understood/)]);
    const summary = JSON.parse(stdout) as RunSummary;
    expect(summary).toMatchObject({ clock: "wall", venue: "paper" });
    expect(summary.orders).toBeGreaterThan(0);
    const again = await replay(journal, "--assert-hash", summary.stateHash);
    expect([again.code, hashesOf(again)]).toEqual([0, hashesOf(summary)]);
  });
});

describe("what is wrong is told by name, with status 2", () => {
  test.each([
    [
      ["run", EXAMPLE, "--feed", BARS, "--param", "fast=abc"],
      'cross.fast: got "abc"; allowed: an integer from 2 to 500',
    ],
    [["run", EXAMPLE, "--feed", BARS, "--param", "speed=1"], "one of the parameters fast, slow, share"],
    [["run", EXAMPLE, "--feed", BARS, "--param", "fast"], "a text of the form name=value"],
    [["run", "nothing.ts", "--feed", BARS], 'STRATEGY: got "nothing.ts"'],
    [["run", BARS, "--feed", BARS], "allowed: what defineStrategy returns"],
    [["run", EXAMPLE, "--feed", "nothing.csv"], '--feed: got "nothing.csv"'],
    [["run", EXAMPLE, "--feed", "ws://127.0.0.1:1"], "--exchange: got undefined"],
    [["run", EXAMPLE, "--feed", BARS, "--config", BARS], "--config"],
    [["run", EXAMPLE], "--feed"],
    [["replay", BARS, "--until", "soon"], '--until: got "soon"'],
    [["replay", BARS, "--assert-hash", "12"], '--assert-hash: got "12"'],
  ])("%j", async (args, message) => {
    const { code, stderr } = await cli.run(args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  test("a folder that holds a journal is not written into, and one without a run is not replayed", async () => {
    const journal = cli.path("taken");
    await run("--feed", BARS, "--journal", journal, "--inputs", "100");
    const taken = await cli.run(["run", EXAMPLE, "--feed", BARS, "--journal", journal]);
    expect([taken.code, taken.stderr]).toEqual([2, expect.stringContaining("a folder that holds no journal yet")]);
    const empty = await cli.run(["replay", cli.folder]);
    expect([empty.code, empty.stderr]).toEqual([1, expect.stringContaining("there is no journal")]);
  });
});
