import { describe, expect, test } from "bun:test";
import {
  Command,
  EngineCommand,
  type EventView,
  ExecType,
  OrderStatus,
  OrderType,
  PegPriceType,
  Side,
  SnapshotReader,
  SnapshotWriter,
  TimeInForce,
  TradingState,
  TriggerPriceType,
} from "@hotpath/core";
import { OrderDesk } from "../testing/desk.ts";
import type { EmulationOptions } from "./emulation-options.ts";

const { Stop, StopLimit, TrailingStop, MarketIfTouched, LimitIfTouched, MarketToLimit, Pegged, Limit, Market } =
  OrderType;
const { Sell } = Side;
const names = (events: EventView[]): string => events.map((e) => e.type).join(" ");
const desk = (emulation: EmulationOptions = {}): OrderDesk => new OrderDesk({ emulation });

describe("prices set off", () => {
  const cases: [string, Parameters<OrderDesk["extended"]>[1], number[], object][] = [
    ["a stop to buy", { type: Stop, triggerPrice: 10_050 }, [10_000, 10_045, 10_050], { orderType: Market, price: 0 }],
    ["a stop to sell", { type: Stop, side: Sell, triggerPrice: 9_950 }, [10_000, 9_955, 9_900], { orderType: Market }],
    ["a stop limit", { type: StopLimit, price: 10_060, triggerPrice: 10_050 }, [10_000, 10_055], { orderType: Limit, price: 10_060 }],
    ["a market if touched", { type: MarketIfTouched, triggerPrice: 9_950 }, [10_000, 9_950], { orderType: Market }],
    ["a limit if touched to sell", { type: LimitIfTouched, side: Sell, price: 10_040, triggerPrice: 10_050 }, [10_000, 10_051], { orderType: Limit, price: 10_040 }],
    ["a trailing stop by an amount", { type: TrailingStop, side: Sell, trailAmount: 30 }, [10_000, 10_100, 10_080, 10_150, 10_121, 10_120], { orderType: Market }],
    ["a trailing stop to buy, by a share", { type: TrailingStop, trailPercent: 100 }, [10_000, 9_000, 9_089, 9_090], { orderType: Market }],
    ["a trailing stop with a limit", { type: TrailingStop, side: Sell, trailAmount: 30, limitOffset: -12 }, [10_000, 9_970], { orderType: Limit, price: 9_955 }],
    ["a trailing stop that begins somewhere", { type: TrailingStop, side: Sell, trailAmount: 30, triggerPrice: 9_900 }, [10_000, 9_971, 9_970], { orderType: Market }],
    ["a trailing stop that begins nearer", { type: TrailingStop, side: Sell, trailAmount: 30, triggerPrice: 9_990 }, [10_000, 9_991, 9_990], { orderType: Market }],
  ]; // biome-ignore format: a table
  for (const [name, order, prices, request] of cases)
    test(name, () => {
      const d = desk();
      d.trade(prices[0]!);
      const held = d.extended(1, order);
      expect(held).toMatchObject([{ type: "OrderHeld", orderId: 1, holder: 1, strategy: 7 }]);
      expect(d.stage.store.list()).toMatchObject([{ status: OrderStatus.Held, isEmulated: true }]);
      for (const price of prices.slice(1, -1)) expect(d.trade(price)).toEqual([]);
      expect(d.trade(prices.at(-1)!)).toMatchObject([
        { type: "OrderTriggered", orderId: 1, marketPrice: prices.at(-1) },
        { type: "OrderRequest", orderId: 1, quantity: 100, ...request },
      ]);
      // Once.
      expect(d.trade(prices[0]!)).toEqual([]);
      expect(d.trade(prices.at(-1)!)).toEqual([]);
      expect(d.status(1)).toBe(OrderStatus.PendingNew);
    });

  test("which price is watched: last, bid, offer, mid; of a bar, its path", () => {
    const d = desk({ triggerPrice: TriggerPriceType.Offer });
    d.quote(10_000, 10_010);
    d.extended(1, { type: Stop, triggerPrice: 10_050 });
    d.extended(2, { type: Stop, triggerPrice: 10_050, triggerPriceType: TriggerPriceType.Bid });
    d.extended(3, { type: Stop, triggerPrice: 10_050, triggerPriceType: TriggerPriceType.Mid });
    d.extended(4, { type: Stop, triggerPrice: 10_050, triggerPriceType: TriggerPriceType.Last });
    const fired = (events: EventView[]): number[] =>
      events.flatMap((e) => (e.type === "OrderTriggered" ? [e.orderId] : []));
    expect(fired(d.quote(10_040, 10_050))).toEqual([1]);
    expect(fired(d.quote(10_048, 10_052))).toEqual([3]);
    expect(fired(d.quote(10_050, Number.NaN))).toEqual([2]);
    expect(fired(d.trade(10_049))).toEqual([]);
    expect(fired(d.trade(10_060))).toEqual([4]);
  });

  test("where the price is there already, nothing is waited for", () => {
    const d = desk();
    d.trade(10_060);
    expect(names(d.extended(1, { type: Stop, triggerPrice: 10_050 }))).toBe("OrderHeld OrderTriggered OrderRequest");
    expect(names(d.extended(2, { type: MarketIfTouched, triggerPrice: 10_050 }))).toBe("OrderHeld");
  });

  test("what is released passes the gate, and one that is refused is gone", () => {
    const d = desk();
    d.extended(1, { type: Stop, triggerPrice: 10_050 });
    d.trade(10_050);
    d.refuse(1, 44);
    expect([d.stage.store.size, d.status(1)]).toEqual([0, undefined]);
    expect(names(d.extended(1, { type: Stop, triggerPrice: 10_100 }))).toBe("OrderHeld");
  });
});

