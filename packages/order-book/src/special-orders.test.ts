import { heapStats } from "bun:jsc";
import { describe, expect, test } from "bun:test";
import { InputError, SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { MatchingEngine, type MatchingEngineOptions } from "./matching-engine.ts";
import { OrderTicket } from "./order-ticket.ts";
import { BatchCommands } from "./testing/batch-commands.ts";
import { CommandStream, generator, reportsOf } from "./testing/random-commands.ts";
import { type SpecialShape, SpecialStream, specialShapeOf } from "./testing/random-specials.ts";
import { ReferenceMatcher } from "./testing/reference-matcher.ts";
import type { ReferencePlace } from "./testing/reference-world.ts";
import { Reason, ReportKind, SelfTradePrevention } from "./vocabulary.ts";

/** How many worlds CI compares; `HOTPATH_MATCHING_SEEDS` and `HOTPATH_MATCHING_STEPS` ask for more. */
const SEEDS = Number(process.env.HOTPATH_MATCHING_SEEDS ?? 400);
const STEPS = Number(process.env.HOTPATH_MATCHING_STEPS ?? 250);
const FIRST_SEED = Number(process.env.HOTPATH_MATCHING_FIRST_SEED ?? 1);

type Mode = keyof typeof SelfTradePrevention;
const MODES = Object.keys(SelfTradePrevention) as Mode[];

interface Pair {
  engine: MatchingEngine;
  reference: ReferenceMatcher;
  shape: SpecialShape;
  options: MatchingEngineOptions;
}

function pairOf(seed: number): Pair {
  const random = generator(seed ^ 0xfade);
  const shape = specialShapeOf(seed);
  const { instruments } = shape;
  const selfTradePrevention = MODES[seed % MODES.length]!;
  const orderCapacity = seed % 9 === 0 ? 12 : 500;
  const replaceKeepsPriority = seed % 4 !== 0;
  const proRata = Array.from({ length: instruments }, (_, instrument) => ({
    instrument,
    minAllocation: 1 + random(3),
    topOrder: random(2) === 0,
  })).filter(() => random(3) === 0);
  const options = {
    instruments,
    orderCapacity,
    windowTicks: [32, 64, 512][seed % 3]!,
    replaceKeepsPriority,
    selfTradePrevention,
    reportRows: 2,
    proRata,
  };
  const reference = new ReferenceMatcher({
    instruments,
    orderCapacity,
    selfTradePrevention: SelfTradePrevention[selfTradePrevention],
    replaceKeepsPriority,
    proRata: new Map(proRata.map((rule) => [rule.instrument, rule])),
  });
  return { engine: new MatchingEngine(options), reference, shape, options };
}

const PLACES: Record<string, ReferencePlace> = {
  Lit: "lit",
  Dark: "dark",
  Trigger: "trigger",
  Opening: "opening",
  Closing: "closing",
  Parked: "parked",
};

/** Every order, every shown queue, every position and indicative price of the engine against the reference's. */
function compareStates(engine: MatchingEngine, reference: ReferenceMatcher): void {
  const { world } = reference;
  expect(engine.stats().orders).toBe(world.orders.length);
  for (const order of world.orders) {
    const found = engine.order(order.orderId)!;
    const { instrument, side, leaves, shown, filled, owner, price, place } = order;
    expect([found.instrument, found.leavesQty, found.cumQty, found.owner, found.price]).toEqual([
      instrument,
      leaves,
      filled,
      owner,
      price,
    ]);
    expect(found.side).toBe(side === 1 ? "Buy" : "Sell");
    expect(PLACES[found.place]!).toBe(place);
    if (place === "lit") expect(found.shownQty).toBe(shown);
    if (place === "trigger") expect(found.triggerPrice).toBe(order.trigger);
  }
  for (let instrument = 0; instrument < reference.options.instruments; instrument++) {
    const book = engine.book(instrument);
    book.verify();
    for (const side of [1, 2] as const) {
      const shown = book.levels(side, Number.POSITIVE_INFINITY).flatMap(({ price }) => book.ordersAt(side, price));
      const expected = reference.queue(instrument, side);
      expect(shown.map((o) => [o.orderId, o.price, o.leavesQty])).toEqual(
        expected.map((o) => [o.orderId, o.price, o.shown]),
      );
    }
    expect(engine.indicative(instrument)).toEqual(reference.indicative(instrument));
    expect(engine.phase(instrument)).toBe(world.markets[instrument]!.phase as never);
    expect(engine.lastPrice(instrument)).toBe(world.markets[instrument]!.last);
  }
  for (const [key, position] of world.positions) {
    const [owner, instrument] = key.split("/").map(Number);
    expect(engine.position(instrument!, owner!)).toBe(position);
  }
}

function writtenBy(engine: MatchingEngine): Uint8Array {
  const writer = new SnapshotWriter();
  engine.snapshot(writer);
  return writer.finish();
}

describe("agreement with the reference matcher, every order type and instruction", () => {
  test(`every report of ${SEEDS} seeds, and the state they leave`, () => {
    const kinds = new Set<number>();
    const reasons = new Set<number>();
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
      const { engine, reference, shape } = pairOf(seed);
      const stream = new SpecialStream(seed, shape);
      for (let step = 0; step < STEPS; step++) {
        try {
          stream.step([engine], reference);
        } catch (error) {
          throw new Error(`seed ${seed}, step ${step}`, { cause: error });
        }
        const reports = reportsOf(engine);
        if (!Bun.deepEquals(reports, reference.reports, true)) {
          expect({ seed, step, reports }).toEqual({ seed, step, reports: reference.reports });
        }
        for (const report of reports) {
          kinds.add(report.kind);
          reasons.add(report.reason);
        }
        engine.reports.clear();
        reference.reports = [];
        if (step % 50 === 0) compareStates(engine, reference);
      }
      compareStates(engine, reference);
    }
    if (SEEDS < 200) return;
    const missing = Object.entries(ReportKind).filter(([, kind]) => !kinds.has(kind));
    expect(missing).toEqual([]);
    const never = Object.entries(Reason).filter(([, reason]) => !reasons.has(reason));
    expect(never.map(([name]) => name)).toEqual(["BadPosition", "BadCollar", "BadCommand"]);
  }, 3_600_000);

  test("a restored engine goes on exactly as the one that was written, and a replay leaves the same bytes", () => {
    for (let seed = 1; seed <= 80; seed++) {
      const { engine, reference, shape, options } = pairOf(seed);
      const again = new MatchingEngine({ ...options, windowTicks: 128 });
      const stream = new SpecialStream(seed, shape);
      for (let step = 0; step < 200; step++) stream.step([engine, again], reference);
      expect(reportsOf(again)).toEqual(reportsOf(engine));
      const written = writtenBy(engine);
      expect(writtenBy(again)).toEqual(written);
      const restored = new MatchingEngine(options);
      restored.restore(new SnapshotReader(written));
      expect(restored.hash()).toBe(engine.hash());
      for (const one of [engine, again]) one.reports.clear();
      reference.reports = [];
      for (let step = 0; step < 120; step++) {
        stream.step([engine, restored], reference);
        if (!Bun.deepEquals(reportsOf(restored), reference.reports, true)) {
          expect({ seed, step, reports: reportsOf(restored) }).toEqual({ seed, step, reports: reference.reports });
        }
        restored.reports.clear();
        reference.reports = [];
      }
      expect(restored.hash()).toBe(engine.hash());
      compareStates(restored, reference);
    }
  }, 600_000);

  test("a damaged snapshot is refused and leaves an empty engine, or is a state that goes on", () => {
    let refused = 0;
    for (let seed = 1; seed <= 6; seed++) {
      const { engine, reference, shape, options } = pairOf(seed);
      const stream = new SpecialStream(seed, shape);
      for (let step = 0; step < 120; step++) stream.step([engine], reference);
      const good = writtenBy(engine);
      const empty = new MatchingEngine(options).hash();
      for (let at = 0; at < good.length; at += 1 + (at % 7)) {
        for (const bytes of [good.slice(0, at), good.with(at, good[at]! ^ (1 << (at % 8)))]) {
          const target = new MatchingEngine({ ...options, orderCapacity: 60 });
          try {
            target.restore(new SnapshotReader(bytes));
          } catch (error) {
            if (!(error instanceof InputError)) throw error;
            expect(target.hash()).toBe(empty);
            refused++;
            continue;
          }
          const world = pairOf(seed);
          const more = new SpecialStream(seed, shape);
          for (let step = 0; step < 20; step++) more.step([target], world.reference);
          target.book(0).verify();
        }
      }
    }
    expect(refused).toBeGreaterThan(500);
  }, 600_000);
});

