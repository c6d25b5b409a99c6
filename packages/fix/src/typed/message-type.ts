import type { DecimalLike } from "@hotpath/core";
import type { Dictionary } from "../dictionary/dictionary.ts";

/**
 * A price, quantity, amount, percentage or float of a typed message: exact text (`"187.4500"`), a number by the shortest
 * text that reads back as it, or a decimal.js `Decimal`. Decoded messages have the text as it was received.
 */
export type FixDecimal = string | number | DecimalLike;

/**
 * A UTCTimestamp of a typed message: nanoseconds since the Unix epoch, or the text as it stands on the wire
 * (`20260314-13:30:15.123`), which keeps its precision. Decoded messages have nanoseconds.
 */
export type FixTimestamp = bigint | string;

/** A message type: its name and dictionary, and for the type checker the shape `Message` of its values. */
export interface MessageType<Message> {
  /** `NewOrderSingle`. */
  readonly name: string;
  /** The value of MsgType (35): `D`. */
  readonly msgType: string;
  readonly dictionary: Dictionary;
  /** Never there: it carries the type. */
  readonly shape?: Message;
}

/** What a typed message is once it was read: decimals are texts, timestamps nanoseconds. */
export type Decoded<Message> = {
  [Name in keyof Message]: DecodedValue<Message[Name]>;
};

type DecodedValue<Value> = FixDecimal extends Value
  ? string | Extract<Value, undefined>
  : FixTimestamp extends Value
    ? bigint | Extract<Value, undefined>
    : Value extends readonly (infer Item)[]
      ? Item extends object
        ? readonly Decoded<Item>[]
        : Value
      : Value;

/** Names a message type of a dictionary; the generated modules are made of these. */
export function messageType<Message>(dictionary: Dictionary, msgType: string, name: string): MessageType<Message> {
  return { name, msgType, dictionary };
}
