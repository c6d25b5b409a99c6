import { describe, expect, test } from "bun:test";
import {
  Bar,
  type InstrumentDefinition,
  NewOrderTerms,
  OrderType,
  Random,
  Side,
  SnapshotReader,
  SnapshotWriter,
  TimeInForce,
  Trade,
} from "@hotpath/core";
import { defineStrategy, type OrderDescription, OrderUpdateKind } from "@hotpath/engine";
import { BarSeries } from "@hotpath/market-data";
import { BarVenue, type BarVenueOptions } from "./bar-venue.ts";
import { runBacktest } from "./run/run-backtest.ts";
import { walkBars } from "./testing/bars.ts";
import { VenueProbe } from "./testing/venue-probe.ts";

const { Buy, Sell } = Side;
const { Stop, StopLimit, MarketIfTouched, LimitIfTouched, TrailingStop, Market, Limit } = OrderType;
const { AtTheOpening, AtTheClose, GoodTillCancel } = TimeInForce;
const NONE = Number.NaN;

interface Terms {
  trigger?: number;
  amount?: number;
  percent?: number;
  offset?: number;
}

class BarProbe extends VenueProbe<BarVenue> {
  constructor(options: BarVenueOptions = {}, definitions?: readonly InstrumentDefinition[]) {
    super((instruments) => new BarVenue({ instruments, ...options }), definitions);
  }

  at(...prices: number[]): string[] {
    return prices.flatMap((price) => this.event((sink, micros) => Trade.write(sink, micros, 0, 0, 1, price, 0, 0)));
  }

  bar(open: number, high: number, low: number, close: number, volume = 1000): string[] {
    return this.event((sink, micros) => Bar.write(sink, micros, 0, 0, 1, open, high, low, close, volume));
  }

  /** An order as the order manager sends it: its terms ahead of it. */
  send(id: number, side: Side, orderType: number, terms: Terms, limit = 0, quantity = 5): string[] {
    const { trigger = 0, amount = 0, percent = 0, offset = NONE } = terms;
    const told = this.event((sink, micros) =>
      NewOrderTerms.write(sink, micros, 0, 0, 1, id, trigger, amount, percent, offset, 0, 0, 0, 0, 0, 0, 0),
    );
    return [...told, ...this.order(id, side, limit, quantity, GoodTillCancel, orderType)];
  }
}

const begun = (): BarProbe => {
  const venue = new BarProbe();
  venue.bar(100, 105, 95, 100);
  return venue;
};

