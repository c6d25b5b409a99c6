import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Random } from "@hotpath/core";
import { KRAKEN_CHECKSUM } from "../../feed/book-checksum.ts";
import { BookTrust, StaleReason } from "../../feed/book-keeper.ts";
import { BookSync } from "../../feed/book-sync.ts";
import { UNNUMBERED_RULE } from "../../feed/sync-rule.ts";
import { type VenueInstrument, VenueInstruments } from "../../json/venue-instruments.ts";
import { MarketBatch, MarketKind } from "../../market-batch.ts";
import { expectScannedAsParsed, testDecoder } from "../../testing/json-decoder-suite.ts";
import { decimalsOf, messagesOf, replayLines, rowsOf, venueCaptures } from "../../testing/json-feed.ts";
import { KrakenV1Decoder } from "./kraken-v1-decoder.ts";
import { KrakenV2Decoder } from "./kraken-v2-decoder.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const v1Instruments = new VenueInstruments([
  { symbol: "XMR/USD", index: 1, priceDecimals: 8, sizeDecimals: 8 },
  { symbol: "SC/EUR", index: 0, priceDecimals: 6, sizeDecimals: 8 },
]);
const v2Instruments = new VenueInstruments([{ symbol: "ALGO/USD", index: 0, priceDecimals: 5, sizeDecimals: 8 }]);

const CHANGE = '[992,{"b":[["354.15000000","5.00000000","1618678133.365913"]],"c":"2583817756"},"book-1000","XMR/USD"]';
const BOTH =
  '[1920,{"a":[["0.042990","364630.28272081","1618678145.920470"]]},{"b":[["0.042990","0.00000000","1618678145.920708","r"]],"c":"4105471083"},"book-1000","SC/EUR"]';

describe("KrakenV1Decoder", () => {
  testDecoder({
    make: () => new KrakenV1Decoder(v1Instruments),
    scanned: [
      CHANGE,
      BOTH,
      BOTH.replace('{"b":', '{"a":')
        .replace('{"a":[["0.042990","364', '{"b":[["0.042990","364')
        .replace("]]},{", ']],"c":"12"},{'),
      '[1920,{"as":[["0.000022","13355.87450757","1618678123.481570"]],"bs":[]},"book-10","SC/EUR"]',
      '[993,[["354.04000000","0.28245396","1618678150.826417","s","m",""],["353.81000000","1.71754604","1618678150.827816","b","l",""]],"trade","XMR/USD"]',
      '[1668,{"a":["13.253900",35,"35.72892241"],"b":["13.232900",185,"185.18432037"],"c":["13.253900","3.71672000"],"v":["26560.85364463","72035.05488104"],"p":["13.529003","13.734728"],"t":[640,1353],"l":["13.021800","13.021800"],"h":["13.942000","14.211200"],"o":["13.804000","13.428300"]},"ticker","XMR/USD"]',
      '{"event":"heartbeat"}',
      '[0,["5698.40000","5700.00000","1542057299.545897","1.01234567","0.98765432"],"spread","XMR/USD"]',
    ].filter((text) => !text.includes('"c":"12"')),
    others: [
      '{"connectionID":18239578009413566319,"event":"systemStatus","status":"online","version":"1.8.3"}',
      '{"channelID":1665,"channelName":"trade","event":"subscriptionStatus","pair":"SC/EUR","status":"subscribed","subscription":{"name":"trade"}}',
      '{"errorMessage":"Currency pair not supported XX","event":"subscriptionStatus","pair":"XX","status":"error","subscription":{"name":"book"}}',
      '[42,["1542057314.748456","1542057360.435743","3586.70000","3586.70000","3586.60000","3586.60000","3586.68894","0.03373000",2],"ohlc-5","XMR/USD"]',
    ],
  });

  test("both sides in one message: one delta, the checksum of the last part, the time of the latest level", () => {
    expect(rowsOf(new KrakenV1Decoder(v1Instruments), BOTH)).toMatchObject([
      {
        kind: "BookDelta",
        flags: ["Checksum"],
        code: 4105471083,
        quantity: 6,
        otherQuantity: 8,
        timeMicros: 1618678145920708,
      },
      { kind: "Level", side: "Sell", price: 42990, quantity: 36463028272081, timeMicros: 1618678145920708 },
      { kind: "Level", side: "Buy", price: 42990, quantity: 0, flags: ["Last"] },
    ]);
  });
});

