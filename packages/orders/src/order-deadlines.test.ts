import { describe, expect, test } from "bun:test";
import {
  type EventView,
  ExecType,
  OrderStatus,
  SessionState,
  SnapshotReader,
  SnapshotWriter,
  VenueSession,
} from "@hotpath/core";
import type { RequestOptions } from "./order-deadlines.ts";
import { DiscrepancyKind, Resolution } from "./reconciliation/discrepancy.ts";
import { OrderDesk } from "./testing/desk.ts";

const { Unanswered, CancelRefused, CancelLost, NeverArrived, MissingAtVenue, EndedThere, FillsMissed, ReplaceLost } =
  DiscrepancyKind;
const TIMER = 2 ** 52 + 3;
const WAIT = 1_000;

const desk = (requests: RequestOptions = { unansweredMicros: WAIT }): OrderDesk => new OrderDesk({ requests });
const asking = (): OrderDesk => desk({ unansweredMicros: WAIT, statusRequests: true });
const names = (events: EventView[]): string => events.map(({ type }) => type).join(" ");
const kinds = (events: EventView[]): unknown[] =>
  events.flatMap((event) => (event.type === "Discrepancy" ? [[event.kind, event.resolution]] : []));
const wake = (d: OrderDesk, micros: number): EventView[] => d.timer(micros, TIMER);

/** An order whose status the venue was asked for. */
function asked(d: OrderDesk = asking()): OrderDesk {
  d.intent(1);
  expect(wake(d, 1 + WAIT)).toMatchObject([{ type: "OrderStatusRequest", orderId: 1, strategy: 7 }, {}]);
  return d;
}

describe("requests that nobody answers", () => {
  test("an order is named once, in time, stays pending, and is not sent again", () => {
    const d = desk();
    expect(d.intent(1)).toMatchObject([{ type: "OrderRequest" }, { type: "TimerRequest", timer: TIMER, dueMicros: 1 + WAIT }]);
    expect(wake(d, 1 + WAIT)).toMatchObject([
      { type: "Discrepancy", orderId: 1, kind: Unanswered, ours: OrderStatus.PendingNew, resolution: Resolution.Noted, strategy: 7 },
    ]);
    expect(d.status(1)).toBe(OrderStatus.PendingNew);
    expect(wake(d, 9 * WAIT)).toEqual([]);
    expect(names(d.report(1, ExecType.New))).toBe("");
    expect(d.status(1)).toBe(OrderStatus.New);
  }); // biome-ignore format: one event a line

  test("a cancel and a replace are waited for, each from its own time on; what was answered is not named", () => {
    const d = desk();
    d.intent(1);
    d.intent(2);
    for (const id of [1, 2]) d.report(id, ExecType.New);
    d.now = 500;
    d.replace(1, 9_900, 200);
    d.now = 700;
    d.cancel(2);
    expect(wake(d, 1 + WAIT)).toMatchObject([{ type: "TimerRequest", dueMicros: 500 + WAIT }]);
    expect(wake(d, 500 + WAIT)).toMatchObject([
      { type: "Discrepancy", orderId: 1, ours: OrderStatus.PendingReplace },
      { type: "TimerRequest", dueMicros: 700 + WAIT },
    ]);
    d.report(2, ExecType.CancelRejected);
    expect(wake(d, 700 + WAIT)).toEqual([]);
  });

  test("without unansweredMicros nothing is asked for; policy halt stops all trading", () => {
    expect(names(desk({}).intent(1))).toBe("OrderRequest");
    const d = new OrderDesk({ requests: { unansweredMicros: WAIT }, reconciliation: { policy: { requests: "halt" } } });
    d.intent(1);
    expect(wake(d, 1 + WAIT)).toMatchObject([{ resolution: Resolution.Halted }, { type: "RiskCommand" }]);
  });

  test("the venue is asked first, and again each time; that it says nothing at all is named once", () => {
    const d = asked();
    expect(names(wake(d, 1 + 2 * WAIT))).toBe("Discrepancy OrderStatusRequest TimerRequest");
    expect(names(wake(d, 1 + 3 * WAIT))).toBe("OrderStatusRequest TimerRequest");
    expect(d.status(1)).toBe(OrderStatus.PendingNew);
  });
});

