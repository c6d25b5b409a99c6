import { ConfigError, microsOf, nanosOf } from "@hotpath/core";
import type { FeedHost } from "../feed/feed-host.ts";
import { writeReceiveTime } from "./receive-time.ts";
import type { RecordingAbout } from "./recorded-event.ts";
import { bestCompression, type FramePacker, framePacker, type RecordingCompression } from "./recording-codec.ts";
import { oneLine, RECORDING_VERSION, toBase64, wordOfUrl } from "./recording-format.ts";
import type { RecordingPart, RecordingSink } from "./recording-sink.ts";

/** How a {@link FeedRecorder} is made. */
export interface FeedRecorderOptions {
  /** Where it goes: {@link fileRecordingSink} makes files. */
  sink: RecordingSink;
  /** Clock and timers: those of {@link webHost} live. */
  host: Pick<FeedHost, "clock" | "after">;
  /** `zst` where the host has it, else `gz`, by default. */
  compression?: RecordingCompression;
  /** What the recording says of itself. */
  about?: RecordingAbout;
  /** A frame is cut at so many bytes before compression; 262,144 by default. */
  frameBytes?: number;
  /** A frame is cut when it is so old, which is what a killed process loses at the most; 1,000 by default. */
  frameMillis?: number;
  /** A part ends with the frame with which it has so many bytes on the disk; never by default. */
  rotateBytes?: number;
  /** A part that holds something ends after so long; never by default. */
  rotateMillis?: number;
  /** Bytes that may wait for the disk; what comes when there are more is dropped and counted. 64 MiB by default. */
  maxPendingBytes?: number;
  /** Longer messages are dropped and counted; 16 MiB by default. */
  maxMessageBytes?: number;
  /** Called once, when something could not be written: nothing is recorded from there on. */
  onFailure?: (error: unknown) => void;
}

/** What a recorder has counted. */
export interface RecorderCounters {
  /** Messages of connections. */
  messages: number;
  /** Answers over HTTP. */
  answers: number;
  /** Messages and answers that are not in the recording. */
  dropped: number;
  /** Bytes of lines. */
  bytes: number;
  /** Bytes on their way to the disk or there. */
  packedBytes: number;
  frames: number;
  parts: number;
}

/** What waits to be written: a frame, or the change to the next part. */
type Pending = Uint8Array | { part: number };

type CheckedOptions = FeedRecorderOptions & Required<Pick<FeedRecorderOptions, (typeof BOUNDS)[number][0]>>;

const NEWLINE = 10;
const encoder = new TextEncoder();

/**
 * Writes what comes in, as it came, with the times of receipt: messages, answers over HTTP, and what became of the
 * connection. The file is lines of text (`recording-format.ts`) in compressed frames, each of which can be read without the
 * others, so that a killed process loses the frame that was not finished and nothing else. A frame that is handed to the operating system
 * survives the process; a part that is closed survives the machine's loss of power.
 *
 * A recording is of one connection at a time: two feeds need two recorders. Memory is bounded: where the disk does not
 * keep up, whole messages are dropped, counted, and marked where they are missing.
 *
 * @example
 * await using recorder = await FeedRecorder.open({ sink: fileRecordingSink("btc.zst"), host: webHost() });
 * const handler = new FeedHandler({ feed, host: new RecordingHost(webHost(), recorder), onBatch });
 */
