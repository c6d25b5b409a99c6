/** The face of index.ts for Node and browsers: the same functions and types, all kernels in TypeScript. */
export type { BookKernels } from "./books.ts";
export type { FeedKernels } from "./feeds.ts";
export { type CallCount, type KernelIsa, Kernels } from "./kernels.ts";
export { defaultKernels, loadKernels, nativeStatus } from "./load-portable.ts";
export type { LoadOptions } from "./options.ts";
export type { ProgramKernels } from "./programs.ts";
export type { RiskKernels } from "./risk.ts";
export type { NativeStatus } from "./status.ts";
export type { KernelName, Mode } from "./table.ts";
export type { TreeKernels } from "./trees.ts";
