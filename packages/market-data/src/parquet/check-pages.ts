import { InputError } from "@hotpath/core";
import type { FileMetaData, ParquetType, SchemaElement } from "hyparquet";
import { CompactReader, type CompactStruct } from "./compact-thrift.ts";
import type { ParquetDecompressors, ParquetSlices } from "./open-parquet.ts";
import {
  brokenPage,
  checkDeltas,
  checkPlainTexts,
  checkRuns,
  checkTextsByLength,
  checkTextsByPrefix,
} from "./page-values.ts";

/** Rows that a row group may have: those of a column are in memory together. Writers make some thousand to a million. */
const MAX_GROUP_ROWS = 2 ** 24;
/** Bytes that a page may have when it is decompressed. Writers make some thousand to a few million. */
const MAX_PAGE_BYTES = 2 ** 28;

/** `PAR1`, read as a little-endian number. */
const MAGIC = 0x31524150;

type Group = FileMetaData["row_groups"][number];

const Page = {
  Data: 0,
  Dictionary: 2,
  DataV2: 3,
} as const;

const Encoding = {
  Plain: 0,
  PlainDictionary: 2,
  Runs: 3,
  Deltas: 5,
  TextsByLength: 6,
  TextsByPrefix: 7,
  Dictionary: 8,
  SplitBytes: 9,
} as const;

/** Bytes of a value of the types that have a size of their own. */
const WIDTHS: Partial<Record<ParquetType, number>> = { INT32: 4, INT64: 8, INT96: 12, FLOAT: 4, DOUBLE: 8 };

/**
 * Checks that a file ends with a footer that is whole, before anything is made of it.
 *
 * @throws {InputError} where it does not
 */
export async function checkFooter(file: ParquetSlices): Promise<void> {
  const size = file.byteLength;
  if (size < 12) throw broken("fewer bytes than any has");
  const tail = new Uint8Array(await file.slice(size - 8, size));
  const length = lengthAt(tail, 0);
  if (lengthAt(tail, 4) !== MAGIC) throw broken("no mark of Parquet at its end");
  if (length > size - 12) throw broken("a footer that is longer than itself");
  const reader = new CompactReader(new Uint8Array(await file.slice(size - 8 - length, size - 8)));
  reader.struct();
  if (reader.offset !== length) throw broken("a footer of another length than it says");
}

/** Checks that row groups can be held in memory, and have the rows that the file says. @throws {InputError} */
export function checkGroupSizes(metadata: FileMetaData): void {
  let rows = 0n;
  for (const { num_rows: count } of metadata.row_groups) {
    if (typeof count !== "bigint" || count < 0n || count > BigInt(MAX_GROUP_ROWS))
      throw broken(`a row group of ${count} rows; ${MAX_GROUP_ROWS} at most`);
    rows += count;
  }
  if (rows !== metadata.num_rows) throw broken(`${rows} rows in its groups, and says ${metadata.num_rows}`);
}

/**
 * Reads the pages of a row group's columns without making anything of them, and refuses what a decoder that trusts them
 * would go wrong at: sizes beyond the bytes, counts that are not the rows', runs of nothing or without end, indexes that no
 * dictionary has. What passes here can be decoded, in time and memory in proportion to the rows.
 *
 * Source: apache/parquet-format, `README.md`, `src/main/thrift/parquet.thrift`.
 *
 * @throws {InputError} saying what is wrong
 */
export async function checkGroup(
  file: ParquetSlices,
  group: Group,
  elements: ReadonlyMap<string, SchemaElement>,
  decompressors: ParquetDecompressors,
): Promise<void> {
  for (const { meta_data: meta } of group.columns) {
    const element = elements.get(meta?.path_in_schema[0] ?? "");
    if (meta === undefined || element === undefined) continue;
    const start = Number(meta.dictionary_page_offset || meta.data_page_offset);
    const end = start + Number(meta.total_compressed_size);
    if (meta.type !== element.type) throw broken("a column of another type than its schema says");
    if (meta.path_in_schema.length !== 1 || !(start >= 0) || !(end >= start) || end > file.byteLength)
      throw broken("a column that lies outside of it");
    const decompress = meta.codec === "UNCOMPRESSED" ? undefined : decompressors[meta.codec];
    if (meta.codec !== "UNCOMPRESSED" && decompress === undefined)
      throw broken(`pages of the codec ${meta.codec}, for which there is no decompressor`);
    const bytes = new Uint8Array(await file.slice(start, end));
    new ColumnCheck(bytes, element, decompress).check(Number(group.num_rows));
  }
}

