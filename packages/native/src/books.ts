import type { Signature } from "./table.ts";

/**
 * The kernels that work on the memory of books of @hotpath/order-book (c/order_book.c). They trust their arguments: that
 * package lays out the memory and checks what callers bring.
 */
export interface BookKernels {
  /**
   * Executes commands: memory, commands, their stride, from, to, report columns, their stride, rows that there are, the
   * greatest number of rows, words and last prices of the instruments. The index of the first command not executed.
   */
  match(...operands: (Float64Array | Int32Array | number)[]): number;
  /**
   * Applies order messages: memory, kinds, sides, instruments, prices, quantities, ids, other ids, from, to, then of the
   * instruments steps and revisions, the counts of results, and whether locked and crossed books are kept. The index of the first row not applied.
   */
  apply(...operands: (Float64Array | Int32Array | Uint32Array | Uint8Array | number)[]): number;
  /**
   * Applies messages of ITCH 5.0, each behind its length: memory, bytes, from, end, instruments by locate, then of the
   * instruments steps and revisions, the counts of results, bits of the results that the policies keep, the memory for notes
   * of trades and how many fit, and four words for the answer. Where it stopped in the bytes.
   */
  itch(...operands: (Float64Array | Int32Array | Uint32Array | Uint8Array | number)[]): number;
  /**
   * Asks the system for huge pages for a memory that nobody has touched yet, and its bytes. 1 if it promises them; nothing
   * depends on it.
   */
  pages(memory: Int32Array, bytes: number): number;
  /** Of the layout and the codes that it was compiled with: they must be those that the caller knows. */
  layout(): number;
}

/** What the kernels of {@link BookKernels} are in C; they are the same for every instruction set. */
export const bookSignatures: Record<
  keyof BookKernels,
  { symbol: string; args: Signature["args"]; returns: Signature["returns"] }
> = {
  match: {
    symbol: "hotpath_book_match",
    args: ["buffer", "buffer", "i32", "i32", "i32", "buffer", "i32", "i32", "i32", "buffer", "buffer"],
    returns: "i32",
  },
  apply: {
    symbol: "hotpath_book_apply",
    args: [...new Array(8).fill("buffer"), "i32", "i32", "buffer", "buffer", "buffer", "i32", "i32"],
    returns: "i32",
  },
  itch: {
    symbol: "hotpath_book_itch",
    args: [...["buffer", "buffer", "i32", "i32"], ...new Array(4).fill("buffer"), "i32", "buffer", "i32", "buffer"],
    returns: "i32",
  },
  pages: { symbol: "hotpath_book_pages", args: ["buffer", "f64"], returns: "i32" },
  layout: { symbol: "hotpath_book_layout", args: [], returns: "i32" },
};
