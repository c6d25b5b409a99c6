import { describe, expect, test } from "bun:test";
import {
  CancelOrder,
  Command,
  EngineCommand,
  ExecType,
  ExecutionReport,
  NewOrder,
  OrderStatus,
  Side,
  SnapshotReader,
  SnapshotWriter,
  type Stage,
  StrategyAction,
  StrategyCause,
  StrategyState,
} from "@hotpath/core";
import { DiscrepancyKind } from "@hotpath/orders";
import { RefusalReason } from "@hotpath/risk";
import {
  defineStrategy,
  f64PerInstrument,
  flag,
  i32PerInstrument,
  integer,
  oneOf,
  PaperVenue,
  real,
  StrategyEngine,
  type StrategyHandlers,
} from "../index.ts";
import { instruments } from "../testing/quotes.ts";

import { engineOf, LIMITS, quote, Recorder } from "../testing/strategies.ts";

describe("faults", () => {
  /** Rests an order at the first quote and throws at the second. */
  const faulty = (fault: () => unknown) =>
    defineStrategy({
      name: "faulty",
      create(context) {
        let quotes = 0;
        return {
          onBook(book) {
            quotes += 1;
            context.orders.limit(0, Side.Buy, book.bidPrice - 100 - quotes, 5);
            if (quotes === 2) return fault() as void;
          },
        };
      },
    });
  const steady = defineStrategy({
    name: "steady",
    create: (context) => ({ onBook: (book) => void context.orders.limit(0, Side.Sell, book.askPrice + 100, 1) }),
  });
  const boom = (): never => {
    throw new Error("boom");
  };
  function run(fault: () => unknown, onFault?: "stop" | "continue" | "halt") {
    const recorder = new Recorder();
    const engine = new StrategyEngine({
      config: { instruments: instruments(1), riskLimits: LIMITS },
      strategies: [{ definition: faulty(fault), ...(onFault && { onFault }) }, { definition: steady }],
      venue: new PaperVenue({ instruments: 1 }),
      observers: [recorder],
    });
    for (let micros = 1; micros <= 4; micros++) quote(engine, micros);
    const working = engine.orders.store.list().map(({ strategy }) => strategy);
    return { engine, recorder, working };
  }

  test("stop: its orders are cancelled, even those of the last handler, and others go on", () => {
    const { engine, recorder, working } = run(boom);
    expect(working).toEqual([2, 2, 2, 2]);
    expect(engine.strategies.map(({ state }) => state)).toEqual([StrategyState.Failed, StrategyState.Running]);
    const change = recorder.of("StrategyStateChanged").find(({ state }) => state === StrategyState.Failed);
    expect(change).toMatchObject({ strategy: 1, previous: StrategyState.Running, trigger: StrategyCause.Exception });
    expect(recorder.of("OrderClosed").map(({ strategy, status }) => [strategy, status])).toEqual([
      [1, OrderStatus.Canceled],
      [1, OrderStatus.Canceled],
    ]);
    expect(engine.strategies[0]!.lastFault).toMatchObject({ handler: "onBook" });
    expect(engine.strategies[0]!.takeLog()).toMatchObject([{ level: "error", message: "onBook: boom", sequence: 4 }]);
  });

  test("continue: it is counted and logged, and goes on", () => {
    const { engine, working } = run(boom, "continue");
    expect(engine.strategies.map(({ state, faults }) => [state, faults])).toEqual([
      [StrategyState.Running, 1],
      [StrategyState.Running, 0],
    ]);
    expect(working.filter((strategy) => strategy === 1).length).toBe(4);
  });

  test("halt: nothing passes the gate any more, and nothing works", () => {
    const { engine, recorder, working } = run(boom, "halt");
    expect(working).toEqual([]);
    expect(recorder.of("RiskStateChanged").length).toBe(1);
    expect(engine.risk.refusals[RefusalReason.Halted]).toBeGreaterThan(0);
  });

  test("a Promise is a fault of its own, whenever it is returned", () => {
    const { recorder } = run(() => Promise.reject(new Error("nobody sees this")));
    expect(recorder.of("StrategyStateChanged").at(-1)).toMatchObject({ trigger: StrategyCause.Promise });
    expect(() => engineOf(() => ({ onBook: async () => {} }))).toThrow("handlers are synchronous");
    expect(() => engineOf((async () => ({})) as never)).toThrow("not a Promise of them");
  });

  test("handlers with a name that there is not are refused", () => {
    expect(() => engineOf(() => ({ onTick: () => {} }) as StrategyHandlers)).toThrow("probe.onTick");
    expect(() => engineOf(() => ({ onBar: 3 }) as never)).toThrow("probe.onBar: got 3; allowed: a function");
    expect(() => engineOf(() => undefined as never)).toThrow("an object of handlers");
  });
});

