import type { Signature } from "./table.ts";

/**
 * The kernels that run programs of @hotpath/indicators (c/program.h). They trust their arguments: a program's maker lays
 * out its two arrays and checks what callers bring.
 */
export interface ProgramKernels {
  /** Advances all symbols by `bars` frames of inputs, into frames of outputs. */
  rows(doubles: Float64Array, integers: Int32Array, input: Float64Array, output: Float64Array, bars: number): void;
  /**
   * Advances one symbol over the bars from `from` to `to`: doubles, integers, registers, 8 inputs, 12 outputs, from, to,
   * careful. 0 where a result was not finite and all is to be done again with `careful` 1.
   */
  bars(...operands: (Float64Array | Int32Array | number)[]): number;
  /** Of the operations: they must be those that the caller knows. */
  hash(): number;
}

const buffers = (count: number): Signature["args"] => new Array(count).fill("buffer");

/** What the kernels of {@link ProgramKernels} are in C. */
export const programSignatures: Record<
  keyof ProgramKernels,
  { symbol: string; args: Signature["args"]; returns: string }
> = {
  rows: { symbol: "program_rows", args: [...buffers(4), "i32"], returns: "void" },
  bars: { symbol: "program_bars", args: [...buffers(23), "i32", "i32", "i32"], returns: "i32" },
  hash: { symbol: "program_hash", args: [], returns: "i32" },
};
