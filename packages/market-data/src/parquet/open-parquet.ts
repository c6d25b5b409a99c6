import { ConfigError, HotpathError, InputError, UnavailableError } from "@hotpath/core";
import type { FileMetaData, SchemaElement } from "hyparquet";
import { checkFooter, checkGroup, checkGroupSizes } from "./check-pages.ts";
import { columnOf, PARSERS, type ParquetColumn } from "./parquet-cells.ts";
import { snappyDecompress } from "./snappy.ts";

/** Gives slices of a file, such as one on a disk or at an address. */
export interface ParquetSlices {
  /** Bytes of the whole file. */
  byteLength: number;
  slice(start: number, end?: number): ArrayBuffer | Promise<ArrayBuffer>;
}

/** A Parquet file: its bytes, or what gives slices of them. */
export type ParquetSource = Uint8Array | ArrayBuffer | ParquetSlices;

/** Decompressors by the name that Parquet has for them: `GZIP`, `ZSTD`, `BROTLI`, `LZ4_RAW` … */
export type ParquetDecompressors = Readonly<Record<string, (input: Uint8Array, outputLength: number) => Uint8Array>>;

/** How a Parquet file is read. */
export interface OpenParquetOptions {
  /** The columns that are wanted; all of them by default. */
  columns?: readonly string[];
  /** Decompressors beside that of Snappy, which is always there. */
  compressors?: ParquetDecompressors;
}

/** A Parquet file that was opened. */
export interface OpenedParquet {
  /** Rows of the file, as it says itself. */
  rows: number;
  /** The columns that are read. */
  columns: readonly string[];
  /** Those of them that hold timestamps or dates. */
  times: readonly string[];
  /** Columns of lists, maps and structures, which no row of text holds: they are left out. */
  nested: readonly string[];
  /** The file as CSV (RFC 4180) with a header, a row group after the other. Read it once. */
  csv: AsyncGenerator<Uint8Array>;
}

/** Rows that become one piece of text. */
const ROWS_AT_ONCE = 4096;

/**
 * Opens a Parquet file as CSV that has each of its values exactly: integers, decimals of any precision and texts as they
 * are, timestamps and dates as ISO 8601 down to nanoseconds, nulls as nothing, doubles and floats as the shortest decimal
 * that is this number and no other. A file that was made to do harm is refused: every page is checked before the package
 * `hyparquet`, which is needed, decodes it; row groups have 16,777,216 rows at most and pages 256 MiB.
 *
 * @throws {InputError} a file that is no such one; the reading of `csv` throws the same for what is broken further on
 * @throws {ConfigError} a column that the file does not have
 * @throws {UnavailableError} where `hyparquet` is not installed
 * @example
 * const { csv } = await openParquet(await Bun.file("trades.parquet").bytes());
 * for await (const piece of csv) for (let at = 0; at < piece.length; batch.clear()) at += decoder.decode(piece.subarray(at), batch);
 */
export async function openParquet(source: ParquetSource, options: OpenParquetOptions = {}): Promise<OpenedParquet> {
  const library = await import("hyparquet").catch((cause: unknown) => {
    throw new UnavailableError("Parquet: needs the package hyparquet", { cause });
  });
  const file = bufferOf(source);
  const compressors = { SNAPPY: snappyDecompress, ...options.compressors };
  await checkFooter(file);
  const metadata = await guarded(() => library.parquetMetadataAsync(file, { geoparquet: false, parsers: PARSERS }));
  checkGroupSizes(metadata);
  // Fields of the metadata may be of any type where the file has them so.
  const leaves = await guarded(() => topLeaves(metadata));
  const wanted = options.columns ?? leaves.names;
  const chosen = wanted.map((name) => {
    const element = leaves.elements.get(name);
    if (element === undefined) throw new ConfigError("columns", name, leaves.names.join(", "));
    return element;
  });
  const elements = new Map<string, SchemaElement>(chosen.map((element) => [element.name, element]));
  const columns = chosen.map(columnOf);
  const read: ReadRows = (group, from, to, take) =>
    guarded(async () => {
      await checkGroup(file, group, elements, compressors);
      await library.parquetRead({
        file,
        metadata,
        columns: columns.map(({ name }) => name),
        rowStart: from,
        rowEnd: to,
        utf8: false,
        parsers: PARSERS,
        geoparquet: false,
        compressors,
        onChunk: ({ columnName, rowStart, columnData }) => take(columnName, rowStart, columnData as ArrayLike<unknown>),
      });
    });
  return {
    rows: Number(metadata.num_rows),
    columns: columns.map(({ name }) => name),
    times: columns.filter(({ isTime }) => isTime).map(({ name }) => name),
    nested: leaves.nested,
    csv: textOf(metadata, columns, read),
  };
}

