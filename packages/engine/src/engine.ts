import {
  Checkpoint,
  ConfigError,
  EVENT_NAMES,
  EventCursor,
  EventQueue,
  ExecutionReport,
  INPUT_TYPES,
  monotonicNanos,
  NO_INSTRUMENT,
  type Snapshotable,
  type SnapshotReader,
  SnapshotWriter,
  type Stage,
  viewEvent,
} from "@hotpath/core";
import type { JournalWriter } from "@hotpath/journal";
import { LatencyHistogram, type LatencySummary } from "./monitoring/latency-histogram.ts";
import { Sample, Sampler } from "./monitoring/sampler.ts";
import { type JournalledOutputs, journalledTypes, ORDER_TYPES } from "./outputs.ts";
import { Pipeline } from "./pipeline.ts";
import { ReplayDivergence } from "./replay-divergence.ts";

/** Where a record has its sequence, in doubles, and its time, in 32-bit integers. */
const SEQUENCE_AT = 1;
const TIME_AT = 4;

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
   * them come outputs, and checkpoints.
   */
  journal?: JournalWriter;
  /**
   * Which outputs are journalled, for audit and for a replay to be compared with: by default `audit`, changes of the risk
   * gate and of strategies; `decisions`, all that goes to the venue and what became of it, too.
   */
  journalOutputs?: JournalledOutputs;
  /** After every so many inputs the hash of the state is journalled as a `Checkpoint`; 0 for never. Default 0. */
  checkpointEvery?: number;
  /** Derived events that the venue sees as it sees inputs: such as the `Quote` of a `BookStage`. Default none. */
  venueSees?: readonly number[];
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
  /** In a replay with the venue: what it has answered and the record has not shown yet. */
  readonly #expected: EventQueue = new EventQueue({ initialBytes: 4096 });
  readonly #answer = new EventCursor();
  #hasAnswer = false;
  readonly #outputs: readonly number[];
  readonly #checkpointEvery: number;
  /** Inputs until the next checkpoint. */
  #untilCheckpoint: number;
  /** Number and time of the last input, as a record without a payload. */
  readonly #last = new EventCursor();
  /** The last checkpoint, or one that a replay derives. */
  readonly #checkpoints: EventQueue = new EventQueue({ initialBytes: 512 });
  readonly #timeEvery: number;
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
    this.#timeEvery = every;
    this.#sampler = new Sampler(every);
    this.#venue = options.venue;
    for (const type of options.venue?.handles ?? []) this.#venueHandles[type] = 1;
    this.#journal = options.journal;
    this.#outputs = journalledTypes(options.journalOutputs ?? "audit");
    this.#checkpointEvery = options.checkpointEvery ?? 0;
    if (!Number.isSafeInteger(this.#checkpointEvery) || this.#checkpointEvery < 0)
      throw new ConfigError("checkpointEvery", options.checkpointEvery, "a number of inputs, an integer from 0");
    this.#untilCheckpoint = this.#checkpointEvery;
    const shown = options.venue === undefined ? [] : (options.venueSees ?? []);
    this.#pipeline = new Pipeline(options.stages, ORDER_TYPES, monotonicNanos, this.#outputs, shown);
  }

  /** Number of the last input that was applied. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Time of the last input, in whole microseconds since the Unix epoch. */
  get lastMicros(): number {
    return this.#last.micros;
  }

  /** The same in nanoseconds, for people: allocates. */
  get lastTime(): bigint {
    return this.#last.time;
  }

  /** One input in so many is timed, on the average; 0: none. */
  get timeEvery(): number {
    return this.#timeEvery;
  }

  /** Where inputs are journalled, to be looked at. */
  get journal(): JournalWriter | undefined {
    return this.#journal;
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
   * Applies one input that the caller has in a record of its own, such as an `EventSlot`, without a copy, and those that the
   * venue answers with; what waits in the inbox comes before it. Its sequence is written into it.
   *
   * @returns the number of inputs applied
   */
  processRecord(input: EventCursor): number {
    const before = this.#sequence;
    if (this.inbox.size > 0 || this.#pipeline.audit.size > 0) this.process();
    this.#apply(input);
    if (this.inbox.size > 0) this.process();
    return this.#sequence - before;
  }

  /**
   * Applies a recorded input, whose sequence must be the next. A recorded output is compared with what this engine has
   * derived, a `Checkpoint` with the hash of its state. Outputs of types that this engine does not journal are passed over.
   *
   * @param venue `silent`: the venue takes no part, what it said is in the record. `answers`: it sees what it saw then,
   * and its answers are compared with the record: for a venue whose state is lost with the process, as one on paper. After
   * the last record, {@link resume} brings in what it had still to say.
   * @throws {ConfigError} for an input out of its order; {ReplayDivergence} where this engine decides otherwise
   */
  replay(event: EventCursor, venue: "silent" | "answers" = "silent"): void {
    const type = event.type;
    if (type === Checkpoint.TYPE) {
      this.#compareCheckpoint(event);
      return;
    }
    if (isOutput(type)) {
      if (this.#outputs.includes(type)) this.#compare(event);
      return;
    }
    this.#assertAllRecorded();
    if (event.sequence !== this.#sequence + 1) {
      throw new ConfigError("event.sequence", event.sequence, `the next sequence, ${this.#sequence + 1}`);
    }
    this.#sequence += 1;
    this.#note(event);
    this.#countFrom(this.#sequence);
    const isAnswering = venue === "answers" && this.#venue !== undefined;
    if (isAnswering) this.#compareAnswer(event);
    if (isAnswering && this.#venueHandles[type] === 1) this.#venue!.on(event, this.#expected);
    this.#pipeline.run(event);
    if (isAnswering) this.#ask(this.#expected, false);
    else this.#pipeline.outbox.clear();
    this.#pipeline.exportedCount = 0;
  }

  /** Ends a replay with the venue: what it had answered and nobody had recorded enters the inbox. */
  resume(): void {
    if (this.#hasAnswer) this.inbox.append(this.#answer);
    this.#hasAnswer = false;
    while (this.#expected.next(this.#answer)) this.inbox.append(this.#answer);
  }

  /** The hash of the stages' state, without the venue's: what a `Checkpoint` holds, and what a replay comes to as well. */
  stagesHash(): string {
    const writer = new SnapshotWriter();
    writer.f64(this.#sequence);
    this.#write(writer, this.#pipeline.stages.filter(isSnapshotable));
    return writer.hash();
  }

  /** Journals a `Checkpoint` now, as at the end of a run. */
  checkpoint(): void {
    this.#writeCheckpoint();
    const written = this.#command;
    while (this.#checkpoints.next(written)) this.#journal?.append(written);
  }

  /** A snapshot as a store keeps it: the state, the last input's number, and its time in nanoseconds. */
  takeSnapshot(): { sequence: number; time: bigint; state: Uint8Array } {
    const writer = new SnapshotWriter();
    this.snapshot(writer);
    return { sequence: this.#sequence, time: this.#last.time, state: writer.finish() };
  }

  /** What an input has led to stands behind it: none of it may be missing when the next one comes. */
  #assertAllRecorded(): void {
    if (this.#pipeline.audit.size === 0) return;
    this.#pipeline.audit.next(this.#command);
    throw new ReplayDivergence(this.#sequence, undefined, this.#command);
  }

  /** A recorded output must be the next that was derived, byte for byte. */
  #compare(recorded: EventCursor): void {
    const derived = this.#command;
    if (!this.#pipeline.audit.next(derived)) throw new ReplayDivergence(this.#sequence, recorded, undefined);
    if (!areSame(derived, recorded)) throw new ReplayDivergence(this.#sequence, recorded, derived);
  }

  #compareCheckpoint(recorded: EventCursor): void {
    this.#assertAllRecorded();
    this.#writeCheckpoint();
    const derived = this.#command;
    this.#checkpoints.next(derived);
    if (!areSame(derived, recorded)) throw new ReplayDivergence(this.#sequence, recorded, derived);
  }

  /** What the venue said then, it must say now, in the same order. */
  #compareAnswer(recorded: EventCursor): void {
    if (!this.#hasAnswer) this.#hasAnswer = this.#expected.next(this.#answer);
    if (!this.#hasAnswer) {
      // Reports have nobody else to come from.
      if (recorded.type === ExecutionReport.TYPE) throw new ReplayDivergence(this.#sequence, recorded, undefined);
      return;
    }
    const answer = this.#answer;
    answer.f64[answer.at + 1] = recorded.sequence;
    if (areSame(answer, recorded)) this.#hasAnswer = false;
    else if (recorded.type === ExecutionReport.TYPE) throw new ReplayDivergence(this.#sequence, recorded, answer);
  }

  /** Latencies of the stages, of the venue, and of whole updates. */
  latencies(): EngineLatency[] {
    return this.histograms().map(({ name, histogram }) => ({ name, summary: histogram.summary() }));
  }

  /** The same as the histograms behind them, which go on counting. */
  histograms(): { readonly name: string; readonly histogram: LatencyHistogram }[] {
    const stages = this.#pipeline.stages.map(({ name }, i) => ({ name, histogram: this.#pipeline.histograms[i]! }));
    return [
      ...stages,
      ...(this.#venue ? [{ name: "venue", histogram: this.#venueTimes }] : []),
      { name: "update", histogram: this.#updateTimes },
      { name: "updateToOrder", histogram: this.#orderTimes },
    ];
  }

  /** Forgets the latencies, as after a warm-up. */
  resetLatencies(): void {
    for (const { histogram } of this.histograms()) histogram.reset();
  }

  /** The state of every stage and of the venue that can be written out. */
  snapshot(writer: SnapshotWriter): void {
    writer.section("engine", 2);
    writer.f64(this.#sequence);
    writer.i32s(this.#last.i32.subarray(TIME_AT, TIME_AT + 2));
    this.#write(writer, this.#snapshotables());
  }

  restore(reader: SnapshotReader): void {
    reader.section("engine", 2);
    this.#sequence = reader.f64();
    reader.i32s(this.#last.i32.subarray(TIME_AT, TIME_AT + 2));
    this.#last.f64[SEQUENCE_AT] = this.#sequence;
    this.#countFrom(this.#sequence);
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
    input.f64[input.at + SEQUENCE_AT] = sequence;
    this.#note(input);
    this.#journal?.append(input);
    if (this.#venueHandles[input.type] === 1) this.#venue!.on(input, this.inbox);
    const sample = this.#sampler.next();
    if (sample === Sample.None) this.#pipeline.run(input);
    else if (sample === Sample.Stages) this.#pipeline.runTimed(input);
    else this.#runTimed(input);
    if (this.#pipeline.audit.size > 0) this.#record();
    if (this.#pipeline.outbox.size > 0) this.#send(sample === Sample.Stages);
    if (this.#untilCheckpoint > 0) {
      this.#untilCheckpoint -= 1;
      if (this.#untilCheckpoint === 0) this.#checkpointDue();
    }
  }

  /** Number and time of an input, for whatever is derived from it later. */
  #note(input: EventCursor): void {
    const last = this.#last;
    const time = (input.at << 1) + TIME_AT;
    last.f64[SEQUENCE_AT] = this.#sequence;
    last.i32[TIME_AT] = input.i32[time]!;
    last.i32[TIME_AT + 1] = input.i32[time + 1]!;
  }

  /** Outputs are written before any order that follows them leaves. */
  #record(): void {
    const output = this.#command;
    while (this.#pipeline.audit.next(output)) this.#journal?.append(output);
  }

  #runTimed(input: EventCursor): void {
    const start = monotonicNanos();
    this.#pipeline.run(input);
    const took = monotonicNanos() - start;
    this.#updateTimes.record(took);
    if (this.#pipeline.exportedCount > 0) this.#orderTimes.record(took);
  }

  #send(timed: boolean): void {
    // What the venue is only shown needs no journal.
    if (this.#pipeline.exportedCount > 0) this.#journal?.flush();
    this.#pipeline.exportedCount = 0;
    if (this.#venue !== undefined) this.#ask(this.inbox, timed);
  }

  /** Gives the venue what is on its way to it. */
  #ask(answers: EventQueue, timed: boolean): void {
    const venue = this.#venue!;
    const command = this.#command;
    while (this.#pipeline.outbox.next(command)) {
      const start = timed ? monotonicNanos() : 0;
      venue.on(command, answers);
      if (timed) this.#venueTimes.record(monotonicNanos() - start);
    }
  }

  #checkpointDue(): void {
    this.#countFrom(this.#sequence);
    this.checkpoint();
  }

  /** Checkpoints are due where the number of inputs is a multiple of `checkpointEvery`. */
  #countFrom(sequence: number): void {
    const every = this.#checkpointEvery;
    this.#untilCheckpoint = every === 0 ? 0 : every - (sequence % every);
  }

  #writeCheckpoint(): void {
    const hash = this.stagesHash();
    const word = (place: number): number => Number.parseInt(hash.slice(place * 8, place * 8 + 8), 16) | 0;
    Checkpoint.emit(this.#checkpoints, this.#last, NO_INSTRUMENT, 0, word(0), word(1), word(2), word(3));
  }

  #write(writer: SnapshotWriter, parts: readonly (Stage & Snapshotable)[]): void {
    for (const part of parts) {
      writer.string(part.name);
      part.snapshot(writer);
    }
  }

  #snapshotables(): (Stage & Snapshotable)[] {
    return [...this.#pipeline.stages, ...(this.#venue ? [this.#venue] : [])].filter(isSnapshotable);
  }
}

function isSnapshotable(part: Stage): part is Stage & Snapshotable {
  return "snapshot" in part && "restore" in part;
}

/** Whether a record is one that an engine derives. Types of later builds are taken for inputs. */
function isOutput(type: number): boolean {
  return EVENT_NAMES[type] !== undefined && !INPUT_TYPES.includes(type);
}

/** Whether two records say the same: to the bit, save that one NaN is as good as another. */
function areSame(a: EventCursor, b: EventCursor): boolean {
  if (a.length !== b.length) return false;
  const words = a.length >> 2;
  const [left, right] = [a.at << 1, b.at << 1];
  for (let n = 0; n < words; n++) if (a.i32[left + n] !== b.i32[right + n]) return haveSameFields(a, b);
  return true;
}

function haveSameFields(a: EventCursor, b: EventCursor): boolean {
  const left = viewEvent(a) as Record<string, unknown> | undefined;
  const right = viewEvent(b) as Record<string, unknown> | undefined;
  if (left === undefined || right === undefined || a.version !== b.version) return false;
  return Object.keys(left).every((name) => Object.is(left[name], right[name]));
}
