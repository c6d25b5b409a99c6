import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Side } from "@hotpath/core";
import { L2Book } from "@hotpath/order-book";
import { JsonLines } from "../json/json-lines.ts";
import { probeFeed } from "../json/probe.ts";
import { VenueInstruments } from "../json/venue-instruments.ts";
import { MarketBatch, MarketFlag, MarketKind } from "../market-batch.ts";
import { VENUE_MANNERS } from "../testing/venue-manners.ts";
import { VenueSource } from "../testing/venue-source.ts";
import { BinanceDecoder } from "../venues/binance/binance-decoder.ts";
import { CoinbaseDecoder } from "../venues/coinbase/coinbase-decoder.ts";
import { KrakenV2Decoder } from "../venues/kraken/kraken-v2-decoder.ts";
import { KRAKEN_CHECKSUM } from "./book-checksum.ts";
import { BINANCE_RULE, UNNUMBERED_RULE } from "./sync-rule.ts";
import { SyncedLines } from "./synced-lines.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const KRAKEN = VENUE_MANNERS.find(({ name }) => name === "Kraken 2")!;
const delta = (u: number, pu: number, bids: string) =>
  `{"e":"depthUpdate","E":1,"T":1,"s":"BTCUSDT","U":${pu + 1},"u":${u},"pu":${pu},"b":${bids},"a":[]}`;
const LINES = [
  delta(10, 5, '[["100.50","1"]]'),
  delta(20, 10, '[["100.25","2"]]'),
  '{"u":21,"s":"BTCUSDT","b":"100.50","B":"1","a":"101","A":"1"}',
  '{"lastUpdateId":15,"E":1,"T":1,"bids":[["100.00","7.125"]],"asks":[["101.00","1"]]}',
  delta(30, 20, '[["100.00","0"]]'),
  delta(50, 40, '[["100.75","1"]]'),
  '{"lastUpdateId":51,"E":1,"T":1,"bids":[["99.00","1"]],"asks":[]}',
];

/** The book that rows rebuild when they are applied as they come. */
function rebuilt(text: string, pieceBytes: number, maxRows = 2 ** 20) {
  const encoder = new TextEncoder();
  const instruments = new VenueInstruments([{ symbol: "BTCUSDT", index: 0, priceDecimals: 2, sizeDecimals: 3 }]);
  const lines = new SyncedLines(new JsonLines(new BinanceDecoder(instruments)), { instruments: 1, rule: BINANCE_RULE });
  const batch = new MarketBatch({ rows: 16, maxRows });
  const book = new L2Book({ instruments: 1 });
  const kinds: string[] = [];
  const names = Object.fromEntries(Object.entries(MarketKind).map(([name, kind]) => [kind, name]));
  const take = () => {
    for (let row = 0; row < batch.count; row++) {
      const kind = batch.kind[row]!;
      if (kind !== MarketKind.Level) kinds.push(names[kind]!);
      if (kind === MarketKind.BookSnapshot || kind === MarketKind.BookClear) book.clear(0);
      if (kind === MarketKind.Level) book.update(0, batch.side[row]!, batch.price[row]!, batch.quantity[row]!);
    }
    batch.clear();
  };
  const bytes = encoder.encode(text);
  for (let at = 0; at < bytes.length; ) {
    at += lines.decode(bytes.subarray(at, at + pieceBytes), batch);
    take();
  }
  lines.end(batch);
  take();
  return {
    kinds,
    lines,
    bids: book
      .book(0)
      .levels(Side.Buy, 10)
      .map(({ price, quantity }) => [price, quantity]),
  };
}

