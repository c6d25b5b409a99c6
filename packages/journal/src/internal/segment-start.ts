/**
 * How a segment starts: its header and its metadata frame, written in one piece and checked on opening.
 */
import { describeValue } from "@hotpath/core";
import { type DamageReason, damage, type JournalDamage } from "../damage.ts";
import type { JournalFile } from "../host.ts";
import {
  FLAG_METADATA,
  FORMAT_VERSION,
  FRAME_HEADER_BYTES,
  MAGIC_HIGH,
  MAGIC_LOW,
  RECORD_BYTES_MAX,
  SEGMENT_HEADER_BYTES,
  sequenceOfName,
} from "../layout.ts";
import { crc32c } from "./crc32c.ts";
import { readFully } from "./io.ts";

/** What a segment's header and metadata say. */
export interface SegmentStart {
  firstSequence: number;
  /** Nanoseconds since the Unix epoch. */
  createdAt: bigint;
  /** 32 hexadecimal digits. */
  journalId: string;
  /** Checksum of the last frame of the segment before. */
  previousChecksum: number;
  /** What the writer promised; see `promise.ts`. */
  promise: number;
  /** The metadata as JSON. */
  metadata: string;
  /** Where the first record frame starts. */
  bytes: number;
}

const HEADER_WORDS = SEGMENT_HEADER_BYTES / 4;
const START_BYTES = SEGMENT_HEADER_BYTES + FRAME_HEADER_BYTES;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** Length of the JSON once padded to whole 8-byte words. */
export function paddedMetadata(json: string): Uint8Array {
  const text = encoder.encode(json);
  const padded = new Uint8Array((text.length + 7) & ~7).fill(32);
  padded.set(text);
  return padded;
}

/** The bytes that a segment starts with. */
export function encodeSegmentStart(start: Omit<SegmentStart, "bytes">): Uint8Array {
  const metadata = paddedMetadata(start.metadata);
  const bytes = new Uint8Array(START_BYTES + metadata.length);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, MAGIC_LOW, true);
  view.setInt32(4, MAGIC_HIGH, true);
  view.setUint32(8, FORMAT_VERSION, true);
  view.setUint32(12, SEGMENT_HEADER_BYTES, true);
  view.setFloat64(16, start.firstSequence, true);
  view.setBigInt64(24, start.createdAt, true);
  for (let i = 0; i < 16; i++) bytes[32 + i] = Number.parseInt(start.journalId.slice(i * 2, i * 2 + 2), 16);
  view.setUint32(48, metadata.length, true);
  view.setInt32(52, start.previousChecksum, true);
  view.setUint32(56, start.promise, true);
  const words = new Int32Array(bytes.buffer);
  words[HEADER_WORDS - 1] = crc32c(words, 0, HEADER_WORDS - 1);
  bytes.set(metadata, START_BYTES);
  words[HEADER_WORDS + 1] = metadata.length | FLAG_METADATA;
  words[HEADER_WORDS] = crc32c(words, HEADER_WORDS + 1, words.length);
  return bytes;
}

/** Reads and checks a segment's start; what is wrong with it comes back as damage. */
export function readSegmentStart(file: JournalFile, name: string): SegmentStart | JournalDamage {
  const expected = sequenceOfName(name);
  const bad = (reason: DamageReason, offset: number, what: string) => damage(reason, name, offset, expected, what);
  if (expected < 0) return bad("foreign-file", 0, "a file whose name is no segment's");
  const header = new Uint8Array(SEGMENT_HEADER_BYTES);
  const view = new DataView(header.buffer);
  const read = readFully(file, header, 0, SEGMENT_HEADER_BYTES, 0);
  const words = new Int32Array(header.buffer);
  if (!startsLikeASegment(header, read)) return bad("foreign-file", 0, "a file that is no segment of a journal");
  if (read < SEGMENT_HEADER_BYTES) return bad("incomplete", 0, `a segment header of ${read} bytes`);
  const version = view.getUint32(8, true);
  if (words[HEADER_WORDS - 1] !== crc32c(words, 0, HEADER_WORDS - 1))
    return header.every((byte) => byte === 0)
      ? bad("incomplete", 0, "a segment header that was never written")
      : bad("header", 0, "the segment header's checksum is wrong");
  if (version !== FORMAT_VERSION)
    return bad("version", 8, `a segment of format ${version}; this build reads ${FORMAT_VERSION}`);
  const firstSequence = view.getFloat64(16, true);
  if (firstSequence !== expected)
    return bad("name", 16, `the file is named for sequence ${expected} and its header says ${firstSequence}`);
  const length = view.getUint32(48, true);
  if (length > RECORD_BYTES_MAX || length % 8 !== 0) return bad("metadata", 48, `metadata of ${length} bytes`);
  const metadata = readMetadata(file, length);
  if (typeof metadata !== "string") return bad(metadata.reason, SEGMENT_HEADER_BYTES, metadata.what);
  return {
    firstSequence,
    createdAt: view.getBigInt64(24, true),
    journalId: Array.from(header.subarray(32, 48), (byte) => byte.toString(16).padStart(2, "0")).join(""),
    previousChecksum: view.getInt32(52, true),
    promise: view.getUint32(56, true),
    metadata,
    bytes: START_BYTES + length,
  };
}

/** Whether the bytes could be the start of a segment, cut short or not yet written at that. */
function startsLikeASegment(header: Uint8Array, read: number): boolean {
  const magic = new Uint8Array(new Int32Array([MAGIC_LOW, MAGIC_HIGH]).buffer);
  const seen = header.subarray(0, Math.min(read, magic.length));
  return seen.every((byte, i) => byte === magic[i]) || seen.every((byte) => byte === 0);
}

function readMetadata(file: JournalFile, length: number): string | { reason: DamageReason; what: string } {
  const frame = new Uint8Array(FRAME_HEADER_BYTES + length);
  const read = readFully(file, frame, 0, frame.length, SEGMENT_HEADER_BYTES);
  if (read < frame.length)
    return { reason: "incomplete", what: `${read} of the metadata frame's ${frame.length} bytes` };
  const words = new Int32Array(frame.buffer);
  if (words[1] !== (length | FLAG_METADATA) || words[0] !== crc32c(words, 1, words.length))
    return frame.every((byte) => byte === 0)
      ? { reason: "incomplete", what: "a metadata frame that was never written" }
      : { reason: "metadata", what: "the metadata frame's checksum is wrong" };
  try {
    const text = decoder.decode(frame.subarray(FRAME_HEADER_BYTES)).trimEnd();
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return text;
    return { reason: "metadata", what: `the metadata is ${describeValue(value)}, no object` };
  } catch (cause) {
    return { reason: "metadata", what: `the metadata is no JSON: ${String(cause)}` };
  }
}
