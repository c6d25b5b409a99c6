import { ConfigError } from "@hotpath/core";
import { FramedStream } from "../internal/framed-stream.ts";
import { RejectLog } from "../reject-log.ts";
import {
  DBN_HEADER_SIZE,
  DBN_LAYOUT,
  DBN_MAX_RECORD_SIZE,
  type DbnLayout,
  dbnLayoutOf,
  isDbnRtype,
} from "./dbn-layout.ts";
import { DBN_PRELUDE_SIZE, type DbnMetadata, decodeDbnMetadata } from "./dbn-metadata.ts";
import { DbnSymbolMap } from "./dbn-symbol-map.ts";

/** Why something in a DBN stream was not taken. */
export const DBN_REJECTS = [
  /** The stream ended within a record or the metadata. */
  "truncated",
  /** Metadata of a version that is not known; what follows is read as records. */
  "badVersion",
  /** Metadata whose counts, lengths or dates cannot be true, or that is longer than allowed; it is passed over. */
  "badMetadata",
  /** A length shorter than a header, or a known record type of another length: the next plausible header is sought. */
  "badLength",
  /** A record type that is not known; it is passed over by its length. */
  "unknownType",
  /** A price that the instrument's decimals cannot hold exactly. */
  "badPrice",
  /** A time after the year 2255. */
  "badTime",
  /** A size that is no safe integer, or undefined where one is needed. */
  "badQuantity",
  /** An action or side that DBN does not have. */
  "badCode",
  /** An order id of 64 bits when the table of such ids is full. */
  "idsFull",
  /** An instrument too many. */
  "instrumentsFull",
  /** More rows than the batch may ever hold. */
  "noRoom",
] as const;
/** A reason of {@link DBN_REJECTS}. */
export type DbnReject = (typeof DBN_REJECTS)[number];

/** The reasons by name, as numbers. */
export const DbnRejectCode: Readonly<Record<DbnReject, number>> = Object.fromEntries(
  DBN_REJECTS.map((name, index) => [name, index]),
) as Record<DbnReject, number>;

/** How a stream is read. */
export interface DbnStreamOptions {
  /** The longest metadata that is taken, in bytes; 64 MiB by default. */
  maxMetadataBytes?: number;
  /** Metadata known from elsewhere, as that of a dbz file or of the file from which a fragment was cut. */
  metadata?: DbnMetadata;
}

const { truncated, badVersion, badMetadata, badLength, unknownType } = DbnRejectCode;
/** What {@link DbnStream.take} answers where the record was taken; a reason's number stands for a record that was not. */
export const TAKEN = -1;
/** What {@link DbnStream.take} answers where there is no room for the record now. */
export const FULL = -2;

/** High words of a plausible time, in units of 2^32 ns: 1990 to 2109. */
const EARLIEST = 146_000_000;
const LATEST = 1_023_000_000;

/**
 * The frame of DBN: metadata and records found in a stream of plain bytes cut anywhere, with or without metadata
 * (`.frag`), several streams one after the other too. Records of all versions are told apart by type and length. A record
 * whose length is wrong is counted, and the next plausible header is sought, a word at a time.
 *
 * Subclasses say what becomes of a record. Decompression is the edge's: see `openDbn`.
 */
export abstract class DbnStream<Out> extends FramedStream<Out> {
  override readonly rejects: RejectLog<DbnReject> = new RejectLog<DbnReject>(DBN_REJECTS);
  /** The last metadata that was read, or that was given. */
  metadata: DbnMetadata | undefined;
  /** Symbols of instrument ids, from the metadata and from the symbol mappings among the records. */
  readonly symbols: DbnSymbolMap = new DbnSymbolMap();
  readonly #maxMetadataBytes: number;
  /** A header was wrong: bytes are passed over by the word until one is plausible. */
  #isSeeking = false;

  constructor(options: DbnStreamOptions) {
    super(DBN_MAX_RECORD_SIZE + DBN_HEADER_SIZE);
    const { maxMetadataBytes = 2 ** 26 } = options;
    if (!Number.isInteger(maxMetadataBytes) || maxMetadataBytes < 128 || maxMetadataBytes > 2 ** 30)
      throw new ConfigError("dbn.maxMetadataBytes", maxMetadataBytes, "an integer from 128 to 2^30");
    this.#maxMetadataBytes = maxMetadataBytes;
    if (options.metadata !== undefined) this.#adopt(options.metadata);
  }