describe("SyncedLines", () => {
  test("rows come as they are applied: deltas behind the snapshot for which they waited, a lost book as cleared", () => {
    const found = rebuilt(LINES.slice(0, 5).join("\n"), 1000);
    expect(found.kinds).toEqual(["Quote", "BookSnapshot", "BookDelta", "BookDelta"]);
    expect(found.bids).toEqual([[10025, 2000]]);
    const all = rebuilt(LINES.join("\n"), 1000);
    expect(all.kinds.slice(4)).toEqual(["BookClear", "BookSnapshot"]);
    expect(all.bids).toEqual([[9900, 1000]]);
    expect(all.lines.sync.counters()).toMatchObject({ gaps: 1, snapshots: 2 });
  });

  test("what leaves the depth of the subscription is told as gone, in the message that pushed it out", () => {
    const source = new VenueSource(KRAKEN, 4);
    const texts = [...source.answer('{"method":"subscribe","params":{"channel":"book","symbol":["BTC/USD"]}}')];
    for (let i = 0; i < 400; i++) texts.push(source.next());
    const [btc] = KRAKEN.symbols;
    const list = [{ symbol: btc, index: 0, priceDecimals: 2, sizeDecimals: 8 }];
    const bytes = new TextEncoder().encode(texts.join("\n"));
    for (const maxRows of [2 ** 20, 64]) {
      const lines = new SyncedLines(new JsonLines(new KrakenV2Decoder(new VenueInstruments(list))), {
        instruments: 1,
        rule: UNNUMBERED_RULE,
        checksum: KRAKEN_CHECKSUM,
        decimals: () => list[0]!,
        depth: 10,
      });
      const batch = new MarketBatch({ rows: 16, maxRows });
      const book = new L2Book({ instruments: 1 });
      for (let at = 0; at < bytes.length; batch.clear()) {
        at += lines.decode(bytes.subarray(at), batch);
        for (let row = 0; row < batch.count; row++) {
          if (batch.kind[row] === MarketKind.BookSnapshot) book.clear(0);
          if (batch.kind[row] === MarketKind.Level)
            book.update(0, batch.side[row]!, batch.price[row]!, batch.quantity[row]!);
          if ((batch.flags[row]! & MarketFlag.Last) === 0) continue;
          expect(book.book(0).levelCount(Side.Buy)).toBeLessThanOrEqual(10);
        }
      }
      lines.end(batch);
      expect(lines.sync.counters().badChecksums).toBe(0);
      expect(lines.sync.counters().checksums).toBeGreaterThan(190);
      for (const side of [Side.Buy, Side.Sell] as const) {
        const levels = book
          .book(0)
          .levels(side, 100)
          .map(({ price, quantity }) => [price, quantity]);
        expect(levels).toEqual(source.levels(0)[side - 1]!);
      }
    }
  });

  test("however the bytes are cut, and however small the batch", () => {
    const text = LINES.join("\n");
    const whole = rebuilt(text, 1 << 20);
    for (const [pieceBytes, maxRows] of [
      [1, 2 ** 20],
      [17, 2 ** 20],
      [1000, 16],
      [13, 16],
    ] as const) {
      const found = rebuilt(text, pieceBytes, maxRows);
      expect([found.kinds, found.bids]).toEqual([whole.kinds, whole.bids]);
    }
  });
});

describe("probeFeed", () => {
  test("finds symbols, the decimals that their numbers need, and how deep whole books are", () => {
    const text = `${LINES.join("\n")}\n${LINES[2]!.replace("BTCUSDT", "SHIBUSDT").replace('"100.50"', '"0.00000734"').replace('"1"', '"123456789012"')}\n`;
    const probed = probeFeed(
      new TextEncoder().encode(text),
      (instruments) => new BinanceDecoder(instruments),
      "BTCUSDT",
    );
    expect(probed).toEqual({
      instruments: [
        { symbol: "BTCUSDT", index: 0, priceDecimals: 2, sizeDecimals: 3 },
        { symbol: "SHIBUSDT", index: 1, priceDecimals: 8, sizeDecimals: 0 },
      ],
      fits: [
        { symbol: "BTCUSDT", index: 0, priceDecimals: 8, sizeDecimals: 8 },
        { symbol: "SHIBUSDT", index: 1, priceDecimals: 8, sizeDecimals: 4 },
      ],
      snapshotLevels: 1,
    });
  });

  test("of nothing it finds nothing, and of units that nothing fits the best there is", () => {
    const make = (instruments: VenueInstruments) => new CoinbaseDecoder(instruments);
    const probe = (text: string) => probeFeed(new TextEncoder().encode(text), make);
    expect(probe("")).toEqual({ instruments: [], fits: [], snapshotLevels: 0 });
    expect(probe("nothing\n{}\n[]\n")).toEqual({ instruments: [], fits: [], snapshotLevels: 0 });
    const line =
      '{"type":"l2update","product_id":"A-B","changes":[["buy","0.00000000000000001","1"]],"time":"2021-04-17T16:43:37Z"}\n';
    expect(probe(line).instruments).toMatchObject([{ symbol: "A-B" }]);
  });
});
