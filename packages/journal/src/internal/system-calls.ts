/** The few calls of the operating system that `node:fs` has not, through `bun:ffi`. */
import { createRequire } from "node:module";
import type { FileMapping } from "../host.ts";

/** What can be called here. */
export interface SystemCalls {
  /** Whether `map` can be used. */
  readonly canMap: boolean;
  /** Takes an exclusive lock of an open file or folder, which goes with its last descriptor; false if another has it. */
  lock(descriptor: number): boolean;
  /** Reserves disk and maps it; throws when the machine refuses. */
  map(descriptor: number, position: number, length: number): FileMapping;
}

// Values of Linux and macOS alike, but for posix_fallocate, which macOS has not.
const LOCK_EXCLUSIVE_NOW = 2 | 4;
const READ_WRITE = 1 | 2;
const MAP_SHARED = 1;
/** Read nothing ahead. Without it the first store into a mapping waits until all of it is filled with zeros: 600 µs a mebibyte. */
const ADVICE_RANDOM = 1;
const ERRORS: Readonly<Record<number, string>> = {
  5: "EIO: the disk failed",
  27: "EFBIG: the file would be too long",
  28: "ENOSPC: the disk is full",
  95: "EOPNOTSUPP: the file system reserves no room",
  122: "EDQUOT: the quota is used up",
};

type MapCall = "posix_fallocate" | "mmap" | "munmap" | "madvise";
type Call = (...values: (number | bigint | null)[]) => number | bigint | null;

let found: SystemCalls | null | undefined;

/** The calls, or undefined where they cannot be reached: under Node, and on other systems. */
export function systemCalls(): SystemCalls | undefined {
  found ??= typeof Bun === "undefined" ? null : load();
  return found ?? undefined;
}

function load(): SystemCalls | null {
  const ffi = createRequire(import.meta.url)("bun:ffi") as typeof import("bun:ffi");
  const musl = process.arch === "arm64" ? "libc.musl-aarch64.so.1" : "libc.musl-x86_64.so.1";
  const isLinux = process.platform === "linux";
  for (const library of isLinux ? ["libc.so.6", musl] : process.platform === "darwin" ? ["libSystem.B.dylib"] : []) {
    try {
      const { flock } = ffi.dlopen(library, { flock: { args: ["i32", "i32"], returns: "i32" } }).symbols;
      const lock = (descriptor: number): boolean => flock(descriptor, LOCK_EXCLUSIVE_NOW) === 0;
      if (!isLinux) return { canMap: false, lock, map: () => refuse("EOPNOTSUPP: not on this system") };
      const symbols = ffi.dlopen(library, {
        posix_fallocate: { args: ["i32", "i64", "i64"], returns: "i32" },
        mmap: { args: ["ptr", "usize", "i32", "i32", "i32", "i64"], returns: "ptr" },
        munmap: { args: ["ptr", "usize"], returns: "i32" },
        madvise: { args: ["ptr", "usize", "i32"], returns: "i32" },
      }).symbols as unknown as Record<MapCall, Call>;
      return { canMap: true, lock, map: (...where) => mapFile(ffi, symbols, ...where) };
    } catch {
      // The other C library, or none that can be reached: then without.
    }
  }
  return null;
}

function mapFile(
  ffi: typeof import("bun:ffi"),
  calls: Record<MapCall, Call>,
  descriptor: number,
  position: number,
  length: number,
): FileMapping {
  const error = Number(calls.posix_fallocate(descriptor, position, length));
  if (error !== 0) refuse(ERRORS[error] ?? `error ${error} of posix_fallocate`);
  const address = calls.mmap(null, length, READ_WRITE, MAP_SHARED, descriptor, position);
  // MAP_FAILED is all ones, which comes as a bigint.
  if (typeof address !== "number") refuse("the file cannot be mapped");
  calls.madvise(address, length, ADVICE_RANDOM);
  const words = new Int32Array(ffi.toArrayBuffer(address as never, 0, length));
  return {
    words,
    [Symbol.dispose]: () => {
      calls.munmap(address, length);
    },
  };
}

function refuse(what: string): never {
  throw new Error(what);
}
