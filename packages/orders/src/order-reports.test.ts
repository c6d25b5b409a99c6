import { describe, expect, test } from "bun:test";
import { EventCursor, EventQueue, ExecType, ExecutionReport, OrderStatus, Side } from "@hotpath/core";
import fc from "fast-check";
import { Executions } from "./executions.ts";
import { OrderDesk } from "./testing/desk.ts";

const { New, Trade, TradeCancel, TradeCorrect, Canceled, Restated, Replaced, ReplaceRejected } = ExecType;

/** Order 1 of 100, taken. */
function desk(maxExecutions?: number): OrderDesk {
  const desk = new OrderDesk(maxExecutions === undefined ? {} : { maxExecutions });
  desk.intent(1);
  desk.report(1, New, { venueOrderId: 77 });
  return desk;
}

const trade = (lastQuantity: number, cumulativeQuantity: number, executionId = 0) => ({
  lastQuantity,
  cumulativeQuantity,
  executionId,
  leavesQuantity: 100 - cumulativeQuantity,
});

describe("trades out of order, twice, missing", () => {
  test("a trade ahead of an earlier one leaves a gap that the earlier one fills, with ids and without", () => {
    for (const ids of [true, false]) {
      const d = desk();
      const id = (n: number): number => (ids ? n : 0);
      expect(d.report(1, Trade, trade(20, 50, id(2)))).toMatchObject([{ type: "Fill", quantity: 20 }]);
      expect(d.stage.counts()).toMatchObject({ gaps: 1 });
      expect(d.report(1, Trade, trade(20, 50, id(2)))).toEqual([]);
      expect(d.report(1, Trade, trade(30, 30, id(1)))).toMatchObject([
        { type: "Fill", quantity: 30, leavesQuantity: 50 },
      ]);
      expect(d.report(1, Trade, trade(30, 30, id(1)))).toEqual([]);
      expect(d.stage.counts()).toMatchObject({ fills: 2, duplicateReports: 2, outOfOrderReports: 1 });
      expect(d.report(1, Trade, trade(50, 100, id(3))).map((e) => e.type)).toEqual(["Fill", "OrderClosed"]);
    }
  });

  test("any order of an order's trades, each told up to three times, books each once", () => {
    const script = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 8 }).chain((lots) =>
      fc.record({
        lots: fc.constant(lots),
        order: fc.shuffledSubarray(
          lots.flatMap((_, i) => [i, i, i]),
          { minLength: lots.length * 3, maxLength: lots.length * 3 },
        ),
        canceledAt: fc.integer({ min: 0, max: lots.length * 4 }),
      }),
    );
    fc.assert(
      fc.property(script, ({ lots, order, canceledAt }) => {
        const d = new OrderDesk();
        d.intent(1, 500);
        const ends = lots.map((_, i) => lots.slice(0, i + 1).reduce((sum, lot) => sum + lot * 10, 0));
        let booked = 0;
        for (const [n, i] of order.entries()) {
          if (n === canceledAt) d.report(1, Canceled, { cumulativeQuantity: ends.at(-1)! });
          const events = d.report(1, Trade, trade(lots[i]! * 10, ends[i]!, 100 + i));
          for (const e of events) if (e.type === "Fill") booked += e.quantity;
        }
        expect(booked).toBe(ends.at(-1)!);
        expect(d.stage.counts().fills).toBe(lots.length);
      }),
    );
  });

  test("trades that the cancel counts and that were not told are booked when they come", () => {
    const d = desk();
    d.report(1, Trade, trade(10, 10));
    d.cancel(1);
    expect(d.report(1, Canceled, { cumulativeQuantity: 40 })).toMatchObject([{ type: "OrderClosed", released: 90 }]);
    expect(d.report(1, Trade, trade(10, 10))).toEqual([]);
    expect(d.report(1, Trade, trade(30, 40))).toMatchObject([{ type: "Fill", quantity: 30, released: 0 }]);
    expect(d.report(1, Trade, trade(30, 40))).toEqual([]);
    expect(d.stage.counts()).toMatchObject({ lateFills: 1, gaps: 1, duplicateReports: 2 });
  });

  test("what is no trade is counted and nothing else", () => {
    const d = desk();
    for (const fields of [
      { lastQuantity: -10, lastPrice: 1, cumulativeQuantity: 10 },
      { lastQuantity: Number.NaN, cumulativeQuantity: 10 },
      { lastQuantity: 10, lastPrice: Number.NaN, cumulativeQuantity: 10 },
      { lastQuantity: 10.5, cumulativeQuantity: 10.5 },
      { lastQuantity: 10, cumulativeQuantity: Number.POSITIVE_INFINITY },
      { lastQuantity: 10, cumulativeQuantity: -10 },
    ])
      expect(d.report(1, Trade, fields)).toEqual([]);
    expect(d.stage.counts()).toMatchObject({ malformedReports: 6, fills: 0 });
  });

  test("ids are remembered over a window, cumulative quantities beyond it", () => {
    const d = desk(16);
    d.report(1, Trade, trade(10, 10, 1));
    for (let id = 2; id < 40; id++) {
      d.intent(id);
      d.report(id, Trade, { lastQuantity: 10, cumulativeQuantity: 10, executionId: id, leavesQuantity: 90 });
    }
    expect(d.report(1, Trade, trade(10, 10, 1))).toEqual([]);
    expect(d.report(1, TradeCancel, { referenceId: 1 })).toEqual([]);
    expect(d.stage.counts()).toMatchObject({ duplicateReports: 1, unknownExecutions: 1 });
  });

  test("a report of the record's first version is read as it was meant", () => {
    const d = desk();
    d.cancel(1);
    const inbox = new EventQueue();
    const write = ExecutionReport.write;
    write(inbox, 1, 0, 0, 1, 1, 0, 0, 0, 100, 0, 16, Side.Buy, 0, 3, 9, 9, 9, 9, 9, 9);
    write(inbox, 1, 0, 0, 1, 1, 0, 9_995, 10, 90, 10, Trade, Side.Buy, 1, 0, 9, 9, 9, 9, 9, 9);
    const event = new EventCursor();
    const out = new EventQueue();
    while (inbox.next(event)) {
      // As it was written then: 96 bytes of version 1.
      event.i32[event.at << 1] = 96;
      d.stage.on(event, out);
    }
    expect(d.status(1)).toBe(OrderStatus.PartiallyFilled);
    expect(d.run()).toEqual([]);
    out.next(event);
    expect(d.stage.counts()).toMatchObject({ fills: 1, unknownExecutions: 0 });
  });
});

