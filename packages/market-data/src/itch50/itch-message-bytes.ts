/** One message to bytes and back, field by field, by the table: for encoders and for the edge, not for the hot path. */
import { InputError } from "@hotpath/core";
import { FIELD_BYTES, integer, readField, writeField } from "../internal/field-table.ts";
import { ITCH_HEADER_BYTES, ITCH_LENGTHS, type ItchMessage, type ItchType, itchFields } from "./itch-messages.ts";

/**
 * Writes a message without length prefix.
 *
 * @param into where; its own buffer by default
 * @returns the bytes after the message: `at` plus its length
 * @throws {InputError} code `INPUT_OUT_OF_RANGE` if a field does not fit: it is named
 */
export function writeItchMessage(message: ItchMessage, into: Uint8Array, at: number): number {
  const length = ITCH_LENGTHS[message.type.charCodeAt(0)] ?? -1;
  if (length < 0) throw new InputError("INPUT_OUT_OF_RANGE", `ITCH message: no type ${JSON.stringify(message.type)}`);
  if (at + length > into.length) {
    throw new InputError("INPUT_OUT_OF_RANGE", `ITCH message ${message.type}: ${into.length - at} bytes of ${length}`);
  }
  const view = new DataView(into.buffer, into.byteOffset, into.byteLength);
  const what = (name: string): string => `ITCH message ${message.type}: ${name}`;
  view.setUint8(at, message.type.charCodeAt(0));
  view.setUint16(at + 1, integer(message.stockLocate, 0, 0xffff, what("stockLocate")));
  view.setUint16(at + 3, integer(message.trackingNumber, 0, 0xffff, what("trackingNumber")));
  const timestamp = integer(message.timestamp, 0, 2 ** 48 - 1, what("timestamp"));
  view.setUint16(at + 5, Math.floor(timestamp / 2 ** 32));
  view.setUint32(at + 7, timestamp % 2 ** 32);
  let here = at + ITCH_HEADER_BYTES;
  for (const [name, kind] of itchFields(message.type)) {
    writeField(view, here, kind, Reflect.get(message, name), what(name));
    here += FIELD_BYTES[kind];
  }
  return here;
}

/** A message as bytes, without length prefix. Errors as {@link writeItchMessage}. */
export function encodeItchMessage(message: ItchMessage): Uint8Array {
  const bytes = new Uint8Array(Math.max(0, ITCH_LENGTHS[message.type.charCodeAt(0)] ?? 0));
  writeItchMessage(message, bytes, 0);
  return bytes;
}

/**
 * Reads a message, without length prefix, of bytes that have the length of its type.
 *
 * @throws {InputError} code `CORRUPT` if there is no such type, or too few bytes
 */
export function readItchMessage(bytes: Uint8Array, at = 0): ItchMessage {
  const type = String.fromCharCode(bytes[at] ?? 0) as ItchType;
  const length = ITCH_LENGTHS[bytes[at] ?? 0]!;
  if (length < 0 || at + length > bytes.length) {
    throw new InputError("CORRUPT", `ITCH message of type ${JSON.stringify(type)}: ${bytes.length - at} bytes`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const message: Record<string, string | number | bigint> = {
    type,
    stockLocate: view.getUint16(at + 1),
    trackingNumber: view.getUint16(at + 3),
    timestamp: view.getUint16(at + 5) * 2 ** 32 + view.getUint32(at + 7),
  };
  let here = at + ITCH_HEADER_BYTES;
  for (const [name, kind] of itchFields(type)) {
    message[name] = readField(view, here, kind);
    here += FIELD_BYTES[kind];
  }
  return message as unknown as ItchMessage;
}
