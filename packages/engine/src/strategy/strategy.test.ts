import { describe, expect, test } from "bun:test";
import {
  Bar,
  Command,
  EngineCommand,
  ExecType,
  ExecutionReport,
  OrderStatus,
  Side,
  StrategyAction,
  StrategyState,
  TimeInForce,
  TriggerPriceType,
} from "@hotpath/core";
import { Contingency, LegRole } from "@hotpath/orders/groups";
import { RefusalReason } from "@hotpath/risk";
import { defineStrategy, OrderUpdateKind, PaperVenue, StrategyEngine } from "../index.ts";
import { instruments } from "../testing/quotes.ts";

import { engineOf, LIMITS, quote } from "../testing/strategies.ts";

describe("handlers", () => {
  test("onStart comes once, before the first event, and each event reaches its own handler in the order of the inputs", () => {
    const calls: string[] = [];
    const { engine } = engineOf((context) => ({
      onStart: () => void calls.push(`start@${context.nowMicros}`),
      onBook: (book) => void calls.push(`book ${book.instrument} ${book.bidPrice}/${book.askPrice} ${book.midPrice}`),
      onBar: (bar) => void calls.push(`bar ${bar.open} ${bar.high} ${bar.low} ${bar.close} ${bar.volume}`),
    }));
    quote(engine, 5);
    Bar.write(engine.inbox, 6, 7, 1, 3, 10, 12, 9, 11, 500);
    quote(engine, 8, 20_000, 1);
    expect(calls).toEqual(["start@5", "book 0 10000/10002 10001", "bar 10 12 9 11 500", "book 1 20000/20002 20001"]);
    expect(engine.strategies[0]!.state).toBe(StrategyState.Running);
  });

  test("time is the event's, and nothing can be done outside of handlers", () => {
    const times: unknown[] = [];
    let send = (): number => 0;
    const { engine } = engineOf((context) => {
      send = () => context.orders.limit(0, Side.Buy, 10_000, 1);
      return {
        onBar: (bar) => void times.push(context.now, context.nowMicros, context.nowNanos, bar.nanos, bar.venue),
      };
    });
    Bar.write(engine.inbox, 1_000_000, 123, 0, 9, 1, 1, 1, 1, 1);
    engine.process();
    expect(times).toEqual([1_000_000_123n, 1_000_000, 123, 123, 9]);
    expect(send).toThrow("acts inside its handlers only");
  });

  test("orders, fills and ends come back to the strategy that sent them, and to nobody else", () => {
    const news: string[] = [];
    const trader = defineStrategy({
      name: "trader",
      create: (context) => ({
        onBook(book) {
          if (context.position(0) === 0 && context.orders.count === 0)
            context.orders.limit(book.instrument, Side.Buy, book.askPrice, 150);
        },
        onOrder: (update) => void news.push(update.toString()),
      }),
    });
    const idle = defineStrategy({ name: "idle", create: () => ({ onOrder: () => void news.push("not mine") }) });
    const engine = new StrategyEngine({
      config: { instruments: instruments(1), riskLimits: LIMITS },
      strategies: [{ definition: trader }, { definition: idle }],
      venue: new PaperVenue({ instruments: 1 }),
    });
    quote(engine, 1);
    expect(news).toEqual(["order 1 Accepted Buy", "order 1 Filled Buy 100 at 10002 Taker"]);
    expect(engine.strategies.map((s) => s.position(0))).toEqual([100, 0]);
    expect(engine.portfolio.position(0)).toBe(100);
    quote(engine, 2);
    expect(news.slice(2)).toEqual(["order 1 Filled Buy 50 at 10002 Maker", "order 1 Closed Filled Buy"]);
    expect(engine.strategies[0]!.position(0)).toBe(150);
  });

  test("a fill that is busted is taken back from its position, and told", () => {
    const news: string[] = [];
    const sender = defineStrategy({
      name: "sender",
      create: (context) => ({
        onBook: (book) => void context.orders.limit(0, Side.Buy, book.askPrice, 150),
        onOrder: (update) => void news.push(`${update.kind} ${update.lastQuantity} ${context.position(0)}`),
      }),
    });
    const engine = new StrategyEngine({
      config: { instruments: instruments(1), riskLimits: LIMITS },
      strategies: [{ definition: sender }],
    });
    quote(engine);
    const report = (quantity: number, cumulative: number, execType: number, id: number, reference: number): void => {
      const terms = [150 - cumulative, cumulative, execType, Side.Buy, 2, 0, id, reference] as const;
      ExecutionReport.write(engine.inbox, 2_000, 0, 0, 0, 1, 77, 10_002, quantity, ...terms, NaN, NaN, NaN, -1);
      engine.process();
    };
    report(0, 0, ExecType.New, 1, 0);
    report(100, 100, ExecType.Trade, 2, 0);
    report(0, 0, ExecType.TradeCancel, 3, 2);
    const { Accepted, Filled, Busted } = OrderUpdateKind;
    expect(news).toEqual([`${Accepted} 0 0`, `${Filled} 100 100`, `${Busted} 100 0`]);
    expect(engine.portfolio.position(0)).toBe(0);
  });

  test("working orders can be looked at, replaced and cancelled", () => {
    const looks: unknown[] = [];
    const { engine } = engineOf((context) => {
      let step = 0;
      let id = 0;
      return {
        onBook(book) {
          step += 1;
          if (step === 1) id = context.orders.limit(0, Side.Buy, book.bidPrice - 10, 7);
          if (step === 2) {
            const order = context.orders.get(id)!;
            looks.push([order.price, order.leavesQuantity, order.status, context.orders.countIn(0)]);
            context.orders.replace(id, book.bidPrice - 5, 9);
          }
          if (step === 3)
            context.orders.forEach((order) => void looks.push([order.orderId, order.price, order.quantity]));
          if (step === 3) context.orders.cancelAll(0);
          if (step === 4) looks.push(context.orders.count, context.orders.get(id));
        },
        onOrder: (update) => void looks.push([update.kind, update.lastPrice, update.lastQuantity]),
      };
    });
    for (let micros = 1; micros <= 4; micros++) quote(engine, micros);
    expect(looks).toEqual([
      [OrderUpdateKind.Accepted, 0, 0],
      [9_990, 7, OrderStatus.New, 1],
      [OrderUpdateKind.Replaced, 9_995, 9],
      [1, 9_995, 9],
      [OrderUpdateKind.Closed, 0, 0],
      0,
      undefined,
    ]);
  });

  test("an order as people write it is the fast one in units", () => {
    const { engine, recorder } = engineOf((context) => ({
      onBook() {
        context.orders.submit({
          instrument: "SYM2",
          side: "sell",
          price: "101.50",
          quantity: 3,
          timeInForce: "PostOnly",
        });
        context.orders.limit(1, Side.Sell, 10_150, 3, TimeInForce.PostOnly);
        context.orders.submit({ instrument: 1, side: "buy", quantity: 3n });
        context.orders.market(1, Side.Buy, 3);
      },
    }));
    quote(engine, 1, 10_000, 1);
    const [a, b, c, d] = recorder.of("NewOrder").map(({ orderId: _, ...order }) => order);
    expect(a!).toEqual(b!);
    expect(c!).toEqual(d!);
    expect(a).toMatchObject({ instrument: 1, price: 10_150, quantity: 3, side: Side.Sell });
  });

  test("what is wrong with an order is told by name", () => {
    const errors: string[] = [];
    const attempts = [
      { instrument: "NONE", side: "buy", quantity: 1 },
      { instrument: 0, side: "long", quantity: 1 },
      { instrument: 0, side: "buy", quantity: 1, prize: 3 },
      { instrument: 0, side: "buy", quantity: "0.5" },
      { instrument: 0, side: "buy", type: "limit", quantity: 1 },
      { instrument: 0, side: "buy", price: 1, quantity: 1, timeInForce: "Soon" },
    ];
    const { engine } = engineOf((context) => ({
      onBook() {
        for (const attempt of attempts)
          try {
            context.orders.submit(attempt as never);
          } catch (error) {
            errors.push((error as Error).message);
          }
      },
    }));
    quote(engine);
    expect(errors).toEqual([
      'order.instrument: got "NONE"; allowed: an index below 2, or a symbol',
      'order.side: got "long"; allowed: "buy" or "sell"',
      "order.prize: got 3; allowed: one of the keys instrument, side, type, price, quantity, timeInForce, triggerPrice, trailAmount, trailPercent, expireMicros, displayQuantity, minQuantity",
      '"0.5" needs 1 decimals; there are 0',
      "order.price: got undefined; allowed: the limit price of a limit order",
      'order.timeInForce: got "Soon"; allowed: one of Day, GoodTillCancel, AtTheOpening, ImmediateOrCancel, FillOrKill, GoodTillDate, AtTheClose, PostOnly, GoodForAuction',
    ]);
  });

  test("a stop waits in the engine until its price comes, where the configuration says so", () => {
    const news: string[] = [];
    const stopper = defineStrategy({
      name: "stopper",
      create: (context) => ({
        onStart: () =>
          void context.orders.submit({
            ...{ instrument: 0, side: "buy", type: "stop", triggerPrice: "100.50", quantity: 5 },
          }),
        onBook: () => {},
        onOrder: (update) => void news.push(`${update.kind} ${update.lastPrice} ${context.orders.count}`),
      }),
    });
    const run = (config: object): void => {
      const engine = new StrategyEngine({
        config: { instruments: instruments(1), riskLimits: LIMITS, ...config },
        strategies: [{ definition: stopper }],
        venue: new PaperVenue({ instruments: 1 }),
      });
      for (const bid of [10_000, 10_040, 10_060]) quote(engine, bid, bid);
    };
    run({ emulation: { triggerPrice: TriggerPriceType.Offer } });
    const { Held, Triggered, Accepted, Filled, Closed, Refused } = OrderUpdateKind;
    expect(news).toEqual([
      `${Held} 0 1`,
      `${Triggered} 10062 1`,
      `${Accepted} 0 1`,
      `${Filled} 10062 1`,
      `${Closed} 0 0`,
    ]);
    news.length = 0;
    run({});
    expect(news).toEqual([`${Refused} 0 0`]);
  });

  test("a bracket: the entry releases target and stop, and one cancels the other", () => {
    const news: string[] = [];
    const bracket = defineStrategy({
      name: "bracket",
      create(context) {
        let ids: number[] = [];
        return {
          onStart() {
            const exit = { instrument: 0, side: "sell", quantity: 5 } as const;
            ids = context.orders.group({
              kind: Contingency.OneUpdatesOtherAbsolute,
              orders: [
                { instrument: 0, side: "buy", price: "100.02", quantity: 5, role: LegRole.Entry },
                { ...exit, price: "100.50", role: LegRole.Target },
                { ...exit, type: "stop", triggerPrice: "99.50", role: LegRole.Stop },
              ],
            });
          },
          onBook: () => {},
          onOrder(update) {
            const what = Object.keys(OrderUpdateKind)[update.kind];
            news.push(`${ids.indexOf(update.orderId)} ${what} ${context.position(0)} ${context.orders.count}`);
          },
        };
      },
    });
    const engine = new StrategyEngine({
      config: {
        ...{ instruments: instruments(1), riskLimits: LIMITS, groups: true },
        emulation: { triggerPrice: TriggerPriceType.Bid },
      },
      strategies: [{ definition: bracket }],
      venue: new PaperVenue({ instruments: 1 }),
    });
    for (const bid of [10_000, 10_010, 10_060]) quote(engine, bid, bid);
    expect(news).toContain("0 Filled 5 3");
    expect(news).toContain("1 Filled 0 2");
    expect(news.at(-1)).toMatch(/ Closed 0 0$/);
    expect([engine.portfolio.position(0), engine.orders.store.size]).toEqual([0, 0]);
  });

  test("a refused order comes back with the reason, and is no working order", () => {
    const reasons: number[] = [];
    const { engine } = engineOf((context) => ({
      onBook: () => void context.orders.limit(0, Side.Buy, -5, 1),
      onOrder: (update) => void reasons.push(update.kind, update.reason, context.orders.count),
    }));
    quote(engine);
    expect(reasons).toEqual([OrderUpdateKind.Refused, RefusalReason.BadPrice, 0]);
  });

  test("StopTrading silences a strategy, StartTrading lets it speak", () => {
    const ids: number[] = [];
    const { engine } = engineOf((context) => ({
      onBook: (book) => void ids.push(context.orders.limit(0, Side.Buy, book.bidPrice, 1)),
    }));
    const tell = (command: EngineCommand): void => {
      Command.write(engine.inbox, 1, 0, -1, 0, command, 0);
      engine.process();
    };
    quote(engine);
    tell(EngineCommand.StopTrading);
    quote(engine);
    tell(EngineCommand.StartTrading);
    quote(engine);
    expect(ids).toEqual([1, 0, 2]);
  });
});

