/**
 * The reading end: goes through the segments in order, checks every frame, and hands out cursors into its own buffer.
 */
import { setImmediate, setTimeout } from "node:timers/promises";
import { ConfigError, EventCursor, InputError, microsOf, nanosOf, StateError } from "@hotpath/core";
import { damageError, type JournalDamage } from "./damage.ts";
import { describeSegments, type JournalDescription } from "./describe.ts";
import { fileHost } from "./file-host.ts";
import type { JournalHost } from "./host.ts";
import { latestAtStart } from "./internal/latest-time.ts";
import { linkDamage } from "./internal/link.ts";
import { type IndexEntry, readIndex } from "./internal/segment-index.ts";
import { listSegments } from "./internal/segment-list.ts";
import { isBefore, SCAN_DAMAGE, SCAN_RECORD, SegmentScanner } from "./internal/segment-scanner.ts";
import { sequenceOfName } from "./layout.ts";
import type { JournalMetadata } from "./metadata.ts";
import { folderOf, integer, oneOf } from "./options.ts";
import { type JournalEventView, viewRecord } from "./view.ts";

/** How a journal is read. */
export interface JournalReaderOptions {
  /**
   * What `next` does at damage that is no torn tail: `throw` an error, or `stop`, as if the journal ended there, with
   * the damage in `damage`. Default `throw`.
   */
  onDamage?: "throw" | "stop";
  /** Bytes read at a time, 4 KiB to 64 MiB; default 256 KiB. A longer record makes the buffer grow. */
  chunkBytes?: number;
  /** Where the files are; default {@link fileHost}. */
  host?: JournalHost;
}

/** A part of a journal. A number is a sequence, a bigint a time in nanoseconds since the epoch. */
export interface JournalRange {
  /** From the input of this sequence, or from the first record of this time or later; default: from the start. */
  from?: number | bigint;
  /** To before the input of this sequence, or before the first record of this time or later; default: to the end. */
  to?: number | bigint;
}

/** How {@link JournalReader.follow} waits. */
export interface FollowOptions {
  /** Ends it. */
  signal?: AbortSignal;
  /** Milliseconds between two looks at a journal that has nothing new, 1 to 60,000; default 10. */
  pollMillis?: number;
}

/** Views handed out by the asynchronous iterator before it lets other work run. */
const VIEWS_PER_TURN = 1024;

/**
 * Reads a journal, from its start or from any sequence; it may be one that is being written.
 *
 * At the end of what is there `next` answers false, and may be called again later. A torn tail, which is also what a
 * write in progress looks like, ends reading in the same way, with `damage` set.
 *
 * @example
 * using journal = JournalReader.open("journal");
 * const event = new EventCursor();
 * while (journal.next(event)) console.log(event.sequence, event.type);
 */
export class JournalReader implements Disposable, Iterable<JournalEventView>, AsyncIterable<JournalEventView> {
  readonly #folder: string;
  readonly #host: JournalHost;
  readonly #stops: boolean;
  #scanner: SegmentScanner;
  #metadata: JournalMetadata | undefined;
  #damage: JournalDamage | undefined;
  #disposed = false;

  /**
   * Opens the journal in a folder, at its start.
   *
   * @throws {InputError} `INPUT_INVALID` if there is no segment in the folder; `CORRUPT` if the first one's header is
   * damaged
   * @throws {IoError} when the machine refuses
   */
  static open(folder: string, options: JournalReaderOptions = {}): JournalReader {
    return new JournalReader(folderOf(folder), options);
  }

