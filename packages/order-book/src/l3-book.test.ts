import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Random, Side, SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { L3Book } from "./l3-book.ts";
import { OrderResult, OrderRowKind, type OrderRows } from "./l3-feed.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const { Buy, Sell } = Side;

interface ModelOrder {
  id: number;
  instrument: number;
  side: Side;
  price: number;
  quantity: number;
  filled: number;
}

/** Orders in one list, in the order of their priority among equals: as plain as can be. */
class Model {
  orders: ModelOrder[] = [];

  take(id: number): ModelOrder | undefined {
    const at = this.orders.findIndex((order) => order.id === id);
    return at < 0 ? undefined : this.orders.splice(at, 1)[0];
  }

  find(id: number): ModelOrder | undefined {
    return this.orders.find((order) => order.id === id);
  }

  add(order: ModelOrder): number {
    if (this.find(order.id)) return OrderResult.DuplicateOrder;
    this.orders.push(order);
    const against = this.orders.filter((o) => o.instrument === order.instrument && o.side !== order.side);
    const gaps = against.map((o) => (order.side === Buy ? o.price - order.price : order.price - o.price));
    const gap = Math.min(Number.POSITIVE_INFINITY, ...gaps);
    return gap > 0 ? OrderResult.Applied : gap === 0 ? OrderResult.AppliedLocked : OrderResult.AppliedCrossed;
  }

  lessen(id: number, quantity: number, isTrade: boolean): number {
    const order = this.find(id);
    if (order === undefined) return OrderResult.UnknownOrder;
    order.quantity -= quantity;
    if (isTrade) order.filled += quantity;
    if (order.quantity <= 0) this.take(id);
    return order.quantity < 0 ? OrderResult.OverExecuted : OrderResult.Applied;
  }

  modify(id: number, price: number, quantity: number): number {
    const order = this.find(id);
    if (order === undefined) return OrderResult.UnknownOrder;
    if (order.price === price && quantity <= order.quantity) {
      order.quantity = quantity;
      return OrderResult.Applied;
    }
    this.take(id);
    return this.add({ ...order, price, quantity });
  }

  replace(id: number, newId: number, price: number, quantity: number): number {
    const order = this.find(id);
    if (order === undefined) return OrderResult.UnknownOrder;
    if (newId !== id && this.find(newId)) return OrderResult.DuplicateOrder;
    this.take(id);
    return this.add({ ...order, id: newId, price, quantity, filled: 0 });
  }

  levels(instrument: number, side: Side): { price: number; quantity: number; orders: number }[] {
    const levels = new Map<number, { price: number; quantity: number; orders: number }>();
    for (const order of this.orders) {
      if (order.instrument !== instrument || order.side !== side) continue;
      const level = levels.get(order.price) ?? { price: order.price, quantity: 0, orders: 0 };
      level.quantity += order.quantity;
      level.orders++;
      levels.set(order.price, level);
    }
    return [...levels.values()].sort((a, b) => (side === Buy ? b.price - a.price : a.price - b.price));
  }
}

function agree(books: L3Book, model: Model, instruments: number): void {
  for (let instrument = 0; instrument < instruments; instrument++) {
    const book = books.book(instrument);
    book.verify();
    for (const side of [Buy, Sell]) {
      expect(book.levels(side, 10_000)).toEqual(model.levels(instrument, side));
      for (const { price } of model.levels(instrument, side)) {
        const queue = model.orders.filter((o) => o.instrument === instrument && o.side === side && o.price === price);
        expect(book.ordersAt(side, price).map((o) => [o.orderId, o.leavesQty, o.cumQty])).toEqual(
          queue.map((o) => [o.id, o.quantity, o.filled]),
        );
      }
    }
  }
}

