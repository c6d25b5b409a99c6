/**
 * Reads the messages of a frame: `@msgpack/msgpack` with the protocol's times (nanoseconds as `bigint`) and with bounds, for
 * what comes from outside is not trusted.
 */
import { InputError } from "@hotpath/core";
import { Decoder, ExtensionCodec } from "@msgpack/msgpack";

/** Bounds of what a frame may hold. */
export interface FrameBounds {
  /** The longest text in bytes. Default 65,536. */
  maxTextBytes?: number;
  /** The longest column of numbers in bytes. Default as `maxTextBytes`. */
  maxColumnBytes?: number;
  /** The longest list, and the most entries of a map. Default 100,000. */
  maxItems?: number;
  /** The most messages in a frame. Default 10,000. */
  maxMessages?: number;
}

const NANOS = 1_000_000_000n;
const TIMESTAMP = -1;

/** A time of the timestamp extension, in nanoseconds since the Unix epoch. */
function readTime(data: Uint8Array): bigint {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  switch (data.length) {
    case 4:
      return BigInt(view.getUint32(0)) * NANOS;
    case 8: {
      const first = view.getUint32(0);
      const seconds = (first & 3) * 4_294_967_296 + view.getUint32(4);
      return BigInt(seconds) * NANOS + BigInt(first >>> 2);
    }
    case 12:
      return view.getBigInt64(4) * NANOS + BigInt(view.getUint32(0));
    default:
      throw new RangeError(`a timestamp of ${data.length} bytes`);
  }
}

/** Reads frames of MessagePack. */
export class MessagePackReader {
  readonly #decoder: Decoder;
  readonly #maxMessages: number;

  constructor(bounds: FrameBounds = {}) {
    const { maxTextBytes = 65_536, maxColumnBytes = maxTextBytes, maxItems = 100_000 } = bounds;
    this.#maxMessages = bounds.maxMessages ?? 10_000;
    const extensionCodec = new ExtensionCodec();
    extensionCodec.register({ type: TIMESTAMP, encode: () => null, decode: readTime });
    this.#decoder = new Decoder({
      extensionCodec,
      maxStrLength: maxTextBytes,
      maxBinLength: maxColumnBytes,
      maxArrayLength: maxItems,
      maxMapLength: maxItems,
      maxExtLength: 12,
    });
  }

  /**
   * All messages of a frame, as plain values.
   *
   * @throws {InputError} `INPUT_INVALID` for bytes that are no MessagePack, break off, or break a bound
   */
  read(frame: Uint8Array): unknown[] {
    const messages: unknown[] = [];
    try {
      for (const message of this.#decoder.decodeMulti(frame)) {
        messages.push(message);
        if (messages.length > this.#maxMessages) throw new RangeError(`more than ${this.#maxMessages} messages`);
      }
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new InputError("INPUT_INVALID", `frame: ${why}`, { cause: error });
    }
    return messages;
  }
}
