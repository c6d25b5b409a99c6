/**
 * Big-endian fields of Nasdaq's binary protocols, one at a time: what encoders and the edge use, and no hot loop. A layout
 * is an object of names and kinds, in the order of the bytes.
 */
import { InputError } from "@hotpath/core";

/**
 * What a field is: `char` a single character, `text2` … `text14` text padded with spaces on the right, `u1`, `u2`, `u4`
 * unsigned integers, `s4` a signed one, `u8` one of 8 bytes as a bigint, `id` and `price` one of 8 bytes that must be a safe
 * integer, `price4` and `price8` prices of 4 and of 8 bytes, as `u4` and `u8`.
 */
export type FieldKind =
  | "char"
  | "text2"
  | "text4"
  | "text8"
  | "text14"
  | "u1"
  | "u2"
  | "u4"
  | "s4"
  | "u8"
  | "id"
  | "price"
  | "price4"
  | "price8";

/** What the value of a kind is in a message object. */
export type FieldValue<Kind extends FieldKind> = Kind extends "char" | "text2" | "text4" | "text8" | "text14"
  ? string
  : Kind extends "u8" | "price8"
    ? bigint
    : number;

/** The fields of a layout as properties. */
export type FieldsOf<Layout> = {
  -readonly [Name in keyof Layout]: Layout[Name] extends FieldKind ? FieldValue<Layout[Name]> : never;
};

/** Bytes of each kind. */
export const FIELD_BYTES: Readonly<Record<FieldKind, number>> = {
  char: 1,
  text2: 2,
  text4: 4,
  text8: 8,
  text14: 14,
  u1: 1,
  u2: 2,
  u4: 4,
  s4: 4,
  u8: 8,
  id: 8,
  price: 8,
  price4: 4,
  price8: 8,
};

/** The bytes of a layout. */
export function layoutBytes(layout: Readonly<Record<string, FieldKind>>): number {
  return Object.values(layout).reduce((sum, kind) => sum + FIELD_BYTES[kind], 0);
}

/** Reads a field. An `id` or a `price` that is no safe integer is not exact: decoders have refused it before. */
export function readField(view: DataView, at: number, kind: FieldKind): string | number | bigint {
  switch (kind) {
    case "u1":
      return view.getUint8(at);
    case "u2":
      return view.getUint16(at);
    case "u4":
    case "price4":
      return view.getUint32(at);
    case "s4":
      return view.getInt32(at);
    case "u8":
    case "price8":
      return view.getBigUint64(at);
    case "id":
    case "price":
      return Number(view.getBigUint64(at));
    default:
      return readText(view, at, FIELD_BYTES[kind]);
  }
}

/**
 * Writes a field.
 *
 * @param what whose field it is, for the error
 * @throws {InputError} code `INPUT_OUT_OF_RANGE` naming the field, its value and what is allowed
 */
export function writeField(view: DataView, at: number, kind: FieldKind, value: unknown, what: string): void {
  switch (kind) {
    case "u1":
      view.setUint8(at, integer(value, 0, 0xff, what));
      break;
    case "u2":
      view.setUint16(at, integer(value, 0, 0xffff, what));
      break;
    case "u4":
    case "price4":
      view.setUint32(at, integer(value, 0, 0xffffffff, what));
      break;
    case "s4":
      view.setInt32(at, integer(value, -0x80000000, 0x7fffffff, what));
      break;
    case "u8":
    case "price8":
      if (typeof value !== "bigint" || value < 0n || value >= 2n ** 64n) {
        throw unfit(what, value, "a bigint from 0 to 2^64 - 1");
      }
      view.setBigUint64(at, value);
      break;
    case "id":
    case "price":
      view.setBigUint64(at, BigInt(integer(value, 0, Number.MAX_SAFE_INTEGER, what)));
      break;
    default:
      writeText(view, at, FIELD_BYTES[kind], value, what);
  }
}

/** An integer within bounds. @throws {InputError} as {@link writeField} */
export function integer(value: unknown, least: number, most: number, what: string): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
  throw unfit(what, value, `an integer from ${least} to ${most}`);
}

function readText(view: DataView, at: number, length: number): string {
  let text = "";
  for (let i = 0; i < length; i++) text += String.fromCharCode(view.getUint8(at + i));
  return length === 1 ? text : text.trimEnd();
}

function writeText(view: DataView, at: number, length: number, value: unknown, what: string): void {
  const isText = typeof value === "string" && value.length <= length && (length > 1 || value.length === 1);
  if (!isText || [...value].some((character) => character > "\xff")) {
    throw unfit(what, value, `${length === 1 ? "one character" : `at most ${length} characters`} of one byte`);
  }
  for (let i = 0; i < length; i++) view.setUint8(at + i, i < value.length ? value.charCodeAt(i) : 0x20);
}

function unfit(what: string, value: unknown, allowed: string): InputError {
  return new InputError("INPUT_OUT_OF_RANGE", `${what} is ${String(value)}; allowed: ${allowed}`);
}
