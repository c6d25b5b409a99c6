/** Messages to frames and back, by what was agreed on with a connection. */

import {
  type Checked,
  ClientFrameReader,
  type ClientMessage,
  checkClientMessage,
  fromJson,
} from "../protocol/index.ts";
import type { TransportConnection } from "../transport/transport.ts";
import { BinaryOutbox, JsonOutbox, type Outbox } from "./outbox.ts";

const binary = new BinaryOutbox();
const json = new JsonOutbox();
// The longest frame of a transport is the bound of a column.
const reader = new ClientFrameReader({ maxMessages: 1000, maxItems: 10_000, maxColumnBytes: 1 << 24 });

/** The outbox of a connection's encoding. All connections share it: a frame is put together and sent in one go. */
export function outboxOf(connection: TransportConnection): Outbox {
  return connection.subprotocol === "hotpath.json" ? json : binary;
}

/**
 * The messages of a client's frame, each held against the schema.
 *
 * @throws {InputError} for what is no frame of an encoding
 */
export function decodeFrame(frame: Uint8Array | string): Checked<ClientMessage>[] {
  // What comes as text is JSON, whatever was agreed on: a person may type into any connection.
  return typeof frame === "string" ? fromJson(frame).map(checkClientMessage) : reader.read(frame);
}
