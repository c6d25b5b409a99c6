import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { type ItchMessage, ItchWriter } from "@hotpath/market-data/itch50";
import { parquetReadObjects } from "hyparquet";
import { Cli } from "../testing/cli.ts";
import { dateOfName } from "./file-names.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const cli = new Cli();
afterAll(() => cli[Symbol.dispose]());

const SECOND = 1_000_000_000;
const at = (stockLocate: number, timestamp: number) => ({ stockLocate, trackingNumber: 0, timestamp });
const add = (
  time: number,
  locate: number,
  orderReference: number,
  side: string,
  shares: number,
  price: number,
): ItchMessage => ({
  type: "A",
  ...at(locate, time),
  orderReference,
  side,
  shares,
  stock: locate === 1 ? "AAPL" : "MSFT",
  price,
});

const nine = 34_200 * SECOND;
const messages: ItchMessage[] = [
  add(nine + 1, 1, 1, "B", 100, 1_000_000),
  add(nine + 2, 1, 2, "S", 50, 1_000_150),
  add(nine + SECOND, 2, 3, "B", 7, 500_000),
  { type: "E", ...at(1, nine + SECOND + 1), orderReference: 1, executedShares: 30, matchNumber: 1 },
  { type: "D", ...at(1, nine + 5 * SECOND), orderReference: 99 },
  { type: "D", ...at(1, nine + 5 * SECOND + 5), orderReference: 2 },
];
const writer = new ItchWriter();
for (const message of messages) writer.write(message);
const bytes = writer.take();
const file = cli.path("S20240708-v50.itch50");
await Bun.write(file, bytes);

const header = "time,symbol,bid_price_1,bid_size_1,ask_price_1,ask_size_1";
const rows = [
  "2024-07-08T13:30:00.000000001Z,AAPL,100.0000,100,,",
  "2024-07-08T13:30:00.000000002Z,AAPL,100.0000,100,100.0150,50",
  "2024-07-08T13:30:01.000000000Z,MSFT,50.0000,7,,",
  "2024-07-08T13:30:01.000000001Z,AAPL,100.0000,70,100.0150,50",
  "2024-07-08T13:30:05.000000000Z,AAPL,100.0000,70,100.0150,50",
  "2024-07-08T13:30:05.000000005Z,AAPL,100.0000,70,,",
];

async function book(...args: string[]): Promise<{ code: number; lines: string[]; stderr: string }> {
  const { code, stdout, stderr } = await cli.run(["book", ...args]);
  return { code, lines: stdout.trimEnd().split("\n"), stderr };
}