describe("a bar venue's own triggers", () => {
  test("a stop limit is a limit from its trigger on: filled there, or where the way comes back", () => {
    const venue = begun();
    expect(venue.send(1, Buy, StopLimit, { trigger: 105 }, 106)).toEqual(["1 New"]);
    expect(venue.at(100)).toEqual([]);
    expect(venue.at(110)).toEqual(["1 Trade 5@105 taker leaves 0"]);
    // At an open beyond the limit it is triggered, and waits for the way back.
    venue.bar(100, 110, 100, 104);
    venue.send(2, Buy, StopLimit, { trigger: 105 }, 106);
    expect(venue.at(108)).toEqual([]);
    expect(venue.at(112)).toEqual([]);
    expect(venue.at(104)).toEqual(["2 Trade 5@106 maker leaves 0"]);
    venue.bar(108, 112, 104, 110);
    // The limit of a sell lies above its trigger: what is behind the trigger is not its way.
    venue.send(3, Sell, StopLimit, { trigger: 100 }, 103);
    expect(venue.at(110, 95)).toEqual([]);
    expect(venue.at(104)).toEqual(["3 Trade 5@103 maker leaves 0"]);
  });

  test("an order if touched waits for a price that is better: at the market, or at a limit beyond", () => {
    const venue = begun();
    venue.send(1, Buy, MarketIfTouched, { trigger: 97 });
    venue.send(2, Sell, MarketIfTouched, { trigger: 104 });
    venue.send(3, Buy, LimitIfTouched, { trigger: 97 }, 96);
    venue.send(4, Sell, LimitIfTouched, { trigger: 104 }, 104);
    expect(venue.at(100)).toEqual([]);
    expect(venue.at(97)).toEqual(["1 Trade 5@97 taker leaves 0"]);
    expect(venue.at(95)).toEqual(["3 Trade 5@96 maker leaves 0"]);
    expect(venue.at(106)).toEqual(["2 Trade 5@104 taker leaves 0", "4 Trade 5@104 maker leaves 0"]);
    venue.bar(100, 106, 95, 100);
    venue.send(5, Buy, MarketIfTouched, { trigger: 97 });
    // An open beyond it is better still.
    expect(venue.at(90)).toEqual(["5 Trade 5@90 taker leaves 0"]);
  });

  test("a trailing stop follows the way and acts where it has come back by its distance", () => {
    const venue = begun();
    venue.send(1, Sell, TrailingStop, { amount: 4 });
    expect(venue.venue.visitsLowFirst(0)).toBe(true);
    // The best price is the last close, then the highest of the way.
    expect(venue.at(101, 97)).toEqual(["1 Trade 5@97 taker leaves 0"]);
    venue.bar(101, 101, 97, 100);
    venue.send(2, Sell, TrailingStop, { amount: 4 });
    expect(venue.at(100, 110, 107)).toEqual([]);
    venue.bar(100, 110, 107, 108);
    expect(venue.at(109, 106)).toEqual(["2 Trade 5@106 taker leaves 0"]);
    venue.bar(109, 109, 106, 108);
    // A gap: it is filled at the open.
    venue.send(3, Sell, TrailingStop, { amount: 4 });
    expect(venue.at(90)).toEqual(["3 Trade 5@90 taker leaves 0"]);
    venue.bar(90, 90, 90, 90);
    venue.send(4, Buy, TrailingStop, { percent: 1000 });
    expect(venue.at(90, 80, 87)).toEqual([]);
    expect(venue.at(89)).toEqual(["4 Trade 5@88 taker leaves 0"]);
    venue.bar(90, 90, 80, 89);
    // It begins at its trigger, where that is further than the market's price.
    venue.send(5, Sell, TrailingStop, { trigger: 88, amount: 4 });
    expect(venue.at(89, 88)).toEqual(["5 Trade 5@88 taker leaves 0"]);
    venue.bar(89, 89, 88, 88);
    // With an offset it is a limit order from there on.
    venue.send(6, Sell, TrailingStop, { amount: 4, offset: 1 });
    expect(venue.at(88, 80)).toEqual([]);
    expect(venue.at(86)).toEqual(["6 Trade 5@85 maker leaves 0"]);
  });

  test("what is triggered pays slippage, and waits where there is no volume", () => {
    const ticks = [{ id: 1, symbol: "AAA", priceDecimals: 2, tick: "0.01" }];
    const venue = new BarProbe({ slippage: { ticks: 2 }, participation: 0.01 }, ticks);
    venue.bar(100, 105, 95, 100, 300);
    venue.send(1, Buy, Stop, { trigger: 104 });
    expect(venue.at(100, 106)).toEqual(["1 Trade 3@106 taker leaves 2"]);
    venue.bar(100, 106, 100, 106, 300);
    expect(venue.at(103)).toEqual(["1 Trade 2@105 taker leaves 0"]);
  });

  test("auctions are the open and the close of a bar; whoever is not in them has ended", () => {
    const venue = begun();
    venue.order(1, Buy, 0, 5, AtTheOpening, Market);
    venue.order(2, Buy, 100, 5, AtTheOpening, Limit);
    venue.order(3, Buy, 101, 5, AtTheClose, Limit);
    venue.order(4, Sell, 0, 5, AtTheClose, Market);
    venue.order(5, Sell, 103, 5, AtTheClose, Limit);
    expect(venue.at(101)).toEqual(["2 Expired 3", "1 Trade 5@101 taker leaves 0"]);
    // The way goes through their limits, and is not theirs.
    expect(venue.at(95, 110)).toEqual([]);
    expect(venue.bar(101, 110, 95, 101)).toEqual([
      "3 Trade 5@101 maker leaves 0",
      "4 Trade 5@101 taker leaves 0",
      "5 Expired 3",
    ]);
    expect(venue.venue.waiting).toBe(0);
  });

  test("a replace leaves the trigger and changes the limit; a cancel ends either", () => {
    const venue = begun();
    venue.send(1, Buy, StopLimit, { trigger: 105 }, 106);
    expect(venue.replace(1, Buy, 104, 7)).toEqual(["1 Replaced"]);
    expect(venue.at(100, 110)).toEqual([]);
    expect(venue.at(103)).toEqual(["1 Trade 7@104 maker leaves 0"]);
    venue.send(2, Sell, TrailingStop, { amount: 4 });
    expect(venue.replace(2, Sell, 0, 3)).toEqual(["2 Replaced"]);
    expect(venue.cancel(2, Sell)).toEqual(["2 Canceled"]);
  });

  test("an order without terms is refused, but a stop whose price is its trigger", () => {
    const venue = begun();
    for (const [id, type] of [StopLimit, MarketIfTouched, LimitIfTouched, TrailingStop].entries())
      expect(venue.order(id + 1, Buy, 105, 5, GoodTillCancel, type)).toEqual([`${id + 1} Rejected 4`]);
    expect(venue.order(9, Buy, 105, 5, GoodTillCancel, Stop)).toEqual(["9 New"]);
  });

  test("a venue that is restored goes on with its triggers, its trails and its prices", () => {
    const make = () => {
      const venue = begun();
      venue.send(1, Sell, TrailingStop, { amount: 4 });
      venue.send(2, Buy, StopLimit, { trigger: 112 }, 113);
      venue.at(101, 108);
      return venue;
    };
    const [first, second] = [make(), new BarProbe()];
    const writer = new SnapshotWriter();
    first.venue.snapshot(writer);
    second.venue.restore(new SnapshotReader(writer.finish()));
    const rest = (venue: BarProbe) => [...venue.at(105, 103), ...venue.bar(101, 114, 103, 113), ...venue.at(113)];
    expect(rest(second)).toEqual(rest(first));
  });
});

