import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ConfigError, InputError, IoError } from "@hotpath/core";
import { FileLock } from "./file-lock.ts";
import type { MessageStore, MessageStoreFactory } from "./message-store.ts";
import { type FoundRecord, RECORD_HEAD, RecordFile } from "./record-file.ts";

/** How a {@link FileStore} is made. */
export interface FileStoreOptions {
  /** Made if it is not there. */
  folder: string;
  /**
   * What survives a loss of power: `each`, whatever was flushed; `interval`, what was flushed an interval ago; `none`,
   * nothing is promised, and by default. A flushed message always survives the end of the process, kill −9 with it.
   */
  sync?: "each" | "interval" | "none";
  /** Milliseconds between two syncs with `interval`; 1,000 by default. */
  syncMillis?: number;
  /**
   * Whether a second process is kept from the file; true by default. Without it, a standby may have the file open, and read
   * it again when it takes over (RefreshOnLogon); that the first one is gone is then to be seen to by others.
   */
  lock?: boolean;
}

/** Kinds of records, in their first byte. */
const Kind = { Begin: 1, Message: 2, Numbers: 3 } as const;
/** Bytes of a record before the message: kind and number. */
const MESSAGE_HEAD = 9;
const NUMBERS = 17;
const BEGIN = 25;
/** Of so many messages the place of one is in memory; the others are found behind it. */
const EVERY = 64;
/** Places for which there is room at first. */
const PLACES = 256;

/**
 * Keeps numbers and messages in one file a session, to which records are appended. A message is written before it is sent,
 * with one call for all that a turn of the host has sent; so no number is used twice, whenever the process dies. In memory
 * there is the place of every 64th message, and none of the messages. While it is open, no other process can open it; see
 * {@link FileLock}.
 */
export class FileStore implements MessageStore {
  creationMicros: number;
  nextSenderMsgSeqNum = 1;
  nextTargetMsgSeqNum = 1;
  readonly path: string;
  readonly #folder: string;
  readonly #sync: "each" | "interval" | "none";
  readonly #syncMicros: number;
  #file: RecordFile;
  readonly #lock: FileLock | undefined;
  /** Offsets of every 64th of the messages with the numbers from `#first` on. */
  #offsets: Float64Array = new Float64Array(PLACES);
  #first = 1;
  #behind = 1;
  /** The number and the place of the message behind the one that was read last: most are read in a row. */
  #nextRead = 0;
  #nextOffset = 0;
  /** Numbers changed that no record tells yet. */
  #dirty = false;
  #syncedMicros = 0;
  #disposed = false;

  /**
   * Opens the store of a session, or begins it.
   *
   * @throws {ConfigError} naming the option that is wrong
   * @throws {IoError} if the machine refuses, or another process has the store
   * @throws {InputError} `CORRUPT` if the file is damaged
   */
  constructor(sessionName: string, nowMicros: number, options: FileStoreOptions) {
    const { folder, sync = "none", syncMillis = 1000, lock = true } = options;
    if (!["each", "interval", "none"].includes(sync)) throw new ConfigError("sync", sync, "each, interval, none");
    if (!(syncMillis > 0)) throw new ConfigError("syncMillis", syncMillis, "a number greater than 0");
    this.#folder = folder;
    this.#sync = sync;
    this.#syncMicros = syncMillis * 1000;
    this.path = join(folder, `${fileName(sessionName)}.fixstore`);
    this.creationMicros = nowMicros;
    try {
      mkdirSync(folder, { recursive: true });
    } catch (error) {
      throw new IoError(`${folder}: cannot be made (${(error as Error).message})`, { cause: error });
    }
    this.#lock = lock ? FileLock.take(`${this.path}.lock`) : undefined;
    try {
      this.#file = this.#open(nowMicros);
    } catch (error) {
      this.#lock?.[Symbol.dispose]();
      throw error;
    }
  }

  /** Bytes of a torn record that were cut off when it was opened. */
  get torn(): number {
    return this.#file.torn;
  }

  append(msgSeqNum: number, bytes: Uint8Array, start: number, end: number): void {
    const file = this.#file;
    const length = MESSAGE_HEAD + end - start;
    this.#place(msgSeqNum, file.end);
    const at = file.begin(length);
    const { bytes: into, view } = file;
    into[at] = Kind.Message;
    view.setFloat64(at + 1, msgSeqNum, true);
    const from = at + MESSAGE_HEAD;
    if (end - start < 256) for (let i = start; i < end; i++) into[from + i - start] = bytes[i]!;
    else into.set(bytes.subarray(start, end), from);
    file.close(length);
    this.nextSenderMsgSeqNum = msgSeqNum + 1;
  }

  setNextSenderMsgSeqNum(next: number): void {
    this.nextSenderMsgSeqNum = next;
    this.#dirty = true;
  }

  setNextTargetMsgSeqNum(next: number): void {
    this.nextTargetMsgSeqNum = next;
    this.#dirty = true;
  }

