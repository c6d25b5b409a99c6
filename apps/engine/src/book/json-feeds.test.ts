import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { gzipSync } from "node:zlib";
import { CoinbaseSource } from "../../../../packages/market-data/src/testing/coinbase-source.ts";
import { Cli } from "../testing/cli.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const cli = new Cli();
afterAll(() => cli[Symbol.dispose]());

async function book(
  text: string | Uint8Array,
  ...args: string[]
): Promise<{ code: number; lines: string[]; stderr: string }> {
  const file = cli.path(`feed-${Bun.hash(text).toString(36)}.json`);
  await Bun.write(file, text);
  const { code, stdout, stderr } = await cli.run(["book", file, "--depth", "1", ...args]);
  return { code, lines: stdout.trimEnd().split("\n"), stderr };
}

const delta = (first: number, last: number, bids: string) =>
  `1723161600001658384 {"stream":"btcusdt@depth","data":{"e":"depthUpdate","E":1723161601273,"s":"BTCUSDT","U":${first},"u":${last},"b":${bids},"a":[]}}`;
const snapshot = '1723161600001658384 {"lastUpdateId":10,"bids":[["61685.99","1.25"]],"asks":[["61686.00","2"]]}';

describe("hotpath book of JSON feeds", () => {
  test("Binance: units are found, deltas joined to their snapshot, a gap is told", async () => {
    const text = [delta(9, 11, '[["61685.50","3.125"]]'), snapshot, delta(12, 12, '[["61685.99","0"]]')].join("\n");
    const { code, lines, stderr } = await book(text, "--format", "binance");
    expect([code, stderr]).toEqual([0, ""]);
    // A snapshot over HTTP has no time of its own.
    expect(lines.slice(2)).toEqual([
      "2024-08-09T00:00:01.273000000Z,BTCUSDT,61685.99,1.250,61686.00,2.000",
      "2024-08-09T00:00:01.273000000Z,BTCUSDT,61685.50,3.125,61686.00,2.000",
    ]);
    const gap = await book(
      gzipSync(`${text}\n${delta(14, 15, "[]")}\nrubbish\n`),
      "--format",
      "binance",
      "--every",
      "1s",
    );
    expect(gap.stderr).toContain("hotpath: 1 messages rejected: badJson\n");
    expect(gap.stderr).toContain("hotpath: 1 gaps: a book was lost there until the next whole one\n");
    expect(gap.stderr).toContain("hotpath: the book of BTCUSDT could not be trusted at the end: Gap\n");
  });

  test("Binance without a snapshot: what the changes tell, and a word about it", async () => {
    const { lines, stderr } = await book(`${delta(9, 11, '[["61685.50","3.125"]]')}\n`, "--format", "binance");
    expect(lines[1]).toBe("2024-08-09T00:00:01.273000000Z,BTCUSDT,61685.5,3.125,,");
    expect(stderr).toContain("no whole book at the beginning");
  });

  test("Coinbase's full channel: books of orders, joined to the whole one over HTTP", async () => {
    const source = new CoinbaseSource(["BTC-USD"], 9);
    const url = "https://api.exchange.coinbase.com/products/BTC-USD/book?level=3";
    const lines = [source.next(), source.next(), source.next()].map((text) => `1723161600001658384 ${text}`);
    lines.push(`${url} -> 1723161600001658384: ${source.whole(new URL(url))}`);
    for (let i = 0; i < 300; i++) lines.push(`1723161600001658384 ${source.next()}`);
    const { stderr, lines: rows } = await book(lines.join("\n"), "--format", "coinbase");
    expect(stderr).toBe("");
    const [bid, ask] = (["buy", "sell"] as const).map((side) => source.levels("BTC-USD", side)[0]!);
    const best = [bid![0] / 100, bid![1] / 1e8, ask![0] / 100, ask![1] / 1e8];
    expect(rows.at(-1)!.split(",").slice(2).map(Number)).toEqual(best);
  });

  test("Kraken: a checksum that is wrong is told", async () => {
    const level = '"1618678133.365913"';
    const whole = `[1,{"as":[["5541.3","2.5",${level}]],"bs":[["5541.2","1.5",${level}]]},"book-10","XBT/USD"]`;
    const change = `[1,{"a":[["5541.3","2.0",${level}]],"c":"974942666"},"book-10","XBT/USD"]`;
    const { code, stderr } = await book(`${whole}\n${change}\n`, "--format", "kraken");
    expect(code).toBe(0);
    expect(stderr).toContain("1 checksums wrong, of 1\n");
    expect(stderr).toContain("the book of XBT/USD could not be trusted at the end: Checksum");
  });
});