  private constructor(folder: string, options: JournalReaderOptions) {
    for (const [key, value] of Object.entries(options))
      if (!["onDamage", "chunkBytes", "host"].includes(key))
        throw new ConfigError(`journal.${key}`, value, "one of the keys onDamage, chunkBytes, host");
    this.#folder = folder;
    this.#host = options.host ?? fileHost;
    this.#stops = oneOf("onDamage", options.onDamage ?? "throw", ["throw", "stop"] as const) === "stop";
    const chunkBytes = integer("chunkBytes", options.chunkBytes, 4096, 2 ** 26, 2 ** 18);
    const name = listSegments(this.#host, folder)[0];
    if (name === undefined) throw new InputError("INPUT_INVALID", `there is no journal in ${folder}`);
    this.#scanner = new SegmentScanner(this.#host, folder, name, new ArrayBuffer((chunkBytes + 7) & ~7));
    if (this.#scanner.start !== undefined) return;
    this.#scanner.settleDamage();
    this.#scanner[Symbol.dispose]();
    throw damageError(this.#scanner.damage!, folder);
  }

  /** The metadata of the segment that is being read: what its writer was opened with. */
  get metadata(): JournalMetadata {
    this.#metadata ??= JSON.parse(this.#scanner.start?.metadata ?? "{}") as JournalMetadata;
    return this.#metadata;
  }

  /** The journal's id, 32 hexadecimal digits, which its segments share. */
  get journalId(): string {
    return this.#scanner.start?.journalId ?? "";
  }

  /** The last input's sequence read; before the first, the one before it. */
  get sequence(): number {
    return this.#scanner.sequence;
  }

  /** Why reading stopped short, if the last `next` met a torn tail or, with `stop`, damage. */
  get damage(): JournalDamage | undefined {
    return this.#damage;
  }

  /**
   * Moves the cursor to the next record. Its bytes stay until the next call.
   *
   * @returns false at the end of what is there
   * @throws {InputError} `CORRUPT` at damage that is no torn tail, unless `onDamage` is `stop`
   * @throws {StateError} `DISPOSED`
   */
  next(event: EventCursor): boolean {
    const verdict = this.#scanner.next(event);
    return (verdict === SCAN_RECORD && this.#damage === undefined) || this.#nextSlowly(event, verdict);
  }

  /**
   * Goes to the input with a sequence, so that `next` gives it. The segment is found by name, and the place in it by its
   * index: a few dozen KiB are read, or the segment from its start where there is no index. What is passed over is not
   * checked.
   *
   * @returns whether the journal holds it; if not, `next` goes on with the first record behind it, if there is one
   * @throws {InputError} `CORRUPT`, as `next`
   */
  seek(sequence: number): boolean {
    if (!Number.isSafeInteger(sequence))
      throw new InputError("INPUT_INVALID", `a sequence is a safe integer, got ${sequence}`);
    this.#assertOpen();
    const names = listSegments(this.#host, this.#folder);
    let index = names.length - 1;
    while (index > 0 && sequenceOfName(names[index]!) > sequence) index--;
    if (!this.#open(names, index, (entry) => entry.sequence <= sequence)) return false;
    const event = new EventCursor();
    const verdict = this.#scanner.skipTo(sequence, event);
    if (verdict === SCAN_DAMAGE) this.#meet(this.#scanner, index === names.length - 1);
    return verdict === SCAN_RECORD && event.sequence === sequence;
  }

  /**
   * Goes to the first record of a time or later, in the order of the journal, whose times need not rise. Found by the
   * indexes, as by `seek`; where they are missing, by reading.
   *
   * @param time nanoseconds since the epoch
   * @returns whether there is one; if not, the reader stands at the end
   * @throws {InputError} `CORRUPT`, as `next`
   */
  seekTime(time: bigint): boolean {
    this.#assertOpen();
    const names = listSegments(this.#host, this.#folder);
    let index = names.length - 1;
    while (index > 0 && !((latestAtStart(this.#host, this.#folder, names[index]!) ?? time) < time)) index--;
    if (!this.#open(names, index, (entry) => entry.latestBefore < time)) return false;
    const event = new EventCursor();
    for (;;) {
      const verdict = this.#scanner.skipToTime(time, event);
      if (verdict === SCAN_RECORD) return true;
      const following = listSegments(this.#host, this.#folder).find((name) => name > this.#scanner.name);
      if (verdict === SCAN_DAMAGE) return this.#meet(this.#scanner, following === undefined);
      if (following === undefined || !this.#advance(following)) return false;
    }
  }

  /**
   * The records of a part of the journal, `from` included and `to` not, as one cursor that moves: what it shows stays until
   * the next step. Parts that share a bound share no record and leave none out.
   *
   * @example
   * for (const event of journal.range({ from: parseTimestamp("2024-03-01"), to: parseTimestamp("2024-03-02") })) …
   */
  *range(range: JournalRange = {}): Generator<EventCursor, void, undefined> {
    const { from = 0, to = Number.MAX_SAFE_INTEGER } = range;
    if (typeof from === "bigint") this.seekTime(from);
    else this.seek(from);
    const event = new EventCursor();
    if (typeof to === "bigint") {
      const [micros, nanos] = [microsOf(to), nanosOf(to)];
      while (this.next(event) && isBefore(event, micros, nanos)) yield event;
    } else while (this.next(event) && event.sequence < to) yield event;
  }

  /**
   * The records from here on as objects, and then those that are appended, as they come, until it is aborted.
   *
   * @throws {InputError} `CORRUPT`, as `next`
   */
  async *follow(options: FollowOptions = {}): AsyncGenerator<JournalEventView, void, undefined> {
    const { signal } = options;
    const pollMillis = integer("pollMillis", options.pollMillis, 1, 60_000, 10);
    const event = new EventCursor();
    for (let views = 1; signal?.aborted !== true; views++) {
      if (this.next(event)) {
        yield viewRecord(event);
        if (views % VIEWS_PER_TURN === 0) await setImmediate();
      } else await setTimeout(pollMillis, undefined, { ...(signal && { signal }) }).catch(() => {});
    }
  }

  /** Checks the whole journal, wherever the reader stands; throws for no damage, but lists it. */
  verify(): JournalDescription {
    this.#assertOpen();
    return describeSegments(this.#host, this.#folder);
  }

  /** The records from here on as objects. */
  *[Symbol.iterator](): Iterator<JournalEventView> {
    const event = new EventCursor();
    while (this.next(event)) yield viewRecord(event);
  }

  /** The same, letting other work run now and then. */
  async *[Symbol.asyncIterator](): AsyncIterator<JournalEventView> {
    let views = 0;
    for (const view of this) {
      yield view;
      if (++views % VIEWS_PER_TURN === 0) await setImmediate();
    }
  }

  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#scanner[Symbol.dispose]();
  }

  /** The end of a segment, damage, and what follows either. */
  #nextSlowly(event: EventCursor, first: number): boolean {
    this.#assertOpen();
    this.#damage = undefined;
    let verdict = first;
    while (verdict !== SCAN_RECORD) {
      const following = listSegments(this.#host, this.#folder).find((name) => name > this.#scanner.name);
      // Its writer may have gone on with this segment since it was read, before it began the following one.
      if (following !== undefined) verdict = this.#scanner.next(event);
      if (verdict === SCAN_RECORD) return true;
      if (verdict === SCAN_DAMAGE) return this.#meet(this.#scanner, following === undefined);
      if (following === undefined || !this.#advance(following)) return false;
      verdict = this.#scanner.next(event);
    }
    return true;
  }

  /** Goes over to the segment that follows, if it does follow. */
  #advance(name: string): boolean {
    const next = new SegmentScanner(this.#host, this.#folder, name, this.#scanner.chunk);
    next.damage ??= linkDamage(this.#scanner, next);
    if (next.damage === undefined) {
      this.#use(next);
      return true;
    }
    // The reader stays where it is, so that a segment whose start is being written is looked at again.
    try {
      return this.#meet(next, listSegments(this.#host, this.#folder).at(-1) === name);
    } finally {
      next[Symbol.dispose]();
    }
  }

  /** Opens a segment at the last entry of its index that will do, or at its start. */
  #open(names: readonly string[], index: number, willDo: (entry: IndexEntry) => boolean): boolean {
    const name = names[index]!;
    const scanner = new SegmentScanner(this.#host, this.#folder, name, this.#scanner.chunk);
    if (scanner.start === undefined) {
      try {
        return this.#meet(scanner, index === names.length - 1);
      } finally {
        scanner[Symbol.dispose]();
      }
    }
    this.#use(scanner);
    const entry = readIndex(this.#host, this.#folder, name).findLast(willDo);
    if (entry !== undefined) scanner.jump(entry, new EventCursor());
    return true;
  }

  #use(scanner: SegmentScanner): void {
    this.#scanner[Symbol.dispose]();
    this.#scanner = scanner;
    this.#metadata = undefined;
    this.#damage = undefined;
  }

  /** Keeps the damage, and throws it unless it is a torn tail or reading shall stop there. */
  #meet(scanner: SegmentScanner, isLast: boolean): false {
    if (isLast) scanner.settleDamage();
    const found = scanner.damage!;
    this.#damage = found;
    if (!found.torn && !this.#stops) throw damageError(found, this.#folder);
    return false;
  }

  #assertOpen(): void {
    if (this.#disposed) throw new StateError("DISPOSED", "the journal reader is disposed");
  }
}
