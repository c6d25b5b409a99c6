/**
 * The writing end. `append` copies a record into the batch; a flush seals the batch's frames and hands them to the
 * segment's file in one piece, by a call or through a mapping, and to whoever syncs it.
 */
import {
  type EventCursor,
  HEADER_BYTES,
  HotpathError,
  hashBytes,
  InputError,
  IoError,
  StateError,
} from "@hotpath/core";
import { type JournalFile, pathOf } from "./host.ts";
import { BatchFile } from "./internal/batch-file.ts";
import { DurabilityState } from "./internal/durability.ts";
import { follows, sealFrames } from "./internal/frames.ts";
import { io, writeAll } from "./internal/io.ts";
import { promiseOf } from "./internal/promise.ts";
import { type Recovery, recoverTail, type Tail } from "./internal/recovery.ts";
import { IndexBuilder } from "./internal/segment-index.ts";
import { removeSegment } from "./internal/segment-list.ts";
import { encodeSegmentStart, type SegmentStart } from "./internal/segment-start.ts";
import { FRAME_HEADER_BYTES, segmentName } from "./layout.ts";
import { type JournalWriterOptions, type WriterSettings, writerSettings } from "./options.ts";
import type { JournalWriterStatistics } from "./writer-statistics.ts";

/** Room in the batch beyond `flushBytes`, so that the record that passes it still fits. */
const SLACK_BYTES = 65536;

/**
 * Appends events to a journal. One writer at a time: a second one on the same folder makes the first refuse.
 *
 * @example
 * using journal = JournalWriter.open({ folder: "journal", durability: "each", metadata: { build: "1.0.0" } });
 * journal.append(event); // gathered
 * journal.flush(); // written and synced: survives a loss of power
 * journal.durableSequence; // the sequence of `event`
 */
export class JournalWriter implements Disposable {
  /** What was found on opening. */
  readonly recovered: Readonly<Recovery>;

  readonly #settings: WriterSettings;
  readonly #journalId: string;
  readonly #metadata: string;
  readonly #words: Int32Array;
  readonly #index: IndexBuilder;
  readonly #lock: Disposable | undefined;
  readonly #durability: DurabilityState;
  /** Words of the batch that are taken. */
  #end = 0;
  /** Where the batch's last frame starts, in words. */
  #lastFrame = 0;
  #pendingRecords = 0;
  /** Event time of the oldest record gathered, in microseconds; kept only if an interval is set. */
  #pendingSince = 0;
  #file: BatchFile | undefined;
  #path = "";
  /** Whether the segment holds an input. */
  #started = false;
  #rollAtNextInput = false;
  #checksum = 0;
  #lastSequence: number;
  #writtenSequence: number;
  #failure: IoError | undefined;
  #disposed = false;
  #records = 0;
  #appendedBytes = 0;
  #flushes = 0;
  /** Syncs of a segment's start. */
  #startSyncs = 0;
  #segments = 0;

  /**
   * Opens the journal in a folder, or begins one.
   *
   * A torn tail (what a crash leaves of its last write) is cut off and reported in `recovered`.
   *
   * @throws {ConfigError} for a bad option
   * @throws {InputError} `CORRUPT` if the last segment is damaged otherwise, unless `onDamage` is `truncate`
   * @throws {IoError} when the machine refuses
   */
  static open(options: JournalWriterOptions): JournalWriter {
    return new JournalWriter(writerSettings(options));
  }

  private constructor(settings: WriterSettings) {
    const { host, folder } = settings;
    this.#settings = settings;
    this.#words = new Int32Array(new ArrayBuffer(((settings.flushBytes + 7) & ~7) + SLACK_BYTES));
    this.#index = new IndexBuilder(host, folder);
    io("make", folder, () => host.makeFolder(folder));
    this.#lock = io("lock", folder, () => host.lock?.(folder));
    let durability: DurabilityState | undefined;
    try {
      const { tail, recovery } = recoverTail(settings, this.#index);
      this.recovered = recovery;
      this.#lastSequence = recovery.lastSequence;
      this.#writtenSequence = recovery.lastSequence;
      durability = new DurabilityState(settings, recovery.lastSequence);
      this.#durability = durability;
      this.#metadata = settings.metadata ?? tail?.start.metadata ?? "{}";
      this.#journalId =
        tail?.start.journalId ?? hashBytes(new TextEncoder().encode(`${settings.createdAt} ${this.#metadata}`));
      this.#resume(tail);
    } catch (error) {
      durability?.abandon(undefined);
      this.#lock?.[Symbol.dispose]();
      throw error;
    }
  }

  /** Goes on in the last segment, or begins one. */
  #resume(tail: Tail | undefined): void {
    const { host, folder, createdAt } = this.#settings;
    if (tail === undefined) {
      this.#begin(createdAt, 0);
      return;
    }
    this.#checksum = tail.checksum;
    const isEmpty = this.recovered.records === 0;
    if (isEmpty && this.#isAnother(tail.start)) {
      // Nothing stands under the old metadata and promise: the segment is begun anew rather than left empty.
      removeSegment(host, folder, tail.name);
      this.#begin(tail.start.createdAt, tail.start.previousChecksum);
      return;
    }
    this.#continue(tail, !isEmpty);
  }