  protected override cut(offset: number): void {
    if (!this.#isSeeking) this.rejects.add(truncated, offset);
  }

  protected override begin(): void {
    this.#isSeeking = false;
  }

  protected override takeRun(bytes: Uint8Array, view: DataView, at: number, out: Out): number {
    return this.#isSeeking ? at : this.takeRecords(bytes, view, at, out);
  }

  /**
   * Takes a record whose type and length agree.
   *
   * @returns {@link TAKEN}, {@link FULL}, or the number of a {@link DbnReject}
   */
  protected abstract take(bytes: Uint8Array, view: DataView, at: number, layout: DbnLayout, out: Out): number;

  /** A chance to take many records in one loop, and count them as `messages`. @returns where the first one stands not taken */
  protected takeRecords(_bytes: Uint8Array, _view: DataView, at: number, _out: Out): number {
    return at;
  }

  /** New metadata has come. */
  protected began(_metadata: DbnMetadata): void {}

  /**
   * One record, one metadata or one word of what is passed over.
   *
   * @returns the bytes taken; 0 where `out` is full; −n where n bytes are needed to go on
   */
  protected override step(
    bytes: Uint8Array,
    view: DataView,
    at: number,
    available: number,
    offset: number,
    out: Out,
  ): number {
    if (available < 4) return -4;
    const length = bytes[at]!;
    if (length === 0x44 && bytes[at + 1] === 0x42 && bytes[at + 2] === 0x4e)
      return this.#stepMetadata(bytes, view, at, available, offset);
    if (available < DBN_HEADER_SIZE) return -DBN_HEADER_SIZE;
    const size = length * 4;
    const rtype = bytes[at + 1]!;
    const layout = dbnLayoutOf(rtype, size);
    if (layout === undefined || (this.#isSeeking && !isPlausible(view, at)))
      return this.#stepOdd(available, offset, size, rtype);
    if (available < size) return -size;
    this.#isSeeking = false;
    const result = this.take(bytes, view, at, layout, out);
    if (result === FULL) return 0;
    this.messages++;
    if (result >= 0) this.rejects.add(result, offset);
    else if (layout === DBN_LAYOUT.symbolMappingV2 || layout === DBN_LAYOUT.symbolMappingV1)
      this.symbols.addRecord(bytes, at, layout);
    return size;
  }

  /** A header that is not one, or that of a record type of the future. */
  #stepOdd(available: number, offset: number, size: number, rtype: number): number {
    if (this.#isSeeking) return 4;
    if (size < DBN_HEADER_SIZE || isDbnRtype(rtype)) {
      this.rejects.add(badLength, offset);
      this.#isSeeking = true;
      return 4;
    }
    if (available < size) return -size;
    this.rejects.add(unknownType, offset);
    this.messages++;
    return size;
  }

  #stepMetadata(bytes: Uint8Array, view: DataView, at: number, available: number, offset: number): number {
    if (available < DBN_PRELUDE_SIZE) return -DBN_PRELUDE_SIZE;
    const version = bytes[at + 3]!;
    const length = view.getUint32(at + 4, true);
    this.#isSeeking = false;
    const isKnown = version >= 1 && version <= 3;
    if (!isKnown || length > this.#maxMetadataBytes) {
      this.rejects.add(isKnown ? badMetadata : badVersion, offset);
      this.#isSeeking = true;
      return DBN_PRELUDE_SIZE;
    }
    const size = DBN_PRELUDE_SIZE + length;
    if (available < size) return -size;
    const metadata = decodeDbnMetadata(bytes.subarray(at + DBN_PRELUDE_SIZE, at + size), version);
    if (metadata === undefined) this.rejects.add(badMetadata, offset);
    else this.#adopt(metadata);
    return size;
  }

  #adopt(metadata: DbnMetadata): void {
    this.metadata = metadata;
    this.symbols.addMetadata(metadata);
    this.began(metadata);
  }
}

/** Whether a time stands where a header has one: of this age, or undefined. */
function isPlausible(view: DataView, at: number): boolean {
  const high = view.getUint32(at + 12, true);
  return (high >= EARLIEST && high <= LATEST) || high === 0xffffffff;
}
