import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";
import { InputError, IoError } from "@hotpath/core";

/** Begins every file, so that another one is not taken for it. */
const MAGIC = "HPFIXST1";
/** Bytes before a record's own: its length and its checksum. */
export const RECORD_HEAD = 8;
const HEAD: number = RECORD_HEAD;
/** A length beyond it is none. */
const RECORD_MAX = 2 ** 30;
/** A record longer than this is not looked for behind damage: most bytes that are no length are greater. */
const SOUGHT_MAX = 2 ** 20;
/** Bytes that are read at once. */
const WINDOW = 65_536;
/** Bytes that are gathered at first. */
const GATHER = 65_536;

/** A record that was found. */
export interface FoundRecord {
  /** Where it begins in the file. */
  offset: number;
  bytes: Uint8Array;
  /** Its bytes are `bytes[start … end − 1]`. */
  start: number;
  end: number;
}

/**
 * A file of records, each behind its length and a CRC-32 that covers both. Records are gathered and written at the end with
 * one call. What a crash has left half written at the end is cut off; a fault that whole records lie behind is damage, and
 * refused.
 */
export class RecordFile {
  readonly path: string;
  /** Bytes cut off when it was opened. */
  torn = 0;
  #descriptor: number;
  /** Length of the file, and of the file with what is gathered. */
  #written = 0;
  #gathered: Uint8Array = new Uint8Array(GATHER);
  #view: DataView = new DataView(this.#gathered.buffer);
  #count = 0;
  #window: Uint8Array = new Uint8Array(WINDOW);
  #windowFrom = 0;
  #windowTo = 0;
  #unsynced = false;
  #broken = false;

