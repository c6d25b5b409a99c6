/**
 * One snapshot in a file of its own, little-endian: a header of 64 bytes, then the state's bytes.
 *
 * | header offset | type | field |
 * |---|---|---|
 * | 0 | 8 bytes | magic `89 48 50 53 0D 0A 1A 0A` |
 * | 8 | u32 | format version |
 * | 12 | u32 | header length, 64 |
 * | 16 | f64 | sequence of the last input in the state; the file is named by it |
 * | 24 | i64 | time of that input in nanoseconds since the epoch, as the caller tells it |
 * | 32 | f64 | length of the state in bytes |
 * | 40 | 16 bytes | hash of the state's bytes: what `SnapshotWriter.hash` and an engine's `stateHash` say |
 * | 56 | u32 | 0, reserved |
 * | 60 | u32 | CRC-32C of the 60 bytes before |
 */
import { hashBytes } from "@hotpath/core";
import type { JournalFile } from "../host.ts";
import { crc32c } from "../internal/crc32c.ts";
import { readFully } from "../internal/io.ts";

/** Length of a snapshot's header in bytes. */
export const SNAPSHOT_HEADER_BYTES = 64;
/** Extension of snapshot files. */
export const SNAPSHOT_EXTENSION = ".hps";
/** The longest state in bytes. */
export const STATE_BYTES_MAX: number = 2 ** 32;

const VERSION = 1;
const MAGIC_LOW = 0x53504889;
const MAGIC_HIGH = 0x0a1a0a0d;
const CHECKED_WORDS = 15;
const NAME = /^(\d{20})\.hps$/;

/** What a snapshot's header says. */
export interface SnapshotHeader {
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  /** Length of the state in bytes. */
  stateBytes: number;
  /** 32 hexadecimal digits. */
  stateHash: string;
}

/** The file name of the snapshot taken after an input: twenty digits, so that names sort as numbers. */
export function snapshotName(sequence: number): string {
  return `${sequence.toString().padStart(20, "0")}${SNAPSHOT_EXTENSION}`;
}

/** The sequence that a snapshot's file name states, or −1 if it is no such name. */
export function sequenceOfSnapshot(name: string): number {
  const digits = NAME.exec(name)?.[1];
  const sequence = digits === undefined ? -1 : Number(digits);
  return Number.isSafeInteger(sequence) ? sequence : -1;
}

/** A header's bytes. */
export function encodeSnapshotHeader(header: SnapshotHeader): Uint8Array {
  const bytes = new Uint8Array(SNAPSHOT_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, MAGIC_LOW, true);
  view.setInt32(4, MAGIC_HIGH, true);
  view.setUint32(8, VERSION, true);
  view.setUint32(12, SNAPSHOT_HEADER_BYTES, true);
  view.setFloat64(16, header.sequence, true);
  view.setBigInt64(24, header.time, true);
  view.setFloat64(32, header.stateBytes, true);
  for (let i = 0; i < 16; i++) bytes[40 + i] = Number.parseInt(header.stateHash.slice(i * 2, i * 2 + 2), 16);
  const words = new Int32Array(bytes.buffer);
  words[CHECKED_WORDS] = crc32c(words, 0, CHECKED_WORDS);
  return bytes;
}

/** Reads a header and checks it against the name and the length of its file; answers what is wrong as text. */
export function readSnapshotHeader(file: JournalFile, name: string): SnapshotHeader | string {
  const bytes = new Uint8Array(SNAPSHOT_HEADER_BYTES);
  const read = readFully(file, bytes, 0, bytes.length, 0);
  if (read < bytes.length) return `a header of ${read} bytes`;
  const view = new DataView(bytes.buffer);
  const words = new Int32Array(bytes.buffer);
  if (words[0] !== MAGIC_LOW || words[1] !== MAGIC_HIGH) return "no snapshot";
  if (words[CHECKED_WORDS] !== crc32c(words, 0, CHECKED_WORDS)) return "the header's checksum is wrong";
  if (view.getUint32(8, true) !== VERSION)
    return `a snapshot of format ${view.getUint32(8, true)}; this build reads ${VERSION}`;
  const sequence = view.getFloat64(16, true);
  if (sequence !== sequenceOfSnapshot(name)) return `the file's name and its header, which says ${sequence}, disagree`;
  const stateBytes = view.getFloat64(32, true);
  const found = file.size() - SNAPSHOT_HEADER_BYTES;
  if (found !== stateBytes) return `${found} of ${stateBytes} bytes of the state`;
  const stateHash = Array.from(bytes.subarray(40, 56), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { sequence, time: view.getBigInt64(24, true), stateBytes, stateHash };
}

/** Reads the state behind a header and checks its hash; answers what is wrong as text. */
export function readState(file: JournalFile, header: SnapshotHeader): Uint8Array | string {
  const state = new Uint8Array(header.stateBytes);
  const read = readFully(file, state, 0, state.length, SNAPSHOT_HEADER_BYTES);
  if (read < state.length) return `${read} of ${state.length} bytes of the state`;
  return hashBytes(state) === header.stateHash ? state : "the state's hash is wrong";
}
