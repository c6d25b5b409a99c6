/** What the protocol's schema is made of: kinds of fields, messages, and the fields that come again and again. */

/**
 * What a field holds.
 *
 * `integer` is a safe integer, `time` nanoseconds since the Unix epoch (MessagePack's timestamp; in JSON the digits as a
 * string), `bytes` a column of numbers (MessagePack's bin; in JSON base64), `json` any value of JSON, `{ list }` an array, `{ map }` values by name, `{ record }` a map of the record's fields, `{ oneOf }` one of
 * these words.
 */
export type FieldKind =
  | "boolean"
  | "integer"
  | "number"
  | "text"
  | "time"
  | "bytes"
  | "json"
  | { readonly list: FieldKind }
  | { readonly map: FieldKind }
  | { readonly record: string }
  | { readonly oneOf: readonly string[] };

/** One field. */
export interface ProtocolField {
  readonly name: string;
  readonly kind: FieldKind;
  readonly doc: string;
  /** Whether it may be left out. */
  readonly optional?: boolean;
}

/** A message, or a record within messages. */
export interface ProtocolMessage {
  readonly name: string;
  /** Who sends it; `record` for what is only part of messages. */
  readonly from: "client" | "server" | "record";
  readonly doc: string;
  readonly fields: readonly ProtocolField[];
  /** Whether it is sent so often that it has a writer, or of a client a reader, of its own. */
  readonly hot?: boolean;
}

const SIDES = ["buy", "sell"] as const;

export const field = (name: string, kind: FieldKind, doc: string): ProtocolField => ({ name, kind, doc });
export const maybe = (name: string, kind: FieldKind, doc: string): ProtocolField => ({
  name,
  kind,
  doc,
  optional: true,
});
export const integer = (name: string, doc: string): ProtocolField => field(name, "integer", doc);
export const number = (name: string, doc: string): ProtocolField => field(name, "number", doc);
export const text = (name: string, doc: string): ProtocolField => field(name, "text", doc);
export const request: ProtocolField = integer("id", "the client's number of this request; the answer carries it");
export const key: ProtocolField = maybe(
  "key",
  "text",
  "idempotency key: the same key twice does it once, and answers the same",
);
export const instrument: ProtocolField = integer("instrument", "dense index into `welcome.instruments`");
export const price = (name: string, doc: string): ProtocolField =>
  integer(name, `${doc}, in units of the instrument's price`);
export const size = (name: string, doc: string): ProtocolField =>
  integer(name, `${doc}, in units of the instrument's size`);
export const levels = (name: string, doc: string): ProtocolField => field(name, { list: "integer" }, doc);
/** What each update begins with. */
export const update: readonly ProtocolField[] = [
  integer("subscription", "whose update it is"),
  integer("number", "counts the subscription's updates from 1: one that is skipped was lost"),
  integer("sequence", "number of the engine's input that led to it"),
  field("time", "time", "event time"),
];
export const side: ProtocolField = field("side", { oneOf: SIDES }, "whose side");
