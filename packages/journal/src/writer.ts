/**
 * The writing end. `append` copies a record into the batch; a flush seals the batch's frames and hands them to the
 * machine in one write, followed by one sync where power loss is to be survived.
 */
import { type EventCursor, HEADER_BYTES, hashBytes, InputError, IoError, StateError } from "@hotpath/core";
import { type JournalFile, pathOf } from "./host.ts";
import { follows, sealFrames } from "./internal/frames.ts";
import { io, writeAll } from "./internal/io.ts";
import { type Recovery, recover } from "./internal/recovery.ts";
import { encodeSegmentStart, type SegmentStart } from "./internal/segment-start.ts";
import { FRAME_HEADER_BYTES, segmentName } from "./layout.ts";
import { type JournalWriterOptions, type WriterSettings, writerSettings } from "./options.ts";

/** Room in the batch beyond `flushBytes`, so that the record that passes it still fits. */
const SLACK_BYTES = 65536;

/** What a writer has done since it was opened. */
export interface JournalWriterStatistics {
  /** Records appended. */
  records: number;
  /** Bytes of records and their frames appended. */
  bytes: number;
  /** Batches written. */
  flushes: number;
  /** Calls of `fdatasync` on segments. */
  syncs: number;
  /** Segments begun. */
  segments: number;
}

