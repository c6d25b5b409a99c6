import type { Signature } from "./table.ts";

/**
 * The kernels that decode feeds for @hotpath/market-data (c/feeds.c). They trust their arguments: that package has the
 * twins, lays out the columns and checks what callers bring.
 */
export interface FeedKernels {
  /**
   * Messages of ITCH 5.0 to rows: bytes, from, end, columns, rows that they hold, the first row, the sequence number of the
   * first message, and an array of one word for the row behind the last one. Where it stopped in the bytes.
   */
  itchRun(...operands: (Uint8Array | Int32Array | ArrayBuffer | number)[]): number;
}

/** What the kernels of {@link FeedKernels} are in C; they are the same for every instruction set. */
export const feedSignatures: Record<
  keyof FeedKernels,
  { symbol: string; args: Signature["args"]; returns: Signature["returns"] }
> = {
  itchRun: {
    symbol: "hotpath_itch_run",
    args: ["buffer", "i32", "i32", "buffer", "i32", "i32", "f64", "buffer"],
    returns: "i32",
  },
};
