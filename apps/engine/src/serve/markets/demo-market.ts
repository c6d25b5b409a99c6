/**
 * The simulated exchange as a served market: it moves by itself, so many steps a second, and an engine that was killed finds
 * it again. The same seed and the same orders are the same market, so a replay has it move again, and holds what it says
 * against the record.
 */
import type { SimulatedExchange } from "@hotpath/backtest";
import {
  BookLevel,
  EventCursor,
  EventQueue,
  type EventSink,
  ExecutionReport,
  InputError,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  type Stage,
  Trade,
} from "@hotpath/core";
import type { StrategyEngine } from "@hotpath/engine";
import type { StopSignal } from "../../run/stop-signal.ts";
import type { ServedMarket } from "./served-market.ts";

/** What the exchange says. */
const SAID: readonly number[] = [BookLevel.TYPE, Trade.TYPE, ExecutionReport.TYPE];
/** How often the market is moved on. */
const TICK_MILLIS = 10;

/** The exchange of `hotpath serve`. */
export class DemoMarket implements ServedMarket {
  readonly venue: CountingExchange;
  readonly isBounded = true;
  readonly #exchange: SimulatedExchange;
  readonly #pace: number;
  /** In a replay: what the exchange has said by itself and the record has not shown yet. */
  readonly #said = new EventQueue({ initialBytes: 4096 });
  readonly #next = new EventCursor();
  #isOpen = false;

  /** @param pace steps a second */
  constructor(exchange: SimulatedExchange & Stage & Snapshotable, pace: number) {
    this.#exchange = exchange;
    this.#pace = pace;
    this.venue = new CountingExchange(exchange);
  }

  restored(): void {
    this.#isOpen = true;
  }

  replay(engine: StrategyEngine, event: EventCursor): void {
    if (SAID.includes(event.type)) this.#expect(event);
    engine.replay(event, "answers");
  }

  begin(engine: StrategyEngine): void {
    if (!this.#isOpen) this.#exchange.open(engine.inbox);
    this.#isOpen = true;
    // Of a move that was recorded in part the rest comes first: what was answered to it came after.
    while (this.#said.next(this.#next)) engine.inbox.append(this.#next);
    engine.engine.resume();
    engine.process();
    this.venue.answers = 0;
  }

  async run(engine: StrategyEngine, stop: StopSignal, onRest: () => void): Promise<void> {
    const stepsATick = (this.#pace * TICK_MILLIS) / 1000;
    let due = 0;
    while (!stop.isRaised) {
      for (due += stepsATick; due >= 1; due--) this.step(engine);
      this.venue.answers = 0;
      onRest();
      await Bun.sleep(TICK_MILLIS);
    }
  }

  /** The market moves once. */
  step(engine: StrategyEngine): void {
    this.#move(engine.inbox);
    engine.process();
  }

  notes(): string[] {
    return [];
  }

  /** The next thing that happens in the market: a step of which nothing comes is none, for no record shows it. */
  #move(out: EventQueue): void {
    const before = out.size;
    while (out.size === before) this.#exchange.step(out);
  }

  /** What the market was recorded to have said, it says now: of itself, or as an answer to an order, which the engine compares. */
  #expect(event: EventCursor): void {
    if (this.#said.size === 0) {
      if (this.venue.answers > 0) {
        this.venue.answers -= 1;
        return;
      }
      if (this.#isOpen) this.#move(this.#said);
      else this.#exchange.open(this.#said);
      this.#isOpen = true;
    }
    this.#said.next(this.#next);
    if (this.#next.type !== event.type || this.#next.time !== event.time || this.#next.instrument !== event.instrument)
      throw new InputError(
        "INPUT_INVALID",
        `the journal's market is not that of this build: input ${event.sequence} is another`,
      );
  }
}

/** The exchange, and how many answers to orders it has given that nobody has counted off. */
class CountingExchange implements Stage, Snapshotable {
  readonly name: string;
  readonly handles: readonly number[];
  answers = 0;
  readonly #exchange: SimulatedExchange & Stage & Snapshotable;

  constructor(exchange: SimulatedExchange & Stage & Snapshotable) {
    this.name = exchange.name;
    this.handles = exchange.handles;
    this.#exchange = exchange;
  }

  on(event: EventCursor, out: EventSink): void {
    const counted = out as EventQueue;
    const before = counted.size;
    this.#exchange.on(event, out);
    this.answers += counted.size - before;
  }

  snapshot(writer: SnapshotWriter): void {
    this.#exchange.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    this.#exchange.restore(reader);
  }
}
