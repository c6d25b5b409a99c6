import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { Cli } from "../testing/cli.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const cli = new Cli();
afterAll(() => cli[Symbol.dispose]());

const HEADER = "exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount";
const ROWS = [
  "binance,BTCUSDT,1588291200000000,1588291200000100,false,bid,8000,9",
  "binance,BTCUSDT,1588291200103000,1588291200110437,true,bid,8620,1.5",
  "binance,BTCUSDT,1588291200103000,1588291200110437,true,ask,8620.5,2",
  "binance,BTCUSDT,1588291201103000,1588291201110000,false,bid,8620,0",
  "binance,BTCUSDT,1588291201103000,1588291201110000,false,bid,8619.99,1",
  "binance,BTCUSDT,1588291202103000,1588291202110000,true,ask,8700,1e-3",
];
const FILE = "binance_incremental_book_L2_2020-05-01_BTCUSDT.csv.gz";

async function write(name: string, text: string): Promise<string> {
  await Bun.write(cli.path(name), name.endsWith(".gz") ? Bun.gzipSync(text) : text);
  return cli.path(name);
}

const linesOf = async (name: string) => (await Bun.file(cli.path(name)).text()).trimEnd().split("\n");

describe("CSV files", () => {
  test("hotpath book rebuilds the book of a Tardis file, known by its name", async () => {
    const file = await write(FILE, [HEADER, ...ROWS].join("\n"));
    const { code, stdout, stderr } = await cli.run(["book", file, "--depth", "1"]);
    expect([code, stderr]).toEqual([
      0,
      "hotpath: 1 changes before the first snapshot of their symbol: they belong to no book\n",
    ]);
    expect(stdout.trimEnd().split("\n").slice(1)).toEqual([
      "2020-05-01T00:00:00.103000000Z,BTCUSDT,8620.00,1.500,8620.50,2.000",
      "2020-05-01T00:00:01.103000000Z,BTCUSDT,8619.99,1.000,8620.50,2.000",
      "2020-05-01T00:00:02.103000000Z,BTCUSDT,,,8700.00,0.001",
    ]);
    const changes = await write("x.csv", [HEADER, ROWS[3], ROWS[4]].join("\n"));
    const stream = await cli.run(["book", changes, "--format", "tardis", "--depth", "1"]);
    expect(stream.stdout.trimEnd().split("\n").at(-1)).toBe("2020-05-01T00:00:01.103000000Z,BTCUSDT,8619.99,1,,");
  });

  test("hotpath convert writes rows as CSV, and reads them again as they were", async () => {
    const file = await write(FILE, [HEADER, ...ROWS].join("\n"));
    expect((await cli.run(["convert", file, "a.csv", "--strict"])).code).toBe(0);
    expect((await cli.run(["convert", "a.csv", "b.csv", "--strict"])).code).toBe(0);
    const lines = await linesOf("a.csv");
    expect([lines.length, await linesOf("b.csv")]).toEqual([9, lines]);
    expect(lines[3]).toStartWith(
      "Level,2020-05-01T00:00:00.103000000Z,2020-05-01T00:00:00.110437000Z,BTCUSDT,Sell,8620.50",
    );
    const book = async (name: string) => (await cli.run(["book", name, "--depth", "3"])).stdout;
    expect(await book("a.csv")).toBe(await book(file));
  });

  test("trades with columns of their own, and quotes without a symbol", async () => {
    await write("t.csv", "when;what\n");
    await write("prints.csv", "ms,last,vol,m\n1577957400123.5,1.25,3,true\n1577957400124,1.3,x,false\n");
    const columns = "time=ms,price=last,size=vol,buyerIsMaker=m";
    const options = ["--to", "csv", "--columns", columns, "--time-format", "millis", "--symbol", "ABC"];
    const { code, stdout, stderr } = await cli.run(["convert", "prints.csv", "-", ...options]);
    expect(code).toBe(0);
    expect(stdout.split("\n")[1]).toBe("Trade,2020-01-02T09:30:00.123500000Z,,ABC,Sell,1.25,3,,,0,0,,0,Last");
    expect(stderr).toContain("1 messages rejected: badNumber");
    await write("eurusd.csv", "time,bid,ask,bid_size,ask_size\n2020-01-02T00:00:00Z,1.1,1.1001,5,6\n");
    const quotes = await cli.run(["convert", "eurusd.csv", "-", "--to", "json"]);
    expect(JSON.parse(quotes.stdout)).toMatchObject({ symbol: "eurusd", price: "1.1000", other_price: "1.1001" });
  });

  test("tickers have no volume, which is no value", async () => {
    const text =
      "exchange,symbol,timestamp,local_timestamp,funding_rate,last_price\nx,BTC,1,2,0.01,5\nx,BTC,1,2,0.01,\n";
    await write("x_derivative_ticker_2020-01-01_BTC.csv", text);
    const { code, stdout, stderr } = await cli.run([
      "convert",
      "x_derivative_ticker_2020-01-01_BTC.csv",
      "-",
      "--to",
      "csv",
    ]);
    expect([code, stdout.split("\n")[1]]).toEqual([
      0,
      "Ticker,1970-01-01T00:00:00.000001000Z,1970-01-01T00:00:00.000002000Z,BTC,,5,,,,0,0,,0,Last",
    ]);
    expect(stderr).toContain("2 values that no row holds");
    expect(stderr).toContain("1 lines that say nothing");
  });

  test("Parquet is read as CSV is", async () => {
    const file = await write(FILE, [HEADER, ...ROWS].join("\n"));
    for (const args of [
      [file, "direct.csv"],
      [file, "rows.parquet"],
      ["rows.parquet", "back.csv"],
    ])
      expect([args, (await cli.run(["convert", ...args, "--strict"])).code]).toEqual([args, 0]);
    expect(await linesOf("back.csv")).toEqual(await linesOf("direct.csv"));
    await Bun.write(cli.path("broken.parquet"), (await Bun.file(cli.path("rows.parquet")).bytes()).slice(0, -1));
    const { code, stderr } = await cli.run(["convert", "broken.parquet", "x.csv"]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("the Parquet file has no mark of Parquet at its end")]);
  });

  test("what is no option ends with status 2", async () => {
    await write("t.csv", "time,price,size\n");
    for (const [options, words] of [
      [["--columns", "tme=x"], 'columns.tme: got "x"; allowed:'],
      [["--columns", "x"], "Allowed: columns and the header's names"],
      [["--time-format", "guess"], "Allowed choices are iso"],
    ] as const) {
      const { code, stderr } = await cli.run(["convert", "t.csv", "-", "--to", "csv", ...options]);
      expect([code, stderr.includes(words), stderr]).toEqual([2, true, stderr]);
    }
  });
});