describe("busts and corrections", () => {
  test("a bust takes a fill back, once, and what the venue reinstates works again", () => {
    const d = desk();
    d.report(1, Trade, { ...trade(40, 40, 1), fee: 12 });
    d.report(1, Trade, trade(10, 50, 2));
    const bust = { referenceId: 1, executionId: 3, cumulativeQuantity: 10, leavesQuantity: 90 };
    expect(d.report(1, TradeCancel, bust)).toMatchObject([
      { type: "FillBusted", price: 9_995, quantity: 40, restored: 40, leavesQuantity: 90, fee: 12, executionId: 1, orderQuantity: 100, corrected: 0 },
    ]); // biome-ignore format: a table
    expect(d.report(1, TradeCancel, bust)).toEqual([]);
    // The busted trade told once more is still one that never was.
    expect(d.report(1, Trade, trade(40, 50, 1))).toEqual([]);
    expect(d.report(1, Trade, trade(90, 100, 4)).map((e) => e.type)).toEqual(["Fill", "OrderClosed"]);
    expect(d.stage.counts()).toMatchObject({ busts: 1, duplicateReports: 2, overfills: 0 });
  });

  test("what the venue does not reinstate is no part of the order any more", () => {
    const d = desk();
    d.report(1, Trade, trade(40, 40, 1));
    expect(d.report(1, TradeCancel, { referenceId: 1, leavesQuantity: 60 })).toMatchObject([
      { restored: 0, leavesQuantity: 60, orderQuantity: 60 },
    ]);
    expect(d.stage.store.list()).toMatchObject([{ status: OrderStatus.New, quantity: 60, cumulativeQuantity: 0 }]);
  });

  test("an order that was filled works again when the venue says so, and not otherwise", () => {
    for (const leavesQuantity of [0, 40]) {
      const d = desk();
      d.report(1, Trade, trade(60, 60, 1));
      d.report(1, Trade, trade(40, 100, 2));
      const events = d.report(1, TradeCancel, { referenceId: 2, cumulativeQuantity: 60, leavesQuantity });
      expect(events).toMatchObject([
        { type: "FillBusted", quantity: 40, restored: leavesQuantity, orderPrice: 10_000 },
      ]);
      expect(d.status(1)).toBe(leavesQuantity === 0 ? undefined : OrderStatus.PartiallyFilled);
      expect(d.stage.counts().reopened).toBe(leavesQuantity === 0 ? 0 : 1);
      const again = d.report(1, Trade, { ...trade(40, 100, 3), leavesQuantity: 0 });
      expect(again.map((e) => e.type)).toEqual(leavesQuantity === 0 ? ["Fill"] : ["Fill", "OrderClosed"]);
      expect(d.stage.store.size).toBe(0);
    }
  });

  test("an order that works again does so at the price that the venue tells with the bust", () => {
    const d = desk();
    d.report(1, Trade, trade(100, 100, 1));
    const bust = { referenceId: 1, cumulativeQuantity: 0, leavesQuantity: 100, workingPrice: 9_990 };
    expect(d.report(1, TradeCancel, bust)).toMatchObject([{ type: "FillBusted", restored: 100, orderPrice: 9_990 }]);
    expect(d.stage.store.list()).toMatchObject([{ price: 9_990, quantity: 100, leavesQuantity: 100 }]);
  });

  test("an order that works again does so with what was under way when it was filled, unless that was answered", () => {
    for (const isAnswered of [false, true]) {
      const d = desk();
      d.report(1, Trade, trade(40, 40, 1));
      d.cancel(1);
      d.report(1, Trade, trade(60, 100, 2));
      if (isAnswered) d.report(1, ExecType.CancelRejected);
      d.report(1, TradeCancel, { referenceId: 2, cumulativeQuantity: 40, leavesQuantity: 60 });
      expect(d.status(1)).toBe(isAnswered ? OrderStatus.PartiallyFilled : OrderStatus.PendingCancel);
      expect(d.report(1, Canceled)).toMatchObject([{ type: "OrderClosed", status: OrderStatus.Canceled }]);
    }
  });

  test("one that a replace was under way for is asked about, unless that was answered", () => {
    for (const isAnswered of [false, true]) {
      const d = new OrderDesk({ requests: { unansweredMicros: 1_000, statusRequests: true } });
      d.intent(1);
      d.report(1, New);
      d.replace(1, 9_900, 60);
      d.report(1, Trade, trade(100, 100, 2));
      d.report(1, TradeCancel, { referenceId: 2, cumulativeQuantity: 0, leavesQuantity: 100 });
      if (isAnswered) d.report(1, ReplaceRejected);
      const events = d.timer(d.now + 1_000, 2 ** 52 + 3);
      expect(events.map(({ type }) => type)).toEqual(isAnswered ? [] : ["OrderStatusRequest", "TimerRequest"]);
      if (isAnswered) continue;
      const told = d.state({ orderId: 1, price: 9_900, quantity: 60 });
      expect(told.at(-1)).toMatchObject({ type: "OrderReplaced", price: 9_900, quantity: 60, accepted: 2 });
      expect(d.timer(d.now + 5_000, 2 ** 52 + 3)).toEqual([]);
    }
  });

  test("an order that had to end and works again is cancelled again", () => {
    const d = desk();
    d.massCancel(7);
    d.report(1, ExecType.Trade, trade(100, 100, 1));
    d.report(1, ExecType.CancelRejected);
    const events = d.report(1, TradeCancel, { referenceId: 1, cumulativeQuantity: 0, leavesQuantity: 100 });
    expect(events).toMatchObject([
      { type: "FillBusted", restored: 100 },
      { type: "TimerRequest", dueMicros: d.now },
    ]);
    expect(d.timer(d.now, 2 ** 52 + 3)).toMatchObject([{ type: "CancelOrder", orderId: 1 }]);
  });

  test("a correction is a bust and a fill; corrected again by either id, told twice, busted at last", () => {
    const d = desk();
    d.report(1, Trade, trade(40, 40, 1));
    const correct = { referenceId: 1, executionId: 2, lastQuantity: 40, lastPrice: 9_990, cumulativeQuantity: 40, leavesQuantity: 60 };
    expect(d.report(1, TradeCorrect, correct)).toMatchObject([
      { type: "FillBusted", quantity: 40, price: 9_995, restored: 40, corrected: 1 },
      { type: "Fill", quantity: 40, price: 9_990, released: 40, leavesQuantity: 60, executionId: 2 },
    ]);
    expect(d.report(1, TradeCorrect, correct)).toEqual([]);
    const down = { referenceId: 1, executionId: 3, lastQuantity: 30, lastPrice: 9_985, cumulativeQuantity: 30, leavesQuantity: 70 };
    expect(d.report(1, TradeCorrect, down)).toMatchObject([
      { type: "FillBusted", quantity: 40, price: 9_990, executionId: 2 },
      { type: "Fill", quantity: 30, price: 9_985, leavesQuantity: 70 },
    ]);
    expect(d.report(1, TradeCorrect, { ...down, executionId: 0, referenceId: 3 })).toEqual([]);
    expect(d.stage.store.list()).toMatchObject([{ quantity: 100, cumulativeQuantity: 30, leavesQuantity: 70 }]);
    expect(d.report(1, TradeCancel, { referenceId: 2, leavesQuantity: 100 })).toMatchObject([{ quantity: 30 }]);
    expect(d.stage.store.list()).toMatchObject([{ status: OrderStatus.New, cumulativeQuantity: 0, leavesQuantity: 100 }]);
    expect(d.stage.counts()).toMatchObject({ corrections: 2, busts: 3, duplicateReports: 2, unknownExecutions: 0 });
  }); // biome-ignore format: a table

  test("a bust before its trade means that the trade is never booked", () => {
    const d = desk();
    expect(d.report(1, TradeCancel, { referenceId: 5, leavesQuantity: 100 })).toEqual([]);
    expect(d.report(1, Trade, trade(40, 40, 5))).toEqual([]);
    expect(d.stage.counts()).toMatchObject({ unknownExecutions: 1, duplicateReports: 1, fills: 0 });
  });

  test("a correction of a trade that was never told is the trade, and what it corrects is never booked", () => {
    for (const own of [6, 0]) {
      const d = desk();
      d.report(1, Trade, trade(10, 10, 4));
      const correct = { referenceId: 5, executionId: own, lastQuantity: 40, lastPrice: 9_990, cumulativeQuantity: 50 };
      expect(d.report(1, TradeCorrect, { ...correct, leavesQuantity: 50 })).toMatchObject([
        { type: "Fill", quantity: 40, price: 9_990, released: 40, leavesQuantity: 50, executionId: own || 5 },
      ]);
      expect(d.report(1, TradeCorrect, { ...correct, leavesQuantity: 50 })).toEqual([]);
      expect(d.report(1, Trade, trade(40, 50, 5))).toEqual([]);
      expect(d.report(1, Trade, trade(50, 100, 7)).map((e) => e.type)).toEqual(["Fill", "OrderClosed"]);
      expect(d.report(1, TradeCancel, { referenceId: 5 })).toMatchObject([{ quantity: 40, price: 9_990 }]);
      expect(d.stage.counts()).toMatchObject({
        corrections: 1,
        fills: 3,
        busts: 1,
        overfills: 0,
        unknownExecutions: 0,
      });
    }
  });

  test("the same of an order that has ended; not where its executions may be forgotten", () => {
    const d = desk();
    d.report(1, Canceled);
    const correct = { referenceId: 5, executionId: 6, lastQuantity: 40, lastPrice: 9_990, cumulativeQuantity: 40 };
    expect(d.report(1, TradeCorrect, correct)).toMatchObject([{ type: "Fill", quantity: 40, released: 0 }]);
    expect(d.report(1, Trade, trade(40, 40, 5))).toEqual([]);
    const forgetful = desk(16);
    forgetful.now = 2;
    for (let id = 1; id <= 20; id++) forgetful.report(1, Trade, trade(1, id, id));
    expect(forgetful.report(1, TradeCorrect, { ...correct, referenceId: 2, executionId: 30 })).toEqual([]);
    expect(forgetful.stage.counts()).toMatchObject({ unknownExecutions: 1, fills: 20 });
  });

  test("a correction of a correction that was never told takes nothing twice", () => {
    const d = desk();
    d.report(1, Trade, trade(40, 40, 1));
    const again = { referenceId: 2, executionId: 3, lastQuantity: 40, lastPrice: 9_990, cumulativeQuantity: 40 };
    expect(d.report(1, TradeCorrect, again)).toEqual([]);
    expect(d.stage.counts()).toMatchObject({ unknownExecutions: 1, fills: 1 });
  });

  test("an execution is known longer than its order", () => {
    const d = desk();
    d.report(1, Trade, trade(100, 100, 1));
    for (let id = 2; id < 5_000; id++) {
      d.intent(id);
      d.report(id, Canceled);
    }
    expect(d.report(1, TradeCancel, { referenceId: 1 })).toMatchObject([
      { type: "FillBusted", quantity: 100, restored: 0, side: Side.Buy, strategy: 7 },
    ]);
  });
});

