import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { BookTrust } from "../../feed/book-keeper.ts";
import { UNNUMBERED_RULE } from "../../feed/sync-rule.ts";
import { VenueInstruments } from "../../json/venue-instruments.ts";
import { MarketBatch } from "../../market-batch.ts";
import {
  heldLevels,
  instrumentsOf,
  parseExactly,
  plainLevels,
  replayCaptures,
  type TextBook,
} from "../../testing/capture-check.ts";
import { expectEncodes, expectScannedAsParsed, testDecoder } from "../../testing/json-decoder-suite.ts";
import { messagesOf, rowsOf, venueCaptures } from "../../testing/json-feed.ts";
import { BitmexDecoder } from "./bitmex-decoder.ts";
import { BitmexEncoder, bitmexFeed } from "./bitmex-feed.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const instruments = new VenueInstruments([
  { symbol: "XBTUSD", index: 1, priceDecimals: 1, sizeDecimals: 0 },
  { symbol: "ETHUSD", index: 0, priceDecimals: 2, sizeDecimals: 0 },
]);
const make = () => new BitmexDecoder(instruments);
const item = (id: number, side: string, rest: string, symbol = "XBTUSD") =>
  `{"symbol":"${symbol}","id":${id},"side":"${side}"${rest}}`;
const book = (action: string, ...items: string[]) =>
  `{"table":"orderBookL2","action":"${action}","data":[${items.join()}]}`;
const PARTIAL = book(
  "partial",
  item(8799997000, "Buy", ',"size":100,"price":30000'),
  item(8799996999, "Sell", ',"size":5,"price":30000.5'),
  item(8799996998, "Sell", ',"size":7,"price":30001'),
  item(55, "Sell", ',"size":7,"price":2000.25', "ETHUSD"),
);

/** A decoder whose books have begun. */
function begun(): BitmexDecoder {
  const decoder = make();
  rowsOf(decoder, PARTIAL);
  decoder.fallbacks = 0;
  return decoder;
}

const TRADE =
  '{"table":"trade","action":"insert","data":[{"timestamp":"2021-07-22T22:36:11.685Z","symbol":"XBTUSD","side":"Buy","size":100,"price":32180.5,"tickDirection":"PlusTick","trdMatchID":"6e70bebe-235e-08a6-d11b-e1042bf1f2ed","grossValue":310747,"homeNotional":0.00310747,"foreignNotional":100},{"timestamp":"2021-07-22T22:36:11.690Z","symbol":"ETHUSD","side":"Sell","size":9,"price":2000.25,"tickDirection":"MinusTick","trdMatchID":"6e70bebe-235e-08a6-d11b-e1042bf1f2ee","grossValue":1,"homeNotional":0.1,"foreignNotional":1,"trdType":"Regular"}]}';
const QUOTES =
  '{"table":"quote","action":"insert","data":[{"timestamp":"2021-07-22T22:36:10.014Z","symbol":"XBTUSD","bidSize":750,"bidPrice":17.2,"askPrice":17.3,"askSize":123},{"timestamp":"2021-07-22T22:36:10.140Z","symbol":"ETHUSD","bidSize":750,"bidPrice":17.27,"askPrice":17.30,"askSize":638}]}';
const TIMED = ',"timestamp":"2024-07-22T22:36:10.014Z","transactTime":"2024-07-22T22:36:10.013Z"';