describe("what the venue says when it is asked", () => {
  test("it has the order; it is still at it; it does not know it", () => {
    const has = asked();
    expect(has.state({ orderId: 1 })).toEqual([]);
    expect(has.status(1)).toBe(OrderStatus.New);
    expect(wake(has, 9 * WAIT)).toEqual([]);
    const pending = asked();
    pending.state({ orderId: 1, status: OrderStatus.PendingNew });
    expect(pending.status(1)).toBe(OrderStatus.PendingNew);
    expect(names(wake(pending, 1 + 2 * WAIT))).toBe("OrderStatusRequest TimerRequest");
    const unknown = asked();
    const events = unknown.state({ orderId: 1, status: OrderStatus.Rejected });
    expect(kinds(events)).toEqual([[NeverArrived, Resolution.Closed]]);
    expect(events[1]).toMatchObject({ type: "OrderClosed", status: OrderStatus.Rejected });
  });

  test("an order that never arrived is not sent again, whatever is done after a reconnect", () => {
    const d = new OrderDesk({
      requests: { unansweredMicros: WAIT, statusRequests: true },
      reconciliation: { policy: { inFlight: "resend" } },
    });
    asked(d);
    expect(names(d.state({ orderId: 1, status: OrderStatus.Rejected }))).toBe("Discrepancy OrderClosed");
  });

  test("it has ended there: closed, and fills that were not told are named, not booked, until they come", () => {
    const d = asking();
    d.intent(1);
    d.report(1, ExecType.New);
    d.cancel(1);
    wake(d, 1 + WAIT);
    const events = d.state({ orderId: 1, status: OrderStatus.Canceled, cumulative: 40 });
    expect(kinds(events)).toEqual([[FillsMissed, Resolution.Noted], [EndedThere, Resolution.Closed]]);
    expect(names(events)).toBe("Discrepancy Discrepancy OrderClosed");
    const late = { lastQuantity: 40, cumulativeQuantity: 40, executionId: 9 };
    expect(d.report(1, ExecType.Trade, late)).toMatchObject([{ type: "Fill", quantity: 40 }]);
    expect(d.report(1, ExecType.Trade, late)).toEqual([]);
  }); // biome-ignore format: pairs

  test("a replace has taken effect, or has not; a cancel was lost; an order is gone", () => {
    const replaced = asking();
    replaced.intent(1);
    replaced.report(1, ExecType.New);
    replaced.replace(1, 9_900, 200);
    wake(replaced, 1 + WAIT);
    expect(replaced.state({ orderId: 1, price: 9_900, quantity: 200 })).toMatchObject([{ type: "OrderReplaced", accepted: 1 }]);
    replaced.replace(1, 9_800, 300);
    wake(replaced, 1 + 2 * WAIT);
    const lost = replaced.state({ orderId: 1, price: 9_900, quantity: 200 });
    expect(kinds(lost)).toEqual([[ReplaceLost, Resolution.Adopted]]);
    expect(replaced.status(1)).toBe(OrderStatus.New);
    replaced.cancel(1);
    wake(replaced, 1 + 3 * WAIT);
    expect(kinds(replaced.state({ orderId: 1, price: 9_900, quantity: 200 }))).toEqual([[CancelLost, Resolution.Adopted]]);
    expect(replaced.status(1)).toBe(OrderStatus.New);
    replaced.cancel(1);
    wake(replaced, 1 + 4 * WAIT);
    expect(kinds(replaced.state({ orderId: 1, status: OrderStatus.Rejected }))).toEqual([[MissingAtVenue, Resolution.Closed]]);
  }); // biome-ignore format: one answer a line

  test("nothing of a request that came after the question, nor where nobody asked", () => {
    const d = asking();
    d.intent(1);
    expect(d.state({ orderId: 1 })).toEqual([]);
    expect(d.status(1)).toBe(OrderStatus.PendingNew);
    wake(d, 1 + WAIT);
    d.report(1, ExecType.New);
    d.cancel(1);
    wake(d, 1 + 2 * WAIT);
    // Asked before the cancel, the venue could not know of it.
    expect(d.state({ orderId: 1 })).toEqual([]);
    expect(d.status(1)).toBe(OrderStatus.PendingCancel);
    expect(kinds(d.state({ orderId: 1 }))).toEqual([[CancelLost, Resolution.Adopted]]);
  });

  test("answers of a connection that was lost do not come: the next is not taken for one of them", () => {
    const d = asked();
    VenueSession.write(d.inbox, d.now, 0, -1, 1, SessionState.Lost, 0);
    d.run();
    d.cancel(1);
    wake(d, 1 + 2 * WAIT);
    expect(kinds(d.state({ orderId: 1, status: OrderStatus.Canceled }))).toEqual([[EndedThere, Resolution.Closed]]);
  });
});

