/**
 * Every message and every option of Nasdaq's OUCH 5.0 ("OUCH 5.0 Order Entry Specification", sections 2 and 3 and
 * appendix A), as tables from which types, decoding and encoding follow. Integers are big-endian, texts padded with spaces on
 * the right; a `price` has 8 bytes and is in units of 10^-4 dollars; a timestamp is in nanoseconds since midnight.
 */
import { FIELD_BYTES, type FieldKind, type FieldsOf, layoutBytes } from "../internal/field-table.ts";

/** Messages to Nasdaq: the fields behind the type. */
export const OUCH_INBOUND = {
  /** Enter order (2.1). */
  O: {
    userRefNum: "u4",
    side: "char",
    quantity: "u4",
    symbol: "text8",
    price: "price",
    timeInForce: "char",
    display: "char",
    capacity: "char",
    intermarketSweep: "char",
    crossType: "char",
    clOrdId: "text14",
  },
  /** Replace order (2.2). */
  U: {
    origUserRefNum: "u4",
    userRefNum: "u4",
    quantity: "u4",
    price: "price",
    timeInForce: "char",
    display: "char",
    intermarketSweep: "char",
    clOrdId: "text14",
  },
  /** Cancel order (2.3): `quantity` is what is to be left; 0 for nothing. */
  X: { userRefNum: "u4", quantity: "u4" },
  /** Modify order (2.4). */
  M: { userRefNum: "u4", side: "char", quantity: "u4" },
  /** Mass cancel (2.5). */
  C: { userRefNum: "u4", firm: "text4", symbol: "text8" },
  /** Disable order entry (2.6). */
  D: { userRefNum: "u4", firm: "text4" },
  /** Enable order entry (2.7). */
  E: { userRefNum: "u4", firm: "text4" },
  /** Account query (2.8). */
  Q: {},
} as const;

/** Messages from Nasdaq: the fields behind the type. */
export const OUCH_OUTBOUND = {
  /** System event (3.1): S start of the day, E its end. It has no options. */
  S: { timestamp: "id", eventCode: "char" },
  /** Order accepted (3.2); `orderState` L live, D dead. */
  A: {
    timestamp: "id",
    userRefNum: "u4",
    side: "char",
    quantity: "u4",
    symbol: "text8",
    price: "price",
    timeInForce: "char",
    display: "char",
    orderReference: "id",
    capacity: "char",
    intermarketSweep: "char",
    crossType: "char",
    orderState: "char",
    clOrdId: "text14",
  },
  /** Order replaced (3.3). */
  U: {
    timestamp: "id",
    origUserRefNum: "u4",
    userRefNum: "u4",
    side: "char",
    quantity: "u4",
    symbol: "text8",
    price: "price",
    timeInForce: "char",
    display: "char",
    orderReference: "id",
    capacity: "char",
    intermarketSweep: "char",
    crossType: "char",
    orderState: "char",
    clOrdId: "text14",
  },
  /** Order cancelled (3.4): by `quantity`. */
  C: { timestamp: "id", userRefNum: "u4", quantity: "u4", reason: "char" },
  /** Cancelled by anti-internalisation (3.5). */
  D: {
    timestamp: "id",
    userRefNum: "u4",
    decrementShares: "u4",
    reason: "char",
    quantityPreventedFromTrading: "u4",
    executionPrice: "price",
    liquidityFlag: "char",
    aiqStrategy: "char",
  },
  /** Order executed (3.6). */
  E: { timestamp: "id", userRefNum: "u4", quantity: "u4", price: "price", liquidityFlag: "char", matchNumber: "id" },
  /** Broken trade (3.7). */
  B: { timestamp: "id", userRefNum: "u4", matchNumber: "id", reason: "char", clOrdId: "text14" },
  /** Order rejected (3.8); the reasons are in appendix C. */
  J: { timestamp: "id", userRefNum: "u4", reason: "u2", clOrdId: "text14" },
  /** Cancel pending (3.9). */
  P: { timestamp: "id", userRefNum: "u4" },
  /** Cancel rejected (3.10). */
  I: { timestamp: "id", userRefNum: "u4" },
  /** Order priority update (3.11). */
  T: { timestamp: "id", userRefNum: "u4", price: "price", display: "char", orderReference: "id" },
  /** Order modified (3.12). */
  M: { timestamp: "id", userRefNum: "u4", side: "char", quantity: "u4" },
  /** Order restated (3.13). */
  R: { timestamp: "id", userRefNum: "u4", reason: "char" },
  /** Mass cancel response (3.14). */
  X: { timestamp: "id", userRefNum: "u4", firm: "text4", symbol: "text8" },
  /** Disable order entry response (3.15). */
  G: { timestamp: "id", userRefNum: "u4", firm: "text4" },
  /** Enable order entry response (3.16). */
  K: { timestamp: "id", userRefNum: "u4", firm: "text4" },
  /** Account query response (3.17). */
  Q: { timestamp: "id", nextUserRefNum: "u4" },
} as const;