describe("what the venue does by itself", () => {
  test("new terms, told with Restated or Replaced, hold; those asked for stay under way", () => {
    const d = desk();
    const restated = { workingPrice: 9_900, workingQuantity: 80 };
    expect(d.report(1, Restated, restated)).toMatchObject([
      { type: "OrderReplaced", price: 9_900, quantity: 80, leavesQuantity: 80, accepted: 2 },
    ]);
    d.replace(1, 9_950, 120);
    expect(d.report(1, Restated, { workingQuantity: 70 })).toMatchObject([{ quantity: 70, accepted: 2 }]);
    expect(d.status(1)).toBe(OrderStatus.PendingReplace);
    expect(d.report(1, Replaced)).toMatchObject([{ price: 9_950, quantity: 120, accepted: 1 }]);
    expect(d.report(1, Replaced, { workingPrice: 9_800 })).toMatchObject([
      { price: 9_800, quantity: 120, accepted: 2 },
    ]);
    expect(d.stage.counts()).toMatchObject({ restated: 2, unsolicitedReports: 1, replaced: 1 });
    d.report(1, Trade, trade(40, 40));
    // Less than was filled is what was filled.
    expect(d.report(1, Restated, { workingQuantity: 10 }).map((e) => e.type)).toEqual(["OrderReplaced", "OrderClosed"]);
  });

  test("a cancel and a replace are answered each for itself", () => {
    const d = desk();
    d.replace(1, 9_900, 200);
    d.cancel(1);
    expect(d.status(1)).toBe(OrderStatus.PendingCancel);
    expect(d.report(1, ReplaceRejected)).toMatchObject([{ type: "OrderReplaced", accepted: 0 }]);
    expect(d.status(1)).toBe(OrderStatus.PendingCancel);
    expect(d.report(1, ExecType.CancelRejected)).toEqual([]);
    expect(d.status(1)).toBe(OrderStatus.New);
  });
});

test("executions are found by id and order, and forgotten from the oldest on", () => {
  const step = fc.record({ id: fc.integer({ min: 1, max: 12 }), order: fc.integer({ min: 1, max: 3 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const ours = new Executions(16);
      const plain: { id: number; order: number; n: number }[] = [];
      for (const [n, { id, order }] of steps.entries()) {
        ours.add(id, order, n, 1, 0, 0, 1, 1, 1, 0, n);
        plain.push({ id, order, n });
        if (plain.length > 16) plain.shift();
        for (let i = 1; i <= 12; i++)
          for (let o = 1; o <= 3; o++) {
            const row = ours.find(i, o);
            expect(row === -1 ? undefined : ours.price[row]).toBe(
              plain.findLast((e) => e.id === i && e.order === o)?.n,
            );
          }
      }
    }),
    { numRuns: 50 },
  );
});
