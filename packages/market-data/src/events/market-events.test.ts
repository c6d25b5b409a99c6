import { describe, expect, setDefaultTimeout, test } from "bun:test";
import {
  BookClear,
  BookFlag,
  BookLevel,
  EventCursor,
  EventQueue,
  type EventView,
  Side,
  Trade,
  viewEvent,
} from "@hotpath/core";
import { L2Book, L3Book } from "@hotpath/order-book";
import fc from "fast-check";
import { BookTrust } from "../feed/book-keeper.ts";
import { BookSync } from "../feed/book-sync.ts";
import { BINANCE_SPOT_RULE } from "../feed/sync-rule.ts";
import { newYorkMidnight } from "../itch50/index.ts";
import { ItchFeed } from "../itch50/itch-feed.ts";
import { MarketBatch, MarketFlag, MarketKind } from "../market-batch.ts";
import { itchFlow } from "../testing/itch-flow.ts";
import { MarketEvents } from "./market-events.ts";

setDefaultTimeout(120_000);

/** What an engine would know of the books from events alone. */
class Listener {
  readonly queue = new EventQueue();
  readonly book: L2Book;
  readonly trades: [instrument: number, price: number, quantity: number, side: number][] = [];
  /** Instruments in the middle of a message. */
  readonly unfinished = new Set<number>();
  micros = 0;
  readonly #event = new EventCursor();

  constructor(instruments: number) {
    this.book = new L2Book({ instruments, crossed: "keep", locked: "keep" });
  }

  drain(): void {
    const event = this.#event;
    while (this.queue.size > 0) {
      this.queue.next(event);
      expect(event.micros).toBeGreaterThanOrEqual(this.micros);
      this.micros = event.micros;
      const i = event.instrument;
      let flags = 0;
      if (event.type === BookLevel.TYPE) {
        flags = BookLevel.flags(event);
        this.book.update(i, BookLevel.side(event), BookLevel.price(event), BookLevel.size(event));
      } else if (event.type === BookClear.TYPE) {
        flags = BookClear.flags(event);
        this.book.clear(i, BookClear.side(event));
      } else if (event.type === Trade.TYPE) {
        this.trades.push([i, Trade.price(event), Trade.quantity(event), Trade.aggressor(event)]);
        continue;
      }
      if ((flags & BookFlag.More) !== 0) this.unfinished.add(i);
      else this.unfinished.delete(i);
    }
  }
}

function eventsOf(write: (events: MarketEvents) => void, orders?: L3Book): EventView[] {
  const sink = new EventQueue();
  write(new MarketEvents({ sink, venue: 3, ...(orders !== undefined && { orders }) }));
  const event = new EventCursor();
  const views: EventView[] = [];
  while (sink.size > 0) {
    sink.next(event);
    views.push(viewEvent(event)!);
  }
  return views;
}

const levels = (book: L2Book | L3Book, instrument: number) =>
  [Side.Buy, Side.Sell].map((side) => {
    const found = book.book(instrument).levels(side, 1000);
    return found.map(({ price, quantity }) => [price, quantity]);
  });