describe("held orders", () => {
  test("are cancelled at once: by themselves, their strategy's, or all", () => {
    const d = desk();
    for (const id of [1, 2, 3]) d.extended(id, { type: Stop, triggerPrice: 10_050 });
    expect(d.cancel(1)).toMatchObject([
      { type: "OrderClosed", orderId: 1, status: OrderStatus.Canceled, released: 100 },
    ]);
    expect(names(d.massCancel(7))).toBe("OrderClosed OrderClosed");
    expect(d.trade(10_060)).toEqual([]);
    expect(d.stage.store.size).toBe(0);
  });

  test("have new terms at once", () => {
    const d = desk();
    d.trade(10_000);
    d.extended(1, { type: StopLimit, price: 10_060, triggerPrice: 10_050 });
    expect(d.replace(1, 10_070, 200)).toMatchObject([
      { type: "OrderReplaced", price: 10_070, quantity: 200, accepted: 1 },
    ]);
    expect(d.replace(1, 10_071, 200)).toMatchObject([{ type: "OrderRefused", reason: 20 }]);
    d.terms(1, { triggerPrice: 10_100 });
    expect(names(d.replace(1, 10_110, 200))).toBe("OrderReplaced OrderHeld");
    expect(d.trade(10_090)).toEqual([]);
    expect(d.trade(10_100)).toMatchObject([
      { triggerPrice: 10_100 },
      { type: "OrderRequest", price: 10_110, quantity: 200 },
    ]);
    // Terms that reach the price as it stands.
    d.extended(2, { type: Stop, triggerPrice: 10_150 });
    d.terms(2, { triggerPrice: 10_050 });
    expect(d.replace(2, 0, 50).map((e) => [e.type, (e as { quantity?: number }).quantity])).toEqual([
      ["OrderReplaced", 50],
      ["OrderHeld", 50],
      ["OrderTriggered", undefined],
      ["OrderRequest", 50],
    ]);
  });

  test("end by their time: a date, the end of a day, the close", () => {
    const hour = 3_600_000_000;
    const d = desk({ dayEndMicros: 21 * hour });
    d.now = 20 * hour;
    const day = { type: Stop, triggerPrice: 10_050, timeInForce: TimeInForce.Day };
    d.extended(1, { ...day, timeInForce: TimeInForce.GoodTillDate, expireMicros: 20 * hour + 5 });
    d.extended(2, day);
    expect(d.timer(20 * hour + 4)).toEqual([]);
    expect(d.timer(20 * hour + 5)).toMatchObject([{ type: "OrderClosed", orderId: 1, status: OrderStatus.Expired }]);
    expect(d.quote(10_000, 10_010, 21 * hour)).toMatchObject([{ orderId: 2, status: OrderStatus.Expired }]);
    d.extended(3, day);
    d.extended(4, { ...day, timeInForce: TimeInForce.GoodTillCancel });
    expect(d.tradingStatus(TradingState.Closed)).toMatchObject([{ orderId: 3, status: OrderStatus.Expired }]);
    expect(d.stage.store.list()).toMatchObject([{ orderId: 4 }]);
  });

  test("are refused where they could not pass now, by the gate that is asked", () => {
    const d = desk({ entryGate: { check: (_i, _s, price, quantity) => (quantity > 50 && price === 0 ? 40 : 0) } });
    expect(d.extended(1, { type: Stop, triggerPrice: 10_050 })).toMatchObject([{ type: "OrderRefused", reason: 40 }]);
    expect(names(d.extended(1, { type: Stop, triggerPrice: 10_050, quantity: 50 }))).toBe("OrderHeld");
  });
});

