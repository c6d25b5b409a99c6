import { defaultKernels, type FeedKernels } from "@hotpath/native";
import type { ItchColumns } from "../itch50/itch-columns.ts";

/** Fewer bytes than this cost less than a call of native code. */
const LEAST_BYTES = 1024;
/** Positions of the kernel are integers of 32 bits. */
const MOST_BYTES = 2 ** 31 - 1;

const answer: Int32Array = new Int32Array(1);

/** The native code for feeds, if this process has any. */
export function nativeFeeds(): FeedKernels | null {
  return defaultKernels().feeds;
}

/** Whether a piece is one for native code: of a size that pays, and in memory of which the address is its own. */
export function isForNative(bytes: Uint8Array, at: number): boolean {
  return bytes.length - at >= LEAST_BYTES && bytes.length <= MOST_BYTES && bytes.buffer instanceof ArrayBuffer;
}

/** As `decodeRun`, by native code. */
export function decodeRunNatively(
  feeds: FeedKernels,
  bytes: Uint8Array,
  from: number,
  columns: ItchColumns,
  sequence: number,
): number {
  const { memory, rows, count } = columns;
  const stopped = feeds.itchRun(bytes, from, bytes.length, memory, rows, count, sequence, answer);
  columns.count = answer[0]!;
  return stopped;
}