type ReadRows = (
  group: FileMetaData["row_groups"][number],
  from: number,
  to: number,
  take: (column: string, start: number, values: ArrayLike<unknown>) => void,
) => Promise<void>;

async function* textOf(
  metadata: FileMetaData,
  columns: readonly ParquetColumn[],
  read: ReadRows,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode(`${columns.map(({ name }) => quoted(name)).join(",")}\n`);
  let from = 0;
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows);
    const chunks = new Map<string, { start: number; values: ArrayLike<unknown> }[]>();
    await read(group, from, from + rows, (column, start, values) => {
      const known = chunks.get(column);
      if (known === undefined) chunks.set(column, [{ start, values }]);
      else known.push({ start, values });
    });
    const cursors = columns.map((column) => new ColumnCursor(column, chunks.get(column.name) ?? []));
    for (let row = 0; row < rows; row += ROWS_AT_ONCE) {
      const end = Math.min(rows, row + ROWS_AT_ONCE);
      yield encoder.encode(await guarded(() => rowsText(cursors, from + row, from + end)));
    }
    from += rows;
  }
}

function rowsText(cursors: readonly ColumnCursor[], from: number, to: number): string {
  let text = "";
  for (let row = from; row < to; row++) {
    for (let i = 0; i < cursors.length; i++) text += `${i === 0 ? "" : ","}${cursors[i]!.text(row)}`;
    text += "\n";
  }
  return text;
}

/** Walks over the chunks of one column in the order of rows. */
class ColumnCursor {
  readonly #column: ParquetColumn;
  readonly #chunks: readonly { start: number; values: ArrayLike<unknown> }[];
  #chunk = 0;

  constructor(column: ParquetColumn, chunks: { start: number; values: ArrayLike<unknown> }[]) {
    this.#column = column;
    this.#chunks = chunks.sort((one, other) => one.start - other.start);
  }

  text(row: number): string {
    let chunk = this.#chunks[this.#chunk];
    while (chunk !== undefined && row >= chunk.start + chunk.values.length) chunk = this.#chunks[++this.#chunk];
    if (chunk === undefined || row < chunk.start) throw new Error(`column ${this.#column.name} has no row ${row}`);
    const value = chunk.values[row - chunk.start];
    return value === undefined || value === null ? "" : quoted(this.#column.text(value));
  }
}

/** The leaves right below the root. */
function topLeaves(metadata: FileMetaData) {
  const elements = new Map<string, FileMetaData["schema"][number]>();
  const nested: string[] = [];
  const { schema } = metadata;
  for (let i = 1; i < schema.length; ) {
    const element = schema[i]!;
    if (element.num_children === undefined && element.repetition_type !== "REPEATED")
      elements.set(element.name, element);
    else nested.push(element.name);
    // Passes over everything below.
    for (let open = 1; open > 0 && i < schema.length; i++) open += (schema[i]!.num_children ?? 0) - 1;
  }
  if (elements.size === 0) throw new InputError("INPUT_INVALID", "the Parquet file has no plain column");
  return { elements, nested, names: [...elements.keys()] };
}

function bufferOf(source: ParquetSource): ParquetSlices {
  if (source instanceof ArrayBuffer) return source;
  if (!(source instanceof Uint8Array)) return source;
  return {
    byteLength: source.length,
    // A copy: `slice` of a Node `Buffer` would be none.
    slice: (start, end) => new Uint8Array(source.subarray(start, end)).buffer,
  };
}

/** What the library throws for a broken file is an error of the input. */
async function guarded<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HotpathError) throw error;
    throw new InputError("INPUT_INVALID", `the Parquet file cannot be read: ${(error as Error)?.message ?? error}`);
  }
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
