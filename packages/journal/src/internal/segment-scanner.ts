/**
 * Goes through one segment frame by frame, in chunks, checking everything: what the reader, recovery and `verify`
 * share. It never throws for what the bytes say; damage is an answer.
 */
import { type EventCursor, microsOf, nanosOf } from "@hotpath/core";
import { type DamageReason, damage, type JournalDamage } from "../damage.ts";
import { type JournalFile, type JournalHost, pathOf } from "../host.ts";
import { FLAG_BATCH, FLAG_MASK, FRAME_HEADER_BYTES, RECORD_BYTES_MAX } from "../layout.ts";
import { checkFrame, FRAME_CHECKSUM, FRAME_INCOMPLETE, FRAME_LENGTH, FRAME_WHOLE, follows } from "./frames.ts";
import { io, readFully } from "./io.ts";
import type { IndexEntry } from "./segment-index.ts";
import { readSegmentStart, type SegmentStart } from "./segment-start.ts";

/** A whole record is under the cursor. */
export const SCAN_RECORD = 0;
/** The segment ends here, cleanly. */
export const SCAN_END = 1;
/** The segment is damaged here; see `damage`. */
export const SCAN_DAMAGE = 2;

const WORD_FLAGS = 1;
/** No segment is longer, so no more is searched for whole records behind damage. */
const SCAN_BYTES_MAX = 2 ** 30 + 2 ** 26;

/** A position in one segment. */
export class SegmentScanner implements Disposable {
  readonly name: string;
  /** What the segment's header says, or undefined if it is damaged. */
  readonly start: SegmentStart | undefined;
  /** The damage at the position, if any. */
  damage: JournalDamage | undefined;
  /** The last input's sequence; at the start, the one before the segment's first. */
  sequence: number;
  /** Checksum of the last frame read; at the start, that of the segment before. */
  checksum: number;
  /** Where the batch of the last frame started. */
  batchOffset: number;
  /** Records read. */
  records = 0;

  readonly #path: string;
  readonly #file: JournalFile;
  #isOpen = true;
  /** Whether an input of this segment was passed, or jumped over. */
  #isStarted = false;
  /** Where nothing but zeros was found last, up to which end of the file. */
  #blankFrom = -1;
  #blankTo = -1;
  #i32: Int32Array;
  #f64: Float64Array;
  /** Position of the chunk's first byte in the file. */
  #base: number;
  /** The next frame, in words from the chunk's start. */
  #at = 0;
  /** The end of what the chunk holds, in words. */
  #end = 0;

