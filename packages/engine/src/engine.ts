import {
  CancelOrder,
  ConfigError,
  EventCursor,
  EventQueue,
  monotonicNanos,
  NewOrder,
  ReplaceOrder,
  RiskLimitsChanged,
  RiskStateChanged,
  type Snapshotable,
  type SnapshotReader,
  SnapshotWriter,
  type Stage,
  StateError,
} from "@hotpath/core";
import type { JournalWriter } from "@hotpath/journal";
import { LatencyHistogram, type LatencySummary } from "./monitoring/latency-histogram.ts";
import { Sample, Sampler } from "./monitoring/sampler.ts";
import { Pipeline } from "./pipeline.ts";

/** What goes to the venue. */
const ORDER_TYPES = [NewOrder.TYPE, CancelOrder.TYPE, ReplaceOrder.TYPE];
/** What is journalled although it is derived: who changed what may be traded, why, and when. */
const AUDIT_TYPES = [RiskStateChanged.TYPE, RiskLimitsChanged.TYPE];

/** How an {@link Engine} is put together. */
export interface EngineOptions {
  /** The stages, in the order in which they see an event. */
  stages: readonly Stage[];
  /**
   * Where orders go. It sees each input that it handles before the stages do, and each `NewOrder`, `CancelOrder` and
   * `ReplaceOrder` after them; what it emits enters as the next inputs. Without one, orders wait in `outbox` for the caller.
   */
  venue?: Stage;
  /**
   * Every input is appended to it before it is applied, and flushed before an order leaves. Behind the input that caused
   * them come changes of the risk gate's state and limits, for an audit.
   */
  journal?: JournalWriter;
  /** One input in so many is timed, on the average; 0 for never. Default 64. */
  timeEvery?: number;
}

/** Latencies in nanoseconds over the timed inputs, and counts. The clock's own cost is part of each figure. */
export interface EngineLatency {
  /** A stage's name, `venue`, `update` (an input through all stages) or `updateToOrder` (one that led to an order). */
  name: string;
  summary: LatencySummary;
}

/**
 * The sequenced core: inputs are numbered, journalled, and applied one after the other by a list of stages. It asks no
 * clock and no random source, so the same inputs give the same state and the same outputs, bit for bit.
 *
 *     inbox → number → journal → venue (market data) → stages → outbox → venue → inbox
 *
 * @example
 * const engine = new Engine({ stages: [new BookStage(…), new SignalStage(…)] });
 * Quote.write(engine.inbox, micros, 0, 0, 0, 10005, 10010, 1000, 1000, 0);
 * engine.process();
 */
export class Engine implements Snapshotable, Disposable {
  /** Inputs that wait to be numbered. Market data, commands and a venue's reports are written here. */
  readonly inbox: EventQueue = new EventQueue();
  readonly #pipeline: Pipeline;
  readonly #venue: Stage | undefined;
  readonly #venueHandles = new Uint8Array(65_536);
  readonly #journal: JournalWriter | undefined;
  readonly #input = new EventCursor();
  readonly #command = new EventCursor();
  readonly #sampler: Sampler;
  readonly #updateTimes = new LatencyHistogram();
  readonly #orderTimes = new LatencyHistogram();
  readonly #venueTimes = new LatencyHistogram();
  #sequence = 0;
  #disposed = false;

  /** @throws {ConfigError} if two stages share a name or `timeEvery` is out of range */
  constructor(options: EngineOptions) {
    const every = options.timeEvery ?? 64;
    if (!Number.isInteger(every) || every < 0 || every > 1 << 24) {
      throw new ConfigError("timeEvery", every, `an integer from 0 to ${1 << 24}`);
    }
    this.#sampler = new Sampler(every);
    this.#venue = options.venue;
    for (const type of options.venue?.handles ?? []) this.#venueHandles[type] = 1;
    this.#journal = options.journal;
    this.#pipeline = new Pipeline(options.stages, ORDER_TYPES, monotonicNanos, AUDIT_TYPES);
  }

  /** Number of the last input that was applied. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Orders and cancels that no venue has taken: empty where there is a venue. */
  get outbox(): EventQueue {
    return this.#pipeline.outbox;
  }

  /** The stages, in order. */
  get stages(): readonly Stage[] {
    return this.#pipeline.stages;
  }

