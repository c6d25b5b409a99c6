/**
 * FIX over sockets: an `Acceptor` takes connections, an `Initiator` makes one; both drive sessions of
 * `@hotpath/fix/session`. `FixEngine` starts those of a file of QuickFIX's settings. Stores and logs on files are here too.
 */
export * from "../log/file-log.ts";
export * from "../settings/session-settings.ts";
export * from "../settings/settings-text.ts";
export * from "../settings/versions.ts";
export { FileStore, type FileStoreOptions, fileStores } from "../store/file-store.ts";
export * from "./acceptor.ts";
export * from "./bun-sockets.ts";
export * from "./engine.ts";
export * from "./initiator.ts";
export * from "./transport.ts";
