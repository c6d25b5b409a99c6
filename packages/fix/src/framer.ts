import { ConfigError } from "@hotpath/core";

/** How a {@link Framer} is made. */
export interface FramerOptions {
  /**
   * The most bytes of a message, from `8=` to the end of its checksum; 1,048,576 by default. What claims to be longer, or
   * does not end within it, is not waited for.
   */
  maxMessageBytes?: number;
}

/** Why bytes of a stream were not given as a message. */
export const FRAMING_FAULTS = [
  /** Bytes that belong to no message; a run of them counts once. */
  "noise",
  /** `8=FIX…` that no `9=` follows. */
  "badHeader",
  /** A BodyLength that is negative or no number. */
  "badBodyLength",
  /** A message that is longer than `maxMessageBytes`, or says so. */
  "tooLong",
  /** The stream ended within a message. */
  "truncated",
] as const;
/** A reason of {@link FRAMING_FAULTS}. */
export type FramingFault = (typeof FRAMING_FAULTS)[number];

const Fault = { noise: 0, badHeader: 1, badBodyLength: 2, tooLong: 3, truncated: 4 } as const;

const SOH = 1;
const [EIGHT, EQUALS, NINE, ONE, ZERO] = [56, 61, 57, 49, 48];
/** `FIX`. */
const [F, I, X] = [70, 73, 88];
/** The longest BeginString with its tag; more is no header. */
const BEGIN_MAX = 32;
/** The most digits of a BodyLength that are read. */
const LENGTH_DIGITS = 10;

/** The most bytes of a checksum. */
const CHECK_SUM_MAX = 64;
const BEGIN = [EIGHT, EQUALS, F, I, X];

/** What looking at a possible message gives, where it is not the place of its end. */
const WAIT = -1;
const NOT_HERE = -2;

/**
 * Cuts a stream of bytes, which may come in pieces cut anywhere, into messages. A message begins with `8=FIX`, its `9=`
 * says where to look for the checksum, and it ends with the first `10=` there or behind, as QuickFIX's parser has it: a
 * BodyLength that is too great swallows what follows, and the reader then refuses the whole. Other bytes are skipped up to
 * the next `8=FIX` and counted. What is waited for is bounded by `maxMessageBytes`, in bytes and in work.
 *
 * @example
 * framer.push(chunk);
 * while (framer.next()) reader.read(framer.bytes, framer.start, framer.end);
 */
