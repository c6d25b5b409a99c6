/**
 * The messages of Cboe's Multicast PITCH, field by field (Cboe US Equities Multicast PITCH Specification, section 4), in
 * their order behind length and type. Little-endian. `u1 u2 u4 u8` unsigned integers, `c1` a character, `sN` text padded
 * with spaces to N bytes; `p2` a price of 2 bytes with 2 decimals, `p8` one of 8 bytes with 4.
 */
import { InputError } from "@hotpath/core";

/** By name: the type, and the fields. A newer specification appends fields, which are passed over. */
export const PITCH_FIELDS = {
  time: [0x20, "time:u4"],
  unitClear: [0x97, "timeOffset:u4"],
  tradingStatus: [0x31, "timeOffset:u4 symbol:s8 status:c1 regSho:c1 reserved1:c1 reserved2:c1"],
  addOrderLong: [0x21, "timeOffset:u4 orderId:u8 side:c1 quantity:u4 symbol:s6 price:p8 flags:u1"],
  addOrderShort: [0x22, "timeOffset:u4 orderId:u8 side:c1 quantity:u2 symbol:s6 price:p2 flags:u1"],
  addOrderExpanded: [0x2f, "timeOffset:u4 orderId:u8 side:c1 quantity:u4 symbol:s8 price:p8 flags:u1 participant:s4"],
  orderExecuted: [0x23, "timeOffset:u4 orderId:u8 quantity:u4 executionId:u8"],
  orderExecutedAtPrice: [0x24, "timeOffset:u4 orderId:u8 quantity:u4 remaining:u4 executionId:u8 price:p8"],
  reduceSizeLong: [0x25, "timeOffset:u4 orderId:u8 quantity:u4"],
  reduceSizeShort: [0x26, "timeOffset:u4 orderId:u8 quantity:u2"],
  modifyOrderLong: [0x27, "timeOffset:u4 orderId:u8 quantity:u4 price:p8 flags:u1"],
  modifyOrderShort: [0x28, "timeOffset:u4 orderId:u8 quantity:u2 price:p2 flags:u1"],
  deleteOrder: [0x29, "timeOffset:u4 orderId:u8"],
  tradeLong: [0x2a, "timeOffset:u4 orderId:u8 side:c1 quantity:u4 symbol:s6 price:p8 executionId:u8"],
  tradeShort: [0x2b, "timeOffset:u4 orderId:u8 side:c1 quantity:u2 symbol:s6 price:p2 executionId:u8"],
  tradeExpanded: [0x30, "timeOffset:u4 orderId:u8 side:c1 quantity:u4 symbol:s8 price:p8 executionId:u8"],
  tradeBreak: [0x2c, "timeOffset:u4 executionId:u8"],
  endOfSession: [0x2d, "timeOffset:u4"],
  auctionUpdate: [
    0x95,
    "timeOffset:u4 symbol:s8 auctionType:c1 referencePrice:p8 buyShares:u4 sellShares:u4 indicativePrice:p8 auctionOnlyPrice:p8",
  ],
  auctionSummary: [0x96, "timeOffset:u4 symbol:s8 auctionType:c1 price:p8 shares:u4"],
  retailPriceImprovement: [0x98, "timeOffset:u4 symbol:s8 indicator:c1"],
} as const;
/** A name of {@link PITCH_FIELDS}. */
export type PitchName = keyof typeof PITCH_FIELDS;

type ValueOf<Code extends string> = Code extends "u8" | "p8"
  ? bigint
  : Code extends `u${number}` | "p2"
    ? number
    : string;
type FieldsOf<Text extends string> = Text extends `${infer Name}:${infer Code} ${infer Rest}`
  ? { [key in Name]: ValueOf<Code> } & FieldsOf<Rest>
  : Text extends `${infer Name}:${infer Code}`
    ? { [key in Name]: ValueOf<Code> }
    : unknown;
/** A message as an object: 64-bit numbers as bigints, prices in their own units, texts without their padding. */
export type PitchMessage<Name extends PitchName = PitchName> = Name extends PitchName
  ? { name: Name } & FieldsOf<(typeof PITCH_FIELDS)[Name][1]>
  : never;

/** One field of a message. */
export interface PitchField {
  readonly name: string;
  readonly code: string;
  /** Bytes from the length byte. */
  readonly offset: number;
  readonly size: number;
}

/** How a message is laid out. */
export interface PitchLayout {
  readonly name: PitchName;
  readonly type: number;
  readonly size: number;
  readonly fields: readonly PitchField[];
  /** Offsets by name. */
  readonly at: Readonly<Record<string, number>>;
}