test("the kill switch ends what is held in any way, and cancels what works", () => {
  let id = 100;
  const d = desk({ orderIds: { next: () => id++ }, capabilities: { orderTypes: [Market, Limit] } });
  d.trade(10_000);
  const { AtTheOpening, GoodTillDate } = TimeInForce;
  d.extended(1, { type: Stop, triggerPrice: 10_050 });
  d.extended(2, { type: TrailingStop, side: Sell, trailAmount: 20 });
  d.extended(3, { type: Market, timeInForce: AtTheOpening });
  d.extended(4, { type: MarketToLimit });
  d.extended(5, { type: Limit, price: 10_000, quantity: 50, displayQuantity: 20 });
  d.extended(6, { type: Limit, price: 10_000, timeInForce: GoodTillDate, expireMicros: 50 });
  d.extended(7, { type: LimitIfTouched, price: 9_950, triggerPrice: 9_950 });
  Command.write(d.inbox, d.now, 0, -1, 0, EngineCommand.Halt, 0);
  const events = d.run();
  const ended = events.flatMap((e) => (e.type === "OrderClosed" ? [e.orderId] : []));
  const canceled = events.flatMap((e) => (e.type === "CancelOrder" ? [e.orderId] : []));
  expect([ended.toSorted(), canceled.toSorted()]).toEqual([[1, 2, 3, 4, 7], [100, 6].toSorted()]);
  d.report(100, ExecType.Canceled);
  d.report(6, ExecType.Canceled);
  expect(d.stage.store.size).toBe(0);
  expect([...d.trade(9_000), ...d.trade(11_000), ...d.quote(9_990, 10_010), ...d.timer(60)]).toEqual([]);
  expect(d.tradingStatus(TradingState.Auction)).toEqual([]);
});

