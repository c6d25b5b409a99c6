import { CapacityError, ConfigError } from "@hotpath/core";

/**
 * Messages of one session, numbered from 1, held in one buffer: what a sender of SoupBinTCP or MoldUDP64 sends again when
 * it is asked.
 */
export class SequencedLog {
  readonly #maxBytes: number;
  #bytes: Uint8Array = new Uint8Array(1 << 16);
  #length = 0;
  /** Where message i + 1 begins; the next one's beginning is its end. */
  #starts: Float64Array = new Float64Array(1024);
  #count = 0;

  /**
   * @param maxBytes that all messages together may take; 256 MiB by default
   * @throws {ConfigError} if it is no integer from 1 to 2^32
   */
  constructor(maxBytes: number = 2 ** 28) {
    if (!Number.isInteger(maxBytes) || maxBytes < 1 || maxBytes > 2 ** 32) {
      throw new ConfigError("sequencedLog.maxBytes", maxBytes, "an integer from 1 to 4294967296");
    }
    this.#maxBytes = maxBytes;
  }

  /** The number of messages: that of the last one. */
  get count(): number {
    return this.#count;
  }

  /** The buffer: valid until the next `append`. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /**
   * Adds a message.
   *
   * @returns its sequence number
   * @throws {CapacityError} if the log is full, or the message longer than 65,535 bytes
   */
  append(message: Uint8Array): number {
    const needed = this.#length + message.length;
    if (message.length > 0xffff) throw new CapacityError(`a message of ${message.length} bytes; at most 65535`);
    if (needed > this.#maxBytes) throw new CapacityError(`a log of ${this.#maxBytes} bytes`);
    if (needed > this.#bytes.length) {
      const grown = new Uint8Array(Math.min(this.#maxBytes, Math.max(needed, 2 * this.#bytes.length)));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    if (this.#count + 1 >= this.#starts.length) {
      const grown = new Float64Array(2 * this.#starts.length);
      grown.set(this.#starts);
      this.#starts = grown;
    }
    this.#bytes.set(message, this.#length);
    this.#length = needed;
    this.#starts[++this.#count] = needed;
    return this.#count;
  }

  /** Where a message begins in `bytes`. @param sequence 1 … `count` */
  start(sequence: number): number {
    return this.#starts[sequence - 1]!;
  }

  /** Where it ends. */
  end(sequence: number): number {
    return this.#starts[sequence]!;
  }
}
