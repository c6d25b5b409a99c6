/** Messages to frames and back, by what was agreed on with a connection. */

import { microsOf, nanosOf } from "@hotpath/core";
import {
  fromJson,
  MessagePackReader,
  MessagePackWriter,
  type ServerMessage,
  toJson,
  writeQuote,
  writeTrade,
} from "../protocol/index.ts";
import type { TransportConnection } from "../transport/transport.ts";

const writer = new MessagePackWriter();
// The longest frame of a transport is the bound of a column.
const reader = new MessagePackReader({ maxMessages: 1000, maxItems: 10_000, maxColumnBytes: 1 << 24 });

/** Messages as one frame; of MessagePack, one that the next call overwrites. */
export function encodeFrame(
  connection: TransportConnection,
  messages: readonly ServerMessage[],
): Uint8Array<ArrayBuffer> | string {
  if (connection.subprotocol === "hotpath.json") return toJson(messages);
  writer.clear();
  for (const message of messages) write(message);
  return writer.written();
}

/**
 * The messages of a frame, nothing of them checked yet.
 *
 * @throws {InputError} for what is no frame of the connection's encoding
 */
export function decodeFrame(frame: Uint8Array | string): unknown[] {
  // What comes as text is JSON, whatever was agreed on: a person may type into any connection.
  return typeof frame === "string" ? fromJson(frame) : reader.read(frame);
}

function write(message: ServerMessage): void {
  if (message.type === "quote") {
    const { subscription, number, sequence, time, instrument, bidPrice, bidSize, askPrice, askSize } = message;
    const [micros, nanos] = [microsOf(time), nanosOf(time)];
    writeQuote(writer, subscription, number, sequence, micros, nanos, instrument, bidPrice, bidSize, askPrice, askSize);
  } else if (message.type === "trade") {
    const { subscription, number, sequence, time, instrument, price, quantity, aggressor } = message;
    const [micros, nanos] = [microsOf(time), nanosOf(time)];
    writeTrade(writer, subscription, number, sequence, micros, nanos, instrument, price, quantity, aggressor);
  } else writer.value(message);
}
