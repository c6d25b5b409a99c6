import { describe, expect, test } from "bun:test";
import {
  type EventView,
  ExecType,
  OrderStatus,
  SessionState,
  Side,
  SnapshotReader,
  SnapshotWriter,
  VenuePosition,
  VenueSession,
} from "@hotpath/core";
import { OrderDesk, type OrderStateFields } from "../testing/desk.ts";
import { DiscrepancyKind, type ReconciliationPolicy, Resolution } from "./discrepancy.ts";

const K = DiscrepancyKind;
const R = Resolution;

function list(
  d: OrderDesk,
  orders: OrderStateFields[],
  positions: [position: number, cost: number][] = [],
): EventView[] {
  const session = (state: number): void => VenueSession.write(d.inbox, d.now, 0, -1, 1, state, 0);
  session(SessionState.Lost);
  session(SessionState.ListBegin);
  for (const order of orders) d.writeState(order);
  for (const [position, cost] of positions) VenuePosition.write(d.inbox, d.now, 0, 0, 1, position, cost);
  session(SessionState.ListEnd);
  return d.run();
}

const desk = (policy: ReconciliationPolicy = {}, position?: number): OrderDesk =>
  new OrderDesk({
    reconciliation: { policy, ...(position !== undefined && { portfolio: { position: () => position } }) },
  });
const found = (events: EventView[]): unknown[] =>
  events.flatMap((e) => (e.type === "Discrepancy" ? [[e.orderId, e.kind, e.ours, e.theirs, e.resolution]] : []));
const names = (events: EventView[]): string => events.map((e) => e.type).join(" ");

