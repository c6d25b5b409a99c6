import type { FeedKernels } from "@hotpath/native";
import type { Decoder } from "../decoder.ts";
import { decodeRunNatively, isForNative, nativeFeeds } from "../internal/itch-native.ts";
import { decodeOther, decodeRun, isOrderMessage } from "../internal/itch-run.ts";
import { RejectLog } from "../reject-log.ts";
import type { ItchColumns } from "./itch-columns.ts";
import { ITCH_LENGTHS, ITCH_MAX_BYTES } from "./itch-messages.ts";

/** Why an {@link ItchDecoder} does not take a message. */
export type ItchReject = "unknownType" | "wrongLength" | "zeroLength" | "badReference" | "badSide" | "truncated";

/** The reasons of {@link ItchReject}. */
export const ITCH_REJECTS: readonly ItchReject[] = [
  "unknownType",
  "wrongLength",
  "zeroLength",
  "badReference",
  "badSide",
  "truncated",
];

const [UNKNOWN_TYPE, WRONG_LENGTH, ZERO_LENGTH, BAD_REFERENCE, BAD_SIDE, TRUNCATED] = [0, 1, 2, 3, 4, 5] as const;
/** Bytes of the length before each message. */
const PREFIX = 2;
/** What tells how to go on: a length and a type. */
const BEGINNING = PREFIX + 1;
const NONE: Uint8Array = new Uint8Array(0);

/**
 * Nasdaq TotalView-ITCH 5.0 to columns. Two ways in: `decode` for a stream in which each message comes after its length
 * in 2 bytes, big-endian (Nasdaq's daily files), and `decodeMessage` for one message from a packet of MoldUDP64 or
 * SoupBinTCP. A message whose type is unknown, whose length is not its type's, whose side is neither B nor S, or whose order
 * or match number is no safe integer is counted and passed over by its length.
 *
 * @example
 * const decoder = new ItchDecoder();
 * const columns = new ItchColumns();
 * for (let at = 0; at < bytes.length; columns.clear()) {
 *   at += decoder.decode(bytes.subarray(at), columns);
 *   for (let row = 0; row < columns.count; row++) use(columns.type[row], columns.price[row]);
 * }
 */
export class ItchDecoder implements Decoder<ItchColumns> {
  readonly rejects: RejectLog<ItchReject> = new RejectLog(ITCH_REJECTS);
  readonly #native: FeedKernels | null;
  #messages = 0;
  #offset = 0;
  /** A message that a piece has cut, from its length on. */
  readonly #held: Uint8Array = new Uint8Array(PREFIX + ITCH_MAX_BYTES);
  readonly #heldView: DataView = new DataView(this.#held.buffer);
  #heldLength = 0;
  /** A message of `decodeMessage`, behind a length. */
  readonly #single: Uint8Array = new Uint8Array(PREFIX + ITCH_MAX_BYTES);
  readonly #singleView: DataView = new DataView(this.#single.buffer);
  /** Bytes still to come of a message that was refused. */
  #skip = 0;
  #bytes: Uint8Array = NONE;
  #view: DataView = new DataView(NONE.buffer);

  /**
   * @param options `native`: whether large pieces go to the native library where there is one; true by default. The rows are
   *   the same either way.
   */
  constructor(options: { native?: boolean } = {}) {
    this.#native = options.native === false ? null : nativeFeeds();
  }

  /** Messages read since the start, refused ones included: the sequence number of the last one. */
  get messages(): number {
    return this.#messages;
  }

  /** Bytes of the stream taken so far. */
  get offset(): number {
    return this.#offset;
  }

  /** Whether the bytes so far end with a message: none is cut, and none that was refused goes on. */
  get isBetween(): boolean {
    return this.#heldLength === 0 && this.#skip === 0;
  }

  /** @internal Says that the next messages and bytes have been read elsewhere, between two messages. */
  passed(messages: number, bytes: number): void {
    this.#messages += messages;
    this.#offset += bytes;
  }

