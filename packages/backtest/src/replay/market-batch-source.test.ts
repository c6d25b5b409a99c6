import { describe, expect, test } from "bun:test";
import {
  EventCursor,
  EventQueue,
  InstrumentRegistry,
  NewOrder,
  OrderType,
  Quote,
  Side,
  TimeInForce,
  Trade,
} from "@hotpath/core";
import { Engine } from "@hotpath/engine";
import { MarketBatch, MarketFlag, MarketKind } from "@hotpath/market-data";
import { ItchFeed, newYorkMidnight } from "@hotpath/market-data/itch50";
import { L3Book } from "@hotpath/order-book";
import { itchFlow } from "../../../market-data/src/testing/itch-flow.ts";
import { ReplayVenue } from "../venue/replay-venue.ts";
import { EventTape } from "./event-tape.ts";
import { MarketBatchSource } from "./market-batch-source.ts";
import { MarketReplay } from "./market-replay.ts";
import { OrderBookStage } from "./order-book-stage.ts";

const bytes = itchFlow({ symbols: 3, messages: 10_000, seed: 5, depth: 50 });
const instruments = new InstrumentRegistry([1, 2, 3, 4].map((id) => ({ id, symbol: `S${id}`, priceDecimals: 4 })));

/** The flow in batches of 97 rows, always the same batch: it ends with empty books, so it may be cut. */
function* batches(count = 1000, each?: (batch: MarketBatch) => void): Generator<MarketBatch> {
  const feed = new ItchFeed({ midnightMicros: newYorkMidnight("2024-06-03") });
  const batch = new MarketBatch({ rows: 97, maxRows: 97 });
  for (let at = 0, n = 0; at < bytes.length && n < count; batch.clear(), n++) {
    at += feed.decode(bytes.subarray(at), batch);
    each?.(batch);
    yield batch;
  }
}

describe("MarketBatchSource", () => {
  test("orders of a feed build the same books at the venue and in the engine as they do by themselves", () => {
    const reference = new L3Book({ instruments: 8 });
    let trades = 0;
    const source = new MarketBatchSource({ batches: batches(60, (batch) => reference.apply(batch)) });
    const exchange = new ReplayVenue({ instruments, depth: "orders" });
    const book = new OrderBookStage({ instruments: 4 });
    const top = new Map<number, string>();
    const watcher = {
      name: "watcher",
      handles: [Quote.TYPE, Trade.TYPE],
      on: (event: EventCursor) => {
        if (event.type === Trade.TYPE) trades += 1;
        else top.set(event.instrument, `${Quote.bidPrice(event)} ${Quote.askPrice(event)} ${Quote.bidSize(event)}`);
      },
    };
    const replay = new MarketReplay({ markets: [{ exchange, sources: [source] }] });
    const engine = new Engine({ stages: [book, watcher], venue: replay.gateway, timeEvery: 0 });
    replay.attach(engine);
    replay.run();
    expect(exchange.refusedMessages).toBe(0);
    expect(trades).toBeGreaterThan(50);
    const filled = [0, 1, 2, 3].filter((i) => reference.book(i).state === "normal");
    expect(filled.length).toBeGreaterThanOrEqual(2);
    for (const i of filled) {
      const want = reference.book(i);
      expect(book.book.book(i).levels(Side.Buy, 50)).toEqual(want.levels(Side.Buy, 50));
      expect(book.book.book(i).levels(Side.Sell, 50)).toEqual(want.levels(Side.Sell, 50));
      expect(top.get(i)).toBe(`${want.bestBid} ${want.bestAsk} ${want.bestBidSize}`);
      // What a market order would take is what is there.
      const queue = new EventQueue();
      const cursor = new EventCursor();
      NewOrder.write(queue, 1e15, 0, i, 0, i + 1, 0, 1e9, Side.Buy, OrderType.Market, TimeInForce.Day, 1);
      queue.next(cursor);
      const out = new EventQueue();
      exchange.on(cursor, out);
      expect(out.size).toBe(want.levelCount(Side.Sell) + 2);
    }
  });

  test("with a book of its own it tells levels and trades; a tape made of it tells the same again", () => {
    const tape = new EventTape({ initialBytes: 256 });
    const source = new MarketBatchSource({ batches: batches(), orders: new L3Book({ instruments: 8 }) });
    while (source.next()) source.emit(tape);
    expect(tape.events).toBeGreaterThan(9000);
    const [once, twice] = [new EventTape(), new EventTape()];
    const reader = tape.source();
    for (const copy of [once, twice]) {
      while (reader.next()) reader.emit(copy);
      reader.rewind();
    }
    expect(once.i32.slice(0, 2 * once.endWord)).toEqual(tape.i32.slice(0, 2 * tape.endWord));
    expect(twice.events).toBe(once.events);
    expect(() =>
      new EventTape({ maxBytes: 128, initialBytes: 64 }).append(new EventCursor(tape.i32.slice(0, 64).buffer)),
    ).not.toThrow();
    expect(() => new EventTape({ initialBytes: 1 })).toThrow("tape.initialBytes");
  });

  test("messages stay whole, and their receipt is told with them", () => {
    const batch = new MarketBatch();
    const add = (kind: number, time: number, received: number, flags: number): void => {
      batch.receivedMicros = received;
      batch.add(kind, flags, 0, Side.Buy, 100 + batch.count, 5, 0, 0, time, 0);
    };
    add(MarketKind.Level, 1000, 1400, 0);
    add(MarketKind.Level, 1000, 1400, MarketFlag.Last);
    add(MarketKind.Trade, 2000, 2100, MarketFlag.Last);
    const source = new MarketBatchSource({ batches: [batch], venue: 3 });
    const seen: number[][] = [];
    while (source.next()) seen.push([source.micros, source.receiveMicros]);
    expect(seen).toEqual([
      [1000, 1400],
      [1000, 1400],
      [2000, 2100],
    ]);
    const replay = new MarketReplay({
      markets: [
        {
          exchange: new ReplayVenue({ instruments }),
          venue: 3,
          sources: [new MarketBatchSource({ batches: [batch], venue: 3 })],
          feedLatency: "recorded",
        },
      ],
    });
    const times: number[] = [];
    const watcher = {
      name: "watcher",
      handles: [3, Trade.TYPE],
      on: (event: EventCursor) => void times.push(event.micros),
    };
    replay.attach(new Engine({ stages: [watcher], venue: replay.gateway, timeEvery: 0 }));
    replay.run();
    expect(times).toEqual([1400, 1400, 2100]);
    expect(() => replay.snapshot({} as never)).toThrow();
  });
});
