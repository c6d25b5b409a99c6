import { afterAll, describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { DbnEncoder, type DbnRecordInput, dbnMetadata } from "@hotpath/market-data/dbn";
import { parquetReadObjects } from "hyparquet";
import { Cli } from "../testing/cli.ts";

const cli = new Cli();
afterAll(() => cli[Symbol.dispose]());

const TIME = 1_719_840_600_000_000_000n;
const MAPPING = { rawSymbol: "ABC", intervals: [{ startDate: 20240101, endDate: 20250101, symbol: "7" }] };

/** A file of orders: two orders, a trade that fills one of them, and what the fill leaves. */
function dbnFile(...records: DbnRecordInput<"mbo">[]): Uint8Array {
  const encoder = new DbnEncoder();
  encoder.metadata(dbnMetadata({ dataset: "X", schema: "mbo", start: TIME, mappings: [MAPPING] }));
  records.forEach((record, i) => {
    const tsEvent = TIME + BigInt(i);
    encoder.record("mbo", { instrumentId: 7, publisherId: 1, tsEvent, tsRecv: tsEvent, flags: 128, ...record });
  });
  return encoder.take();
}

const ORDERS: DbnRecordInput<"mbo">[] = [
  { action: "A", side: "B", orderId: 5n, price: 100_250_000_000n, size: 10 },
  { action: "A", side: "A", orderId: 6n, price: 100_500_000_000n, size: 4 },
  { action: "T", side: "A", orderId: 0n, price: 100_250_000_000n, size: 3, flags: 0 },
  { action: "F", side: "B", orderId: 5n, price: 100_250_000_000n, size: 3, flags: 0 },
  { action: "C", side: "B", orderId: 5n, price: 100_250_000_000n, size: 3 },
  { action: "M", side: "A", orderId: 6n, price: 100_500_000_000n, size: 2 },
  { action: "M", side: "A", orderId: 6n, price: 100_750_000_000n, size: 2 },
  { action: "C", side: "A", orderId: 6n, price: 100_750_000_000n, size: 2 },
  { action: "T", side: "B", orderId: 0n, price: 100_500_000_000n, size: 9 },
];
const LOBSTER = [
  "34200,1,5,10,1002500,1",
  "34200.000000001,1,6,4,1005000,-1",
  "34200.000000004,4,5,3,1002500,1",
  "34200.000000005,2,6,2,1005000,-1",
  "34200.000000006,3,6,2,1005000,-1",
  "34200.000000006,1,6,2,1007500,-1",
  "34200.000000007,3,6,2,1007500,-1",
  "34200.000000008,5,0,9,1005000,-1",
];

const convert = (...args: string[]) => cli.run(["convert", ...args]);
const linesOf = async (path: string) => (await Bun.file(cli.path(path)).text()).trimEnd().split("\n");

describe("hotpath convert", () => {
  test("makes LOBSTER's messages of orders, a fill and its cancel one execution", async () => {
    await Bun.write(cli.path("a.dbn"), dbnFile(...ORDERS));
    const { code, stderr } = await convert("a.dbn", "a.csv", "--to", "lobster", "--strict");
    expect([code, await linesOf("a.csv")]).toEqual([0, LOBSTER]);
    expect(stderr).toContain("9 rows, 0 losses");
  });

  test("goes through other formats and back", async () => {
    await Bun.write(cli.path("a.dbn"), dbnFile(...ORDERS));
    const steps = [
      ["a.dbn", "b.itch50"],
      ["b.itch50", "c.dbn.zst", "--date", "2024-07-01"],
      ["c.dbn.zst", "d.itch50.gz"],
      ["d.itch50.gz", "e.csv", "--to", "lobster", "--date", "2024-07-01"],
    ];
    for (const step of steps) expect([step, (await convert(...step)).code]).toEqual([step, 0]);
    // ITCH does not tell who took the hidden order.
    expect(await linesOf("e.csv")).toEqual([...LOBSTER.slice(0, -1), LOBSTER.at(-1)!.replace("-1", "1")]);
    const zst = await Bun.file(cli.path("c.dbn.zst")).bytes();
    expect(zstdDecompressSync(zst).toString("latin1", 0, 3)).toBe("DBN");
    expect(gunzipSync(await Bun.file(cli.path("d.itch50.gz")).bytes()).length).toBeGreaterThan(100);
  });

  test("writes every row as CSV, JSON and Parquet", async () => {
    await Bun.write(cli.path("a.dbn"), dbnFile(...ORDERS));
    for (const name of ["a.rows.csv", "a.json", "a.parquet"]) expect((await convert("a.dbn", name)).code).toBe(0);
    const [header, first] = await linesOf("a.rows.csv");
    expect(header).toStartWith("kind,time,receive_time,symbol,side,price,size");
    expect(first).toBe(
      "OrderAdd,2024-07-01T13:30:00.000000000Z,2024-07-01T13:30:00.000000000Z,ABC,Buy,100.250000000,10,,,5,0,0,0,Last",
    );
    const json = await linesOf("a.json");
    expect(JSON.parse(json[3]!)).toMatchObject({
      kind: "OrderFill",
      symbol: "ABC",
      price: "100.250000000",
      size: "3",
      id: 5,
    });
    const file = await Bun.file(cli.path("a.parquet")).arrayBuffer();
    const rows = await parquetReadObjects({ file });
    expect(rows.length).toBe(9);
    expect(rows[4]).toMatchObject({ kind: "OrderReduce", side: "Buy", price: 100.25, size: 3, id: 5n });
  });

  test("counts what the target cannot hold, and says so in its status where asked", async () => {
    const fine = { action: "A", side: "B", orderId: 5n, price: 100_250_000_001n, size: 10 };
    const large = { action: "A", side: "B", orderId: 2n ** 60n, price: 100_250_000_000n, size: 10 };
    const unknown = { action: "C", side: "B", orderId: 9n, price: 100_250_000_000n, size: 1 };
    await Bun.write(cli.path("odd.dbn"), dbnFile(fine, large, unknown));
    const { code, stderr } = await convert("odd.dbn", "odd.csv", "--to", "lobster");
    expect(code).toBe(0);
    for (const line of [
      "1 prices finer than",
      "1 order ids beyond 2^53",
      "1 changes of orders entered before",
      "3 rows, 3 losses",
    ])
      expect(stderr).toContain(line);
    expect((await convert("odd.dbn", "odd.csv", "--to", "lobster", "--strict")).code).toBe(1);
    expect(await Bun.file(cli.path("odd.csv")).text()).toBe("");
  });

  test("writes to standard output, one symbol, and leaves nothing half written", async () => {
    await Bun.write(cli.path("a.dbn"), dbnFile(...ORDERS));
    const { stdout } = await convert("a.dbn", "-", "--to", "lobster", "--symbol", "ABC");
    expect(stdout.trimEnd().split("\n")).toEqual(LOBSTER);
    await Bun.write(cli.path("cut.dbn.gz"), Uint8Array.of(31, 139, 8, 0, 1));
    const cut = await convert("cut.dbn.gz", "cut.json");
    expect(cut.code).toBe(1);
    expect(existsSync(cli.path("cut.json")) || existsSync(cli.path("cut.json.part"))).toBe(false);
  });

  const refused: [string, string[], string][] = [
    ["an unknown target", ["a.dbn", "x.bin"], "--to: got undefined; allowed: dbn, itch50, lobster, csv, json, parquet"],
    ["an unknown source", ["x.bin", "a.json"], "--from: got undefined; allowed:"],
    ["a missing file", ["none.dbn", "a.json"], "allowed: a file that can be read"],
    ["a symbol that is not there", ["a.dbn", "x.json", "--symbol", "NO"], '--symbol: got "NO"; allowed: ABC'],
    ["a place that cannot be written", ["a.dbn", "none/x.json"], "allowed: a file that can be written"],
  ];
  for (const [what, args, words] of refused)
    test(`refuses ${what}`, async () => {
      await Bun.write(cli.path("a.dbn"), dbnFile(...ORDERS));
      const { code, stderr } = await convert(...args);
      expect(stderr).toContain(words);
      expect(code).toBe(2);
    });
});

const data = resolve(process.env.HOTPATH_TEST_DATA ?? join(import.meta.dir, "../../../../../shared"), "data");
const amzn = join(data, "itch/LOBSTER_AMZN5_20120621.itch50.zst");

describe.skipIf(!existsSync(amzn))("a day of AMZN (in ../shared/data/itch)", () => {
  test("is the same by way of DBN, message by message and book by book", async () => {
    for (const step of [
      [amzn, "day.dbn.zst"],
      [amzn, "day.csv", "--to", "lobster"],
      ["day.dbn.zst", "way.csv", "--to", "lobster"],
    ])
      expect((await convert(...step)).code).toBe(0);
    const [direct, way] = [await linesOf("day.csv"), await linesOf("way.csv")];
    expect([direct.length, Bun.deepEquals(direct, way)]).toEqual([147_444, true]);
    const book = async (...args: string[]) =>
      (await cli.run(["book", ...args, "--depth", "5", "--every", "10s"])).stdout;
    const itch = await book(amzn, "--date", "2012-06-21");
    const dbn = (await book("day.dbn.zst")).replaceAll(/(\.\d{4})00000,/g, "$1,");
    expect(itch.split("\n").length).toBeGreaterThan(2000);
    expect(dbn === itch).toBe(true);
  }, 120_000);
});

const databento = join(data, "dbn/data");
describe.skipIf(!existsSync(databento))("hotpath book reads Databento's files (in ../shared/data/dbn)", () => {
  for (const name of [
    "test_data.mbp-10.v1.dbn.zst",
    "test_data.mbp-10.dbn",
    "test_data.mbp-10.dbz",
    "test_data.mbp-10.v3.dbn.zst",
  ])
    test(name, async () => {
      const { code, stdout } = await cli.run(["book", join(databento, name), "--depth", "1"]);
      expect(code).toBe(0);
      expect(stdout.trimEnd().split("\n").slice(1)).toEqual([
        "2020-12-28T13:00:00.000429831Z,ESH1,3720.250000000,24,3720.500000000,10",
        "2020-12-28T13:00:00.000435673Z,ESH1,3720.250000000,24,3720.500000000,10",
      ]);
    });
});
