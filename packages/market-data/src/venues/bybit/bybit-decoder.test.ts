import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Side } from "@hotpath/core";
import { BookSync } from "../../feed/book-sync.ts";
import { CONSECUTIVE_RULE, RISING_RULE } from "../../feed/sync-rule.ts";
import { VenueInstruments } from "../../json/venue-instruments.ts";
import { MarketBatch, MarketKind } from "../../market-batch.ts";
import { expectScannedAsParsed, testDecoder } from "../../testing/json-decoder-suite.ts";
import { decimalsOf, messagesOf, replayLines, rowsOf, venueCaptures } from "../../testing/json-feed.ts";
import { BybitDecoder } from "./bybit-decoder.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const instruments = new VenueInstruments([{ symbol: "BTCUSDT", index: 0, priceDecimals: 2, sizeDecimals: 3 }]);
const make = () => new BybitDecoder(instruments);
const DATA =
  '"data":{"s":"BTCUSDT","b":[["16493.50","0.006"],["16493.00","0.100"]],"a":[["16611.00","0.029"]],"u":18521288,"seq":7961638724}';
const SNAPSHOT = `{"topic":"orderbook.50.BTCUSDT","type":"snapshot","ts":1672304484978,${DATA},"cts":1672304484976}`;
const delta = (u: number, bids = "[]") =>
  `{"topic":"orderbook.50.BTCUSDT","type":"delta","ts":1687940967466,"data":{"s":"BTCUSDT","b":${bids},"a":[],"u":${u},"seq":7961638725}}`;
const TICKER =
  '{"topic":"tickers.BTCUSDT","type":"snapshot","data":{"symbol":"BTCUSDT","tickDirection":"PlusTick","lastPrice":"17216.00","volume24h":"100.5","bid1Price":"17215.50","bid1Size":"84.489","ask1Price":"17216.00","ask1Size":"83.020"},"cs":24987956059,"ts":1673272861686}';
const level = (price: string, side: string, size?: number, quote = '"') =>
  `{"price":"${price}","symbol":"BTCUSDT","id":${quote}${price.replace(".", "")}${quote},"side":"${side}"${size === undefined ? "" : `,"size":${size}`}}`;

