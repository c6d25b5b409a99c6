/**
 * The messages of IEX's feeds, field by field (IEX TOPS Specification 1.6x, IEX DEEP Specification 1.0x), in their order.
 * Little-endian. `u1 u2 u4` unsigned integers, `c1` a character, `ts` nanoseconds since the Unix epoch (i64), `px` a
 * price in units of 10^-4 (i64), `n8` an i64, `sN` text padded with spaces to N bytes.
 */
import { InputError } from "@hotpath/core";

/** By the letter of the type. */
export const IEX_FIELDS = {
  /** System event. */
  S: "event:c1 timestamp:ts",
  /** Security directory. */
  D: "flags:u1 timestamp:ts symbol:s8 roundLotSize:u4 adjustedPocPrice:px luldTier:u1",
  /** Trading status. */
  H: "status:c1 timestamp:ts symbol:s8 reason:s4",
  /** Retail liquidity indicator. */
  I: "indicator:c1 timestamp:ts symbol:s8",
  /** Operational halt status. */
  O: "status:c1 timestamp:ts symbol:s8",
  /** Short sale price test status. */
  P: "status:u1 timestamp:ts symbol:s8 detail:c1",
  /** Security event (DEEP). */
  E: "event:c1 timestamp:ts symbol:s8",
  /** Quote update (TOPS). */
  Q: "flags:u1 timestamp:ts symbol:s8 bidSize:u4 bidPrice:px askPrice:px askSize:u4",
  /** Trade report. */
  T: "saleCondition:u1 timestamp:ts symbol:s8 size:u4 price:px tradeId:n8",
  /** Official price. */
  X: "priceType:c1 timestamp:ts symbol:s8 price:px",
  /** Trade break. */
  B: "saleCondition:u1 timestamp:ts symbol:s8 size:u4 price:px tradeId:n8",
  /** Auction information. */
  A: "auctionType:c1 timestamp:ts symbol:s8 pairedShares:u4 referencePrice:px indicativePrice:px imbalanceShares:u4 imbalanceSide:c1 extension:u1 scheduledTime:u4 bookClearingPrice:px collarReferencePrice:px lowerCollar:px upperCollar:px",
  /** Price level update on the buy side (DEEP). */
  "8": "eventFlags:u1 timestamp:ts symbol:s8 size:u4 price:px",
  /** Price level update on the sell side (DEEP). */
  "5": "eventFlags:u1 timestamp:ts symbol:s8 size:u4 price:px",
} as const;
/** A letter of {@link IEX_FIELDS}. */
export type IexType = keyof typeof IEX_FIELDS;

type ValueOf<Code extends string> = Code extends "ts" | "px" | "n8"
  ? bigint
  : Code extends `u${number}`
    ? number
    : string;
type FieldsOf<Text extends string> = Text extends `${infer Name}:${infer Code} ${infer Rest}`
  ? { [key in Name]: ValueOf<Code> } & FieldsOf<Rest>
  : Text extends `${infer Name}:${infer Code}`
    ? { [key in Name]: ValueOf<Code> }
    : unknown;
/** A message as an object: times, prices and numbers of trades as bigints, texts without their padding. */
export type IexMessage<Type extends IexType = IexType> = Type extends IexType
  ? { type: Type } & FieldsOf<(typeof IEX_FIELDS)[Type]>
  : never;

interface Field {
  name: string;
  code: string;
  offset: number;
  size: number;
}

const LAYOUTS = new Map<number, { fields: readonly Field[]; size: number }>(
  Object.entries(IEX_FIELDS).map(([type, text]) => {
    let offset = 1;
    const fields = text.split(" ").map((part) => {
      const [name = "", code = ""] = part.split(":");
      const size = code === "ts" || code === "px" ? 8 : Number(code.slice(1));
      offset += size;
      return { name, code, offset: offset - size, size };
    });
    return [type.charCodeAt(0), { fields, size: offset }];
  }),
);

/** Bytes of a message by the code of its type; 0 for what is no type. A newer specification may append fields. */
export const IEX_SIZES: Uint8Array = Uint8Array.from({ length: 256 }, (_, type) => LAYOUTS.get(type)?.size ?? 0);

/** Reads a message as an object. @throws {InputError} where no whole message of a known type begins */
export function readIexMessage(bytes: Uint8Array, at = 0): IexMessage {
  const layout = LAYOUTS.get(bytes[at] ?? -1);
  if (layout === undefined || at + layout.size > bytes.length)
    throw new InputError("INPUT_INVALID", `no whole IEX message begins at byte ${at}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = layout.fields.map((field) => [field.name, fieldValue(bytes, view, at + field.offset, field)]);
  return { type: String.fromCharCode(bytes[at]!), ...Object.fromEntries(values) } as IexMessage;
}

/** A message as bytes. @throws {InputError} a value that its field cannot hold */
export function encodeIexMessage(message: IexMessage): Uint8Array {
  const layout = LAYOUTS.get(message.type.charCodeAt(0));
  if (layout === undefined) throw new InputError("INPUT_INVALID", `IEX has no message ${message.type}`);
  const bytes = new Uint8Array(layout.size);
  bytes[0] = message.type.charCodeAt(0);
  const values = message as unknown as Record<string, unknown>;
  for (const field of layout.fields) put(bytes, field, values[field.name]);
  return bytes;
}

function fieldValue(bytes: Uint8Array, view: DataView, at: number, field: Field): bigint | number | string {
  switch (field.code) {
    case "u1":
      return bytes[at]!;
    case "u2":
      return view.getUint16(at, true);
    case "u4":
      return view.getUint32(at, true);
    case "ts":
    case "px":
    case "n8":
      return view.getBigInt64(at, true);
    default:
      return String.fromCharCode(...bytes.subarray(at, at + field.size)).trimEnd();
  }
}

function put(bytes: Uint8Array, field: Field, value: unknown): void {
  const isText = field.code.startsWith("s") || field.code === "c1";
  if (isText && typeof value === "string" && value.length <= field.size && /^[ -~]*$/.test(value)) {
    for (let i = 0; i < field.size; i++) bytes[field.offset + i] = i < value.length ? value.charCodeAt(i) : 0x20;
    return;
  }
  const number = typeof value === "number" && Number.isInteger(value) ? BigInt(value) : value;
  const bits = field.size * 8;
  const isHeld =
    !isText &&
    typeof number === "bigint" &&
    (field.code.startsWith("u") ? BigInt.asUintN(bits, number) : BigInt.asIntN(bits, number)) === number;
  if (!isHeld) throw new InputError("INPUT_OUT_OF_RANGE", `${field.name}: ${String(value)} does not fit ${field.code}`);
  for (let i = 0, rest = BigInt.asUintN(bits, number); i < field.size; i++, rest >>= 8n)
    bytes[field.offset + i] = Number(rest & 255n);
}
