import { describe, expect, test } from "bun:test";
import {
  CancelIntent,
  Command,
  EngineCommand,
  EventCursor,
  EventQueue,
  ExecType,
  HEADER_BYTES,
  InstrumentRegistry,
  OrderIntent,
  OrderLink,
  OrderTerms,
  OrderType,
  Random,
  ReplaceIntent,
  Side,
  SnapshotReader,
  SnapshotWriter,
  TimeInForce,
  Trade,
} from "@hotpath/core";
import fc from "fast-check";
import { OrderStage } from "../order-stage.ts";
import { Circuit, type VenueOrder } from "../testing/circuit.ts";
import { Contingency, GroupNotice, GroupPolicy, LegRole } from "./contingency.ts";
import { emitGroup } from "./emit-group.ts";
import { GroupPhase } from "./order-group-table.ts";
import { OrderGroups, type OrderGroupsOptions } from "./order-groups.ts";

const instruments = new InstrumentRegistry([
  { id: 1, symbol: "A", priceDecimals: 2, lot: 10 },
  { id: 2, symbol: "B", priceDecimals: 2 },
]);

interface Leg {
  role?: number;
  side?: number;
  price?: number;
  quantity?: number;
  instrument?: number;
}

const entry = (quantity = 100): Leg => ({ role: LegRole.Entry, side: Side.Buy, price: 1000, quantity });
const target = (quantity = 100, price = 1100): Leg => ({ role: LegRole.Target, side: Side.Sell, price, quantity });
const stop = (quantity = 100): Leg => ({ role: LegRole.Stop, side: Side.Sell, price: 900, quantity });
const OUO = Contingency.OneUpdatesOtherAbsolute;

/** Groups in a real order manager, with a venue in the test's hand. */
class Desk extends Circuit {
  readonly groups: OrderGroups;
  readonly stage: OrderStage;

  constructor(options: Partial<OrderGroupsOptions> = {}, emulates = false) {
    const groups = new OrderGroups({ instruments, maxGroups: 8, maxLegs: 32, ...options });
    const emulation = emulates ? { emulation: { maxOrders: 64 } } : {};
    const stage = new OrderStage({ instruments, groups, maxOrders: 64, maxExecutions: 64, ...emulation });
    super([stage]);
    this.groups = groups;
    this.stage = stage;
  }

  group(kind: number, legs: readonly Leg[], policy = 0, groupId = 1, firstId = 1): void {
    legs.forEach(({ role = LegRole.Leg, side = Side.Sell, price = 1000, quantity = 100, instrument = 0 }, n) => {
      const id = firstId + n;
      OrderLink.write(this.inbox, 1, 0, instrument, 1, groupId, id, kind, role, legs.length, policy);
      const { Limit } = OrderType;
      OrderIntent.write(this.inbox, 1, 0, instrument, 1, id, price, quantity, side, Limit, TimeInForce.Day, 7);
    });
    this.run();
  }

  /** A bracket whose stop the engine keeps until its trigger. */
  bracket(quantity: number, targets: readonly number[], policy = 0): void {
    const cause = new EventCursor();
    Trade.write(this.inbox, 1, 0, 0, 1, 1000, 10, 0);
    const held = new EventQueue();
    Trade.write(held, 1, 0, 0, 1, 1000, 10, 0);
    held.next(cause);
    const exits = targets.map((size, n) => ({
      orderId: n + 2,
      role: LegRole.Target,
      side: Side.Sell,
      price: 1100,
      quantity: size,
    }));
    emitGroup(this.inbox, cause, {
      groupId: 1,
      kind: OUO,
      policy,
      instrument: 0,
      venue: 1,
      strategy: 7,
      orders: [
        { orderId: 1, role: LegRole.Entry, side: Side.Buy, price: 1000, quantity },
        ...exits,
        { orderId: 9, role: LegRole.Stop, side: Side.Sell, triggerPrice: 900, quantity },
      ],
    });
    this.run();
  }

  trade(price: number): void {
    Trade.write(this.inbox, this.micros, 0, 0, 1, price, 10, 0);
    this.run();
  }

  order(id: number): VenueOrder {
    return this.orders.get(id)!;
  }

  /** The venue takes all that is asked of it. */
  accept(): void {
    while (this.requests.length > 0) this.answer();
  }

