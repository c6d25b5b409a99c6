import { type EventCursor, UnavailableError } from "@hotpath/core";
import type { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { layoutOf, type RecordLayout } from "../internal/record-fields.ts";
import { integer } from "../options.ts";

/** How a {@link RecordParquetWriter} is made. */
export interface RecordParquetOptions {
  /** The type number of the records. */
  type: number;
  /** Takes the file's bytes as they come. */
  sink: (bytes: Uint8Array) => void;
  /** Rows of a row group, 1 to 1,048,576; default 65,536. */
  groupRows?: number;
}

interface Library {
  ByteWriter: typeof ByteWriter;
  ParquetWriter: typeof ParquetWriter;
}

type Column = Float64Array | Int32Array | BigInt64Array | (Uint8Array | null)[];

/** Columns before the record's own. */
const HEAD = ["sequence", "output", "time", "instrument", "venue", "version"] as const;

/**
 * Writes records of one type as a Parquet file. Every bit of a record is kept: `sequence` and `time` (nanoseconds, UTC) in
 * 64 bits, doubles as doubles, integers as integers; `output` counts the records behind their input (0 is the input
 * itself), so that the order among types can be had again; `rest` holds the bytes that this build's schema does not know.
 * Only a NaN becomes the canonical one.
 */
export class RecordParquetWriter {
  /** Rows written. */
  rows = 0;
  readonly #options: RecordParquetOptions;
  readonly #groupRows: number;
  readonly #layout: RecordLayout;
  readonly #bytes: InstanceType<typeof ByteWriter>;
  readonly #writer: InstanceType<typeof ParquetWriter>;
  readonly #sequence: BigInt64Array<ArrayBuffer>;
  readonly #time: BigInt64Array<ArrayBuffer>;
  /** Output, instrument, venue, version. */
  readonly #head: Int32Array<ArrayBuffer>[];
  readonly #fields: (Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer>)[];
  #rest: (Uint8Array | null)[] = [];
  #count = 0;
  #isFinished = false;

  /**
   * @throws {ConfigError} naming the option that is wrong
   * @throws {UnavailableError} where `hyparquet-writer` is not installed
   */
  static async open(options: RecordParquetOptions): Promise<RecordParquetWriter> {
    const library = await import("hyparquet-writer").catch((cause: unknown) => {
      throw new UnavailableError("Parquet: needs the package hyparquet-writer", { cause });
    });
    return new RecordParquetWriter(library, options);
  }

  private constructor(library: Library, options: RecordParquetOptions) {
    const rows = integer("groupRows", options.groupRows, 1, 2 ** 20, 65_536);
    this.#options = options;
    this.#groupRows = rows;
    this.#layout = layoutOf(options.type);
    this.#sequence = new BigInt64Array(rows);
    this.#time = new BigInt64Array(rows);
    this.#head = [0, 1, 2, 3].map(() => new Int32Array(rows));
    this.#fields = this.#layout.fields.map(({ type }) =>
      type === "f64" ? new Float64Array(rows) : new Int32Array(rows),
    );
    const required = { repetition_type: "REQUIRED" } as const;
    const schema = [
      { name: "root", num_children: HEAD.length + this.#layout.fields.length + 1 },
      { name: "sequence", type: "INT64", ...required },
      { name: "output", type: "INT32", ...required },
      {
        name: "time",
        type: "INT64",
        ...required,
        logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "NANOS" },
      },
      ...["instrument", "venue", "version"].map((name) => ({ name, type: "INT32" as const, ...required })),
      ...this.#layout.fields.map(({ name, type }) => ({
        name: columnName(name),
        type: type === "f64" ? ("DOUBLE" as const) : ("INT32" as const),
        ...required,
      })),
      { name: "rest", type: "BYTE_ARRAY", repetition_type: "OPTIONAL" },
    ] as ConstructorParameters<typeof ParquetWriter>[0]["schema"];
    this.#bytes = new library.ByteWriter();
    this.#writer = new library.ParquetWriter({ writer: this.#bytes, schema, createdBy: "hotpath" });
  }

  /**
   * Takes the record under the cursor, which must be of the writer's type.
   *
   * @param output 0 for an input, else its number among the records behind their input, from 1
   */
  write(event: EventCursor, output: number): void {
    const row = this.#count;
    const { fields, bytes } = this.#layout;
    const length = event.length;
    this.#sequence[row] = BigInt(event.sequence);
    this.#time[row] = event.time;
    this.#head[0]![row] = output;
    this.#head[1]![row] = event.instrument;
    this.#head[2]![row] = event.venue;
    this.#head[3]![row] = event.version;
    for (let i = 0; i < fields.length; i++) {
      const { type, offset } = fields[i]!;
      // A record of an earlier version ends before the fields that came later.
      const isThere = offset < length;
      if (type === "f64") this.#fields[i]![row] = isThere ? event.f64[event.at + offset / 8]! : Number.NaN;
      else this.#fields[i]![row] = isThere ? event.i32[(event.at << 1) + offset / 4]! : 0;
    }
    this.#rest.push(length > bytes ? event.bytes().slice(bytes) : null);
    this.rows += 1;
    this.#count = row + 1;
    if (this.#count === this.#groupRows) this.#flush();
  }

  /** Ends the file. */
  finish(): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    if (this.#count > 0) this.#flush();
    this.#writer.finish();
    this.#drain();
  }

  #flush(): void {
    const count = this.#count;
    const column = (name: string, data: Column, isPlain = false) => ({
      name,
      data: Array.isArray(data) ? data : data.subarray(0, count),
      // A dictionary would take 0 and −0 for one value.
      ...(isPlain && { encoding: "PLAIN" as const }),
    });
    const [output, ...others] = this.#head;
    const columnData = [
      column("sequence", this.#sequence),
      column("output", output!),
      column("time", this.#time),
      ...["instrument", "venue", "version"].map((name, i) => column(name, others[i]!)),
      ...this.#layout.fields.map(({ name, type }, i) => column(columnName(name), this.#fields[i]!, type === "f64")),
      column("rest", this.#rest),
    ];
    this.#writer.write({ columnData: columnData as never, rowGroupSize: this.#groupRows });
    this.#drain();
    this.#rest = [];
    this.#count = 0;
  }

  /** Hands on what is written; the library goes on counting in `offset`. */
  #drain(): void {
    this.#options.sink(this.#bytes.getBytes().slice());
    this.#bytes.index = 0;
  }
}

/** `bidPrice` → `bid_price`. */
function columnName(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
