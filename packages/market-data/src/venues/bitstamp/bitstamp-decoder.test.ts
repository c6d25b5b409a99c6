import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { BookTrust } from "../../feed/book-keeper.ts";
import { RISING_REQUEST_RULE } from "../../feed/sync-rule.ts";
import { VenueInstruments } from "../../json/venue-instruments.ts";
import { heldLevels, instrumentsOf, plainLevels, replayCaptures, type TextBook } from "../../testing/capture-check.ts";
import { expectScannedAsParsed, testDecoder } from "../../testing/json-decoder-suite.ts";
import { messagesOf, rowsOf, venueCaptures } from "../../testing/json-feed.ts";
import { BitstampDecoder } from "./bitstamp-decoder.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const instruments = new VenueInstruments([
  { symbol: "ethusd", index: 0, priceDecimals: 2, sizeDecimals: 8 },
  { symbol: "btcusd", index: 1, priceDecimals: 0, sizeDecimals: 8 },
]);
const make = () => new BitstampDecoder(instruments);
const DIFF =
  '{"data":{"timestamp":"1641343691","microtimestamp":"1641343691310202","bids":[],"asks":[["1174.38","853.01809477"],["1174.84","0.00000000"]]},"channel":"diff_order_book_ethusd","event":"data"}';
const TRADE =
  '{"data":{"id":216000477,"timestamp":"1641343699","amount":0.0792,"amount_str":"0.07920000","price":3805.44,"price_str":"3805.44","type":0,"microtimestamp":"1641343699596000","buy_order_id":1443875737346049,"sell_order_id":1443875731320832},"channel":"live_trades_ethusd","event":"trade"}';

describe("BitstampDecoder", () => {
  testDecoder({
    make,
    scanned: [DIFF, DIFF.replace("diff_order_book", "order_book"), TRADE, TRADE.replace('"type":0', '"type":1')],
    parsed: ['{"event":"bts:heartbeat","channel":"","data":{"status":"success"}}'],
    others: [
      '{"event":"bts:subscription_succeeded","channel":"diff_order_book_ethusd","data":{}}',
      '{"event":"bts:error","channel":"","data":{"code":4004,"message":"Bad subscription string."}}',
      '{"event":"bts:request_reconnect","channel":"","data":""}',
      '{"data":{},"channel":"detail_order_book_ethusd","event":"data"}',
    ],
  });

  test("changes, a trade with the resting order, an answer over HTTP", () => {
    const decoder = make();
    expect(rowsOf(decoder, DIFF)).toMatchObject([
      { kind: "BookDelta", sequence: 1641343691310202, timeMicros: 1641343691310202, instrument: 0 },
      { side: "Sell", price: 117438, quantity: 85301809477 },
      { side: "Sell", price: 117484, quantity: 0, flags: ["Last"] },
    ]);
    expect(rowsOf(decoder, TRADE)).toMatchObject([
      { kind: "Trade", side: "Buy", id: 216000477, otherId: 1443875731320832 },
    ]);
    decoder.requested = 0;
    const whole =
      '{"timestamp": "1641343695", "microtimestamp": "1641343695572693", "bids": [["0.14", "45.5"]], "asks": []}';
    expect(rowsOf(decoder, whole)).toMatchObject([{ kind: "BookSnapshot", sequence: 1641343695572693 }, { price: 14 }]);
  });
});

const captures = await venueCaptures();

test.skipIf(captures === undefined)(
  "Bitstamp's capture: every count that of JSON.parse, books those of maps (data/venues)",
  () => {
    const stream = captures!.get("BITSTAMP/BITSTAMP.ws.1.0")!;
    const http = captures!.get("BITSTAMP/BITSTAMP.http.0.0")!;
    const messages = messagesOf(stream);
    const parsed = messages.map((text) => JSON.parse(text));
    const levelsOf = (book: { bids: string[][]; asks: string[][] }) =>
      [...book.bids.map((l) => ["Buy", ...l]), ...book.asks.map((l) => ["Sell", ...l])].map(([side, price, size]) => ({
        side: side as "Buy" | "Sell",
        price: price!,
        size: size!,
      }));
    const wholes = new TextDecoder()
      .decode(http)
      .split("\n")
      .flatMap((line) => {
        const [, symbol, text] = line.match(/order_book\/(\w+) -> [\d.]+: (.*)$/) ?? [];
        return text === undefined ? [] : [{ symbol: symbol!, book: JSON.parse(text) }];
      });
    const changes = parsed.filter((message) => message.event === "data");
    const trades = parsed.filter((message) => message.event === "trade");
    const symbolOf = (message: { channel: string }) => message.channel.slice(message.channel.lastIndexOf("_") + 1);
    // Each symbol's book over HTTP, and the changes that are newer.
    const books: TextBook[] = wholes.flatMap(({ symbol, book }) => [
      { symbol, isWhole: true, levels: levelsOf(book) },
      ...changes
        .filter(
          (message) =>
            symbolOf(message) === symbol && Number(message.data.microtimestamp) > Number(book.microtimestamp),
        )
        .map((message) => ({ symbol, isWhole: false, levels: levelsOf(message.data) })),
    ]);
    const all = changes.map((message) => ({
      symbol: symbolOf(message),
      isWhole: false,
      levels: levelsOf(message.data),
    }));
    const list = instrumentsOf(
      [...books, ...all],
      trades.map((t) => ({ symbol: symbolOf(t), price: t.data.price_str, size: t.data.amount_str })),
    );
    const known = (made: VenueInstruments) => new BitstampDecoder(made);
    const { decoder, sync, counts } = replayCaptures(list, known, [stream, http], { rule: RISING_REQUEST_RULE });
    // Somebody bids for 112,716,000 coins at next to nothing: in units of 10^-8 that is no safe integer, and the message
    // is refused. It is the only one.
    const entryOf = (symbol: string) => list.find((entry) => entry.symbol === symbol)!;
    const fits = (symbol: string, levels: { size: string }[]) =>
      levels.every(({ size }) => Number(size) * 10 ** entryOf(symbol).sizeDecimals <= Number.MAX_SAFE_INTEGER);
    const refused = wholes.filter(({ symbol, book }) => !fits(symbol, levelsOf(book)));
    const taken = wholes.filter(({ symbol, book }) => fits(symbol, levelsOf(book)));
    expect(counts).toEqual({
      BookDelta: changes.length,
      BookSnapshot: taken.length,
      Level: [...changes.map((message) => message.data), ...taken.map(({ book }) => book)].flatMap(levelsOf).length,
      Trade: trades.length,
    });
    expect([decoder.rejects.total, decoder.rejects.count("tooLarge"), wholes.length]).toEqual([1, 1, 10]);
    expect(refused.map(({ symbol }) => symbol)).toEqual(["xrpeur"]);
    expect(sync.counters()).toMatchObject({ stale: 0, snapshots: 9 });
    const compared = list.filter(({ symbol }) => symbol !== "xrpeur");
    for (const entry of compared) {
      expect([entry.symbol, sync.trust(entry.index)]).toEqual([entry.symbol, BookTrust.Live]);
      expect([entry.symbol, heldLevels(sync, entry)]).toEqual([entry.symbol, plainLevels(books, entry.symbol)]);
    }
    expectScannedAsParsed(() => known(new VenueInstruments(list)), messages);
  },
);
