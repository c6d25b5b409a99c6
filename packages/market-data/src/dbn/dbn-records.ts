import { ConfigError } from "@hotpath/core";
import type { DbnLayout } from "./dbn-layout.ts";
import { DbnRecordView } from "./dbn-record-view.ts";
import { DbnRejectCode, DbnStream, type DbnStreamOptions, FULL, TAKEN } from "./dbn-stream.ts";

/** How a {@link DbnRecords} is made. */
export interface DbnRecordsOptions {
  /** The most bytes of records that are held at a time; 16 MiB by default. */
  maxBytes?: number;
}

/** Whole records as they came, one after the other in one buffer, to be looked at one by one or written out again. */
export class DbnRecords {
  /** Records held. */
  count = 0;
  readonly maxBytes: number;
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(1 << 14);
  #view: DataView = new DataView(this.#bytes.buffer);
  #used = 0;
  #starts: Int32Array = new Int32Array(256);

  /** @throws {ConfigError} for a bound that is none */
  constructor(options: DbnRecordsOptions = {}) {
    const { maxBytes = 2 ** 24 } = options;
    if (!Number.isInteger(maxBytes) || maxBytes < 1024 || maxBytes > 2 ** 30)
      throw new ConfigError("dbnRecords.maxBytes", maxBytes, "an integer from 1024 to 2^30");
    this.maxBytes = maxBytes;
  }

  /** Every record's bytes, valid until the next `add` or `clear`. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#used);
  }

  /** Forgets the records; the buffers stay. */
  clear(): void {
    this.count = 0;
    this.#used = 0;
  }

  /** Appends a record's bytes. @returns false where they do not fit now */
  add(bytes: Uint8Array, at: number, size: number): boolean {
    if (this.#used + size > this.maxBytes) return false;
    if (this.#used + size > this.#bytes.length) this.#grow(this.#used + size);
    if (this.count === this.#starts.length) {
      const starts = new Int32Array(this.count * 2);
      starts.set(this.#starts);
      this.#starts = starts;
    }
    const target = this.#bytes;
    for (let i = 0, to = this.#used; i < size; i++) target[to + i] = bytes[at + i]!;
    this.#starts[this.count++] = this.#used;
    this.#used += size;
    return true;
  }

  /** Looks at a record, through a view of the caller's or a new one. */
  view(row: number, view: DbnRecordView = new DbnRecordView()): DbnRecordView {
    return view.moveTo(this.#bytes, this.#starts[row]!, this.#view);
  }

  #grow(needed: number): void {
    let size = this.#bytes.length;
    while (size < needed) size *= 2;
    const larger = new Uint8Array(size);
    larger.set(this.#bytes.subarray(0, this.#used));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

/** Reads DBN into whole records of every schema and version, unchanged. */
export class DbnRecordDecoder extends DbnStream<DbnRecords> {
  constructor(options: DbnStreamOptions = {}) {
    super(options);
  }

  protected override take(bytes: Uint8Array, _: DataView, at: number, _layout: DbnLayout, out: DbnRecords): number {
    if (out.add(bytes, at, bytes[at]! * 4)) return TAKEN;
    return out.count === 0 ? DbnRejectCode.noRoom : FULL;
  }
}