/** Layouts by name. */
export const PITCH_LAYOUT: Readonly<Record<PitchName, PitchLayout>> = Object.fromEntries(
  Object.entries(PITCH_FIELDS).map(([name, [type, text]]) => {
    let offset = 2;
    const fields = text.split(" ").map((part) => {
      const [field = "", code = ""] = part.split(":");
      const size = Number(code.slice(1));
      offset += size;
      return { name: field, code, offset: offset - size, size };
    });
    const at = Object.fromEntries(fields.map((field) => [field.name, field.offset]));
    return [name, { name, type, size: offset, fields, at }];
  }),
) as unknown as Record<PitchName, PitchLayout>;

const BY_TYPE = new Map(Object.values(PITCH_LAYOUT).map((layout) => [layout.type, layout]));
/** Bytes of a message by its type; 0 for what is no type. */
export const PITCH_SIZES: Uint8Array = Uint8Array.from({ length: 256 }, (_, type) => BY_TYPE.get(type)?.size ?? 0);

/** Reads a message as an object. @throws {InputError} where no whole message of a known type begins */
export function readPitchMessage(bytes: Uint8Array, at = 0): PitchMessage {
  const layout = BY_TYPE.get(bytes[at + 1] ?? -1);
  if (layout === undefined || bytes[at]! < layout.size || at + layout.size > bytes.length)
    throw new InputError("INPUT_INVALID", `no whole PITCH message begins at byte ${at}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = layout.fields.map((field) => [field.name, fieldValue(bytes, view, at + field.offset, field)]);
  return { name: layout.name, ...Object.fromEntries(values) } as PitchMessage;
}

/** A message as bytes. @throws {InputError} a value that its field cannot hold */
export function encodePitchMessage(message: PitchMessage): Uint8Array {
  const layout = PITCH_LAYOUT[message.name];
  if (layout === undefined) throw new InputError("INPUT_INVALID", `PITCH has no message ${message.name}`);
  const bytes = new Uint8Array(layout.size);
  bytes[0] = layout.size;
  bytes[1] = layout.type;
  const values = message as unknown as Record<string, unknown>;
  for (const field of layout.fields) put(bytes, field, values[field.name]);
  return bytes;
}

/** Bytes of the header of a sequenced unit. */
export const PITCH_UNIT_HEADER = 8;

/** A sequenced unit as bytes: the payload of a datagram. @throws {InputError} more than one holds */
export function encodePitchUnit(unit: number, sequence: number, messages: readonly Uint8Array[]): Uint8Array {
  const length = messages.reduce((sum, message) => sum + message.length, PITCH_UNIT_HEADER);
  if (length > 65_535 || messages.length > 255)
    throw new InputError(
      "INPUT_OUT_OF_RANGE",
      `${messages.length} messages of ${length} bytes are too many for a unit`,
    );
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, length, true);
  bytes[2] = messages.length;
  bytes[3] = unit;
  view.setUint32(4, sequence, true);
  let at = PITCH_UNIT_HEADER;
  for (const message of messages) {
    bytes.set(message, at);
    at += message.length;
  }
  return bytes;
}

function fieldValue(bytes: Uint8Array, view: DataView, at: number, field: PitchField): bigint | number | string {
  if (field.code.startsWith("s") || field.code === "c1")
    return String.fromCharCode(...bytes.subarray(at, at + field.size)).trimEnd();
  if (field.size === 8) return view.getBigUint64(at, true);
  if (field.size === 4) return view.getUint32(at, true);
  return field.size === 2 ? view.getUint16(at, true) : bytes[at]!;
}

function put(bytes: Uint8Array, field: PitchField, value: unknown): void {
  const isText = field.code.startsWith("s") || field.code === "c1";
  if (isText && typeof value === "string" && value.length <= field.size && /^[ -~]*$/.test(value)) {
    for (let i = 0; i < field.size; i++) bytes[field.offset + i] = i < value.length ? value.charCodeAt(i) : 0x20;
    return;
  }
  const number = typeof value === "number" && Number.isInteger(value) ? BigInt(value) : value;
  if (isText || typeof number !== "bigint" || BigInt.asUintN(field.size * 8, number) !== number)
    throw new InputError("INPUT_OUT_OF_RANGE", `${field.name}: ${String(value)} does not fit ${field.code}`);
  for (let i = 0, rest = number; i < field.size; i++, rest >>= 8n) bytes[field.offset + i] = Number(rest & 255n);
}