describe("timers", () => {
  test("fire at their time, in the order of it, before what comes later", () => {
    const calls: string[] = [];
    const { engine } = engineOf((context) => ({
      onStart() {
        context.timers.every(100, 7);
        context.timers.after(250, 8);
        context.timers.at(150, 9);
        context.timers.cancel(context.timers.after(1));
      },
      onBook: () => void calls.push(`book@${context.nowMicros}`),
      onTimer(timer) {
        calls.push(`${timer}@${context.nowMicros}`);
        if (timer === 8) context.timers.cancel(7);
      },
    }));
    quote(engine, 50);
    for (const micros of [160, 300, 600]) {
      engine.advance(micros);
      quote(engine, micros);
    }
    expect(calls).toEqual(
      ["book@50", "7@150", "9@150", "book@160", "7@250", "8@300", "book@300", "book@600"]
        .slice(0, 4)
        .concat(calls.slice(4)),
    );
    expect(calls).toEqual([
      ...["book@50", "7@150", "9@150", "book@160"],
      ...["7@250", "8@300", "book@300", "book@600"],
    ]);
    expect(engine.timers.nextDue).toBe(Number.POSITIVE_INFINITY);
  });

  test("are a strategy's own, and end with it", () => {
    const heard: string[] = [];
    const named = (name: string) =>
      defineStrategy({
        name,
        create: (context) => ({
          onStart: () => void context.timers.every(10, 1),
          onBook: () => {},
          onTimer: () => void heard.push(name),
        }),
      });
    const engine = new StrategyEngine({
      config: { instruments: instruments(1) },
      strategies: [{ definition: named("a") }, { definition: named("b") }],
    });
    quote(engine, 0);
    engine.advance(10);
    engine.command(StrategyAction.Stop, 11, "a");
    expect(engine.timers.waiting).toBe(1);
    engine.advance(20);
    expect(heard).toEqual(["a", "b", "b"]);
  });

  test("one that comes late is stamped with the time that it is, and is not made up for", () => {
    const times: number[] = [];
    const { engine } = engineOf((context) => ({
      onStart: () => void context.timers.every(100, 1),
      onBook: () => {},
      onTimer: () => void times.push(context.nowMicros),
    }));
    quote(engine, 0);
    engine.advance(1_050, 1_050);
    expect(times).toEqual([1_050]);
    expect(engine.timers.nextDue).toBe(1_100);
  });

  test("numbers and spans that are none are refused", () => {
    const errors: string[] = [];
    const { engine } = engineOf((context) => ({
      onStart() {
        for (const call of [
          () => context.timers.after(-1),
          () => context.timers.every(0),
          () => context.timers.at(1.5),
          () => context.timers.after(1, -3),
        ])
          try {
            call();
          } catch (error) {
            errors.push((error as Error).message.split(";")[0]!);
          }
      },
      onBook: () => {},
    }));
    quote(engine);
    expect(errors).toEqual([
      "timers.micros: got -1",
      "timers.micros: got 0",
      "timers.micros: got 1.5",
      "timers.timer: got -3",
    ]);
  });
});
