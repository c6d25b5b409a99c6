import { describe, expect, test } from "bun:test";
import { SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { MatchingEngine } from "./matching-engine.ts";
import { CommandStream, generator, reportsOf, type StreamShape } from "./testing/random-commands.ts";
import { ReferenceMatcher } from "./testing/reference-matcher.ts";
import { SelfTradePrevention } from "./vocabulary.ts";

const LONG = process.env.HOTPATH_LONG === "1";
const SEEDS = LONG ? 5000 : 600;
const STEPS = LONG ? 2000 : 300;

type Mode = keyof typeof SelfTradePrevention;
const MODES = Object.keys(SelfTradePrevention) as Mode[];

/** Small worlds of every kind: few prices and deep queues, drifting prices over small windows, negative and huge ones. */
function shapeOf(seed: number): StreamShape {
  const random = generator(seed ^ 0x5eed);
  return {
    instruments: 1 + random(3),
    owners: 1 + random(4),
    orderIds: [20, 60, 200][random(3)]!,
    middle: [0, 100, -50, 1_000_000, 2 ** 40, -(2 ** 45)][random(6)]!,
    drift: [0, 1, 20][random(3)]!,
    spread: [2, 6, 40][random(3)]!,
    quantity: [3, 20, 2 ** 52][random(3)]!,
  };
}

function pairOf(seed: number): [MatchingEngine, ReferenceMatcher, StreamShape] {
  const shape = shapeOf(seed);
  const mode = MODES[seed % MODES.length]!;
  // Odd ones too: what lies behind the orders is aligned another way.
  const orderCapacity = seed % 7 === 0 ? 10 + (seed % 6) : 1000 + (seed % 16);
  const replaceKeepsPriority = seed % 3 !== 0;
  const windowTicks = [32, 64, 2048][seed % 3]!;
  const { instruments } = shape;
  const engine = new MatchingEngine({
    instruments,
    orderCapacity,
    windowTicks,
    replaceKeepsPriority,
    selfTradePrevention: mode,
    reportRows: 2,
  });
  const selfTradePrevention = SelfTradePrevention[mode];
  return [
    engine,
    new ReferenceMatcher({ instruments, orderCapacity, selfTradePrevention, replaceKeepsPriority }),
    shape,
  ];
}

/** Every queue of the engine against the reference's. */
function compareBooks(engine: MatchingEngine, reference: ReferenceMatcher): void {
  for (let instrument = 0; instrument < reference.options.instruments; instrument++) {
    const book = engine.book(instrument);
    book.verify();
    for (const side of [1, 2] as const) {
      const expected = reference.queue(instrument, side);
      const orders = book.levels(side, Number.POSITIVE_INFINITY).flatMap(({ price }) => book.ordersAt(side, price));
      const rows = orders.map((o) => [o.orderId, o.price, o.leavesQty, o.cumQty, o.owner]);
      expect(rows).toEqual(expected.map((o) => [o.orderId, o.price, o.leaves, o.filled, o.owner]));
    }
  }
}

describe("agreement with the reference matcher", () => {
  test(`every report of ${SEEDS} seeds, and the books they leave`, () => {
    const kinds = new Set<number>();
    const reasons = new Set<number>();
    let moves = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const [engine, reference, shape] = pairOf(seed);
      const stream = new CommandStream(seed, shape);
      for (let step = 0; step < STEPS; step++) {
        stream.step(engine, reference);
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
        if (step % 64 === 0) compareBooks(engine, reference);
      }
      compareBooks(engine, reference);
      moves += engine.stats().windowMoves;
    }
    expect(kinds.size).toBe(9);
    expect(reasons.size).toBe(19);
    expect(moves).toBeGreaterThan(100);
  }, 3_600_000);

  test("a restored engine goes on exactly as the one that was written, whatever its window", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const [engine, reference, shape] = pairOf(seed);
      const stream = new CommandStream(seed, shape);
      for (let step = 0; step < 200; step++) stream.step(engine, reference);
      const writer = new SnapshotWriter();
      engine.snapshot(writer);
      const mode = MODES[seed % MODES.length]!;
      const restored = new MatchingEngine({
        instruments: shape.instruments,
        orderCapacity: seed % 7 === 0 ? 10 + (seed % 6) : 1000 + (seed % 16),
        windowTicks: 128,
        replaceKeepsPriority: seed % 3 !== 0,
        selfTradePrevention: mode,
      });
      restored.restore(new SnapshotReader(writer.finish()));
      expect(restored.hash()).toBe(engine.hash());
      compareBooks(restored, reference);
      engine.reports.clear();
      restored.reports.clear();
      reference.reports = [];
      for (let step = 0; step < 100; step++) stream.step(restored, reference);
      expect(reportsOf(restored)).toEqual(reference.reports);
      compareBooks(restored, reference);
    }
  }, 300_000);
});
