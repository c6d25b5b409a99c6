/**
 * The gateway's protocol: the messages' types, the schema that they come from, and the codec.
 */

export { COLUMN_TOPICS, type ColumnMaker, type ColumnTopic, readColumn, writeColumn } from "../codec/columns.ts";
export { fromJson, toJson } from "../codec/json.ts";
export { type FrameBounds, MessagePackReader } from "../codec/message-pack-reader.ts";
export { MessagePackWriter } from "../codec/message-pack-writer.ts";
export { type Checked, checkClientMessage, checkServerMessage, type MessageFault } from "./check-message.ts";
export { ClientFrameReader } from "./client-frame-reader.ts";
export * from "./generated/messages.ts";
export * from "./generated/writers.ts";
export { ERROR_CODES, PROTOCOL, PROTOCOL_VERSION, ROLES, TOPICS } from "./schema.ts";
export type { FieldKind, ProtocolField, ProtocolMessage } from "./schema-fields.ts";
