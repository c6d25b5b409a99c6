/**
 * The bytes of a journal, little-endian. Every length is a multiple of 8, so records lie 8-aligned in the file and in
 * any buffer that is filled from a frame's start.
 *
 * A segment file is a header of 64 bytes, one metadata frame, then record frames.
 *
 * | header offset | type | field |
 * |---|---|---|
 * | 0 | 8 bytes | magic `89 48 50 4A 0D 0A 1A 0A`: not text, and broken by a transfer that rewrites line ends |
 * | 8 | u32 | format version |
 * | 12 | u32 | header length, 64 |
 * | 16 | f64 | first sequence: that of the segment's first record; the file is named by it |
 * | 24 | i64 | time of creation in nanoseconds: the caller's, or the time of the event that opened the segment |
 * | 32 | 16 bytes | journal id: segments of one journal share it |
 * | 48 | u32 | length of the metadata in bytes |
 * | 52 | u32 | checksum of the last frame of the segment before; 0 in the first |
 * | 56 | u32 | what the writer promised: low byte 0 not told, 1 none, 2 process, 3 interval, 4 each; above it `riskMillisMax` |
 * | 60 | u32 | CRC-32C of the 60 bytes before |
 *
 * | frame offset | type | field |
 * |---|---|---|
 * | 0 | u32 | CRC-32C of all that follows in the frame |
 * | 4 | u32 | length of the record in bytes, and in its low bits 1: first frame of a batch, 2: metadata |
 * | 8 | | the event record's own bytes, or the metadata as JSON, padded with spaces |
 */

/** The format that this build writes, and the only one that it reads. */
export const FORMAT_VERSION = 1;
/** Length of a segment's header in bytes. */
export const SEGMENT_HEADER_BYTES = 64;
/** Length of a frame's header in bytes. */
export const FRAME_HEADER_BYTES = 8;
/** The longest record, and the longest metadata, in bytes. */
export const RECORD_BYTES_MAX: number = 16 * 1024 * 1024;
/** Extension of segment files. */
export const SEGMENT_EXTENSION = ".hpj";

/** In a frame's length word: the frame was the first of the batch that was written together. */
export const FLAG_BATCH = 1;
/** In a frame's length word: the frame carries metadata. */
export const FLAG_METADATA = 2;
/** The bits of a length word that are no length. */
export const FLAG_MASK = 7;

/** The magic's two words. */
export const MAGIC_LOW = 0x4a504889;
/** The magic's second word. */
export const MAGIC_HIGH = 0x0a1a0a0d;

const NAME = /^(\d{20})\.hpj$/;

/** The file name of the segment that starts with `sequence`: twenty digits, so that names sort as numbers. */
export function segmentName(sequence: number): string {
  return `${sequence.toString().padStart(20, "0")}${SEGMENT_EXTENSION}`;
}

/** The first sequence that a segment's file name states, or −1 if it is no such name. */
export function sequenceOfName(name: string): number {
  const digits = NAME.exec(name)?.[1];
  const sequence = digits === undefined ? -1 : Number(digits);
  return Number.isSafeInteger(sequence) ? sequence : -1;
}
