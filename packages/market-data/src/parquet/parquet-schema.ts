import type { ByteWriter, ParquetWriter } from "hyparquet-writer";

/** What is used of `hyparquet-writer`. */
export interface ParquetLibrary {
  ByteWriter: typeof ByteWriter;
  ParquetWriter: typeof ParquetWriter;
}

type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]["schema"][number];

/** Digits of a decimal that 64 bits hold. */
export const DECIMAL_DIGITS = 18;

/** A timestamp, UTC; null where it is not known. */
export function timestampElement(name: string, unit: "MICROS" | "NANOS"): SchemaElement {
  return {
    name,
    type: "INT64",
    repetition_type: "OPTIONAL",
    logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit },
  };
}

/** A decimal in 64 bits; null where there is none. */
export function decimalElement(name: string, scale: number): SchemaElement {
  return {
    name,
    type: "INT64",
    converted_type: "DECIMAL",
    scale,
    precision: DECIMAL_DIGITS,
    repetition_type: "OPTIONAL",
  };
}

/** An integer of 64 bits; null where there is none. */
export function integerElement(name: string): SchemaElement {
  return { name, type: "INT64", repetition_type: "OPTIONAL" };
}

/** A text; null where there is none. */
export function textElement(name: string): SchemaElement {
  return { name, type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" };
}
