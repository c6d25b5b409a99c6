import { InputError } from "@hotpath/core";
import type { RecordedEvent } from "./recorded-event.ts";
import { type PlainOutcome, plainBytes } from "./recording-codec.ts";
import { parseRecordingLine, RECORDING_VERSION } from "./recording-format.ts";

/** Bytes of a recording, compressed or not, in pieces cut anywhere. */
export type RecordingSource = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** How a {@link RecordingReader} is made. */
export interface RecordingReaderOptions {
  /** Longer lines are left out and counted; 64 MiB by default. */
  maxLineBytes?: number;
}

const NEWLINE = 10;

/**
 * The events of a recording, in order: of a file of ours, of several parts one after the other, or of any file of a message a line that
 * `JsonLines` reads. What was cut off or damaged is read up to there, and {@link RecordingReader.damage} says so.
 *
 * @example
 * const reader = new RecordingReader(Bun.file("btc.zst").stream());
 * for await (const event of reader) if (event.kind === "message") use(event.time, event.data);
 * if (reader.damage !== undefined) console.warn(reader.damage);
 */
export class RecordingReader implements AsyncIterable<RecordedEvent> {
  /** Messages of connections. */
  messages = 0;
  /** Lines that could not be understood. */
  badLines = 0;
  /** Messages that the recorder could not keep. */
  dropped = 0;
  /** Bytes of lines read, decompressed. */
  offset = 0;
  /** Why there is no more, where the recording does not end as one that was closed; undefined if it is whole. */
  damage: string | undefined;
  readonly #source: RecordingSource;
  readonly #maxLineBytes: number;
  #held: Uint8Array = new Uint8Array(4096);
  #length = 0;
  /** Whether the rest of a line that is too long is being passed over. */
  #isSkipping = false;
  #lastTime = 0n;
  /** Whether a part has begun that has not ended. */
  #isOpen = false;
  #hasEvents = false;
  /** The part that goes on, once one has said so. */
  #nextPart = 0;

  constructor(source: RecordingSource, options: RecordingReaderOptions = {}) {
    this.#source = source;
    this.#maxLineBytes = options.maxLineBytes ?? 64 * 2 ** 20;
  }

  /**
   * The events; once.
   *
   * @throws {InputError} a recording of a later version
   * @throws {UnavailableError} a compression that the host does not have
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<RecordedEvent> {
    const outcome: PlainOutcome = { read: 0 };
    for await (const bytes of plainBytes(this.#source, outcome)) yield* this.#lines(bytes);
    const left = this.#length;
    if (left > 0 && !this.#isOpen && outcome.damage === undefined) {
      // Other programs may leave out the last newline.
      const event = this.#event(this.#held, 0, left);
      if (event !== undefined) yield event;
    }
    if (outcome.damage !== undefined) this.damage = `damaged behind byte ${this.offset}: ${outcome.damage}`;
    else if (outcome.read > 0 && !this.#hasEvents) this.damage = "cut off before its first line";
    else if (this.#isOpen) this.damage = `cut off behind byte ${this.offset}, with ${left} bytes of a line`;
    else if (this.#nextPart > 0) this.damage = `part ${this.#nextPart} is missing`;
  }

  *#lines(bytes: Uint8Array): Generator<RecordedEvent> {
    let at = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, at)) {
      let event: RecordedEvent | undefined;
      if (this.#isSkipping) this.#isSkipping = false;
      else if (this.#length === 0) event = this.#event(bytes, at, end);
      else if (this.#hold(bytes, at, end)) event = this.#event(this.#held, 0, this.#length);
      this.#length = 0;
      this.offset += end + 1 - at;
      at = end + 1;
      if (event !== undefined) yield event;
    }
    if (!this.#isSkipping) this.#isSkipping = !this.#hold(bytes, at, bytes.length);
  }

  /** Keeps a part of a line. @returns false if the line is too long */
  #hold(bytes: Uint8Array, from: number, to: number): boolean {
    const length = this.#length + to - from;
    if (length > this.#maxLineBytes) {
      this.badLines++;
      this.#length = 0;
      return false;
    }
    if (length > this.#held.length) {
      const larger = new Uint8Array(Math.max(length, this.#held.length * 2));
      larger.set(this.#held.subarray(0, this.#length));
      this.#held = larger;
    }
    this.#held.set(bytes.subarray(from, to), this.#length);
    this.#length = length;
    return true;
  }

  #event(bytes: Uint8Array, from: number, to: number): RecordedEvent | undefined {
    const event = parseRecordingLine(bytes, from, to, this.#lastTime);
    if (event === "skip") return undefined;
    if (event === "bad") {
      this.badLines++;
      return undefined;
    }
    this.#lastTime = event.time;
    this.#hasEvents = true;
    switch (event.kind) {
      case "start":
        if (event.version > RECORDING_VERSION) {
          throw new InputError(
            "INPUT_INVALID",
            `a recording of version ${event.version}; this reads ${RECORDING_VERSION}`,
          );
        }
        // A part that was cut off may have another behind it: its process was started again.
        if (this.#isOpen) this.badLines++;
        this.#isOpen = true;
        this.#nextPart = 0;
        break;
      case "end":
        this.#isOpen = false;
        this.#nextPart = event.part;
        break;
      case "message":
        this.messages++;
        break;
      case "dropped":
        this.dropped += event.messages;
        break;
    }
    return event;
  }
}