/** One random message to both. Ids are few, so that duplicates and unknown ones come often; some are negative. */
function step(random: Random, books: L3Book, model: Model, i: number): void {
  const id = random.integer(60) - 20;
  // Steps of 100 that become 25, 5 and 1 as the test goes on.
  const step = i < 60 ? 100 : i < 120 ? 25 : i < 180 ? 5 : 1;
  const price = (random.integer(random.integer(10) === 0 ? 9000 : 40) - 10) * step;
  const quantity = 1 + random.integer(9);
  const instrument = random.integer(3);
  const side = random.integer(2) === 0 ? Buy : Sell;
  switch (random.integer(8)) {
    case 0:
    case 1:
    case 2:
      expect(books.add(instrument, id, side, price, quantity)).toBe(
        model.add({ id, instrument, side, price, quantity, filled: 0 }) as never,
      );
      break;
    case 3:
      expect(books.modify(id, price, quantity)).toBe(model.modify(id, price, quantity) as never);
      break;
    case 4:
      expect(books.reduce(id, quantity)).toBe(model.lessen(id, quantity, false) as never);
      break;
    case 5:
      expect(books.execute(id, quantity)).toBe(model.lessen(id, quantity, true) as never);
      break;
    case 6: {
      const newId = random.integer(60) - 20;
      expect(books.replace(id, newId, price, quantity)).toBe(model.replace(id, newId, price, quantity) as never);
      break;
    }
    default: {
      const known = model.take(id) !== undefined;
      expect(books.delete(id)).toBe(known ? OrderResult.Applied : OrderResult.UnknownOrder);
    }
  }
}