  /** The last input's sequence, gathered or written; the one before the first if there is none. */
  get lastSequence(): number {
    return this.#lastSequence;
  }

  /** The last input's sequence that was handed to the machine, which survives the end of the process. */
  get writtenSequence(): number {
    return this.#writtenSequence;
  }

  /**
   * The last input's sequence that is durable in the sense of the option `durability`: after `fdatasync` with `each` and
   * `interval`, once written with `process`; 0 with `none`.
   */
  get durableSequence(): number {
    return this.#durability.durableSequence;
  }

  /**
   * For how many milliseconds the oldest flushed record has been at the risk of a loss of power: 0 if there is none, no end
   * (`Infinity`) with `process` and `none`, which sync nothing by themselves. What is gathered and not flushed is not in it.
   */
  get atRiskMillis(): number {
    return this.#durability.atRiskMillis;
  }

  /** What was done since opening. */
  get statistics(): JournalWriterStatistics {
    return {
      records: this.#records,
      bytes: this.#appendedBytes,
      flushes: this.#flushes,
      syncs: this.#startSyncs + this.#durability.syncs,
      segments: this.#segments,
      stalls: this.#durability.stalls,
      stalledMillis: this.#durability.stalledNanos / 1e6,
      indexFailures: this.#index.failures,
    };
  }

