/** Files in memory with faults on demand, and a crash that forgets what was not synced. */
import type { JournalFile, JournalHost } from "../host.ts";

/** What a {@link MemoryHost} does wrong. */
export interface Faults {
  /** Bytes that one write or read takes at the most. */
  bytesPerCall?: number;
  /** Bytes that may be written before the disk is full. */
  room?: number;
  /** The number of the sync that fails, counted from 1. */
  failingSync?: number;
  /** The call that fails: its name, and which one of that name, counted from 1. */
  failing?: { call: string; nth: number };
}

interface MemoryFile {
  bytes: Uint8Array;
  /** The bytes at the last sync. */
  synced: Uint8Array;
}

export class MemoryHost implements JournalHost {
  readonly files: Map<string, MemoryFile> = new Map();
  faults: Faults = {};
  openFiles = 0;
  syncs = 0;
  readonly #calls = new Map<string, number>();

  makeFolder(): void {
    this.#count("makeFolder");
  }

  list(): string[] {
    this.#count("list");
    return [...this.files.keys()].reverse();
  }

  remove(_folder: string, name: string): void {
    this.#count("remove");
    this.files.delete(name);
  }

  rename(_folder: string, from: string, to: string): void {
    this.#count("rename");
    const file = this.files.get(from);
    if (file === undefined) throw new Error("ENOENT: it is not there");
    this.files.delete(from);
    this.files.set(to, file);
  }

  syncFolder(): void {
    this.#count("syncFolder");
  }

  open(_folder: string, name: string, mode: "read" | "write" | "create"): JournalFile {
    this.#count("open");
    const isThere = this.files.has(name);
    if (mode === "create" && isThere) throw new Error("EEXIST: it is there");
    if (mode !== "create" && !isThere) throw new Error("ENOENT: it is not there");
    if (mode === "create") this.files.set(name, { bytes: new Uint8Array(0), synced: new Uint8Array(0) });
    const file = this.files.get(name)!;
    let isOpen = true;
    this.openFiles += 1;
    const mustBeOpen = () => {
      if (!isOpen) throw new Error("EBADF: it is closed");
    };
    return {
      size: () => {
        mustBeOpen();
        return file.bytes.length;
      },
      readAt: (bytes, start, length, position) => {
        mustBeOpen();
        this.#count("readAt");
        const part = file.bytes.subarray(position, position + Math.min(length, this.faults.bytesPerCall ?? length));
        bytes.set(part, start);
        return part.length;
      },
      writeAt: (bytes, start, length, position) => {
        mustBeOpen();
        this.#count("writeAt");
        const taken = this.#take(Math.min(length, this.faults.bytesPerCall ?? length));
        const grown = new Uint8Array(Math.max(file.bytes.length, position + taken));
        grown.set(file.bytes);
        grown.set(bytes.subarray(start, start + taken), position);
        file.bytes = grown;
        return taken;
      },
      truncate: (length) => {
        mustBeOpen();
        this.#count("truncate");
        file.bytes = file.bytes.slice(0, length);
      },
      sync: () => {
        mustBeOpen();
        this.#count("sync");
        this.syncs += 1;
        if (this.syncs === this.faults.failingSync) throw new Error("EIO: the sync failed");
        file.synced = file.bytes.slice();
      },
      close: () => {
        mustBeOpen();
        isOpen = false;
        this.openFiles -= 1;
      },
    };
  }

  /** A host with the same bytes and no faults. */
  copy(): MemoryHost {
    const other = new MemoryHost();
    for (const [name, file] of this.files)
      other.files.set(name, { bytes: file.bytes.slice(), synced: file.synced.slice() });
    return other;
  }

  /** What is there after a loss of power: the synced bytes. */
  afterPowerLoss(): MemoryHost {
    const other = new MemoryHost();
    for (const [name, file] of this.files)
      other.files.set(name, { bytes: file.synced.slice(), synced: file.synced.slice() });
    return other;
  }

  /** The bytes of the only file, or of a named one. */
  bytes(name: string = [...this.files.keys()].sort().at(-1)!): Uint8Array {
    return this.files.get(name)!.bytes;
  }

  #take(length: number): number {
    const room = this.faults.room;
    if (room === undefined) return length;
    if (room === 0) throw new Error("ENOSPC: the disk is full");
    const taken = Math.min(length, room);
    this.faults.room = room - taken;
    return taken;
  }

  #count(call: string): void {
    const nth = (this.#calls.get(call) ?? 0) + 1;
    this.#calls.set(call, nth);
    const failing = this.faults.failing;
    if (failing?.call === call && failing.nth === nth) throw new Error(`EIO: ${call} failed`);
  }

  /** Counts calls from here on, for `failing`. */
  countAnew(): void {
    this.#calls.clear();
    this.syncs = 0;
  }
}
