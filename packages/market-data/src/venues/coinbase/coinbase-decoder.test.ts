import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Side } from "@hotpath/core";
import { BookSync } from "../../feed/book-sync.ts";
import { UNNUMBERED_RULE } from "../../feed/sync-rule.ts";
import { VenueInstruments } from "../../json/venue-instruments.ts";
import { MarketKind } from "../../market-batch.ts";
import { expectScannedAsParsed, testDecoder } from "../../testing/json-decoder-suite.ts";
import { decimalsOf, messagesOf, replayLines, rowsOf, venueCaptures } from "../../testing/json-feed.ts";
import { CoinbaseDecoder } from "./coinbase-decoder.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const instruments = new VenueInstruments([
  { symbol: "SKL-BTC", index: 2, priceDecimals: 8, sizeDecimals: 8 },
  { symbol: "BTC-USD", index: 0, priceDecimals: 2, sizeDecimals: 8 },
]);
const make = () => new CoinbaseDecoder(instruments);
const ID = "d50ec984-77a8-460a-b958-66f114b0de9b";
const OTHER = "ac928c66-ca53-498f-9c13-a110027a60e8";
const time = '"time":"2014-11-07T08:19:27.028459Z"';

const UPDATE = `{"type":"l2update","product_id":"SKL-BTC","changes":[["sell","0.00001306","660.5"],["buy","0.00001304","0.0"]],${time}}`;
const MATCH = `{"type":"match","trade_id":10,"maker_order_id":"${ID}","taker_order_id":"${OTHER}","side":"sell","size":"5.23512","price":"400.23","product_id":"BTC-USD","sequence":50,${time}}`;
const OPEN = `{"type":"open",${time},"product_id":"BTC-USD","sequence":10,"order_id":"${ID}","price":"400.23","remaining_size":"7.00","side":"sell"}`;

describe("CoinbaseDecoder", () => {
  testDecoder({
    make,
    scanned: [
      UPDATE,
      `{"type":"l2update","product_id":"SKL-BTC","changes":[],${time}}`,
      '{"type":"snapshot","product_id":"BTC-USD","asks":[["14.80","12.77"]],"bids":[["14.79","1"],["14.78","2"]]}',
      `{"type":"snapshot","product_id":"BTC-USD","asks":[],"bids":[["14.79","1"]],${time}}`,
      MATCH,
      MATCH.replace('"match"', '"last_match"').replace("sell", "buy"),
      `{"type":"ticker","sequence":333938798,"product_id":"BTC-USD","price":"14.77","open_24h":"14.6647","volume_24h":"94381.28000000","low_24h":"14.3691","high_24h":"16.55","volume_30d":"2295579.57000000","best_bid":"14.75","best_ask":"14.80","side":"buy",${time},"trade_id":881613,"last_size":"0.04"}`,
      `{"type":"ticker","sequence":333938798,"product_id":"BTC-USD","price":"14.77","open_24h":"14.6647","volume_24h":"94381.28000000","low_24h":"14.3691","high_24h":"16.55","volume_30d":"2295579.57000000","best_bid":"14.75","best_bid_size":"3","best_ask":"14.80","best_ask_size":"0.5","side":"buy",${time},"trade_id":881613,"last_size":"0.04"}`,
      `{"type":"heartbeat","last_trade_id":20,"product_id":"BTC-USD","sequence":90,${time}}`,
    ],
    parsed: [
      OPEN,
      `{"type":"received",${time},"product_id":"BTC-USD","sequence":10,"order_id":"${ID}","size":"1.34","price":"502.1","side":"buy","order_type":"limit"}`,
    ],
    others: [
      '{"type":"subscriptions","channels":[{"name":"level2","product_ids":["SKL-BTC"]}]}',
      '{"type":"status","products":[]}',
      '{"type":"error","message":"Failed to subscribe","reason":"SKL-XXX is not a valid product"}',
    ],
  });

  test("changes of levels: the time is the message's, though it stands behind them", () => {
    const rows = rowsOf(make(), UPDATE);
    const common = { instrument: 2, timeMicros: 1415348367028459, sequence: -1 };
    expect(rows).toMatchObject([
      { ...common, kind: "BookDelta", id: 0, otherId: -1 },
      { ...common, kind: "Level", side: "Sell", price: 1306, quantity: 66050000000 },
      { ...common, kind: "Level", side: "Buy", price: 1304, quantity: 0, flags: ["Last"] },
    ]);
  });

  test("the side of a match is the maker's: the taker's is the other", () => {
    expect(rowsOf(make(), MATCH)[0]).toMatchObject({ kind: "Trade", side: "Buy", price: 40023, id: 10, sequence: 50 });
  });

  test("the full channel: an order's life, under a number of its own", () => {
    const decoder = make();
    const done = (id: string, reason: string, sequence: number) =>
      `{"type":"done",${time},"product_id":"BTC-USD","sequence":${sequence},"price":"400.23","order_id":"${id}","reason":"${reason}","side":"sell","remaining_size":"0"}`;
    const read = (text: string) => rowsOf(decoder, text)[0];
    expect(read(OPEN)).toMatchObject({
      kind: "OrderAdd",
      side: "Sell",
      price: 40023,
      quantity: 7e8,
      id: 1,
      sequence: 10,
    });
    expect(read(MATCH)).toMatchObject({ kind: "OrderExecute", id: 1, otherId: 10, quantity: 523512000, side: "None" });
    const change = `{"type":"change",${time},"sequence":80,"order_id":"${ID}","product_id":"BTC-USD","new_size":"1.5","old_size":"7","price":"400.23","side":"sell"}`;
    expect(read(change)).toMatchObject({ kind: "OrderModify", id: 1, price: 40023, quantity: 15e7, sequence: 80 });
    expect(read(done(OTHER, "canceled", 81))).toMatchObject({ kind: "Heartbeat", sequence: 81, instrument: 0 });
    expect(read(done(ID, "canceled", 82))).toMatchObject({ kind: "OrderDelete", id: 1, sequence: 82 });
    expect([decoder.orders, read(MATCH)?.kind]).toEqual([0, "Trade"]);
    expect(read(OPEN)).toMatchObject({ kind: "OrderAdd", id: 2 });
    expect(read(done(ID, "filled", 83))).toMatchObject({ kind: "Heartbeat", sequence: 83 });
  });

  test("a whole book of orders over HTTP", () => {
    const decoder = make();
    decoder.requested = 1;
    const text = `{"sequence":3,"bids":[["295.96","4.39","${ID}"]],"asks":[["295.97","25.23","${OTHER}"]]}`;
    expect(rowsOf(decoder, text)).toMatchObject([
      { kind: "BookSnapshot", sequence: 3, instrument: 0 },
      { kind: "OrderAdd", flags: ["Snapshot"], side: "Buy", id: 1 },
      { kind: "OrderAdd", flags: ["Snapshot", "Last"], side: "Sell", id: 2 },
    ]);
    expect(rowsOf(decoder, MATCH)[0]).toMatchObject({ kind: "OrderExecute", id: 1 });
  });
});

