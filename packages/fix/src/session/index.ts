/**
 * FIX sessions: `Session` is the state machine, fed by a host with connections, messages and time; a `MessageStore` keeps
 * its numbers and messages; an `Application` hears of them. Hosts with sockets are in `@hotpath/fix/net`.
 */
export { MemoryStore, type MemoryStoreOptions } from "../store/memory-store.ts";
export type { LateStore, MessageStore, MessageStoreFactory } from "../store/message-store.ts";
export * from "./acceptance-application.ts";
export * from "./application.ts";
export { DropCopy, type DropCopyOptions } from "./drop-copy.ts";
export * from "./message-stream.ts";
export * from "./options.ts";
export { type MessageHeader, reversedRoute } from "./outgoing.ts";
export * from "./schedule.ts";
export * from "./session.ts";
export * from "./session-id.ts";
export * from "./session-link.ts";