describe("at the venue", () => {
  test("a time in force that it lacks is ended by the engine, and the cancel is an expiry", () => {
    const d = desk({ capabilities: { timesInForce: [TimeInForce.GoodTillCancel] } });
    const order = { type: Limit, price: 10_000, timeInForce: TimeInForce.GoodTillDate, expireMicros: 1_000 };
    expect(d.extended(1, order)).toMatchObject([{ type: "OrderRequest", timeInForce: TimeInForce.GoodTillCancel }]);
    d.report(1, ExecType.New);
    expect(d.stage.store.list()).toMatchObject([{ isEmulated: true, status: OrderStatus.New }]);
    expect(d.timer(1_000)).toMatchObject([{ type: "CancelOrder", orderId: 1 }]);
    expect(d.report(1, ExecType.Canceled)).toMatchObject([{ type: "OrderClosed", status: OrderStatus.Expired }]);
  });

  test("a pegged order is priced by the quote, within its cap, and moved not too often", () => {
    const d = desk({ pegIntervalMicros: 100 });
    const primary = { type: Pegged, pegPriceType: PegPriceType.Primary, pegOffset: -5, price: 10_020 };
    expect(d.extended(1, primary)).toMatchObject([{ type: "OrderHeld" }]);
    expect(d.quote(10_003, 10_030, 1_000)).toMatchObject([
      { type: "OrderTriggered" },
      { type: "OrderRequest", orderType: Limit, price: 9_995 },
    ]);
    d.report(1, ExecType.New);
    expect(d.quote(10_013, 10_030, 1_050)).toEqual([]);
    expect(d.quote(10_014, 10_030, 1_100)).toMatchObject([{ type: "ReplaceRequest", price: 10_005, quantity: 100 }]);
    expect(d.quote(10_020, 10_030, 1_300)).toEqual([]);
    d.report(1, ExecType.Replaced);
    expect(d.quote(10_500, 10_530, 1_400)).toMatchObject([{ price: 10_020 }]);
    d.report(1, ExecType.Replaced);
    // A replace says where the cap is.
    expect(d.replace(1, 10_010, 150)).toMatchObject([{ type: "ReplaceRequest", price: 10_010, quantity: 150 }]);
    const mid = { type: Pegged, pegPriceType: PegPriceType.Midpoint, side: Sell };
    expect(d.extended(2, mid)).toMatchObject([{ type: "OrderRequest", price: 10_515 }]);
    const market = { type: Pegged, pegPriceType: PegPriceType.Market };
    expect(d.extended(3, market)).toMatchObject([{ type: "OrderRequest", price: 10_530 }]);
  });

  test("a market order that becomes a limit order is one at the touch", () => {
    const d = desk();
    expect(names(d.extended(1, { type: MarketToLimit }))).toBe("OrderHeld");
    expect(d.quote(9_990, 10_003)).toMatchObject([{}, { type: "OrderRequest", orderType: Limit, price: 10_005 }]);
    expect(d.extended(2, { type: MarketToLimit, side: Sell })).toMatchObject([{ price: 9_990 }]);
  });

  test("what it has by itself it is told, ahead of the order", () => {
    const d = desk({
      capabilities: { orderTypes: [Market, Limit, Stop, TrailingStop], icebergs: true, minimumQuantities: true },
    });
    expect(d.extended(1, { type: Stop, triggerPrice: 10_050 })).toMatchObject([
      { type: "NewOrderTerms", orderId: 1, triggerPrice: 10_050 },
      { type: "OrderRequest", orderId: 1, orderType: Stop },
    ]);
    expect(d.stage.store.list()).toMatchObject([{ isEmulated: false }]);
    expect(names(d.extended(2, { type: Limit, price: 10_000, displayQuantity: 20, minQuantity: 10 }))).toBe(
      "NewOrderTerms OrderRequest",
    );
    // Its stops watch the last trade alone.
    expect(names(d.extended(3, { type: Stop, triggerPrice: 10_050, triggerPriceType: TriggerPriceType.Bid }))).toBe(
      "OrderHeld",
    );
    const other = new OrderDesk({ emulation: { venues: { 1: { orderTypes: [Limit] } } } });
    expect(other.intent(1, 100, 0, Market)).toMatchObject([{ type: "OrderRefused", reason: 30 }]);
  });

  test("an iceberg shows one slice after the other, each an order of its own", () => {
    let id = 100;
    const d = desk({ orderIds: { next: () => id++ } });
    const iceberg = { type: Limit, price: 10_000, quantity: 50, displayQuantity: 20 };
    expect(d.extended(1, iceberg)).toMatchObject([
      { type: "OrderHeld" },
      { type: "OrderRequest", orderId: 100, quantity: 20 },
    ]);
    d.report(100, ExecType.New);
    expect(d.report(100, ExecType.Trade, { lastQuantity: 20, cumulativeQuantity: 20 })).toMatchObject([
      { type: "Fill", orderId: 100 },
      { type: "OrderProgress", orderId: 1, sliceId: 100, quantity: 20, leavesQuantity: 30, cumulativeQuantity: 20 },
      { type: "OrderClosed", orderId: 100 },
      { type: "OrderRequest", orderId: 101, quantity: 20 },
    ]);
    expect(d.replace(1, 10_000, 30)).toMatchObject([{ type: "OrderRefused", reason: 21 }]);
    expect(d.replace(1, 10_000, 40)).toMatchObject([{ type: "OrderReplaced", quantity: 40 }]);
    const last = d.report(101, ExecType.Trade, { lastQuantity: 20, cumulativeQuantity: 20 });
    expect(last.map((e) => [e.type, (e as { orderId?: number }).orderId])).toEqual([
      ["Fill", 101],
      ["OrderProgress", 1],
      ["OrderClosed", 101],
      ["OrderClosed", 1],
    ]);
    expect(last.at(-1)).toMatchObject({ status: OrderStatus.Filled, cumulativeQuantity: 40 });
    expect(d.stage.store.size).toBe(0);
  });

  test("a cancel of an iceberg ends it when its slice has ended; a slice that is refused ends it too", () => {
    let id = 100;
    const d = desk({ orderIds: { next: () => id++ } });
    const iceberg = { type: Limit, price: 10_000, quantity: 50, displayQuantity: 20 };
    d.extended(1, iceberg);
    expect(d.cancel(1)).toMatchObject([{ type: "CancelOrder", orderId: 100 }]);
    expect(d.status(1)).toBe(OrderStatus.PendingCancel);
    d.report(100, ExecType.Trade, { lastQuantity: 10, cumulativeQuantity: 10, leavesQuantity: 10 });
    expect(d.report(100, ExecType.Canceled, { cumulativeQuantity: 10 })).toMatchObject([
      { type: "OrderClosed", orderId: 100, status: OrderStatus.Canceled },
      { type: "OrderClosed", orderId: 1, status: OrderStatus.Canceled, cumulativeQuantity: 10, released: 40 },
    ]);
    d.extended(2, iceberg);
    expect(d.refuse(101, 44)).toMatchObject([{ type: "OrderClosed", orderId: 2, status: OrderStatus.Canceled }]);
    expect(d.stage.store.size).toBe(0);
  });
});

