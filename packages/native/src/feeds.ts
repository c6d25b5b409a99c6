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
  /**
   * One `depthUpdate` of Binance to rows: bytes, from, to, where the buffer ends, the table of symbols, the memory of the
   * batch, where in it each column begins, the first row, and three doubles (the two parts of the receive time, and 1 if
   * such a message is a whole book). The row behind the last one, or 0 if it is not one that the kernel knows. Null where
   * the processor has no AVX2.
   */
  jsonDepth: ((...operands: (Uint8Array | Int32Array | Float64Array | number)[]) => number) | null;
}

/** What the kernels of {@link FeedKernels} are in C: one for every instruction set, the last for AVX2 and what has it. */
export const feedSignatures: Record<
  keyof FeedKernels,
  { symbol: string; args: Signature["args"]; returns: Signature["returns"]; isas?: readonly string[] }
> = {
  itchRun: {
    symbol: "hotpath_itch_run",
    args: ["buffer", "i32", "i32", "buffer", "i32", "i32", "f64", "buffer"],
    returns: "i32",
  },
  jsonDepth: {
    symbol: "hotpath_json_depth",
    args: ["buffer", "i32", "i32", "i32", "buffer", "buffer", "buffer", "i32", "buffer"],
    returns: "i32",
    isas: ["avx2", "avx512"],
  },
};
