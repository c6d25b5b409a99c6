import { describe, expect, test } from "bun:test";
import {
  CancelIntent,
  CancelOrder,
  Command,
  EngineCommand,
  EventCursor,
  EventQueue,
  type EventView,
  ExecType,
  ExecutionReport,
  InstrumentRegistry,
  MassCancel,
  NewOrder,
  OrderIntent,
  OrderRefused,
  OrderRequest,
  OrderStatus,
  OrderType,
  ReplaceIntent,
  Side,
  SnapshotReader,
  SnapshotWriter,
  viewEvent,
} from "@hotpath/core";
import fc from "fast-check";
import { OrderStage, OrderStore } from "./index.ts";

const instruments = new InstrumentRegistry([
  { id: 1, symbol: "A", priceDecimals: 2, tick: "0.05", lot: 10, maxSize: 1000 },
]);

/** A stage with a queue on either side. */
class Desk {
  readonly stage: OrderStage;
  readonly #inbox = new EventQueue();
  readonly #out = new EventQueue();

  constructor(maxOrders?: number) {
    this.stage = new OrderStage({ instruments, ...(maxOrders !== undefined && { maxOrders }) });
  }

  intent(
    orderId: number,
    {
      price = 10_000,
      quantity = 100,
      side = Side.Buy as number,
      type = OrderType.Limit as number,
      instrument = 0,
    } = {},
  ): EventView[] {
    OrderIntent.write(this.#inbox, 1, 0, instrument, 1, orderId, price, quantity, side, type, 1, 7);
    return this.run();
  }

  report(orderId: number, execType: number, lastQuantity = 0, cumulative = 0): EventView[] {
    ExecutionReport.write(
      this.#inbox,
      2,
      0,
      0,
      1,
      orderId,
      0,
      lastQuantity > 0 ? 9_995 : 0,
      lastQuantity,
      0,
      cumulative,
      execType,
      Side.Buy,
      2,
      0,
      0,
      0,
      Number.NaN,
      Number.NaN,
      Number.NaN,
      -1,
    );
    return this.run();
  }

  cancel(orderId: number): EventView[] {
    CancelIntent.write(this.#inbox, 3, 0, 0, 1, orderId, 7);
    return this.run();
  }

  refuse(orderId: number, reason: number, request = 0): EventView[] {
    OrderRefused.write(this.#inbox, 3, 0, 0, 1, orderId, 0, 0, reason, 7, 0, 0, 1, request);
    return this.run();
  }

  replace(orderId: number, price: number, quantity: number): EventView[] {
    ReplaceIntent.write(this.#inbox, 3, 0, 0, 1, orderId, price, quantity, Side.Buy, 7);
    return this.run();
  }

  massCancel(strategy: number): EventView[] {
    MassCancel.write(this.#inbox, 4, 0, -1, 0, strategy, 0);
    return this.run();
  }

  command(command: number): EventView[] {
    Command.write(this.#inbox, 4, 0, -1, 0, command, 0);
    return this.run();
  }

  status(orderId: number): number | undefined {
    const slot = this.stage.store.slotOf(orderId);
    return slot === -1 ? undefined : this.stage.store.status[slot];
  }

  run(): EventView[] {
    const event = new EventCursor();
    while (this.#inbox.next(event)) this.stage.on(event, this.#out);
    const views: EventView[] = [];
    while (this.#out.next(event)) views.push(viewEvent(event)!);
    return views;
  }
}

describe("the form of an order", () => {
  const reasons: [string, Parameters<Desk["intent"]>[1], number][] = [
    ["off tick", { price: 10_001 }, 20],
    ["no price", { price: 0 }, 20],
    ["a market order with a price", { type: OrderType.Market }, 20],
    ["an unknown type", { type: 9 }, 20],
    ["off lot", { quantity: 15 }, 21],
    ["nothing", { quantity: 0 }, 21],
    ["too much", { quantity: 1_010 }, 21],
    ["not a number", { quantity: Number.NaN }, 21],
    ["no side", { side: 3 }, 22],
    ["no instrument", { instrument: 5 }, 23],
  ];
  for (const [name, change, reason] of reasons) {
    test(`${name} is refused`, () => {
      const desk = new Desk();
      expect(desk.intent(1, change)).toMatchObject([{ type: "OrderRefused", orderId: 1, reason, strategy: 7 }]);
      expect([desk.stage.store.size, desk.stage.counts().malformed]).toEqual([0, 1]);
    });
  }

  test("an id twice, or more orders than there is room for", () => {
    const desk = new Desk(2);
    expect(desk.intent(1)).toMatchObject([{ type: "OrderRequest", orderId: 1 }]);
    expect(desk.intent(1)).toMatchObject([{ type: "OrderRefused", reason: 24 }]);
    expect(desk.status(1)).toBe(OrderStatus.PendingNew);
    desk.intent(2);
    expect(desk.intent(3)).toMatchObject([{ type: "OrderRefused", reason: 27 }]);
  });
});

describe("the life of an order", () => {
  test("accepted, filled in parts, closed", () => {
    const desk = new Desk();
    desk.intent(1);
    desk.report(1, ExecType.New);
    expect(desk.status(1)).toBe(OrderStatus.New);
    expect(desk.report(1, ExecType.Trade, 30, 30)).toMatchObject([
      { type: "Fill", quantity: 30, leavesQuantity: 70, released: 30, price: 9_995 },
    ]);
    expect(desk.status(1)).toBe(OrderStatus.PartiallyFilled);
    expect(desk.report(1, ExecType.Trade, 70, 100)).toMatchObject([
      { type: "Fill", quantity: 70, leavesQuantity: 0 },
      { type: "OrderClosed", status: OrderStatus.Filled, released: 0, cumulativeQuantity: 100 },
    ]);
    expect([desk.status(1), desk.stage.store.size]).toEqual([undefined, 0]);
  });

  test("refused by the gate: gone without a trace at the venue", () => {
    const desk = new Desk();
    desk.intent(1);
    expect(desk.refuse(1, 7)).toEqual([]);
    expect(desk.status(1)).toBeUndefined();
    expect(desk.intent(1)).toMatchObject([{ type: "OrderRequest" }]);
  });

  test("cancelled, with what had not traded released", () => {
    const desk = new Desk();
    desk.intent(1);
    desk.report(1, ExecType.New);
    desk.report(1, ExecType.Trade, 40, 40);
    expect(desk.cancel(1)).toMatchObject([{ type: "CancelOrder", orderId: 1, side: Side.Buy }]);
    expect(desk.cancel(1)).toEqual([]);
    expect(desk.status(1)).toBe(OrderStatus.PendingCancel);
    expect(desk.report(1, ExecType.Canceled)).toMatchObject([
      { type: "OrderClosed", status: OrderStatus.Canceled, released: 60, cumulativeQuantity: 40 },
    ]);
  });

  test("a fill that crosses a cancel on its way counts, and a refused cancel leaves the order as it was", () => {
    const desk = new Desk();
    desk.intent(1);
    desk.report(1, ExecType.New);
    desk.cancel(1);
    expect(desk.report(1, ExecType.Trade, 50, 50)).toMatchObject([{ type: "Fill", quantity: 50 }]);
    expect(desk.status(1)).toBe(OrderStatus.PendingCancel);
    desk.report(1, ExecType.CancelRejected);
    expect(desk.status(1)).toBe(OrderStatus.PartiallyFilled);
  });

  test("an unknown order's cancel is refused, and its reports are counted", () => {
    const desk = new Desk();
    expect(desk.cancel(9)).toMatchObject([{ type: "OrderRefused", orderId: 9, reason: 25 }]);
    expect(desk.report(9, ExecType.Trade, 1, 1)).toEqual([]);
    expect(desk.report(9, ExecType.CancelRejected)).toEqual([]);
    expect(desk.stage.counts()).toMatchObject({ unknownReports: 1, lateCancels: 1 });
  });

  test("a trade that is told twice is booked once, one beyond the order is booked and counted", () => {
    const desk = new Desk();
    desk.intent(1);
    desk.report(1, ExecType.Trade, 60, 60);
    expect(desk.report(1, ExecType.Trade, 60, 60)).toEqual([]);
    expect(desk.report(1, ExecType.Trade, 50, 110)).toMatchObject([
      { type: "Fill", quantity: 50, released: 40, leavesQuantity: 0 },
      { type: "OrderClosed", released: 0, cumulativeQuantity: 110 },
    ]);
    expect(desk.stage.counts()).toMatchObject({ duplicateReports: 1, overfills: 1, fills: 2 });
  });

  test("a trade after a cancel was confirmed is booked, and once", () => {
    const desk = new Desk();
    desk.intent(1);
    desk.report(1, ExecType.Trade, 30, 30);
    desk.cancel(1);
    desk.report(1, ExecType.Canceled);
    expect(desk.report(1, ExecType.Trade, 30, 30)).toEqual([]);
    expect(desk.report(1, ExecType.Trade, 20, 50)).toMatchObject([
      { type: "Fill", orderId: 1, quantity: 20, released: 0, leavesQuantity: 0, side: Side.Buy, strategy: 7 },
    ]);
    expect(desk.report(1, ExecType.Trade, 20, 50)).toEqual([]);
    expect(desk.stage.counts()).toMatchObject({ lateFills: 1, duplicateReports: 2, fills: 2, unknownReports: 0 });
    // It is remembered over thousands of others.
    for (let id = 10; id < 4_000; id++) {
      desk.intent(id);
      desk.report(id, ExecType.Canceled);
    }
    expect(desk.report(1, ExecType.Trade, 5, 55)).toMatchObject([{ type: "Fill", quantity: 5 }]);
  });

  test("other terms: asked for, passed, taken or refused, with fills in between", () => {
    const desk = new Desk();
    desk.intent(1);
    expect(desk.replace(1, 9_900, 200)).toMatchObject([{ type: "OrderRefused", reason: 28, request: 2 }]);
    desk.report(1, ExecType.New);
    expect(desk.replace(1, 9_901, 200)).toMatchObject([{ type: "OrderRefused", reason: 20, request: 2 }]);
    expect(desk.replace(1, 9_900, 200)).toMatchObject([
      { type: "ReplaceRequest", orderId: 1, price: 9_900, quantity: 200, side: Side.Buy, strategy: 7 },
    ]);
    expect(desk.status(1)).toBe(OrderStatus.PendingReplace);
    // Filled whole by the old terms, and yet not at an end: it may have grown.
    expect(desk.report(1, ExecType.Trade, 100, 100).map((e) => e.type)).toEqual(["Fill"]);
    expect(desk.report(1, ExecType.Replaced, 0, 100)).toMatchObject([
      { type: "OrderReplaced", price: 9_900, quantity: 200, leavesQuantity: 100, accepted: 1 },
    ]);
    expect(desk.status(1)).toBe(OrderStatus.PartiallyFilled);
    desk.replace(1, 9_950, 150);
    // Refused by the gate: the terms that it had stand.
    expect(desk.refuse(1, 42, 2)).toEqual([]);
    expect(desk.status(1)).toBe(OrderStatus.PartiallyFilled);
    desk.replace(1, 9_950, 150);
    desk.cancel(1);
    // A venue that does not say which of the two it refuses: what the replace may trade stays reserved.
    expect(desk.report(1, ExecType.CancelRejected)).toEqual([]);
    expect(desk.status(1)).toBe(OrderStatus.PendingReplace);
    expect(desk.report(1, ExecType.Canceled)).toMatchObject([{ type: "OrderClosed", released: 100 }]);
    expect(desk.replace(1, 9_950, 150)).toMatchObject([{ type: "OrderRefused", reason: 25, request: 2 }]);
    expect(desk.report(1, ExecType.Replaced)).toEqual([]);
    expect(desk.stage.counts()).toMatchObject({ replaces: 3, replaced: 1, malformed: 3 });
  });

  test("an order that was filled whole while its replace was refused has ended", () => {
    const desk = new Desk();
    desk.intent(1);
    desk.report(1, ExecType.New);
    desk.replace(1, 9_900, 200);
    desk.report(1, ExecType.Trade, 100, 100);
    expect(desk.report(1, ExecType.CancelRejected).map((e) => e.type)).toEqual(["OrderReplaced", "OrderClosed"]);
    expect(desk.stage.store.size).toBe(0);
  });

  test("a mass cancel is of one strategy, or of all", () => {
    const desk = new Desk();
    for (const id of [1, 2]) desk.intent(id);
    expect(desk.massCancel(8)).toEqual([]);
    expect(desk.massCancel(7)).toMatchObject([{ orderId: 1 }, { type: "CancelOrder", orderId: 2 }]);
    desk.intent(3);
    expect(desk.massCancel(-1)).toMatchObject([{ orderId: 3 }]);
  });

  test("the kill switch cancels every order that works", () => {
    const desk = new Desk();
    for (const id of [1, 2, 3]) desk.intent(id);
    desk.cancel(2);
    expect(desk.command(EngineCommand.Halt)).toMatchObject([
      { type: "CancelOrder", orderId: 1 },
      { type: "CancelOrder", orderId: 3 },
    ]);
    expect(desk.command(EngineCommand.Resume)).toEqual([]);
  });
});

test("over any reports, what was asked for is what traded, what was released and what works", () => {
  const step = fc.record({
    kind: fc.constantFrom("intent", "new", "trade", "cancel", "canceled", "expired", "rejected"),
    id: fc.integer({ min: 1, max: 6 }),
    lots: fc.integer({ min: 1, max: 12 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const desk = new Desk(4);
      const asked = new Map<number, number>();
      const settled = new Map<number, number>();
      const cumulative = new Map<number, number>();
      for (const { kind, id, lots } of steps) {
        let events: EventView[] = [];
        if (kind === "intent") {
          events = desk.intent(id, { quantity: lots * 10 });
          if (events[0]?.type === "OrderRequest") {
            asked.set(id, (asked.get(id) ?? 0) + lots * 10);
            cumulative.set(id, 0);
          }
        } else if (kind === "new") events = desk.report(id, ExecType.New);
        else if (kind === "trade") {
          const total = (cumulative.get(id) ?? 0) + 10;
          events = desk.report(id, ExecType.Trade, 10, total);
          if (events.length > 0) cumulative.set(id, total);
        } else if (kind === "cancel") events = desk.cancel(id);
        else
          events = desk.report(
            id,
            { canceled: ExecType.Canceled, expired: ExecType.Expired, rejected: ExecType.Rejected }[kind],
          );
        for (const e of events)
          if (e.type === "Fill" || e.type === "OrderClosed") settled.set(id, (settled.get(id) ?? 0) + e.released);
      }
      for (const [id, quantity] of asked) {
        const slot = desk.stage.store.slotOf(id);
        const works = slot === -1 ? 0 : desk.stage.store.leaves[slot]!;
        expect((settled.get(id) ?? 0) + works).toBe(quantity);
      }
      const writer = new SnapshotWriter();
      desk.stage.snapshot(writer);
      const copy = new Desk(4);
      copy.stage.restore(new SnapshotReader(writer.finish()));
      expect(copy.stage.store.list()).toEqual(desk.stage.store.list());
      expect(copy.intent(99)).toEqual(desk.intent(99));
    }),
  );
});

test("the store gives slots back and finds orders by id", () => {
  const store = new OrderStore(2);
  const a = store.take(10);
  const b = store.take(2 ** 52);
  expect([store.take(30), store.slotOf(10), store.slotOf(2 ** 52)]).toEqual([-1, a, b]);
  store.release(a);
  expect([store.slotOf(10), store.size, store.take(30)]).toEqual([-1, 1, a]);
  expect(() => new OrderStore(0)).toThrow("maxOrders: got 0");
  expect(CancelOrder.TYPE).toBe(24);
});

describe("a cancel does not overtake its order", () => {
  /** What one input causes, first in first out, with a gate that lets orders through or refuses them. */
  const caused = (
    orders: OrderStage,
    isOpen: boolean,
    emit: (cause: EventCursor, out: EventQueue) => void,
  ): string[] => {
    const input = new EventCursor(new ArrayBuffer(64));
    input.f64[1] = 17;
    const queue = new EventQueue();
    emit(input, queue);
    const event = new EventCursor();
    const leaving: string[] = [];
    while (queue.next(event)) {
      if (event.type === NewOrder.TYPE || event.type === CancelOrder.TYPE) leaving.push(viewEvent(event)!.type);
      else if (event.type !== OrderRequest.TYPE) orders.on(event, queue);
      else if (isOpen) NewOrder.emit(queue, event, 0, 1, 1, 10_000, 100, Side.Buy, OrderType.Limit, 1, 7);
      else OrderRefused.emit(queue, event, 0, 1, 1, 0, 0, 6, 7, 0, 0, 1, 0);
    }
    return leaving;
  };
  const order = (cause: EventCursor, out: EventQueue): void =>
    OrderIntent.emit(out, cause, 0, 1, 1, 10_000, 100, Side.Buy, OrderType.Limit, 1, 7);

  test("asked for with it, once or twice, by its strategy or with everybody's", () => {
    for (const cancel of [
      (cause: EventCursor, out: EventQueue) => CancelIntent.emit(out, cause, 0, 1, 1, 7),
      (cause: EventCursor, out: EventQueue) => MassCancel.emit(out, cause, -1, 0, 7, 0),
    ]) {
      const orders = new OrderStage({ instruments });
      const leaving = caused(orders, true, (cause, out) => {
        order(cause, out);
        cancel(cause, out);
        cancel(cause, out);
      });
      expect(leaving).toEqual(["NewOrder", "CancelOrder"]);
      expect(orders.store.status[orders.store.slotOf(1)]).toBe(OrderStatus.PendingCancel);
      expect(orders.counts()).toMatchObject({ cancels: 1 });
    }
  });

  test("an order that the gate refuses needs none", () => {
    const orders = new OrderStage({ instruments });
    const leaving = caused(orders, false, (cause, out) => {
      order(cause, out);
      CancelIntent.emit(out, cause, 0, 1, 1, 7);
    });
    expect([leaving, orders.store.size]).toEqual([[], 0]);
  });
});
