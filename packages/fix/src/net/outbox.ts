import type { Transport } from "./transport.ts";

/** Bytes for which there is room at first. */
const BYTES = 16_384;

/**
 * Bytes on their way to a socket, in order. They are written as far as they are released: what a session has sent waits
 * until its store has it.
 */
export class Outbox {
  #bytes: Uint8Array = new Uint8Array(BYTES);
  #from = 0;
  #to = 0;
  /** Bytes before it may be written. */
  #released = 0;
  /** Bytes that have left, or moved in memory, since the start: places are told by it. */
  #base = 0;

  /** Bytes that wait. */
  get size(): number {
    return this.#to - this.#from;
  }

  /** The place behind everything that was added, for {@link release}. */
  get end(): number {
    return this.#base + this.#to;
  }

  /** Takes a copy of some bytes. */
  add(bytes: Uint8Array): void {
    if (this.#to + bytes.length > this.#bytes.length) this.#makeRoom(bytes.length);
    this.#bytes.set(bytes, this.#to);
    this.#to += bytes.length;
  }

  /** What lies before a place may be written. */
  release(end: number): void {
    this.#released = Math.max(this.#released, end - this.#base);
  }

  /** Writes what may be written, as far as the socket takes it. @returns whether nothing waits any more */
  write(transport: Transport): boolean {
    if (this.#from < this.#released) this.#from += transport.write(this.#bytes, this.#from, this.#released);
    if (this.#from < this.#to) return false;
    this.#base += this.#to;
    this.#from = 0;
    this.#to = 0;
    this.#released = 0;
    return true;
  }

  #makeRoom(more: number): void {
    const { size } = this;
    if (size + more <= this.#bytes.length) this.#bytes.copyWithin(0, this.#from, this.#to);
    else {
      let length = this.#bytes.length;
      while (length < size + more) length *= 2;
      const bytes = new Uint8Array(length);
      bytes.set(this.#bytes.subarray(this.#from, this.#to));
      this.#bytes = bytes;
    }
    this.#base += this.#from;
    this.#released = Math.max(0, this.#released - this.#from);
    this.#from = 0;
    this.#to = size;
  }
}
