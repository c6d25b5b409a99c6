/**
 * Nasdaq's OUCH 5.0, order entry in both directions: bytes → `OuchDecoder` → `OuchColumns`; messages → `encodeOuch` → bytes.
 * `ouch-messages.ts` is the table of all types, fields and options.
 */
export * from "./ouch-columns.ts";
export * from "./ouch-decoder.ts";
export { encodeOuch, readOuch } from "./ouch-message-bytes.ts";
export {
  OUCH_INBOUND,
  OUCH_MAX_BYTES,
  OUCH_OPTIONS,
  OUCH_OUTBOUND,
  type OuchDirection,
  type OuchInbound,
  type OuchMessage,
  type OuchOptionName,
  type OuchOptions,
  type OuchOutbound,
  type OuchUnknownOption,
} from "./ouch-messages.ts";
