import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  Command,
  EngineCommand,
  EventCursor,
  EventQueue,
  OrderStatus,
  Quote,
  Random,
  RiskAction,
  RiskCommand,
  RiskScope,
  Side,
  SnapshotReader,
  StrategyAction,
  Trade,
} from "@hotpath/core";
import { JournalReader, JournalWriter } from "@hotpath/journal";
import fc from "fast-check";
import {
  defineStrategy,
  type Execution,
  OrderUpdateKind,
  PaperVenue,
  type RouteDescription,
  type StrategyContext,
  StrategyEngine,
  type StrategyEngineOptions,
  type WorkDescription,
} from "../index.ts";
import { instruments } from "../testing/quotes.ts";
import { LIMITS, Recorder } from "../testing/strategies.ts";
import { PaperVenues } from "../testing/two-venues.ts";

const START = 1e12;
const SECOND = 1_000_000;
const { Accepted, ChildRefused, Closed, Filled } = OrderUpdateKind;

/** An update that a test has kept. */
interface Kept {
  kind: number;
  orderId: number;
  status: number;
  leavesQuantity: number;
  reason: number;
  execution: Execution | undefined;
}

interface Desk {
  engine: StrategyEngine;
  recorder: Recorder;
  updates: Kept[];
  context: StrategyContext;
}

/** A strategy that has one order worked from its first quote on; `step` is called at every quote after that. */
function deskOf(
  order: WorkDescription | RouteDescription,
  options: Partial<StrategyEngineOptions> = {},
  config: Partial<StrategyEngineOptions["config"]> = {},
  step: (context: StrategyContext, quotes: number) => void = () => {},
): Desk {
  const updates: Kept[] = [];
  const recorder = new Recorder();
  let context!: StrategyContext;
  const definition = defineStrategy({
    name: "worker",
    create(own) {
      context = own;
      const state = own.state({ quotes: 0, orderId: 0 });
      return {
        onBook() {
          state.quotes += 1;
          if (state.quotes === 1)
            state.orderId = "algorithm" in order ? own.orders.work(order) : own.orders.route(order);
          else step(own, state.quotes);
        },
        onOrder({ kind, orderId, status, leavesQuantity, reason, execution }) {
          updates.push({ kind, orderId, status, leavesQuantity, reason, execution: execution && { ...execution } });
        },
      };
    },
  });
  const engine = new StrategyEngine({
    config: { instruments: instruments(1), riskLimits: LIMITS, algorithms: true, maxOrders: 64, ...config },
    strategies: [{ definition }],
    venue: new PaperVenue({ instruments: 1 }),
    observers: [recorder],
    ...options,
  });
  return { engine, recorder, updates, context };
}

const TWAP: WorkDescription = {
  algorithm: "twap",
  instrument: "SYM1",
  side: "buy",
  quantity: 400,
  over: "4m",
  slices: 4,
};

/** Quotes two units wide of 100 shares, by second and bid. */
function market(...quotes: readonly (readonly [second: number, bid: number, venue?: number, size?: number])[]) {
  const queue = new EventQueue();
  for (const [second, bid, venue = 0, size = 100] of quotes)
    Quote.write(queue, START + second * SECOND, 0, 0, venue, bid, bid + 2, size, size, 0);
  return queue;
}

function feed(engine: StrategyEngine, from: EventQueue): void {
  const event = new EventCursor();
  while (from.next(event)) engine.take(event);
}

/** The market of most tests, a rise of four cents before each slice. */
const RISE = [
  [0, 10_000],
  [50, 10_004],
  [110, 10_008],
  [170, 10_012],
] as const;

