/**
 * A journal, and an engine that runs it again: forward input by input, and back by a state that was kept and the inputs
 * since. It is put together as the engine that wrote the journal was, and so it is what that engine was, to the bit.
 */

import {
  EVENT_NAMES,
  EventCursor,
  INPUT_TYPES,
  type InstrumentRegistry,
  SnapshotReader,
  type Stage,
} from "@hotpath/core";
import { JournalReader, SnapshotStore } from "@hotpath/journal";
import type { LinkedEngine } from "../link/engine-figures.ts";
import type { VenueReasons } from "../link/engine-link.ts";
import { InputMarks } from "./input-marks.ts";
import { JournalTail } from "./journal-tail.ts";
import { KeptStates } from "./kept-states.ts";
import { MARKS, MomentView } from "./moment-view.ts";
import { ReplayError } from "./replay-source.ts";

/** An engine put together for a replay. */
export type ReplayedEngine = LinkedEngine & Disposable;

/** Puts an engine together as the one that wrote the journal was, with one more stage, the last. No venue, no journal. */
export type AssembleReplay<Description = unknown> = (
  description: Description,
  observer: Stage,
) => ReplayedEngine | Promise<ReplayedEngine>;

/** How a {@link ReplayMachine} is made. */
export interface ReplayMachineOptions<Description = unknown> {
  /** The journal's. It may be written meanwhile. */
  folder: string;
  assemble: AssembleReplay<Description>;
  description: Description;
  /** Names of the reasons that the venue gives in its reports, by their number. */
  venueReasons?: VenueReasons;
  /** Inputs between two states that are kept: a step back costs so many at the most. Default 8,192. */
  stateEvery?: number;
  /** Memory for kept states; beyond it they lie further apart. Default 256 MiB. */
  stateBytesMax?: number;
  /** Told on a long way, every few thousand inputs. */
  onProgress?: (sequence: number, to: number) => void;
}

const PROGRESS_EVERY = 4096;
const IS_OUTPUT = new Uint8Array(65_536);
for (const type of Object.keys(EVENT_NAMES).map(Number)) if (!INPUT_TYPES.includes(type)) IS_OUTPUT[type] = 1;

/** The number of a desk in an engine that has none: no order is its. */
const NO_DESK = -1;

/** Moves an engine through its journal. */
export class ReplayMachine implements Disposable {
  readonly parts: ReplayedEngine;
  readonly view: MomentView;
  readonly #reader: JournalReader;
  readonly #tail: JournalTail;
  readonly #states: KeptStates;
  readonly #marks = new InputMarks();
  readonly #next = new EventCursor();
  readonly #onProgress: ReplayMachineOptions["onProgress"];
  /** Whether `#next` is at the input that comes next. */
  #hasNext = false;
  #base = 0;

  /**
   * Opens the journal and puts the engine together; it stands before the first input.
   *
   * @throws {ReplayError} `UNAVAILABLE` where the journal's beginning is gone and no snapshot stands for it
   */
  static async open<D>(options: ReplayMachineOptions<D>): Promise<ReplayMachine> {
    let view: MomentView | undefined;
    const observer: Stage = {
      name: "moment",
      handles: Object.keys(EVENT_NAMES).map(Number),
      on: (event) => view?.on(event),
    };
    const parts = await options.assemble(options.description, observer);
    view = new MomentView(parts.instruments.size, parts.signals?.names ?? [], NO_DESK, options.venueReasons);
    const machine = new ReplayMachine(parts, view, options as ReplayMachineOptions);
    try {
      machine.#begin(options.folder);
    } catch (error) {
      machine[Symbol.dispose]();
      throw error;
    }
    return machine;
  }

  private constructor(parts: ReplayedEngine, view: MomentView, options: ReplayMachineOptions) {
    this.parts = parts;
    this.view = view;
    this.#reader = JournalReader.open(options.folder);
    this.#tail = new JournalTail(options.folder);
    this.#states = new KeptStates(options.stateEvery ?? 8192, options.stateBytesMax ?? 256 * 1024 * 1024);
    this.#onProgress = options.onProgress;
  }

  get instruments(): InstrumentRegistry {
    return this.parts.instruments;
  }

  /** The input at hand; that before {@link first} at the start. */
  get sequence(): number {
    return this.parts.engine.sequence;
  }

  /** The first input that can be shown. */
  get first(): number {
    return this.#base + 1;
  }