describe("a venue's list", () => {
  test("that says what is known differs in nothing; what was on its way and arrived is taken", () => {
    const d = desk();
    d.intent(1);
    d.report(1, ExecType.New);
    d.intent(2);
    const events = list(d, [{ orderId: 1 }, { orderId: 2 }]);
    expect(events).toMatchObject([{ type: "ReconciliationEnded", orders: 2, discrepancies: 0, unresolved: 0 }]);
    expect(d.status(2)).toBe(OrderStatus.New);
  });

  test("without an order that the venue had taken: it has ended there", () => {
    for (const [missing, resolution, rest] of [
      ["close", R.Closed, "OrderClosed ReconciliationEnded"],
      ["halt", R.Halted, "RiskCommand ReconciliationEnded"],
      ["note", R.Noted, "ReconciliationEnded"],
    ] as const) {
      const d = desk({ missing });
      d.intent(1);
      d.report(1, ExecType.New);
      const events = list(d, []);
      expect(found(events)).toEqual([[1, K.MissingAtVenue, 100, 0, resolution]]);
      expect(names(events)).toBe(`Discrepancy ${rest}`);
      expect(events.at(-1)).toMatchObject({ unresolved: resolution === R.Noted ? 1 : 0 });
    }
  });

  test("without an order that never arrived: ended, or sent again; one that was to be cancelled has been", () => {
    const closed = desk();
    closed.intent(1);
    expect(list(closed, [])).toMatchObject([
      { kind: K.NeverArrived },
      { type: "OrderClosed", status: OrderStatus.Rejected },
      {},
    ]);
    const d = desk({ inFlight: "resend" });
    d.intent(1);
    d.intent(2);
    d.cancel(2);
    expect(list(d, [])).toMatchObject([
      { orderId: 1, kind: K.NeverArrived, resolution: R.Resent },
      { type: "NewOrder", orderId: 1, price: 10_000, quantity: 100 },
      { orderId: 2, kind: K.NeverArrived, resolution: R.Closed },
      { type: "OrderClosed", orderId: 2, status: OrderStatus.Canceled },
      {},
    ]);
    expect(d.status(1)).toBe(OrderStatus.PendingNew);
  });

  test("says nothing of a replace and a cancel that were asked for while it came", () => {
    const d = desk();
    const session = (state: number): void => VenueSession.write(d.inbox, d.now, 0, -1, 1, state, 0);
    for (const id of [1, 2]) {
      d.intent(id);
      d.report(id, ExecType.New);
    }
    session(SessionState.ListBegin);
    d.run();
    d.replace(1, 9_900, 200);
    d.cancel(2);
    for (const orderId of [1, 2]) d.writeState({ orderId });
    session(SessionState.ListEnd);
    expect(d.run()).toMatchObject([{ type: "ReconciliationEnded", discrepancies: 0 }]);
    expect([d.status(1), d.status(2)]).toEqual([OrderStatus.PendingReplace, OrderStatus.PendingCancel]);
    expect(d.report(1, ExecType.Replaced)).toMatchObject([{ price: 9_900, quantity: 200, accepted: 1 }]);
  });

  test("without an order that a replace may have let be filled whole: a bust lets it work again", () => {
    const d = desk();
    d.intent(1);
    d.report(1, ExecType.New);
    d.replace(1, 10_000, 60);
    d.report(1, ExecType.Trade, { lastQuantity: 60, cumulativeQuantity: 60, leavesQuantity: 0, executionId: 1 });
    expect(list(d, [])).toMatchObject([
      { kind: K.MissingAtVenue },
      { type: "OrderClosed", status: OrderStatus.Filled },
      {},
    ]);
    const bust = { referenceId: 1, leavesQuantity: 60, workingPrice: 10_000, workingQuantity: 60 };
    expect(d.report(1, ExecType.TradeCancel, bust)).toMatchObject([{ type: "FillBusted", restored: 60 }]);
    expect(d.status(1)).toBe(OrderStatus.New);
  });

  test("with an order whose cancel was lost: it works on, unless it must end: then it is cancelled again", () => {
    const d = desk();
    for (const id of [1, 2]) {
      d.intent(id);
      d.report(id, ExecType.New);
    }
    d.cancel(1);
    expect(found(list(d, [{ orderId: 1 }, { orderId: 2 }]))).toEqual([[1, K.CancelLost, 100, 100, R.Adopted]]);
    expect(d.status(1)).toBe(OrderStatus.New);
    d.massCancel(7);
    const events = list(d, [{ orderId: 1 }, { orderId: 2 }]);
    expect(found(events)).toEqual([
      [1, K.CancelLost, 100, 100, R.Resent],
      [2, K.CancelLost, 100, 100, R.Resent],
    ]);
    expect(names(events)).toBe("Discrepancy CancelOrder Discrepancy CancelOrder ReconciliationEnded");
  });

  test("that counts more fills than were told: the rest is booked at what the average leaves", () => {
    const d = desk();
    d.intent(1);
    d.report(1, ExecType.Trade, { lastQuantity: 40, lastPrice: 9_990, cumulativeQuantity: 40, executionId: 1 });
    const events = list(d, [{ orderId: 1, cumulative: 60, averagePrice: 9_992, status: OrderStatus.PartiallyFilled }]);
    expect(events).toMatchObject([
      { type: "Discrepancy", kind: K.FillsMissed, ours: 40, theirs: 60, resolution: R.Booked },
      { type: "Fill", quantity: 20, price: 9_996, leavesQuantity: 40, released: 20 },
      {},
    ]);
    // The trade itself, told after all, is one of those.
    expect(d.report(1, ExecType.Trade, { lastQuantity: 20, cumulativeQuantity: 60 })).toEqual([]);
    const noted = desk({ fills: "note" });
    noted.intent(1);
    expect(names(list(noted, [{ orderId: 1, cumulative: 60, averagePrice: 9_992 }]))).toBe(
      "Discrepancy ReconciliationEnded",
    );
    expect(noted.report(1, ExecType.Trade, { lastQuantity: 60, cumulativeQuantity: 60 })).toMatchObject([
      { type: "Fill" },
    ]);
  });

  test("that counts fewer", () => {
    const d = desk({ fills: "halt" });
    d.intent(1);
    d.report(1, ExecType.Trade, { lastQuantity: 40, cumulativeQuantity: 40 });
    expect(found(list(d, [{ orderId: 1, cumulative: 10 }]))).toEqual([[1, K.FilledMore, 40, 10, R.Halted]]);
  });

  test("with other terms: they hold; a replace has taken effect or is lost; a cancel that is lost is sent again", () => {
    const d = desk({ inFlight: "resend" });
    for (const id of [1, 2, 3, 4]) {
      d.intent(id);
      d.report(id, ExecType.New);
    }
    d.replace(2, 9_900, 200);
    d.replace(3, 9_900, 200);
    d.cancel(4);
    const events = list(d, [
      { orderId: 1, price: 9_950, quantity: 80 },
      { orderId: 2, price: 9_900, quantity: 200 },
      { orderId: 3 },
      { orderId: 4 },
    ]);
    expect(found(events)).toEqual([
      [1, K.Price, 10_000, 9_950, R.Adopted],
      [1, K.Quantity, 100, 80, R.Adopted],
      [3, K.ReplaceLost, 200, 100, R.Adopted],
      [4, K.CancelLost, 100, 100, R.Resent],
    ]);
    expect(events.filter((e) => e.type === "OrderReplaced")).toMatchObject([
      { orderId: 1, price: 9_950, quantity: 80, accepted: 2 },
      { orderId: 2, quantity: 200, accepted: 1 },
      { orderId: 3, quantity: 100, accepted: 0 },
    ]);
    expect(events.at(-2)).toMatchObject({ type: "CancelOrder", orderId: 4 });
    expect([1, 2, 3, 4].map((id) => d.status(id))).toEqual([0, 0, 0, OrderStatus.PendingCancel]);
  });

  test("with an order that has ended there", () => {
    const d = desk();
    d.intent(1);
    d.report(1, ExecType.New);
    const events = list(d, [{ orderId: 1, cumulative: 10, averagePrice: 10_000, status: OrderStatus.Canceled }]);
    expect(found(events)).toEqual([
      [1, K.FillsMissed, 0, 10, R.Booked],
      [1, K.EndedThere, OrderStatus.PartiallyFilled, OrderStatus.Canceled, R.Closed],
    ]);
    expect(d.stage.store.size).toBe(0);
  });

  test("with orders that are not known here, or have ended: cancelled, adopted, or told of", () => {
    const known = (d: OrderDesk): void => {
      d.intent(2);
      d.report(2, ExecType.Canceled);
    };
    const d = desk();
    known(d);
    const canceled = list(d, [{ orderId: 9, cumulative: 30 }, { orderId: 2 }, { orderId: 0 }]);
    expect(found(canceled)).toEqual([
      [9, K.Orphan, 0, 70, R.Canceled],
      [2, K.EndedHere, 0, 100, R.Canceled],
      [0, K.Orphan, 0, 100, R.Noted],
    ]);
    expect(names(canceled)).toBe("CancelOrder Discrepancy CancelOrder Discrepancy Discrepancy ReconciliationEnded");
    const a = desk({ orphans: "adopt" });
    known(a);
    const adopted = list(a, [{ orderId: 9, cumulative: 30 }, { orderId: 2 }]);
    expect(adopted[0]).toMatchObject({ type: "OrderAdopted", orderId: 9, quantity: 100, leavesQuantity: 70 });
    expect(a.stage.store.list()).toMatchObject([
      { orderId: 9, status: OrderStatus.PartiallyFilled, cumulativeQuantity: 30, venueOrderId: 55 },
      { orderId: 2, status: OrderStatus.New, strategy: 7 },
    ]);
    expect(a.report(9, ExecType.Trade, { lastQuantity: 70, cumulativeQuantity: 100 }).map((e) => e.type)).toEqual([
      "Fill",
      "OrderClosed",
    ]);
  });

  test("with another position: booked at the venue's cost, or everything stops", () => {
    const halted = list(desk({}, 50), [], [[80, 9_900]]);
    expect(found(halted)).toEqual([[0, K.Position, 50, 80, R.Halted]]);
    expect(halted[1]).toMatchObject({ type: "RiskCommand" });
    expect(list(desk({ positions: "book" }, 50), [], [[-20, 9_900]])).toMatchObject([
      { kind: K.Position, resolution: R.Booked },
      { type: "Fill", orderId: 0, side: Side.Sell, quantity: 70, price: 9_900 },
      {},
    ]);
    expect(found(list(desk({ positions: "book" }, 50), [], [[-20, Number.NaN]]))).toEqual([
      [0, K.Position, 50, -20, R.Noted],
    ]);
    // What a list has just booked reaches the portfolio after it.
    const d = desk({}, 0);
    d.intent(1);
    expect(found(list(d, [{ orderId: 1, cumulative: 40, averagePrice: 10_000 }], [[40, 10_000]])).length).toBe(1);
  });

  test("that breaks off is none, and one that a restart falls into goes on", () => {
    const d = desk();
    d.intent(1);
    d.report(1, ExecType.New);
    VenueSession.write(d.inbox, d.now, 0, -1, 1, SessionState.ListBegin, 0);
    VenueSession.write(d.inbox, d.now, 0, -1, 1, SessionState.Lost, 0);
    VenueSession.write(d.inbox, d.now, 0, -1, 1, SessionState.ListEnd, 0);
    expect(d.run()).toEqual([]);
    VenueSession.write(d.inbox, d.now, 0, -1, 1, SessionState.ListBegin, 0);
    d.run();
    const writer = new SnapshotWriter();
    d.stage.snapshot(writer);
    const other = desk();
    other.stage.restore(new SnapshotReader(writer.finish()));
    // What came after the list began is not on it.
    other.intent(2);
    VenueSession.write(other.inbox, other.now, 0, -1, 1, SessionState.ListEnd, 0);
    expect(found(other.run())).toEqual([[1, K.MissingAtVenue, 100, 0, R.Closed]]);
    expect(other.status(2)).toBe(OrderStatus.PendingNew);
  });

  test("says nothing of an order that came after it began, even in the place of one that has ended since", () => {
    const d = desk();
    d.intent(1);
    d.report(1, ExecType.New);
    VenueSession.write(d.inbox, d.now, 0, -1, 1, SessionState.ListBegin, 0);
    d.run();
    d.report(1, ExecType.Canceled);
    d.intent(2);
    VenueSession.write(d.inbox, d.now, 0, -1, 1, SessionState.ListEnd, 0);
    expect(names(d.run())).toBe("ReconciliationEnded");
    expect(d.status(2)).toBe(OrderStatus.PendingNew);
  });

  test("policies are checked by name", () => {
    expect(() => desk({ orphans: "keep" as "adopt" })).toThrow("reconciliation.policy.orphans: got");
    expect(() => desk({ foo: 1 } as ReconciliationPolicy)).toThrow("reconciliation.policy.foo");
  });
});