describe("start, stop and parameters", () => {
  test("an operator starts and stops a strategy by sequenced events, and its orders end with it", () => {
    const calls: string[] = [];
    const { engine, recorder } = engineOf(
      (context) => ({
        onStart: () => void calls.push("start"),
        onBook: (book) => void context.orders.limit(0, Side.Buy, book.bidPrice - 5, 1),
        onStop: () => void calls.push("stop"),
      }),
      { autoStart: false },
    );
    quote(engine, 1);
    expect(engine.orders.store.size).toBe(0);
    engine.command(StrategyAction.Start, 2, "probe");
    quote(engine, 3);
    expect(engine.orders.store.size).toBe(1);
    engine.command(StrategyAction.Stop, 4);
    expect([calls, engine.orders.store.size, engine.strategies[0]!.state]).toEqual([
      ["start", "stop"],
      0,
      StrategyState.Stopped,
    ]);
    engine.command(StrategyAction.Start, 5);
    expect(recorder.of("StrategyStateChanged").map(({ previous, state }) => [previous, state])).toEqual([
      [0, 1],
      [1, 2],
      [2, 1],
    ]);
    expect(() => engine.command(StrategyAction.Stop, 6, "nobody")).toThrow("one of probe");
  });

  test("a cancel that the venue refuses is sent again; stopped once more, or halted, all over again", () => {
    const cancels: number[] = [];
    let isRefusing = true;
    const venue: Stage = {
      name: "venue",
      handles: [NewOrder.TYPE, CancelOrder.TYPE],
      on(event, out) {
        const isNew = event.type === NewOrder.TYPE;
        if (!isNew) cancels.push(event.micros);
        const answer = isNew ? ExecType.New : isRefusing ? ExecType.CancelRejected : ExecType.Canceled;
        const orderId = isNew ? NewOrder.orderId(event) : CancelOrder.orderId(event);
        const none = Number.NaN;
        const tail = [answer, Side.Buy, 0, 0, 0, 0, none, none, none, -1] as const;
        ExecutionReport.write(out, event.micros, 0, 0, 1, orderId, 0, 0, 0, isRefusing || isNew ? 1 : 0, 0, ...tail);
      },
    };
    const recorder = new Recorder();
    const resting = defineStrategy({
      name: "resting",
      create: (context) => ({ onBook: (book) => void context.orders.limit(0, Side.Buy, book.bidPrice - 5, 1) }),
    });
    const engine = new StrategyEngine({
      config: {
        instruments: instruments(1),
        riskLimits: LIMITS,
        requests: { cancelRetryMicros: 100, cancelAttempts: 3 },
      },
      strategies: [{ definition: resting }],
      observers: [recorder],
      venue,
    });
    quote(engine, 1);
    const kinds = () => recorder.of("Discrepancy").map(({ kind }) => kind);
    engine.command(StrategyAction.Stop, 1_000);
    engine.advance(2_000);
    expect(cancels).toEqual([1_000, 1_100, 1_300]);
    expect(kinds()).toEqual([DiscrepancyKind.CancelRefused]);
    engine.command(StrategyAction.Stop, 3_000);
    engine.advance(3_150);
    expect(cancels.slice(3)).toEqual([3_000, 3_100]);
    // Halted in the midst of it, the venue lets go at last.
    Command.write(engine.inbox, 3_200, 0, -1, 0, EngineCommand.Halt, 0);
    isRefusing = false;
    engine.process();
    engine.advance(9_000);
    expect(cancels.slice(5)).toEqual([3_200]);
    expect([engine.orders.store.size, kinds().length]).toEqual([0, 1]);
    expect(recorder.of("StrategyStateChanged").length).toBe(2);
    engine.command(StrategyAction.Stop, 10_000);
    expect(cancels.length).toBe(6);
  });

  test("it may stop itself", () => {
    const { engine } = engineOf((context) => ({ onBook: () => context.stop() }));
    quote(engine);
    expect(engine.strategies[0]!.state).toBe(StrategyState.Stopped);
  });

  const tuned = defineStrategy({
    name: "tuned",
    parameters: {
      period: integer({ min: 2, max: 500, default: 20 }),
      share: real({ min: 0, max: 1, default: 0.5, live: true }),
      style: oneOf(["take", "join"], { live: true }),
      loud: flag({ live: true }),
    },
    create(context) {
      const { parameters } = context;
      const seen: unknown[] = [parameters.period, parameters.share, parameters.style, parameters.loud];
      // Known to the compiler by their own types.
      const style: "take" | "join" = parameters.style;
      const share: number = parameters.share;
      context.log("info", "made", { style, share });
      return {
        onBook: () => {},
        onParameter: (name) => context.log("info", name, { value: parameters[name as "share"], seen: seen.length }),
      };
    },
  });

  test("parameters are typed, have defaults, and those that are live change by events", () => {
    const recorder = new Recorder();
    const engine = new StrategyEngine({
      config: { instruments: instruments(1) },
      strategies: [{ definition: tuned, parameters: { period: 30, style: "join" } }],
      observers: [recorder],
    });
    quote(engine);
    const stage = engine.strategy("tuned");
    expect({ ...stage.parameters }).toEqual({ period: 30, share: 0.5, style: "join", loud: false });
    engine.setParameter("tuned", "share", 0.25, 5);
    engine.setParameter("tuned", "style", "take", 6);
    engine.setParameter("tuned", "loud", true, 7);
    expect({ ...stage.parameters }).toEqual({ period: 30, share: 0.25, style: "take", loud: true });
    expect(recorder.of("StrategyParameterChanged").map(({ parameter, value }) => [parameter, value])).toEqual([
      [1, 0.25],
      [2, 0],
      [3, 1],
    ]);
    expect(stage.takeLog().map(({ message, fields }) => [message, fields?.value])).toEqual([
      ["made", undefined],
      ["share", 0.25],
      ["style", "take"],
      ["loud", true],
    ]);
    expect(() => engine.setParameter("tuned", "period", 5, 8)).toThrow("not live");
    expect(() => engine.setParameter("tuned", "share", 3, 8)).toThrow("a number from 0 to 1");
    expect(() => engine.setParameter("tuned", "speed", 3, 8)).toThrow("period, share, style, loud");
  });

  test("values that are not allowed are told by path, value and what is", () => {
    const make = (parameters: Record<string, unknown>) => () =>
      new StrategyEngine({ config: { instruments: instruments(1) }, strategies: [{ definition: tuned, parameters }] });
    expect(make({ period: 1 })).toThrow("tuned.parameters.period: got 1; allowed: an integer from 2 to 500");
    expect(make({ periods: 1 })).toThrow("tuned.parameters.periods");
    expect(make({ style: "sit" })).toThrow('one of "take", "join"');
    expect(make({ loud: 1 })).toThrow("true or false");
  });
});