describe("a TWAP on paper", () => {
  test("is worked in event time, fills what it is for, and reports what a hand calculates", () => {
    const { engine, updates, recorder, context } = deskOf(TWAP);
    feed(engine, market(RISE[0]));
    expect(context.orders.get(1)).toMatchObject({ quantity: 400, cumulativeQuantity: 100, leavesQuantity: 300 });
    expect([context.orders.count, context.orders.countIn(0)]).toEqual([1, 1]);
    const printed = (second: number, price: number, quantity: number): void => {
      engine.advance(START + second * SECOND);
      Trade.write(engine.inbox, START + second * SECOND, 0, 0, 0, price, quantity, 0);
      engine.process();
    };
    printed(20, 10_000, 100);
    feed(engine, market(RISE[1], RISE[2]));
    printed(130, 10_012, 300);
    feed(engine, market(RISE[3]));
    engine.advance(START + 300 * SECOND);
    // A child each minute at the offer of the time: 100.02, 100.06, 100.10, 100.14.
    expect(
      recorder.of("Fill").map(({ time, price, quantity }) => [Number(time / 1_000_000_000n) - 1e6, price, quantity]),
    ).toEqual([
      [0, 10_002, 100],
      [60, 10_006, 100],
      [120, 10_010, 100],
      [180, 10_014, 100],
    ]);
    expect(updates.map(({ kind, orderId, leavesQuantity }) => [kind, orderId, leavesQuantity])).toEqual([
      [Filled, 1, 300],
      [Filled, 1, 200],
      [Filled, 1, 100],
      [Filled, 1, 0],
      [Closed, 1, 0],
    ]);
    const { status, execution } = updates.at(-1)!;
    expect(status).toBe(OrderStatus.Filled);
    // Middle when it came 100.01; its time-weighted mean over 180 s: 10,001 + (60 × 4 + 60 × 8 + 10 × 12) / 180.
    const twap = 10_001 + 840 / 180;
    expect(execution).toMatchObject({
      quantity: 400,
      filled: 400,
      averagePrice: 10_008,
      arrivalPrice: 10_001,
      children: 4,
    });
    expect(execution!.arrivalSlippage).toBeCloseTo((10_000 * 7) / 10_001, 9);
    expect(execution!.twapSlippage).toBeCloseTo((10_000 * (10_008 - twap)) / twap, 9);
    // 100 at 100.00 and 300 at 100.12 are 100.09 on average: less was paid.
    expect(execution!.vwapSlippage).toBeCloseTo(-10_000 / 10_009, 9);
    expect([context.position(0), context.orders.count, context.orders.countIn(0)]).toEqual([400, 0, 0]);
    expect(context.orders.get(1)).toBeUndefined();
    expect(engine.timers.waiting).toBe(0);
  });

  test("is ended by a cancel, which leaves no child behind", () => {
    const { engine, updates, context } = deskOf(
      TWAP,
      {},
      { algorithms: { patienceMicros: 600 * SECOND } },
      (own, n) => {
        if (n === 3) own.orders.cancel(1);
      },
    );
    feed(engine, market([0, 10_000], [50, 10_004], [110, 10_008], [170, 10_012]));
    expect(updates.map(({ kind, status }) => [kind, status])).toEqual([[Closed, OrderStatus.Canceled]]);
    expect(updates[0]!.execution).toMatchObject({ filled: 0, averagePrice: Number.NaN });
    expect([context.orders.count, engine.orders.store.size, context.position(0)]).toEqual([0, 0, 0]);
  });

  test("can be called back in the handler that sent it, and by cancelAll", () => {
    for (const how of ["cancel", "cancelAll"] as const) {
      const ended: string[] = [];
      const definition = defineStrategy({
        name: "hasty",
        create: ({ orders }) => ({
          onBook() {
            const id = orders.work(TWAP);
            if (how === "cancel") orders.cancel(id);
            else orders.cancelAll(0);
          },
          onOrder: (update) => void ended.push(String(update)),
        }),
      });
      const { engine } = deskOf(TWAP, { strategies: [{ definition }] });
      feed(engine, market([0, 10_000]));
      // The first child took what it could before the cancel came.
      expect(ended).toEqual([
        "order 1 Filled Buy 100 at 10002 Taker",
        "order 1 Closed Canceled Buy, 100 of 400 at 10002 on average",
      ]);
      engine.advance(START + 600 * SECOND);
      expect(ended.length).toBe(2);
    }
  });

  test("ends when its time is over, whatever it has", () => {
    const { engine, updates } = deskOf({ ...TWAP, limit: "100.03" });
    feed(engine, market(...RISE));
    engine.advance(START + 240 * SECOND);
    expect(updates.at(-1)).toMatchObject({ kind: Closed, status: OrderStatus.Expired, leavesQuantity: 300 });
  });

  test("tells what the gate refuses of its children, and ends when all are", () => {
    const riskLimits = { ...LIMITS, maxOrderSize: 50 };
    const { engine, updates } = deskOf(TWAP, {}, { riskLimits, algorithms: { maxRefusals: 2 } });
    feed(engine, market(...RISE));
    expect(updates.map(({ kind }) => kind)).toEqual([ChildRefused, ChildRefused, Closed]);
    expect(updates[0]!.reason).toBeGreaterThan(0);
    expect(updates.at(-1)).toMatchObject({ status: OrderStatus.Rejected, leavesQuantity: 400 });
  });
});

