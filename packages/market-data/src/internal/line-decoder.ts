import type { Decoder } from "../decoder.ts";
import { RejectLog } from "../reject-log.ts";

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** What every {@link LineDecoder} refuses: a line longer than its bound, and a last line that cannot be written. */
export type LineReject = "tooLong" | "truncated";

/**
 * A decoder of text of which each line is a message: LF or CRLF at its end, empty lines passed over. The last line needs
 * no LF: `end` takes it.
 */
export abstract class LineDecoder<Out, Reason extends string> implements Decoder<Out> {
  readonly rejects: RejectLog<Reason | LineReject>;
  #messages = 0;
  #offset = 0;
  /** A line that a piece has cut. */
  readonly #held: Uint8Array;
  #heldLength = 0;
  /** Whether the rest of the line is passed over: it is too long. */
  #skips = false;
  readonly #tooLong: number;

  /** @param maxBytes of a line: what is longer is refused */
  constructor(reasons: readonly Reason[], maxBytes: number) {
    this.rejects = new RejectLog<Reason | LineReject>([...reasons, "tooLong", "truncated"]);
    this.#tooLong = reasons.length;
    this.#held = new Uint8Array(maxBytes);
  }

  /** Lines read since the start, refused ones included, empty ones not. */
  get messages(): number {
    return this.#messages;
  }

  /** Bytes of the stream taken so far. */
  get offset(): number {
    return this.#offset;
  }

  /** Whether `out` can take one more line. */
  protected abstract hasRoom(out: Out): boolean;

  /** Takes a line that is not empty. Returns −1, or the index of the reason why it is refused. */
  protected abstract takeLine(bytes: Uint8Array, start: number, end: number, out: Out): number;

  /** See {@link Decoder.decode}. */
  decode(bytes: Uint8Array, out: Out): number {
    let at = 0;
    while (at < bytes.length && this.hasRoom(out)) {
      const found = bytes.indexOf(LINE_FEED, at);
      const end = found === -1 ? bytes.length : found;
      if (this.#skips) {
        this.#offset += end - at;
      } else if (this.#heldLength > 0 || found === -1) {
        this.#hold(bytes, at, end);
      } else {
        this.#line(bytes, at, end, out, this.#offset);
        this.#offset += end - at;
      }
      at = end;
      if (found === -1) break;
      if (this.#heldLength > 0) this.#releaseLine(out);
      this.#skips = false;
      this.#offset++;
      at++;
    }
    return at;
  }

  /** Takes the last line, if it has no end and `out` has room for it; the decoder may then begin anew. */
  end(out?: Out): void {
    if (this.#heldLength > 0) {
      if (out !== undefined && this.hasRoom(out)) {
        this.#releaseLine(out);
      } else {
        this.rejects.add(this.#tooLong + 1, this.#offset - this.#heldLength);
        this.#messages++;
      }
    }
    this.#heldLength = 0;
    this.#skips = false;
  }

  /** Adds a part of a line to what is held, or refuses the line. */
  #hold(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (this.#heldLength + length > this.#held.length) {
      this.rejects.add(this.#tooLong, this.#offset - this.#heldLength);
      this.#messages++;
      this.#heldLength = 0;
      this.#skips = true;
    } else {
      this.#held.set(bytes.subarray(start, end), this.#heldLength);
      this.#heldLength += length;
    }
    this.#offset += length;
  }

  #releaseLine(out: Out): void {
    const length = this.#heldLength;
    this.#heldLength = 0;
    this.#line(this.#held, 0, length, out, this.#offset - length);
  }

  #line(bytes: Uint8Array, start: number, end: number, out: Out, offset: number): void {
    const last = end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    if (last === start) return;
    this.#messages++;
    const reason = last - start > this.#held.length ? this.#tooLong : this.takeLine(bytes, start, last, out);
    if (reason >= 0) this.rejects.add(reason, offset);
  }
}