describe("L3 book", () => {
  test("agrees with a list of orders under random messages, and survives a snapshot", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = new Random(seed);
      const books = new L3Book({ instruments: 3, orderCapacity: 64, windowTicks: 32 });
      const model = new Model();
      try {
        for (let i = 0; i < 300; i++) {
          step(random, books, model, i);
          if (i % 50 === 49) agree(books, model, 3);
        }
        const writer = new SnapshotWriter();
        books.snapshot(writer);
        const restored = new L3Book({ instruments: 3, orderCapacity: 100 });
        restored.restore(new SnapshotReader(writer.finish()));
        expect(restored.hash()).toBe(books.hash());
        agree(restored, model, 3);
        for (let i = 0; i < 100; i++) step(random, restored, model, i);
        agree(restored, model, 3);
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error });
      }
    }
  });

  test("finds the step of its prices, and looks a price up that is between steps", () => {
    const books = new L3Book({ instruments: 1, windowTicks: 32 });
    for (let i = 0; i < 20; i++) books.add(0, i, Buy, 1_000_000 - 100 * i, 1);
    // All within the window but for the first few, which came before the step was known.
    expect(books.book().levels(Buy, 2)).toMatchObject([{ price: 1_000_000 }, { price: 999_900 }]);
    expect([books.book().quantityAt(Buy, 999_900), books.book().quantityAt(Buy, 999_950)]).toEqual([1, 0]);
    expect([books.book().cumulativeQuantity(Buy, 999_850), books.book().ordersAt(Buy, 999_950)]).toEqual([2, []]);
    books.add(0, 20, Sell, 1_000_001, 7);
    expect(books.book().quantityAt(Sell, 1_000_001)).toBe(7);
    expect(
      books
        .book()
        .levels(Buy, 30)
        .map((level) => level.price),
    ).toEqual(Array.from({ length: 20 }, (_, i) => 1_000_000 - 100 * i));
    books.clear(0);
    for (const price of [0, -100, 0, 250]) books.add(0, price, Sell, price, 1);
    expect(
      books
        .book()
        .levels(Sell)
        .map((level) => level.price),
    ).toEqual([-100, 0, 250]);
    books.book().verify();
  });

  test("counts what is odd and changes nothing", () => {
    const books = new L3Book({ instruments: 1, orderCapacity: 2 });
    const things = [undefined, null, "1", 1n, Symbol("s"), {}, Number.NaN, 0.5, 2 ** 60] as number[];
    books.add(0, 1, Buy, 100, 5);
    const before = books.hash();
    for (const thing of things) {
      expect(books.add(thing, 2, Buy, 100, 5)).toBe(OrderResult.BadInstrument);
      expect(books.add(0, 2, thing, 100, 5)).toBe(OrderResult.BadInstrument);
      expect(books.add(0, thing, Buy, 100, 5)).toBe(OrderResult.BadOrderId);
      expect(books.add(0, 2, Buy, thing, 5)).toBe(OrderResult.BadPrice);
      expect(books.add(0, 2, Buy, 100, thing)).toBe(OrderResult.BadQuantity);
      expect(books.modify(1, thing, 5)).toBe(OrderResult.BadPrice);
      expect(books.modify(1, 100, thing)).toBe(OrderResult.BadQuantity);
      expect(books.reduce(1, thing)).toBe(OrderResult.BadQuantity);
      expect(books.execute(1, thing)).toBe(OrderResult.BadQuantity);
      expect(books.replace(1, thing, 100, 5)).toBe(OrderResult.BadOrderId);
      expect(books.clear(thing)).toBe(OrderResult.BadInstrument);
      expect(books.delete(thing)).toBe(OrderResult.UnknownOrder);
    }
    expect(books.add(0, 1, Sell, 200, 1)).toBe(OrderResult.DuplicateOrder);
    expect(books.add(0, 2, Buy, 100, Number.MAX_SAFE_INTEGER)).toBe(OrderResult.BadQuantity);
    expect(books.hash()).toBe(before);
    expect(books.revision(0)).toBe(1);
    books.add(0, -7, Sell, 200, 1);
    expect(books.add(0, 3, Sell, 200, 1)).toBe(OrderResult.RejectedFull);
    expect(books.execute(-7, 2)).toBe(OrderResult.OverExecuted);
    expect(books.counts()).toMatchObject({ applied: 2, duplicateOrder: 1, rejectedFull: 1, overExecuted: 1 });
    books.book().verify();
  });

  test("detects locked and crossed books, and follows the policy", () => {
    const make = (policy: "reject" | "keep" | "clear"): L3Book => {
      const books = new L3Book({ instruments: 1, crossed: policy, locked: policy });
      for (const price of [100, 101, 102]) books.add(0, price, Sell, price, 5);
      return books;
    };
    const keep = make("keep");
    expect(keep.add(0, 1, Buy, 100, 1)).toBe(OrderResult.AppliedLocked);
    expect(keep.replace(1, 2, 101, 1)).toBe(OrderResult.AppliedCrossed);
    expect(keep.book().state).toBe("crossed");
    const reject = make("reject");
    expect(reject.add(0, 1, Buy, 100, 1)).toBe(OrderResult.RejectedLocked);
    expect(reject.add(0, 1, Buy, 99, 1)).toBe(OrderResult.Applied);
    expect(reject.modify(1, 105, 1)).toBe(OrderResult.RejectedCrossed);
    expect(reject.book().levelCount(Buy)).toBe(0);
    const clear = make("clear");
    expect(clear.add(0, 1, Buy, 101, 1)).toBe(OrderResult.Cleared);
    expect([clear.book().bestBid, clear.book().bestAsk, clear.book().totalQuantity(Sell)]).toEqual([101, 102, 5]);
    expect(clear.counts()).toMatchObject({ applied: 3, cleared: 1 });
    clear.book().verify();
  });

  test("own orders keep their mark from before they come until they are gone", () => {
    const books = new L3Book({ instruments: 1 });
    books.own(5, 3);
    books.add(0, 4, Buy, 100, 7);
    books.add(0, 5, Buy, 100, 2);
    books.own(6);
    expect(books.ownOrders()).toEqual([5]);
    expect(books.book().order(5)).toMatchObject({ owner: 3, timeInForce: "GoodTillCancel" });
    expect(books.book().queuePosition(5)).toEqual({ ordersAhead: 1, quantityAhead: 7 });
    books.execute(4, 3);
    expect(books.book().queuePosition(5)).toEqual({ ordersAhead: 1, quantityAhead: 4 });
    books.replace(5, 9, 99, 2);
    expect(books.ownOrders()).toEqual([9]);
    expect(books.book().order(9)?.owner).toBe(3);
    const writer = new SnapshotWriter();
    books.snapshot(writer);
    const restored = new L3Book({ instruments: 1 });
    restored.restore(new SnapshotReader(writer.finish()));
    expect([restored.book().order(9)?.owner, restored.stats().ownOrders]).toEqual([3, 2]);
    books.delete(9);
    books.disown(6);
    expect([books.ownOrders(), books.stats().ownOrders]).toEqual([[], 0]);
    books.add(0, 9, Buy, 99, 2);
    expect(books.book().order(9)?.owner).toBe(0);
    expect(() => books.own(0.5)).toThrow("a safe integer");
  });

  test("applies rows of a batch, passes over those of other kinds, and clears", () => {
    const books = new L3Book({ instruments: 2 });
    const table: [number, number, number, number, number, number, number][] = [
      // kind, instrument, side, price, quantity, id, otherId
      [OrderRowKind.Add, 0, Buy, 100, 5, 1, 0],
      [OrderRowKind.Add, 1, Sell, 100, 5, 2, 0],
      [20, 0, Sell, 100, 5, 1, 0],
      [OrderRowKind.Execute, 0, Buy, Number.NaN, 2, 1, 77],
      [OrderRowKind.Reduce, 1, Sell, Number.NaN, 1, 2, 0],
      [OrderRowKind.Replace, 0, Buy, 99, 8, 1, 3],
      [OrderRowKind.Modify, 1, Sell, 101, 2, 2, 0],
      [OrderRowKind.Delete, 0, Buy, Number.NaN, 0, 1, 0],
    ];
    const rows = columns(table);
    books.apply(rows);
    expect(books.book(0).levels(Buy)).toEqual([{ price: 99, quantity: 8, orders: 1 }]);
    expect(books.book(1).levels(Sell)).toEqual([{ price: 101, quantity: 2, orders: 1 }]);
    expect(books.counts()).toMatchObject({ applied: 6, unknownOrder: 1 });
    books.apply(columns([[OrderRowKind.Clear, 1, Buy, Number.NaN, 0, 0, 0]]));
    expect(books.book(1).orderCount).toBe(1);
    books.apply(columns([[OrderRowKind.Clear, 1, 0, Number.NaN, 0, 0, 0]]));
    books.apply(columns([[OrderRowKind.Snapshot, 0, 0, Number.NaN, 0, 0, 0]]));
    expect(books.stats()).toMatchObject({ orders: 0, levels: 0 });
  });

  test("a snapshot that is cut or of another book leaves the books empty", () => {
    const books = new L3Book({ instruments: 1 });
    for (let id = 1; id < 20; id++) books.add(0, id, Buy, 100 + (id % 3), id);
    const writer = new SnapshotWriter();
    books.snapshot(writer);
    const bytes = writer.finish();
    for (let length = 0; length < bytes.length; length += 13) {
      expect(() => books.restore(new SnapshotReader(bytes.subarray(0, length)))).toThrow();
      expect(books.stats().orders).toBe(0);
    }
    expect(() => new L3Book({ instruments: 1, orderCapacity: 5 }).restore(new SnapshotReader(bytes))).toThrow(
      "5 orders",
    );
  });

  test("says which option is wrong", () => {
    expect(() => new L3Book({ instruments: 0 })).toThrow("l3Book.instruments");
    expect(() => new L3Book({ instruments: 1, stale: "keep" } as never)).toThrow("l3Book.stale");
  });
});

function columns(table: readonly (readonly number[])[]): OrderRows {
  const column = (at: number): number[] => table.map((row) => row[at]!);
  return {
    count: table.length,
    kind: Uint8Array.from(column(0)),
    instrument: Int32Array.from(column(1)),
    side: Uint8Array.from(column(2)),
    price: Float64Array.from(column(3)),
    quantity: Float64Array.from(column(4)),
    id: Float64Array.from(column(5)),
    otherId: Float64Array.from(column(6)),
  };
}
