import { IoError } from "@hotpath/core";
import type { JournalFile } from "../host.ts";

/** Runs a call of the host; its error becomes an {@link IoError} that says what was done to which file. */
export function io<T>(what: string, path: string, call: () => T): T {
  try {
    return call();
  } catch (cause) {
    throw new IoError(`journal: cannot ${what} ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

/** Writes all the bytes, however few the machine takes at a time. */
export function writeAll(file: JournalFile, bytes: Uint8Array, length: number, position: number): void {
  let done = 0;
  while (done < length) {
    const written = file.writeAt(bytes, done, length - done, position + done);
    if (!(written > 0)) throw new Error(`the machine took ${done} of ${length} bytes and then none`);
    done += written;
  }
}

/** Reads until `length` bytes are there or the file ends; answers how many. */
export function readFully(
  file: JournalFile,
  bytes: Uint8Array,
  start: number,
  length: number,
  position: number,
): number {
  let done = 0;
  while (done < length) {
    const read = file.readAt(bytes, start + done, length - done, position + done);
    if (read <= 0) break;
    done += read;
  }
  return done;
}
