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
  layout: { symbol: "hotpath_book_layout", args: [], returns: "i32" },
};
