/**
 * The gateway's protocol: the messages' types, the schema that they come from, and the codec.
 */
export { MessagePackWriter } from "../codec/message-pack-writer.ts";
export { fromJson, toJson } from "../codec/json.ts";
export { type FrameBounds, MessagePackReader } from "../codec/message-pack-reader.ts";
export * from "./generated/messages.ts";
export { type Checked, checkClientMessage, checkServerMessage, type MessageFault } from "./check-message.ts";
export * from "./generated/writers.ts";
export {
  ERROR_CODES,
  type FieldKind,
  PROTOCOL,
  PROTOCOL_VERSION,
  type ProtocolField,
  type ProtocolMessage,
  ROLES,
  TOPICS,
} from "./schema.ts";