describe("auctions", () => {
  const { AtTheOpening, AtTheClose, GoodForAuction } = TimeInForce;
  const { PreOpen, Trading, Auction, Halted, Closed } = TradingState;

  test("orders join the auction that they are for, and leave with its end", () => {
    const d = desk();
    d.extended(1, { type: Market, timeInForce: AtTheOpening });
    d.extended(2, { type: Limit, price: 10_000, timeInForce: AtTheClose });
    d.extended(3, { type: Limit, price: 10_000, timeInForce: GoodForAuction });
    expect(d.stage.store.list().map((o) => o.status)).toEqual([OrderStatus.Held, OrderStatus.Held, OrderStatus.Held]);
    const requests = (events: EventView[]): number[] =>
      events.flatMap((e) => (e.type === "OrderRequest" ? [e.orderId] : []));
    expect(requests(d.tradingStatus(PreOpen))).toEqual([1, 3]);
    d.report(3, ExecType.New);
    d.report(1, ExecType.Trade, { lastQuantity: 100, cumulativeQuantity: 100 });
    expect(d.tradingStatus(Trading)).toMatchObject([{ type: "CancelOrder", orderId: 3 }]);
    expect(d.report(3, ExecType.Canceled)).toMatchObject([{ status: OrderStatus.Expired }]);
    d.tradingStatus(Halted);
    expect(requests(d.tradingStatus(Auction))).toEqual([]);
    d.tradingStatus(Trading);
    expect(d.tradingStatus(Auction)).toMatchObject([
      {},
      { type: "OrderRequest", orderId: 2, timeInForce: TimeInForce.Day },
    ]);
    // One that comes while the auction gathers joins it.
    expect(requests(d.extended(4, { type: Market, timeInForce: AtTheClose }))).toEqual([4]);
    expect(names(d.tradingStatus(Closed))).toBe("CancelOrder CancelOrder");
  });

  test("an opening without an auction: at once or not at all", () => {
    const d = desk();
    d.extended(1, { type: Market, timeInForce: AtTheOpening });
    expect(d.tradingStatus(Trading)).toMatchObject([
      {},
      { type: "OrderRequest", timeInForce: TimeInForce.ImmediateOrCancel },
    ]);
    const other = desk({ capabilities: { timesInForce: [TimeInForce.Day] } });
    other.extended(1, { type: Market, timeInForce: AtTheOpening });
    expect(other.tradingStatus(Trading)).toMatchObject([{ type: "OrderClosed", status: OrderStatus.Expired }]);
  });
});

