import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  Command,
  EventCursor,
  type EventSink,
  EventSlot,
  InstrumentRegistry,
  NewOrder,
  OrderIntent,
  Quote,
  Side,
  Signal,
  type Stage,
} from "@hotpath/core";
import { JournalReader, JournalWriter } from "@hotpath/journal";
import { OrderStage } from "@hotpath/orders";
import { Portfolio, PortfolioStage } from "@hotpath/portfolio";
import { RiskGate, RiskStage } from "@hotpath/risk";
import { SignalSet, SignalStage } from "@hotpath/signals";
import { Engine, LatencyHistogram, OrderIds, PaperVenue, SignalTrader } from "./index.ts";
import { quotesOf } from "./testing/quotes.ts";

/** Notes what it sees, and answers as it is told. */
class Probe implements Stage {
  readonly seen: string[] = [];
  readonly name: string;
  readonly handles: readonly number[];
  readonly #answer: (event: EventCursor, out: EventSink) => void;

  constructor(
    name: string,
    handles: readonly number[],
    answer: (event: EventCursor, out: EventSink) => void = () => {},
  ) {
    this.name = name;
    this.handles = handles;
    this.#answer = answer;
  }

  on(event: EventCursor, out: EventSink): void {
    this.seen.push(`${event.type}@${event.sequence}`);
    this.#answer(event, out);
  }
}

function quote(engine: Engine, micros = 1): void {
  Quote.write(engine.inbox, micros, 0, 0, 0, 10, 11, 1, 1, 0);
}

describe("Engine", () => {
  test("takes a record of the caller's own behind what waits in the inbox, and what the venue answers behind it", () => {
    const stage = new Probe("stage", [Quote.TYPE, Command.TYPE]);
    const venue = new Probe("venue", [Quote.TYPE], (event, out) => {
      if (event.micros === 2) Command.emit(out, event, 0, 0, 1, 0);
    });
    using engine = new Engine({ stages: [stage], venue });
    const slot = new EventSlot();
    quote(engine);
    Quote.write(slot, 2, 0, 0, 0, 10, 11, 1, 1, 0);
    expect(engine.processRecord(slot.cursor)).toBe(3);
    expect(slot.cursor.sequence).toBe(2);
    expect(stage.seen).toEqual([`${Quote.TYPE}@1`, `${Quote.TYPE}@2`, `${Command.TYPE}@3`]);
    Quote.write(slot, 3, 0, 0, 0, 10, 11, 1, 1, 0);
    expect([engine.processRecord(slot.cursor), engine.sequence, engine.lastMicros]).toEqual([1, 4, 3]);
  });

  test("numbers its inputs, and a derived event has the number of its cause", () => {
    const later = new Probe("later", [Quote.TYPE, Signal.TYPE]);
    const first = new Probe("first", [Quote.TYPE], (event, out) =>
      Signal.emit(out, event, 0, 0, 1, 1, 1, 1, 0, 0.5, 16),
    );
    using engine = new Engine({ stages: [first, later] });
    quote(engine);
    quote(engine);
    expect(engine.process()).toBe(2);
    expect(first.seen).toEqual(["1@1", "1@2"]);
    expect(later.seen).toEqual(["1@1", "20@1", "1@2", "20@2"]);
    expect(engine.sequence).toBe(2);
  });

  test("orders go to the venue after the stages, and what it answers is the next input", () => {
    const venue = new Probe("venue", [Quote.TYPE, NewOrder.TYPE], (event, out) => {
      if (event.type === NewOrder.TYPE) Command.emit(out, event, -1, 0, 3, 0);
    });
    const stage = new Probe("stage", [Quote.TYPE, Command.TYPE], (event, out) => {
      if (event.type === Quote.TYPE) NewOrder.emit(out, event, 0, 0, 1, 10, 1, Side.Buy, 2, 1, 1);
    });
    using engine = new Engine({ stages: [stage], venue, timeEvery: 1 });
    quote(engine);
    engine.process();
    expect(venue.seen).toEqual(["1@1", "23@1"]);
    expect(stage.seen).toEqual(["1@1", "7@2"]);
  });

  test("without a venue orders wait in the outbox", () => {
    const stage = new Probe("stage", [Quote.TYPE], (event, out) =>
      NewOrder.emit(out, event, 0, 0, 1, 10, 1, Side.Buy, 2, 1, 1),
    );
    using engine = new Engine({ stages: [stage], timeEvery: 0 });
    quote(engine);
    engine.process();
    const event = new EventCursor();
    expect([engine.outbox.size, engine.outbox.next(event), event.type]).toEqual([1, true, NewOrder.TYPE]);
  });

  test("stages that feed each other without end are found out", () => {
    const loop = new Probe("loop", [Quote.TYPE, OrderIntent.TYPE], (event, out) =>
      OrderIntent.emit(out, event, 0, 0, 1, 1, 1, 1, 2, 1, 1),
    );
    loop.seen.push = () => 0;
    using engine = new Engine({ stages: [loop] });
    quote(engine);
    expect(() => engine.process()).toThrow("feed each other without end");
  });

  test("two stages of one name are refused", () => {
    expect(() => new Engine({ stages: [new Probe("a", []), new Probe("a", [])] })).toThrow("stages of different names");
  });

  test("what is timed keeps no rhythm with what comes in", () => {
    const even = new Probe("even", [Quote.TYPE]);
    const odd = new Probe("odd", [Command.TYPE]);
    using engine = new Engine({ stages: [even, odd], timeEvery: 4 });
    for (let i = 0; i < 8_000; i++) {
      quote(engine);
      Command.write(engine.inbox, 1, 0, -1, 0, 0, 0);
    }
    engine.process();
    const [a, b] = engine.latencies().map((l) => l.summary.count) as [number, number];
    expect(Math.abs(a - b)).toBeLessThan(150);
    expect(a + b).toBeGreaterThan(1_800);
  });

  test("every stage is timed, and whole updates apart from updates that led to an order", () => {
    const stage = new Probe("stage", [Quote.TYPE], (event, out) =>
      NewOrder.emit(out, event, 0, 0, 1, 10, 1, Side.Buy, 2, 1, 1),
    );
    using engine = new Engine({ stages: [stage], venue: new Probe("venue", [NewOrder.TYPE]), timeEvery: 4 });
    for (let i = 0; i < 8_000; i++) quote(engine);
    engine.process();
    const counts = Object.fromEntries(engine.latencies().map((l) => [l.name, l.summary.count]));
    expect(counts.stage).toBe(counts.venue!);
    expect(counts.update).toBe(counts.updateToOrder!);
    // One in four is timed, half of them by stage and half as a whole.
    for (const count of Object.values(counts)) expect(Math.abs(count - 1_000)).toBeLessThan(60);
    engine.resetLatencies();
    expect(engine.latencies().every((l) => l.summary.count === 0)).toBe(true);
  });
});

