import { createHash, type Hash } from "node:crypto";
import { closeSync, createReadStream, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { IoError } from "@hotpath/core";

/** What the machine refuses becomes an {@link IoError} that names the file. */
export function io<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new IoError(`${path}: ${(error as Error).message}`, { cause: error });
  }
}

/** SHA-256 of bytes that come in pieces. */
export function checksum(): Hash {
  return createHash("sha256");
}

/** SHA-256 and length of a file, read in pieces. @throws {IoError} */
export async function checksumOf(path: string): Promise<{ sha256: string; bytes: number }> {
  const hash = checksum();
  let bytes = 0;
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
      hash.update(piece as Uint8Array);
      bytes += (piece as Uint8Array).length;
    }
  } catch (error) {
    throw new IoError(`${path}: ${(error as Error).message}`, { cause: error });
  }
  return { sha256: hash.digest("hex"), bytes };
}

/** Writes bytes behind what a file has; made where it is not there. */
export function appendBytes(path: string, bytes: Uint8Array): void {
  io(path, () => {
    const file = openSync(path, "a");
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    } finally {
      closeSync(file);
    }
  });
}

/** Waits until a file, or a folder's list of names, is on the disk. */
export function syncPath(path: string): void {
  io(path, () => {
    const file = openSync(path, "r");
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  });
}

/** Gives a file another text: after a crash it has the one or the other. */
export function replaceFile(path: string, text: string): void {
  const next = `${path}.next`;
  io(next, () => rmSync(next, { force: true }));
  appendBytes(next, new TextEncoder().encode(text));
  syncPath(next);
  io(path, () => renameSync(next, path));
  syncPath(dirname(path));
}
