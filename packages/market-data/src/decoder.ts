import type { RejectLog } from "./reject-log.ts";

/**
 * What every decoder of bytes is. It reads a stream in pieces cut anywhere, keeps what a cut message lacks, throws for no
 * input, and goes on at the next message where the format lets it.
 */
export interface Decoder<Out> {
  /**
   * Reads whole messages until the bytes end or `out` has no room for the next one.
   *
   * @returns the bytes taken: all of them, unless `out` is full: read and clear it, and give the rest again
   */
  decode(bytes: Uint8Array, out: Out): number;
  /**
   * Says that the stream has ended: a message that was cut is counted as `truncated`. The decoder may then begin anew.
   *
   * @param out where formats whose last message needs no end of its own (a line) write it; without it, or if it has no
   *   room, that message is cut
   */
  end(out?: Out): void;
  /** Messages read since the start, those that write no row included. */
  readonly messages: number;
  /** Bytes of the stream taken so far. */
  readonly offset: number;
  /** What was not taken, by reason. */
  readonly rejects: RejectLog;
}
