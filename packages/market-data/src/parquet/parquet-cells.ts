import { microsOf, nanosOf } from "@hotpath/core";
import type { SchemaElement } from "hyparquet";
import { isoText } from "../json/iso-time.ts";

/** A column of a table, and how its values are written as text, exactly. */
export interface ParquetColumn {
  readonly name: string;
  /** Whether it holds timestamps or dates, which become ISO 8601. */
  readonly isTime: boolean;
  /** The text of a value that is not null. */
  readonly text: (value: unknown) => string;
}

const utf8 = new TextDecoder();

/**
 * The column of a leaf of the schema. A decimal is taken out of the library's hands, which would make a double of it: the
 * element is changed to the integers or bytes that are there.
 */
export function columnOf(element: SchemaElement): ParquetColumn {
  const { name, type, converted_type: converted, logical_type: logical } = element;
  if (converted === "DECIMAL" || logical?.type === "DECIMAL") {
    const scale = element.scale ?? (logical?.type === "DECIMAL" ? logical.scale : 0);
    delete element.converted_type;
    delete element.logical_type;
    return { name, isTime: false, text: (value) => decimalText(unscaled(value), scale) };
  }
  const isTime =
    type === "INT96" ||
    converted === "DATE" ||
    converted === "TIMESTAMP_MILLIS" ||
    converted === "TIMESTAMP_MICROS" ||
    logical?.type === "TIMESTAMP" ||
    logical?.type === "DATE";
  if (isTime) return { name, isTime, text: (value) => timeText(value as bigint) };
  if (type === "FLOAT") return { name, isTime, text: (value) => singleText(value as number) };
  return { name, isTime, text: plainText };
}

/** Nanoseconds since the epoch; undefined where a page has a gap. */
type Nanos = bigint | undefined;

/** Parsers for the library that give times as nanoseconds since the epoch, and texts of what would be objects. */
export const PARSERS = {
  timestampFromMilliseconds: (millis: bigint): Nanos => scaled(millis, 1_000_000n),
  timestampFromMicroseconds: (micros: bigint): Nanos => scaled(micros, 1000n),
  timestampFromNanoseconds: (nanos: bigint): Nanos => scaled(nanos, 1n),
  dateFromDays: (days: number): Nanos => scaled(days, 86_400_000_000_000n),
  jsonFromBytes: (bytes: Uint8Array): string | undefined => bytes && utf8.decode(bytes),
};

function scaled(value: bigint | number | undefined, factor: bigint): Nanos {
  return value === undefined || value === null ? undefined : BigInt(value) * factor;
}

function timeText(nanos: bigint): string {
  return isoText(microsOf(nanos), nanosOf(nanos));
}

function plainText(value: unknown): string {
  return value instanceof Uint8Array ? utf8.decode(value) : String(value);
}

/** The shortest decimal that is this number of 32 bits and no other. */
function singleText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  for (let digits = 1; digits < 9; digits++) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(Number(value.toPrecision(9)));
}

/** The integer of a decimal: an integer as it stands, or bytes in two's complement, the highest first. */
function unscaled(value: unknown): bigint {
  if (!(value instanceof Uint8Array)) return BigInt(value as number | bigint);
  let bits = 0n;
  for (const byte of value) bits = (bits << 8n) | BigInt(byte);
  return BigInt.asIntN(value.length * 8, bits);
}

/** An integer with a point so many digits from its end. */
export function decimalText(unscaled: bigint, scale: number): string {
  if (scale <= 0) return String(unscaled * 10n ** BigInt(-scale));
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  return `${unscaled < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
