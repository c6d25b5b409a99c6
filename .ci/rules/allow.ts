/** Exceptions from the rules of the house, each with its reason. One that nothing needs any more is a violation. */

/** A file that may do what a rule forbids. */
export interface Allowance {
  /** The file, below the root. */
  path: string;
  reason: string;
}

/** Files of domain packages that may read a clock, ask for randomness or use inexact functions. */
export const determinismAllowed: readonly Allowance[] = [
  { path: "packages/core/src/system-clock.ts", reason: "the one clock that reads the system's; hosts inject it" },
  {
    path: "packages/gateway/src/server/runtime-monitor.ts",
    reason: "the runtime's own measurements of its event loop and collections, which are in no state",
  },
  { path: "packages/gateway/src/server/secrets.ts", reason: "tokens, salts and names of sessions must not be guessed" },
];

/** Files that may be longer than the limit. */
export const lengthAllowed: readonly Allowance[] = [
  { path: "packages/core/c/hotpath_events.h", reason: "one header for all records, written from the schema" },
];

/** Entries of packages that no browser can load, for they are about files, processes or sockets. */
export const hostEntries: readonly { entry: string; reason: string }[] = [
  { entry: "@hotpath/backtest/catalog", reason: "a folder of files" },
  { entry: "@hotpath/backtest/trial-cache", reason: "a file of results" },
  { entry: "@hotpath/fix/net", reason: "sockets, files of configuration and logs" },
  { entry: "@hotpath/fix/sqlite", reason: "a database of the host" },
  { entry: "@hotpath/gateway/server", reason: "sockets, and hashes of tokens" },
  { entry: "@hotpath/gateway/uws", reason: "sockets of Node" },
  { entry: "@hotpath/journal", reason: "files" },
  { entry: "@hotpath/journal/parquet", reason: "files" },
  { entry: "@hotpath/journal/sql", reason: "files, and a database of the host" },
];

/** Optional peer dependencies that no registry has. */
export const peersElsewhere: readonly { name: string; reason: string }[] = [
  { name: "uWebSockets.js", reason: "released on GitHub alone; the entry that needs it loads without, and says so" },
];
