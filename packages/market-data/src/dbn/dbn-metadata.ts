import { InputError } from "@hotpath/core";

/** The names of DBN's schemas, in the order of their numbers (DBN encoding, `Schema`). */
export const DBN_SCHEMAS = [
  "mbo",
  "mbp-1",
  "mbp-10",
  "tbbo",
  "trades",
  "ohlcv-1s",
  "ohlcv-1m",
  "ohlcv-1h",
  "ohlcv-1d",
  "definition",
  "statistics",
  "status",
  "imbalance",
  "ohlcv-eod",
  "cmbp-1",
  "cbbo-1s",
  "cbbo-1m",
  "tcbbo",
  "bbo-1s",
  "bbo-1m",
] as const;
/** A schema of DBN. */
export type DbnSchema = (typeof DBN_SCHEMAS)[number];

/** The names of DBN's symbologies, in the order of their numbers (DBN encoding, `SType`). */
export const DBN_SYMBOL_TYPES = [
  "instrument_id",
  "raw_symbol",
  "smart",
  "continuous",
  "parent",
  "nasdaq_symbol",
  "cms_symbol",
  "isin",
  "us_code",
  "bbg_comp_id",
  "bbg_comp_ticker",
  "figi",
  "figi_ticker",
  "listing_id",
  "issuer_id",
  "security_id",
] as const;
/** A symbology of DBN; what this version does not name is its number. */
export type DbnSymbolType = (typeof DBN_SYMBOL_TYPES)[number] | number;

/** From when until when a symbol meant another one. */
export interface DbnMappingInterval {
  /** First day, as `20230115`. */
  startDate: number;
  /** The day after the last. */
  endDate: number;
  /** What it meant, in the output symbology. */
  symbol: string;
}

/** What one symbol of the request meant. */
export interface DbnSymbolMapping {
  rawSymbol: string;
  intervals: DbnMappingInterval[];
}

/** What stands in front of the records of a DBN or dbz stream. */
export interface DbnMetadata {
  /** 1 to 3; 0 is dbz. */
  version: number;
  /** Databento's code of it, `XNAS.ITCH`. */
  dataset: string;
  /** Undefined where records of several schemas are mixed; a number where this version does not name it. */
  schema: DbnSchema | number | undefined;
  /** First time of the request, nanoseconds since the Unix epoch. */
  start: bigint;
  /** The time after the last, or undefined. */
  end: bigint | undefined;
  /** The most records that were asked for; 0 without a limit. */
  limit: bigint;
  /** Undefined where symbols of several symbologies are mixed. */
  stypeIn: DbnSymbolType | undefined;
  stypeOut: DbnSymbolType;
  /** Each record is followed by the time at which the gateway sent it. */
  tsOut: boolean;
  /** Bytes of a symbol: 22 in version 1, 71 since. */
  symbolLength: number;
  /** The symbols of the request. */
  symbols: string[];
  /** Symbols that meant nothing on some days. */
  partial: string[];
  /** Symbols that meant nothing on any day. */
  notFound: string[];
  mappings: DbnSymbolMapping[];
}

/** Bytes before the metadata proper: "DBN", the version, the length. */
export const DBN_PRELUDE_SIZE = 8;
/** Bytes of the part of fixed length. */
const FIXED_SIZE = 100;
const DATASET_SIZE = 16;
const NO_SCHEMA = 0xffff;
const NO_SYMBOL_TYPE = 0xff;
const NO_LIMIT = 0n;
const NO_TIME = 2n ** 64n - 1n;
const SYMBOL_SIZE_V1 = 22;
const SYMBOL_SIZE = 71;
/** The newest version that is known. */
const NEWEST = 3;

/**
 * Reads the metadata behind its prelude of eight bytes.
 *
 * @param version from the prelude, 1 to 3
 * @returns undefined where a count, a length or a date cannot be true
 */
export function decodeDbnMetadata(bytes: Uint8Array, version: number): DbnMetadata | undefined {
  if (bytes.length < FIXED_SIZE + 4 || version < 1 || version > NEWEST) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Version 1 has a count of records, always unknown, after the limit.
  const types = version === 1 ? 50 : 42;
  const end = view.getBigUint64(26, true);
  const symbolLength = version === 1 ? SYMBOL_SIZE_V1 : view.getUint16(types + 3, true);
  const schemaDefinition = view.getUint32(FIXED_SIZE, true);
  if (symbolLength === 0 || schemaDefinition !== 0) return undefined;
  const lists = new SymbolReader(bytes, FIXED_SIZE + 4, symbolLength);
  const variable = lists.readAll();
  if (variable === undefined) return undefined;
  return {
    version,
    dataset: textOf(bytes, 0, DATASET_SIZE),
    schema: schemaOf(view.getUint16(16, true)),
    start: view.getBigUint64(18, true),
    end: end === NO_TIME || end === 0n ? undefined : end,
    limit: view.getBigUint64(34, true),
    stypeIn: symbolTypeOf(view.getUint8(types)),
    stypeOut: symbolTypeOf(view.getUint8(types + 1)) ?? NO_SYMBOL_TYPE,
    tsOut: view.getUint8(types + 2) !== 0,
    symbolLength,
    ...variable,
  };
}