const captures = await venueCaptures();

test.skipIf(captures === undefined)(
  "Coinbase's capture: every message scanned, every count that of JSON.parse, books never crossed (data/venues)",
  () => {
    const bytes = captures!.get("COINBASE/COINBASE.ws.28.0")!;
    const messages = messagesOf(bytes);
    const parsed = messages.map((text) => JSON.parse(text));
    const symbols = [...new Set(parsed.flatMap((message) => message.product_id ?? []))];
    const list = symbols.map((symbol, index) => {
      const of = parsed.filter((message) => message.product_id === symbol);
      const levels = of.flatMap((m) => [
        ...(m.asks ?? []),
        ...(m.bids ?? []),
        ...(m.changes ?? []).map((c: string[]) => c.slice(1)),
      ]);
      const priceDecimals = decimalsOf([...levels.map(([price]) => price), ...of.flatMap((m) => m.price ?? [])]);
      const sizes = [...levels.map(([, size]) => size), ...of.flatMap((m) => [m.size ?? "0", m.volume_24h ?? "0"])];
      return { symbol, index, priceDecimals, sizeDecimals: decimalsOf(sizes) };
    });
    const known = new VenueInstruments(list);
    const sync = new BookSync({ instruments: list.length, rule: UNNUMBERED_RULE });
    const counts: Record<string, number> = {};
    const names = Object.fromEntries(Object.entries(MarketKind).map(([name, kind]) => [kind, name]));
    const lines = replayLines(new CoinbaseDecoder(known), bytes, (batch) => {
      for (let row = 0; row < batch.count; row++) {
        const name = names[batch.kind[row]!]!;
        counts[name] = (counts[name] ?? 0) + 1;
      }
      sync.apply(batch);
    });
    const of = (...types: string[]) => parsed.filter((message) => types.includes(message.type));
    const levels = [
      ...of("l2update").flatMap((m) => m.changes),
      ...of("snapshot").flatMap((m) => [...m.asks, ...m.bids]),
    ];
    expect(counts).toEqual({
      BookDelta: of("l2update").length,
      BookSnapshot: of("snapshot").length,
      Level: levels.length,
      Ticker: of("ticker").length,
      Trade: of("match", "last_match").length,
    });
    expect([lines.messages, lines.rejects.total, lines.decoder.notices]).toEqual([messages.length, 0, 3]);
    expect(lines.decoder.fallbacks).toBe(3);
    expectScannedAsParsed(() => new CoinbaseDecoder(known), messages);
    expect(sync.counters()).toMatchObject({ snapshots: 10, crossings: 0, stale: 0, buffered: 0 });
    // The other opinion: maps of texts.
    for (const [index, symbol] of symbols.entries()) {
      const book = { buy: new Map<string, string>(), sell: new Map<string, string>() };
      for (const message of parsed.filter((m) => m.product_id === symbol)) {
        const all =
          message.type === "snapshot"
            ? [
                ...message.bids.map((l: string[]) => ["buy", ...l]),
                ...message.asks.map((l: string[]) => ["sell", ...l]),
              ]
            : message.type === "l2update"
              ? message.changes
              : [];
        for (const [side, price, size] of all) {
          if (Number(size) === 0) book[side as "buy"].delete(price);
          else book[side as "buy"].set(price, size);
        }
      }
      const sorted = (side: Map<string, string>, sign: number) =>
        [...side].map(([p, s]) => [Number(p), Number(s)]).sort(([a], [b]) => sign * (a! - b!));
      const view = sync.book(index);
      const { priceDecimals, sizeDecimals } = list[index]!;
      const rows = (side: Side) =>
        view.levels(side, 1e6).map((level) => [level.price / 10 ** priceDecimals, level.quantity / 10 ** sizeDecimals]);
      expect([symbol, rows(Side.Buy), rows(Side.Sell)]).toEqual([symbol, sorted(book.buy, -1), sorted(book.sell, 1)]);
    }
  },
);