describe("BitmexDecoder", () => {
  testDecoder({
    make: begun,
    scanned: [
      book("update", item(8799997000, "Buy", ',"size":50')),
      book(
        "insert",
        item(8799997010, "Buy", ',"size":50,"price":29999'),
        item(8799997011, "Buy", ',"size":1,"price":29998.5'),
      ),
      book("update", item(8799996998, "Sell", `,"size":50,"price":30001${TIMED}`)),
      book("update", item(8799996998, "Sell", ',"size":51')).replace("L2", "L2_25"),
      TRADE,
      QUOTES,
    ],
    parsed: [
      PARTIAL,
      book("update", item(8799996998, "Sell", ',"size":50'), item(55, "Sell", ',"size":1', "ETHUSD")),
      '{"table":"orderBookL2","action":"partial","filter":{"symbol":"ETHUSD"},"data":[]}',
      PARTIAL,
      '{"table":"orderBook10","action":"update","data":[{"symbol":"XBTUSD","bids":[[1.5,10],[1,20]],"asks":[[2,1]],"timestamp":"2021-07-22T22:36:10.014Z"}]}',
      '{"table":"instrument","action":"update","data":[{"symbol":"XBTUSD","lastPrice":30000.5,"volume24h":123,"state":"Open","timestamp":"2021-07-22T22:36:10.014Z"}]}',
      QUOTES.replace('"bidSize":750,"bidPrice":17.2,', '"bidSize":null,"bidPrice":null,'),
    ],
    others: [
      '{"info":"Welcome to the BitMEX Realtime API.","version":"x","timestamp":"2021-07-22T22:36:07.865Z","docs":"","limit":{"remaining":39}}',
      '{"success":true,"subscribe":"trade:XBTUSD","request":{"op":"subscribe","args":["trade:XBTUSD"]}}',
      '{"status":400,"error":"Unknown table: x","meta":{},"request":{"op":"subscribe","args":"x"}}',
      '{"table":"funding","action":"partial","data":[]}',
    ],
  });

  test("prices are those of ids; a level that goes takes its id along", () => {
    const decoder = begun();
    expect(rowsOf(decoder, book("update", item(8799996999, "Sell", ',"size":6')))).toMatchObject([
      { kind: "BookDelta", instrument: 1, otherId: -1 },
      { kind: "Level", side: "Sell", price: 300005, quantity: 6, flags: ["Last"] },
    ]);
    expect(rowsOf(decoder, book("delete", item(8799996999, "Sell", "")))).toMatchObject([
      { kind: "BookDelta" },
      { price: 300005, quantity: 0 },
    ]);
    rowsOf(decoder, book("delete", item(8799996999, "Sell", "")));
    expect([decoder.rejects.count("unknownId"), decoder.rejectedEntry]).toEqual([1, 0]);
    // The same number of another symbol is another level.
    rowsOf(decoder, book("update", item(8799996998, "Sell", ',"size":6', "ETHUSD")));
    expect([decoder.rejects.count("unknownId"), decoder.rejectedEntry, decoder.fallbacks]).toEqual([2, 1, 2]);
  });

  test("nothing is made of changes before the whole book; a new connection begins anew", () => {
    const decoder = make();
    const change = book("insert", item(1, "Sell", ',"size":6,"price":5'));
    expect([rowsOf(decoder, change), decoder.ignored, decoder.rejects.total]).toEqual([[], 1, 0]);
    rowsOf(decoder, PARTIAL);
    expect(rowsOf(decoder, change).length).toBe(2);
    decoder.reset();
    expect([rowsOf(decoder, change), decoder.ignored]).toEqual([[], 2]);
    expect(rowsOf(decoder, "pong")).toEqual([]);
    expect([decoder.ignored, decoder.rejects.total]).toEqual([3, 0]);
  });

  test("trades, quotes, states", () => {
    const decoder = make();
    expect(rowsOf(decoder, TRADE)).toMatchObject([
      { kind: "Trade", instrument: 1, side: "Buy", price: 321805, quantity: 100, timeMicros: 1626993371685000 },
      { kind: "Trade", instrument: 0, side: "Sell", price: 200025, quantity: 9 },
    ]);
    expect(rowsOf(decoder, QUOTES)).toMatchObject([
      { kind: "Quote", instrument: 1, price: 172, quantity: 750, otherPrice: 173, otherQuantity: 123 },
      { kind: "Quote", instrument: 0 },
    ]);
    const state = '{"table":"instrument","action":"update","data":[{"symbol":"XBTUSD","state":"Settled"}]}';
    expect(rowsOf(decoder, state)).toMatchObject([{ kind: "Status", code: 6 }]);
  });

  test("the feed's words", () => {
    const feed = bitmexFeed(instruments);
    expect(feed.subscribe([0])).toEqual([
      '{"op":"subscribe","args":["orderBookL2:XBTUSD","trade:XBTUSD","quote:XBTUSD"]}',
    ]);
    expect(feed.unsubscribe([1])).toEqual(['{"op":"unsubscribe","args":["orderBookL2:ETHUSD"]}']);
  });

  test("the encoder writes what the decoder reads", () => {
    const encoder = new BitmexEncoder(instruments);
    expectEncodes(begun, encoder, [
      book("update", item(8799997000, "Buy", ',"size":50')),
      book("update", item(8799997000, "Buy", `,"size":50${TIMED}`)),
      book("delete", item(8799997000, "Buy", "")),
      TRADE,
      QUOTES,
    ]);
    const partial = PARTIAL.replace(/,\{"symbol":"ETHUSD".*?\}/, "");
    for (const text of [
      partial,
      '{"table":"orderBookL2","action":"partial","filter":{"symbol":"ETHUSD"},"data":[]}',
      '{"table":"instrument","action":"update","data":[{"symbol":"XBTUSD","lastPrice":30000.5,"volume24h":123}]}',
    ]) {
      const batch = new MarketBatch();
      const bytes = new TextEncoder().encode(text);
      make().decodeMessage(bytes, 0, bytes.length, batch);
      const written = encoder.encode(batch, 0)!;
      expect([written, rowsOf(make(), written)]).toEqual([written, batch.toArray()]);
    }
  });
});

