export * from "./cursor.ts";
export * from "./generated/index.ts";
export * from "./queue.ts";
export { EVENT_SCHEMA, type FieldDefinition, type FieldType, type RecordDefinition } from "./schema.ts";
export * from "./slot.ts";