describe("cancels that must come to pass", () => {
  const refused = (d: OrderDesk): EventView[] => d.report(1, ExecType.CancelRejected, { leavesQuantity: 100 });

  test("are sent again when they were refused, later and later, and named in the end; asked for anew they begin anew", () => {
    const d = desk({ cancelRetryMicros: 100, cancelAttempts: 3 });
    d.intent(1);
    d.report(1, ExecType.New);
    for (const round of [1, 2]) {
      d.now = round * 10_000;
      expect(names(d.massCancel(7))).toBe("CancelOrder");
      expect(refused(d)).toMatchObject([{ type: "TimerRequest", dueMicros: d.now + 100 }]);
      expect(d.status(1)).toBe(OrderStatus.New);
      expect(names(wake(d, d.now + 100))).toBe("CancelOrder");
      expect(refused(d)).toMatchObject([{ type: "TimerRequest", dueMicros: d.now + 200 }]);
      expect(names(wake(d, d.now + 200))).toBe("CancelOrder");
      expect(refused(d)).toMatchObject([{ type: "Discrepancy", kind: CancelRefused, ours: 100 }]);
    }
    d.massCancel(-1);
    expect(names(d.report(1, ExecType.Canceled))).toBe("OrderClosed");
  });

  test("not those of a strategy, which may ask again; not where something else has asked meanwhile", () => {
    const d = desk({ cancelRetryMicros: 100 });
    d.intent(1);
    d.report(1, ExecType.New);
    d.cancel(1);
    expect(refused(d)).toEqual([]);
    d.massCancel(7);
    refused(d);
    expect(names(d.cancel(1))).toBe("CancelOrder");
    expect(names(wake(d, 1_000))).toBe("");
  });

  test("a refused one whose order the venue does not have any more is found out by asking", () => {
    const d = desk({ unansweredMicros: WAIT, statusRequests: true, cancelRetryMicros: 100, cancelAttempts: 1 });
    d.intent(1);
    d.report(1, ExecType.New);
    d.massCancel(7);
    expect(names(refused(d))).toBe("Discrepancy OrderStatusRequest");
    expect(names(d.state({ orderId: 1, status: OrderStatus.Canceled }))).toBe("Discrepancy OrderClosed");
  });
});

test("a stage that is restored in the midst of it goes on as the one that was not", () => {
  const requests = { unansweredMicros: WAIT, statusRequests: true, cancelRetryMicros: 300 };
  const life = (restarts: boolean): unknown[] => {
    let d = desk(requests);
    const seen: unknown[] = [];
    const step = (events: EventView[]): void => {
      seen.push(...events);
      if (!restarts) return;
      const writer = new SnapshotWriter();
      d.stage.snapshot(writer);
      const next = desk(requests);
      next.stage.restore(new SnapshotReader(writer.finish()));
      next.now = d.now;
      d = next;
    };
    step(d.intent(1));
    step(d.intent(2));
    step(d.report(2, ExecType.New));
    step(d.massCancel(-1));
    step(d.report(2, ExecType.CancelRejected));
    for (let micros = 301; micros < 5 * WAIT; micros += 350) {
      step(wake(d, micros));
      if (micros > 2_000 && micros < 2_500) step(d.state({ orderId: 2 }));
    }
    return seen;
  };
  expect(life(true)).toEqual(life(false));
  expect(life(true).length).toBeGreaterThan(15);
});

test("options that are wrong are named", () => {
  const made = (requests: object) => () => desk(requests);
  expect(made({ unansweredMicros: 0 })).toThrow("requests.unansweredMicros: got 0");
  expect(made({ cancelRetryMicros: 1.5 })).toThrow("requests.cancelRetryMicros: got 1.5");
  expect(made({ cancelAttempts: 0 })).toThrow("requests.cancelAttempts: got 0");
  expect(made({ statusRequests: 1 })).toThrow("requests.statusRequests: got 1");
  expect(made({ timeout: 1 })).toThrow("requests.timeout: got 1");
  expect(made({ timer: 0.5 })).toThrow("requests.timer: got 0.5");
});
