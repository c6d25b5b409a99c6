import { describe, expect, test } from "bun:test";
import { BookClear, BookOrder, Side, SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { L3Book, OrderRowKind } from "@hotpath/order-book";
import fc from "fast-check";
import { VenueProbe } from "../testing/venue-probe.ts";
import { powerQueue } from "./queue-model.ts";
import { ReplayVenue } from "./replay-venue.ts";
import type { ReplayVenueOptions } from "./replay-venue-options.ts";

const { Buy, Sell } = Side;
const { Add, Modify, Reduce, Delete, Execute, Replace } = OrderRowKind;

/** A venue fed by orders. */
class OrderProbe extends VenueProbe<ReplayVenue> {
  constructor(options: Partial<ReplayVenueOptions> = {}) {
    super((instruments) => new ReplayVenue({ instruments, depth: "orders", maxFeedOrders: 1024, ...options }));
  }

  say(action: number, id: number, price: number, quantity: number, side: number = 0, other = 0): string[] {
    return this.event((sink, micros) =>
      BookOrder.write(sink, micros, 0, 0, 1, id, other, price, quantity, side, action, 0),
    );
  }

  add(id: number, side: Side, price: number, quantity: number): string[] {
    return this.say(Add, id, price, quantity, side);
  }
}

function market(options: Partial<ReplayVenueOptions> = {}): OrderProbe {
  const venue = new OrderProbe(options);
  venue.add(11, Buy, 100, 10);
  venue.add(12, Buy, 100, 20);
  venue.add(13, Buy, 99, 30);
  venue.add(21, Sell, 102, 15);
  return venue;
}

describe("ReplayVenue on a feed of orders", () => {
  test("our order stands between those that came before it and those that came after", () => {
    const venue = market();
    venue.order(1, Buy, 100, 8);
    venue.add(14, Buy, 100, 50);
    expect(venue.venue.queueAhead(1)).toBe(30);
    // What leaves behind it changes nothing; what leaves before it does.
    venue.say(Reduce, 14, 0, 5);
    expect(venue.venue.queueAhead(1)).toBe(30);
    venue.say(Reduce, 12, 0, 5);
    venue.say(Delete, 11, 0, 0);
    expect(venue.venue.queueAhead(1)).toBe(15);
    expect(venue.say(Execute, 12, Number.NaN, 15)).toEqual([]);
    expect(venue.venue.queueAhead(1)).toBe(0);
    expect(venue.say(Execute, 14, Number.NaN, 3)).toEqual(["1 Trade 3@100 maker leaves 5"]);
    expect(venue.say(Execute, 14, Number.NaN, 9)).toEqual(["1 Trade 5@100 maker leaves 0"]);
  });

  test("an execution at a worse price fills it first; a touch that reaches it too", () => {
    const venue = market();
    venue.order(1, Buy, 100, 8);
    expect(venue.say(Execute, 13, Number.NaN, 4)).toEqual(["1 Trade 4@100 maker leaves 4"]);
    expect(venue.add(22, Sell, 100, 3)).toEqual(["1 Trade 3@100 maker leaves 1"]);
    expect(market({ fills: "whole" }).order(1, Buy, 100, 8)).toEqual(["1 New"]);
    const whole = market({ fills: "whole" });
    whole.order(1, Buy, 100, 8);
    whole.add(14, Buy, 100, 50);
    expect(whole.say(Execute, 14, Number.NaN, 1)).toEqual(["1 Trade 8@100 maker leaves 0"]);
  });

  test("an order that loses its place by growing, or by a replace, stands behind ours", () => {
    const venue = market();
    venue.order(1, Buy, 100, 8);
    venue.say(Modify, 11, 100, 12);
    expect(venue.venue.queueAhead(1)).toBe(20);
    venue.say(Modify, 12, 100, 18);
    expect(venue.venue.queueAhead(1)).toBe(18);
    venue.say(Replace, 12, 100, 18, 0, 15);
    expect(venue.venue.queueAhead(1)).toBe(0);
    expect(venue.say(Execute, 11, Number.NaN, 1)).toEqual(["1 Trade 1@100 maker leaves 7"]);
    // We grow, and so go behind them all.
    venue.replace(1, Buy, 100, 20);
    expect(venue.venue.queueAhead(1)).toBe(29);
  });

  test("what we took of a level is back with the next message about it", () => {
    const venue = market();
    venue.order(1, Buy, 102, 10);
    expect(venue.order(2, Buy, 102, 10)[1]).toBe("2 Trade 5@102 maker leaves 5".replace("maker", "taker"));
    venue.cancel(2, Buy);
    venue.add(23, Sell, 102, 1);
    expect(venue.order(3, Buy, 0, 99)[1]).toBe("3 Trade 16@102 taker leaves 83");
  });

  test("whatever we take, a level is whole again once the feed tells of it", () => {
    const message = fc.record({
      kind: fc.constantFrom("add", "add", "take", "reduce", "delete"),
      pick: fc.nat(1000),
      price: fc.integer({ min: 100, max: 103 }),
      quantity: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 80 }), (messages) => {
        const venue = new OrderProbe({ maxLevels: 64, maxOrders: 4 });
        const open = new Map<number, number>();
        let next = 1;
        for (const { kind, pick, price, quantity } of messages) {
          const id = [...open.keys()][pick % Math.max(open.size, 1)];
          if (kind === "add") {
            venue.add(next, Sell, price, quantity);
            open.set(next++, quantity);
          } else if (kind === "take") venue.order(1_000_000 + next++, Buy, 0, quantity);
          else if (id !== undefined) {
            const gone = kind === "delete" ? open.get(id)! : Math.min(quantity, open.get(id)!);
            venue.say(kind === "delete" ? Delete : Reduce, id, 0, gone);
            if (gone === open.get(id)) open.delete(id);
            else open.set(id, open.get(id)! - gone);
          }
        }
        for (let price = 100; price <= 103; price++) {
          venue.add(next, Sell, price, 1);
          open.set(next++, 1);
        }
        const whole = [...open.values()].reduce((sum, quantity) => sum + quantity, 0);
        expect(venue.order(9_000_000, Buy, 0, whole).at(-1)).toMatch(/leaves 0$/);
        expect(venue.order(9_000_001, Buy, 0, 1)[0]).toContain("Rejected");
      }),
    );
  });

  test("messages that make no sense are counted and change nothing", () => {
    const venue = market();
    venue.say(Execute, 99, Number.NaN, 5);
    venue.add(11, Buy, 98, 5);
    venue.add(30, Buy, 98, 0);
    venue.say(77, 11, 100, 5);
    venue.say(Reduce, 11, 0, -5);
    expect(venue.venue.refusedMessages).toBe(5);
    venue.event((sink, micros) => BookClear.write(sink, micros, 0, 0, 1, Buy, 0, 0));
    venue.say(Delete, 11, 0, 0);
    expect(venue.venue.refusedMessages).toBe(6);
    expect(venue.order(1, Buy, 0, 15)[1]).toBe("1 Trade 15@102 taker leaves 0");
    expect(() => new OrderProbe({ queue: powerQueue(1) })).toThrow("venue.queue");
  });

  test("the queue is that of a book in which our order is one among the others", () => {
    const message = fc.record({
      action: fc.constantFrom(Add, Add, Add, Reduce, Delete, Execute, Modify, Replace),
      pick: fc.nat(1000),
      quantity: fc.integer({ min: 1, max: 9 }),
    });
    const OWN = 1_000_000;
    fc.assert(
      fc.property(fc.array(message, { maxLength: 120 }), fc.nat(60), (messages, joins) => {
        const venue = new OrderProbe({ consumes: false, maxLevels: 64, maxOrders: 4 });
        const book = new L3Book({ instruments: 1, orderCapacity: 1024, native: false });
        const ids: number[] = [];
        let next = 1;
        const live = (pick: number): number => {
          const here = ids.filter((id) => book.book(0).has(id));
          return here.length === 0 ? -1 : here[pick % here.length]!;
        };
        for (const [n, { action, pick, quantity }] of messages.entries()) {
          if (n === joins) {
            venue.order(1, Buy, 100, 1000);
            book.add(0, OWN, Buy, 100, 1000);
          }
          const id = live(pick);
          // Only what is first is executed, as in a market: our order is never passed by.
          const first = book.book(0).ordersAt(Buy, 100)[0];
          if (action === Execute && (first === undefined || first.orderId === OWN)) continue;
          if (action !== Add && id === -1) continue;
          switch (action) {
            case Add:
              ids.push(next);
              venue.add(next, Buy, 100, quantity);
              book.add(0, next++, Buy, 100, quantity);
              break;
            case Execute:
              venue.say(Execute, first!.orderId, Number.NaN, Math.min(quantity, first!.leavesQty));
              book.execute(first!.orderId, Math.min(quantity, first!.leavesQty));
              break;
            case Reduce:
              venue.say(Reduce, id, 0, quantity);
              book.reduce(id, quantity);
              break;
            case Delete:
              venue.say(Delete, id, 0, 0);
              book.delete(id);
              break;
            case Modify:
              venue.say(Modify, id, 100, quantity);
              book.modify(id, 100, quantity);
              break;
            case Replace:
              ids.push(next);
              venue.say(Replace, id, 100, quantity, 0, next);
              book.replace(id, next++, 100, quantity);
              break;
          }
          if (n >= joins) expect(venue.venue.queueAhead(1)).toBe(book.book(0).queuePosition(OWN)!.quantityAhead);
        }
      }),
    );
  });

  test("a venue that is restored goes on to the bit", () => {
    const first = market();
    first.order(1, Buy, 100, 8);
    first.add(14, Buy, 100, 50);
    first.order(2, Buy, 102, 5);
    const writer = new SnapshotWriter();
    first.venue.snapshot(writer);
    const second = new OrderProbe();
    second.venue.restore(new SnapshotReader(writer.finish()));
    const again = new SnapshotWriter();
    second.venue.snapshot(again);
    expect(again.hash()).toBe(writer.hash());
    for (const venue of [first, second]) {
      venue.say(Delete, 11, 0, 0);
      venue.say(Execute, 12, Number.NaN, 20);
      venue.add(15, Buy, 100, 5);
    }
    const steps = (venue: OrderProbe): string[] => [
      ...venue.say(Execute, 14, Number.NaN, 2),
      ...venue.order(3, Buy, 0, 20),
      ...venue.say(Execute, 15, Number.NaN, 2),
    ];
    const want = steps(first);
    expect(want.length).toBeGreaterThan(3);
    expect(steps(second)).toEqual(want);
  });
});