/**
 * The metadata as bytes, prelude included, in the version that it names.
 *
 * @throws {InputError} a version other than 1 to 3, or a text that is not ASCII or too long for its field
 */
export function encodeDbnMetadata(metadata: DbnMetadata): Uint8Array {
  const { version } = metadata;
  if (version < 1 || version > NEWEST)
    throw new InputError("INPUT_INVALID", `DBN metadata of version ${version}; allowed: 1, 2, 3`);
  const symbolLength = version === 1 ? SYMBOL_SIZE_V1 : metadata.symbolLength;
  const lists = encodeSymbolLists(metadata, symbolLength);
  const unpadded = FIXED_SIZE + 4 + lists.length;
  // Since version 3 the records behind it are aligned to eight bytes.
  const length = version >= 3 ? Math.ceil(unpadded / 8) * 8 : unpadded;
  const bytes = new Uint8Array(DBN_PRELUDE_SIZE + length);
  const view = new DataView(bytes.buffer);
  putText(bytes, 0, 3, "DBN");
  bytes[3] = version;
  view.setUint32(4, length, true);
  putText(bytes, 8, DATASET_SIZE, metadata.dataset);
  view.setUint16(24, schemaNumber(metadata.schema), true);
  view.setBigUint64(26, metadata.start, true);
  view.setBigUint64(34, metadata.end ?? NO_TIME, true);
  view.setBigUint64(42, metadata.limit, true);
  if (version === 1) view.setBigUint64(50, NO_TIME, true);
  const types = version === 1 ? 58 : 50;
  bytes[types] = symbolTypeNumber(metadata.stypeIn);
  bytes[types + 1] = symbolTypeNumber(metadata.stypeOut);
  bytes[types + 2] = metadata.tsOut ? 1 : 0;
  if (version > 1) view.setUint16(types + 3, symbolLength, true);
  bytes.set(lists, DBN_PRELUDE_SIZE + FIXED_SIZE + 4);
  return bytes;
}

/** Metadata with what a caller need not name: no limit, no mappings, instrument ids out, no `ts_out`. */
export function dbnMetadata(
  given: Partial<DbnMetadata> & Pick<DbnMetadata, "dataset" | "schema" | "start">,
): DbnMetadata {
  const version = given.version ?? NEWEST;
  return {
    end: undefined,
    limit: NO_LIMIT,
    stypeIn: "raw_symbol",
    stypeOut: "instrument_id",
    tsOut: false,
    symbols: [],
    partial: [],
    notFound: [],
    mappings: [],
    ...given,
    version,
    symbolLength: version <= 1 ? SYMBOL_SIZE_V1 : (given.symbolLength ?? SYMBOL_SIZE),
  };
}

/** The four lists that end the metadata of every version and of dbz, as objects. */
export type DbnSymbolLists = Pick<DbnMetadata, "symbols" | "partial" | "notFound" | "mappings">;

/** Reads the four lists, checking each count against the bytes that are left. */
export class SymbolReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #symbolLength: number;
  #at: number;

  constructor(bytes: Uint8Array, at: number, symbolLength: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = at;
    this.#symbolLength = symbolLength;
  }

  /** Undefined where a count is larger than what is left, or a date is none. */
  readAll(): DbnSymbolLists | undefined {
    const symbols = this.#symbols();
    const partial = symbols && this.#symbols();
    const notFound = partial && this.#symbols();
    const mappings = notFound && this.#mappings();
    return mappings && { symbols, partial, notFound, mappings };
  }

  #symbols(): string[] | undefined {
    const count = this.#count(this.#symbolLength);
    return count < 0 ? undefined : Array.from({ length: count }, () => this.#symbol());
  }

  #mappings(): DbnSymbolMapping[] | undefined {
    const count = this.#count(this.#symbolLength + 4);
    if (count < 0) return undefined;
    const mappings: DbnSymbolMapping[] = [];
    for (let i = 0; i < count; i++) {
      if (this.#left() < this.#symbolLength + 4) return undefined;
      const rawSymbol = this.#symbol();
      const intervals = this.#intervals();
      if (intervals === undefined) return undefined;
      mappings.push({ rawSymbol, intervals });
    }
    return mappings;
  }

  #intervals(): DbnMappingInterval[] | undefined {
    const count = this.#count(this.#symbolLength + 8);
    if (count < 0) return undefined;
    const intervals: DbnMappingInterval[] = [];
    for (let i = 0; i < count; i++) {
      const startDate = this.#view.getUint32(this.#at, true);
      const endDate = this.#view.getUint32(this.#at + 4, true);
      if (!isDate(startDate) || !isDate(endDate)) return undefined;
      this.#at += 8;
      intervals.push({ startDate, endDate, symbol: this.#symbol() });
    }
    return intervals;
  }

  #left(): number {
    return this.#bytes.length - this.#at;
  }

  #count(each: number): number {
    if (this.#left() < 4) return -1;
    const count = this.#view.getUint32(this.#at, true);
    this.#at += 4;
    return count * each <= this.#left() ? count : -1;
  }

  #symbol(): string {
    const symbol = textOf(this.#bytes, this.#at, this.#symbolLength);
    this.#at += this.#symbolLength;
    return symbol;
  }
}