/**
 * Appends events to a journal. One writer at a time: a second one on the same folder makes the first refuse.
 *
 * @example
 * using journal = JournalWriter.open({ folder: "journal", durability: "power", metadata: { build: "1.0.0" } });
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
  readonly #bytes: Uint8Array;
  /** Words of the batch that are taken. */
  #end = 0;
  /** Where the batch's last frame starts, in words. */
  #lastFrame = 0;
  #pendingRecords = 0;
  /** Event time of the oldest record gathered, in microseconds; kept only if an interval is set. */
  #pendingSince = 0;
  #file: JournalFile | undefined;
  #path = "";
  #fileBytes = 0;
  /** Whether the segment holds an input. */
  #started = false;
  #rollAtNextInput = false;
  #checksum = 0;
  #lastSequence: number;
  #writtenSequence: number;
  #durableSequence = 0;
  #failure: IoError | undefined;
  #disposed = false;
  #records = 0;
  #appendedBytes = 0;
  #flushes = 0;
  #syncs = 0;
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
    const { host, folder, durability } = settings;
    this.#settings = settings;
    const batch = new ArrayBuffer(((settings.flushBytes + 7) & ~7) + SLACK_BYTES);
    this.#words = new Int32Array(batch);
    this.#bytes = new Uint8Array(batch);
    io("make", folder, () => host.makeFolder(folder));
    const { tail, recovery } = recover(settings);
    this.recovered = recovery;
    this.#lastSequence = recovery.lastSequence;
    this.#writtenSequence = recovery.lastSequence;
    if (durability !== "none") this.#durableSequence = recovery.lastSequence;
    this.#metadata = settings.metadata ?? tail?.start.metadata ?? "{}";
    this.#journalId =
      tail?.start.journalId ?? hashBytes(new TextEncoder().encode(`${settings.createdAt} ${this.#metadata}`));
    if (tail === undefined) {
      this.#begin(settings.createdAt, 0);
      return;
    }
    this.#checksum = tail.checksum;
    const isEmpty = recovery.records === 0;
    if (isEmpty && tail.start.metadata !== this.#metadata) {
      // Nothing stands under the old metadata: the segment is begun anew rather than left empty.
      io("remove", pathOf(folder, tail.name), () => host.remove(folder, tail.name));
      this.#begin(tail.start.createdAt, tail.start.previousChecksum);
      return;
    }
    this.#continue(tail.name, tail.start, tail.bytes, !isEmpty);
  }

  /** The last input's sequence, gathered or written; the one before the first if there is none. */
  get lastSequence(): number {
    return this.#lastSequence;
  }

  /** The last input's sequence that was handed to the machine, which survives the end of the process. */
  get writtenSequence(): number {
    return this.#writtenSequence;
  }

  /** The last input's sequence that is durable in the sense of the option `durability`; 0 for `none`. */
  get durableSequence(): number {
    return this.#durableSequence;
  }

  /** What was done since opening. */
  get statistics(): JournalWriterStatistics {
    return {
      records: this.#records,
      bytes: this.#appendedBytes,
      flushes: this.#flushes,
      syncs: this.#syncs,
      segments: this.#segments,
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
    if (sequence !== this.#lastSequence) this.#rollIfDue(event);
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
   * Writes what is gathered, and with `power` syncs it.
   *
   * @throws {IoError} as `append`
   * @throws {StateError} after a failure or after dispose
   */
  flush(): void {
    const file = this.#file;
    if (file === undefined) this.#refuse();
    const words = this.#end;
    if (words === 0) return;
    sealFrames(this.#words, 0, words);
    const bytes = words << 2;
    try {
      if (file.size() !== this.#fileBytes) throw new Error("another writer has changed the file");
      writeAll(file, this.#bytes, bytes, this.#fileBytes);
    } catch (cause) {
      this.#fail("write", cause);
    }
    this.#checksum = this.#words[this.#lastFrame]!;
    this.#fileBytes += bytes;
    this.#end = 0;
    this.#pendingRecords = 0;
    this.#flushes += 1;
    this.#writtenSequence = this.#lastSequence;
    if (this.#settings.durability === "power") this.#sync(file);
    if (this.#settings.durability !== "none") this.#durableSequence = this.#lastSequence;
  }

  /** Flushes and closes. With `process` and `power` the last segment is synced. */
  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const file = this.#file;
    if (file === undefined) return;
    try {
      const isDirty = this.#end > 0 || this.#flushes > 0;
      this.flush();
      if (this.#settings.durability === "process" && isDirty) this.#sync(file);
    } finally {
      // A failure has closed it already.
      if (this.#file === file) {
        this.#file = undefined;
        file.close();
      }
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
        `a record of ${(frameWords << 2) - FRAME_HEADER_BYTES} bytes does not fit the batch of ${this.#bytes.length}: raise flushBytes`,
      );
    this.flush();
  }

  #rollIfDue(event: EventCursor): void {
    const isFull = this.#started && this.#fileBytes + (this.#end << 2) >= this.#settings.segmentBytes;
    if (!isFull && !this.#rollAtNextInput) return;
    this.flush();
    const file = this.#file!;
    if (this.#settings.durability === "process") this.#sync(file);
    this.#file = undefined;
    try {
      file.close();
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
      metadata: this.#metadata,
    });
    this.#path = pathOf(folder, name);
    try {
      this.#file = host.open(folder, name, "create");
      writeAll(this.#file, start, start.length, 0);
      if (durability === "power") {
        this.#file.sync();
        host.syncFolder(folder);
      }
    } catch (cause) {
      this.#fail("begin", cause);
    }
    if (durability === "power") this.#syncs += 1;
    this.#segments += 1;
    this.#fileBytes = start.length;
    this.#started = false;
    this.#rollAtNextInput = false;
  }

  #continue(name: string, start: SegmentStart, bytes: number, started: boolean): void {
    const { host, folder } = this.#settings;
    this.#path = pathOf(folder, name);
    this.#file = io("open", this.#path, () => host.open(folder, name, "write"));
    this.#fileBytes = bytes;
    this.#started = started;
    this.#rollAtNextInput = start.metadata !== this.#metadata;
  }

  #sync(file: JournalFile): void {
    try {
      file.sync();
    } catch (cause) {
      this.#fail("sync", cause);
    }
    this.#syncs += 1;
  }

  /** Closes for good: what the machine holds now is unknown until the journal is opened and read again. */
  #fail(what: string, cause: unknown): never {
    const file = this.#file;
    this.#file = undefined;
    try {
      file?.close();
    } catch {
      // The first error is the one to tell.
    }
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