  /**
   * Applies every input that waits, and those that the venue answers with, until none is left.
   *
   * @returns the number of inputs applied
   */
  process(): number {
    const before = this.#sequence;
    const input = this.#input;
    // A replay may have ended between an input and what was to be recorded of it.
    if (this.#pipeline.audit.size > 0) this.#record();
    while (this.inbox.next(input)) this.#apply(input);
    return this.#sequence - before;
  }

  /**
   * Applies a recorded input, whose sequence must be the next. For replay: the caller's venue stays silent. A recorded
   * change of the risk gate's state or limits is compared with what this engine has derived.
   *
   * @throws {ConfigError} for an input out of its order; {StateError} `STATE_INVALID` where this engine decides otherwise
   */
  replay(event: EventCursor): void {
    if (AUDIT_TYPES.includes(event.type as (typeof AUDIT_TYPES)[number])) {
      this.#compare(event);
      return;
    }
    if (this.#pipeline.audit.size > 0) throw this.#diverged("a change of the risk gate that was not recorded");
    if (event.sequence !== this.#sequence + 1) {
      throw new ConfigError("event.sequence", event.sequence, `the next sequence, ${this.#sequence + 1}`);
    }
    this.#sequence += 1;
    this.#pipeline.run(event);
    this.#pipeline.outbox.clear();
  }

  /** A recorded output must be the next that was derived, byte for byte. */
  #compare(recorded: EventCursor): void {
    const derived = this.#command;
    if (!this.#pipeline.audit.next(derived)) throw this.#diverged("no change of the risk gate where one was recorded");
    const [a, b] = [derived.bytes(), recorded.bytes()];
    if (a.length !== b.length || a.some((byte, at) => byte !== b[at]))
      throw this.#diverged("another change of the risk gate than was recorded");
  }

  #diverged(what: string): StateError {
    return new StateError("STATE_INVALID", `replay: ${what}, at sequence ${this.#sequence}`);
  }

  /** Latencies of the stages, of the venue, and of whole updates. */
  latencies(): EngineLatency[] {
    const stages = this.#pipeline.stages.map((stage, i) => ({
      name: stage.name,
      summary: this.#pipeline.histograms[i]!.summary(),
    }));
    return [
      ...stages,
      ...(this.#venue ? [{ name: "venue", summary: this.#venueTimes.summary() }] : []),
      { name: "update", summary: this.#updateTimes.summary() },
      { name: "updateToOrder", summary: this.#orderTimes.summary() },
    ];
  }

  /** Forgets the latencies, as after a warm-up. */
  resetLatencies(): void {
    for (const histogram of [...this.#pipeline.histograms, this.#venueTimes, this.#updateTimes, this.#orderTimes])
      histogram.reset();
  }

  /** The state of every stage and of the venue that can be written out. */
  snapshot(writer: SnapshotWriter): void {
    writer.section("engine");
    writer.f64(this.#sequence);
    for (const part of this.#snapshotables()) {
      writer.string(part.name);
      part.snapshot(writer);
    }
  }

  restore(reader: SnapshotReader): void {
    reader.section("engine");
    this.#sequence = reader.f64();
    for (const part of this.#snapshotables()) {
      const name = reader.string();
      if (name !== part.name)
        throw new ConfigError("stages", part.name, `the stage ${name} that the snapshot was taken of`);
      part.restore(reader);
    }
  }

  /** A hash of the whole state: equal inputs give equal hashes, on every machine. */
  stateHash(): string {
    const writer = new SnapshotWriter();
    this.snapshot(writer);
    return writer.hash();
  }

  /** Flushes and closes the journal, and disposes of every stage that can be. */
  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#journal?.[Symbol.dispose]();
    for (const stage of [...this.#pipeline.stages, this.#venue])
      (stage as Partial<Disposable> | undefined)?.[Symbol.dispose]?.();
  }

  #apply(input: EventCursor): void {
    const sequence = this.#sequence + 1;
    this.#sequence = sequence;
    input.f64[input.at + 1] = sequence;
    this.#journal?.append(input);
    switch (this.#sampler.next()) {
      case Sample.None:
        this.#run(input);
        return;
      case Sample.Stages:
        this.#runStagesTimed(input);
        return;
      case Sample.Whole:
        this.#runTimed(input);
        return;
    }
  }

  #run(input: EventCursor): void {
    if (this.#venueHandles[input.type] === 1) this.#venue!.on(input, this.inbox);
    this.#pipeline.run(input);
    if (this.#pipeline.audit.size > 0) this.#record();
    if (this.#pipeline.outbox.size > 0) this.#send(false);
  }

  /** Changes of what may be traded are written before any order that follows them leaves. */
  #record(): void {
    const output = this.#command;
    while (this.#pipeline.audit.next(output)) this.#journal?.append(output);
  }

  #runTimed(input: EventCursor): void {
    if (this.#venueHandles[input.type] === 1) this.#venue!.on(input, this.inbox);
    const start = monotonicNanos();
    this.#pipeline.run(input);
    const took = monotonicNanos() - start;
    this.#updateTimes.record(took);
    if (this.#pipeline.audit.size > 0) this.#record();
    if (this.#pipeline.outbox.size === 0) return;
    this.#orderTimes.record(took);
    this.#send(false);
  }

  #runStagesTimed(input: EventCursor): void {
    if (this.#venueHandles[input.type] === 1) this.#venue!.on(input, this.inbox);
    this.#pipeline.runTimed(input);
    if (this.#pipeline.audit.size > 0) this.#record();
    if (this.#pipeline.outbox.size > 0) this.#send(true);
  }

  #send(timed: boolean): void {
    this.#journal?.flush();
    const venue = this.#venue;
    if (venue === undefined) return;
    const command = this.#command;
    while (this.#pipeline.outbox.next(command)) {
      const start = timed ? monotonicNanos() : 0;
      venue.on(command, this.inbox);
      if (timed) this.#venueTimes.record(monotonicNanos() - start);
    }
  }

  #snapshotables(): (Stage & Snapshotable)[] {
    const parts = [...this.#pipeline.stages, ...(this.#venue ? [this.#venue] : [])];
    return parts.filter((part): part is Stage & Snapshotable => "snapshot" in part && "restore" in part);
  }
}