  notices(): number[] {
    return this.seen("OrderGroupChanged").map((view) => view.notice);
  }
}

describe("a bracket", () => {
  test("exits are released for what the entry fills, grow with it, and take from each other", () => {
    const desk = new Desk();
    desk.group(OUO, [entry(), target(60), target(40, 1200), stop()]);
    desk.accept();
    expect(desk.live().map((o) => o.orderId)).toEqual([1]);
    desk.fill(desk.order(1), 50);
    desk.accept();
    expect(desk.live().map((o) => [o.orderId, o.quantity - o.filled])).toEqual([
      [1, 50],
      [2, 30],
      [3, 20],
      [4, 50],
    ]);
    desk.fill(desk.order(1), 50);
    desk.accept();
    desk.fill(desk.order(2), 30);
    desk.accept();
    expect(desk.live().map((o) => [o.orderId, o.quantity - o.filled])).toEqual([
      [2, 30],
      [3, 40],
      [4, 70],
    ]);
    // The stop trades a part while a target is filled in part: the last target gives first.
    desk.fill(desk.order(4), 20);
    desk.accept();
    expect(desk.live().map((o) => [o.orderId, o.quantity - o.filled])).toEqual([
      [2, 30],
      [3, 20],
      [4, 50],
    ]);
    desk.fill(desk.order(4), 50);
    desk.accept();
    expect(desk.live()).toEqual([]);
    expect(desk.notices()).toEqual([GroupNotice.Started, GroupNotice.Ended]);
    expect(desk.groups.counts()).toMatchObject({ started: 1, ended: 1, races: 0, unprotected: 0 });
  });

  test("the entry is cancelled with a part filled: the exits stay for that part", () => {
    const desk = new Desk();
    desk.group(OUO, [entry(), target(), stop()]);
    desk.accept();
    desk.fill(desk.order(1), 35);
    desk.accept();
    CancelIntent.write(desk.inbox, 1, 0, 0, 1, 1, 7);
    desk.run();
    desk.accept();
    // Thirty are three lots; five are less than one, and nothing can cover them.
    expect(desk.live().map((o) => [o.orderId, o.quantity])).toEqual([
      [2, 30],
      [3, 30],
    ]);
    desk.fill(desk.order(2), 30);
    desk.accept();
    expect(desk.notices().slice(-2)).toEqual([GroupNotice.Ended, GroupNotice.Unprotected]);
    expect(desk.seen("OrderGroupChanged").at(-1)).toMatchObject({ quantity: 5 });
  });

  test("the entry is rejected: no exit ever leaves", () => {
    const desk = new Desk();
    desk.group(OUO, [entry(), target(), stop()]);
    desk.answer(false);
    expect(desk.requests).toEqual([]);
    expect(desk.seen("OrderClosed").map((view) => view.orderId)).toEqual([1, 2, 3]);
    expect(desk.notices()).toEqual([GroupNotice.Started, GroupNotice.LegFailed, GroupNotice.Ended]);
  });

  test("target and stop are both filled before a cancel comes: counted, told, and traded back", () => {
    for (const policy of [0, GroupPolicy.FlattenExcess]) {
      const desk = new Desk();
      desk.group(OUO, [entry(), target(), stop()], policy);
      desk.accept();
      desk.fill(desk.order(1), 100);
      desk.accept();
      desk.fill(desk.order(2), 100);
      desk.fill(desk.order(3), 80);
      expect(desk.seen("OrderGroupChanged")).toContainEqual(
        expect.objectContaining({ notice: GroupNotice.Excess, orderId: 3, quantity: 80 }),
      );
      desk.answer();
      const back = desk.seen("OrderIntent").filter((order) => order.orderType === OrderType.Market);
      expect(back.map((o) => [o.side, o.quantity])).toEqual(policy === 0 ? [] : [[Side.Buy, 80]]);
      expect(desk.groups.counts()).toMatchObject({ races: 1, flattened: policy === 0 ? 0 : 1 });
    }
  });

  test("the stop is rejected: told, or the position is closed", () => {
    const desk = new Desk();
    desk.group(OUO, [entry(), target(), stop()], GroupPolicy.FlattenOnFailure);
    desk.accept();
    desk.fill(desk.order(1), 100);
    desk.answer();
    desk.answer(false);
    expect(desk.notices()).toContain(GroupNotice.Unprotected);
    desk.accept();
    const back = desk.seen("OrderIntent").find((order) => order.orderType === OrderType.Market);
    expect(back).toMatchObject({ side: Side.Sell, quantity: 100, strategy: 7 });
    expect(desk.order(2).isLive).toBe(false);
  });

  test("the kill switch: nothing is released or sent again, whatever fills afterwards", () => {
    const desk = new Desk({ venuesWithoutReplace: [1] });
    desk.group(OUO, [entry(), target(), stop()]);
    desk.accept();
    desk.fill(desk.order(1), 40);
    desk.answer();
    Command.write(desk.inbox, 1, 0, -1, 0, EngineCommand.Halt, 0);
    desk.run();
    desk.fill(desk.order(1), 30);
    desk.fill(desk.order(2), 10);
    desk.accept();
    expect(desk.live()).toEqual([]);
    expect(desk.orders.size).toBe(3);
    expect(desk.notices().slice(-2)).toEqual([GroupNotice.Ended, GroupNotice.Unprotected]);
    expect(desk.groups.table.phase[0]).toBe(GroupPhase.Ended);
  });

  test("without replaces an order is cancelled and sent anew, with the price it has now", () => {
    const desk = new Desk({ venuesWithoutReplace: [1] });
    desk.group(OUO, [entry(), target(), stop()]);
    desk.accept();
    desk.fill(desk.order(1), 100);
    desk.accept();
    ReplaceIntent.write(desk.inbox, 1, 0, 0, 1, 3, 950, 100, Side.Sell, 7);
    desk.run();
    desk.accept();
    desk.fill(desk.order(2), 30);
    desk.accept();
    expect(desk.live().map((o) => [o.price, o.quantity - o.filled])).toEqual([
      [1100, 70],
      [950, 70],
    ]);
    expect(desk.groups.counts()).toMatchObject({ reissues: 1, resizes: 0 });
  });
});