// A whole book and the change upon it, as Kraken sent them on 2024-10-03, with Kraken's checksums.
const ALGO_BIDS: [string, string][] = [
  ["0.12291", "27039.62776299"],
  ["0.12290", "8136.33288180"],
  ["0.12287", "10984.20817349"],
  ["0.12283", "28027.05025639"],
  ["0.12280", "9705.60000000"],
  ["0.12279", "15215.53522714"],
  ["0.12275", "4067.00000000"],
  ["0.12274", "30639.39949109"],
  ["0.12268", "2531.96119986"],
  ["0.12267", "16299.00000000"],
];
const ALGO_ASKS: [string, string][] = [
  ["0.12307", "600.00000000"],
  ["0.12308", "4042.11919517"],
  ["0.12312", "10284.53891000"],
  ["0.12314", "16155.08885299"],
  ["0.12315", "5186.05778473"],
  ["0.12316", "32828.24000000"],
  ["0.12317", "7751.65718582"],
  ["0.12318", "32298.82000000"],
  ["0.12319", "1864.66899600"],
  ["0.12322", "4718.99755630"],
];
const v2Levels = (levels: [string, string][]) => `[${levels.map(([p, q]) => `{"price":${p},"qty":${q}}`).join()}]`;
const v2Book = (type: string, bids: [string, string][], asks: [string, string][], checksum: number, time = "") =>
  `{"channel":"book","type":"${type}","data":[{"symbol":"ALGO/USD","bids":${v2Levels(bids)},"asks":${v2Levels(asks)},"checksum":${checksum}${time}}]}`;
const ALGO_SNAPSHOT = v2Book("snapshot", ALGO_BIDS, ALGO_ASKS, 2375857985);
const ALGO_TIME = ',"timestamp":"2024-10-03T02:46:57.050170Z"';
const ALGO_UPDATE = v2Book("update", [["0.12275", "6597.51731160"]], [], 1100635717, ALGO_TIME);