/** The types that an encoding is for, where it is not for all. */
const TYPES: Partial<Record<number, readonly ParquetType[]>> = {
  [Encoding.Runs]: ["BOOLEAN"],
  [Encoding.Deltas]: ["INT32", "INT64"],
  [Encoding.TextsByLength]: ["BYTE_ARRAY"],
  [Encoding.TextsByPrefix]: ["BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY"],
  [Encoding.SplitBytes]: ["INT32", "INT64", "FLOAT", "DOUBLE", "FIXED_LEN_BYTE_ARRAY"],
};

/** Walks over the pages of one column. */
class ColumnCheck {
  readonly #bytes: Uint8Array;
  readonly #element: SchemaElement;
  readonly #decompress: ParquetDecompressors[string] | undefined;
  /** Entries of the dictionary; −1 before there is one. */
  #dictionary = -1;

  constructor(bytes: Uint8Array, element: SchemaElement, decompress: ParquetDecompressors[string] | undefined) {
    this.#bytes = bytes;
    this.#element = element;
    this.#decompress = decompress;
  }

  check(rows: number): void {
    const reader = new CompactReader(this.#bytes);
    for (let seen = 0; seen < rows; ) {
      const header = reader.struct();
      const length = whole(header, 3);
      if (length > this.#bytes.length - reader.offset) throw brokenPage("fewer bytes than it says");
      const packed = this.#bytes.subarray(reader.offset, reader.offset + length);
      reader.offset += length;
      const count = this.#page(header, packed);
      if (count > rows - seen) throw brokenPage("more values than there are rows");
      seen += count;
    }
  }

  /** Returns the rows of a page. */
  #page(header: CompactStruct, packed: Uint8Array): number {
    switch (whole(header, 1)) {
      case Page.Dictionary: {
        const count = whole(inner(header, 7), 1);
        this.#plain(this.#unpacked(packed, whole(header, 2)), count);
        this.#dictionary = count;
        return 0;
      }
      case Page.Data:
        return this.#data(inner(header, 5), this.#unpacked(packed, whole(header, 2)));
      case Page.DataV2:
        return this.#dataV2(inner(header, 8), packed, whole(header, 2));
      default:
        throw brokenPage("a kind that is none");
    }
  }

  #data(header: CompactStruct, page: Uint8Array): number {
    const count = rowsOf(header);
    let at = 0;
    let values = count;
    if (this.#isOptional) {
      if (whole(header, 3) !== Encoding.Runs) throw brokenPage("levels of an encoding that nothing writes any more");
      const levels = checkFramedRuns(page, count);
      values = levels.largest;
      at = levels.end;
    }
    this.#values(whole(header, 2), page.subarray(at), values);
    return count;
  }

