import { InputError } from "@hotpath/core";
import { FrameCursor } from "../codec/frame-cursor.ts";
import { type FrameBounds, MessagePackReader } from "../codec/message-pack-reader.ts";
import { type Checked, checkClientMessage } from "./check-message.ts";
import type { ClientMessage } from "./generated/messages.ts";
import { readClientMessage } from "./generated/readers.ts";

/** Reads what clients send: messages that come often by readers of their own, and all others by `@msgpack/msgpack`. */
export class ClientFrameReader {
  readonly #cursor: FrameCursor;
  readonly #reader: MessagePackReader;
  readonly #maxMessages: number;

  constructor(bounds: FrameBounds = {}) {
    const { maxTextBytes = 65_536, maxItems = 100_000, maxMessages = 10_000 } = bounds;
    this.#cursor = new FrameCursor(maxTextBytes, maxItems);
    this.#reader = new MessagePackReader(bounds);
    this.#maxMessages = maxMessages;
  }

  /**
   * All messages of a frame, held against the schema.
   *
   * @throws {InputError} `INPUT_INVALID` for bytes that are no MessagePack, break off, or break a bound
   */
  read(frame: Uint8Array): Checked<ClientMessage>[] {
    const cursor = this.#cursor;
    const messages: Checked<ClientMessage>[] = [];
    cursor.open(frame);
    while (cursor.at < frame.length) {
      const start = cursor.at;
      const message = readClientMessage(cursor);
      if (message === undefined) {
        for (const value of this.#reader.read(frame.subarray(start))) messages.push(checkClientMessage(value));
        break;
      }
      messages.push({ ok: true, message });
      if (messages.length > this.#maxMessages) break;
    }
    if (messages.length > this.#maxMessages)
      throw new InputError("INPUT_INVALID", `frame: more than ${this.#maxMessages} messages`);
    return messages;
  }
}