describe("BybitDecoder", () => {
  testDecoder({
    make,
    scanned: [
      SNAPSHOT,
      delta(18521289, '[["16493.50","0"]]'),
      `{"topic":"orderbook.1.BTCUSDT","ts":1672304484978,"type":"delta",${DATA}}`,
      '{"topic":"publicTrade.BTCUSDT","type":"snapshot","ts":1672304486868,"data":[{"T":1672304486865,"s":"BTCUSDT","S":"Buy","v":"0.001","p":"16578.50","L":"PlusTick","i":"20f43950-d8dd-5b31-9112-a178eb6023af","BT":false}]}',
      '{"topic":"publicTrade.BTCUSDT","type":"snapshot","ts":1672304486868,"data":[{"T":1672304486865,"s":"BTCUSDT","S":"Sell","v":"0.001","p":"16578.50","L":"ZeroPlusTick","i":"22900000000","BT":false,"RPI":false,"seq":457514743450},{"T":1672304486866,"s":"BTCUSDT","S":"Buy","v":"0.002","p":"16578.51","i":"22900000001","BT":false,"RPI":true}]}',
      TICKER,
      `{"topic":"orderBookL2_25.BTCUSDT","type":"snapshot","data":{"order_book":[${level("7.20", "Buy", 2.63)},${level("7.21", "Sell", 5)}]},"cross_seq":"864131773","timestamp_e6":"1618677786389362"}`,
      `{"topic":"orderBookL2_25.BTCUSDT","type":"snapshot","data":[${level("7.20", "Buy", 263, "")}],"cross_seq":864131773,"timestamp_e6":1618677786389362}`,
      `{"topic":"orderBook_200.100ms.BTCUSDT","type":"delta","data":{"delete":[${level("7.20", "Buy", undefined, "")}],"update":[],"insert":[${level("7.19", "Buy", 2, "")}],"transactTimeE6":0},"cross_seq":864131774,"timestamp_e6":1618677786389363}`,
      `{"topic":"orderBookL2_25.BTCUSDT","type":"delta","data":{"delete":[${level("7.20", "Buy")}],"update":[${level("7.21", "Sell", 4.5)}],"insert":[]},"cross_seq":"864131774","timestamp_e6":"1618677786389363"}`,
    ],
    parsed: [
      '{"topic":"trade.BTCUSDT","data":[{"symbol":"BTCUSDT","tick_direction":"MinusTick","price":"1053.90","size":0.14,"timestamp":"2021-04-17T16:43:05.000Z","trade_time_ms":"1618677785116","side":"Buy","trade_id":"01cacfe9-8d1c-5ee4-995d-d79a43f955a6"}]}',
      '{"topic":"publicTrade.BTCUSDT","type":"snapshot","ts":1672304486868,"data":[{"T":1672304486865,"s":"BTCUSDT","S":"Buy","v":"0.001","p":"16578.50","i":"12345678901234567890","BT":true}]}',
    ],
    others: [
      '{"success":true,"ret_msg":"","conn_id":"95a3336b","request":{"op":"subscribe","args":["orderBookL2_25.BTCUSD"]}}',
      '{"success":false,"ret_msg":"error:handler not found,topic:orderbook.50.NOPEUSDT","conn_id":"x","req_id":"e1","op":"subscribe"}',
      '{"success":true,"ret_msg":"pong","conn_id":"da7","req_id":"ping-pp","op":"ping"}',
      '{"topic":"kline.1.BTCUSDT","type":"snapshot","ts":1672324988887,"data":[{"start":1672324800000}]}',
    ],
  });

  test("tickers say what has changed: rows say all that is known", () => {
    const decoder = make();
    expect(rowsOf(decoder, TICKER)).toMatchObject([
      { kind: "Ticker", price: 1721600, quantity: 100500, timeMicros: 1673272861686000 },
      { kind: "Quote", price: 1721550, quantity: 84489, otherPrice: 1721600, otherQuantity: 83020 },
    ]);
    const change = (fields: string) =>
      rowsOf(
        decoder,
        `{"topic":"tickers.BTCUSDT","type":"delta","data":{"symbol":"BTCUSDT",${fields}},"cs":1,"ts":1673272861687}`,
      );
    expect(change('"ask1Size":"9","markPrice":"1"')).toMatchObject([
      { kind: "Quote", price: 1721550, otherQuantity: 9000 },
    ]);
    expect(change('"lastPrice":"17217"')).toMatchObject([{ kind: "Ticker", price: 1721700, quantity: 100500 }]);
    expect(change('"markPrice":"1"')).toEqual([]);
    expect(decoder.fallbacks).toBe(0);
    expect(change('"bid1Price":"","bid1Size":""')).toMatchObject([{ kind: "Quote", price: Number.NaN, quantity: 0 }]);
    decoder.reset();
    expect(change('"ask1Size":"9"')).toEqual([]);
  });

  test("update numbers follow each other; after a gap a snapshot makes the book live again", () => {
    const decoder = make();
    const sync = new BookSync({ instruments: 1, rule: CONSECUTIVE_RULE });
    const give = (text: string) => {
      const batch = new MarketBatch();
      const bytes = new TextEncoder().encode(text);
      decoder.decodeMessage(bytes, 0, bytes.length, batch);
      sync.apply(batch);
      return sync.isTrusted(0);
    };
    expect([give(SNAPSHOT), give(delta(18521289, '[["16494.00","1"]]')), sync.book(0).bestBid]).toEqual([
      true,
      true,
      1649400,
    ]);
    expect([give(delta(18521291)), give(delta(18521292))]).toEqual([false, false]);
    // The service has begun again: its numbers, too.
    expect([give(SNAPSHOT.replace("18521288", "1")), give(delta(2)), sync.book(0).bestBid]).toEqual([
      true,
      true,
      1649350,
    ]);
  });
});

const captures = await venueCaptures();