/** The options that messages end with: their tags and their kinds (appendix A). */
export const OUCH_OPTIONS = {
  secondaryOrderReference: [1, "id"],
  firm: [2, "text4"],
  minQty: [3, "u4"],
  customerType: [4, "char"],
  maxFloor: [5, "u4"],
  priceType: [6, "char"],
  pegOffset: [7, "s4"],
  discretionPrice: [9, "price"],
  discretionPriceType: [10, "char"],
  discretionPegOffset: [11, "s4"],
  postOnly: [12, "char"],
  randomReserves: [13, "u4"],
  route: [14, "text4"],
  expireTime: [15, "u4"],
  tradeNow: [16, "char"],
  handleInst: [17, "char"],
  bboWeightIndicator: [18, "char"],
  displayQuantity: [22, "u4"],
  displayPrice: [23, "price"],
  groupId: [24, "u2"],
  sharesLocated: [25, "char"],
  locateBroker: [26, "text4"],
  side: [27, "char"],
  userRefIdx: [28, "u1"],
  aiqStrategy: [29, "char"],
  aiqGroupId: [30, "text2"],
} as const;

/** Which way a message goes: to Nasdaq or from it. The same letter means another thing on the other way. */
export type OuchDirection = "inbound" | "outbound";

/** The name of an option. */
export type OuchOptionName = keyof typeof OUCH_OPTIONS;

/** An option that the tables do not know, as it stood. */
export interface OuchUnknownOption {
  tag: number;
  value: Uint8Array;
}

/** The options of a message. */
export type OuchOptions = Partial<FieldsOf<{ [Name in OuchOptionName]: (typeof OUCH_OPTIONS)[Name][1] }>> & {
  /** Options of other tags: newer than these tables. */
  unknown?: OuchUnknownOption[];
};

type MessageOf<Table, Type extends keyof Table> = {
  type: Type;
  /** Left out where there are none. */
  options?: OuchOptions;
} & FieldsOf<Table[Type]>;

/** A message to Nasdaq, for the edge: narrow it by `type`. */
export type OuchInbound = {
  [Type in keyof typeof OUCH_INBOUND]: MessageOf<typeof OUCH_INBOUND, Type>;
}[keyof typeof OUCH_INBOUND];

/** A message from Nasdaq, for the edge: narrow it by `type`. */
export type OuchOutbound = {
  [Type in keyof typeof OUCH_OUTBOUND]: MessageOf<typeof OUCH_OUTBOUND, Type>;
}[keyof typeof OUCH_OUTBOUND];

/** What the messages of one direction are. */
export type OuchMessage<Direction extends OuchDirection> = Direction extends "inbound" ? OuchInbound : OuchOutbound;

/** The greatest length of a message that is taken: far more than every option at once. */
export const OUCH_MAX_BYTES = 1024;

/** How a type of message ends: with the length of its options always, or only where it has some, or never. */
export type OuchEnd = "always" | "whereSome" | "never";

/** A type of message as decoders need it. */
export interface OuchType {
  readonly letter: string;
  readonly fields: readonly (readonly [name: string, kind: FieldKind, at: number])[];
  /** Bytes up to the length of the options. */
  readonly bytes: number;
  readonly end: OuchEnd;
}

/** The types of a direction by the code of their letter. */
export const OUCH_TYPES: Readonly<Record<OuchDirection, readonly (OuchType | undefined)[]>> = {
  inbound: typesOf(OUCH_INBOUND, "OUCDE", ""),
  outbound: typesOf(OUCH_OUTBOUND, "AUERXGK", "S"),
};

/** The options by their tags. */
export const OUCH_TAGS: readonly ({ name: OuchOptionName; kind: FieldKind; bytes: number } | undefined)[] = tagTable();

function typesOf(
  table: Readonly<Record<string, Readonly<Record<string, FieldKind>>>>,
  always: string,
  never: string,
): (OuchType | undefined)[] {
  const types: (OuchType | undefined)[] = new Array(256).fill(undefined);
  for (const [letter, layout] of Object.entries(table)) {
    let at = 1;
    const fields = Object.entries(layout).map(([name, kind]) => {
      const field = [name, kind, at] as const;
      at += FIELD_BYTES[kind];
      return field;
    });
    const end = always.includes(letter) ? "always" : never.includes(letter) ? "never" : "whereSome";
    types[letter.charCodeAt(0)] = { letter, fields, bytes: 1 + layoutBytes(layout), end };
  }
  return types;
}

function tagTable(): ({ name: OuchOptionName; kind: FieldKind; bytes: number } | undefined)[] {
  const tags: ({ name: OuchOptionName; kind: FieldKind; bytes: number } | undefined)[] = new Array(256).fill(undefined);
  for (const [name, [tag, kind]] of Object.entries(OUCH_OPTIONS)) {
    tags[tag] = { name: name as OuchOptionName, kind, bytes: FIELD_BYTES[kind] };
  }
  return tags;
}