export class FeedRecorder implements AsyncDisposable {
  /** What packs its frames. */
  readonly compression: RecordingCompression;
  readonly #options: CheckedOptions;
  readonly #pack: FramePacker;
  readonly #queue: Pending[] = [];
  #part: RecordingPart;
  #partNumber = 1;
  #partBytes = 0;
  /** Whether the part holds more than its beginning. */
  #isUsed = false;
  #frame: Uint8Array = new Uint8Array(65_536);
  #length = 0;
  #queuedBytes = 0;
  #droppedHere = 0;
  #cancelCut: (() => void) | undefined;
  #cancelRotation: (() => void) | undefined;
  #writing: Promise<void> | undefined;
  #failure: { error: unknown } | undefined;
  #isClosed = false;
  readonly #counters: RecorderCounters = {
    messages: 0,
    answers: 0,
    dropped: 0,
    bytes: 0,
    packedBytes: 0,
    frames: 0,
    parts: 1,
  };

  private constructor(
    options: CheckedOptions,
    compression: RecordingCompression,
    pack: FramePacker,
    part: RecordingPart,
  ) {
    this.#options = options;
    this.compression = compression;
    this.#pack = pack;
    this.#part = part;
    this.#begin(options.host.clock.now());
  }

  /**
   * Opens the first part.
   *
   * @throws {ConfigError} naming the option that is wrong, or a file that cannot be made
   * @throws {UnavailableError} a compression that the host does not have
   */
  static async open(options: FeedRecorderOptions): Promise<FeedRecorder> {
    const checked = { ...options };
    for (const [name, byDefault] of BOUNDS) {
      const value = checked[name] ?? byDefault;
      checked[name] = value;
      if (!(value > 0)) throw new ConfigError(`feedRecorder.${name}`, value, "a number above 0");
    }
    const compression = options.compression ?? (await bestCompression());
    const pack = await framePacker(compression);
    const part = await options.sink.open(1);
    return new FeedRecorder(checked as CheckedOptions, compression, pack, part);
  }

  /** What was counted. */
  counters(): RecorderCounters {
    return { ...this.#counters };
  }

  /** The name of the part that is written. */
  get partName(): string {
    return this.#part.name;
  }

  /** Bytes in memory: those that wait for the disk, and the frame that is not finished. */
  get pendingBytes(): number {
    return this.#queuedBytes + this.#length;
  }

  /** A connection is asked for. */
  connecting(time: bigint, url: string): void {
    this.#mark(time, `connecting ${wordOfUrl(url)}`);
  }

  /** A connection stands. */
  opened(time: bigint, url: string): void {
    this.#line(time, `${wordOfUrl(url)} <-> `, NOTHING);
  }

  /** The connection is gone, or did not come about. */
  lost(time: bigint, code: number, reason: string): void {
    this.#mark(time, `lost ${Number.isInteger(code) && code >= 0 ? code : 0} ${oneLine(reason)}`);
  }

  /** We have ended the connection. */
  closed(time: bigint): void {
    this.#mark(time, "closed");
  }

  /** The venue has said something: text, or bytes, of which a copy is taken. */
  message(time: bigint, data: string | Uint8Array): void {
    if (!this.#hasRoom(data.length)) {
      this.#drop();
      return;
    }
    this.#counters.messages++;
    const isText = typeof data === "string";
    const bytes = isText ? encoder.encode(data) : data;
    if (isText && !data.includes("\n")) this.#line(time, "", bytes);
    else this.#mark(time, `${isText ? "text" : "binary"} ${toBase64(bytes)}`);
  }

  /** We have said something. */
  sent(time: bigint, url: string, text: string): void {
    const word = wordOfUrl(url);
    if (text.includes("\n")) this.#mark(time, `sent ${word} ${toBase64(encoder.encode(text))}`);
    else this.#line(time, `${word} <- `, encoder.encode(text));
  }

  /** An answer over HTTP has come. */
  answer(time: bigint, url: string, body: Uint8Array): void {
    if (!this.#hasRoom(body.length)) {
      this.#drop();
      return;
    }
    this.#counters.answers++;
    const word = wordOfUrl(url);
    if (body.includes(NEWLINE)) this.#mark(time, `answer ${word} ${toBase64(body)}`);
    else this.#line(time, `${word} -> `, body);
  }

  /** A request over HTTP has failed. */
  failed(time: bigint, url: string, reason: string): void {
    this.#mark(time, `failed ${wordOfUrl(url)} ${oneLine(reason)}`);
  }

  /** A timer has run off: the `number`-th that was set. */
  timer(time: bigint, number: number): void {
    this.#mark(time, `timer ${number}`);
  }

  /** Hands everything that came so far to the operating system. */
  async flush(): Promise<void> {
    this.#cut();
    await this.#drained();
  }

  /** Ends the recording: what waits is written, and the file says that it is whole. Rejects if something could not be written. */
  async close(): Promise<void> {
    if (!this.#isClosed) {
      this.#tellDropped();
      this.#appendMark(this.#options.host.clock.now(), "end 0");
      this.#isClosed = true;
      this.#cut();
      this.#cancelRotation?.();
      await this.#drained();
      await this.#part.close().catch((error) => this.#fail(error));
    }
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Whether so long a message may be kept. */
  #hasRoom(length: number): boolean {
    const { maxMessageBytes, maxPendingBytes } = this.#options;
    if (this.#isClosed || this.#failure !== undefined || length > maxMessageBytes) return false;
    return this.pendingBytes + length <= maxPendingBytes || this.pendingBytes === 0;
  }

  #drop(): void {
    this.#counters.dropped++;
    this.#droppedHere++;
  }

  /** Says where messages are missing, before anything follows. */
  #tellDropped(): void {
    const dropped = this.#droppedHere;
    if (dropped === 0) return;
    this.#droppedHere = 0;
    this.#appendMark(this.#options.host.clock.now(), `dropped ${dropped}`);
  }

  #mark(time: bigint, text: string): void {
    this.#line(time, MARK, encoder.encode(text));
  }

  #line(time: bigint, before: string, rest: Uint8Array): void {
    if (this.#isClosed || this.#failure !== undefined) return;
    // Marks are short, so they may go on for a while where messages may not.
    if (this.pendingBytes > this.#options.maxPendingBytes + MARK_BYTES) {
      this.#drop();
      return;
    }
    this.#tellDropped();
    this.#append(time, before, rest);
    this.#isUsed = true;
    if (this.#length >= this.#options.frameBytes) this.#cut();
  }

  #appendMark(time: bigint, text: string): void {
    this.#append(time, MARK, encoder.encode(text));
  }

  /** Appends a line: what stands before the time, the time, what stands behind it. */
  #append(time: bigint, before: string, rest: Uint8Array): void {
    const between = before === "" || before === MARK ? " " : ": ";
    const start = this.#length;
    // Three bytes are the most that a UTF-16 unit takes in UTF-8; the time, what is between, and the newline.
    this.#reserve(before.length * 3 + 19 + between.length + rest.length + 1);
    const frame = this.#frame;
    let at = start;
    if (before !== "") at += encoder.encodeInto(before, frame.subarray(start)).written;
    const micros = Math.max(0, microsOf(time));
    at = writeReceiveTime(frame, at, micros, time < 0n ? 0 : nanosOf(time));
    if (rest !== NOTHING) {
      for (let i = 0; i < between.length; i++) frame[at++] = between.charCodeAt(i);
      frame.set(rest, at);
      at += rest.length;
    }
    frame[at++] = NEWLINE;
    this.#length = at;
    this.#counters.bytes += at - start;
    this.#cancelCut ??= this.#options.host.after(this.#options.frameMillis, () => this.#cut());
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#frame.length) return;
    const larger = new Uint8Array(Math.max(needed, Math.min(this.#frame.length * 2, 2 ** 26)));
    larger.set(this.#frame.subarray(0, this.#length));
    this.#frame = larger;
  }

  /** Begins a part. */
  #begin(time: bigint): void {
    const about = JSON.stringify(this.#options.about ?? {});
    this.#appendMark(time, `start ${RECORDING_VERSION} ${this.#partNumber} ${about}`);
    this.#isUsed = false;
    const { rotateMillis } = this.#options;
    if (rotateMillis === Number.POSITIVE_INFINITY) return;
    this.#cancelRotation = this.#options.host.after(rotateMillis, () => this.#rotateByTime());
  }

  #rotateByTime(): void {
    if (this.#isClosed || this.#failure !== undefined) return;
    if (this.#isUsed) this.#rotate();
    else this.#cancelRotation = this.#options.host.after(this.#options.rotateMillis, () => this.#rotateByTime());
  }

  /** Ends the frame, and the part if it has become large enough. */
  #cut(): void {
    this.#packFrame();
    if (this.#partBytes >= this.#options.rotateBytes && this.#isUsed && !this.#isClosed) this.#rotate();
    this.#write();
  }

  #packFrame(): void {
    this.#cancelCut?.();
    this.#cancelCut = undefined;
    if (this.#length === 0) return;
    const packed = this.#pack(this.#frame.subarray(0, this.#length));
    this.#length = 0;
    if (this.#frame.length > 4 * this.#options.frameBytes) this.#frame = new Uint8Array(this.#options.frameBytes);
    this.#queue.push(packed);
    this.#queuedBytes += packed.length;
    this.#partBytes += packed.length;
    this.#counters.packedBytes += packed.length;
    this.#counters.frames++;
  }

  #rotate(): void {
    this.#cancelRotation?.();
    const now = this.#options.host.clock.now();
    this.#partNumber++;
    this.#appendMark(now, `end ${this.#partNumber}`);
    this.#packFrame();
    this.#queue.push({ part: this.#partNumber });
    this.#partBytes = 0;
    this.#counters.parts++;
    this.#begin(now);
    this.#write();
  }

  #write(): void {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
  }

  async #writeAll(): Promise<void> {
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        if (next instanceof Uint8Array) {
          await this.#part.write(next);
          this.#queuedBytes -= next.length;
        } else {
          await this.#part.close();
          this.#part = await this.#options.sink.open(next.part);
        }
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  async #drained(): Promise<void> {
    while (this.#writing !== undefined || this.#queue.length > 0) {
      this.#write();
      await this.#writing;
    }
  }

  #fail(error: unknown): void {
    this.#queue.length = 0;
    this.#queuedBytes = 0;
    this.#length = 0;
    this.#cancelCut?.();
    this.#cancelCut = undefined;
    this.#cancelRotation?.();
    if (this.#failure !== undefined) return;
    this.#failure = { error };
    this.#options.onFailure?.(error);
  }
}

const NOTHING = new Uint8Array(0);
const MARK = "# ";
/** Bytes of marks that may wait beyond those of messages. */
const MARK_BYTES = 1 << 20;

const BOUNDS = [
  ["frameBytes", 262_144],
  ["frameMillis", 1000],
  ["rotateBytes", Number.POSITIVE_INFINITY],
  ["rotateMillis", Number.POSITIVE_INFINITY],
  ["maxPendingBytes", 64 * 2 ** 20],
  ["maxMessageBytes", 16 * 2 ** 20],
] as const;