  #dataV2(header: CompactStruct, packed: Uint8Array, unpackedBytes: number): number {
    const count = rowsOf(header);
    const definitions = whole(header, 5);
    const repetitions = whole(header, 6);
    if (whole(header, 3) !== count || repetitions !== 0 || definitions > packed.length)
      throw brokenPage("levels beyond its bytes");
    let values = count;
    if (this.#isOptional) {
      values = checkRuns(packed.subarray(0, definitions), 1, count, 1).largest;
    } else if (definitions !== 0) throw brokenPage("levels that its column does not have");
    if (whole(header, 2) !== count - values) throw brokenPage("another number of nulls than it says");
    const rest = packed.subarray(definitions);
    // True where it is not said.
    const isCompressed = header.get(7) !== false;
    const page = isCompressed ? this.#unpacked(rest, unpackedBytes - definitions) : rest;
    this.#values(whole(header, 4), page, values);
    return count;
  }

  #unpacked(packed: Uint8Array, length: number): Uint8Array {
    if (length < 0 || length > MAX_PAGE_BYTES) throw brokenPage(`more than ${MAX_PAGE_BYTES} bytes`);
    const page = this.#decompress === undefined ? packed : this.#decompress(packed, length);
    if (page.length !== length) throw brokenPage("another length than it says");
    return page;
  }

  #values(encoding: number, page: Uint8Array, count: number): void {
    const { type } = this.#element;
    if (type === undefined || !(TYPES[encoding]?.includes(type) ?? true))
      throw brokenPage(`the encoding ${encoding} for ${type}`);
    if (encoding === Encoding.Plain || encoding === Encoding.SplitBytes) this.#plain(page, count);
    else if (encoding === Encoding.PlainDictionary || encoding === Encoding.Dictionary) this.#indexes(page, count);
    else if (encoding === Encoding.Runs) checkFramedRuns(page, count);
    else if (encoding === Encoding.Deltas) checkDeltas(page, count, type === "INT64");
    else if (encoding === Encoding.TextsByLength) checkTextsByLength(page, count);
    else if (encoding === Encoding.TextsByPrefix) checkTextsByPrefix(page, count);
    else throw brokenPage(`an encoding of number ${encoding}`);
  }

  #indexes(page: Uint8Array, count: number): void {
    if (this.#dictionary < 0 || page.length === 0) throw brokenPage("indexes without a dictionary, or their width");
    if (this.#dictionary === 0 && count > 0) throw brokenPage("indexes into an empty dictionary");
    // Indexes of no bits are all 0, and some writers leave their runs out.
    if (page[0] !== 0 || page.length > 1) checkRuns(page.subarray(1), page[0]!, count, this.#dictionary - 1);
  }

  #plain(page: Uint8Array, count: number): void {
    const { type, type_length: fixed = 0 } = this.#element;
    if (type === "BYTE_ARRAY") {
      checkPlainTexts(page, count);
      return;
    }
    const bits = type === "BOOLEAN" ? 1 : 8 * (type === "FIXED_LEN_BYTE_ARRAY" ? fixed : (WIDTHS[type!] ?? 0));
    if (bits <= 0 || count * bits > page.length * 8) throw brokenPage("values beyond its bytes");
  }

  get #isOptional(): boolean {
    return this.#element.repetition_type === "OPTIONAL";
  }
}

/** Checks bits that stand behind their length. Returns how many are set, and where they end. */
function checkFramedRuns(page: Uint8Array, count: number): { largest: number; end: number } {
  const length = page.length < 4 ? Number.POSITIVE_INFINITY : lengthAt(page, 0);
  if (length > page.length - 4) throw brokenPage("runs beyond its bytes");
  return { largest: checkRuns(page.subarray(4, 4 + length), 1, count, 1).largest, end: 4 + length };
}

function rowsOf(header: CompactStruct): number {
  const count = whole(header, 1);
  // A page without rows would never bring the reader on.
  if (count === 0) throw brokenPage("no rows");
  return count;
}

/** A field that counts something. */
function whole(header: CompactStruct, field: number): number {
  const value = header.get(field);
  if (typeof value !== "number" || value < 0) throw brokenPage(`no count in its field ${field}`);
  return value;
}

function inner(header: CompactStruct, field: number): CompactStruct {
  const value = header.get(field);
  if (!(value instanceof Map)) throw brokenPage("a header that is not of its kind");
  return value;
}

function lengthAt(page: Uint8Array, at: number): number {
  return new DataView(page.buffer, page.byteOffset, page.byteLength).getUint32(at, true);
}

function broken(what: string): InputError {
  return new InputError("INPUT_INVALID", `the Parquet file has ${what}`);
}