export class Framer {
  /** The bytes that hold the message: the piece that was pushed, or the framer's own. Valid until the next call. */
  bytes: Uint8Array = new Uint8Array(0);
  /** Where the message begins. */
  start = 0;
  /** Where it ends. */
  end = 0;
  /** Messages given since the start. */
  messages = 0;
  /** Bytes skipped since the start. */
  skipped = 0;
  readonly maxMessageBytes: number;
  readonly #faults = new Float64Array(FRAMING_FAULTS.length);
  #own: Uint8Array = new Uint8Array(0);
  #at = 0;
  #limit = 0;
  /** The stream's offset of `bytes[0]`. */
  #base = 0;
  /** No checksum begins between these offsets of the stream. */
  #bareFrom = 0;
  #bareTo = 0;
  #noisy = false;

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: FramerOptions = {}) {
    const { maxMessageBytes = 1_048_576 } = options;
    if (!(Number.isInteger(maxMessageBytes) && maxMessageBytes >= 32 && maxMessageBytes <= 2 ** 30))
      throw new ConfigError("framer.maxMessageBytes", maxMessageBytes, "an integer from 32 to 1073741824");
    this.maxMessageBytes = maxMessageBytes;
  }

  /** Bytes that wait for the rest of their message. */
  get pending(): number {
    return this.#limit - this.#at;
  }

  /** Bytes of the stream taken so far, those that wait with them. */
  get offset(): number {
    return this.#base + this.#limit;
  }

  /** What was not given as a message, by reason. */
  faults(): Record<FramingFault, number> {
    return Object.fromEntries(FRAMING_FAULTS.map((name, i) => [name, this.#faults[i]!])) as Record<
      FramingFault,
      number
    >;
  }

  /**
   * Takes a piece of the stream. It is not copied, and must stay as it is until {@link next} has said that there is no
   * more.
   */
  push(piece: Uint8Array): void {
    const left = this.pending;
    this.#base += this.#at;
    if (left === 0) {
      this.#base += this.#limit - this.#at;
      this.bytes = piece;
      this.#limit = piece.length;
    } else {
      const needed = left + piece.length;
      const rest = this.bytes.subarray(this.#at, this.#limit);
      if (this.#own.length < needed) {
        const own = new Uint8Array(Math.max(needed, Math.min(this.#own.length * 2, this.maxMessageBytes), 4096));
        own.set(rest);
        this.#own = own;
      } else if (this.bytes === this.#own) this.#own.copyWithin(0, this.#at, this.#limit);
      else this.#own.set(rest);
      this.#own.set(piece, left);
      this.bytes = this.#own;
      this.#limit = needed;
    }
    this.#at = 0;
  }

  /**
   * Goes to the next message: `bytes[start … end − 1]`.
   *
   * @returns false where there is none until more is pushed
   */
  next(): boolean {
    for (;;) {
      const start = this.#findBegin();
      if (start < 0) break;
      const end = this.#findEnd(start);
      if (end >= 0) {
        this.start = start;
        this.end = end;
        this.#at = end;
        this.#noisy = false;
        this.messages++;
        return true;
      }
      if (end === WAIT) break;
      // It was counted by its own reason: the rest of it is not noise besides.
      this.#skipTo(start + 1, true);
    }
    this.#keep();
    return false;
  }

  /** Says that the stream has ended; a message that was cut counts as `truncated`. A new stream may then begin. */
  finish(): void {
    if (this.pending > 0) {
      this.#faults[Fault.truncated]!++;
      this.skipped += this.pending;
    }
    this.#base += this.#limit;
    this.#at = 0;
    this.#limit = 0;
    this.#noisy = false;
    this.bytes = this.#own;
  }

  /** Forgets what waits and what was counted, for a new connection. */
  reset(): void {
    this.finish();
    this.#base = 0;
    this.#bareFrom = 0;
    this.#bareTo = 0;
    this.messages = 0;
    this.skipped = 0;
    this.#faults.fill(0);
  }

  /** The place of the next `8=FIX`, or of the beginning of one at the end; −1 where there is neither. */
  #findBegin(): number {
    const { bytes } = this;
    const limit = this.#limit;
    let at = this.#at;
    for (; at < limit; at++) {
      if (bytes[at] !== EIGHT) continue;
      if (limit - at < 5) break;
      if (bytes[at + 1] === EQUALS && bytes[at + 2] === F && bytes[at + 3] === I && bytes[at + 4] === X) break;
    }
    // At the end, only what may still become `8=FIX` waits.
    while (at < limit && limit - at < 5 && !this.#mayBegin(at)) at++;
    if (at > this.#at) this.#skipTo(at, this.#noisy);
    return limit - at < 5 ? -1 : at;
  }

  #mayBegin(at: number): boolean {
    const { bytes } = this;
    for (let i = 0; at + i < this.#limit; i++) if (bytes[at + i] !== BEGIN[i]) return false;
    return true;
  }

  /** The place behind the message that begins at `start`, {@link WAIT}, or {@link NOT_HERE} after counting why. */
  #findEnd(start: number): number {
    const { bytes } = this;
    const limit = this.#limit;
    let at = start + 5;
    const beginEnd = Math.min(limit, start + BEGIN_MAX);
    while (at < beginEnd && bytes[at] !== SOH) at++;
    if (at === start + BEGIN_MAX) return this.#fault(Fault.badHeader);
    if (at + 2 >= limit) return at + 1 < limit && bytes[at + 1] !== NINE ? this.#fault(Fault.badHeader) : WAIT;
    if (bytes[at + 1] !== NINE || bytes[at + 2] !== EQUALS) return this.#fault(Fault.badHeader);
    at += 3;
    let length = 0;
    const from = at;
    for (; at < limit && bytes[at] !== SOH; at++) {
      const digit = bytes[at]! - ZERO;
      if (digit >>> 0 > 9 || at - from >= LENGTH_DIGITS) return this.#fault(Fault.badBodyLength);
      length = length * 10 + digit;
    }
    if (at === limit) return WAIT;
    if (at === from) return this.#fault(Fault.badBodyLength);
    // From the separator before the body's end on: the body, 10=, three digits and a separator.
    const before = at + length;
    if (before + 8 - start > this.maxMessageBytes) return this.#fault(Fault.tooLong);
    if (before >= limit) return WAIT;
    const checkSum = this.#findCheckSum(before);
    if (checkSum >= 0) {
      let end = checkSum + 4;
      const last = Math.min(limit, end + CHECK_SUM_MAX, start + this.maxMessageBytes);
      while (end < last && bytes[end] !== SOH) end++;
      if (end < last) return end + 1;
      return last < limit ? this.#fault(Fault.tooLong) : WAIT;
    }
    return limit - start >= this.maxMessageBytes ? this.#fault(Fault.tooLong) : WAIT;
  }

  /** The place of the first separator with `10=` behind it, from `from` on; −1 where there is none yet. */
  #findCheckSum(from: number): number {
    const { bytes } = this;
    const limit = this.#limit;
    const bareFrom = this.#bareFrom - this.#base;
    const bareTo = this.#bareTo - this.#base;
    let at = from >= bareFrom && from <= bareTo ? bareTo : from;
    if (from < bareFrom || from > bareTo) this.#bareFrom = from + this.#base;
    for (; at + 3 < limit; at++) {
      // What was looked through for another message is not looked through again.
      if (at === bareFrom) at = Math.max(at, bareTo);
      if (bytes[at] === SOH && bytes[at + 1] === ONE && bytes[at + 2] === ZERO && bytes[at + 3] === EQUALS) {
        this.#bareTo = at + this.#base;
        return at;
      }
    }
    this.#bareTo = at + this.#base;
    return -1;
  }

  #fault(reason: number): number {
    this.#faults[reason]!++;
    return NOT_HERE;
  }

  #skipTo(at: number, counted: boolean): void {
    this.skipped += at - this.#at;
    this.#at = at;
    if (!counted) this.#faults[Fault.noise]!++;
    this.#noisy = true;
  }

  /** Takes what waits into memory of its own: the piece is the caller's again. */
  #keep(): void {
    if (this.bytes === this.#own) return;
    if (this.#at === this.#limit) {
      // Nothing waits, as after most pieces.
      this.#base += this.#limit;
      this.#at = 0;
      this.#limit = 0;
      this.bytes = this.#own;
      return;
    }
    const rest = this.bytes.subarray(this.#at, this.#limit);
    if (this.#own.length < rest.length) this.#own = new Uint8Array(Math.max(rest.length, 4096));
    this.#own.set(rest);
    this.#base += this.#at;
    this.#at = 0;
    this.#limit = rest.length;
    this.bytes = this.#own;
  }
}