describe("a worked order stops", () => {
  const stops: Readonly<Record<string, (engine: StrategyEngine) => void>> = {
    "with the kill switch": ({ inbox }) =>
      RiskCommand.write(inbox, START + 60 * SECOND, 0, -1, 0, RiskAction.Halt, RiskScope.Firm, 0, 0, 0),
    "with the command to halt": ({ inbox }) =>
      Command.write(inbox, START + 60 * SECOND, 0, -1, 0, EngineCommand.Halt, 0),
    "with its strategy": (engine) => engine.command(StrategyAction.Stop, START + 60 * SECOND),
  };
  for (const [how, stop] of Object.entries(stops))
    for (const patienceMicros of [0, 600 * SECOND])
      test(`${how}, ${patienceMicros === 0 ? "between children" : "with a child in the book"}`, () => {
        const { engine, recorder, context } = deskOf(TWAP, {}, { algorithms: { patienceMicros } });
        feed(engine, market([0, 10_000], [50, 10_004]));
        stop(engine);
        engine.process();
        const sent = recorder.of("NewOrder").length;
        feed(engine, market([110, 10_008], [170, 10_012], [500, 10_000]));
        expect(recorder.of("NewOrder").length).toBe(sent);
        expect(recorder.of("AlgorithmReport").map(({ status }) => status)).toEqual([3]);
        expect([context.orders.count, engine.orders.store.size, engine.algorithms!.active]).toEqual([0, 0, 0]);
      });
});

