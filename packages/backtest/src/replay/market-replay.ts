/**
 * The clock of a backtest: one merge, by event time, of recorded market data, of orders on their way to venues, of what
 * venues answer on its way back, and of timers. Each thing happens once the time has come, nothing before:
 *
 *     source ─ venue's time ─► venue ─ + response ─► engine
 *        └──── + feed latency ────────────────────► engine ─ + entry ─► venue
 *
 * A venue sees its market as it is when an order arrives; the engine sees it as it was when the feed left. So there is no
 * look-ahead. At one and the same time, venues see market data first, then engines do, then orders arrive, then reports,
 * then timers: an order never meets a market that is older than the order.
 */
import {
  CancelOrder,
  ConfigError,
  EventCursor,
  EventQueue,
  type EventSink,
  ExecType,
  NewOrder,
  ReplaceOrder,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  type Stage,
  StateError,
  storeTime,
} from "@hotpath/core";
import { type Engine, reportExecution } from "@hotpath/engine";
import { VenueReject } from "../venue/venue-reject.ts";
import { FlightQueue } from "./internal/flight-queue.ts";
import { LaneHeap } from "./internal/lane-heap.ts";
import { type Feed, type Market, marketOf, ORDER_TYPES } from "./internal/market.ts";
import { TimerHeap } from "./internal/timer-heap.ts";
import type { MarketSource } from "./market-source.ts";
import type { MarketReplayOptions, ReplayCounts, ReplayTimers } from "./replay-options.ts";

type Driven = Pick<Engine, "inbox" | "process" | "processRecord">;

/**
 * Drives an engine through recorded markets.
 *
 * @example
 * const replay = new MarketReplay({ markets: [{ exchange: new ReplayVenue({ instruments }), sources: [tape.source()] }] });
 * const engine = new Engine({ stages, venue: replay.gateway });
 * replay.attach(engine);
 * replay.run();
 */
