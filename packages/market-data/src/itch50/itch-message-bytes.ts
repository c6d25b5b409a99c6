/** One message to bytes and back, field by field, by the table: for encoders and for the edge, not for the hot path. */
import { InputError } from "@hotpath/core";
import {
  ITCH_FIELD_BYTES,
  ITCH_HEADER_BYTES,
  ITCH_LENGTHS,
  type ItchFieldKind,
  type ItchMessage,
  type ItchType,
  itchFields,
} from "./itch-messages.ts";

const TEXT_BYTES: Partial<Record<ItchFieldKind, number>> = { char: 1, text2: 2, text4: 4, text8: 8 };

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
  view.setUint8(at, message.type.charCodeAt(0));
  view.setUint16(at + 1, integer(message, "stockLocate", 2 ** 16 - 1));
  view.setUint16(at + 3, integer(message, "trackingNumber", 2 ** 16 - 1));
  const timestamp = integer(message, "timestamp", 2 ** 48 - 1);
  view.setUint16(at + 5, Math.floor(timestamp / 2 ** 32));
  view.setUint32(at + 7, timestamp % 2 ** 32);
  let here = at + ITCH_HEADER_BYTES;
  for (const [name, kind] of itchFields(message.type)) {
    writeField(view, here, message, name, kind);
    here += ITCH_FIELD_BYTES[kind];
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
    here += ITCH_FIELD_BYTES[kind];
  }
  return message as unknown as ItchMessage;
}

function readField(view: DataView, at: number, kind: ItchFieldKind): string | number | bigint {
  const text = TEXT_BYTES[kind];
  if (text !== undefined) return readText(view, at, text);
  if (kind === "u4" || kind === "price4") return view.getUint32(at);
  const value = view.getBigUint64(at);
  return kind === "id" ? Number(value) : value;
}

function readText(view: DataView, at: number, length: number): string {
  let text = "";
  for (let i = 0; i < length; i++) text += String.fromCharCode(view.getUint8(at + i));
  return length === 1 ? text : text.trimEnd();
}

function writeField(view: DataView, at: number, message: ItchMessage, name: string, kind: ItchFieldKind): void {
  const length = TEXT_BYTES[kind];
  if (length !== undefined) writeText(view, at, message, name, length);
  else if (kind === "u4" || kind === "price4") view.setUint32(at, integer(message, name, 2 ** 32 - 1));
  else if (kind === "id") view.setBigUint64(at, BigInt(integer(message, name, Number.MAX_SAFE_INTEGER)));
  else view.setBigUint64(at, large(message, name));
}

function writeText(view: DataView, at: number, message: ItchMessage, name: string, length: number): void {
  const text: unknown = Reflect.get(message, name);
  const fits = typeof text === "string" && text.length <= length && [...text].every((c) => c >= "\0" && c <= "\xff");
  if (!fits || (length === 1 && text.length !== 1)) throw unfit(message, name, `${length} characters of one byte`);
  for (let i = 0; i < length; i++) view.setUint8(at + i, i < text.length ? text.charCodeAt(i) : 0x20);
}

function integer(message: ItchMessage, name: string, most: number): number {
  const value: unknown = Reflect.get(message, name);
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw unfit(message, name, `an integer from 0 to ${most}`);
}

function large(message: ItchMessage, name: string): bigint {
  const value: unknown = Reflect.get(message, name);
  if (typeof value === "bigint" && value >= 0n && value < 2n ** 64n) return value;
  throw unfit(message, name, "a bigint from 0 to 2^64 - 1");
}

function unfit(message: ItchMessage, name: string, allowed: string): InputError {
  const value = String(Reflect.get(message, name));
  return new InputError("INPUT_OUT_OF_RANGE", `ITCH message ${message.type}: ${name} is ${value}; allowed: ${allowed}`);
}