  /**
   * Takes a copy of the record under the cursor into the batch; flushes when a bound is reached.
   *
   * Inputs carry sequences that rise by one; a record of an output type carries the sequence of the input before it.
   *
   * @throws {StateError} `STATE_INVALID` for a gap or a repeat (nothing is appended), or after a failure; `DISPOSED`
   * @throws {InputError} for a record whose length is no multiple of 8, or too long for the batch
   * @throws {IoError} when a flush fails: the writer refuses all further work, and the records behind
   * `durableSequence` are in doubt until the journal is opened again
   */
  append(event: EventCursor): void {
    const length = event.length;
    const sequence = event.sequence;
    if (this.#file === undefined) this.#refuse();
    if (length < HEADER_BYTES || (length & 7) !== 0) refuseLength(length);
    if (!follows(event.type, sequence, this.#lastSequence, this.#started)) this.#refuseSequence(event);
    const isInput = sequence !== this.#lastSequence;
    if (isInput) this.#rollIfDue(event);
    const frameWords = (length + FRAME_HEADER_BYTES) >> 2;
    if (this.#end + frameWords > this.#words.length) this.#makeRoom(frameWords);
    if (this.#pendingRecords === 0 && this.#settings.flushIntervalMicros > 0) this.#pendingSince = event.micros;
    const words = this.#words;
    const source = event.i32;
    const at = this.#end;
    words[at + 1] = length;
    // As integers: a word of a record seen as a double may be a NaN, whose bits a double store need not keep.
    for (let to = at + 2, from = event.at << 1, end = at + frameWords; to < end; to++, from++)
      words[to] = source[from]!;
    this.#index.add(event, this.#file.length + (at << 2), isInput);
    this.#lastFrame = at;
    this.#end = at + frameWords;
    this.#lastSequence = sequence;
    this.#started = true;
    this.#pendingRecords += 1;
    this.#records += 1;
    this.#appendedBytes += frameWords << 2;
    if (this.#isFlushDue(event)) this.flush();
  }

  /**
   * Writes what is gathered; with `each` it is synced when this returns. With `interval` it waits only where the disk is
   * slower than `riskMillisMax` allows.
   *
   * @throws {IoError} as `append`; with `interval` also where an earlier sync has failed meanwhile
   * @throws {StateError} after a failure or after dispose
   */
  flush(): void {
    const file = this.#file;
    if (file === undefined) this.#refuse();
    const words = this.#end;
    if (words === 0) return;
    sealFrames(this.#words, 0, words);
    try {
      file.append(words);
    } catch (cause) {
      this.#fail("write", cause);
    }
    this.#checksum = this.#words[this.#lastFrame]!;
    this.#end = 0;
    this.#pendingRecords = 0;
    this.#flushes += 1;
    this.#writtenSequence = this.#lastSequence;
    this.#index.settle(false);
    try {
      this.#durability.flushed(file.file, this.#lastSequence);
    } catch (cause) {
      this.#fail("sync", cause);
    }
  }

  /** Flushes and closes. With all but `none` the last segment is synced. */
  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.#disposed = true;
    try {
      if (this.#file === undefined) return;
      this.flush();
      const file = this.#file;
      this.#file = undefined;
      this.#index.settle(true);
      try {
        file.finish();
        this.#durability.close(file.file);
      } catch (cause) {
        this.#fail("close", cause, file);
      }
    } finally {
      this.#lock?.[Symbol.dispose]();
    }
  }

  #isFlushDue(event: EventCursor): boolean {
    const settings = this.#settings;
    return (
      this.#end << 2 >= settings.flushBytes ||
      this.#pendingRecords >= settings.flushEveryRecords ||
      (settings.flushIntervalMicros > 0 && event.micros - this.#pendingSince >= settings.flushIntervalMicros)
    );
  }

  #makeRoom(frameWords: number): void {
    if (frameWords > this.#words.length)
      throw new InputError(
        "INPUT_OUT_OF_RANGE",
        `a record of ${(frameWords << 2) - FRAME_HEADER_BYTES} bytes does not fit the batch of ${this.#words.byteLength}: raise flushBytes`,
      );
    this.flush();
  }

  #rollIfDue(event: EventCursor): void {
    const isFull = this.#started && this.#file!.length + (this.#end << 2) >= this.#settings.segmentBytes;
    if (!isFull && !this.#rollAtNextInput) return;
    this.flush();
    const file = this.#file!;
    this.#file = undefined;
    this.#index.settle(true);
    try {
      file.finish();
      this.#durability.ended(file.file);
    } catch (cause) {
      this.#fail("close", cause);
    }
    this.#begin(event.time, this.#checksum);
  }

  /** Begins the segment that starts behind the last input. */
  #begin(createdAt: bigint, previousChecksum: number): void {
    const { host, folder, durability } = this.#settings;
    const firstSequence = this.#lastSequence + 1;
    const name = segmentName(firstSequence);
    const start = encodeSegmentStart({
      firstSequence,
      createdAt,
      journalId: this.#journalId,
      previousChecksum,
      promise: promiseOf(this.#settings),
      metadata: this.#metadata,
    });
    this.#path = pathOf(folder, name);
    try {
      const file = host.open(folder, name, "create");
      this.#use(file, start.length);
      writeAll(file, start, start.length, 0);
      if (durability === "each") {
        file.sync();
        host.syncFolder(folder);
        this.#startSyncs += 1;
      }
      this.#durability.begun(file);
    } catch (cause) {
      this.#fail("begin", cause);
    }
    this.#index.begin(name);
    this.#segments += 1;
    this.#started = false;
    this.#rollAtNextInput = false;
  }

  #continue({ name, start, bytes }: Tail, started: boolean): void {
    const { host, folder } = this.#settings;
    this.#path = pathOf(folder, name);
    const file = io("open", this.#path, () => host.open(folder, name, "write"));
    this.#use(file, bytes);
    this.#durability.begun(file);
    // What is left of an older index may speak of records that are no more.
    this.#index.settle(true);
    this.#started = started;
    this.#rollAtNextInput = this.#isAnother(start);
  }

  /** Whether a segment says something else than this writer does. */
  #isAnother(start: SegmentStart): boolean {
    return start.metadata !== this.#metadata || start.promise !== promiseOf(this.#settings);
  }

  #use(file: JournalFile, length: number): void {
    try {
      const batch = this.#words.buffer as ArrayBuffer;
      this.#file = new BatchFile(file, length, batch, this.#settings.access, this.#lock === undefined);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** Closes for good: what the machine holds now is unknown until the journal is opened and read again. */
  #fail(what: string, cause: unknown, file: BatchFile | undefined = this.#file): never {
    this.#file = undefined;
    file?.release();
    this.#index.release();
    this.#durability.abandon(file?.file);
    if (cause instanceof HotpathError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    this.#failure = new IoError(`journal: cannot ${what} ${this.#path}: ${reason}`, { cause });
    throw this.#failure;
  }

  #refuse(): never {
    if (this.#disposed) throw new StateError("DISPOSED", "the journal writer is disposed");
    throw new StateError(
      "STATE_INVALID",
      `the journal writer has failed and must be opened again: ${this.#failure?.message}`,
    );
  }

  #refuseSequence(event: EventCursor): never {
    throw new StateError(
      "STATE_INVALID",
      `a record of type ${event.type} with sequence ${event.sequence} cannot follow sequence ${this.#lastSequence}`,
    );
  }
}

function refuseLength(length: number): never {
  throw new InputError(
    "INPUT_INVALID",
    `a record's length must be a multiple of 8 from ${HEADER_BYTES}, got ${length}`,
  );
}
