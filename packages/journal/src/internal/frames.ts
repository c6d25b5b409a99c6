/**
 * Frames in a buffer of 32-bit words: sealing them when a batch is written, checking one when it is read, and the rule
 * by which records follow one another.
 */
import { EVENT_BYTES, HEADER_BYTES, INPUT_TYPES } from "@hotpath/core";
import { FLAG_BATCH, FLAG_MASK, RECORD_BYTES_MAX } from "../layout.ts";
import { crc32c } from "./crc32c.ts";

const UNKNOWN = 0;
const INPUT = 1;
const OUTPUT = 2;

/** Whether a type of the schema is an input or an output, by type number; 0 for types that the schema does not know. */
const ROLES: Uint8Array = rolesOfTypes();

/** The frame is whole and its bytes are the ones that were written. */
export const FRAME_WHOLE = 0;
/** The buffer ends before the frame does. */
export const FRAME_INCOMPLETE = 1;
/** The length is impossible. */
export const FRAME_LENGTH = 2;
/** The checksum is wrong. */
export const FRAME_CHECKSUM = 3;

/** Writes the checksum of every frame from word `from` to word `to`, and marks the first as the first of its batch. */
export function sealFrames(words: Int32Array, from: number, to: number): void {
  words[from + 1] = words[from + 1]! | FLAG_BATCH;
  for (let at = from; at < to; ) {
    const end = at + 2 + ((words[at + 1]! & ~FLAG_MASK) >> 2);
    words[at] = crc32c(words, at + 1, end);
    at = end;
  }
}

/** What the record frame at word `at` of a buffer that ends at word `end` is: one of the codes above. */
export function checkFrame(words: Int32Array, at: number, end: number): number {
  if (at + 2 > end) return FRAME_INCOMPLETE;
  const lengthWord = words[at + 1]!;
  const length = lengthWord & ~FLAG_MASK;
  if (length < HEADER_BYTES || length > RECORD_BYTES_MAX || (lengthWord & FLAG_MASK & ~FLAG_BATCH) !== 0)
    return FRAME_LENGTH;
  const next = at + 2 + (length >> 2);
  if (next > end) return FRAME_INCOMPLETE;
  if (words[at] !== crc32c(words, at + 1, next)) return FRAME_CHECKSUM;
  return words[at + 2] === length ? FRAME_WHOLE : FRAME_LENGTH;
}

/**
 * Whether a record may follow one whose input was `last`: an input takes the next sequence, and what was derived from
 * an input carries the input's own. A type that the schema does not know may be either.
 *
 * @param started whether the segment holds an input already: what is derived stays in its input's segment
 */
export function follows(type: number, sequence: number, last: number, started: boolean): boolean {
  const role = ROLES[type]!;
  if (sequence === last + 1) return role !== OUTPUT;
  return sequence === last && role !== INPUT && started;
}

function rolesOfTypes(): Uint8Array {
  const roles = new Uint8Array(65536).fill(UNKNOWN);
  for (const type of Object.keys(EVENT_BYTES)) roles[Number(type)] = OUTPUT;
  for (const type of INPUT_TYPES) roles[type] = INPUT;
  return roles;
}
