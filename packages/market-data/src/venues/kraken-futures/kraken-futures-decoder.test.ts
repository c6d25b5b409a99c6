import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { CONSECUTIVE_RULE } from "../../feed/sync-rule.ts";
import { VenueInstruments } from "../../json/venue-instruments.ts";
import {
  heldLevels,
  instrumentsOf,
  parseExactly,
  plainLevels,
  replayCaptures,
  type TextBook,
} from "../../testing/capture-check.ts";
import { expectScannedAsParsed, testDecoder } from "../../testing/json-decoder-suite.ts";
import { messagesOf, rowsOf, venueCaptures } from "../../testing/json-feed.ts";
import { KrakenFuturesDecoder } from "./kraken-futures-decoder.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const instruments = new VenueInstruments([{ symbol: "PI_XBTUSD", index: 0, priceDecimals: 1, sizeDecimals: 0 }]);
const make = () => new KrakenFuturesDecoder(instruments);
const TRADE =
  '{"feed":"trade","product_id":"PI_XBTUSD","uid":"8b3e7e72-950c-4c4e-8ab8-24aebcab80d2","side":"sell","type":"fill","seq":1487,"time":1626994887094,"qty":50.0,"price":32170.5}';

describe("KrakenFuturesDecoder", () => {
  testDecoder({
    make,
    scanned: [
      '{"feed":"book","product_id":"PI_XBTUSD","side":"buy","seq":26660862,"price":32170.5,"qty":0.0,"timestamp":1626994927766}',
      '{"feed":"book_snapshot","product_id":"PI_XBTUSD","timestamp":1626994925378,"seq":91192,"tickSize":null,"bids":[{"price":32170.5,"qty":20108.0},{"price":32170,"qty":1}],"asks":[]}',
      TRADE,
      `{"feed":"trade_snapshot","product_id":"PI_XBTUSD","trades":[${TRADE},${TRADE.replace("sell", "buy")}]}`,
    ],
    parsed: [
      '{"feed":"ticker","product_id":"PI_XBTUSD","time":1612270825253,"bid":34832.5,"ask":34847.5,"bid_size":42864.0,"ask_size":2300.0,"volume":262306237.0,"last":34852.0}',
      '{"feed":"heartbeat","time":1534262350627}',
    ],
    others: [
      '{"event":"info","version":1}',
      '{"event":"subscribed","feed":"trade","product_ids":["PI_XBTUSD"]}',
      '{"event":"error","message":"Invalid product id"}',
      '{"feed":"ticker_lite","product_id":"PI_XBTUSD","bid":1.0}',
    ],
  });

  test("a change is one level, numbered; a trade carries its number", () => {
    const decoder = make();
    const text =
      '{"feed":"book","product_id":"PI_XBTUSD","side":"sell","seq":7,"price":32170.5,"qty":12.0,"timestamp":1626994927766}';
    expect(rowsOf(decoder, text)).toMatchObject([
      { kind: "BookDelta", id: 7, sequence: 7, timeMicros: 1626994927766000 },
      { kind: "Level", side: "Sell", price: 321705, quantity: 12, flags: ["Last"] },
    ]);
    expect(rowsOf(decoder, TRADE)).toMatchObject([{ kind: "Trade", side: "Sell", id: 1487, sequence: 1487 }]);
  });
});

const captures = await venueCaptures();

test.skipIf(captures === undefined)(
  "Kraken Futures' capture: no gap, every count that of JSON.parse, books those of maps (data/venues)",
  () => {
    const bytes = captures!.get("KRAKEN_FUTURES/KRAKEN_FUTURES.ws.1.0")!;
    const messages = messagesOf(bytes);
    const parsed = messages.map(parseExactly);
    const of = (feed: string) => parsed.filter((message) => message.feed === feed && message.event === undefined);
    const side = (name: string) => (name === "buy" || name === "bids" ? ("Buy" as const) : ("Sell" as const));
    const books: TextBook[] = parsed.flatMap((message) => {
      if (message.event !== undefined || !message.feed.startsWith("book")) return [];
      const isWhole = message.feed === "book_snapshot";
      const levels = isWhole
        ? ["bids", "asks"].flatMap((name) =>
            message[name].map((l: { price: string; qty: string }) => ({
              side: side(name),
              price: l.price,
              size: l.qty,
            })),
          )
        : [{ side: side(message.side), price: message.price, size: message.qty }];
      return [{ symbol: message.product_id, isWhole, levels }];
    });
    const trades = [...of("trade"), ...of("trade_snapshot").flatMap((message) => message.trades)];
    const list = instrumentsOf(
      books,
      trades.map((trade) => ({ symbol: trade.product_id, price: trade.price, size: trade.qty })),
    );
    const known = (made: VenueInstruments) => new KrakenFuturesDecoder(made);
    const { decoder, sync, counts } = replayCaptures(list, known, [bytes], { rule: CONSECUTIVE_RULE });
    expect(counts).toEqual({
      BookDelta: of("book").length,
      BookSnapshot: of("book_snapshot").length,
      Level: books.flatMap((book) => book.levels).length,
      Trade: trades.length,
    });
    expect([decoder.rejects.total, decoder.ignored]).toEqual([0, of("ticker_lite").length]);
    expect(sync.counters()).toMatchObject({ gaps: 0, stale: 0, crossings: 0, snapshots: 10 });
    for (const entry of list)
      expect([entry.symbol, heldLevels(sync, entry)]).toEqual([entry.symbol, plainLevels(books, entry.symbol)]);
    expectScannedAsParsed(() => known(new VenueInstruments(list)), messages);
  },
);
