/** Files in memory with faults on demand, crashes between any two calls, and losses of power that forget what was not synced. */
import type { BackgroundSync, JournalFile, JournalHost } from "../host.ts";

/** What a {@link MemoryHost} does wrong. */
export interface Faults {
  /** Bytes that one write or read takes at the most. */
  bytesPerCall?: number;
  /** Bytes that may be written before the disk is full. */
  room?: number;
  /** The number of the sync that fails, counted from 1. */
  failingSync?: number;
  /** The call that fails: its name, and which one of that name, counted from 1; what it throws. */
  failing?: { call: string; nth: number; error?: string };
  /** The process ends within the call of this number, counted from 1; a write has then written so many bytes. */
  crash?: { atCall: number; bytes: number };
  /** How often the background's disk must be waited for until it has done a round. */
  waitsPerSync?: number;
}

/** Thrown by the call in which the process ends, and by all after it. */
export class Crash extends Error {}

interface MemoryFile {
  bytes: Uint8Array;
  /** The bytes at the last sync. */
  synced: Uint8Array;
}

interface Mapping {
  file: MemoryFile;
  position: number;
  words: Int32Array;
}

/** Power loss keeps or loses whole sectors. */
const SECTOR = 512;

export class MemoryHost implements JournalHost {
  readonly files: Map<string, MemoryFile> = new Map();
  /** The folder as a loss of power would leave it. */
  syncedNames: Map<string, MemoryFile> = new Map();
  faults: Faults = {};
  openFiles = 0;
  syncs = 0;
  /** All calls so far, for `crash`. */
  calls = 0;
  background: MemorySync | undefined;
  readonly #counts = new Map<string, number>();
  readonly #mappings = new Set<Mapping>();

  makeFolder(): void {
    this.#count("makeFolder");
  }

  list(): string[] {
    this.#count("list");
    return [...this.files.keys()].reverse();
  }

  remove(_folder: string, name: string): void {
    this.#count("remove");
    if (!this.files.delete(name)) throw new Error("ENOENT: it is not there");
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
    this.syncedNames = new Map(this.files);
  }

  syncInBackground(): BackgroundSync {
    this.background = new MemorySync(this);
    return this.background;
  }

  open(_folder: string, name: string, mode: "read" | "write" | "create"): JournalFile {
    this.#count("open");
    const isThere = this.files.has(name);
    if (mode === "create" && isThere) throw new Error("EEXIST: it is there");
    if (mode !== "create" && !isThere) throw new Error("ENOENT: it is not there");
    if (mode === "create") this.files.set(name, { bytes: new Uint8Array(0), synced: new Uint8Array(0) });
    this.openFiles += 1;
    return this.#handle(this.files.get(name)!);
  }

