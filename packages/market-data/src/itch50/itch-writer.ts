import { CapacityError, ConfigError } from "@hotpath/core";
import { writeItchMessage } from "./itch-message-bytes.ts";
import { ITCH_LENGTHS, type ItchMessage } from "./itch-messages.ts";

/** The greatest size of an {@link ItchWriter}'s buffer. */
const MAX_BYTES = 2 ** 31;

/**
 * Writes messages of ITCH 5.0 one after the other, each after its length in 2 bytes: the layout of Nasdaq's daily files.
 *
 * @example
 * const writer = new ItchWriter();
 * writer.write({ type: "D", stockLocate: 1, trackingNumber: 0, timestamp: 34_200_000_000_000, orderReference: 7 });
 * await Bun.write("day.itch50", writer.take());
 */
export class ItchWriter {
  /** Messages written since the start. */
  messages = 0;
  #bytes: Uint8Array;
  #length = 0;

  /**
   * @param bytes of the buffer at first: it doubles as messages need it
   * @throws {ConfigError} if it is no integer from 64 to 2^31
   */
  constructor(bytes = 65_536) {
    if (!Number.isInteger(bytes) || bytes < 64 || bytes > MAX_BYTES) {
      throw new ConfigError("itchWriter.bytes", bytes, `an integer from 64 to ${MAX_BYTES}`);
    }
    this.#bytes = new Uint8Array(bytes);
  }

  /** Bytes that wait to be taken. */
  get length(): number {
    return this.#length;
  }

  /**
   * Appends a message.
   *
   * @throws {InputError} code `INPUT_OUT_OF_RANGE` if a field does not fit: it is named, and nothing is written
   * @throws {CapacityError} if more than 2^31 bytes wait
   */
  write(message: ItchMessage): void {
    const length = ITCH_LENGTHS[message.type.charCodeAt(0)] ?? 0;
    this.#reserve(2 + Math.max(0, length));
    const at = this.#length;
    writeItchMessage(message, this.#bytes, at + 2);
    this.#bytes[at] = length >>> 8;
    this.#bytes[at + 1] = length & 255;
    this.#length = at + 2 + length;
    this.messages++;
  }

  /** The bytes written since the last time, a copy; the writer goes on empty. */
  take(): Uint8Array {
    const bytes = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return bytes;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    if (needed > MAX_BYTES) throw new CapacityError(`an ITCH writer of ${MAX_BYTES} bytes`);
    const grown = new Uint8Array(Math.min(MAX_BYTES, 2 * this.#bytes.length));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}
