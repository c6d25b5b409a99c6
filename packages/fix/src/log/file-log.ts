import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { ConfigError, IoError } from "@hotpath/core";
import type { SessionLog } from "../session/session-link.ts";
import { fileName } from "../store/file-store.ts";
import { civilFromDays } from "../writer/civil.ts";

/** How a {@link FileLog} is made. */
export interface FileLogOptions {
  /** Made if it is not there. */
  folder: string;
  /** A file that has grown to this many bytes is put aside as `.1`, the one before as `.2` …; 64 MiB by default. */
  maxBytes?: number;
  /** How many files are kept beside the current one; 9 by default. */
  keep?: number;
}

/** What is gathered before it is written. */
const GATHER = 32_768;
/** How long it may wait. */
const WAIT_MICROS = 250_000;

/**
 * A session's messages and events in two files, in QuickFIX's form: `20260314-13:30:15.123456 : ` and the message or the
 * words. It is for people, and is written a little late: what must not be lost is in the store.
 */
export class FileLog implements SessionLog {
  readonly #messages: RotatingFile;
  readonly #events: RotatingFile;

  /** @throws {IoError} if the folder cannot be written */
  constructor(sessionName: string, options: FileLogOptions) {
    const name = join(options.folder, fileName(sessionName));
    try {
      mkdirSync(options.folder, { recursive: true });
    } catch (error) {
      throw new IoError(`${options.folder}: cannot be made (${(error as Error).message})`, { cause: error });
    }
    this.#messages = new RotatingFile(`${name}.messages.current.log`, options);
    this.#events = new RotatingFile(`${name}.event.current.log`, options);
  }

  incoming(bytes: Uint8Array, start: number, end: number, nowMicros: number): void {
    this.#messages.add(bytes, start, end, nowMicros);
  }

  outgoing(bytes: Uint8Array, start: number, end: number, nowMicros: number): void {
    this.#messages.add(bytes, start, end, nowMicros);
  }

  event(text: string, nowMicros: number): void {
    const bytes = new TextEncoder().encode(text.replaceAll("\n", " "));
    this.#events.add(bytes, 0, bytes.length, nowMicros);
  }

  flush(nowMicros: number): void {
    this.#messages.flush(nowMicros);
    this.#events.flush(nowMicros);
  }

  [Symbol.dispose](): void {
    this.#messages.close();
    this.#events.close();
  }
}

/** Makes a {@link FileLog} for every session. */
export function fileLogs(options: FileLogOptions): (sessionName: string) => FileLog {
  return (sessionName) => new FileLog(sessionName, options);
}

/** Lines that are appended to a file, which is put aside when it is long enough. */
class RotatingFile {
  readonly #path: string;
  readonly #maxBytes: number;
  readonly #keep: number;
  #descriptor: number;
  #size: number;
  #bytes: Uint8Array = new Uint8Array(GATHER);
  #count = 0;
  #sinceMicros = 0;
  /** The minute that `#prefix` is of, and `YYYYMMDD-HH:MM:`. */
  #minute = -1;
  #prefix = "";
  /** Lines that could not be written. */
  lost = 0;

  constructor(path: string, { maxBytes = 67_108_864, keep = 9 }: FileLogOptions) {
    if (!(maxBytes >= 1024)) throw new ConfigError("log.maxBytes", maxBytes, "at least 1024");
    if (!(Number.isInteger(keep) && keep >= 0 && keep <= 1000))
      throw new ConfigError("log.keep", keep, "an integer from 0 to 1000");
    this.#path = path;
    this.#maxBytes = maxBytes;
    this.#keep = keep;
    try {
      this.#descriptor = openSync(path, "a");
      this.#size = fstatSync(this.#descriptor).size;
    } catch (error) {
      throw new IoError(`${path}: cannot be opened (${(error as Error).message})`, { cause: error });
    }
  }

  add(bytes: Uint8Array, start: number, end: number, nowMicros: number): void {
    const needed = end - start + 32;
    if (this.#count > 0 && (this.#count + needed > GATHER || nowMicros - this.#sinceMicros >= WAIT_MICROS))
      this.#write();
    if (this.#bytes.length < needed) this.#bytes = new Uint8Array(needed);
    if (this.#count === 0) this.#sinceMicros = nowMicros;
    const into = this.#bytes;
    const time = this.#time(nowMicros);
    let at = this.#count;
    for (let i = 0; i < time.length; i++) into[at++] = time.charCodeAt(i);
    into.set(bytes.subarray(start, end), at);
    at += end - start;
    into[at++] = 10;
    this.#count = at;
  }

  flush(nowMicros: number): void {
    if (this.#count > 0 && nowMicros - this.#sinceMicros >= WAIT_MICROS) this.#write();
  }

  close(): void {
    if (this.#count > 0) this.#write();
    closeSync(this.#descriptor);
  }

  #time(nowMicros: number): string {
    const minute = Math.floor(nowMicros / 60e6);
    const two = (value: number) => String(value).padStart(2, "0");
    if (minute !== this.#minute) {
      const day = Math.floor(minute / 1440);
      const ofDay = minute - day * 1440;
      this.#prefix = `${String(civilFromDays(day)).padStart(8, "0")}-${two(Math.floor(ofDay / 60))}:${two(ofDay % 60)}:`;
      this.#minute = minute;
    }
    const rest = nowMicros - minute * 60e6;
    const second = Math.floor(rest / 1e6);
    return `${this.#prefix}${two(second)}.${String(rest - second * 1e6).padStart(6, "0")} : `;
  }

  /** Writes what was gathered. A log that cannot be written stops no trading: what is lost is counted. */
  #write(): void {
    try {
      if (this.#size >= this.#maxBytes) this.#rotate();
      for (let from = 0; from < this.#count; )
        from += writeSync(this.#descriptor, this.#bytes, from, this.#count - from);
      this.#size += this.#count;
    } catch {
      this.lost++;
    }
    this.#count = 0;
  }

  #rotate(): void {
    closeSync(this.#descriptor);
    for (let n = this.#keep; n > 0; n--) {
      try {
        renameSync(n === 1 ? this.#path : `${this.#path}.${n - 1}`, `${this.#path}.${n}`);
      } catch {
        // There are not that many yet.
      }
    }
    this.#descriptor = openSync(this.#path, this.#keep === 0 ? "w" : "a");
    this.#size = 0;
  }
}
