/**
 * What is durable, by the choice that the options made: syncs here and now, on another thread, or not at all. It owns the
 * files of segments that are complete, until they are synced.
 */
import { monotonicNanos, UnavailableError } from "@hotpath/core";
import type { BackgroundSync, JournalFile } from "../host.ts";
import type { WriterSettings } from "../options.ts";
import { RiskWindow } from "./risk-window.ts";

const NANOS_PER_MILLI = 1e6;
/** How long a flush waits for a disk that syncs nothing at all before the writer fails. */
const HANGING_MILLIS_MAX = 60_000;

/** The state of a writer's promises. */
export class DurabilityState {
  /** Syncs done here. */
  #syncs = 0;
  /** Flushes that had to wait for the disk, and for how long. */
  stalls = 0;
  stalledNanos = 0;
  #durableSequence: number;
  #writtenSequence: number;
  #seen = -1;
  readonly #risk: RiskWindow;
  readonly #settings: WriterSettings;
  /** Syncs all along with `interval`; with `process` it syncs complete segments, if there are threads. */
  readonly #thread: BackgroundSync | undefined;
  /** The sequence up to which the thread is to sync. */
  #handedSequence: number;
  /** Complete segments that the thread has yet to sync, the oldest first. */
  readonly #waiting: JournalFile[] = [];
  #closed = 0;
  /** Whether something was flushed of which no sync is under way. */
  #isDirty = false;

  /** @throws {UnavailableError} for `interval` where the host has no threads */
  constructor(settings: WriterSettings, durableSequence: number) {
    this.#settings = settings;
    this.#durableSequence = settings.durability === "none" ? 0 : durableSequence;
    this.#writtenSequence = durableSequence;
    this.#handedSequence = durableSequence;
    this.#risk = new RiskWindow(settings.syncIntervalMillis * NANOS_PER_MILLI);
    const { host, folder, syncIntervalMillis, durability } = settings;
    if (durability !== "interval" && durability !== "process") return;
    if (durability === "interval" && host.syncInBackground === undefined)
      throw new UnavailableError("journal: this host cannot sync in the background: choose durability each or process");
    // Begun here, and not where the first segment ends: an order may wait there.
    this.#thread = host.syncInBackground?.(folder, syncIntervalMillis);
  }