test.skipIf(captures === undefined)(
  "Bybit's captures of 2021: every count that of JSON.parse, books those of maps (data/venues)",
  () => {
    for (const name of ["BYBIT/BYBIT.ws.25.0", "BYBIT/BYBIT.ws.26.0"]) {
      const bytes = captures!.get(name)!;
      const messages = messagesOf(bytes);
      // Sizes are written as doubles of many digits: they are taken as they stand.
      const exact = (_: string, value: unknown, context?: { source: string }) =>
        typeof value === "number" ? context!.source : value;
      const parsed = messages.map((text) => JSON.parse(text, exact as never));
      const topics = parsed.filter((message) => message.topic !== undefined);
      const symbols = [...new Set(topics.map((message) => message.topic.split(".")[1] as string))];
      const books = topics.filter((message) => message.topic.startsWith("orderBook"));
      const trades = topics.filter((message) => message.topic.startsWith("trade."));
      type Level = { symbol: string; side: "Buy" | "Sell"; price: string; size?: string };
      const levelsOf = ({
        type,
        data,
      }: {
        type: string;
        data: Record<string, Level[]> & { order_book?: Level[] };
      }): Level[] =>
        type === "snapshot"
          ? (data.order_book ?? (data as unknown as Level[]))
          : [...data.delete!, ...data.update!, ...data.insert!];
      const list = symbols.map((symbol, index) => {
        const mine = books.flatMap(levelsOf).filter((level) => level.symbol === symbol);
        const traded = trades.flatMap((message) => message.data).filter((trade) => trade.symbol === symbol);
        const priceDecimals = decimalsOf([...mine, ...traded].map((item) => item.price));
        return {
          symbol,
          index,
          priceDecimals,
          sizeDecimals: decimalsOf([...mine, ...traded].map((item) => item.size ?? "0")),
        };
      });
      const known = new VenueInstruments(list);
      const sync = new BookSync({ instruments: list.length, rule: RISING_RULE });
      const counts: Record<string, number> = {};
      const names = Object.fromEntries(Object.entries(MarketKind).map(([kindName, kind]) => [kind, kindName]));
      const lines = replayLines(new BybitDecoder(known), bytes, (batch) => {
        for (let row = 0; row < batch.count; row++) {
          const kind = names[batch.kind[row]!]!;
          counts[kind] = (counts[kind] ?? 0) + 1;
        }
        sync.apply(batch);
      });
      expect(counts).toEqual({
        BookSnapshot: books.filter((message) => message.type === "snapshot").length,
        BookDelta: books.filter((message) => message.type === "delta").length,
        Level: books.flatMap(levelsOf).length,
        Trade: trades.flatMap((message) => message.data).length,
      });
      expect([lines.rejects.total, lines.decoder.fallbacks]).toEqual([0, messages.length - books.length]);
      expect(sync.counters()).toMatchObject({ oldDeltas: 0, stale: 0, crossings: 0, snapshots: symbols.length });
      for (const [index, symbol] of symbols.entries()) {
        const sides = { Buy: new Map<string, string>(), Sell: new Map<string, string>() };
        for (const message of books.filter((book) => book.topic.endsWith(`.${symbol}`))) {
          for (const { side, price, size } of levelsOf(message)) {
            if (size === undefined) sides[side].delete(price);
            else sides[side].set(price, size);
          }
        }
        const { priceDecimals, sizeDecimals } = list[index]!;
        const sorted = (side: "Buy" | "Sell", sign: number) =>
          [...sides[side]].map(([p, s]) => [Number(p), Number(s)]).sort(([a], [b]) => sign * (a! - b!));
        const held = (side: Side) =>
          sync
            .book(index)
            .levels(side, 1e6)
            .map((row) => [row.price / 10 ** priceDecimals, row.quantity / 10 ** sizeDecimals]);
        expect([symbol, held(Side.Buy), held(Side.Sell)]).toEqual([symbol, sorted("Buy", -1), sorted("Sell", 1)]);
      }
      expectScannedAsParsed(() => new BybitDecoder(known), messages);
    }
  },
);
