import { describe, expect, test } from "bun:test";
import {
  Bar,
  CancelOrder,
  type EventCursor,
  type EventSink,
  ExecType,
  ExecutionReport,
  NewOrder,
  OrderIntent,
  OrderType,
  Side,
  type Stage,
  TimeInForce,
} from "@hotpath/core";
import type { BarSeries } from "@hotpath/market-data";
import { runBarBacktest, type StrategyContext } from "./bar-backtest.ts";
import { MovingAverageCross } from "./moving-average-cross.ts";
import { dailyBars } from "./testing/daily-bars.ts";

const bars = await dailyBars();

interface Trade {
  bar: number;
  side: string;
  price: number;
  quantity: number;
}

/** Equity of a list of trades, by nothing but addition. */
function equityOf(trades: readonly Trade[], series: BarSeries): number[] {
  let cash = 1_000_000_00;
  let units = 0;
  let next = 0;
  return Array.from(series.close, (close, bar) => {
    for (; next < trades.length && trades[next]!.bar <= bar; next++) {
      const { side, price, quantity } = trades[next]!;
      const signed = side === "buy" ? quantity : -quantity;
      cash -= signed * price;
      units += signed;
    }
    return (cash + units * close) / 100;
  });
}

function check(strategy: (context: StrategyContext) => Stage, want: readonly Trade[], least: number): void {
  const result = runBarBacktest({
    bars,
    strategy,
    riskLimits: { maxDrawdown: 1, maxLeverage: 2, maxConcentration: 2 },
  });
  const trades = result.trades.map(({ timeMicros, side, price, quantity }) => ({
    bar: bars.indexFrom(timeMicros),
    side: side as string,
    price,
    quantity,
  }));
  expect(want.length).toBeGreaterThanOrEqual(least);
  expect(trades).toEqual([...want]);
  const equity = equityOf(want, bars);
  for (let bar = 0; bar < bars.length; bar++) expect(Math.abs(result.equity[bar]! - equity[bar]!)).toBeLessThan(1e-6);
}

/** Enters at the open after a down day, when flat; leaves by a target or a stop around its price, whichever comes first. */
class Bracket implements Stage {
  readonly name = "strategy";
  readonly handles = [Bar.TYPE, ExecutionReport.TYPE];
  #before = 0;
  #id = 0;
  #stop = 0;
  #target = 0;
  #isIn = false;

  on(event: EventCursor, out: EventSink): void {
    if (event.type === Bar.TYPE) {
      const close = Bar.close(event);
      const isDown = close < this.#before;
      this.#before = close;
      if (this.#isIn || !isDown) return;
      this.#isIn = true;
      this.#send(event, out, Side.Buy, OrderType.Market, 0);
      return;
    }
    if (ExecutionReport.execType(event) !== ExecType.Trade) return;
    const order = ExecutionReport.orderId(event);
    const price = ExecutionReport.lastPrice(event);
    if (ExecutionReport.side(event) === Side.Buy) {
      this.#stop = this.#send(event, out, Side.Sell, OrderType.Stop, Math.round(price * 0.98));
      this.#target = this.#send(event, out, Side.Sell, OrderType.Limit, Math.round(price * 1.03));
      return;
    }
    this.#isIn = false;
    const other = order === this.#stop ? this.#target : this.#stop;
    CancelOrder.emit(out, event, 0, 0, other, Side.Sell, 1);
  }

  #send(event: EventCursor, out: EventSink, side: Side, orderType: number, price: number): number {
    this.#id += 1;
    NewOrder.emit(out, event, 0, 0, this.#id, price, 100, side, orderType, TimeInForce.GoodTillCancel, 1);
    return this.#id;
  }
}

describe("the S&P 500", () => {
  test("is there, in order", () => {
    expect(bars.length).toBeGreaterThan(4000);
  });

  test("bought and held", () => {
    const quantity = 500;
    const strategy = ({ orderIds }: StrategyContext): Stage => {
      let isIn = false;
      return {
        name: "strategy",
        handles: [Bar.TYPE],
        on: (event, out) => {
          if (isIn) return;
          isIn = true;
          const id = orderIds.next();
          OrderIntent.emit(out, event, 0, 0, id, 0, quantity, Side.Buy, OrderType.Market, TimeInForce.Day, 1);
        },
      };
    };
    check(strategy, [{ bar: 1, side: "buy", price: bars.open[1]!, quantity }], 1);
  });

  test("a moving-average cross, signal at a close, filled at the next open", () => {
    const trades: Trade[] = [];
    const mean = (end: number, period: number): number =>
      bars.close.subarray(end - period + 1, end + 1).reduce((sum, x) => sum + x, 0) / period;
    let cash = 1_000_000;
    let units = 0;
    for (let bar = 199; bar + 1 < bars.length; bar++) {
      const isUp = mean(bar, 50) > mean(bar, 200);
      if (isUp === units > 0) continue;
      const close = bars.close[bar]! / 100;
      const quantity = units > 0 ? units : Math.floor(((cash + units * close) * 0.98) / close);
      const price = bars.open[bar + 1]!;
      trades.push({ bar: bar + 1, side: isUp ? "buy" : "sell", price, quantity });
      cash += ((isUp ? -1 : 1) * quantity * price) / 100;
      units = isUp ? quantity : 0;
    }
    check((context) => new MovingAverageCross(context), trades, 10);
  });

  test("a bracket: a stop and a target around each entry, the stop first where a day reaches both", () => {
    const recorded: Trade[] = [];
    const strategy = new Bracket();
    const recorder: Stage = {
      name: "fills",
      handles: [ExecutionReport.TYPE],
      on: (event) => {
        if (ExecutionReport.execType(event) !== ExecType.Trade) return;
        recorded.push({
          bar: bars.indexFrom(event.micros),
          side: ExecutionReport.side(event) === Side.Buy ? "buy" : "sell",
          price: ExecutionReport.lastPrice(event),
          quantity: ExecutionReport.lastQuantity(event),
        });
      },
    };
    runBarBacktest({ bars, strategy: () => strategy, stages: [recorder] });
    const want: Trade[] = [];
    const trade = (bar: number, side: string, price: number): void =>
      void want.push({ bar, side, price, quantity: 100 });
    let isIn = false;
    let stop = 0;
    let target = 0;
    for (let bar = 1; bar < bars.length; bar++) {
      const open = bars.open[bar]!;
      let isFresh = false;
      if (!isIn && bar > 1 && bars.close[bar - 1]! < bars.close[bar - 2]!) {
        trade(bar, "buy", open);
        [stop, target, isIn, isFresh] = [Math.round(open * 0.98), Math.round(open * 1.03), true, true];
      }
      if (!isIn) continue;
      // At an open beyond them both are filled at the open; an entry's own open is between them.
      if (!isFresh && open <= stop) trade(bar, "sell", open);
      else if (!isFresh && open >= target) trade(bar, "sell", open);
      else if (bars.low[bar]! <= stop) trade(bar, "sell", stop);
      else if (bars.high[bar]! >= target) trade(bar, "sell", target);
      else continue;
      isIn = false;
    }
    expect(want.length).toBeGreaterThan(200);
    expect(recorded).toEqual(want);
  });
});