describe("through the order manager", () => {
  const riskLimits = { maxDrawdown: 1, maxConcentration: 1, maxPositionVar: 1, maxPortfolioVar: 1 };
  const bars = walkBars(400, 8);

  /** Buys at the market, and protects what it has by an order of the type that is asked for. */
  const guarded = (exit: (price: number) => Partial<OrderDescription>, seen: Set<string>, handling: string[]) =>
    defineStrategy({
      name: "guarded",
      create(context) {
        let isArmed = false;
        return {
          onStart() {
            for (const type of ["stop", "trailing-stop", "limit"] as const)
              handling.push(context.orders.handling(type));
            handling.push(
              context.orders.handling("market", "AtTheClose"),
              context.orders.handling("limit", "GoodTillDate"),
            );
          },
          onBar({ close }) {
            const held = context.position(0);
            if (held === 0) {
              isArmed = false;
              if (context.orders.count === 0) context.orders.market(0, Buy, 100);
            } else if (!isArmed) {
              isArmed = true;
              context.orders.submit({ instrument: 0, side: "sell", quantity: BigInt(held), ...exit(close) });
            }
          },
          onOrder({ kind }) {
            if (kind === OrderUpdateKind.Held) seen.add("held");
            context.orders.forEach((order) => void (order.isEmulated && seen.add("emulated")));
          },
        };
      },
    });
  const run = (exit: (price: number) => Partial<OrderDescription>, emulation: object) => {
    const [seen, handling] = [new Set<string>(), [] as string[]];
    const strategy = guarded(exit, seen, handling);
    const result = runBacktest({ strategy, data: bars, config: { riskLimits, emulation } });
    expect(result.fault).toBeUndefined();
    return { ...result, seen, asked: handling };
  };
  const emulated = { capabilities: { orderTypes: [Market, Limit] } };

  test("the venue has stops by itself, and the run says so; without it the engine holds them, and says so too", () => {
    const exit = (close: number) => ({ type: "stop", triggerPrice: BigInt(Math.round(close * 0.995)) }) as const;
    const native = run(exit, {});
    expect(native.asked).toEqual(["venue", "venue", "venue", "venue", "engine"]);
    expect([...native.seen]).toEqual([]);
    const stops = native.orders.filter(({ type }) => type === "stop");
    expect(stops.length).toBeGreaterThan(3);
    expect(stops.every(({ heldAs, price }) => heldAs === null && price > 0)).toBe(true);
    expect(native.handling.orderTypes).toMatchObject({ stop: "venue", trailingStop: "venue", limit: "venue" });
    expect(native.handling.timesInForce).toMatchObject({ AtTheClose: "venue", GoodTillDate: "engine" });
    // A stop is filled at its trigger, or at an open below it.
    const opens = new Set(bars.open);
    for (const { filled, averagePrice, price } of stops)
      if (filled > 0) expect(averagePrice === price || (averagePrice < price && opens.has(averagePrice))).toBe(true);
    const other = run(exit, emulated);
    expect(other.asked).toEqual(["engine", "engine", "venue", "engine", "engine"]);
    expect([...other.seen].sort()).toEqual(["emulated", "held"]);
    const held = other.orders.filter(({ heldAs }) => heldAs === "stop");
    expect(held.length).toBeGreaterThan(0);
    expect(held.every(({ type }) => type === "market")).toBe(true);
    expect(other.handling.orderTypes).toMatchObject({ stop: "engine", limit: "venue" });
  });

  test("trailing stops follow the bars as a walk of each bar's points says", () => {
    const amount = 1500;
    const { orders, fills } = run(() => ({ type: "trailing-stop", trailAmount: "15.00" }), {});
    const trails = orders.filter(({ type }) => type === "trailingStop");
    expect(trails.length).toBeGreaterThan(3);
    for (const { orderId, timeMicros, filled } of trails) {
      const from = bars.indexFrom(timeMicros);
      let best = bars.close[from]!;
      let expected = NONE;
      // Low before high: of a sell the worse way.
      for (let bar = from + 1; bar < bars.length && Number.isNaN(expected); bar++) {
        let last = NONE;
        for (const price of [bars.open[bar]!, bars.low[bar]!, bars.high[bar]!, bars.close[bar]!]) {
          const reach = best - amount;
          if (Number.isNaN(last) ? price <= reach : price <= reach) expected = Number.isNaN(last) ? price : reach;
          if (!Number.isNaN(expected)) break;
          best = Math.max(best, price);
          last = price;
        }
      }
      const fill = fills.find((each) => each.orderId === orderId);
      expect(fill?.price ?? NONE).toBe(filled > 0 ? expected : NONE);
    }
  });

  test("orders at the close are filled there, at the open at the next open", () => {
    const closing = run(() => ({ type: "market", timeInForce: "AtTheClose" }), {});
    const [closes, opens] = [new Set(bars.close), new Set(bars.open)];
    const sold = closing.fills.filter(({ side }) => side === "sell");
    expect(sold.length).toBeGreaterThan(20);
    expect(sold.every(({ price }) => closes.has(price))).toBe(true);
    const opening = run(() => ({ type: "market", timeInForce: "AtTheOpening" }), {});
    expect(opening.fills.filter(({ side }) => side === "sell").every(({ price }) => opens.has(price))).toBe(true);
  });

  test("random orders of every type keep the books right", () => {
    const random = new Random(12);
    const types = ["stop", "stop-limit", "market-if-touched", "limit-if-touched", "trailing-stop"] as const;
    const strategy = defineStrategy({
      name: "many",
      create: (context) => ({
        onBar({ close }) {
          const type = types[random.integer(types.length)]!;
          const side = random.integer(2) === 0 ? "buy" : "sell";
          const near = () => BigInt(Math.round(close + (random.integer(400) - 200) * 5));
          const price = type.endsWith("limit") || type === "limit-if-touched" ? { price: near() } : {};
          const trigger = type === "trailing-stop" ? { trailAmount: "7.50" } : { triggerPrice: near() };
          context.orders.submit({ instrument: 0, side, type, quantity: 1 + random.integer(9), ...price, ...trigger });
          if (random.integer(3) === 0) context.orders.cancelAll();
        },
      }),
    });
    const series = new BarSeries(bars.instrument, bars);
    const { fills, orders, positions, state, fault } = runBacktest({
      strategy,
      data: series,
      config: { riskLimits: { ...riskLimits, maxLeverage: 10 }, emulation: {} },
      participation: 0.5,
      slippage: { basisPoints: 1 },
    });
    expect(fault).toBeUndefined();
    expect([state, fills.length > 50]).toEqual(["Stopped", true]);
    const net = fills.reduce((sum, { side, quantity }) => sum + (side === "buy" ? quantity : -quantity), 0);
    expect(positions[0]!.at(-1)).toBe(net);
    expect(orders.every(({ filled, quantity }) => filled <= quantity)).toBe(true);
    // No fill lies outside its bar but by slippage.
    for (const { timeMicros, price } of fills) {
      const bar = bars.indexFrom(timeMicros);
      expect(price >= bars.low[bar]! * 0.9998 - 1 && price <= bars.high[bar]! * 1.0002 + 1).toBe(true);
    }
  });
});