describe("hotpath book", () => {
  test("prints the book after every message, and says what was odd", async () => {
    const { code, lines, stderr } = await book(file, "--depth", "1");
    expect([code, lines]).toEqual([0, [header, ...rows]]);
    expect(stderr).toBe("hotpath: 1 order messages: unknownOrder\n");
    const third = await book(file, "--depth", "1", "--every", "3", "--symbol", "AAPL");
    expect(third.lines).toEqual([header, rows[3]!]);
  });

  test("prints as of multiples of a span, and as of one time", async () => {
    const spans = await book(file, "--depth", "1", "--every", "1s");
    expect(spans.lines.slice(1)).toEqual([
      "2024-07-08T13:30:01.000000000Z,AAPL,100.0000,100,100.0150,50",
      "2024-07-08T13:30:01.000000000Z,MSFT,50.0000,7,,",
      "2024-07-08T13:30:02.000000000Z,AAPL,100.0000,70,100.0150,50",
      "2024-07-08T13:30:05.000000000Z,AAPL,100.0000,70,100.0150,50",
      "2024-07-08T13:30:06.000000000Z,AAPL,100.0000,70,,",
    ]);
    const expected = "2024-07-08T13:30:01.000000000Z,AAPL,100.0000,100,100.0150,50";
    for (const time of ["09:30:01", "2024-07-08T13:30:01Z", "2024-07-08T09:30:01-04:00"]) {
      expect((await book(file, "--depth", "1", "--symbol", "AAPL", "--at", time)).lines).toEqual([header, expected]);
    }
    const late = await book(file, "--depth", "1", "--symbol", "AAPL", "--at", "16:00");
    expect(late.lines[1]).toBe("2024-07-08T20:00:00.000000000Z,AAPL,100.0000,70,,");
  });

  test("reads gzip, Zstandard and standard input; of a broken file it prints what there is", async () => {
    const both = Buffer.concat([gzipSync(bytes.subarray(0, 70)), gzipSync(bytes.subarray(70))]);
    await Bun.write(cli.path("a20240708.itch50.gz"), both);
    await Bun.write(cli.path("a20240708.itch50.zst"), zstdCompressSync(bytes));
    for (const name of ["a20240708.itch50.gz", "a20240708.itch50.zst"]) {
      expect((await book(cli.path(name), "--depth", "1")).lines).toEqual([header, ...rows]);
    }
    const child = Bun.spawn(cli.command(["book", "-", "--format", "itch50", "--date", "2024-07-08", "--depth", "1"]), {
      ...cli.place(),
      stdin: new Blob([bytes]),
      stdout: "pipe",
      stderr: "ignore",
    });
    expect((await child.stdout.text()).trimEnd().split("\n")).toEqual([header, ...rows]);
    await Bun.write(cli.path("cut20240708.itch50.gz"), both.subarray(0, both.length - 20));
    const cut = await book(cli.path("cut20240708.itch50.gz"), "--depth", "1");
    expect(cut.code).toBe(1);
    expect(cut.lines.slice(0, 2)).toEqual([header, rows[0]!]);
    expect(cut.stderr).toContain("unexpected end of file");
    await Bun.write(cli.path("short.itch50"), bytes.subarray(0, 60));
    const short = await book(cli.path("short.itch50"), "--depth", "1");
    expect(short.stderr).toContain(
      "1 messages rejected: truncated\nhotpath: the first of them, truncated, began at byte 38",
    );
    expect(short.stderr).toContain("times count from 1970-01-01");
  });

  test("prints JSON, exact, and Parquet", async () => {
    const json = await book(file, "--output", "json", "--symbol", "AAPL");
    expect(JSON.parse(json.lines[1]!)).toEqual({
      time: "2024-07-08T13:30:00.000000002Z",
      symbol: "AAPL",
      bids: [["100.0000", "100"]],
      asks: [["100.0150", "50"]],
    });
    const child = Bun.spawn(cli.command(["book", file, "--output", "parquet", "--depth", "1"]), {
      ...cli.place(),
      stdout: "pipe",
      stderr: "ignore",
    });
    const found = await parquetReadObjects({ file: await new Response(child.stdout).arrayBuffer() });
    expect(found).toHaveLength(rows.length);
    expect(found[1]).toMatchObject({ symbol: "AAPL", bid_price_1: 100, bid_size_1: 100, ask_price_1: 100.015 });
    expect(found[0]).toMatchObject({ ask_price_1: null });
  });

  const refused: [string, string[], number, string][] = [
    ["an unknown format", [file, "--format", "x"], 2, '--format: got "x"; allowed: itch50'],
    ["a name that tells no format", [cli.path("x.bin")], 2, "--format: got undefined; allowed: itch50"],
    ["a missing file", [cli.path("none.itch50")], 2, "allowed: a file that can be read"],
    ["an unknown symbol", [file, "--symbol", "XX"], 2, '--symbol: got "XX"; allowed: AAPL, MSFT'],
    ["a bad sampling", [file, "--every", "1y"], 2, '--every: got "1y"; allowed: message'],
    ["a bad time", [file, "--at", "25:00"], 2, '--at: got "25:00"; allowed: a time such as'],
    ["a bad day", [file, "--date", "2024-02-30"], 2, '--date: got "2024-02-30"; allowed: YYYY-MM-DD'],
    ["a bad output", [file, "--output", "xml"], 2, "csv, json, parquet"],
  ];
  for (const [what, args, status, message] of refused)
    test(`refuses ${what}`, async () => {
      const { code, stderr } = await book(...args);
      expect(stderr).toContain(message);
      expect(code).toBe(status);
    });

  test("finds the day in a file's name", () => {
    const names = [
      "AAPL_20191230_0935.itch50",
      "12302019.NASDAQ_ITCH50",
      "AMZN_2012-06-21_34200000_message_5.csv",
      "x1.csv",
    ];
    expect(names.map(dateOfName)).toEqual(["2019-12-30", "2019-12-30", "2012-06-21", undefined]);
  });
});
