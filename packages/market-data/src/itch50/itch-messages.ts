/**
 * Every message of Nasdaq TotalView-ITCH 5.0 ("Nasdaq TotalView-ITCH 5.0", version of 2021, section 1), as one table from
 * which types, decoding and encoding follow. Each message begins with its type (one byte), stock locate (2), tracking
 * number (2) and timestamp (6: nanoseconds since midnight, New York time); the table tells what follows, in order. All
 * integers are big-endian and unsigned, all texts ASCII, padded with spaces on the right; `price4` is in units of 10^-4,
 * `price8` of 10^-8, and an `id` must be a safe integer.
 */
import { type FieldKind, type FieldsOf, layoutBytes } from "../internal/field-table.ts";

/** The fields of each type of message after the common beginning, in their order. */
export const ITCH_LAYOUT = {
  /** System event (1.1): O start of messages, S of system hours, Q of market hours; M, E, C their ends. */
  S: { eventCode: "char" },
  /** Stock directory (1.2.1). */
  R: {
    stock: "text8",
    marketCategory: "char",
    financialStatus: "char",
    roundLotSize: "u4",
    roundLotsOnly: "char",
    issueClassification: "char",
    issueSubType: "text2",
    authenticity: "char",
    shortSaleThreshold: "char",
    ipoFlag: "char",
    luldPriceTier: "char",
    etpFlag: "char",
    etpLeverageFactor: "u4",
    inverseIndicator: "char",
  },
  /** Stock trading action (1.2.2): H halted, P paused, Q quotation only, T trading. */
  H: { stock: "text8", tradingState: "char", reserved: "char", reason: "text4" },
  /** Reg SHO short sale price test (1.2.3): 0 none, 1 in effect since an intraday fall, 2 remains in effect. */
  Y: { stock: "text8", regShoAction: "char" },
  /** Market participant position (1.2.4). */
  L: { mpid: "text4", stock: "text8", primaryMarketMaker: "char", marketMakerMode: "char", participantState: "char" },
  /** Market-wide circuit breaker: decline levels (1.2.5.1). */
  V: { level1: "price8", level2: "price8", level3: "price8" },
  /** Market-wide circuit breaker: status (1.2.5.2). */
  W: { breachedLevel: "char" },
  /** IPO quoting period (1.2.6); the release time in seconds since midnight. */
  K: { stock: "text8", releaseTime: "u4", releaseQualifier: "char", ipoPrice: "price4" },
  /** Limit up – limit down auction collar (1.2.7). */
  J: {
    stock: "text8",
    referencePrice: "price4",
    upperCollarPrice: "price4",
    lowerCollarPrice: "price4",
    extension: "u4",
  },
  /** Operational halt (1.2.8): H halted, T trading, on market Q (Nasdaq), B (BX) or X (PSX). */
  h: { stock: "text8", marketCode: "char", operationalHaltAction: "char" },
  /** Add order, no attribution (1.3.1). */
  A: { orderReference: "id", side: "char", shares: "u4", stock: "text8", price: "price4" },
  /** Add order with attribution (1.3.2). */
  F: { orderReference: "id", side: "char", shares: "u4", stock: "text8", price: "price4", attribution: "text4" },
  /** Order executed at its own price (1.4.1). */
  E: { orderReference: "id", executedShares: "u4", matchNumber: "id" },
  /** Order executed at another price (1.4.2); not printable executions are part of a cross that is told as Q. */
  C: { orderReference: "id", executedShares: "u4", matchNumber: "id", printable: "char", executionPrice: "price4" },
  /** Order partly cancelled (1.4.3). */
  X: { orderReference: "id", cancelledShares: "u4" },
  /** Order deleted (1.4.4). */
  D: { orderReference: "id" },
  /** Order replaced (1.4.5). */
  U: { orderReference: "id", newOrderReference: "id", shares: "u4", price: "price4" },
  /** Trade against an order that was not displayed (1.5.1). */
  P: { orderReference: "id", side: "char", shares: "u4", stock: "text8", price: "price4", matchNumber: "id" },
  /** Cross (1.5.2): O opening, C closing, H IPO or halt, I intraday and post-close. */
  Q: { shares: "u8", stock: "text8", crossPrice: "price4", matchNumber: "id", crossType: "char" },
  /** Broken trade (1.5.3). */
  B: { matchNumber: "id" },
  /** Net order imbalance (1.6). */
  I: {
    pairedShares: "u8",
    imbalanceShares: "u8",
    imbalanceDirection: "char",
    stock: "text8",
    farPrice: "price4",
    nearPrice: "price4",
    currentReferencePrice: "price4",
    crossType: "char",
    priceVariation: "char",
  },
  /** Retail interest (1.7): B buy, S sell, A both, N none. */
  N: { stock: "text8", interest: "char" },
  /** Direct listing with capital raise: price discovery (1.8); the near execution time in nanoseconds since midnight. */
  O: {
    stock: "text8",
    openEligibility: "char",
    minimumPrice: "price4",
    maximumPrice: "price4",
    nearExecutionPrice: "price4",
    nearExecutionTime: "u8",
    lowerCollar: "price4",
    upperCollar: "price4",
  },
} as const;

/** The letter of a type of message. */
export type ItchType = keyof typeof ITCH_LAYOUT;

type MessageOf<Type extends ItchType> = {
  type: Type;
  /** The day's number of the stock; 0 in messages that are of none. */
  stockLocate: number;
  /** Nasdaq's own number. */
  trackingNumber: number;
  /** Nanoseconds since midnight, New York time. */
  timestamp: number;
} & FieldsOf<(typeof ITCH_LAYOUT)[Type]>;

/** One message as an object, for the edge: texts without their padding. Narrow it by `type`. */
export type ItchMessage = { [Type in ItchType]: MessageOf<Type> }[ItchType];

/** Bytes of the common beginning: type, stock locate, tracking number, timestamp. */
export const ITCH_HEADER_BYTES = 11;

/** The greatest length of a message. */
export const ITCH_MAX_BYTES = 50;

/** The length of each type of message by the code of its letter; −1 where there is no such type. */
export const ITCH_LENGTHS: Int8Array = lengths();

/** The fields of a message as a list: name and kind. */
export function itchFields(type: ItchType): [name: string, kind: FieldKind][] {
  return Object.entries(ITCH_LAYOUT[type]);
}

function lengths(): Int8Array {
  const table = new Int8Array(256).fill(-1);
  for (const type of Object.keys(ITCH_LAYOUT) as ItchType[]) {
    table[type.charCodeAt(0)] = ITCH_HEADER_BYTES + layoutBytes(ITCH_LAYOUT[type]);
  }
  return table;
}