describe("a bracket whose stop the engine keeps", () => {
  test("the stop follows entry and target while it waits, and acts for what is left", () => {
    const desk = new Desk({}, true);
    desk.bracket(100, [100]);
    desk.accept();
    desk.fill(desk.order(1), 60);
    desk.accept();
    expect(desk.live().map((o) => o.orderId)).toEqual([1, 2]);
    const stopQuantity = (): number => desk.stage.store.quantity[desk.stage.store.slotOf(9)]!;
    expect(stopQuantity()).toBe(60);
    desk.fill(desk.order(1), 40);
    desk.accept();
    desk.fill(desk.order(2), 30);
    expect(stopQuantity()).toBe(70);
    desk.trade(899);
    expect(desk.requests).toMatchObject([{ kind: "new", orderId: 9, quantity: 70 }]);
    desk.accept();
    desk.fill(desk.order(9), 70, 899);
    desk.accept();
    expect(desk.live()).toEqual([]);
    expect(desk.notices()).toEqual([GroupNotice.Started, GroupNotice.Ended]);
    expect(desk.groups.counts()).toMatchObject({ races: 0, reissues: 0, failures: 0 });
  });

  test("the target is filled whole: the stop that waits is gone at once, and comes back where the entry goes on", () => {
    const desk = new Desk({}, true);
    desk.bracket(100, [100]);
    desk.accept();
    desk.fill(desk.order(1), 50);
    desk.accept();
    desk.fill(desk.order(2), 50);
    expect(desk.stage.store.slotOf(9)).toBe(-1);
    desk.fill(desk.order(1), 50);
    desk.accept();
    const stops = desk.stage.store.list().filter((order) => order.orderType === OrderType.Stop);
    expect(stops).toMatchObject([{ quantity: 50, side: Side.Sell }]);
    desk.trade(900);
    expect(desk.requests).toMatchObject([{ kind: "new", orderId: stops[0]!.orderId, quantity: 50 }]);
  });

  test("the kill switch takes a stop that waits with it", () => {
    const desk = new Desk({}, true);
    desk.bracket(100, [100]);
    desk.accept();
    desk.fill(desk.order(1), 50);
    desk.accept();
    Command.write(desk.inbox, 1, 0, -1, 0, EngineCommand.Halt, 0);
    desk.run();
    desk.accept();
    desk.trade(800);
    expect(desk.requests).toEqual([]);
    expect([desk.live(), desk.stage.store.size]).toEqual([[], 0]);
  });
});

