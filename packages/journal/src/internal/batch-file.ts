/**
 * The file of the segment that is being written: batches go to its end, by a call or by stores into a mapping.
 */
import { UnavailableError } from "@hotpath/core";
import type { FileMapping, JournalFile } from "../host.ts";
import type { JournalAccess } from "../options.ts";
import { writeAll } from "./io.ts";

/** Bytes that are reserved and mapped at a time: some 12 µs once in a thousand records, four times that for a mebibyte. */
export const MAP_BYTES: number = 256 * 1024;

/**
 * From this size on a batch is handed over by a call even where the file is mapped: the machine takes many pages in one
 * call faster than stores can touch them one by one. Both meet in the same page cache.
 */
const CALL_BYTES = 64 * 1024;

/** A segment's file and where its end is. */
export class BatchFile {
  readonly file: JournalFile;
  readonly #bytes: Uint8Array;
  readonly #words: Int32Array;
  readonly #maps: boolean;
  readonly #checksLength: boolean;
  #length: number;
  #mapping: FileMapping | undefined;
  /** Where the mapping starts in the file, in bytes. */
  #mappedFrom = 0;

  /**
   * @param batch the buffer that batches are gathered in
   * @param checksLength whether to look for another writer before each batch, where no lock keeps it away
   * @throws {UnavailableError} if the host cannot map and that is wanted
   */
  constructor(file: JournalFile, length: number, batch: ArrayBuffer, access: JournalAccess, checksLength: boolean) {
    if (access === "map" && file.map === undefined)
      throw new UnavailableError("journal: this host cannot map files (Bun on Linux can): choose access write");
    this.file = file;
    this.#bytes = new Uint8Array(batch);
    this.#words = new Int32Array(batch);
    this.#maps = access === "map";
    this.#checksLength = checksLength;
    this.#length = length;
  }

  /** Length of what was written, in bytes. */
  get length(): number {
    return this.#length;
  }

  /** Appends the first `words` words of the batch. Throws what the machine says. */
  append(words: number): void {
    if (this.#maps && words << 2 < CALL_BYTES) this.#store(words);
    else this.#write(words);
    this.#length += words << 2;
  }

  /** Nothing more follows: gives back what is mapped and reserved. The file stays open. */
  finish(): void {
    if (!this.#maps) return;
    this.release();
    if (this.file.size() > this.#length) this.file.truncate(this.#length);
  }

  /** Gives back what is mapped. */
  release(): void {
    this.#mapping?.[Symbol.dispose]();
    this.#mapping = undefined;
  }

  #write(words: number): void {
    // What a mapping has reserved is longer; another writer is found when the next one is made.
    if (this.#checksLength && !this.#maps && this.file.size() !== this.#length)
      throw new Error("another writer has changed the file");
    writeAll(this.file, this.#bytes, words << 2, this.#length);
  }

  #store(words: number): void {
    let from = 0;
    let position = this.#length;
    while (from < words) {
      const window = this.#windowAt(position);
      const at = (position - this.#mappedFrom) >> 2;
      const count = Math.min(words - from, window.length - at);
      copyForwards(this.#words, from, count, window, at);
      from += count;
      position += count << 2;
    }
  }

  #windowAt(position: number): Int32Array {
    const mapping = this.#mapping;
    if (mapping !== undefined && position - this.#mappedFrom < MAP_BYTES) return mapping.words;
    this.release();
    const start = position - (position % MAP_BYTES);
    // Another writer's bytes would be overwritten without a trace.
    if (this.#checksLength && this.file.size() > Math.max(start, this.#length))
      throw new Error("another writer has changed the file");
    const mapped = this.file.map!(start, MAP_BYTES);
    this.#mapping = mapped;
    this.#mappedFrom = start;
    return mapped.words;
  }
}

/**
 * Word by word from the front: whenever the process is killed, what is in the file is a beginning of the batch. (The
 * machine's own copy may store the end first.)
 */
function copyForwards(source: Int32Array, from: number, count: number, target: Int32Array, at: number): void {
  for (let i = 0; i < count; i++) target[at + i] = source[from + i]!;
}
