import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { Cli } from "../testing/cli.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const cli = new Cli();
afterAll(() => cli[Symbol.dispose]());

const MESSAGES = [
  "34200.1,1,1,10,1000000,-1",
  "34200.2,1,2,20,990000,1",
  "34200.3,1,3,5,995000,1",
  "34200.4,3,3,5,995000,1",
  "34200.5,4,2,5,990000,1",
  "34200.6,5,0,7,995000,1",
];
const ROWS = [
  "1000000,10,980000,1",
  "1000000,10,990000,20",
  "1000000,10,995000,5",
  "1000000,10,990000,20",
  "1000000,10,990000,15",
  "1000000,10,990000,15",
];
const messages = cli.path("XYZ_2012-06-21_34200000_57600000_message_1.csv");
const rows = cli.path("XYZ_2012-06-21_34200000_57600000_orderbook_1.csv");
await Bun.write(messages, `${MESSAGES.join("\n")}\n`);
await Bun.write(rows, ROWS.join("\r\n"));

async function book(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return cli.run(["book", messages, ...args]);
}

async function write(name: string, lines: readonly string[]): Promise<string> {
  await Bun.write(cli.path(name), zstdCompressSync(`${lines.join("\n")}\n`));
  return cli.path(name);
}

describe("hotpath book of LOBSTER's files", () => {
  test("every row follows", async () => {
    const { code, stdout, stderr } = await book("--book", rows, "--verify");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toStartWith("rows 6, equal 6, learned 1, different 0\n");
  });

  test("a row that does not is named, and the status is 1; rows and messages without each other too", async () => {
    const altered = await write("altered.csv.zst", ROWS.with(4, "1000000,10,990000,16"));
    const found = await book("--format", "lobster", "--book", altered, "--verify");
    expect(found.code).toBe(1);
    expect(found.stdout.split("\n").slice(0, 3)).toEqual([
      "rows 6, equal 4, learned 1, different 2",
      "row 5, level 1, bid size: expected 15, got 16",
      "row 6, level 1, bid size: expected 16, got 15",
    ]);
    const shorter = await book("--book", await write("shorter.csv", ROWS.slice(0, 4)), "--verify");
    expect([shorter.code, shorter.stdout.split("\n")[0]]).toEqual([1, "rows 6, equal 4, learned 1, different 2"]);
    const longer = await book("--book", await write("longer.csv", [...ROWS, ROWS[5]!]), "--verify");
    expect([longer.code, longer.stdout.split("\n")[0]]).toEqual([1, "rows 7, equal 6, learned 1, different 1"]);
    const broken = await book("--book", await write("broken.csv", ROWS.with(2, "1000000,10,x,5")), "--verify");
    expect([broken.code, broken.stdout.split("\n")[0]]).toEqual([1, "rows 6, equal 5, learned 1, different 1"]);
    expect(broken.stderr).toBe("hotpath: 1 rows of the book file rejected: badNumber\n");
  });

  test("prints the rows in LOBSTER's columns: of the window, or of the orders that the messages enter", async () => {
    expect((await book("--book", rows)).stdout).toBe(`${ROWS.join("\n")}\n`);
    expect((await book("--book", rows, "--every", "3")).stdout).toBe(`${ROWS[2]}\n${ROWS[5]}\n`);
    const own = ["1000000,10,-9999999999,0", ...ROWS.slice(1)];
    expect((await book("--depth", "1")).stdout).toBe(`${own.join("\n")}\n`);
    const json = await book("--book", rows, "--output", "json", "--every", "6");
    expect(JSON.parse(json.stdout)).toEqual({
      time: "2012-06-21T13:30:00.600000000Z",
      symbol: "XYZ",
      bids: [["99.0000", "15"]],
      asks: [["100.0000", "10"]],
    });
    const at = await book("--output", "json", "--at", "09:30:00.3", "--symbol", "XYZ");
    expect(JSON.parse(at.stdout).bids[0]).toEqual(["99.5000", "5"]);
  });

  const refused: [string, string[], string][] = [
    ["no book file", ["--verify"], "--book: got undefined; allowed: LOBSTER's order book file"],
    [
      "a missing book file",
      ["--book", "none.csv", "--verify"],
      '--book: got "none.csv"; allowed: a file that can be read',
    ],
    ["what is no book file", ["--book", messages, "--verify"], "allowed: an order book CSV of LOBSTER"],
    ["too great a depth", ["--book", rows, "--verify", "--depth", "2"], "--depth: got 2; allowed: at most 1"],
    ["another format", ["--format", "itch50", "--book", rows, "--verify"], '--format: got "itch50"; allowed: lobster'],
    ["another symbol", ["--symbol", "ABC"], '--symbol: got "ABC"; allowed: XYZ'],
  ];
  for (const [what, args, message] of refused)
    test(`refuses ${what}`, async () => {
      const { code, stderr } = await book(...args);
      expect(stderr).toContain(message);
      expect(code).toBe(2);
    });

  const data = resolve(import.meta.dir, "../../../..", process.env.HOTPATH_TEST_DATA ?? "../shared", "data/lobster");
  const title = "prints a recorded book file as it is";
  if (!existsSync(data)) test.skip(`${title} (no data/lobster below HOTPATH_TEST_DATA)`, () => {});
  else
    test(title, async () => {
      const name = (what: string) => join(data, `AAPL_2012-06-21_34200000_57600000_${what}_1.csv.zst`);
      const { stdout, code } = await cli.run(["book", name("message"), "--book", name("orderbook")]);
      const expected = zstdDecompressSync(await Bun.file(name("orderbook")).bytes()).toString();
      expect([code, stdout === expected]).toEqual([0, true]);
    });
});
