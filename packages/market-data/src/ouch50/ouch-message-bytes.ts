/** One message of OUCH 5.0 to bytes and back, for encoders and for the edge. */
import { InputError } from "@hotpath/core";
import { readField, writeField } from "../internal/field-table.ts";
import {
  OUCH_MAX_BYTES,
  OUCH_OPTIONS,
  OUCH_TAGS,
  OUCH_TYPES,
  type OuchDirection,
  type OuchMessage,
  type OuchOptionName,
  type OuchOptions,
} from "./ouch-messages.ts";

/** The high word of an integer of 8 bytes from which on it is not safe. */
const UNSAFE = 2 ** 21;

/** Why bytes are no message; 0 where they are one. */
export const OuchFault = { None: 0, UnknownType: 1, WrongLength: 2, BadOption: 3, BadNumber: 4 } as const;
/** A value of {@link OuchFault}. */
export type OuchFault = (typeof OuchFault)[keyof typeof OuchFault];

/**
 * A message as bytes, without the length that a transport puts before it.
 *
 * @throws {InputError} code `INPUT_OUT_OF_RANGE` if a field or an option does not fit: it is named
 */
export function encodeOuch<Direction extends OuchDirection>(
  direction: Direction,
  message: OuchMessage<Direction>,
): Uint8Array {
  const type = OUCH_TYPES[direction][message.type.charCodeAt(0)];
  if (type === undefined || message.type.length !== 1) {
    throw new InputError("INPUT_OUT_OF_RANGE", `OUCH message: no type ${JSON.stringify(message.type)} ${direction}`);
  }
  const bytes = new Uint8Array(OUCH_MAX_BYTES);
  const view = new DataView(bytes.buffer);
  const what = (name: string): string => `OUCH message ${type.letter}: ${name}`;
  bytes[0] = type.letter.charCodeAt(0);
  for (const [name, kind, at] of type.fields) writeField(view, at, kind, Reflect.get(message, name), what(name));
  const options = message.options ?? {};
  const optionsAt = type.bytes + 2;
  const end = type.end === "never" ? optionsAt : writeOptions(bytes, view, optionsAt, options, what);
  if (type.end === "never" && Object.keys(options).length > 0) {
    throw new InputError("INPUT_OUT_OF_RANGE", what("options are given; allowed: none"));
  }
  if (type.end === "never" || (type.end === "whereSome" && end === optionsAt)) return bytes.slice(0, type.bytes);
  view.setUint16(type.bytes, end - optionsAt);
  return bytes.slice(0, end);
}

/** Whether `bytes[start … end − 1]` are one whole message of a direction, and if not, why. */
export function checkOuch(direction: OuchDirection, bytes: Uint8Array, start: number, end: number): OuchFault {
  const type = OUCH_TYPES[direction][bytes[start] ?? 0];
  if (type === undefined) return OuchFault.UnknownType;
  const length = end - start;
  if (length < type.bytes || length > OUCH_MAX_BYTES) return OuchFault.WrongLength;
  for (const [, kind, at] of type.fields) {
    if ((kind === "id" || kind === "price") && !isSafe(bytes, start + at)) return OuchFault.BadNumber;
  }
  if (length === type.bytes) return type.end === "always" ? OuchFault.WrongLength : OuchFault.None;
  const optionsAt = start + type.bytes + 2;
  if (type.end === "never" || optionsAt > end) return OuchFault.WrongLength;
  if (((bytes[optionsAt - 2]! << 8) | bytes[optionsAt - 1]!) !== end - optionsAt) return OuchFault.WrongLength;
  return checkOptions(bytes, optionsAt, end);
}

/**
 * Reads a message.
 *
 * @throws {InputError} code `CORRUPT` if the bytes are none
 */
export function readOuch<Direction extends OuchDirection>(
  direction: Direction,
  bytes: Uint8Array,
  start = 0,
  end: number = bytes.length,
): OuchMessage<Direction> {
  const fault = checkOuch(direction, bytes, start, end);
  const type = OUCH_TYPES[direction][bytes[start] ?? 0];
  if (fault !== OuchFault.None || type === undefined) {
    const name = Object.keys(OuchFault)[fault];
    throw new InputError("CORRUPT", `OUCH message of ${end - start} bytes, ${direction}: ${name}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const message: Record<string, unknown> = { type: type.letter };
  for (const [name, kind, at] of type.fields) message[name] = readField(view, start + at, kind);
  const options = readOptions(bytes, view, start + type.bytes + 2, end);
  if (Object.keys(options).length > 0) message.options = options;
  return message as unknown as OuchMessage<Direction>;
}

function isSafe(bytes: Uint8Array, at: number): boolean {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0 < UNSAFE;
}

/** Each option: the length of the rest (1), the tag (1), the value. */
function checkOptions(bytes: Uint8Array, from: number, end: number): OuchFault {
  for (let at = from; at < end; ) {
    const length = bytes[at]!;
    if (length === 0 || at + 1 + length > end) return OuchFault.BadOption;
    const known = OUCH_TAGS[bytes[at + 1]!];
    if (known !== undefined) {
      if (known.bytes !== length - 1) return OuchFault.BadOption;
      if ((known.kind === "id" || known.kind === "price") && !isSafe(bytes, at + 2)) return OuchFault.BadNumber;
    }
    at += 1 + length;
  }
  return OuchFault.None;
}

function readOptions(bytes: Uint8Array, view: DataView, from: number, end: number): OuchOptions {
  const options: OuchOptions = {};
  for (let at = from; at < end; at += 1 + bytes[at]!) {
    const tag = bytes[at + 1]!;
    const known = OUCH_TAGS[tag];
    if (known !== undefined) {
      Reflect.set(options, known.name, readField(view, at + 2, known.kind));
      continue;
    }
    options.unknown ??= [];
    options.unknown.push({ tag, value: bytes.slice(at + 2, at + 1 + bytes[at]!) });
  }
  return options;
}

function writeOptions(
  bytes: Uint8Array,
  view: DataView,
  from: number,
  options: OuchOptions,
  what: (name: string) => string,
): number {
  let at = from;
  const begin = (tag: number, length: number): void => {
    if (at + 2 + length > OUCH_MAX_BYTES || length > 254) {
      throw new InputError("INPUT_OUT_OF_RANGE", what(`options are longer than ${OUCH_MAX_BYTES} bytes`));
    }
    bytes[at] = length + 1;
    bytes[at + 1] = tag;
    at += 2 + length;
  };
  for (const [name, value] of Object.entries(options)) {
    if (name === "unknown" || value === undefined) continue;
    const known = Object.hasOwn(OUCH_OPTIONS, name) ? OUCH_OPTIONS[name as OuchOptionName] : undefined;
    if (known === undefined) throw new InputError("INPUT_OUT_OF_RANGE", what(`option ${name} is none of OUCH 5.0`));
    const [tag, kind] = known;
    const length = OUCH_TAGS[tag]!.bytes;
    begin(tag, length);
    writeField(view, at - length, kind, value, what(`option ${name}`));
  }
  for (const { tag, value } of options.unknown ?? []) {
    if (!Number.isInteger(tag) || tag < 0 || tag > 255 || OUCH_TAGS[tag] !== undefined) {
      throw new InputError("INPUT_OUT_OF_RANGE", what(`option tag ${tag}; allowed: one that has no name here`));
    }
    begin(tag, value.length);
    bytes.set(value, at - value.length);
  }
  return at;
}