describe("state", () => {
  /** Draws, counts, averages: whatever there is to be snapshotted. */
  const rich = defineStrategy({
    name: "rich",
    parameters: { share: real({ default: 0.5, live: true }) },
    create(context) {
      const average = context.indicator("EMA", { timePeriod: 5 });
      const state = context.state({ entries: 0, calm: true, last: f64PerInstrument, sides: i32PerInstrument });
      const random = context.random(7n);
      return {
        onStart: () => void context.timers.every(3_000, 1),
        onBook(book) {
          const i = book.instrument;
          const mean = average.push(book.midPrice, i);
          state.last[i] = mean;
          if (context.orders.countIn(i) > 3) return;
          state.sides[i] = random.uniform() < context.parameters.share ? Side.Buy : Side.Sell;
          state.entries += 1;
          const buys = state.sides[i] === Side.Buy;
          context.orders.limit(i, state.sides[i]!, buys ? book.askPrice - (state.entries % 3) : book.bidPrice, 10);
        },
        onTimer() {
          state.calm = !state.calm;
          context.orders.cancelAll();
        },
      };
    },
  });
  const make = () =>
    new StrategyEngine({
      config: { instruments: instruments(2), riskLimits: LIMITS },
      strategies: [{ definition: rich }],
      venue: new PaperVenue({ instruments: 2 }),
    });
  const feed = (engine: StrategyEngine, from: number, to: number): void => {
    for (let k = from; k < to; k++) {
      engine.advance(k * 1_000);
      quote(engine, k * 1_000, 10_000 + ((k * 7919) % 13), k & 1, 5);
    }
  };

  test("a strategy that is restored goes on to the bit", () => {
    const whole = make();
    feed(whole, 0, 400);
    const first = make();
    feed(first, 0, 200);
    first.setParameter("rich", "share", 0.75, 200_000);
    const writer = new SnapshotWriter();
    first.snapshot(writer);
    const second = make();
    second.restore(new SnapshotReader(writer.finish()));
    expect(second.engine.stateHash()).toBe(first.engine.stateHash());
    feed(first, 200, 400);
    feed(second, 200, 400);
    expect(second.engine.stateHash()).toBe(first.engine.stateHash());
    expect(second.engine.stateHash()).not.toBe(whole.engine.stateHash());
    expect(second.portfolio.fillCount(0)).toBeGreaterThan(5);
  });

  test("fields that were not declared, and parts that are made too late, are refused", () => {
    const { engine } = engineOf((context) => {
      const state = context.state({ entries: 0 }) as Record<string, number>;
      return {
        onBook() {
          state.exits = 1;
        },
      };
    });
    quote(engine);
    expect(engine.strategies[0]!.lastFault?.error).toBeInstanceOf(TypeError);
    const late = engineOf((context) => ({ onBook: () => void context.state({}) })).engine;
    quote(late);
    expect(late.strategies[0]!.takeLog()[0]!.message).toContain("context.state() is for create");
    const text = (context: { state: (shape: never) => object }) => ({ ...context.state({ name: "x" } as never) });
    expect(() => engineOf(text as never)).toThrow("probe.state.name");
  });
});
