import type { Decoder } from "../decoder.ts";
import type { RejectLog } from "../reject-log.ts";

/**
 * A stream of frames cut anywhere: what a decoder of such a stream shares with others. A subclass says what stands at a
 * place; this keeps the beginning of a frame until its end has come, and takes back nothing that it has taken.
 */
export abstract class FramedStream<Out> implements Decoder<Out> {
  messages = 0;
  offset = 0;
  abstract readonly rejects: RejectLog;
  #held: Uint8Array<ArrayBuffer>;
  #heldView: DataView;
  #heldBytes = 0;

  /** @param usual bytes that a frame has at the most, usually: the buffer grows where one has more */
  constructor(usual: number) {
    this.#held = new Uint8Array(usual);
    this.#heldView = new DataView(this.#held.buffer);
  }

  decode(bytes: Uint8Array, out: Out): number {
    let at = 0;
    while (this.#heldBytes > 0) {
      const before = at;
      const heldBefore = this.#heldBytes;
      at = this.#continueHeld(bytes, at, out);
      if (at < 0) return this.#taken(before);
      // What is left of what was held may say more: it waits only once nothing of it is taken.
      const isWaiting = this.#heldBytes === heldBefore + at - before;
      if (this.#heldBytes > 0 && at === bytes.length && isWaiting) return this.#taken(at);
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    while (at < bytes.length) {
      at = this.takeRun(bytes, view, at, out);
      if (at === bytes.length) break;
      const step = this.step(bytes, view, at, bytes.length - at, this.offset + at, out);
      if (step === 0) return this.#taken(at);
      if (step > 0) at += step;
      else {
        this.#hold(bytes, at, -step);
        at = bytes.length;
      }
    }
    return this.#taken(at);
  }

  end(): void {
    if (this.#heldBytes > 0) this.cut(this.offset - this.#heldBytes);
    this.#heldBytes = 0;
    this.begin();
  }

  /**
   * Takes what stands at a place.
   *
   * @param offset of the place, from the start of the stream
   * @returns the bytes taken; 0 where `out` is full; −n where n bytes are needed to go on
   */
  protected abstract step(
    bytes: Uint8Array,
    view: DataView,
    at: number,
    available: number,
    offset: number,
    out: Out,
  ): number;

  /** The stream has ended within what began at this offset. */
  protected abstract cut(offset: number): void;

  /** The stream has ended: another may begin. */
  protected begin(): void {}

  /** A chance to take many frames in one loop, and count them as `messages`. @returns where the first one stands not taken */
  protected takeRun(_bytes: Uint8Array, _view: DataView, at: number, _out: Out): number {
    return at;
  }

  #taken(at: number): number {
    this.offset += at;
    return at;
  }

  /** Keeps the last bytes of a piece, which more must follow. */
  #hold(bytes: Uint8Array, at: number, needed: number): void {
    this.#reserve(needed);
    this.#held.set(bytes.subarray(at), 0);
    this.#heldBytes = bytes.length - at;
  }

  #reserve(needed: number): void {
    if (needed <= this.#held.length) return;
    const larger = new Uint8Array(needed);
    larger.set(this.#held.subarray(0, this.#heldBytes));
    this.#held = larger;
    this.#heldView = new DataView(larger.buffer);
  }

  /**
   * Fills what is held up to what its frame needs, and takes the frame: what is held is never a whole one.
   *
   * @returns the new position in `bytes`; −1 where `out` is full, and nothing was taken
   */
  #continueHeld(bytes: Uint8Array, from: number, out: Out): number {
    let at = from;
    for (;;) {
      const offset = this.offset + at - this.#heldBytes;
      const step = this.step(this.#held, this.#heldView, 0, this.#heldBytes, offset, out);
      if (step === 0) {
        this.#heldBytes -= at - from;
        return -1;
      }
      if (step > 0) {
        this.#heldBytes -= step;
        if (this.#heldBytes > 0) this.#held.copyWithin(0, step, step + this.#heldBytes);
        return at;
      }
      const more = Math.min(-step - this.#heldBytes, bytes.length - at);
      if (more === 0) return at;
      this.#reserve(this.#heldBytes + more);
      this.#held.set(bytes.subarray(at, at + more), this.#heldBytes);
      this.#heldBytes += more;
      at += more;
    }
  }
}