describe("KrakenV2Decoder", () => {
  testDecoder({
    make: () => new KrakenV2Decoder(v2Instruments),
    scanned: [
      ALGO_SNAPSHOT,
      ALGO_UPDATE,
      '{"channel":"trade","type":"update","data":[{"symbol":"ALGO/USD","side":"sell","price":0.5117,"qty":40.0,"ord_type":"market","trade_id":4665846,"timestamp":"2023-09-25T07:48:36.925533Z"},{"symbol":"ALGO/USD","side":"buy","price":0.51,"qty":1.00000000,"ord_type":"limit","trade_id":4665847,"timestamp":"2023-09-25T07:48:36.925534Z"}]}',
      '{"channel":"trade","type":"snapshot","data":[{"symbol":"ALGO/USD","side":"sell","price":0.5117,"qty":40.0,"ord_type":"market","trade_id":4665846,"timestamp":"2023-09-25T07:48:36.925533Z"}]}',
      '{"channel":"ticker","type":"snapshot","data":[{"symbol":"ALGO/USD","bid":0.10025,"bid_qty":740.00000000,"ask":0.10035,"ask_qty":740.0,"last":0.10035,"volume":997038.98383185,"vwap":0.10148,"low":0.09979,"high":0.10285,"change":-0.00017,"change_pct":-0.17}]}',
      '{"channel":"ticker","type":"update","data":[{"symbol":"ALGO/USD","bid":0.10025,"bid_qty":740.00000000,"ask":0.10035,"ask_qty":740.0,"last":0.10035,"volume":997038.98383185,"vwap":0.10148,"low":0.09979,"high":0.10285,"change":-1.7e-04,"change_pct":-0.17,"timestamp":"2026-01-01T00:00:01.000000Z"}]}',
      '{"channel":"heartbeat"}',
    ],
    others: [
      '{"channel":"status","data":[{"api_version":"v2","connection_id":14949390454975033707,"system":"online","version":"2.0.8"}],"type":"update"}',
      '{"method":"subscribe","result":{"channel":"book","depth":10,"snapshot":true,"symbol":"ALGO/USD"},"success":true,"time_in":"2023-10-06T17:35:55.219022Z","time_out":"2023-10-06T17:35:55.219067Z"}',
      '{"error":"Currency pair not supported X","method":"subscribe","success":false,"symbol":"X"}',
      '{"method":"pong","time_in":"2023-10-06T17:35:55.219022Z"}',
      '{"channel":"ohlc","type":"update","data":[]}',
    ],
  });

  test("checksums that Kraken sent are right, in whatever units; a wrong one makes the book stale", () => {
    for (const [priceDecimals, sizeDecimals] of [
      [5, 8],
      [8, 8],
      [5, 10],
    ] as const) {
      const units = new VenueInstruments([{ symbol: "ALGO/USD", index: 0, priceDecimals, sizeDecimals }]);
      const decoder = new KrakenV2Decoder(units);
      const sync = krakenBooks(1, [{ symbol: "", index: 0, priceDecimals, sizeDecimals }], 10);
      const read = (text: string) => {
        const batch = new MarketBatch();
        const bytes = new TextEncoder().encode(text);
        decoder.decodeMessage(bytes, 0, bytes.length, batch);
        sync.apply(batch);
      };
      read(ALGO_SNAPSHOT);
      read(ALGO_UPDATE);
      expect(sync.counters()).toMatchObject({ checksums: 2, badChecksums: 0 });
      expect(sync.isTrusted(0)).toBe(true);
      read(ALGO_UPDATE.replace("6597.51731160", "6597.51731161"));
      expect([sync.trust(0), sync.reason(0)]).toEqual([BookTrust.Stale, StaleReason.Checksum]);
      read(ALGO_SNAPSHOT);
      expect([sync.isTrusted(0), sync.counters().badChecksums]).toEqual([true, 1]);
    }
  });

  test("random books with their checksums, computed from the texts", () => {
    const random = new Random(5);
    const bids = new Map<string, string>(ALGO_BIDS);
    const asks = new Map<string, string>(ALGO_ASKS);
    const decoder = new KrakenV2Decoder(v2Instruments);
    const sync = krakenBooks(1, [{ symbol: "", index: 0, priceDecimals: 5, sizeDecimals: 8 }], 10);
    const batch = new MarketBatch();
    for (let step = 0; step < 2000; step++) {
      const change = (side: Map<string, string>, base: number): [string, string][] => {
        const price = ((base + random.integer(20)) / 100_000).toFixed(5);
        const size = random.chance(0.4) ? "0.00000000" : (random.integer(1e9) / 1e4).toFixed(8);
        if (Number(size) === 0 && side.size > 3) side.delete(price);
        else if (Number(size) > 0) side.set(price, size);
        return Number(size) === 0 && side.has(price) ? [] : [[price, size]];
      };
      const [b, a] = [change(bids, 12_270), change(asks, 12_300)];
      trim(bids, -1);
      trim(asks, 1);
      const isFirst = step === 0;
      const text = isFirst
        ? v2Book("snapshot", [...bids], [...asks], textChecksum(bids, asks))
        : v2Book("update", b, a, textChecksum(bids, asks), ALGO_TIME);
      const bytes = new TextEncoder().encode(text);
      decoder.decodeMessage(bytes, 0, bytes.length, batch);
      sync.apply(batch);
      batch.clear();
    }
    expect(sync.counters()).toMatchObject({ checksums: 2000, badChecksums: 0 });
    expect(decoder.fallbacks).toBe(0);
  });
});

/** Keeps the best levels. */
function trim(side: Map<string, string>, sign: number, depth = 10): void {
  if (side.size <= depth) return;
  const prices = [...side.keys()].sort((x, y) => sign * (Number(x) - Number(y)));
  for (const price of prices.slice(depth)) side.delete(price);
}

/** Rebuilds books of 1,000 levels from messages with maps of texts. @returns how many checksums were right */
function textChecksumsOf(messages: unknown[][]): number {
  const books = new Map<string, { a: Map<string, string>; b: Map<string, string> }>();
  let right = 0;
  for (const message of messages) {
    const symbol = message.at(-1) as string;
    for (const part of message.slice(1, -2) as Record<string, [string, string][] | string>[]) {
      if (part.as !== undefined) books.set(symbol, { a: new Map(), b: new Map() });
      const book = books.get(symbol)!;
      for (const [key, levels] of Object.entries(part)) {
        if (key === "c") continue;
        const side = book[key[0] as "a"];
        for (const [price, size] of levels as [string, string][]) {
          if (Number(size) === 0) side.delete(price);
          else side.set(price, size);
        }
      }
      trim(book.a, 1, 1000);
      trim(book.b, -1, 1000);
      if (part.c !== undefined && textChecksum(book.b, book.a) === Number(part.c)) right++;
    }
  }
  return right;
}