  #handle(file: MemoryFile): JournalFile {
    let isOpen = true;
    const use = (call: string) => {
      if (!isOpen) throw new Error("EBADF: it is closed");
      this.#count(call);
      this.#pull();
    };
    return {
      size: () => {
        use("size");
        return file.bytes.length;
      },
      readAt: (bytes, start, length, position) => {
        use("readAt");
        const part = file.bytes.subarray(position, position + Math.min(length, this.faults.bytesPerCall ?? length));
        bytes.set(part, start);
        return part.length;
      },
      writeAt: (bytes, start, length, position) => {
        const { crash } = this.faults;
        if (crash?.atCall === this.calls + 1) this.#write(file, bytes, start, Math.min(crash.bytes, length), position);
        use("writeAt");
        const taken = this.#take(Math.min(length, this.faults.bytesPerCall ?? length));
        this.#write(file, bytes, start, taken, position);
        return taken;
      },
      truncate: (length) => {
        use("truncate");
        file.bytes = file.bytes.slice(0, length);
      },
      sync: () => {
        use("sync");
        this.syncs += 1;
        if (this.syncs === this.faults.failingSync) throw new Error("EIO: the sync failed");
        file.synced = file.bytes.slice();
      },
      map: (position, length) => {
        use("map");
        this.#take(length, true);
        const grown = new Uint8Array(Math.max(file.bytes.length, position + length));
        grown.set(file.bytes);
        file.bytes = grown;
        const mapping = { file, position, words: new Int32Array(grown.slice(position, position + length).buffer) };
        this.#mappings.add(mapping);
        const release = () => {
          this.#pull();
          this.#mappings.delete(mapping);
        };
        return { words: mapping.words, [Symbol.dispose]: release };
      },
      close: () => {
        use("close");
        isOpen = false;
        this.openFiles -= 1;
      },
    };
  }

  /** A host with the same bytes and no faults: what is there after the process has ended. */
  copy(): MemoryHost {
    this.#pull();
    const copies = new Map<MemoryFile, MemoryFile>();
    const copyOf = (file: MemoryFile): MemoryFile => {
      const copy = copies.get(file) ?? { bytes: file.bytes.slice(), synced: file.synced.slice() };
      copies.set(file, copy);
      return copy;
    };
    const other = new MemoryHost();
    for (const [name, file] of this.files) other.files.set(name, copyOf(file));
    for (const [name, file] of this.syncedNames) other.syncedNames.set(name, copyOf(file));
    return other;
  }

  /**
   * What is there after a loss of power. Without `keeps`: the synced bytes, and every name. With it: of each name and each
   * sector that was not synced it is asked whether it had reached the disk all the same, in whatever order.
   */
  afterPowerLoss(keeps?: () => boolean): MemoryHost {
    this.#pull();
    const other = new MemoryHost();
    const names = new Set([...this.files.keys(), ...this.syncedNames.keys()]);
    for (const name of names) {
      const [now, before] = [this.files.get(name), this.syncedNames.get(name)];
      const file = keeps === undefined || now === before || keeps() ? now : before;
      if (file === undefined) continue;
      const bytes = keeps === undefined ? file.synced.slice() : mixed(file, keeps);
      other.files.set(name, { bytes, synced: bytes.slice() });
    }
    other.syncedNames = new Map(other.files);
    return other;
  }

  /** Names of the segments, in order. */
  segments(): string[] {
    return [...this.files.keys()].filter((name) => name.endsWith(".hpj")).sort();
  }

  /** The bytes of the last segment, or of a named file. */
  bytes(name: string = this.segments().at(-1)!): Uint8Array {
    this.#pull();
    return this.files.get(name)!.bytes;
  }

  /** Counts calls from here on, for `failing` and `crash`. */
  countAnew(): void {
    this.#counts.clear();
    this.calls = 0;
    this.syncs = 0;
  }

  /** Writes into the file, and into the memory that shows it. */
  #write(file: MemoryFile, bytes: Uint8Array, start: number, length: number, position: number): void {
    this.#pull();
    write(file, bytes, start, length, position);
    for (const { file: mapped, position: from, words } of this.#mappings)
      if (mapped === file) new Uint8Array(words.buffer).set(file.bytes.subarray(from, from + words.byteLength));
  }

  #take(length: number, allOrNone = false): number {
    const room = this.faults.room;
    if (room === undefined) return length;
    if (room === 0 || (allOrNone && room < length)) throw new Error("ENOSPC: the disk is full");
    const taken = Math.min(length, room);
    this.faults.room = room - taken;
    return taken;
  }

  #count(call: string): void {
    this.calls += 1;
    const { crash, failing } = this.faults;
    if (crash !== undefined && this.calls >= crash.atCall) throw new Crash("the process has ended");
    const nth = (this.#counts.get(call) ?? 0) + 1;
    this.#counts.set(call, nth);
    if (failing?.call === call && failing.nth === nth) throw new Error(failing.error ?? `EIO: ${call} failed`);
  }

  /** What was stored in mappings is in the files. */
  #pull(): void {
    for (const { file, position, words } of this.#mappings)
      file.bytes.set(new Uint8Array(words.buffer).subarray(0, Math.max(0, file.bytes.length - position)), position);
  }
}

/** The thread that syncs, without a thread: it works when a test says so, or when it is waited for. */
export class MemorySync implements BackgroundSync {
  durableSequence = -1;
  syncs = 0;
  filesDone = 0;
  failure: string | undefined;
  waits = 0;
  readonly #host: MemoryHost;
  readonly #files: JournalFile[] = [];
  #written = -1;

  constructor(host: MemoryHost) {
    this.#host = host;
  }

  begin(file: JournalFile): void {
    this.#files.push(file);
  }

  written(sequence: number): void {
    this.#written = sequence;
  }

  /** One round: what was written is synced. */
  round(): void {
    if (this.failure !== undefined || this.#files.length === 0) return;
    try {
      for (const file of this.#files.slice(this.filesDone)) {
        file.sync();
        this.syncs += 1;
      }
      this.#host.syncFolder();
      this.filesDone = this.#files.length - 1;
      this.durableSequence = this.#written;
    } catch (error) {
      this.failure = (error as Error).message;
    }
  }

  wait(): void {
    this.waits += 1;
    if (this.waits % (this.#host.faults.waitsPerSync ?? 1) === 0) this.round();
  }

  [Symbol.dispose](): void {
    this.round();
  }
}

function write(file: MemoryFile, bytes: Uint8Array, start: number, length: number, position: number): void {
  const grown = new Uint8Array(Math.max(file.bytes.length, position + length));
  grown.set(file.bytes);
  grown.set(bytes.subarray(start, start + length), position);
  file.bytes = grown;
}

/** The file's synced bytes with those of its newer sectors that had reached the disk. */
function mixed(file: MemoryFile, keeps: () => boolean): Uint8Array {
  const { bytes, synced } = file;
  const kept = new Uint8Array(Math.max(bytes.length, synced.length));
  kept.set(synced);
  let length = synced.length;
  for (let at = 0; at < kept.length; at += SECTOR) {
    const sector = bytes.subarray(at, at + SECTOR);
    if (sector.every((byte, i) => byte === kept[at + i]) && at + sector.length <= synced.length) continue;
    if (!keeps()) continue;
    kept.set(sector, at);
    length = Math.max(length, at + sector.length);
  }
  return kept.slice(0, length);
}
