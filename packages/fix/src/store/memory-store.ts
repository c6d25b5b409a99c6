import { ConfigError } from "@hotpath/core";
import type { MessageStore } from "./message-store.ts";

/** How a {@link MemoryStore} is made. */
export interface MemoryStoreOptions {
  /**
   * The most bytes of messages that are kept, 64 MiB by default. Beyond it the oldest are given up, and asked for again
   * they are gap-filled.
   */
  maxBytes?: number;
  /** When the numbers begin, in microseconds since the Unix epoch. */
  creationMicros?: number;
}

/** Bytes and messages for which there is room at first. */
const BYTES = 65_536;
const MESSAGES = 1024;

/**
 * Keeps numbers and messages in memory: nothing survives the process. Messages lie behind one another in one ring of bytes
 * that grows to its limit and no further.
 */
export class MemoryStore implements MessageStore {
  creationMicros: number;
  nextSenderMsgSeqNum = 1;
  nextTargetMsgSeqNum = 1;
  /** Messages given up for want of room since the start. */
  evicted = 0;
  readonly maxBytes: number;
  #bytes: Uint8Array = new Uint8Array(BYTES);
  /** Of the message with number n, at n modulo the length: its number, and where it lies. */
  #numbers: Float64Array = new Float64Array(MESSAGES);
  #starts: Float64Array = new Float64Array(MESSAGES);
  #ends: Float64Array = new Float64Array(MESSAGES);
  /** The lowest number that may be there, and the number behind the highest. */
  #first = 1;
  #behind = 1;
  /** Where the next message goes; the ring is empty where `#held` is 0. */
  #at = 0;
  #held = 0;

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: MemoryStoreOptions = {}) {
    const { maxBytes = 67_108_864, creationMicros = 0 } = options;
    if (!(Number.isInteger(maxBytes) && maxBytes >= BYTES && maxBytes <= 2 ** 32))
      throw new ConfigError("memoryStore.maxBytes", maxBytes, "an integer from 65536 to 4294967296");
    this.maxBytes = maxBytes;
    this.creationMicros = creationMicros;
  }

  append(msgSeqNum: number, bytes: Uint8Array, start: number, end: number): void {
    this.nextSenderMsgSeqNum = msgSeqNum + 1;
    const length = end - start;
    // Numbers that are not in a row would leave holes to search: what is old is then of no use.
    if (msgSeqNum !== this.#behind) this.#clear(msgSeqNum);
    this.#behind = msgSeqNum + 1;
    if (!this.#makeRoom(length) || !this.#makePlace()) {
      this.evicted++;
      this.#clear(msgSeqNum + 1);
      return;
    }
    const place = msgSeqNum % this.#numbers.length;
    this.#numbers[place] = msgSeqNum;
    this.#starts[place] = this.#at;
    this.#ends[place] = this.#at + length;
    const into = this.#bytes;
    const at = this.#at;
    for (let i = 0; i < length; i++) into[at + i] = bytes[start + i]!;
    this.#at += length;
    this.#held += length;
  }

  setNextSenderMsgSeqNum(next: number): void {
    this.nextSenderMsgSeqNum = next;
  }

  setNextTargetMsgSeqNum(next: number): void {
    this.nextTargetMsgSeqNum = next;
  }

  read(msgSeqNum: number): Uint8Array | undefined {
    if (!(msgSeqNum >= this.#first && msgSeqNum < this.#behind)) return undefined;
    const place = msgSeqNum % this.#numbers.length;
    if (this.#numbers[place] !== msgSeqNum) return undefined;
    return this.#bytes.subarray(this.#starts[place], this.#ends[place]);
  }

  reset(nowMicros: number): void {
    this.creationMicros = nowMicros;
    this.nextSenderMsgSeqNum = 1;
    this.nextTargetMsgSeqNum = 1;
    this.#clear(1);
  }

  refresh(): void {}

  flush(): undefined {}

  [Symbol.dispose](): void {
    this.#clear(1);
    this.#bytes = new Uint8Array(0);
  }

  #clear(first: number): void {
    this.#numbers.fill(0);
    this.#first = first;
    this.#behind = first;
    this.#at = 0;
    this.#held = 0;
  }

  /** Makes room for a message at `#at`, giving up the oldest; false where it is longer than all that may be kept. */
  #makeRoom(length: number): boolean {
    if (length > this.maxBytes) return false;
    while (this.#held > 0 || length > this.#bytes.length) {
      const oldest = this.#held === 0 ? 0 : this.#starts[this.#first % this.#starts.length]!;
      const wrapped = this.#held > 0 && this.#at <= oldest;
      if (wrapped ? oldest - this.#at >= length : this.#bytes.length - this.#at >= length) return true;
      if (this.#bytes.length < this.maxBytes) this.#grow(length);
      else if (!wrapped && oldest > length) this.#at = 0;
      else this.#evict();
    }
    this.#at = 0;
    return true;
  }

  /** Doubles the bytes, the messages laid behind one another from the beginning. */
  #grow(length: number): void {
    let size = this.#bytes.length;
    do size *= 2;
    while (size < this.#held + length);
    const bytes = new Uint8Array(Math.min(size, this.maxBytes));
    let at = 0;
    for (let n = this.#first; n < this.#behind; n++) {
      const place = n % this.#numbers.length;
      if (this.#numbers[place] !== n) continue;
      bytes.set(this.#bytes.subarray(this.#starts[place], this.#ends[place]), at);
      const size = this.#ends[place]! - this.#starts[place]!;
      this.#starts[place] = at;
      at += size;
      this.#ends[place] = at;
    }
    this.#bytes = bytes;
    this.#at = at;
  }

  #evict(): void {
    const place = this.#first % this.#numbers.length;
    if (this.#numbers[place] === this.#first) {
      this.#held -= this.#ends[place]! - this.#starts[place]!;
      this.#numbers[place] = 0;
    }
    this.#first++;
    this.evicted++;
  }

  /** Makes sure that the columns have a place for one more message. */
  #makePlace(): boolean {
    const count = this.#behind - this.#first;
    const before = this.#numbers.length;
    if (count <= before) return true;
    const grown = [this.#numbers, this.#starts, this.#ends].map((column) => {
      const next = new Float64Array(before * 2);
      for (let n = this.#first; n < this.#behind - 1; n++) next[n % next.length] = column[n % before]!;
      return next;
    });
    [this.#numbers, this.#starts, this.#ends] = grown as [Float64Array, Float64Array, Float64Array];
    return true;
  }
}
