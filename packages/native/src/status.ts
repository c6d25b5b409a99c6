import type { KernelIsa } from "./kernels.ts";

/** What is known of the native library on this machine, for a person to read. */
export interface NativeStatus {
  /** What {@link loadKernels} without options would load now. */
  kind: "native" | "portable";
  /** The instruction set that it would use. */
  isa: KernelIsa;
  /** The instruction sets that library and machine have in common, the best last. */
  available: readonly Exclude<KernelIsa, "portable">[];
  /** Where the library is, or would be. Undefined where this runtime cannot load one. */
  libraryPath: string | undefined;
  /** Why native kernels are not in use. */
  reason: string | undefined;
  /** What that costs. */
  cost: string | undefined;
}

/** What running without the native library costs, in words. */
export const COST_OF_PORTABLE =
  "results are the same; wide work (dot products, sorts, scans, matrices, checksums) takes 2 to 10 times as long";