describe("orders among equals", () => {
  test("one cancels all others with its first execution", () => {
    const desk = new Desk();
    const legs = [{ side: Side.Buy, price: 900 }, { price: 1100 }, { price: 1200, instrument: 1 }];
    desk.group(Contingency.OneCancelsOther, legs);
    desk.accept();
    desk.fill(desk.order(2), 10);
    desk.accept();
    expect(desk.live().map((o) => [o.orderId, o.quantity - o.filled])).toEqual([[2, 90]]);
  });

  test("proportional: a fifth of one takes a fifth of the other, in lots, rather more than less", () => {
    const desk = new Desk();
    desk.group(Contingency.OneUpdatesOtherProportional, [{ quantity: 100 }, { quantity: 250 }]);
    desk.accept();
    desk.fill(desk.order(1), 20);
    desk.accept();
    expect(desk.order(2).quantity).toBe(200);
    desk.fill(desk.order(2), 10);
    desk.accept();
    expect(desk.order(1).quantity - desk.order(1).filled).toBe(70);
  });

  test("a rejected one leaves the others, or takes them with it", () => {
    for (const policy of [0, GroupPolicy.EndOnFailure]) {
      const desk = new Desk();
      desk.group(OUO, [{ quantity: 100 }, { quantity: 100 }], policy);
      desk.answer();
      desk.answer(false);
      desk.accept();
      expect(desk.live().length).toBe(policy === 0 ? 1 : 0);
    }
  });
});

describe("what cannot be", () => {
  const bad: [string, number, Leg[], number?][] = [
    ["exits of the entry's side", OUO, [entry(), { ...stop(), side: Side.Buy }]],
    ["more exits than entry", OUO, [entry(), target(60), target(60), stop()]],
    ["two instruments that take from each other", OUO, [{}, { instrument: 1 }]],
    ["two entries", OUO, [entry(), entry()]],
    ["a kind that there is not", 9, [{}, {}]],
    ["a policy that there is not", OUO, [{}, {}], 64],
    ["an order of bad form", OUO, [{}, { quantity: 5 }]],
  ];
  for (const [name, kind, legs, policy] of bad) {
    test(name, () => {
      const desk = new Desk();
      desk.group(kind, legs, policy ?? 0);
      expect(desk.requests).toEqual([]);
      expect(desk.stage.store.size).toBe(0);
      expect(desk.notices()).toContain(GroupNotice.Refused);
      // The room is free again.
      for (let n = 2; n < 30; n++) desk.group(OUO, [{}, {}], 0, n, n * 10);
      expect(desk.groups.counts().started).toBe(8);
    });
  }

  test("an order of a group that is not whole waits; the kill switch ends it", () => {
    const desk = new Desk();
    OrderLink.write(desk.inbox, 1, 0, 0, 1, 1, 1, OUO, LegRole.Leg, 2, 0);
    OrderIntent.write(desk.inbox, 1, 0, 0, 1, 1, 1000, 100, Side.Buy, OrderType.Limit, 0, 7);
    desk.run();
    expect(desk.requests).toEqual([]);
    Command.write(desk.inbox, 1, 0, -1, 0, EngineCommand.CancelAll, 0);
    desk.run();
    expect(desk.stage.store.size).toBe(0);
  });

  test("records fit the rows that keep them", () => {
    for (const { BYTES } of [OrderIntent, OrderTerms]) expect(BYTES - HEADER_BYTES).toBeLessThanOrEqual(16 * 8);
  });
});

