/** Groups hooked into an order manager, as a package that writes them does. */
import { expect, test } from "bun:test";
import { ExecType, OrderStatus, OrderType } from "@hotpath/core";
import type { OrderGroupActions, OrderGroupHooks } from "./order-group-hooks.ts";
import { OrderDesk } from "./testing/desk.ts";

/** Holds even orders until the odd one before them is filled, cancels them when it ends otherwise, and notes all it is told. */
class Notes implements OrderGroupHooks {
  readonly handles: readonly number[] = [];
  readonly told: unknown[][] = [];
  actions!: OrderGroupActions;
  attach(actions: OrderGroupActions): void {
    this.actions = actions;
  }
  on(): void {}
  onIntent(orderId: number): boolean {
    return orderId % 2 === 0;
  }
  onAccepted(orderId: number): void {
    this.told.push(["accepted", orderId]);
  }
  onFill(orderId: number, quantity: number, leaves: number, cumulative: number): void {
    this.told.push(["fill", orderId, quantity, leaves, cumulative]);
    if (orderId % 2 === 1 && leaves === 0) this.actions.release(orderId + 1);
    else if (orderId % 2 === 1) this.actions.resize(orderId + 1, cumulative);
  }
  onBusted(orderId: number, quantity: number, leaves: number, cumulative: number): void {
    this.told.push(["busted", orderId, quantity, leaves, cumulative]);
  }
  onClosed(orderId: number, status: number, cumulative: number): void {
    this.told.push(["closed", orderId, status, cumulative]);
    if (orderId % 2 === 1 && status !== OrderStatus.Filled) this.actions.cancel(orderId + 1);
  }
  onReplaced(orderId: number, price: number, quantity: number, leaves: number, accepted: number): void {
    this.told.push(["replaced", orderId, price, quantity, leaves, accepted]);
  }
  onRefused(orderId: number, request: number, reason: number): void {
    this.told.push(["refused", orderId, request, reason]);
  }
  snapshot(): void {}
  restore(): void {}
}

for (const emulation of [undefined, {}])
  test(`groups hold, release, resize and cancel ${emulation === undefined ? "plain orders" : "orders that are emulated"}`, () => {
    const notes = new Notes();
    const d = new OrderDesk({ groups: notes, ...(emulation && { emulation }) });
    d.intent(1);
    if (emulation === undefined) expect(d.intent(2)).toMatchObject([{ type: "OrderHeld", holder: 2 }]);
    else expect(d.extended(2, { type: OrderType.Stop, triggerPrice: 9_900 })).toMatchObject([{ holder: 2 }]);
    expect(d.status(2)).toBe(OrderStatus.Held);
    d.report(1, ExecType.New);
    const part = { lastQuantity: 40, cumulativeQuantity: 40, executionId: 5 };
    expect(d.report(1, ExecType.Trade, part)).toMatchObject([
      { type: "Fill" },
      { type: "OrderReplaced", orderId: 2, quantity: 40 },
    ]);
    const rest = d.report(1, ExecType.Trade, { lastQuantity: 60, cumulativeQuantity: 100, executionId: 6 });
    expect(rest.map((e) => e.type)).toEqual([
      "Fill",
      emulation === undefined ? "OrderRequest" : "OrderHeld",
      "OrderClosed",
    ]);
    if (emulation !== undefined)
      expect(d.trade(9_900)).toMatchObject([{ type: "OrderTriggered" }, { type: "OrderRequest", quantity: 40 }]);
    expect(notes.actions.release(2)).toBe(false);
    d.refuse(2, 44);
    d.report(1, ExecType.TradeCancel, { referenceId: 6, leavesQuantity: 0 });
    d.intent(3);
    d.intent(4);
    d.report(3, ExecType.Rejected);
    expect(notes.actions.cancel(4)).toBe(false);
    d.intent(5);
    d.replace(5, 10_001, 100);
    d.intent(7, 15);
    expect(notes.told).toEqual([
      ["accepted", 1],
      ["fill", 1, 40, 60, 40],
      ["replaced", 2, emulation === undefined ? 10_000 : 0, 40, 40, 1],
      ["fill", 1, 60, 0, 100],
      ["closed", 1, OrderStatus.Filled, 100],
      ["refused", 2, 0, 44],
      ["busted", 1, 60, 0, 40],
      ["closed", 3, OrderStatus.Rejected, 0],
      ["closed", 4, OrderStatus.Canceled, 0],
      ["refused", 5, 2, 28],
      ["refused", 7, 0, 21],
    ]);
  });

test("an order that a fill leaves nothing of is given no other quantity: it ends", () => {
  const notes = new Notes();
  const answers: boolean[] = [];
  notes.onFill = (orderId, _quantity, _leaves, cumulative): void => {
    answers.push(notes.actions.resize(orderId, cumulative + 10));
  };
  const d = new OrderDesk({ groups: notes });
  d.intent(1);
  const whole = { lastQuantity: 100, cumulativeQuantity: 100, executionId: 5 };
  expect(d.report(1, ExecType.Trade, whole).map((e) => e.type)).toEqual(["Fill", "OrderClosed"]);
  d.intent(3);
  const part = { lastQuantity: 50, cumulativeQuantity: 50, executionId: 6 };
  expect(d.report(3, ExecType.Trade, part).map((e) => e.type)).toEqual(["Fill", "ReplaceRequest"]);
  expect(answers).toEqual([false, true]);
});