export class MarketReplay implements Snapshotable {
  /** Where the engine's orders go: give it to the engine as its `venue`. */
  readonly gateway: Stage;
  readonly #markets: readonly Market[];
  readonly #feeds: readonly Feed[];
  readonly #heap: LaneHeap;
  readonly #timers: TimerHeap;
  readonly #scratch = new EventQueue();
  readonly #reports = new EventQueue();
  readonly #event = new EventCursor();
  readonly #report = new EventCursor();
  #engine: Driven | undefined;
  #stageTimers: ReplayTimers | undefined;
  #started = false;
  #micros = 0;
  #nanos = 0;
  #marketEvents = 0;
  #orders = 0;
  #reportCount = 0;
  #timerCount = 0;
  #unreached = 0;

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: MarketReplayOptions) {
    const { markets, maxInFlightBytes = 2 ** 26 } = options;
    if (markets.length === 0) throw new ConfigError("replay.markets", markets, "at least one market");
    if (!(maxInFlightBytes >= 4096 && maxInFlightBytes <= 2 ** 31))
      throw new ConfigError("replay.maxInFlightBytes", maxInFlightBytes, `a number of bytes from 4096 to ${2 ** 31}`);
    const flight = (): FlightQueue => new FlightQueue(maxInFlightBytes);
    const feeds: Feed[] = [];
    this.#markets = markets.map((market, index) => {
      const venue = market.venue ?? 0;
      if (markets.findIndex((other) => (other.venue ?? 0) === venue) !== index)
        throw new ConfigError(`replay.markets[${index}].venue`, venue, "a number that no other market has");
      for (const given of market.sources) {
        const { source, audience } = "source" in given ? given : { source: given, audience: "both" };
        feeds.push({
          source,
          market: index,
          toVenue: audience !== "engine",
          toEngine: audience !== "venue",
          flight: flight(),
        });
      }
      return marketOf(market, venue, flight);
    });
    this.#feeds = feeds;
    this.#timers = new TimerHeap(options.maxTimers ?? 65_536);
    this.#heap = new LaneHeap(2 * feeds.length + 2 * markets.length + 2);
    this.gateway = {
      name: "gateway",
      handles: ORDER_TYPES,
      on: (command) => this.#send(command),
    };
  }

  /** Time of what has happened last, in whole microseconds since the Unix epoch. */
  get micros(): number {
    return this.#micros;
  }

  /** The nanoseconds within it. */
  get nanos(): number {
    return this.#nanos;
  }

  /** What has happened so far. */
  counts(): ReplayCounts {
    return {
      marketEvents: this.#marketEvents,
      orders: this.#orders,
      reports: this.#reportCount,
      timers: this.#timerCount,
      unreached: this.#unreached,
    };
  }

  /**
   * Names the engine that is driven: its `venue` is this replay's {@link gateway}.
   *
   * @param timers the engine's `TimerStage`, where strategies ask for timers
   */
  attach(engine: Driven, timers?: ReplayTimers): void {
    this.#engine = engine;
    this.#stageTimers = timers;
  }

  /**
   * A `Timer` event reaches the engine at a time, or at once where that is over.
   *
   * @returns false if too many wait already
   */
  schedule(timer: number, micros: number, nanos = 0): boolean {
    const isPast = micros < this.#micros || (micros === this.#micros && nanos < this.#nanos);
    const taken = this.#timers.add(timer, isPast ? this.#micros : micros, isPast ? this.#nanos : nanos);
    if (taken) this.#setTimerLane();
    return taken;
  }

  /** Takes a timer back, wherever it stands. @returns how many of this number waited */
  cancelTimer(timer: number): number {
    const removed = this.#timers.remove(timer);
    this.#setTimerLane();
    return removed;
  }

  /**
   * Lets the next thing happen.
   *
   * @returns false if nothing is left
   * @throws {StateError} if there is no engine to drive
   */
  step(): boolean {
    if (!this.#started) this.#start();
    const lane = this.#heap.first;
    if (lane === -1) return false;
    this.#micros = this.#heap.micros[lane]!;
    this.#nanos = this.#heap.nanos[lane]!;
    const feeds = this.#feeds.length;
    if (lane < feeds) this.#feed(lane);
    else if (lane < 2 * feeds) this.#arrive(lane, this.#feeds[lane - feeds]!.flight);
    else if (lane < 2 * feeds + this.#markets.length) this.#order(lane);
    else if (lane < 2 * (feeds + this.#markets.length)) this.#hear(lane);
    else if (lane === 2 * (feeds + this.#markets.length)) this.#timer();
    else this.#stageTimer();
    return true;
  }

  /**
   * Lets everything happen up to a time, that time included.
   *
   * @param untilMicros default: to the end of what there is
   * @returns how many things happened
   */
  run(untilMicros: number = Number.POSITIVE_INFINITY): number {
    if (!this.#started) this.#start();
    const heap = this.#heap;
    let steps = 0;
    for (let lane = heap.first; lane !== -1 && heap.micros[lane]! <= untilMicros; lane = heap.first) {
      this.step();
      steps += 1;
    }
    return steps;
  }

  /** @throws {StateError} if a source or an exchange cannot write out its state */
  snapshot(writer: SnapshotWriter): void {
    writer.section("backtest.replay");
    if (!this.#started) this.#start();
    for (const value of this.#numbers()) writer.f64(value);
    for (const feed of this.#feeds) {
      partOf(feed.source, "a source").snapshot(writer);
      feed.flight.snapshot(writer);
    }
    for (const market of this.#markets) {
      partOf(market.exchange, "an exchange").snapshot(writer);
      market.latency.snapshot?.(writer);
      market.feedLatency?.snapshot?.(writer);
      market.inbound.snapshot(writer);
      market.outbound.snapshot(writer);
    }
    this.#timers.snapshot(writer);
    for (let lane = 0; lane < this.#heap.micros.length; lane++) {
      writer.i32(this.#heap.has(lane) ? 1 : 0);
      writer.f64(this.#heap.micros[lane]!);
      writer.f64(this.#heap.nanos[lane]!);
    }
  }

  /** Goes on where the snapshot was taken, of a replay with the same markets and sources. */
  restore(reader: SnapshotReader): void {
    reader.section("backtest.replay");
    this.#started = true;
    [
      this.#micros,
      this.#nanos,
      this.#marketEvents,
      this.#orders,
      this.#reportCount,
      this.#timerCount,
      this.#unreached,
    ] = this.#numbers().map(() => reader.f64()) as [number, number, number, number, number, number, number];
    for (const feed of this.#feeds) {
      partOf(feed.source, "a source").restore(reader);
      feed.flight.restore(reader);
    }
    for (const market of this.#markets) {
      partOf(market.exchange, "an exchange").restore(reader);
      market.latency.restore?.(reader);
      market.feedLatency?.restore?.(reader);
      market.inbound.restore(reader);
      market.outbound.restore(reader);
    }
    this.#timers.restore(reader);
    this.#heap.clear();
    for (let lane = 0; lane < this.#heap.micros.length; lane++) {
      const has = reader.i32() === 1;
      const micros = reader.f64();
      const nanos = reader.f64();
      if (has) this.#heap.set(lane, micros, nanos);
    }
  }

  #numbers(): number[] {
    return [
      this.#micros,
      this.#nanos,
      this.#marketEvents,
      this.#orders,
      this.#reportCount,
      this.#timerCount,
      this.#unreached,
    ];
  }

  #start(): void {
    this.#started = true;
    for (let lane = 0; lane < this.#feeds.length; lane++) this.#advance(lane);
  }

  /** The source's next event, no earlier than the one before. */
  #advance(lane: number): void {
    const { source } = this.#feeds[lane]!;
    const heap = this.#heap;
    if (!source.next()) {
      heap.remove(lane);
      return;
    }
    const lastMicros = heap.micros[lane]!;
    const { micros, nanos } = source;
    const isLate = micros < lastMicros || (micros === lastMicros && nanos < heap.nanos[lane]!);
    heap.set(lane, isLate ? lastMicros : micros, isLate ? heap.nanos[lane]! : nanos);
  }

  #feed(lane: number): void {
    const feed = this.#feeds[lane]!;
    const { source } = feed;
    const market = this.#markets[feed.market]!;
    const event = this.#event;
    source.emit(this.#scratch);
    this.#scratch.next(event);
    this.#marketEvents += 1;
    storeTime(event.i32, (event.at << 1) + 4, this.#micros, this.#nanos);
    if (feed.toVenue && market.handles[event.type] === 1) {
      market.exchange.on(event, this.#reports);
      if (this.#reports.size > 0) this.#answer(feed.market);
    }
    if (feed.toEngine) {
      const latency = this.#feedNanos(market, source);
      const { isEmpty } = feed.flight;
      if (latency > 0 || !isEmpty) {
        feed.flight.push(event, this.#micros, this.#nanos, latency);
        // Behind others it changes nothing about who arrives next.
        if (isEmpty) this.#setLane(this.#feeds.length + lane, feed.flight);
      } else this.#deliver(event);
    }
    this.#advance(lane);
  }

  #feedNanos(market: Market, source: MarketSource): number {
    if (market.isRecorded) {
      const nanos = (source.receiveMicros - this.#micros) * 1000 + source.receiveNanos - this.#nanos;
      // Not known, or of a clock that was behind the venue's.
      return nanos > 0 ? nanos : 0;
    }
    return market.feedLatency === undefined ? 0 : market.feedLatency.feedNanos(this.#micros, this.#nanos);
  }

  #deliver(event: EventCursor): void {
    const engine = this.#engine;
    if (engine === undefined) throw new StateError("STATE_INVALID", "replay: there is no engine; attach one first");
    engine.processRecord(event);
    if (this.#stageTimers !== undefined) this.#setStageTimers(this.#stageTimers);
  }

  #arrive(lane: number, flight: FlightQueue): void {
    this.#deliver(flight.head);
    flight.pop();
    this.#setLane(lane, flight);
  }

  #hear(lane: number): void {
    this.#reportCount += 1;
    this.#arrive(lane, this.#markets[lane - 2 * this.#feeds.length - this.#markets.length]!.outbound);
  }

  #order(lane: number): void {
    const index = lane - 2 * this.#feeds.length;
    const market = this.#markets[index]!;
    this.#orders += 1;
    market.exchange.on(market.inbound.head, this.#reports);
    market.inbound.pop();
    this.#setLane(lane, market.inbound);
    if (this.#reports.size > 0) this.#answer(index);
  }

  #timer(): void {
    const engine = this.#engine;
    if (engine === undefined) throw new StateError("STATE_INVALID", "replay: there is no engine; attach one first");
    this.#timerCount += 1;
    this.#timers.take(engine.inbox);
    this.#setTimerLane();
    engine.process();
    if (this.#stageTimers !== undefined) this.#setStageTimers(this.#stageTimers);
  }

  /** A timer that a strategy asked for is due. */
  #stageTimer(): void {
    this.#timerCount += 1;
    const timers = this.#stageTimers!;
    timers.writeDue(this.#micros, this.#engine!.inbox, this.#micros);
    this.#engine!.process();
    this.#setStageTimers(timers);
  }

  #setStageTimers(timers: ReplayTimers): void {
    const lane = 2 * (this.#feeds.length + this.#markets.length) + 1;
    const due = timers.nextDue;
    if (due === Number.POSITIVE_INFINITY) this.#heap.remove(lane);
    // What was due before it was asked for is due at once.
    else this.#heap.set(lane, Math.max(due, this.#micros), due > this.#micros ? 0 : this.#nanos);
  }

  /** What a venue has just said starts on its way back. */
  #answer(index: number): void {
    const market = this.#markets[index]!;
    const report = this.#report;
    while (this.#reports.next(report)) {
      const latency = market.latency.responseNanos(this.#micros, this.#nanos);
      market.outbound.push(report, this.#micros, this.#nanos, latency);
    }
    this.#setLane(2 * this.#feeds.length + this.#markets.length + index, market.outbound);
  }

  /** An order, cancel or replace leaves the engine. */
  #send(command: EventCursor): void {
    // Terms and questions are for venues that have them: those of replays have neither.
    if (!ORDER_TYPES.includes(command.type)) return;
    const markets = this.#markets;
    let index = 0;
    while (index < markets.length && markets[index]!.venue !== command.venue) index += 1;
    const isKnown = index < markets.length;
    if (!isKnown) index = 0;
    const market = markets[index]!;
    const { micros, nanos } = command;
    const latency = isKnown ? market.latency.entryNanos(micros, nanos) : 0;
    if (isKnown && latency >= 0) {
      market.inbound.push(command, micros, nanos, latency);
      this.#setLane(2 * this.#feeds.length + index, market.inbound);
      return;
    }
    this.#unreached += 1;
    refuse(this.#reports, command, isKnown ? VenueReject.Unreachable : VenueReject.UnknownVenue);
    this.#reports.next(this.#report);
    market.outbound.push(this.#report, micros, nanos, -latency);
    this.#setLane(2 * this.#feeds.length + markets.length + index, market.outbound);
  }

  #setLane(lane: number, flight: FlightQueue): void {
    if (flight.isEmpty) this.#heap.remove(lane);
    else this.#heap.set(lane, flight.head.micros, flight.head.nanos);
  }

  #setTimerLane(): void {
    const lane = 2 * (this.#feeds.length + this.#markets.length);
    if (this.#timers.size === 0) this.#heap.remove(lane);
    else this.#heap.set(lane, this.#timers.micros, this.#timers.nanos);
  }
}

/** What is said of an order that no venue has got. */
function refuse(out: EventSink, command: EventCursor, reason: number): void {
  const type = command.type;
  const of = type === NewOrder.TYPE ? NewOrder : type === CancelOrder.TYPE ? CancelOrder : ReplaceOrder;
  const execType =
    type === NewOrder.TYPE
      ? ExecType.Rejected
      : type === CancelOrder.TYPE
        ? ExecType.CancelRejected
        : ExecType.ReplaceRejected;
  reportExecution(out, command, of.orderId(command), execType, of.side(command), 0, 0, 0, 0, 0, reason);
}

function partOf(part: object, what: string): Snapshotable {
  if (!("snapshot" in part && "restore" in part))
    throw new StateError("STATE_INVALID", `replay: ${what} cannot write out its state`);
  return part as Snapshotable;
}