/** Kraken's checksum of texts: the other opinion. */
function textChecksum(bids: Map<string, string>, asks: Map<string, string>): number {
  const digits = (side: Map<string, string>, sign: number) =>
    [...side]
      .sort(([x], [y]) => sign * (Number(x) - Number(y)))
      .slice(0, 10)
      .flat()
      .map((text) => text.replace(".", "").replace(/^0+/, ""))
      .join("");
  return Bun.hash.crc32(digits(asks, 1) + digits(bids, -1));
}

function krakenBooks(instruments: number, list: readonly VenueInstrument[], depth: number): BookSync {
  return new BookSync({
    instruments,
    rule: UNNUMBERED_RULE,
    checksum: KRAKEN_CHECKSUM,
    depth,
    decimals: (instrument) => list.find((entry) => entry.index === instrument)!,
  });
}

const captures = await venueCaptures();

test.skipIf(captures === undefined)(
  "Kraken's capture: every checksum right, every count that of JSON.parse (data/venues)",
  () => {
    const files = ["KRAKEN/KRAKEN.ws.48.0", "KRAKEN/KRAKEN.ws.49.0", "KRAKEN/KRAKEN.ws.50.0"].map(
      (name) => captures!.get(name)!,
    );
    const messages = files.flatMap(messagesOf);
    const parsed = messages.map((text) => JSON.parse(text));
    const arrays = parsed.filter((message) => Array.isArray(message));
    const symbols = [...new Set(arrays.map((message) => message.at(-1) as string))];
    const books = arrays.filter((message) => message.at(-2) === "book-1000");
    const levelsOf = (message: unknown[]) =>
      message.slice(1, -2).flatMap((part) =>
        Object.values(part as object)
          .filter(Array.isArray)
          .flat(),
      ) as string[][];
    const list = symbols.map((symbol, index) => {
      const levels = books.filter((message) => message.at(-1) === symbol).flatMap(levelsOf);
      // More decimals than any text has, so that the digits of the checksum must come from the texts.
      return {
        symbol,
        index,
        priceDecimals: Math.min(9, decimalsOf(levels.map(([price]) => price!)) + 1),
        sizeDecimals: 8,
      };
    });
    const known = new VenueInstruments(list);
    const sync = krakenBooks(list.length, list, 1000);
    const counts: Record<string, number> = {};
    const names = Object.fromEntries(Object.entries(MarketKind).map(([name, kind]) => [kind, name]));
    let fallbacks = 0;
    let rejects = 0;
    for (const bytes of files) {
      const lines = replayLines(new KrakenV1Decoder(known), bytes, (batch) => {
        for (let row = 0; row < batch.count; row++) {
          const name = names[batch.kind[row]!]!;
          counts[name] = (counts[name] ?? 0) + 1;
        }
        sync.apply(batch);
      });
      fallbacks += lines.decoder.fallbacks;
      rejects += lines.rejects.total;
    }
    const isSnapshot = (message: { as?: unknown }[]) => message[1]!.as !== undefined;
    const withChecksum = books.filter((message) =>
      message.slice(1, -2).some((part: { c?: string }) => part.c !== undefined),
    );
    expect(counts).toEqual({
      BookSnapshot: books.filter(isSnapshot).length,
      BookDelta: books.filter((message) => !isSnapshot(message)).length,
      Level: books.flatMap(levelsOf).length,
      Trade: arrays.filter((message) => message.at(-2) === "trade").flatMap((message) => message[1]).length,
      Ticker: arrays.filter((message) => message.at(-2) === "ticker").length,
      Quote: arrays.filter((message) => message.at(-2) === "ticker").length,
      Heartbeat: parsed.filter((message) => message.event === "heartbeat").length,
    });
    // Only answers go through JSON.parse, and tickers whose volume is more than units of eight decimals can say.
    const large = arrays.filter((message) => message.at(-2) === "ticker" && Number(message[1].v[1]) > 2 ** 53 / 1e8);
    const events = parsed.filter((message) => message.event !== undefined && message.event !== "heartbeat");
    expect([fallbacks, rejects]).toEqual([events.length + large.length, 0]);
    // One coin is so cheap that the sizes of a side add up beyond the safe integers in units of 10^-8.
    expect(sync.counters()).toMatchObject({ checksums: 4269, badChecksums: 0, stale: 0, crossings: 0 });
    expect([withChecksum.length, textChecksumsOf(books)]).toEqual([4269, 4269]);
    expectScannedAsParsed(() => new KrakenV1Decoder(known), messages);
  },
);
