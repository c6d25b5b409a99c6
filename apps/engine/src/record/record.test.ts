import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync } from "node:fs";
import { RecordingReader } from "@hotpath/market-data/recording";
import { KrakenSource } from "../../../../packages/market-data/src/testing/kraken-source.ts";
import { VENUE_MANNERS } from "../../../../packages/market-data/src/testing/venue-manners.ts";
import { VenueSimulator } from "../../../../packages/market-data/src/testing/venue-simulator.ts";
import { VenueSource } from "../../../../packages/market-data/src/testing/venue-source.ts";
import { Cli, runOnTerminal } from "../testing/cli.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const cli = new Cli();
afterAll(() => cli[Symbol.dispose]());

const SYMBOLS = ["ALGO/USD", "BTC/USD"];

/** `hotpath record` as it runs. */
function start(...args: string[]) {
  const child = Bun.spawn(cli.command(["record", ...args]), {
    ...cli.place(),
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const outcome = async () => {
    const [stdout, stderr, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
    return { stdout, stderr, code };
  };
  return { child, outcome };
}

/** Tells messages until a client has been served for some time. */
async function tell(simulator: VenueSimulator, messages: number, fault?: "disconnect" | "loss"): Promise<void> {
  while (simulator.clients === 0) await Bun.sleep(5);
  for (let i = 0; i < messages; i++) {
    simulator.step(fault !== undefined && i % 40 === 20 ? fault : "none");
    await Bun.sleep(1);
  }
}

async function eventsOf(path: string) {
  const reader = new RecordingReader(Bun.file(path).stream());
  const kinds: Record<string, number> = {};
  for await (const event of reader) kinds[event.kind] = (kinds[event.kind] ?? 0) + 1;
  return { reader, kinds };
}

/** The last state of a book that `hotpath book` prints: bids and asks as price and size, best first. */
async function lastBook(path: string, symbol: string, format = "kraken", depth = "10") {
  const { stdout, stderr, code } = await cli.run([
    "book",
    path,
    "--format",
    format,
    "--symbol",
    symbol,
    "--depth",
    depth,
    "--output",
    "json",
  ]);
  const rows = stdout.trimEnd().split("\n");
  const last = JSON.parse(rows.at(-1)!) as { bids: [string, string][]; asks: [string, string][] };
  const numbers = (side: [string, string][]) => side.map(([price, size]) => [Number(price), Number(size)]);
  return { levels: [numbers(last.bids), numbers(last.asks)], rows: rows.length, stderr, code };
}

describe("hotpath record", () => {
  test("Ctrl-C ends it whole: hotpath book makes of it the venue's own book", async () => {
    const source = new KrakenSource(SYMBOLS, 3);
    await using simulator = new VenueSimulator(source);
    const path = cli.path("kraken.zst");
    const { child, outcome } = start("kraken", ...SYMBOLS, "--url", simulator.socketBase, "--out", path);
    // The first connection finds the units; the second is recorded.
    while (simulator.connections < 2) await tell(simulator, 10);
    await tell(simulator, 150, "disconnect");
    await tell(simulator, 1100, "loss");
    await Bun.sleep(100);
    child.kill("SIGINT");
    const { stdout, stderr, code } = await outcome();
    expect([code, stderr.includes("was lost; a whole one is asked for")]).toEqual([0, true]);
    expect(stdout).toMatch(
      /kraken\.zst: \d{3,} messages, 0 answers over HTTP, \d+ connections, \d+ bytes of \d+, [\d.]+ s\n/,
    );
    expect(stdout).toContain("books live at the end 2 of 2, not understood 0 of ");
    const { reader, kinds } = await eventsOf(path);
    expect(reader.damage).toBeUndefined();
    expect(kinds.message).toBe(Number(/(\d+) messages/.exec(stdout)![1]));
    for (const symbol of SYMBOLS) {
      const book = await lastBook(path, symbol);
      expect(book.levels).toEqual(source.levels(symbol));
      expect([book.code, book.rows > 500]).toEqual([0, true]);
      expect(book.stderr).not.toContain("no end");
    }
  });

  for (const [venue, name, format] of [
    ["binance", "Binance spot"],
    ["binance-usdm", "Binance USD-M", "binance"],
    ["coinbase", "Coinbase"],
    ["kraken", "Kraken 2"],
    ["okx", "OKX"],
    ["bybit", "Bybit"],
    ["kraken-futures", "Kraken Futures"],
    ["deribit", "Deribit"],
    ["bitstamp", "Bitstamp"],
    ["bitfinex", "Bitfinex"],
    ["bitmex", "BitMEX"],
  ] as const) {
    test(`${venue}: recorded, with its units found, and read again, its books are the venue's`, async () => {
      const manners = VENUE_MANNERS.find((each) => each.name === name)!;
      const source = new VenueSource({ ...manners, isStrict: manners.wholeOf === undefined }, 7);
      await using simulator = new VenueSimulator(source, 2, () => source.connected());
      const path = cli.path(`venue-${venue}.zst`);
      const { child, outcome } = start(venue, ...manners.symbols, "--url", simulator.socketBase, "--out", path);
      while (simulator.connections < 2) await tell(simulator, 5);
      await tell(simulator, 60);
      simulator.step("disconnect");
      await Bun.sleep(700);
      await tell(simulator, 100);
      while (!source.isTold) simulator.step();
      await Bun.sleep(100);
      child.kill("SIGINT");
      const { code, stdout } = await outcome();
      expect([code, stdout]).toEqual([0, expect.stringContaining("books live at the end 2 of 2")]);
      for (const [entry, symbol] of manners.symbols.entries()) {
        const { levels, stderr } = await lastBook(path, symbol, format ?? venue, "1000");
        const scale = (level: [number, number]) => [
          level[0] / 10 ** manners.priceDecimals,
          level[1] / 10 ** manners.sizeDecimals,
        ];
        expect([symbol, levels, stderr.includes("gaps")]).toEqual([
          symbol,
          source.levels(entry).map((side) => side.map(scale)),
          false,
        ]);
      }
    });
  }

  for (const compress of ["zst", "gz", "none"]) {
    test(`killed in the middle of a frame (${compress}): all that was finished is there, and the readers say so`, async () => {
      await using simulator = new VenueSimulator(new KrakenSource(SYMBOLS, 4));
      const path = cli.path(`killed.${compress}`);
      const args = ["--url", simulator.socketBase, "--out", path, "--compress", compress, "--decimals", "2,8"];
      const { child, outcome } = start("kraken", ...SYMBOLS, ...args);
      const written = () => Bun.file(path).size;
      while (written() === 0) await tell(simulator, 20);
      const before = written();
      // Frames are cut once in a second: another one, and the beginning of the next.
      while (written() === before) await tell(simulator, 20);
      await tell(simulator, 20);
      child.kill("SIGKILL");
      expect((await outcome()).code).not.toBe(0);
      const { reader, kinds } = await eventsOf(path);
      expect(reader.damage).toContain("cut off");
      expect(kinds.message).toBeGreaterThan(20);
      const book = await lastBook(path, "BTC/USD");
      expect(book.stderr).toContain("hotpath: the recording has no end: it was cut off, or is still being written\n");
      expect(book.rows).toBeGreaterThan(10);
      // The machine lost its power: the last frame is on the disk in part.
      const cut = cli.path(`cut.${compress}`);
      await Bun.write(cut, Bun.file(path).slice(0, written() - 30));
      const half = await eventsOf(cut);
      expect(half.reader.damage).toMatch(/cut off|damaged/);
      expect(half.kinds.message).toBeGreaterThan(0);
      expect((await lastBook(cut, "BTC/USD")).rows).toBeGreaterThan(1);
    });
  }

  test("units of any size are found before it begins, and it ends by itself", async () => {
    const level = (price: string) => `[["${price}","123456789012.5"]]`;
    const answer = (text: string) => {
      const { type, product_ids } = JSON.parse(text);
      const [symbol] = product_ids;
      if (type !== "subscribe") return [];
      if (symbol === "NO-SUCH")
        return ['{"type":"error","message":"Failed to subscribe","reason":"NO-SUCH is not valid"}'];
      return [
        `{"type":"snapshot","product_id":"${symbol}","asks":${level("0.0000012346")},"bids":${level("0.0000012345")}}`,
      ];
    };
    await using simulator = new VenueSimulator({ next: () => undefined, whole: () => undefined, answer });
    const path = cli.path("small.json");
    const args = ["--url", simulator.socketBase, "--out", path, "--compress", "none", "--duration", "4s"];
    const { code, stdout, stderr } = await start("coinbase", "PEPE-USD", "NO-SUCH", ...args).outcome();
    expect(code).toBe(0);
    expect(stdout).toContain("books live at the end 1 of 2, not understood 0 of ");
    expect(stderr).toContain("hotpath: the venue says: Failed to subscribe: NO-SUCH is not valid\n");
    expect((await lastBook(path, "PEPE-USD", "coinbase")).levels).toEqual([
      [[0.0000012345, 123456789012.5]],
      [[0.0000012346, 123456789012.5]],
    ]);
  });

  test("files follow one another, and one after the other they are one recording", async () => {
    const source = new KrakenSource(SYMBOLS, 5);
    await using simulator = new VenueSimulator(source);
    const path = cli.path("parts.json.zst");
    const args = ["--url", simulator.socketBase, "--out", path, "--rotate", "1kB", "--decimals", "2,8"];
    const { child, outcome } = start("kraken", ...SYMBOLS, ...args);
    for (let i = 0; i < 40; i++) await tell(simulator, 60);
    await Bun.sleep(50);
    child.kill("SIGTERM");
    const { code, stdout } = await outcome();
    const names = readdirSync(cli.folder)
      .filter((name) => name.startsWith("parts."))
      .sort();
    expect([code, names.length > 1, names[0]]).toEqual([0, true, "parts.0001.json.zst"]);
    expect(stdout).toStartWith(`${names.length} files up to ${cli.path(names.at(-1)!)}: `);
    const all = cli.path("all.zst");
    await Bun.write(all, Buffer.concat(await Promise.all(names.map((name) => Bun.file(cli.path(name)).bytes()))));
    expect((await eventsOf(all)).reader.damage).toBeUndefined();
    expect((await lastBook(all, "BTC/USD")).levels).toEqual(source.levels("BTC/USD"));
  });

  test("on a terminal one line shows how it goes, and is gone at the end", async () => {
    await using simulator = new VenueSimulator(new KrakenSource(SYMBOLS, 8));
    const path = cli.path("shown.zst");
    const args = ["record", "kraken", ...SYMBOLS, "--url", simulator.socketBase, "--out", path];
    const running = runOnTerminal(cli, [...args, "--decimals", "2,8", "--duration", "3s"]);
    await tell(simulator, 300);
    const { code, shown } = await running;
    expect(code).toBe(0);
    const states = shown.split("\r\u001b[K");
    expect(states.find((state) => /^ {2}open: \d+ messages, 0\.\d MB, 2 of 2 books live$/.test(state))).toBeDefined();
    expect(states.at(-1)).toMatch(/^\S*shown\.zst: \d+ messages/);
  });

  test("what is wrong is named, and nothing is written over", async () => {
    const path = cli.path("there.zst");
    await Bun.write(path, "x");
    for (const [args, message] of [
      [["mtgox", "BTCUSD", "--out", "x"], 'VENUE: got "mtgox"; allowed: binance, binance-usdm'],
      [["kraken", "A", "A", "--out", "x"], 'SYMBOL: got "A"; allowed: each symbol once'],
      [["kraken", "A", "--out", path], "a file that does not exist yet"],
      [["kraken", "A", "--out", "-"], '--out: got "-"; allowed: a file name'],
      [["kraken", "A", "--out", "x", "--url", "nowhere"], "an address that begins with ws:// or wss://"],
      [["kraken", "A", "--out", "x", "--rotate", "7"], "Allowed: a size as 100MB"],
      [["kraken", "A", "--out", "x", "--duration", "x"], "Allowed: a span"],
      [["kraken", "A", "--out", "x", "--decimals", "2"], "Allowed: decimals"],
      [["kraken", "A"], "required option '--out <file>' not specified"],
      [["kraken", "--out", "x"], "missing required argument 'symbols'"],
    ] as const) {
      const { code, stderr } = await cli.run(["record", ...args]);
      expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    }
    expect(await Bun.file(path).text()).toBe("x");
  });

  test("a venue that is not there: nothing came, and the status says so", async () => {
    const path = cli.path("nothing.zst");
    const { code, stdout } = await cli.run([
      "record",
      "kraken",
      "A",
      "--out",
      path,
      "--url",
      "ws://127.0.0.1:1",
      "--duration",
      "300ms",
    ]);
    expect([code, stdout]).toEqual([1, expect.stringContaining("0 messages, 0 answers over HTTP, 0 connections")]);
    expect((await eventsOf(path)).reader.damage).toBeUndefined();
  });
});
