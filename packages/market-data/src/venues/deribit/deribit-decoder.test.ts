import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { LINKED_RULE } from "../../feed/sync-rule.ts";
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
import { DeribitDecoder } from "./deribit-decoder.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const instruments = new VenueInstruments([{ symbol: "BTC-PERPETUAL", index: 0, priceDecimals: 4, sizeDecimals: 1 }]);
const make = () => new DeribitDecoder(instruments);
const wrap = (channel: string, data: string) =>
  `{"jsonrpc":"2.0","method":"subscription","params":{"channel":"${channel}","data":${data}}}`;
const CHANGE = wrap(
  "book.BTC-PERPETUAL.raw",
  '{"type":"change","timestamp":1626993724318,"prev_change_id":33195894164,"instrument_name":"BTC-PERPETUAL","change_id":33195894355,"bids":[["delete",0.001,0.0]],"asks":[["new",0.002,2.6],["change",-1.5,3.0]]}',
);

describe("DeribitDecoder", () => {
  testDecoder({
    make,
    scanned: [
      CHANGE,
      wrap(
        "book.BTC-PERPETUAL.raw",
        '{"type":"snapshot","timestamp":1626993723632,"instrument_name":"BTC-PERPETUAL","change_id":13169025645,"bids":[["new",0.0015,4714.0]],"asks":[]}',
      ),
    ],
    parsed: [
      wrap(
        "book.BTC-PERPETUAL.none.10.100ms",
        '{"timestamp":1554375447971,"instrument_name":"BTC-PERPETUAL","change_id":109615,"bids":[[160.0,40.0]],"asks":[[161.0,20.0]]}',
      ),
      wrap(
        "trades.BTC-PERPETUAL.raw",
        '[{"trade_seq":30289442,"trade_id":"48079269","timestamp":1590484512188,"tick_direction":2,"price":8950.0,"mark_price":8948.9,"instrument_name":"BTC-PERPETUAL","index_price":8955.88,"direction":"sell","amount":10.0}]',
      ),
      wrap(
        "ticker.BTC-PERPETUAL.raw",
        '{"timestamp":1626993723632,"stats":{"volume":869.0,"low":0.0015},"state":"open","last_price":0.002,"instrument_name":"BTC-PERPETUAL","best_bid_price":0.0015,"best_bid_amount":4714.0,"best_ask_price":0.0025,"best_ask_amount":873.0}',
      ),
      wrap(
        "ticker.BTC-PERPETUAL.raw",
        '{"timestamp":1626993723632,"stats":{"volume":null},"state":"open","last_price":null,"instrument_name":"BTC-PERPETUAL","best_bid_price":0.0,"best_bid_amount":0.0,"best_ask_price":0.0,"best_ask_amount":0.0}',
      ),
      '{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"test_request"}}',
    ],
    others: [
      '{"jsonrpc":"2.0","id":0,"result":["book.BTC-PERPETUAL.raw"],"usIn":1,"usOut":2}',
      '{"jsonrpc":"2.0","id":3,"error":{"code":-32602,"message":"Invalid params"}}',
      '{"jsonrpc":"2.0","id":4,"result":{"version":"1.2.26"}}',
      wrap("deribit_price_index.btc_usd", "{}"),
    ],
  });

  test("changes name the one before; a level that is deleted has no size; prices may be negative", () => {
    expect(rowsOf(make(), CHANGE)).toMatchObject([
      { kind: "BookDelta", sequence: 33195894355, otherId: 33195894164, timeMicros: 1626993724318000 },
      { side: "Buy", price: 10, quantity: 0 },
      { side: "Sell", price: 20, quantity: 26 },
      { side: "Sell", price: -15000, quantity: 30, flags: ["Last"] },
    ]);
  });
});

const captures = await venueCaptures();

test.skipIf(captures === undefined)(
  "Deribit's capture: no gap, every count that of JSON.parse, books those of maps (data/venues)",
  () => {
    const bytes = captures!.get("DERIBIT/DERIBIT.ws.1.0")!;
    const messages = messagesOf(bytes);
    const parsed = messages.map(parseExactly).filter((message) => message.method === "subscription");
    const of = (channel: string) =>
      parsed.filter((message) => message.params.channel.startsWith(channel)).map((m) => m.params.data);
    const books: TextBook[] = of("book.").map((book) => ({
      symbol: book.instrument_name,
      isWhole: book.type === "snapshot",
      levels: [...book.bids.map((l: string[]) => ["Buy", ...l]), ...book.asks.map((l: string[]) => ["Sell", ...l])].map(
        ([side, action, price, size]) => ({ side, price, size: action === "delete" ? "0" : size }),
      ),
    }));
    const tickers = of("ticker.");
    const list = instrumentsOf(
      books,
      tickers.flatMap((t) => [
        { symbol: t.instrument_name, price: t.best_bid_price, size: t.best_bid_amount },
        { symbol: t.instrument_name, price: t.best_ask_price, size: t.best_ask_amount },
        { symbol: t.instrument_name, price: t.last_price ?? "0", size: "0" },
      ]),
    );
    const known = (made: VenueInstruments) => new DeribitDecoder(made);
    const { decoder, sync, counts } = replayCaptures(list, known, [bytes], { rule: LINKED_RULE });
    expect(counts).toEqual({
      BookDelta: books.filter((book) => !book.isWhole).length,
      BookSnapshot: books.filter((book) => book.isWhole).length,
      Level: books.flatMap((book) => book.levels).length,
      Ticker: tickers.filter((ticker) => ticker.last_price !== null).length,
      Quote: tickers.length,
    });
    expect(decoder.rejects.total).toBe(0);
    expect(sync.counters()).toMatchObject({ gaps: 0, stale: 0, crossings: 0, snapshots: 10 });
    for (const entry of list)
      expect([entry.symbol, heldLevels(sync, entry)]).toEqual([entry.symbol, plainLevels(books, entry.symbol)]);
    expectScannedAsParsed(() => known(new VenueInstruments(list)), messages);
  },
);
