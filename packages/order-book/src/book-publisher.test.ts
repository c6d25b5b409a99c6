import { describe, expect, test } from "bun:test";
import { Random, Side } from "@hotpath/core";
import { BookPublisher } from "./book-publisher.ts";
import { L2Book } from "./l2-book.ts";
import { L3Book } from "./l3-book.ts";
import { LevelUpdates } from "./level-updates.ts";

const { Buy, Sell } = Side;

/** A subscriber that holds its view as a map of prices, and insists on the sequence. */
class Subscriber {
  readonly sides = { Buy: new Map<number, number>(), Sell: new Map<number, number>() };
  sequence = 0;

  take(updates: LevelUpdates, subscription: number): void {
    let isOpen = false;
    for (const row of updates.toArray()) {
      if (row.subscription !== subscription) continue;
      if (!isOpen) {
        expect(row.sequence).toBe(this.sequence + 1);
        this.sequence = row.sequence;
        if (row.snapshot) for (const side of Object.values(this.sides)) side.clear();
      }
      isOpen = !row.last;
      if (row.side === "None") continue;
      if (row.quantity === 0) expect(this.sides[row.side].delete(row.price)).toBe(true);
      else this.sides[row.side].set(row.price, row.quantity);
    }
    expect(isOpen).toBe(false);
  }

  levels(side: Side): number[][] {
    const rows = [...this.sides[side === Buy ? "Buy" : "Sell"]];
    return rows.sort((a, b) => (side === Buy ? b[0] - a[0] : a[0] - b[0]));
  }
}

describe("book publisher", () => {
  test("subscribers of any depth follow the book, conflated, through batches that are too small", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = new Random(seed);
      const books = new L3Book({ instruments: 3, windowTicks: 32 });
      const publisher = new BookPublisher(books);
      const subscriptions = Array.from({ length: 8 }, (_, i) => {
        const instrument = i % 3;
        const depth = 1 + random.integer(6);
        return { id: publisher.subscribe({ instrument, depth }), instrument, depth, reader: new Subscriber() };
      });
      const out = new LevelUpdates(60);
      for (let round = 0; round < 60; round++) {
        for (let i = random.integer(30); i > 0; i--) {
          const side = 1 + random.integer(2);
          const away = 1 + random.integer(12);
          books.add(random.integer(3), random.integer(200), side, side === Buy ? 100 - away : 100 + away, 1 + i);
          books.delete(random.integer(200));
        }
        if (random.integer(10) === 0) publisher.resend(subscriptions[random.integer(8)]!.id);
        for (;;) {
          out.clear();
          const told = publisher.publish(out);
          for (const { id, reader } of subscriptions) reader.take(out, id);
          if (told === 0) break;
        }
        for (const { instrument, depth, reader } of subscriptions) {
          for (const side of [Buy, Sell] as const) {
            const levels = books.book(instrument).levels(side, depth);
            expect(reader.levels(side)).toEqual(levels.map((level) => [level.price, level.quantity]));
          }
        }
      }
    }
  });

  test("the first update is a snapshot, an empty book's too; without news there is none", () => {
    const books = new L2Book({ instruments: 1 });
    const publisher = new BookPublisher(books);
    const top = publisher.subscribe({ instrument: 0, depth: 1 });
    const out = new LevelUpdates();
    expect(publisher.publish(out)).toBe(1);
    expect(out.toArray()).toMatchObject([{ snapshot: true, last: true, side: "None", sequence: 1 }]);
    out.clear();
    expect(publisher.publish(out)).toBe(0);
    books.update(0, Buy, 100, 5);
    books.update(0, Buy, 99, 5);
    books.update(0, Buy, 100, 0);
    expect(publisher.publish(out)).toBe(1);
    expect(out.toArray()).toMatchObject([{ snapshot: false, last: true, price: 99, quantity: 5, sequence: 2 }]);
    out.clear();
    books.update(0, Buy, 98, 5);
    expect(publisher.publish(out)).toBe(0);
    expect(publisher.unsubscribe(top)).toBe(true);
    expect([publisher.unsubscribe(top), publisher.resend(top), publisher.subscriptions]).toEqual([false, false, 0]);
  });

  test("says what is wrong with a subscription", () => {
    const publisher = new BookPublisher(new L3Book({ instruments: 1 }), { subscriptions: 1 });
    expect(() => publisher.subscribe({ instrument: 1, depth: 1 })).toThrow("instrument");
    expect(() => publisher.subscribe({ instrument: 0, depth: 0 })).toThrow("subscription.depth");
    publisher.subscribe({ instrument: 0, depth: 1 });
    expect(() => publisher.subscribe({ instrument: 0, depth: 1 })).toThrow("subscriptions: got 2");
  });
});