/** Chance decides what happens next; what must hold at the end is checked. */
function play(seed: number): string {
  const random = new Random(seed);
  const hasReplace = random.chance(0.5);
  const lots = 1 + random.integer(4);
  const first = random.integer(lots + 1);
  const policy = [0, GroupPolicy.FlattenExcess, GroupPolicy.ReleaseWhenEntryCloses][random.integer(3)]!;
  const emulates = random.chance(0.5);
  let desk = new Desk({ venuesWithoutReplace: hasReplace ? [] : [1] }, emulates);
  desk.isDelayed = true;
  const targets = [first, lots - first].filter((n) => n > 0).map((n) => n * 10);
  if (emulates) desk.bracket(lots * 10, targets, policy);
  else desk.group(OUO, [entry(lots * 10), ...targets.map((n) => target(n)), stop(lots * 10)], policy);
  for (let n = 0; n < 300; n++) {
    const live = desk.live();
    const order = live[random.integer(Math.max(1, live.length))];
    const request = random.integer(Math.max(1, desk.requests.length));
    const roll = random.integer(20);
    if (roll < 7) desk.answer(random.integer(25) > 0, request);
    else if (roll < 15) desk.deliver(random.integer(Math.max(1, desk.underWay)));
    else if (roll < 19 && order !== undefined)
      desk.fill(order, 10 * (1 + random.integer((order.quantity - order.filled) / 10)));
    else if (roll === 19 && random.integer(20) === 0) {
      CancelIntent.write(desk.inbox, 1, 0, 0, 1, 1, 7);
      desk.run();
    } else if (random.integer(40) === 0) desk = swap(desk, hasReplace, emulates);
    else if (random.integer(30) === 0) desk.trade(890 + random.integer(30));
  }
  for (let n = 0; n < 200 && (desk.requests.length > 0 || desk.underWay > 0 || desk.stage.store.size > 0); n++) {
    desk.answer();
    while (desk.underWay > 0) desk.deliver();
    if (desk.requests.length === 0 && desk.underWay === 0) desk.trade(890);
    if (desk.requests.length === 0)
      for (const order of desk.live().slice(0, 1)) desk.fill(order, order.quantity - order.filled);
  }
  expect(desk.live()).toEqual([]);
  expect(desk.stage.store.size).toBe(0);
  const { table } = desk.groups;
  expect(table.phase[0]).toBe(GroupPhase.Ended);
  const all = [...desk.orders.values()];
  const back = new Set(
    desk.seen("OrderGroupChanged").flatMap((view) => (view.notice === GroupNotice.Flattened ? [view.orderId] : [])),
  );
  const bought = all.filter((o) => o.side === Side.Buy && !back.has(o.orderId));
  const sold = all.filter((o) => o.side === Side.Sell && !back.has(o.orderId));
  const sum = (orders: VenueOrder[]): number => orders.reduce((total, o) => total + o.filled, 0);
  const beyond = sum(sold) - sum(bought);
  expect(beyond).toBeLessThanOrEqual(table.excess[0]!);
  if (policy === GroupPolicy.FlattenExcess)
    expect(
      desk
        .seen("OrderGroupChanged")
        .filter((view) => view.notice === GroupNotice.Flattened)
        .reduce((total, view) => total + view.quantity, 0),
    ).toBe(table.excess[0]!);
  const writer = new SnapshotWriter();
  desk.stage.snapshot(writer);
  return writer.hash();
}

/** The same desk, its stage taken back from a snapshot. */
function swap(desk: Desk, hasReplace: boolean, emulates: boolean): Desk {
  const writer = new SnapshotWriter();
  desk.stage.snapshot(writer);
  const other = new Desk({ venuesWithoutReplace: hasReplace ? [] : [1] }, emulates);
  other.stage.restore(new SnapshotReader(writer.finish()));
  other.takeOver(desk);
  return other;
}

test("in a real order manager, in any order of events: nothing is left over, every excess is counted", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (seed) => play(seed) !== ""),
    { numRuns: 150 },
  );
  expect(play(11)).toBe(play(11));
});

test("late reports: a trade after the group has ended is told", () => {
  const desk = new Desk();
  desk.group(OUO, [entry(), target(), stop()], GroupPolicy.FlattenOnFailure);
  desk.accept();
  CancelIntent.write(desk.inbox, 1, 0, 0, 1, 1, 7);
  desk.run();
  desk.accept();
  expect(desk.notices().at(-1)).toBe(GroupNotice.Ended);
  desk.order(1).filled += 20;
  desk.report(desk.order(1), ExecType.Trade, 20, 1000);
  expect(desk.notices().slice(-2)).toEqual([GroupNotice.Unprotected, GroupNotice.Flattened]);
  expect(desk.seen("OrderIntent").at(-1)).toMatchObject({ side: Side.Sell, quantity: 20, orderType: OrderType.Market });
});
