import type { SbeField } from "../sbe-field.ts";
import type { HeaderPart } from "../sbe-layout.ts";

const READERS = ["getUint8", "getInt8", "getUint16", "getInt16", "getUint32", "getInt32"];
const [UINT64, INT64, FLOAT, DOUBLE, CHAR] = [6, 7, 8, 9, 10] as const;
const BOUNDS = [
  [0, 255],
  [-128, 127],
  [0, 65_535],
  [-32_768, 32_767],
  [0, 4_294_967_295],
  [-2_147_483_648, 2_147_483_647],
] as const;

/** The integers of 64 bits. */
export function isWide(code: number): boolean {
  return code === UINT64 || code === INT64;
}

/** Whether the code is that of a float. */
export function isFloat(code: number): boolean {
  return code === FLOAT || code === DOUBLE;
}

/** Source that reads a number at a place; 64-bit ones beyond 2^53 − 1 are NaN. */
export function readNumber(code: number, view: string, at: string, littleEndian: boolean): string {
  if (code === CHAR) return `${view}.getUint8(${at})`;
  if (code === FLOAT) return `${view}.getFloat32(${at}, ${littleEndian})`;
  if (code === DOUBLE) return `${view}.getFloat64(${at}, ${littleEndian})`;
  if (!isWide(code)) return `${view}.${READERS[code]}(${at}${code < 2 ? "" : `, ${littleEndian}`})`;
  const [high, low] = littleEndian ? [`${at} + 4`, at] : [at, `${at} + 4`];
  const convert = code === UINT64 ? "sbeUnsigned64" : "sbeSigned64";
  return `${convert}(${view}.getUint32(${high}, ${littleEndian}), ${view}.getUint32(${low}, ${littleEndian}))`;
}

/** Source that reads a number of a header: 64 bits as a double, however large. */
export function readPart(part: HeaderPart, view: string, at: string, littleEndian: boolean): string {
  const place = plus(at, part.offset);
  if (!isWide(part.code)) return readNumber(part.code, view, place, littleEndian);
  const [high, low] = littleEndian ? [`${place} + 4`, place] : [place, `${place} + 4`];
  return `${view}.getUint32(${high}, ${littleEndian}) * 4294967296 + ${view}.getUint32(${low}, ${littleEndian})`;
}

/** Source that reads a 64-bit integer exactly. */
export function readExact(code: number, view: string, at: string, littleEndian: boolean): string {
  return `${view}.${code === UINT64 ? "getBigUint64" : "getBigInt64"}(${at}, ${littleEndian})`;
}

/** Source that writes a value, checked. */
export function writeNumber(
  code: number,
  view: string,
  at: string,
  value: string,
  littleEndian: boolean,
  name: string,
): string {
  if (code === FLOAT) return `${view}.setFloat32(${at}, ${value}, ${littleEndian})`;
  if (code === DOUBLE) return `${view}.setFloat64(${at}, ${value}, ${littleEndian})`;
  if (isWide(code)) return `sbePut64(${view}, ${at}, ${value}, ${code === INT64}, ${littleEndian}, "${name}")`;
  const [least, most] = BOUNDS[code === CHAR ? 0 : code]!;
  const checked = `sbeInteger(${value}, ${least}, ${most}, "${name}")`;
  const setter = (code === CHAR ? "getUint8" : READERS[code]!).replace("get", "set");
  return `${view}.${setter}(${at}, ${checked}${code < 2 || code === CHAR ? "" : `, ${littleEndian}`})`;
}

/** Source that writes a number of a header that is known to fit. */
export function writePart(part: HeaderPart, view: string, at: string, value: string, littleEndian: boolean): string {
  const place = plus(at, part.offset);
  if (isWide(part.code)) return `sbePut64(${view}, ${place}, ${value}, false, ${littleEndian}, "header")`;
  return `${view}.${READERS[part.code]!.replace("get", "set")}(${place}, ${value}${part.code < 2 ? "" : `, ${littleEndian}`})`;
}

/** A place so many bytes further. */
export function plus(at: string, offset: number): string {
  return offset === 0 ? at : `${at} + ${offset}`;
}

/** The null value of a field as source: a bigint of 64-bit integers, else a number. */
export function nullLiteral(field: SbeField, isExact: boolean): string {
  if (isExact) return `${BigInt(field.nullValue)}n`;
  return Number.isNaN(field.nullNumber) ? "Number.NaN" : String(field.nullNumber);
}

/** Bytes as source. */
export function bytesLiteral(bytes: Uint8Array): string {
  return bytes.length === 0 ? "new Uint8Array(0)" : `Uint8Array.of(${[...bytes].join(", ")})`;
}