/** A whole engine assembled by hand. */
function assembled(journal?: JournalWriter): Engine {
  const instruments = new InstrumentRegistry([{ id: 1, symbol: "A", priceDecimals: 2 }]);
  const portfolio = new Portfolio({ instruments, initialCash: "1000000" });
  const gate = new RiskGate({ instruments, portfolio });
  return new Engine({
    stages: [
      new PortfolioStage(portfolio),
      new OrderStage({ instruments }),
      new RiskStage(gate),
      new SignalStage(new SignalSet({ symbols: 1 })),
      new SignalTrader({ instruments, portfolio, orderIds: new OrderIds() }),
    ],
    ...(journal ? { venue: new PaperVenue({ instruments: 1 }), journal } : {}),
  });
}

describe("the journal", () => {
  test("holds every input, and a replay of it gives the same state", () => {
    const folder = mkdtempSync(join(tmpdir(), "hotpath-engine-"));
    try {
      const live = assembled(JournalWriter.open({ folder, metadata: { test: true } }));
      for (const q of quotesOf(1, 600, 3)) {
        const cents = (text: string): number => Number(text.replace(".", ""));
        Quote.write(
          live.inbox,
          Number(q.timestamp / 1000n),
          0,
          0,
          1,
          cents(q.bidPrice),
          cents(q.askPrice),
          Number(q.bidSize),
          Number(q.askSize),
          0,
        );
        live.process();
      }
      // Fills came back from the venue and are inputs like any other.
      expect(live.sequence).toBeGreaterThan(600);
      const stagesOf = (engine: Engine): string[] => engine.stages.map((s) => s.name);
      const replayed = assembled();
      expect(stagesOf(replayed)).toEqual(stagesOf(live));
      live[Symbol.dispose]();
      using reader = JournalReader.open(folder);
      const event = new EventCursor();
      while (reader.next(event)) replayed.replay(event);
      expect(replayed.sequence).toBe(live.sequence);
      expect(stateOfStages(replayed)).toEqual(stateOfStages(live));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("an event out of its order is refused", () => {
    using engine = assembled();
    const event = new EventCursor();
    event.f64[1] = 5;
    expect(() => engine.replay(event)).toThrow("event.sequence: got 5; allowed: the next sequence, 1");
  });
});

/** Hashes stage by stage, so that the venue, which a replay has none of, is left out. */
function stateOfStages(engine: Engine): string[] {
  return engine.stages.map((stage) => {
    const alone = new Engine({ stages: [stage] });
    return `${stage.name} ${alone.stateHash()}`;
  });
}

describe("LatencyHistogram", () => {
  test("knows any percentile to 1.6 %, and the greatest exactly", () => {
    const histogram = new LatencyHistogram();
    for (let ns = 1; ns <= 100_000; ns++) histogram.record(ns);
    for (const share of [0.01, 0.5, 0.9, 0.99, 0.999]) {
      const exact = share * 100_000;
      expect(Math.abs(histogram.percentile(share) - exact) / exact).toBeLessThan(0.016);
    }
    expect(histogram.summary()).toMatchObject({ count: 100_000, max: 100_000, mean: 50_000.5 });
  });

  test("takes any number and orders its buckets", () => {
    const histogram = new LatencyHistogram();
    for (const ns of [0, -5, 0.4, 63, 64, 65, 2 ** 31, 2 ** 32, 2 ** 35, 2 ** 40, Number.POSITIVE_INFINITY, Number.NaN])
      histogram.record(ns);
    const edges = histogram.buckets().map((b) => b.upTo);
    expect(edges).toEqual(edges.toSorted((a, b) => a - b));
    expect(histogram.buckets().reduce((sum, b) => sum + b.count, 0)).toBe(12);
    expect(new LatencyHistogram().summary()).toMatchObject({ count: 0, p99: 0, mean: 0 });
  });
});