/** The four lists as bytes. @throws {InputError} as {@link encodeDbnMetadata} */
export function encodeSymbolLists(lists: DbnSymbolLists, symbolLength: number): Uint8Array {
  const { symbols, partial, notFound, mappings } = lists;
  const intervals = mappings.reduce((sum, mapping) => sum + mapping.intervals.length, 0);
  const texts = symbols.length + partial.length + notFound.length + mappings.length;
  const bytes = new Uint8Array(16 + (texts + intervals) * symbolLength + mappings.length * 4 + intervals * 8);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const number = (value: number) => {
    view.setUint32(at, value, true);
    at += 4;
  };
  const text = (value: string) => {
    putText(bytes, at, symbolLength, value);
    at += symbolLength;
  };
  for (const list of [symbols, partial, notFound]) {
    number(list.length);
    list.forEach(text);
  }
  number(mappings.length);
  for (const mapping of mappings) {
    text(mapping.rawSymbol);
    number(mapping.intervals.length);
    for (const interval of mapping.intervals) {
      number(interval.startDate);
      number(interval.endDate);
      text(interval.symbol);
    }
  }
  return bytes;
}

/** ASCII text up to its first zero. */
export function textOf(bytes: Uint8Array, at: number, size: number): string {
  let text = "";
  for (let i = at; i < at + size; i++) {
    const code = bytes[i]!;
    if (code === 0) break;
    text += String.fromCharCode(code);
  }
  return text;
}

/** Puts text into a field padded with zeros. @throws {InputError} text that is not Latin-1 or does not fit */
export function putText(bytes: Uint8Array, at: number, size: number, text: string): void {
  if (text.length > size)
    throw new InputError("INPUT_OUT_OF_RANGE", `${JSON.stringify(text)} does not fit into ${size} bytes`);
  for (let i = 0; i < size; i++) {
    const code = i < text.length ? text.charCodeAt(i) : 0;
    if (code > 255) throw new InputError("INPUT_INVALID", `${JSON.stringify(text)} is not Latin-1`);
    bytes[at + i] = code;
  }
}

/** A schema from its number. */
export function schemaOf(number: number): DbnSchema | number | undefined {
  return number === NO_SCHEMA ? undefined : (DBN_SCHEMAS[number] ?? number);
}

/** A symbology from its number. */
export function symbolTypeOf(number: number): DbnSymbolType | undefined {
  return number === NO_SYMBOL_TYPE ? undefined : (DBN_SYMBOL_TYPES[number] ?? number);
}

/** The number of a schema. @throws {InputError} for a name that is none */
export function schemaNumber(schema: DbnMetadata["schema"]): number {
  if (schema === undefined) return NO_SCHEMA;
  const number = typeof schema === "number" ? schema : DBN_SCHEMAS.indexOf(schema);
  if (number >= 0) return number;
  throw new InputError("INPUT_INVALID", `schema ${JSON.stringify(schema)}; allowed: ${DBN_SCHEMAS.join(", ")}`);
}

/** The number of a symbology. @throws {InputError} for a name that is none */
export function symbolTypeNumber(type: DbnSymbolType | undefined): number {
  if (type === undefined) return NO_SYMBOL_TYPE;
  const number = typeof type === "number" ? type : DBN_SYMBOL_TYPES.indexOf(type);
  if (number >= 0) return number;
  throw new InputError("INPUT_INVALID", `symbology ${JSON.stringify(type)}; allowed: ${DBN_SYMBOL_TYPES.join(", ")}`);
}

function isDate(date: number): boolean {
  const month = Math.floor(date / 100) % 100;
  const day = date % 100;
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && date < 100_000_000;
}
