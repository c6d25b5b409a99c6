import { expect, test } from "bun:test";
import {
  EventCursor,
  EventQueue,
  Fill,
  FillBusted,
  InstrumentRegistry,
  OrderAdopted,
  OrderReplaced,
  Side,
} from "@hotpath/core";
import fc from "fast-check";
import { RiskGate } from "./risk-gate.ts";
import { RiskStage } from "./risk-stage.ts";

const instruments = new InstrumentRegistry([{ id: 1, symbol: "A", priceDecimals: 2 }]);

/** A gate, and the positions of a portfolio that books what it is told. */
function desk() {
  const positions = new Float64Array(1);
  const portfolio = { position: (i: number) => positions[i]!, equity: () => 1e9, drawdown: () => 0 };
  const limits = { strategies: { 1: {} }, maxPriceDeviation: 1, maxLeverage: 1000, maxConcentration: 1000 };
  const gate = new RiskGate({ instruments, portfolio, limits: { ...limits, maxPortfolioVar: 1, maxPositionVar: 1 } });
  const stage = new RiskStage(gate);
  const inbox = new EventQueue();
  gate.reference(0, 20_000, 1);
  const run = () => {
    const event = new EventCursor();
    while (inbox.next(event)) stage.on(event, new EventQueue());
  };
  return { gate, positions, inbox, run };
}

test("a bust undoes a fill: positions, profit and reservations are as before, whatever came in between", () => {
  const fill = fc.record({ quantity: fc.integer({ min: 1, max: 40 }), price: fc.integer({ min: 9_000, max: 11_000 }) });
  fc.assert(
    fc.property(fc.array(fill, { minLength: 1, maxLength: 8 }), fc.boolean(), fc.boolean(), (fills, sell, restores) => {
      const { gate, positions, inbox, run } = desk();
      const side = sell ? Side.Sell : Side.Buy;
      const sign = sell ? -1 : 1;
      gate.admit(1, 0, side, 10_000, 400, 1, 2);
      const before = gate.recount();
      for (const { quantity, price } of fills) {
        positions[0]! += sign * quantity;
        Fill.write(inbox, 3, 0, 0, 1, 1, price, quantity, 0, quantity, side, 2, 1, Number.NaN, 0);
      }
      run();
      let left = 400;
      for (const { quantity, price } of fills) {
        positions[0]! -= sign * quantity;
        const restored = restores ? quantity : 0;
        left -= quantity - restored;
        FillBusted.write(
          inbox,
          4,
          0,
          0,
          1,
          1,
          price,
          quantity,
          0,
          restored,
          side,
          2,
          1,
          Number.NaN,
          0,
          10_000,
          left,
          0,
        );
      }
      run();
      expect(gate.position(0, 2, 1)).toBe(0);
      expect(gate.working(0, side)).toBe(left);
      expect(gate.working(0, side, 2, 1)).toBe(left);
      expect(gate.orders.list()).toMatchObject([{ quantity: left, cumulativeQuantity: 0, reserved: left }]);
      if (restores) expect(gate.recount()).toEqual(before);
    }),
  );
});

test("an order that was filled whole is taken in anew when its fill is busted; one that is not reinstated is not", () => {
  for (const restored of [0, 30]) {
    const { gate, positions, inbox, run } = desk();
    gate.admit(1, 0, Side.Buy, 10_000, 100, 1, 2);
    positions[0] = 100;
    Fill.write(inbox, 3, 0, 0, 1, 1, 10_000, 100, 0, 100, Side.Buy, 2, 1, Number.NaN, 0);
    run();
    expect(gate.orders.list()).toEqual([]);
    positions[0] = 70;
    FillBusted.write(
      inbox,
      4,
      0,
      0,
      1,
      1,
      10_000,
      30,
      restored,
      restored,
      Side.Buy,
      2,
      1,
      Number.NaN,
      0,
      10_000,
      100,
      0,
    );
    run();
    expect([gate.working(0, Side.Buy), gate.position(0), gate.position(0, 2, 1)]).toEqual([restored, 70, 70]);
    expect(gate.orders.list().map((o) => [o.reserved, o.cumulativeQuantity])).toEqual(restored === 0 ? [] : [[30, 70]]);
    expect(gate.recount()[0]).toMatchObject({ gross: gate.grossExposure() });
  }
  const { gate, inbox, run } = desk();
  FillBusted.write(inbox, 4, 0, 9, 1, 1, 10_000, 30, 0, 0, Side.Buy, 2, 1, Number.NaN, 0, 0, 0, 0);
  run();
  expect(gate.ignored).toBe(1);
});

test("terms that a venue changed by itself are reserved for, those asked for too while they are under way", () => {
  const { gate, inbox, run } = desk();
  gate.admit(1, 0, Side.Buy, 10_000, 100, 1, 2);
  const tell = (quantity: number, accepted: number) => {
    OrderReplaced.write(inbox, 3, 0, 0, 1, 1, 9_900, quantity, quantity, Side.Buy, accepted, 0, 1);
    run();
    return gate.working(0, Side.Buy);
  };
  expect(tell(80, 2)).toBe(80);
  gate.replace(1, 9_950, 150, 4);
  expect(tell(70, 2)).toBe(150);
  expect(tell(150, 0)).toBe(70);
  // One that had been filled whole, and so was forgotten, has grown.
  gate.closed(1);
  expect(tell(60, 2)).toBe(60);
  expect(gate.orders.list()).toMatchObject([{ orderId: 1, price: 9_900, quantity: 60, reserved: 60, strategy: 1 }]);
});

test("an order that is found at the venue is reserved for, once, and asked for no limit", () => {
  const { gate, inbox, run } = desk();
  const adopt = (leaves: number, id = 9): number => {
    OrderAdopted.write(inbox, 3, 0, 0, 1, id, 9_900, 100, leaves, Side.Sell, 2, 1, 1);
    run();
    return gate.working(0, Side.Sell, 2, 1);
  };
  expect([adopt(70), adopt(70), adopt(20, 10)]).toEqual([70, 70, 90]);
  expect(gate.adopt(11, 9, Side.Buy, 1, 1, 1, 1)).toBe(false);
  gate.closed(9);
  expect(gate.working(0, Side.Sell)).toBe(20);
});
