/** Held orders beside a model that looks at each of them at every price: the same go, from where, and in the same order. */
import { expect, test } from "bun:test";
import { type EventView, OrderType, Side, SnapshotReader, SnapshotWriter, TriggerPriceType } from "@hotpath/core";
import fc from "fast-check";
import { OrderDesk } from "../testing/desk.ts";
import { PlainEmulator, plainDistance } from "../testing/plain-emulator.ts";
import { percentDistance } from "./trailing-triggers.ts";

const { Stop, MarketIfTouched, TrailingStop } = OrderType;
const { Offer, Last, Bid, Mid } = TriggerPriceType;

const price = fc.integer({ min: 1_980, max: 2_020 }).map((n) => n * 5);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("trade" as const), price }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("quote" as const), price, width: fc.integer({ min: 0, max: 4 }), side: fc.integer({ min: 0, max: 3 }) }) },
  { weight: 5, arbitrary: fc.record({
    kind: fc.constant("order" as const),
    type: fc.constantFrom<number>(Stop, MarketIfTouched, TrailingStop, TrailingStop),
    side: fc.constantFrom<number>(Side.Buy, Side.Sell),
    source: fc.constantFrom<number>(Offer, Last, Last, Bid, Mid),
    price,
    distance: fc.integer({ min: 1, max: 60 }),
    isPercent: fc.boolean(),
    begins: fc.boolean(),
  }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("cancel" as const), pick: fc.nat(30) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("restart" as const) }) },
); // biome-ignore format: a table
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const fired = (events: EventView[]): [number, number][] =>
  events.flatMap((e): [number, number][] => (e.type === "OrderTriggered" ? [[e.orderId, e.triggerPrice]] : []));

const SMALL = { maxOrders: 256, maxExecutions: 16, emulation: { maxOrders: 256 } };

class Pair {
  desk = new OrderDesk(SMALL);
  readonly plain = new PlainEmulator();
  #id = 0;

  do(s: Step): void {
    switch (s.kind) {
      case "trade":
        expect(fired(this.desk.trade(s.price))).toEqual(this.plain.price(Last, s.price));
        return;
      case "quote": {
        const bid = s.side === 1 ? Number.NaN : s.price;
        const offer = s.side === 2 ? Number.NaN : s.price + s.width * 5;
        this.#quote(bid, offer);
        return;
      }
      case "order":
        this.#order(s);
        return;
      case "cancel": {
        const order = this.plain.orders[s.pick % Math.max(1, this.plain.orders.length)];
        if (order === undefined) return;
        this.plain.remove(order.orderId);
        expect(this.desk.cancel(order.orderId).map((e) => e.type)).toEqual(["OrderClosed"]);
        return;
      }
      case "restart": {
        const writer = new SnapshotWriter();
        this.desk.stage.snapshot(writer);
        this.desk = new OrderDesk(SMALL);
        this.desk.stage.restore(new SnapshotReader(writer.finish()));
        return;
      }
    }
  }

  check(): void {
    const held = this.desk.stage.store.list().filter((o) => o.status === 15);
    expect(held.map((o) => o.orderId).toSorted((a, b) => a - b)).toEqual(
      this.plain.orders.map((o) => o.orderId).toSorted((a, b) => a - b),
    );
  }

  #quote(bid: number, offer: number): void {
    const events = fired(this.desk.quote(bid, offer));
    const plain: [number, number][] = [];
    if (!Number.isNaN(bid)) plain.push(...this.plain.price(Bid, bid));
    if (!Number.isNaN(offer)) plain.push(...this.plain.price(Offer, offer));
    const mid = (this.plain.prices.get(Bid)! + this.plain.prices.get(Offer)!) / 2;
    if (!Number.isNaN(mid)) plain.push(...this.plain.price(Mid, mid));
    expect(events).toEqual(plain);
  }

  #order(s: Step & { kind: "order" }): void {
    const orderId = ++this.#id;
    const trails = s.type === TrailingStop;
    const trigger = !trails || s.begins ? s.price : 0;
    const amount = trails && !s.isPercent ? s.distance : 0;
    const percent = trails && s.isPercent ? s.distance : 0;
    const events = this.desk.extended(orderId, {
      type: s.type,
      side: s.side,
      triggerPrice: trigger,
      trailAmount: amount,
      trailPercent: percent,
      triggerPriceType: s.source,
    });
    const goes = this.plain.add({ orderId, type: s.type, side: s.side, source: s.source, trigger, amount, percent });
    expect(events.map((e) => e.type)).toEqual(goes ? ["OrderHeld", "OrderTriggered", "OrderRequest"] : ["OrderHeld"]);
  }
}

test("held orders act as those of a plain model do", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 120, size: "max" }), (steps) => {
      const pair = new Pair();
      for (const s of steps) pair.do(s);
      pair.check();
    }),
    { numRuns: process.env.HOTPATH_LONG === "1" ? 4_000 : 40 },
  );
}, 600_000);

test("a distance by percentage is exact over all prices", () => {
  fc.assert(
    fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), fc.integer({ min: 1, max: 9_999 }), (at, percent) => {
      expect(percentDistance(at, percent)).toBe(plainDistance(at, percent));
      expect(percentDistance(-at, percent)).toBe(plainDistance(at, percent));
    }),
  );
});