  /** The journal's last input, which grows while it is written. */
  get last(): number {
    return Math.max(this.sequence, this.#tail.last());
  }

  /** Inputs between two states that are kept. */
  get stateEvery(): number {
    return this.#states.every;
  }

  /** Goes to an input; to the one before the first, for the engine as it began. @throws {ReplayError} where it is not there */
  seek(sequence: number): void {
    const { first, last } = this;
    if (!Number.isSafeInteger(sequence) || sequence < first - 1 || sequence > last)
      throw new ReplayError("BAD_VALUE", `got ${sequence}; allowed: ${first - 1} to ${last}`, "sequence");
    this.#goTo(sequence);
  }

  /** Goes to the last input up to a time, in nanoseconds. @throws {ReplayError} for a time before the first */
  seekTime(time: bigint): void {
    const sequence = this.#tail.upTo(time);
    if (sequence < this.first)
      throw new ReplayError("BAD_VALUE", `got ${time}; the first input, ${this.first}, is later`, "at");
    this.#goTo(sequence);
  }

  /** Goes so many inputs on or, where the number is negative, back; no further than the journal goes. */
  step(steps: number): void {
    this.#goTo(Math.min(this.last, Math.max(this.#base, this.sequence + steps)));
  }

  /**
   * Goes on to the input, or back to the one, from which so many of a kind have come.
   *
   * @param mark one of {@link MARKS} @param steps how many, negative for back
   * @throws {ReplayError} `NOT_FOUND` where there are not so many: it then stays where it is
   */
  find(mark: number, steps: number): void {
    const from = this.sequence;
    const found = steps > 0 ? this.#findAfter(mark, steps) : this.#findBefore(mark, -steps);
    this.#goTo(found ?? from);
    if (found === undefined)
      throw new ReplayError("NOT_FOUND", `there is none ${steps > 0 ? "after" : "before"} input ${from}`, "until");
  }

  /**
   * Plays on: all inputs up to a time.
   *
   * @param micros event time, in whole microseconds
   * @param isOver asked now and then whether that is enough for now
   * @returns whether all of them were played that there are
   */
  play(micros: number, isOver: () => boolean): boolean {
    for (let k = 1; this.#peek() && this.#next.micros <= micros; k++) {
      this.#apply(true);
      if (k % 64 === 0 && isOver()) return false;
    }
    return true;
  }

  /** Event time of the input that comes next, in microseconds; undefined at the journal's end. */
  nextMicros(): number | undefined {
    return this.#peek() ? this.#next.micros : undefined;
  }

  [Symbol.dispose](): void {
    this.#reader[Symbol.dispose]();
    this.#tail[Symbol.dispose]();
    this.parts[Symbol.dispose]();
  }

  #begin(folder: string): void {
    const event = new EventCursor();
    const isThere = this.#reader.next(event);
    const first = isThere ? event.sequence : 1;
    if (first > 1) this.#beginLate(folder, first);
    this.#keep();
    this.#readFrom(this.#base + 1);
  }

  /** What was before is gone: a snapshot of the journal's has to stand for it. */
  #beginLate(folder: string, first: number): void {
    const store = new SnapshotStore({ folder });
    const covering = store.list().snapshots.filter(({ sequence }) => sequence >= first - 1);
    const oldest = covering.reduce<number | undefined>(
      (least, { sequence }) => (least === undefined || sequence < least ? sequence : least),
      undefined,
    );
    const { snapshot } = store.newest(oldest ?? 0);
    if (oldest === undefined || snapshot === undefined)
      throw new ReplayError(
        "UNAVAILABLE",
        `the journal begins with input ${first}, and no snapshot tells what was before`,
      );
    this.parts.engine.restore(new SnapshotReader(snapshot.state));
    this.#base = oldest;
  }

  #goTo(target: number): void {
    const from = this.sequence;
    if (target === from) return;
    // The input that is come to is always run, for what came of it.
    const kept = this.#states.before(Math.max(this.#base, target - 1))!;
    if (target < from || kept.sequence > from) this.#restore(kept);
    this.#run(target);
  }

  #run(target: number): void {
    while (this.sequence < target && this.#peek()) {
      this.#apply(this.sequence + 1 === target);
      if (this.sequence % PROGRESS_EVERY === 0) this.#onProgress?.(this.sequence, target);
    }
    this.#peek();
    if (this.sequence !== target)
      throw new ReplayError("UNAVAILABLE", `the journal ends with input ${this.sequence}, before ${target}`);
  }

  #findAfter(mark: number, steps: number): number | undefined {
    let left = steps;
    for (let sequence = this.sequence + 1; ; sequence++) {
      let marks = this.#marks.of(sequence);
      if (marks === undefined) {
        this.#goTo(sequence - 1);
        if (!this.#peek()) return undefined;
        this.#apply(true);
        if (sequence % PROGRESS_EVERY === 0) this.#onProgress?.(sequence, sequence);
        marks = this.view.marks;
      }
      if ((marks & mark) !== 0) left -= 1;
      if (left === 0) return sequence;
    }
  }

  #findBefore(mark: number, steps: number): number | undefined {
    let left = steps;
    for (let sequence = this.sequence - 1; sequence > this.#base; sequence--) {
      // Where a replay has begun behind it, what came of it is not known yet.
      if (this.#marks.of(sequence) === undefined) this.#goTo(sequence);
      if ((this.#marks.of(sequence)! & mark) !== 0) left -= 1;
      if (left === 0) return sequence;
    }
    return undefined;
  }

  /** Whether there is a next input; what was recorded of the last one is compared on the way. */
  #peek(): boolean {
    while (!this.#hasNext) {
      if (!this.#reader.next(this.#next)) return false;
      if (IS_OUTPUT[this.#next.type] === 1) this.parts.engine.replay(this.#next);
      else this.#hasNext = true;
    }
    return true;
  }

  #apply(isKept: boolean): void {
    const { view, parts } = this;
    view.begin(isKept);
    parts.engine.replay(this.#next);
    this.#hasNext = false;
    const { sequence } = parts.engine;
    this.#marks.note(sequence, view.marks);
    if (view.curves.isDue(sequence)) view.curves.add(sequence, parts.portfolio.equity(), view.mids);
    // What was recorded of it has to be read before its state can be come back to.
    if (this.#states.isDue(sequence) && this.#peek()) this.#keep();
  }

  #keep(): void {
    const { sequence, state } = this.parts.engine.takeSnapshot();
    this.#states.add({ sequence, engine: state, view: this.view.save() });
  }

  #restore(kept: { sequence: number; engine: Uint8Array; view: ReturnType<MomentView["save"]> }): void {
    // What the last input has led to and nobody has recorded yet is let go.
    this.parts.engine.process();
    this.parts.engine.restore(new SnapshotReader(kept.engine));
    this.view.load(kept.view);
    this.#readFrom(kept.sequence + 1);
  }

  #readFrom(sequence: number): void {
    this.#reader.seek(sequence);
    this.#hasNext = false;
  }
}

export { MARKS };
