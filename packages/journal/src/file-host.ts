import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { type FileMapping, type JournalFile, type JournalHost, pathOf } from "./host.ts";
import { systemCalls } from "./internal/system-calls.ts";
import { SyncThread } from "./sync-thread.ts";

const FLAGS = { read: "r", write: "r+", create: "wx+" } as const;

/** The files of the machine, through `node:fs`; under Bun with locks, and on Linux with mappings. */
export const fileHost: JournalHost = {
  makeFolder: (folder) => {
    mkdirSync(folder, { recursive: true });
  },
  list: (folder) => readdirSync(folder),
  open: (folder, name, mode) => {
    const descriptor = openSync(pathOf(folder, name), FLAGS[mode]);
    return systemCalls()?.canMap === true ? new MappableFile(descriptor) : new DescriptorFile(descriptor);
  },
  remove: (folder, name) => unlinkSync(pathOf(folder, name)),
  rename: (folder, from, to) => renameSync(pathOf(folder, from), pathOf(folder, to)),
  syncFolder: (folder) => {
    // Windows opens no folders; its journal makes the names durable by itself.
    if (process.platform === "win32") return;
    const descriptor = openSync(folder, "r");
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  },
  lock: (folder) => {
    const calls = systemCalls();
    if (calls === undefined) return undefined;
    const descriptor = openSync(folder, "r");
    if (calls.lock(descriptor)) return { [Symbol.dispose]: () => closeSync(descriptor) };
    closeSync(descriptor);
    throw new Error("another writer has it open");
  },
  syncInBackground: (folder, intervalMillis) => new SyncThread(folder, intervalMillis),
};

/** A file by its descriptor. */
export class DescriptorFile implements JournalFile {
  readonly descriptor: number;

  constructor(descriptor: number) {
    this.descriptor = descriptor;
  }

  size(): number {
    return fstatSync(this.descriptor).size;
  }

  readAt(bytes: Uint8Array, start: number, length: number, position: number): number {
    return readSync(this.descriptor, bytes, start, length, position);
  }

  writeAt(bytes: Uint8Array, start: number, length: number, position: number): number {
    return writeSync(this.descriptor, bytes, start, length, position);
  }

  truncate(length: number): void {
    ftruncateSync(this.descriptor, length);
  }

  sync(): void {
    fdatasyncSync(this.descriptor);
  }

  close(): void {
    closeSync(this.descriptor);
  }
}

class MappableFile extends DescriptorFile {
  map(position: number, length: number): FileMapping {
    return systemCalls()!.map(this.descriptor, position, length);
  }
}