  read(msgSeqNum: number): Uint8Array | undefined {
    if (!(msgSeqNum >= this.#first && msgSeqNum < this.#behind)) return undefined;
    let offset = this.#nextOffset;
    if (msgSeqNum !== this.#nextRead) offset = this.#offsets[Math.floor((msgSeqNum - this.#first) / EVERY)]!;
    // Between messages there may be records of numbers.
    for (;;) {
      const record = this.#file.read(offset);
      if (record === undefined) return undefined;
      offset += RECORD_HEAD + record.length;
      if (record[0] !== Kind.Message || numberOf(record) !== msgSeqNum) continue;
      this.#nextRead = msgSeqNum + 1;
      this.#nextOffset = offset;
      return record.subarray(MESSAGE_HEAD);
    }
  }

  reset(nowMicros: number): void {
    this.#file.dispose();
    this.creationMicros = nowMicros;
    this.nextSenderMsgSeqNum = 1;
    this.nextTargetMsgSeqNum = 1;
    this.#forget(1);
    this.#file = this.#create();
  }

  refresh(): void {
    this.#numbers();
    this.#file.write();
    this.#file.dispose();
    this.#forget(1);
    this.#file = this.#open(this.creationMicros);
  }

  flush(nowMicros: number): undefined {
    if (this.#dirty) this.#numbers();
    if (this.#file.pending) this.#file.write();
    if (this.#sync === "each") this.#file.sync();
    else if (this.#sync === "interval" && nowMicros - this.#syncedMicros >= this.#syncMicros) {
      this.#file.sync();
      this.#syncedMicros = nowMicros;
    }
  }

  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.#disposed = true;
    try {
      if (this.#dirty) this.#numbers();
      this.#file.write();
      if (this.#sync !== "none") this.#file.sync();
    } finally {
      this.#file.dispose();
      this.#lock?.[Symbol.dispose]();
    }
  }

  #open(nowMicros: number): RecordFile {
    if (!existsSync(this.path)) return this.#create();
    let begun = false;
    const file = new RecordFile(this.path, "open", (record) => {
      begun = true;
      this.#found(record);
    });
    if (begun) return file;
    // It was begun and died before its first record.
    file.dispose();
    this.creationMicros = nowMicros;
    return this.#create();
  }

  #found({ bytes, start, end, offset }: FoundRecord): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const kind = bytes[start];
    if (kind === Kind.Message && end - start >= MESSAGE_HEAD) {
      const msgSeqNum = view.getFloat64(start + 1, true);
      this.#place(msgSeqNum, offset);
      this.nextSenderMsgSeqNum = msgSeqNum + 1;
    } else if (kind === Kind.Numbers && end - start === NUMBERS) {
      this.nextSenderMsgSeqNum = view.getFloat64(start + 1, true);
      this.nextTargetMsgSeqNum = view.getFloat64(start + 9, true);
    } else if (kind === Kind.Begin && end - start === BEGIN) {
      this.creationMicros = view.getFloat64(start + 1, true);
      this.nextSenderMsgSeqNum = view.getFloat64(start + 9, true);
      this.nextTargetMsgSeqNum = view.getFloat64(start + 17, true);
    } else throw new InputError("CORRUPT", `${this.path}: a record of an unknown kind at ${offset}`);
  }

  /** Begins a new file in the place of the old one: whenever the process dies, one of them is there and whole. */
  #create(): RecordFile {
    const next = `${this.path}.new`;
    const file = new RecordFile(next, "create");
    const at = file.begin(BEGIN);
    file.bytes[at] = Kind.Begin;
    file.view.setFloat64(at + 1, this.creationMicros, true);
    file.view.setFloat64(at + 9, this.nextSenderMsgSeqNum, true);
    file.view.setFloat64(at + 17, this.nextTargetMsgSeqNum, true);
    file.close(BEGIN);
    file.write();
    if (this.#sync !== "none") file.sync();
    this.#dirty = false;
    try {
      renameSync(next, this.path);
      if (this.#sync !== "none") syncFolder(this.#folder);
    } catch (error) {
      file.dispose();
      rmSync(next, { force: true });
      throw new IoError(`${this.path}: cannot be begun (${(error as Error).message})`, { cause: error });
    }
    return file;
  }

  /** Gathers a record of the numbers. */
  #numbers(): void {
    const file = this.#file;
    const at = file.begin(NUMBERS);
    file.bytes[at] = Kind.Numbers;
    file.view.setFloat64(at + 1, this.nextSenderMsgSeqNum, true);
    file.view.setFloat64(at + 9, this.nextTargetMsgSeqNum, true);
    file.close(NUMBERS);
    this.#dirty = false;
  }

  #forget(first: number): void {
    this.#first = first;
    this.#behind = first;
    this.#nextRead = 0;
  }

  #place(msgSeqNum: number, offset: number): void {
    // Numbers that are not in a row would leave holes: what is old is then of no use.
    if (msgSeqNum !== this.#behind) this.#forget(msgSeqNum);
    const behind = msgSeqNum - this.#first;
    this.#behind = msgSeqNum + 1;
    if (behind % EVERY !== 0) return;
    const place = behind / EVERY;
    if (place >= this.#offsets.length) {
      const offsets = new Float64Array(this.#offsets.length * 2);
      offsets.set(this.#offsets);
      this.#offsets = offsets;
    }
    this.#offsets[place] = offset;
  }
}

/** The number of a message's record. */
function numberOf(record: Uint8Array): number {
  return new DataView(record.buffer, record.byteOffset).getFloat64(1, true);
}

/** Makes a {@link FileStore} for every session. */
export function fileStores(options: FileStoreOptions): MessageStoreFactory {
  return (sessionName, nowMicros) => new FileStore(sessionName, nowMicros, options);
}

/** A file's name for a session's: what may not stand in one is written by its code, so that two are never the same. */
export function fileName(sessionName: string): string {
  const safe = sessionName.replace(/[^A-Za-z0-9._-]/gu, (char) => `%${char.codePointAt(0)!.toString(16)}`);
  if (safe.length > 200) throw new ConfigError("session", sessionName, "a name of at most 200 characters");
  return safe.replace(/^\./, "%2e");
}

function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