  /**
   * Opens a file, or makes it.
   *
   * @param found called for every record that is there, in order
   * @throws {IoError} if the machine refuses
   * @throws {InputError} `CORRUPT` for damage, or another kind of file
   */
  constructor(path: string, mode: "open" | "create", found: (record: FoundRecord) => void = () => {}) {
    this.path = path;
    this.#descriptor = this.#ask("opened", () => openSync(path, mode === "create" ? "w+" : "a+"));
    if (mode === "open") {
      // Opened once more without appending: positions are given with every write.
      closeSync(this.#descriptor);
      this.#descriptor = this.#ask("opened", () => openSync(path, "r+"));
      this.#recover(found);
    }
    if (this.#written === 0) {
      this.#ask("written", () => writeSync(this.#descriptor, MAGIC, 0));
      this.#written = MAGIC.length;
      this.#unsynced = true;
    }
  }

  /** Where the next record will begin. */
  get end(): number {
    return this.#written + this.#count;
  }

  /** Whether something waits to be written. */
  get pending(): boolean {
    return this.#count > 0;
  }

  /** Begins a record of so many bytes; they go to `bytes` from the answer on, and {@link close} follows. */
  begin(length: number): number {
    const needed = this.#count + HEAD + length;
    if (needed > this.#gathered.length) {
      let size = this.#gathered.length;
      while (size < needed) size *= 2;
      const gathered = new Uint8Array(size);
      gathered.set(this.#gathered.subarray(0, this.#count));
      this.#gathered = gathered;
      this.#view = new DataView(gathered.buffer);
    }
    this.#view.setUint32(this.#count, length, true);
    return this.#count + HEAD;
  }

  /** The memory of the record that was begun. */
  get bytes(): Uint8Array {
    return this.#gathered;
  }

  get view(): DataView {
    return this.#view;
  }

  /** Ends the record of so many bytes that was begun. */
  close(length: number): void {
    const at = this.#count;
    const sum = checkSum(this.#gathered, at, at + HEAD, at + HEAD + length);
    this.#view.setUint32(at + 4, sum, true);
    this.#count = at + HEAD + length;
  }

  /** Writes what was gathered: it survives the end of this process. @throws {IoError} and from then on always */
  write(): void {
    if (this.#broken) throw new IoError(`${this.path}: a write has failed; what is stored is not known any more`);
    const count = this.#count;
    for (let from = 0; from < count; ) {
      const start = from;
      from += this.#ask("written", () =>
        writeSync(this.#descriptor, this.#gathered, start, count - start, this.#written + start),
      );
    }
    if (count > 0) this.#unsynced = true;
    this.#written += count;
    this.#count = 0;
  }

  /** Returns when what was written would survive a loss of power. */
  sync(): void {
    if (!this.#unsynced) return;
    this.#ask("synced", () => fdatasyncSync(this.#descriptor));
    this.#unsynced = false;
  }

  /** The bytes of the record at an offset; `undefined` where there is none. They hold until the next call. */
  read(offset: number): Uint8Array | undefined {
    if (offset >= this.#written) this.write();
    if (!this.#load(offset, HEAD)) return undefined;
    const head = offset - this.#windowFrom;
    const length = readUint32(this.#window, head);
    if (length > RECORD_MAX || !this.#load(offset, HEAD + length)) return undefined;
    const at = offset - this.#windowFrom;
    const end = at + HEAD + length;
    if (checkSum(this.#window, at, at + HEAD, end) !== readUint32(this.#window, at + 4)) return undefined;
    return this.#window.subarray(at + HEAD, end);
  }

  dispose(): void {
    try {
      closeSync(this.#descriptor);
    } catch {}
    this.#broken = true;
  }

  /** Makes sure that the window holds so many bytes from an offset on; false where the file has not got them. */
  #load(offset: number, length: number): boolean {
    if (offset >= this.#windowFrom && offset + length <= this.#windowTo) return true;
    if (length > this.#window.length) this.#window = new Uint8Array(length);
    const wanted = Math.min(this.#window.length, this.#written - offset);
    let got = 0;
    while (got < wanted) {
      const read = this.#ask("read", () => readSync(this.#descriptor, this.#window, got, wanted - got, offset + got));
      if (read === 0) break;
      got += read;
    }
    this.#windowFrom = offset;
    this.#windowTo = offset + got;
    return got >= length;
  }

  #recover(found: (record: FoundRecord) => void): void {
    const size = this.#ask("read", () => fstatSync(this.#descriptor).size);
    this.#written = size;
    if (size === 0) return;
    const magic = this.#load(0, MAGIC.length) && String.fromCharCode(...this.#window.subarray(0, MAGIC.length));
    if (magic !== MAGIC && size >= MAGIC.length)
      throw new InputError("CORRUPT", `${this.path}: is no store of FIX messages`);
    let offset = magic === MAGIC ? MAGIC.length : 0;
    while (offset > 0 && offset < size) {
      const bytes = this.read(offset);
      if (bytes === undefined) break;
      const start = offset + HEAD - this.#windowFrom;
      found({ offset, bytes: this.#window, start, end: start + bytes.length });
      offset += HEAD + bytes.length;
    }
    if (offset < size) this.#cut(offset, size);
  }

  /** Cuts off what a crash has left at the end. */
  #cut(offset: number, size: number): void {
    const behind = this.#wholeBehind(offset, size);
    if (behind !== -1)
      throw new InputError("CORRUPT", `${this.path}: damaged at ${offset}; a whole record lies behind, at ${behind}`);
    this.torn = size - offset;
    this.#ask("cut", () => ftruncateSync(this.#descriptor, offset));
    this.#written = offset;
    this.#windowTo = 0;
  }

  /** The place of a whole record behind one that is none; −1 where there is none. */
  #wholeBehind(offset: number, size: number): number {
    const from = Math.max(offset + 1, MAGIC.length);
    // A record of no bytes has a checksum too: 32 bits that are right by chance are not likely among a few.
    for (let at = from; at + HEAD < size && at < from + 4 * WINDOW; at++) {
      if (!this.#load(at, HEAD)) return -1;
      const length = readUint32(this.#window, at - this.#windowFrom);
      if (length > 0 && length <= Math.min(SOUGHT_MAX, size - at - HEAD) && this.read(at) !== undefined) return at;
    }
    return -1;
  }

  #ask<T>(done: string, action: () => T): T {
    try {
      return action();
    } catch (error) {
      this.#broken = true;
      throw new IoError(`${this.path}: cannot be ${done} (${(error as Error).message})`, { cause: error });
    }
  }
}

/** CRC-32 of the length at `head` and of the bytes from `start` to `end`. */
function checkSum(bytes: Uint8Array, head: number, start: number, end: number): number {
  return crc32(bytes.subarray(start, end), crc32(bytes.subarray(head, head + 4)));
}

function readUint32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}