const captures = await venueCaptures();

test.skipIf(captures === undefined)(
  "BitMEX' capture: every count that of JSON.parse, books those of maps (data/venues)",
  () => {
    const stream = captures!.get("BITMEX/BITMEX.ws.1.0")!;
    const messages = messagesOf(stream);
    const tables = messages.map((text) => parseExactly(text)).filter((message) => message.table !== undefined);
    const prices = new Map<string, string>();
    const books: TextBook[] = [];
    const others: { symbol: string; price: string; size: string }[] = [];
    const counts = { BookSnapshot: 0, BookDelta: 0, Level: 0, Trade: 0, Quote: 0 };
    for (const { table, action, data, filter } of tables) {
      if (table === "trade") counts.Trade += data.length;
      if (table === "quote") counts.Quote += data.length;
      for (const { symbol, price, size, bidPrice, bidSize, askPrice, askSize } of table === "orderBookL2" ? [] : data) {
        if (table === "trade") others.push({ symbol, price, size });
        else others.push({ symbol, price: bidPrice, size: bidSize }, { symbol, price: askPrice, size: askSize });
      }
      if (table !== "orderBookL2") continue;
      counts[action === "partial" ? "BookSnapshot" : "BookDelta"]++;
      counts.Level += data.length;
      const levels = data.map((level: Record<string, string>) => {
        const key = `${level.symbol} ${level.id}`;
        if (level.price !== undefined) prices.set(key, level.price);
        return { side: level.side, price: prices.get(key)!, size: action === "delete" ? "0" : level.size! };
      });
      books.push({ symbol: filter?.symbol ?? data[0].symbol, isWhole: action === "partial", levels });
    }
    const list = instrumentsOf(books, others);
    const known = (made: VenueInstruments) => new BitmexDecoder(made);
    const replayed = replayCaptures(list, known, [stream], { rule: UNNUMBERED_RULE });
    expect(replayed.counts).toEqual(counts);
    expect(replayed.decoder.rejects.total).toBe(0);
    expect(replayed.sync.counters()).toMatchObject({ stale: 0, snapshots: counts.BookSnapshot });
    for (const entry of list) {
      expect([entry.symbol, replayed.sync.trust(entry.index)]).toEqual([entry.symbol, BookTrust.Live]);
      expect([entry.symbol, heldLevels(replayed.sync, entry)]).toEqual([
        entry.symbol,
        plainLevels(books, entry.symbol),
      ]);
    }
    const scanning = expectScannedAsParsed(() => known(new VenueInstruments(list)), messages);
    expect(scanning.fallbacks).toBeLessThan(100);
  },
);
