/**
 * Wide numeric work on typed arrays. `Kernels` (kernels.ts) checks its arguments and picks a table of kernels for each
 * call: the C library of this CPU (library.ts, table.ts) or its twin in TypeScript (portable/), by the lengths in
 * crossover.ts. This entry is for Bun; portable.ts has the same face for other runtimes.
 */
export type { BookKernels } from "./books.ts";
export type { FeedKernels } from "./feeds.ts";
export { type CallCount, type KernelIsa, Kernels } from "./kernels.ts";
export { defaultKernels, loadKernels, nativeStatus } from "./load.ts";
export type { LoadOptions } from "./options.ts";
export type { ProgramKernels } from "./programs.ts";
export type { RiskKernels } from "./risk.ts";
export type { NativeStatus } from "./status.ts";
export type { KernelName, Mode } from "./table.ts";
export type { TreeKernels } from "./trees.ts";