describe("MarketEvents", () => {
  test("a message of levels, a trade, a quote and a state, each with its time", () => {
    const batch = new MarketBatch();
    batch.receivedMicros = 50;
    batch.receivedNanos = 7;
    batch.add(MarketKind.BookSnapshot, 0, 1, 0, Number.NaN, 0, 0, 9, 40, 0);
    batch.add(MarketKind.Level, MarketFlag.Snapshot, 1, Side.Buy, 100, 5, 0, 9, 40, 0);
    batch.add(MarketKind.Level, MarketFlag.Snapshot | MarketFlag.Last, 1, Side.Sell, 101, 6, 0, 9, 40, 0);
    batch.receivedMicros = 45;
    batch.add(MarketKind.Trade, MarketFlag.Last, 1, Side.Sell, 100, 2, 1, 1, 41, 0);
    batch.add(MarketKind.Status, MarketFlag.Last, 1, 0, Number.NaN, 0, 0, -1, 42, 0);
    batch.code[4] = 4;
    batch.add(MarketKind.Heartbeat, MarketFlag.Last, -1, 0, Number.NaN, 0, 0, -1, 42, 0);
    const quote = batch.add(MarketKind.Quote, MarketFlag.Last, 1, 0, Number.NaN, 0, 0, -1, 60, 1);
    batch.otherPrice[quote] = 101;
    batch.otherQuantity[quote] = 6;
    batch.receiveMicros[quote] = Number.NaN;
    const views = eventsOf((events) => {
      events.write(batch);
      expect(events.counts()).toEqual({ events: 6, passedOver: 1, refused: 0 });
    });
    const head = (view: EventView) => [view.type, view.instrument, view.venue, Number(view.time)];
    // The trade was received before what was told last: time stands still, and does not go back.
    expect(views.map(head)).toEqual([
      ["BookClear", 1, 3, 50_007],
      ["BookLevel", 1, 3, 50_007],
      ["BookLevel", 1, 3, 50_007],
      ["Trade", 1, 3, 50_007],
      ["TradingStatus", 1, 3, 50_007],
      ["Quote", 1, 3, 60_001],
    ]);
    expect(views[0]).toMatchObject({ side: 0, reason: 0, flags: BookFlag.More | BookFlag.Snapshot });
    expect(views[1]).toMatchObject({ price: 100, size: 5, side: Side.Buy, flags: BookFlag.More | BookFlag.Snapshot });
    expect(views[2]).toMatchObject({ price: 101, size: 6, side: Side.Sell, flags: BookFlag.Snapshot });
    expect(views[3]).toMatchObject({ price: 100, quantity: 2, aggressor: Side.Sell });
    expect(views[4]).toMatchObject({ state: 4 });
    expect(views[5]).toMatchObject({ bidPrice: 0, bidSize: 0, askPrice: 101, askSize: 6 });
  });

  test("an order's rows are the levels that it changed, its executions trades", () => {
    const orders = new L3Book({ instruments: 1 });
    const batch = new MarketBatch();
    const last = MarketFlag.Last;
    batch.add(MarketKind.OrderAdd, last, 0, Side.Buy, 100, 5, 71, 0, 1, 0);
    batch.add(MarketKind.OrderAdd, last, 0, Side.Buy, 100, 3, 72, 0, 2, 0);
    batch.add(MarketKind.OrderExecute, last, 0, 0, Number.NaN, 2, 71, 0, 3, 0);
    batch.add(MarketKind.OrderExecute, last | MarketFlag.NonPrintable, 0, 0, 99, 1, 71, 0, 4, 0);
    batch.otherId[batch.add(MarketKind.OrderReplace, last, 0, 0, 98, 4, 72, 0, 5, 0)] = 73;
    batch.add(MarketKind.OrderDelete, last, 0, 0, Number.NaN, 0, 99, 0, 6, 0);
    const views = eventsOf((events) => {
      events.write(batch);
      expect(events.counts()).toEqual({ events: 7, passedOver: 0, refused: 1 });
    }, orders);
    expect(views).toMatchObject([
      { type: "BookLevel", price: 100, size: 5, side: Side.Buy, flags: 0 },
      { type: "BookLevel", price: 100, size: 8 },
      { type: "Trade", price: 100, quantity: 2, aggressor: Side.Sell },
      { type: "BookLevel", price: 100, size: 6 },
      { type: "BookLevel", price: 100, size: 5 },
      { type: "BookLevel", price: 100, size: 2, flags: BookFlag.More },
      { type: "BookLevel", price: 98, size: 4, flags: 0 },
    ]);
  });

  test("a day of ITCH: levels from events are those of the orders' book, whenever a message is whole", () => {
    const bytes = itchFlow({ symbols: 3, messages: 20_000, seed: 5, depth: 50 });
    const orders = new L3Book({ instruments: 8 });
    const reference = new L3Book({ instruments: 8 });
    const feed = new ItchFeed({ midnightMicros: newYorkMidnight("2024-06-03") });
    const listener = new Listener(8);
    const events = new MarketEvents({ sink: listener.queue, orders, time: "venue" });
    const batch = new MarketBatch({ rows: 97, maxRows: 97 });
    let printed = 0;
    for (let at = 0; at < bytes.length; batch.clear()) {
      at += feed.decode(bytes.subarray(at), batch);
      for (let row = 0; row < batch.count; row++) {
        const isTrade = batch.kind[row] === MarketKind.OrderExecute || batch.kind[row] === MarketKind.Trade;
        if (isTrade && (batch.flags[row]! & MarketFlag.NonPrintable) === 0) printed++;
      }
      events.write(batch);
      reference.apply(batch);
      listener.drain();
      expect(listener.unfinished.size).toBe(0);
      for (let i = 0; i < 8; i++) expect(levels(listener.book, i)).toEqual(levels(reference, i));
    }
    expect(orders.hash()).toBe(reference.hash());
    expect(listener.trades.length).toBe(printed);
    expect(printed).toBeGreaterThan(100);
    expect(events.counts().refused).toBe(0);
  });

  test("a feed with gaps: an engine holds the book that can be trusted, or none", () => {
    const step = fc.record({
      instrument: fc.integer({ min: 0, max: 1 }),
      kind: fc.constantFrom("delta", "delta", "delta", "snapshot", "gap"),
      rows: fc.array(fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 90, max: 110 }), fc.nat(5)), {
        minLength: 1,
        maxLength: 4,
      }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const listener = new Listener(2);
        const events = new MarketEvents({ sink: listener.queue });
        const sync = new BookSync({
          instruments: 2,
          rule: BINANCE_SPOT_RULE,
          onApplied: (batch, from, to) => events.write(batch, from, to),
          onTrust: (instrument, trust, reason) => {
            if (trust !== BookTrust.Stale) return;
            events.lost(instrument, reason);
          },
        });
        const next = [1, 1];
        const batch = new MarketBatch();
        for (const { instrument, kind, rows } of steps) {
          batch.clear();
          if (kind === "gap") next[instrument]! += 2;
          const sequence = next[instrument]!++;
          const isWhole = kind === "snapshot";
          const head = isWhole ? MarketKind.BookSnapshot : MarketKind.BookDelta;
          batch.add(head, 0, instrument, 0, Number.NaN, 0, sequence, sequence, 1, 0);
          rows.forEach(([side, price, size], i) => {
            const flags = (isWhole ? MarketFlag.Snapshot : 0) | (i === rows.length - 1 ? MarketFlag.Last : 0);
            batch.add(MarketKind.Level, flags, instrument, side, price + 30 * (side - 1), size, 0, sequence, 1, 0);
          });
          batch.add(MarketKind.Trade, MarketFlag.Last, instrument, 0, 100, 1, 0, -1, 1, 0);
          sync.apply(batch);
          events.writeAllButBooks(batch);
          listener.drain();
          for (const i of [0, 1]) {
            const expected = sync.isTrusted(i) ? levels(sync.books, i) : [[], []];
            expect(levels(listener.book, i)).toEqual(expected);
          }
          expect(listener.unfinished.size).toBe(0);
        }
        expect(listener.trades.length).toBe(steps.length);
      }),
    );
  });
});
