import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { IoError } from "@hotpath/core";

/** `LOCK_EX | LOCK_NB` of flock(2), on Linux, macOS and the BSDs alike. */
const EXCLUSIVE_AT_ONCE = 2 | 4;
/** The C library, by platform; of several the first that is there. */
const LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  linux: ["libc.so.6", "libc.so", `libc.musl-${process.arch === "arm64" ? "aarch64" : "x86_64"}.so.1`],
  darwin: ["libSystem.B.dylib"],
};

type Flock = (descriptor: number, operation: number) => number;
let flock: Flock | null | undefined;

/** flock(2), which the host does not have itself; `null` where it cannot be reached either. */
function systemFlock(): Flock | null {
  for (const library of LIBRARIES[process.platform] ?? []) {
    try {
      const { dlopen } = createRequire(import.meta.url)("bun:ffi") as typeof import("bun:ffi");
      return dlopen(library, { flock: { args: ["i32", "i32"], returns: "i32" } }).symbols.flock;
    } catch {
      // No such library, or a host without foreign functions.
    }
  }
  return null;
}

/**
 * Keeps a second process, or a second part of this one, from a file: a lock of the kernel, flock(2), on a file beside it. It
 * is gone with the process, however that ends, so nothing is ever left to be cleaned up. In the file is the number of the
 * process that has it or had it last.
 */
export class FileLock implements Disposable {
  readonly #descriptor: number;

  /**
   * Takes the lock.
   *
   * @returns `undefined` where the host has no way to it: outside of Bun, and on Windows
   * @throws {IoError} naming who has it, or why the file cannot be opened
   */
  static take(path: string): FileLock | undefined {
    flock ??= systemFlock();
    if (flock === null) return undefined;
    let descriptor: number;
    try {
      descriptor = openSync(path, "a+");
    } catch (error) {
      throw new IoError(`${path}: cannot be opened (${(error as Error).message})`, { cause: error });
    }
    if (flock(descriptor, EXCLUSIVE_AT_ONCE) !== 0) {
      closeSync(descriptor);
      throw new IoError(`${path}: is locked by ${holder(path)}; two must not write to one store`);
    }
    ftruncateSync(descriptor, 0);
    writeSync(descriptor, `${process.pid}\n`);
    return new FileLock(descriptor);
  }

  private constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Gives it back. The file stays: who removed it would lock out nobody who had opened it before. */
  [Symbol.dispose](): void {
    closeSync(this.#descriptor);
  }
}

function holder(path: string): string {
  const text = readFileSync(path, "latin1").trim();
  if (text === String(process.pid)) return "this process";
  return text === "" ? "another process" : `the process ${text}`;
}