  /** Reads messages, each after its length, until the bytes end or `out` is full. See {@link Decoder.decode}. */
  decode(bytes: Uint8Array, out: ItchColumns): number {
    let at = this.#skipped(bytes);
    if (this.#heldLength > 0) at = this.#complete(bytes, at, out);
    while (at < bytes.length && this.#heldLength === 0 && out.count < out.rows) {
      const view = this.#viewOf(bytes);
      const before = out.count;
      const sequence = this.#messages + 1;
      const stopped =
        this.#native !== null && isForNative(bytes, at)
          ? decodeRunNatively(this.#native, bytes, at, out, sequence)
          : decodeRun(view, at, bytes.length, out, sequence);
      this.#messages += out.count - before;
      this.#offset += stopped - at;
      at = stopped;
      if (at >= bytes.length || out.count >= out.rows) break;
      at = this.#odd(bytes, view, at, out);
    }
    return at;
  }

  /**
   * Reads one message that a transport has delivered, without a length before it.
   *
   * @param start where it begins in `bytes`
   * @param end where it ends
   * @returns false, having done nothing, if `out` is full: read and clear it first
   */
  decodeMessage(bytes: Uint8Array, start: number, end: number, out: ItchColumns): boolean {
    if (out.count >= out.rows) return false;
    const length = end - start;
    const single = this.#single;
    // Through the same loop as everything else, which wants a length before the message.
    if (length > 0 && length <= ITCH_MAX_BYTES) {
      single[0] = 0;
      single[1] = length;
      for (let i = 0; i < length; i++) single[PREFIX + i] = bytes[start + i]!;
      const before = out.count;
      if (ITCH_LENGTHS[single[PREFIX]!] === length) this.#decodeOne(single, this.#singleView, length, out);
      if (out.count > before) {
        this.#messages++;
        this.#offset += length;
        return true;
      }
    }
    this.#messages++;
    this.rejects.add(this.#reasonOf(length, length > 0 ? bytes[start]! : 0, single), this.#offset);
    this.#offset += Math.max(0, length);
    return true;
  }

  /** Says that messages up to this sequence number are known to be lost or not wanted: the next one has the number after it. */
  resumeAfter(sequence: number): void {
    this.#messages = sequence;
  }

  /** Ends the stream; the decoder may begin another one. */
  end(): void {
    if (this.#heldLength > 0) {
      this.rejects.add(TRUNCATED, this.#offset - this.#heldLength);
      this.#messages++;
    }
    this.#heldLength = 0;
    this.#skip = 0;
  }

  #viewOf(bytes: Uint8Array): DataView {
    const known = this.#bytes;
    const isSame =
      known.buffer === bytes.buffer && known.byteOffset === bytes.byteOffset && known.length === bytes.length;
    if (!isSame) {
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    return this.#view;
  }

  /** Passes over what is left of a refused message. */
  #skipped(bytes: Uint8Array): number {
    const now = Math.min(this.#skip, bytes.length);
    this.#skip -= now;
    this.#offset += now;
    return now;
  }

  /** Adds bytes to the message that was cut, and decodes it when it is whole. Returns where the bytes go on. */
  #complete(bytes: Uint8Array, from: number, out: ItchColumns): number {
    let at = from;
    const held = this.#held;
    while (at < bytes.length && out.count < out.rows) {
      held[this.#heldLength++] = bytes[at++]!;
      this.#offset++;
      const length = this.#heldLength;
      if (length < PREFIX) continue;
      const announced = (held[0]! << 8) | held[1]!;
      const isKnown = length < BEGINNING ? announced > 0 : ITCH_LENGTHS[held[2]!] === announced;
      if (isKnown && length < PREFIX + announced) continue;
      const before = out.count;
      if (isKnown) this.#decodeOne(held, this.#heldView, announced, out);
      this.#heldLength = 0;
      this.#messages++;
      if (out.count > before) return at;
      this.rejects.add(this.#reasonOf(announced, held[2]!, held), this.#offset - length);
      this.#skip = PREFIX + announced - length;
      return at + this.#skipped(bytes.subarray(at));
    }
    return at;
  }

  /** Decodes a message of known type and right length that stands behind its length at the beginning of `bytes`. */
  #decodeOne(bytes: Uint8Array, view: DataView, length: number, out: ItchColumns): void {
    const sequence = this.#messages + 1;
    if (isOrderMessage(bytes[PREFIX]!)) decodeRun(view, 0, PREFIX + length, out, sequence);
    else decodeOther(bytes, view, PREFIX, out, sequence);
  }

  /**
   * What the loop stopped at: a message of another kind is decoded, one that is not whole yet held, a bad one refused.
   * Returns where to go on.
   */
  #odd(bytes: Uint8Array, view: DataView, at: number, out: ItchColumns): number {
    const left = bytes.length - at;
    const announced = left < PREFIX ? -1 : view.getUint16(at);
    const type = left < BEGINNING ? -1 : bytes[at + PREFIX]!;
    const isWrong = announced === 0 || (type !== -1 && ITCH_LENGTHS[type] !== announced);
    if (!isWrong && left < PREFIX + Math.max(0, announced)) {
      this.#held.set(bytes.subarray(at));
      this.#heldLength = left;
      this.#offset += left;
      return bytes.length;
    }
    const isOther = !isWrong && !isOrderMessage(type) && decodeOther(bytes, view, at + PREFIX, out, this.#messages + 1);
    if (!isOther) this.rejects.add(this.#reasonOf(announced, type, bytes.subarray(at)), this.#offset);
    this.#messages++;
    const length = PREFIX + announced;
    const now = Math.min(length, left);
    this.#skip = length - now;
    this.#offset += now;
    return at + now;
  }

  /** Why a message was refused. `framed` is the message after its length, looked at only if its length is right. */
  #reasonOf(length: number, type: number, framed: Uint8Array): number {
    if (length <= 0) return ZERO_LENGTH;
    const right = ITCH_LENGTHS[type];
    if (right === -1) return UNKNOWN_TYPE;
    if (right !== length) return WRONG_LENGTH;
    // A, F and P have a side; of all others only a number can be wrong.
    const hasSide = type === 65 || type === 70 || type === 80;
    const side = framed[PREFIX + 19];
    return hasSide && side !== 66 && side !== 83 ? BAD_SIDE : BAD_REFERENCE;
  }
}
