/**
 * What the encodings of Parquet's pages claim, held against the bytes that are there. A decoder that trusts them can be kept
 * busy for ever or made to take memory without end; here nothing is made of them but sums.
 *
 * Source: apache/parquet-format, `Encodings.md`.
 */
import { InputError } from "@hotpath/core";
import { CompactReader } from "./compact-thrift.ts";

/** Bytes that the texts of one page may have together. */
const MAX_TEXT_BYTES = 2 ** 28;

/** Values that may fill up packed ones, which have no other bound where they have no bits. */
const MOST_FILLED = 512;

/** What {@link checkRuns} found. */
interface Runs {
  /** How many of the values are the largest that is allowed. */
  largest: number;
}

/**
 * Checks the hybrid of runs and packed bits: that there are `count` values, within `bytes`, none above `most`.
 *
 * @throws {InputError} where it is none
 */
export function checkRuns(bytes: Uint8Array, width: number, count: number, most: number): Runs {
  if (width > 32) throw brokenPage("numbers of more than 32 bits");
  const reader = new CompactReader(bytes);
  const runs: Runs = { largest: 0 };
  const valueBytes = (width + 7) >> 3;
  for (let seen = 0; seen < count; ) {
    const header = reader.varint();
    const length = header >>> 1;
    if (length === 0) throw brokenPage("a run of nothing");
    if ((header & 1) === 0) {
      if (length > count - seen) throw brokenPage("more values than it says");
      if (bytes.length - reader.offset < valueBytes) throw brokenPage("a run beyond its bytes");
      let value = 0;
      for (let i = 0; i < valueBytes; i++) value += bytes[reader.offset + i]! * 2 ** (8 * i);
      tally(runs, value, most, length);
      reader.offset += valueBytes;
      seen += length;
      continue;
    }
    // Groups of eight. The last one may be filled up and lack the bytes of that, and some writers fill up further.
    const used = Math.min(length * 8, count - seen);
    const rest = bytes.length - reader.offset;
    const isWhole = length * width <= rest && length * 8 - used < MOST_FILLED;
    if (!isWhole && (length * 8 - used >= 8 || (used * width + 7) >> 3 > rest))
      throw brokenPage("packed values beyond its bytes");
    checkPacked(bytes, reader.offset, width, used, most, runs);
    reader.offset = Math.min(bytes.length, reader.offset + length * width);
    seen += used;
  }
  return runs;
}

function checkPacked(bytes: Uint8Array, from: number, width: number, count: number, most: number, runs: Runs): void {
  let at = from;
  let held = 0;
  let bits = 0;
  const span = 2 ** width;
  for (let i = 0; i < count; i++) {
    // Doubles, not 32-bit words: up to 39 bits are held.
    while (bits < width) {
      held += bytes[at++]! * 2 ** bits;
      bits += 8;
    }
    const rest = Math.floor(held / span);
    tally(runs, held - rest * span, most, 1);
    held = rest;
    bits -= width;
  }
}

function tally(runs: Runs, value: number, most: number, times: number): void {
  if (value > most) throw brokenPage("a number that stands for nothing");
  if (value === most) runs.largest += times;
}

/**
 * Checks integers by their differences, and gives them where they have 32 bits. Returns where they end in `bytes`.
 *
 * @throws {InputError} where they are none
 */
export function checkDeltas(bytes: Uint8Array, count: number, isWide: boolean, values?: Int32Array): number {
  const reader = new CompactReader(bytes);
  const blockSize = reader.varint();
  const miniblocks = reader.varint();
  const total = reader.varint();
  const size = blockSize / miniblocks;
  if (total !== count || !(size >= 8) || size % 8 !== 0 || blockSize > 2 ** 20)
    throw brokenPage("differences of no such block");
  let value = readDifference(reader, bytes, isWide);
  if (values !== undefined && count > 0) values[0] = value;
  for (let seen = 1; seen < count; ) {
    const least = readDifference(reader, bytes, isWide);
    const widths = reader.offset;
    if (miniblocks > bytes.length - widths) throw brokenPage("a block beyond its bytes");
    reader.offset += miniblocks;
    for (let i = 0; i < miniblocks && seen < count; i++) {
      const width = bytes[widths + i]!;
      if (width > (isWide ? 64 : 33)) throw brokenPage("differences of too many bits");
      const length = (size * width) / 8;
      const used = Math.min(size, count - seen);
      if (length > bytes.length - reader.offset) throw brokenPage("a block beyond its bytes");
      if (values !== undefined)
        for (let j = 0; j < used; j++) {
          value = (value + least + packedWord(bytes, reader.offset, j * width, width)) | 0;
          values[seen + j] = value;
        }
      seen += used;
      reader.offset += length;
    }
  }
  return reader.offset;
}

/** The low 32 bits of a zigzag number of as many bytes as the width allows. */
function readDifference(reader: CompactReader, bytes: Uint8Array, isWide: boolean): number {
  let low = 0n;
  for (let shift = 0n; ; shift += 7n) {
    const byte = bytes[reader.offset++];
    if (byte === undefined || shift > (isWide ? 63n : 28n)) throw brokenPage("a difference that does not end");
    low |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return Number(BigInt.asIntN(32, (low >> 1n) ^ -(low & 1n)));
  }
}

function packedWord(bytes: Uint8Array, from: number, bit: number, width: number): number {
  let value = 0;
  for (let have = 0; have < Math.min(width, 32); ) {
    const at = bit + have;
    const take = Math.min(8 - (at & 7), width - have);
    value |= ((bytes[from + (at >> 3)]! >> (at & 7)) & ((1 << take) - 1)) << have;
    have += take;
  }
  return value;
}

/** Checks texts with their lengths in front, one after the other. @throws {InputError} */
export function checkPlainTexts(bytes: Uint8Array, count: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (bytes.length - at < 4) throw brokenPage("texts beyond its bytes");
    const length = view.getUint32(at, true);
    at += 4;
    if (length > bytes.length - at) throw brokenPage("texts beyond its bytes");
    at += length;
  }
}

/** Checks texts whose lengths come first, as differences. @throws {InputError} */
export function checkTextsByLength(bytes: Uint8Array, count: number): void {
  const lengths = new Int32Array(count);
  let left = bytes.length - checkDeltas(bytes, count, false, lengths);
  for (const length of lengths) {
    left -= length;
    if (length < 0 || left < 0) throw brokenPage("texts beyond its bytes");
  }
}

/** Checks texts that begin as the one before. @throws {InputError} */
export function checkTextsByPrefix(bytes: Uint8Array, count: number): void {
  const prefixes = new Int32Array(count);
  const suffixes = new Int32Array(count);
  const middle = checkDeltas(bytes, count, false, prefixes);
  let left = bytes.length - middle - checkDeltas(bytes.subarray(middle), count, false, suffixes);
  let before = 0;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const prefix = prefixes[i]!;
    const suffix = suffixes[i]!;
    left -= suffix;
    if (prefix < 0 || prefix > before || suffix < 0 || left < 0) throw brokenPage("texts beyond its bytes");
    before = prefix + suffix;
    sum += before;
    if (sum > MAX_TEXT_BYTES) throw brokenPage(`texts of more than ${MAX_TEXT_BYTES} bytes`);
  }
}

/** The error of a page. */
export function brokenPage(what: string): InputError {
  return new InputError("INPUT_INVALID", `the Parquet file has a page with ${what}`);
}
