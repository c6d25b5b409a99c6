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
  readonly #thread: BackgroundSync | undefined;
  /** Complete segments that the thread has yet to sync, the oldest first. */
  readonly #waiting: JournalFile[] = [];
  #closed = 0;
  #isDirty = false;

  /** @throws {UnavailableError} for `interval` where the host has no threads */
  constructor(settings: WriterSettings, durableSequence: number) {
    this.#settings = settings;
    this.#durableSequence = settings.durability === "none" ? 0 : durableSequence;
    this.#writtenSequence = durableSequence;
    this.#risk = new RiskWindow(settings.syncIntervalMillis * NANOS_PER_MILLI);
    if (settings.durability !== "interval") return;
    const { host, folder, syncIntervalMillis } = settings;
    if (host.syncInBackground === undefined)
      throw new UnavailableError("journal: this host cannot sync in the background: choose durability each or process");
    this.#thread = host.syncInBackground(folder, syncIntervalMillis);
  }

  get durableSequence(): number {
    const thread = this.#thread;
    if (thread === undefined) return this.#durableSequence;
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
        return this.#isDirty ? Number.POSITIVE_INFINITY : 0;
    }
  }

  /** A segment was begun, or is carried on. */
  begun(file: JournalFile): void {
    this.#thread?.begin(file);
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
        this.#durableSequence = sequence;
        break;
      case "interval":
        this.#flushedForThread(sequence);
        break;
    }
    this.#writtenSequence = sequence;
  }

  /** A segment is complete: it is synced as was promised, and closed. */
  ended(file: JournalFile): void {
    if (this.#thread !== undefined) {
      this.#waiting.push(file);
      this.#closeDone();
      return;
    }
    try {
      if (this.#settings.durability === "process" && this.#isDirty) {
        file.sync();
        this.#syncs += 1;
        this.#isDirty = false;
      }
    } finally {
      file.close();
    }
  }

  /** The end: the last segment's file, if it is still in use, is complete too. */
  close(file: JournalFile | undefined): void {
    const thread = this.#thread;
    if (thread === undefined) {
      if (file !== undefined) this.ended(file);
      return;
    }
    thread[Symbol.dispose]();
    if (file !== undefined) this.#waiting.push(file);
    let failure: unknown;
    for (const each of this.#waiting) {
      try {
        // The thread has synced what it could; what it could not is tried once more, and its error told.
        if (thread.durableSequence < this.#writtenSequence) each.sync();
        each.close();
      } catch (error) {
        failure ??= error;
      }
    }
    this.#waiting.length = 0;
    if (failure !== undefined) throw failure;
    this.#durableSequence = this.#writtenSequence;
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

  #flushedForThread(sequence: number): void {
    const thread = this.#thread!;
    const now = monotonicNanos();
    this.#poll();
    this.#risk.flushed(this.#writtenSequence, now);
    this.#writtenSequence = sequence;
    thread.written(sequence);
    if (thread.failure !== undefined) throw new Error(thread.failure);
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
      if (thread.failure !== undefined) throw new Error(thread.failure);
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
