import { dlopen } from "bun:ffi";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { UnavailableError } from "@hotpath/core";
import { type BookKernels, bookSignatures } from "./books.ts";
import { type FeedKernels, feedSignatures } from "./feeds.ts";
import { ABI, ISA_BITS, type Isa, NARROW_KERNELS } from "./isas.ts";
import { type ProgramKernels, programSignatures } from "./programs.ts";
import { type RiskKernels, riskSignatures } from "./risk.ts";
import { type KernelTable, signatures } from "./table.ts";
import { type TreeKernels, treeSignatures } from "./trees.ts";

/** Where the library of this platform is looked for. */
export function libraryPath(): string {
  const extension = process.platform === "darwin" ? "dylib" : "so";
  return fileURLToPath(
    new URL(`../build/libhotpath-${process.platform}-${process.arch}.${extension}`, import.meta.url),
  );
}

/**
 * The instruction sets that this machine runs, the best last, or why there is no library to ask.
 */
export function probe(path: string = libraryPath()): { isas: Isa[] } | { reason: string } {
  if (!existsSync(path)) return { reason: `no library at ${path}` };
  try {
    const library = dlopen(path, {
      hotpath_abi: { args: [], returns: "i32" },
      hotpath_isas: { args: [], returns: "i32" },
    });
    try {
      const abi = library.symbols.hotpath_abi();
      if (abi !== ABI) return { reason: `${path} is of version ${abi}, not ${ABI}: build it again` };
      const bits = library.symbols.hotpath_isas();
      return { isas: ISA_BITS.filter(([, bit]) => (bits & bit) !== 0).map(([isa]) => isa) };
    } finally {
      library.close();
    }
  } catch (error) {
    return { reason: `${path} cannot be loaded: ${(error as Error).message}` };
  }
}

/** The kernels of one instruction set, and the library to close when they are done with. */
export interface OpenLibrary {
  table: KernelTable;
  programs: ProgramKernels;
  books: BookKernels;
  feeds: FeedKernels;
  risk: RiskKernels;
  trees: TreeKernels;
  close(): void;
}

const narrow = new Set(
  [...NARROW_KERNELS.map((name) => signatures[name]), ...Object.values(programSignatures)].map(({ symbol }) => symbol),
);

/**
 * Opens the library for an instruction set that {@link probe} has found. Nothing of it runs until a kernel is called.
 *
 * @throws {UnavailableError} the library lacks a kernel
 */
export function openLibrary(isa: Isa, path: string = libraryPath()): OpenLibrary {
  const nameOf = (symbol: string) => `hotpath_${symbol}_${isa === "avx512" && narrow.has(symbol) ? "avx2" : isa}`;
  const feedNames = Object.entries(feedSignatures).filter(([, { isas }]) => isas === undefined || isas.includes(isa));
  const wanted = Object.fromEntries([
    ...[signatures, programSignatures, riskSignatures, treeSignatures]
      .flatMap((each) => Object.values(each))
      .map(({ symbol, args, returns }) => [nameOf(symbol), { args, returns }]),
    ...[...Object.entries(bookSignatures), ...feedNames].map(([, { symbol, args, returns }]) => [
      symbol,
      { args, returns },
    ]),
  ]);
  try {
    // bun's types know FFIType's numbers and not all of the names that dlopen takes, such as "buffer".
    const library = dlopen(path, wanted as unknown as Parameters<typeof dlopen>[1]);
    const symbols = library.symbols as unknown as Record<string, unknown>;
    const find = (names: Record<string, { symbol: string }>): Record<string, unknown> =>
      Object.fromEntries(Object.entries(names).map(([name, { symbol }]) => [name, symbols[nameOf(symbol)]]));
    return {
      table: find(signatures) as unknown as KernelTable,
      programs: find(programSignatures) as unknown as ProgramKernels,
      books: Object.fromEntries(
        Object.entries(bookSignatures).map(([name, { symbol }]) => [name, symbols[symbol]]),
      ) as unknown as BookKernels,
      feeds: {
        jsonDepth: null,
        ...Object.fromEntries(feedNames.map(([name, { symbol }]) => [name, symbols[symbol]])),
      } as unknown as FeedKernels,
      risk: find(riskSignatures) as unknown as RiskKernels,
      trees: find(treeSignatures) as unknown as TreeKernels,
      close: () => library.close(),
    };
  } catch (error) {
    throw new UnavailableError(`the ${isa} kernels of ${path} cannot be loaded`, { cause: error });
  }
}