describe("the form of terms", () => {
  const bad: [string, Parameters<OrderDesk["extended"]>[1], number][] = [
    ["a stop without a trigger", { type: Stop }, 29],
    ["a trigger off tick", { type: Stop, triggerPrice: 10_001 }, 29],
    ["a limit order with a trigger", { type: Limit, price: 10_000, triggerPrice: 10_000 }, 29],
    ["a stop with a price", { type: Stop, price: 10_000, triggerPrice: 10_000 }, 20],
    ["a trailing stop without a distance", { type: TrailingStop }, 29],
    ["a trailing stop with two", { type: TrailingStop, trailAmount: 5, trailPercent: 5 }, 29],
    ["a distance of the whole", { type: TrailingStop, trailPercent: 10_000 }, 29],
    ["a distance that is no integer", { type: TrailingStop, trailAmount: 1.5 }, 29],
    ["a pegged order that follows nothing", { type: Pegged }, 29],
    ["a date that is over", { type: Limit, price: 10_000, timeInForce: TimeInForce.GoodTillDate, expireMicros: 1 }, 29],
    ["a date without good till date", { type: Limit, price: 10_000, expireMicros: 100 }, 29],
    ["a slice off lot", { type: Limit, price: 10_000, displayQuantity: 15 }, 29],
    ["a stop for an auction", { type: Stop, triggerPrice: 10_000, timeInForce: TimeInForce.AtTheClose }, 29],
    ["a price that nobody watches", { type: Stop, triggerPrice: 10_000, triggerPriceType: 4 }, 29],
    ["a minimum that nobody keeps", { type: Limit, price: 10_000, minQuantity: 10 }, 30],
    ["slices without ids", { type: Limit, price: 10_000, displayQuantity: 20 }, 30],
    ["a day that nobody ends", { type: Limit, price: 10_000, timeInForce: TimeInForce.Day, instructions: 1 }, 30],
  ]; // biome-ignore format: a table
  for (const [name, order, reason] of bad)
    test(`${name} is refused`, () => {
      const d = desk({ capabilities: { timesInForce: [TimeInForce.GoodTillCancel] } });
      expect(d.extended(1, order)).toMatchObject([{ type: "OrderRefused", orderId: 1, reason, request: 0 }]);
      expect(d.stage.store.size).toBe(0);
      // Nothing is left of its terms.
      expect(names(d.extended(1, { type: Stop, triggerPrice: 10_000 }))).toBe("OrderHeld");
    });

  test("there is room for so many, and without emulation for none", () => {
    const d = desk({ maxOrders: 2 });
    d.extended(1, { type: Stop, triggerPrice: 10_000 });
    d.extended(2, { type: Stop, triggerPrice: 10_000 });
    expect(d.extended(3, { type: Stop, triggerPrice: 10_000 })).toMatchObject([{ reason: 27 }]);
    expect(new OrderDesk().intent(1, 100, 0, Stop)).toMatchObject([{ type: "OrderRefused", reason: 30 }]);
  });

  test("options are checked by name", () => {
    const make = (emulation: object) => () => new OrderDesk({ emulation: emulation as EmulationOptions });
    expect(make({ foo: 1 })).toThrow("emulation.foo");
    expect(make({ triggerPrice: 5 })).toThrow("emulation.triggerPrice: got 5");
    expect(make({ maxOrders: 0 })).toThrow("emulation.maxOrders: got 0");
    expect(make({ dayEndMicros: -1 })).toThrow("emulation.dayEndMicros: got -1");
    expect(make({ pegIntervalMicros: 0.5 })).toThrow("emulation.pegIntervalMicros: got 0.5");
    expect(make({ capabilities: { orderTypes: [99] } })).toThrow("emulation.capabilities.orderTypes[0]: got 99");
    expect(make({ venues: { 3: { icebergs: 1 } } })).toThrow("emulation.venues.3.icebergs: got 1");
  });
});

test("a snapshot holds what waits: another stage goes on the same", () => {
  const options = { dayEndMicros: 5_000, orderIds: { next: () => 500 } };
  const d = desk(options);
  d.trade(10_000);
  d.quote(9_990, 10_010);
  d.extended(1, { type: Stop, triggerPrice: 10_100 });
  d.extended(2, { type: TrailingStop, side: Sell, trailPercent: 50 });
  d.extended(3, { type: Pegged, pegPriceType: PegPriceType.Primary });
  d.extended(4, { type: Limit, price: 9_900, quantity: 50, displayQuantity: 20, timeInForce: TimeInForce.Day });
  d.extended(5, { type: Market, timeInForce: TimeInForce.AtTheClose });
  d.trade(10_080);
  d.terms(6, { triggerPrice: 10_090 });
  const writer = new SnapshotWriter();
  d.run();
  d.stage.snapshot(writer);
  const other = desk(options);
  other.now = d.now;
  other.stage.restore(new SnapshotReader(writer.finish()));
  const again = new SnapshotWriter();
  other.stage.snapshot(again);
  expect(again.hash()).toBe(writer.hash());
  const go = (x: OrderDesk): EventView[] => [
    ...x.trade(10_029),
    ...x.trade(10_100),
    ...x.report(500, ExecType.Trade, { lastQuantity: 20, cumulativeQuantity: 20 }),
    ...x.report(3, ExecType.New),
    ...x.quote(9_995, 10_010, 200_000),
    ...x.tradingStatus(TradingState.Closed),
  ];
  const events = go(d);
  expect(events.length).toBeGreaterThan(8);
  expect(go(other)).toEqual(events);
  expect(() => new OrderDesk().stage.restore(new SnapshotReader(writer.finish()))).toThrow("one side only");
});