describe("the same inputs", () => {
  test("give the same state in a replay of the journal, and from a snapshot in the middle on", () => {
    const folder = mkdtempSync(join(tmpdir(), "hotpath-worked-"));
    try {
      const config = { algorithms: { patienceMicros: 5 * SECOND, seed: 3 } };
      const journalled = { journalOutputs: "decisions", checkpointEvery: 50 } as const;
      const order: WorkDescription = { ...TWAP, randomness: 40, slices: 16 };
      const journal = JournalWriter.open({ folder, durability: "none" });
      const live = deskOf(order, { journal, ...journalled }, config).engine;
      const random = new Random(5);
      const quotes = Array.from(
        { length: 300 },
        (_, n) => [n, 10_000 + random.integer(7), 0, 5 + random.integer(60)] as const,
      );
      feed(live, market(...quotes.slice(0, 100)));
      const middle = live.engine.takeSnapshot();
      feed(live, market(...quotes.slice(100)));
      live[Symbol.dispose]();
      expect(live.algorithms!.counts()).toMatchObject({ orders: 1, overfills: 0 });
      const again = deskOf(order, journalled, config).engine;
      again.restore(new SnapshotReader(middle.state));
      feed(again, market(...quotes.slice(100)));
      expect(again.engine.stateHash()).toBe(live.engine.stateHash());
      const replayed = deskOf(order, journalled, config).engine;
      using reader = JournalReader.open(folder);
      const event = new EventCursor();
      while (reader.next(event)) replayed.replay(event, "answers");
      expect(replayed.engine.stateHash()).toBe(live.engine.stateHash());
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("whatever the algorithm and the market", () => {
  const algorithms = [
    "twap",
    "vwap",
    "pov",
    "implementation-shortfall",
    "iceberg",
    "sniper",
    "market-on-close",
  ] as const;
  test("no order is overfilled, each ends by its time, and its report is the sum of its fills", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...algorithms),
        fc.constantFrom("buy" as const, "sell" as const),
        fc.integer({ min: 1, max: 900 }),
        fc.constantFrom(0, 3 * SECOND),
        fc.boolean(),
        fc.integer(),
        (algorithm, side, quantity, patienceMicros, isRouted, seed) => {
          const order: WorkDescription = {
            algorithm,
            instrument: 0,
            side,
            quantity,
            over: "90s",
            limit: side === "buy" ? "100.05" : "99.99",
            participation: algorithm === "pov" ? 0.3 : 0,
            maxChild: 70,
            slices: 12,
            randomness: 30,
            riskAversion: 1e-6,
          };
          const impact = { 1: { volatility: 5, temporaryImpact: 0.02 } };
          const desk = deskOf(
            order,
            { venue: new PaperVenues([0, 1, 2], 1) },
            {
              algorithms: { patienceMicros, impact, profile: { binMicros: 60_000_000 } },
              ...(isRouted && { router: { venues: [{ venue: 1 }, { venue: 2 }] } }),
            },
          );
          const random = new Random(seed);
          const { engine } = desk;
          for (let n = 0; n < 200; n++) {
            const at = START + n * 500_000;
            engine.advance(at);
            const bid = 9_998 + random.integer(9);
            const venue = isRouted ? 1 + random.integer(2) : 0;
            Quote.write(engine.inbox, at, 0, 0, venue, bid, bid + 2, 1 + random.integer(40), 1 + random.integer(40), 0);
            if (random.integer(3) === 0) Trade.write(engine.inbox, at, 0, 0, venue, bid + 1, 1 + random.integer(90), 0);
            engine.process();
          }
          const fills = desk.recorder.of("Fill");
          const filled = fills.reduce((sum, fill) => sum + fill.quantity, 0);
          const paid = fills.reduce((sum, fill) => sum + fill.quantity * fill.price, 0);
          expect(filled).toBeLessThanOrEqual(quantity);
          const ends = desk.updates.filter(({ kind }) => kind === Closed);
          expect(ends.length).toBe(1);
          expect(ends[0]!.execution!.filled).toBe(filled);
          if (filled > 0) expect(ends[0]!.execution!.averagePrice).toBeCloseTo(paid / filled, 6);
          expect(ends[0]!.leavesQuantity).toBe(quantity - filled);
          expect(desk.context.position(0)).toBe(side === "buy" ? filled : 0 - filled);
          expect([desk.context.orders.count, desk.engine.orders.store.size]).toEqual([0, 0]);
          expect(desk.updates.every(({ orderId, kind }) => orderId === 1 && kind !== Accepted)).toBe(true);
        },
      ),
    );
  });
});

describe("a routed order", () => {
  const router = { venues: [{ venue: 1 }, { venue: 2, takerFee: 0.3 }] };
  const route: RouteDescription = { instrument: "SYM1", side: "buy", quantity: 150, over: "10s" };

  test("is taken at two venues, the cheaper first, and reported as one", () => {
    const venue = new PaperVenues([1, 2], 1);
    const { engine, updates, recorder, context } = deskOf(route, { venue }, { router, algorithms: false });
    // Nothing but venue 1 is there when it comes; venue 2 offers the rest a second later.
    feed(engine, market([0, 10_000, 1], [1, 10_001, 2]));
    expect(recorder.of("Fill").map(({ venue: at, price, quantity }) => [at, price, quantity])).toEqual([
      [1, 10_002, 100],
      [2, 10_003, 50],
    ]);
    expect(updates.map(({ kind, orderId, leavesQuantity }) => [kind, orderId, leavesQuantity])).toEqual([
      [Filled, 1, 50],
      [Filled, 1, 0],
      [Closed, 1, 0],
    ]);
    const { execution } = updates[2]!;
    expect(execution).toMatchObject({ filled: 150, arrivalPrice: 10_002, children: 2, twapSlippage: Number.NaN });
    expect(execution!.averagePrice).toBeCloseTo((100 * 10_002 + 50 * 10_003) / 150, 9);
    expect(execution!.arrivalSlippage).toBeCloseTo((10_000 * (50 / 150)) / 10_002, 6);
    expect([context.position(0), context.orders.count]).toEqual([150, 0]);
  });

  test("is given up by a cancel, and when its time is over", () => {
    const endings = [OrderStatus.Canceled, OrderStatus.Expired].map((_, place) => {
      const cancel = (own: StrategyContext, quotes: number) =>
        void (place === 0 && quotes === 2 && own.orders.cancel(1));
      const { engine, updates } = deskOf(route, { venue: new PaperVenues([1, 2], 1) }, { router }, cancel);
      feed(engine, market([0, 10_000, 1], [1, 10_001, 3]));
      engine.advance(START + 60 * SECOND);
      return updates.at(-1)!;
    });
    expect(endings.map(({ kind, status }) => [kind, status])).toEqual([
      [Closed, OrderStatus.Canceled],
      [Closed, OrderStatus.Expired],
    ]);
  });

  test("of an algorithm's children the algorithm tells", () => {
    const { engine, updates } = deskOf(TWAP, { venue: new PaperVenues([1, 2], 1) }, { router });
    const both = RISE.flatMap(([second, bid]) => [[second, bid, 1, 60] as const, [second, bid, 2, 60] as const]);
    feed(engine, market(...both));
    engine.advance(START + 300 * SECOND);
    expect(updates.at(-1)).toMatchObject({ kind: Closed, status: OrderStatus.Filled, leavesQuantity: 0 });
    expect(updates.every(({ orderId }) => orderId === 1)).toBe(true);
    expect(engine.router!.counts().orders).toBeGreaterThanOrEqual(4);
  });
});

describe("what is wrong is told by the field's name", () => {
  const cases: readonly (readonly [change: object, message: string])[] = [
    [{ algorithm: "best" }, 'order.algorithm: got "best"; allowed: one of twap, vwap'],
    [{ algorithm: "toString" }, 'order.algorithm: got "toString"'],
    [{ price: 3 }, "order.price: got 3; allowed: one of the keys algorithm, instrument"],
    [{ instrument: "X" }, 'order.instrument: got "X"'],
    [{ side: "long" }, 'order.side: got "long"; allowed: "buy" or "sell"'],
    [{ quantity: 0 }, "order.quantity: got 0; allowed: at least 1 of SYM1"],
    [{ over: "soon" }, 'order.over: got "soon"'],
    [{ over: "" }, 'order.over: got ""'],
    [{ over: -1 }, "order.over: got -1"],
    [{ until: 5 }, 'order.over: got "4m"; allowed: how long the order is worked, or else until'],
    [{ over: undefined, until: 5 }, "order.until: got 5; allowed: later than 1000000000000"],
    [{ participation: 2 }, "order.participation: got 2; allowed: a number from 0 to 1"],
    [{ slices: 257 }, "order.slices: got 257; allowed: an integer from 1 to 256"],
    [{ randomness: 51 }, "order.randomness: got 51"],
    [{ minChild: 50, maxChild: 20 }, "order.maxChild: got 20; allowed: no less than minChild"],
    [{ algorithm: "pov" }, "order.participation: got undefined"],
    [{ algorithm: "iceberg" }, "order.maxChild: got undefined"],
    [{ algorithm: "sniper" }, "order.limit: got undefined"],
    [{ algorithm: "implementation-shortfall" }, 'order.instrument: got "SYM1"; allowed: one that algorithms.impact'],
  ];
  for (const [change, message] of cases)
    test(message, () => {
      const { engine } = deskOf({ ...TWAP, ...change } as WorkDescription);
      feed(engine, market([0, 10_000]));
      expect(String(engine.strategies[0]!.lastFault?.error)).toContain(message);
      expect(engine.algorithms!.counts().orders).toBe(0);
    });

  test("in an engine that has no stage for it", () => {
    for (const order of [TWAP, { instrument: 0, side: "buy", quantity: 5 } as const]) {
      const { engine } = deskOf(order, {}, { algorithms: false });
      feed(engine, market([0, 10_000]));
      expect(String(engine.strategies[0]!.lastFault?.error)).toMatch(/this engine (works|routes) no orders/);
    }
  });

  test("in the configuration", () => {
    const made = (config: object) => () => deskOf(TWAP, {}, config);
    expect(made({ algorithms: 3 })).toThrow("config.algorithms: got 3; allowed: true, false, or an object of options");
    expect(made({ algorithms: { seed: -1 } })).toThrow("config.algorithms.seed: got -1");
    expect(made({ algorithms: { firstChildId: 7 } })).toThrow("config.algorithms.firstChildId: got 7");
    expect(made({ algorithms: { speed: 1 } })).toThrow("config.algorithms.speed");
    expect(made({ algorithms: { impact: { 9: { volatility: 1, temporaryImpact: 1 } } } })).toThrow(
      "config.algorithms.impact.9",
    );
    expect(made({ algorithms: { routes: true } })).toThrow("config.algorithms.routes: got true");
    expect(made({ router: { venues: [] } })).toThrow("config.router.venues");
    expect(made({ router: { venues: [{ venue: -1 }] } })).toThrow("config.router.venues[0].venue: got -1");
    expect(made({ router: {} })).toThrow("config.router.venues");
  });

  test("a parent beyond the instrument's largest order leaves in orders that are allowed", () => {
    const large = [{ ...instruments(1)[0]!, maxSize: "150" }];
    const { engine, recorder, updates } = deskOf({ ...TWAP, slices: 1 }, {}, { instruments: large });
    feed(engine, market([0, 10_000, 0, 1000], [1, 10_000, 0, 1000], [2, 10_000, 0, 1000]));
    expect(recorder.of("NewOrder").map(({ quantity }) => quantity)).toEqual([150, 150, 100]);
    expect(recorder.of("NewOrder").every(({ side }) => side === Side.Buy)).toBe(true);
    expect(updates.at(-1)).toMatchObject({ kind: Closed, status: OrderStatus.Filled });
  });
});
