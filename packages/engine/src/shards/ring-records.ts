/**
 * What goes through the rings between a sharded engine and its Workers.
 *
 * | record | payload |
 * |---|---|
 * | input (in) | f64 number of the input, i32 cell or −1, i32 0, the event's record |
 * | ask (in) | nothing: the shard answers with its cells' hashes |
 * | output (out) | f64 number of the input, i32 cell, i32 place among its outputs, the event's record |
 * | progress (out) | f64 number of the last input that was applied |
 * | hashes (out) | JSON in UTF-8: hash by cell |
 */

export const RECORD_INPUT = 1;
export const RECORD_ASK = 2;
export const RECORD_OUTPUT = 3;
export const RECORD_PROGRESS = 4;
export const RECORD_HASHES = 5;

/** Bytes before the event's record. */
export const PREFIX_BYTES = 16;