  constructor(host: JournalHost, folder: string, name: string, chunk: ArrayBuffer) {
    this.name = name;
    this.#path = pathOf(folder, name);
    this.#file = io("open", this.#path, () => host.open(folder, name, "read"));
    this.#i32 = new Int32Array(chunk);
    this.#f64 = new Float64Array(chunk);
    let found: SegmentStart | JournalDamage;
    try {
      found = io("read", this.#path, () => readSegmentStart(this.#file, name));
    } catch (error) {
      closeQuietly(this.#file);
      throw error;
    }
    this.start = "reason" in found ? undefined : found;
    this.damage = "reason" in found ? found : undefined;
    this.#base = this.start?.bytes ?? 0;
    this.batchOffset = this.#base;
    this.sequence = (this.start?.firstSequence ?? 0) - 1;
    this.checksum = this.start?.previousChecksum ?? 0;
  }

  /** Where the next frame starts in the file, in bytes. */
  get offset(): number {
    return this.#base + this.#at * 4;
  }

  /** Length of the file in bytes now. */
  get fileBytes(): number {
    return io("read", this.#path, () => this.#file.size());
  }

  /** The buffer, to be handed to the next scanner: it may have grown. */
  get chunk(): ArrayBuffer {
    return this.#i32.buffer as ArrayBuffer;
  }

  /** Moves `cursor` to the next record; the bytes stay until the next call. */
  next(cursor: EventCursor): number {
    const verdict = this.#look(cursor);
    if (verdict === SCAN_RECORD) this.#pass(cursor);
    return verdict;
  }

  /** Passes over the records before the input with a sequence: the first that is not passed is under the cursor. */
  skipTo(sequence: number, cursor: EventCursor): number {
    let verdict = this.#look(cursor);
    while (verdict === SCAN_RECORD && cursor.sequence < sequence) {
      this.#pass(cursor);
      verdict = this.#look(cursor);
    }
    return verdict;
  }

  /** Points `cursor` at the next record and checks it, without passing it. */
  #look(cursor: EventCursor): number {
    if (this.start === undefined || !this.#isOpen) return SCAN_DAMAGE;
    // What was found damaged or blank may have been a write in progress: read it again.
    if (this.damage !== undefined || this.#blankFrom === this.offset) this.#end = this.#at;
    this.damage = undefined;
    let verdict = checkFrame(this.#i32, this.#at, this.#end);
    if (verdict === FRAME_INCOMPLETE) {
      this.#refill();
      if (this.#end === 0 && this.fileBytes === this.#base) return SCAN_END;
      verdict = checkFrame(this.#i32, this.#at, this.#end);
    }
    if (verdict === FRAME_LENGTH && this.#isBlank()) return SCAN_END;
    if (verdict !== FRAME_WHOLE) return this.#damaged(verdict);
    cursor.moveTo(this, (this.#at >> 1) + 1);
    if (!follows(cursor.type, cursor.sequence, this.sequence, this.#isStarted)) return this.#outOfOrder(cursor);
    return SCAN_RECORD;
  }

  #pass(cursor: EventCursor): void {
    const at = this.#at;
    const lengthWord = this.#i32[at + WORD_FLAGS]!;
    if ((lengthWord & FLAG_BATCH) !== 0) this.batchOffset = this.offset;
    this.checksum = this.#i32[at]!;
    this.sequence = cursor.sequence;
    this.#isStarted = true;
    this.records += 1;
    this.#at = at + 2 + ((lengthWord & ~FLAG_MASK) >> 2);
  }

  /**
   * Goes to a record without reading what is before it.
   *
   * @returns whether the record that the entry names is there; if not, the scanner stands at the segment's start
   */
  jump(entry: IndexEntry, cursor: EventCursor): boolean {
    if (this.start === undefined) return false;
    this.#standAt(entry.offset, entry.sequence - 1, entry.offset > this.start.bytes);
    const isThere = this.#look(cursor) === SCAN_RECORD && cursor.sequence === entry.sequence;
    if (isThere && cursor.time === entry.time) return true;
    this.#standAt(this.start.bytes, this.start.firstSequence - 1, false);
    this.checksum = this.start.previousChecksum;
    return false;
  }

  /** Passes over the records before the first of a time or later: that is under the cursor. */
  skipToTime(time: bigint, cursor: EventCursor): number {
    const micros = microsOf(time);
    const nanos = nanosOf(time);
    let verdict = this.#look(cursor);
    while (verdict === SCAN_RECORD && isBefore(cursor, micros, nanos)) {
      this.#pass(cursor);
      verdict = this.#look(cursor);
    }
    return verdict;
  }

  #standAt(offset: number, sequence: number, isStarted: boolean): void {
    this.#base = offset;
    this.#at = 0;
    this.#end = 0;
    this.#blankFrom = -1;
    this.damage = undefined;
    this.batchOffset = offset;
    this.sequence = sequence;
    this.#isStarted = isStarted;
    this.records = 0;
  }

  /** Whether there are only zeros from here to the end of the file: room that a writer has reserved. */
  #isBlank(): boolean {
    if (this.#i32[this.#at] !== 0 || this.#i32[this.#at + WORD_FLAGS] !== 0) return false;
    const from = this.offset;
    const to = this.fileBytes;
    if (from !== this.#blankFrom || to !== this.#blankTo) {
      const words = new Int32Array(16_384);
      const bytes = new Uint8Array(words.buffer);
      for (let at = from; at < to; at += bytes.length) {
        const read = io("read", this.#path, () => readFully(this.#file, bytes, 0, bytes.length, at));
        for (let word = 0; word < read >> 2; word++) if (words[word] !== 0) return false;
        for (let byte = read & ~3; byte < read; byte++) if (bytes[byte] !== 0) return false;
      }
    }
    this.#blankFrom = from;
    this.#blankTo = to;
    return true;
  }

  /** The chunk as words, for the cursor. */
  get i32(): Int32Array {
    return this.#i32;
  }

  /** The chunk as doubles, for the cursor. */
  get f64(): Float64Array {
    return this.#f64;
  }

  /**
   * Looks for whole records behind the damage: without any the tail is torn. The damage is marked accordingly. Reads
   * the rest of the segment; call it for the last segment only, as a tail is nowhere else.
   */
  settleDamage(): void {
    const found = this.damage;
    if (found === undefined) return;
    // A whole record out of order, and a start that is there but wrong, are no writes cut short.
    if (found.reason === "sequence" || (this.start === undefined && found.reason !== "incomplete")) return;
    const { frames, batches } = this.wholeFrames(this.offset + FRAME_HEADER_BYTES);
    found.torn = frames === 0 || (OF_FRAMES.includes(found.reason) && this.#isWholeNow());
    found.lastBatch = this.start !== undefined && !found.torn && batches === 0;
  }

  /** Whether the frame that was found damaged is whole by now: its writer was amid it, and has gone on since. */
  #isWholeNow(): boolean {
    if (this.start === undefined) return false;
    const { frames } = this.wholeFrames(this.offset, 1);
    return frames === 1;
  }

  /**
   * How many whole frames there are behind a place in the file, at any word; and how many of them begin a batch.
   *
   * @param places looks at so many words at the most
   */
  wholeFrames(offset: number, places: number = Number.POSITIVE_INFINITY): { frames: number; batches: number } {
    let batches = 0;
    let frames = 0;
    const rest = new ArrayBuffer(Math.min(SCAN_BYTES_MAX, Math.ceil(Math.max(0, this.fileBytes - offset) / 8) * 8));
    const words = new Int32Array(rest);
    const read = io("read", this.#path, () => readFully(this.#file, new Uint8Array(rest), 0, rest.byteLength, offset));
    for (let at = 0; at + 2 < read >> 2 && at < 2 * places; at += 2) {
      if (checkFrame(words, at, read >> 2) !== FRAME_WHOLE) continue;
      frames += 1;
      if ((words[at + 1]! & FLAG_BATCH) !== 0) batches += 1;
    }
    return { frames, batches };
  }

  [Symbol.dispose](): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeQuietly(this.#file);
  }

  /** Reads on from the next frame's start, so that it lies at the start of the chunk, as much as the chunk holds. */
  #refill(): void {
    this.#base = this.offset;
    this.#at = 0;
    this.#fill();
    if (this.#end < 2) return;
    const length = this.#i32[WORD_FLAGS]! & ~FLAG_MASK;
    const frame = length + FRAME_HEADER_BYTES;
    // A damaged length must not make a small file claim a great buffer.
    if (frame <= this.#i32.byteLength || length > RECORD_BYTES_MAX || frame > this.fileBytes - this.#base) return;
    const chunk = new ArrayBuffer(Math.ceil(frame / 65536) * 65536);
    this.#i32 = new Int32Array(chunk);
    this.#f64 = new Float64Array(chunk);
    this.#fill();
  }

  #fill(): void {
    const bytes = new Uint8Array(this.#i32.buffer);
    this.#end = io("read", this.#path, () => readFully(this.#file, bytes, 0, bytes.length, this.#base)) >> 2;
  }

  #damaged(verdict: number): number {
    const left = this.fileBytes - this.offset;
    const [reason, what]: [DamageReason, string] =
      verdict === FRAME_INCOMPLETE
        ? ["incomplete", `the file ends ${left} bytes into a frame`]
        : verdict === FRAME_CHECKSUM
          ? ["checksum", "a record's checksum is wrong"]
          : ["length", "a record's length is impossible"];
    this.damage = damage(reason, this.name, this.offset, this.sequence + 1, what);
    return SCAN_DAMAGE;
  }

  #outOfOrder(cursor: EventCursor): number {
    const what = `a record of type ${cursor.type} with sequence ${cursor.sequence} after sequence ${this.sequence}`;
    this.damage = damage("sequence", this.name, this.offset, this.sequence + 1, what);
    return SCAN_DAMAGE;
  }
}

/** Damage of a single frame, which a write in progress looks like as well. */
const OF_FRAMES: readonly DamageReason[] = ["incomplete", "checksum", "length"];

/** Whether a record's time is before one of whole microseconds and nanoseconds. */
export function isBefore(event: EventCursor, micros: number, nanos: number): boolean {
  const own = event.micros;
  return own < micros || (own === micros && event.nanos < nanos);
}

/** A file that was only read has nothing to lose when it is closed. */
function closeQuietly(file: JournalFile): void {
  try {
    file.close();
  } catch {
    // What was read was checked.
  }
}