describe("the general path", () => {
  test("says the same as the plain path where orders are plain", () => {
    const nobody = 2 ** 31 - 1;
    for (let seed = 1; seed <= 150; seed++) {
      const random = generator(seed ^ 0x5eed);
      const shape = {
        instruments: 1 + random(3),
        owners: 1 + random(4),
        orderIds: [20, 60, 200][random(3)]!,
        middle: [0, 100, -50, 2 ** 40][random(4)]!,
        drift: [0, 1, 20][random(3)]!,
        spread: [2, 6, 40][random(3)]!,
        quantity: [3, 20, 2 ** 52][random(3)]!,
      };
      const options = {
        instruments: shape.instruments,
        orderCapacity: seed % 7 === 0 ? 15 : 400,
        replaceKeepsPriority: seed % 3 !== 0,
        selfTradePrevention: MODES[seed % MODES.length]!,
      };
      const plain = new MatchingEngine(options);
      const general = new MatchingEngine(options);
      // A followed position, of an owner who never trades, takes the instruments off the plain path.
      for (let i = 0; i < shape.instruments; i++) general.setPosition(i, nobody, 0);
      general.reports.clear();
      const [one, other] = [plain, general].map((engine) => {
        const stream = new CommandStream(seed, shape);
        const selfTradePrevention = SelfTradePrevention[options.selfTradePrevention];
        const reference = new ReferenceMatcher({ ...options, selfTradePrevention });
        for (let step = 0; step < 250; step++) stream.step(engine, reference);
        return reportsOf(engine);
      });
      expect({ seed, reports: other }).toEqual({ seed, reports: one });
      for (let i = 0; i < shape.instruments; i++) {
        expect(general.book(i).toString(50)).toBe(plain.book(i).toString(50));
        expect(general.lastPrice(i)).toBe(plain.lastPrice(i));
      }
    }
  }, 600_000);

  test("leaves the plain path to an instrument again when its last special order is gone", () => {
    const engine = new MatchingEngine({ instruments: 1 });
    const fresh = new MatchingEngine({ instruments: 1 });
    engine.place({ orderId: 1, side: "Buy", type: "Stop", quantity: 5, triggerPrice: 100 });
    engine.place({ orderId: 2, side: "Buy", price: 90, quantity: 5, instructions: ["Hidden"] });
    expect(engine.hash()).not.toBe(fresh.hash());
    engine.cancel(1);
    engine.cancel(2);
    expect(engine.hash()).toBe(fresh.hash());
  });

  test("and batches say the same together as one command after the other", () => {
    for (let seed = 1; seed <= 150; seed++) {
      const { engine, reference, shape, options } = pairOf(seed);
      const batched = new MatchingEngine(options);
      const commands = new BatchCommands(batched, 32);
      const stream = new SpecialStream(seed, shape);
      for (let step = 0; step < 250; step++) stream.step([engine, commands], reference);
      commands.flush();
      expect({ seed, reports: reportsOf(batched) }).toEqual({ seed, reports: reportsOf(engine) });
      expect(batched.hash()).toBe(engine.hash());
    }
  }, 600_000);

  test("allocates nothing for a command", () => {
    const shape = { ...specialShapeOf(1), instruments: 2, orderIds: 400, phases: 0, middle: 1000, quantity: 20 };
    const engine = new MatchingEngine({ instruments: 2, proRata: [{ instrument: 1 }] });
    const world = pairOf(1).reference;
    const tickets: OrderTicket[] = [];
    const stream = new SpecialStream(1, shape);
    const nothing = (): boolean => true;
    const keep = (ticket: OrderTicket): boolean => tickets.push(Object.assign(new OrderTicket(), ticket)) > 0;
    const collector = {
      enter: keep,
      cancel: nothing,
      replace: nothing,
      massCancelInstrument: nothing,
      massCancelOwner: nothing,
      expireDay: nothing,
      setPhase: nothing,
      setReference: nothing,
      setCollar: nothing,
      setPosition: nothing,
      advanceTime: nothing,
    };
    while (tickets.length < 400) stream.step([collector], world);
    for (let owner = 1; owner <= 5; owner++) engine.setPosition(0, owner, 1000);
    let now = 0;
    const round = (): void => {
      for (let i = 0; i < tickets.length; i++) {
        engine.enter(tickets[i]!);
        engine.cancel((i * 7919) % 400);
        engine.replace((i * 104_729) % 400, 1000 + (i % 9), 1 + (i % 5));
        if (i % 16 === 0) engine.advanceTime(now++);
        engine.reports.clear();
      }
    };
    for (let i = 0; i < 60; i++) round();
    Bun.gc(true);
    const before = heapStats().objectCount;
    for (let i = 0; i < 60; i++) round();
    // 72,000 commands: one object for each hundredth of them would be seen.
    expect(heapStats().objectCount - before).toBeLessThan(700);
  });
});