  get durableSequence(): number {
    const thread = this.#thread;
    if (thread === undefined || this.#settings.durability !== "interval") return this.#durableSequence;
    return Math.max(this.#durableSequence, Math.min(thread.durableSequence, this.#writtenSequence));
  }

  get syncs(): number {
    return this.#syncs + (this.#thread?.syncs ?? 0);
  }

  /** Milliseconds for which the oldest flushed record that is not durable has been at risk. */
  get atRiskMillis(): number {
    switch (this.#settings.durability) {
      case "each":
        return 0;
      case "interval":
        this.#poll();
        return this.#risk.isEmpty ? 0 : (monotonicNanos() - this.#risk.since) / NANOS_PER_MILLI;
      default:
        return this.#isDirty || this.#isThreadBehind ? Number.POSITIVE_INFINITY : 0;
    }
  }

  /** A segment was begun, or is carried on. */
  begun(file: JournalFile): void {
    if (this.#settings.durability === "interval") this.#thread!.begin(file);
  }

  /** Everything up to the sequence is in the file. Throws what the machine said if it cannot be made durable. */
  flushed(file: JournalFile, sequence: number): void {
    this.#isDirty = true;
    switch (this.#settings.durability) {
      case "each":
        file.sync();
        this.#syncs += 1;
        this.#isDirty = false;
        this.#durableSequence = sequence;
        break;
      case "process":
        this.#throwFailure();
        this.#durableSequence = sequence;
        break;
      case "interval":
        this.#flushedForThread(sequence);
        this.#isDirty = false;
        break;
    }
    this.#writtenSequence = sequence;
  }

  /** A segment is complete: it is synced as was promised, and closed, where there are threads without waiting for that. */
  ended(file: JournalFile): void {
    if (this.#settings.durability !== "interval" && !this.#isHandedOver(file)) {
      this.#endHere(file);
      return;
    }
    this.#waiting.push(file);
    this.#closeDone();
  }

  /** The end: the last segment's file, if it is still in use, is complete too. */
  close(file: JournalFile | undefined): void {
    const thread = this.#thread;
    thread?.[Symbol.dispose]();
    const isBehind = this.#isThreadBehind;
    let failure: unknown;
    const attempt = (work: () => void): void => {
      try {
        work();
      } catch (error) {
        failure ??= error;
      }
    };
    for (const each of this.#waiting) {
      // The thread has synced what it could; what it could not is tried once more, and its error told.
      if (isBehind) attempt(() => each.sync());
      attempt(() => each.close());
    }
    this.#waiting.length = 0;
    if (this.#settings.durability === "interval") this.#isDirty = isBehind;
    if (file !== undefined) attempt(() => this.#endHere(file));
    if (failure !== undefined) throw failure;
    if (this.#settings.durability === "interval") this.#durableSequence = this.#writtenSequence;
  }

  /** The writer has failed: nothing more is promised, and all files are closed. */
  abandon(file: JournalFile | undefined): void {
    this.#thread?.[Symbol.dispose]();
    for (const each of [...this.#waiting, ...(file === undefined ? [] : [file])]) {
      try {
        each.close();
      } catch {
        // The first error is the one to tell.
      }
    }
    this.#waiting.length = 0;
  }

  /** Leaves the sync of a complete segment, which takes tens of milliseconds, to the thread; if it is promised, and there are threads. */
  #isHandedOver(file: JournalFile): boolean {
    if (this.#thread === undefined || !this.#isDirty) return false;
    this.#throwFailure();
    this.#thread.begin(file);
    this.#thread.written(this.#writtenSequence);
    this.#handedSequence = this.#writtenSequence;
    this.#isDirty = false;
    return true;
  }

  /** Syncs a file, unless nothing is promised, and closes it. */
  #endHere(file: JournalFile): void {
    try {
      if (this.#isDirty && this.#settings.durability !== "none") {
        file.sync();
        this.#syncs += 1;
        this.#isDirty = false;
      }
    } finally {
      file.close();
    }
  }

  /** Whether something that the thread is to sync is not synced yet. */
  get #isThreadBehind(): boolean {
    return this.#thread !== undefined && this.#thread.durableSequence < this.#handedSequence;
  }

  #throwFailure(): void {
    if (this.#thread?.failure !== undefined) throw new Error(this.#thread.failure);
  }

  #flushedForThread(sequence: number): void {
    const thread = this.#thread!;
    const now = monotonicNanos();
    this.#poll();
    this.#risk.flushed(this.#writtenSequence, now);
    this.#writtenSequence = sequence;
    this.#handedSequence = sequence;
    thread.written(sequence);
    this.#throwFailure();
    const limit = this.#settings.riskMillisMax * NANOS_PER_MILLI;
    if (now - this.#risk.since > limit) this.#stall(thread, now, limit);
  }

  /** The disk is slower than was bargained for: the writer waits for it. */
  #stall(thread: BackgroundSync, start: number, limit: number): void {
    this.stalls += 1;
    let now = start;
    let durable = this.durableSequence;
    let progressAt = start;
    while (!this.#risk.isEmpty && now - this.#risk.since > limit) {
      thread.wait(100);
      this.#throwFailure();
      this.#poll();
      now = monotonicNanos();
      if (this.durableSequence !== durable) {
        durable = this.durableSequence;
        progressAt = now;
      } else if (now - progressAt > HANGING_MILLIS_MAX * NANOS_PER_MILLI)
        throw new Error(`the disk has synced nothing for ${HANGING_MILLIS_MAX} ms`);
    }
    this.stalledNanos += now - start;
  }

  /** Looks what the thread has done since. */
  #poll(): void {
    const durable = this.#thread!.durableSequence;
    if (durable === this.#seen) return;
    this.#seen = durable;
    this.#risk.covered(this.durableSequence, this.#writtenSequence);
    this.#closeDone();
  }

  #closeDone(): void {
    const done = this.#thread!.filesDone;
    while (this.#closed < done && this.#waiting.length > 0) {
      this.#closed += 1;
      this.#waiting.shift()!.close();
    }
  }
}
