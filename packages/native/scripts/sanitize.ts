/**
 * Runs every kernel under AddressSanitizer and UndefinedBehaviorSanitizer: c/testing/driver.c on heap arrays of exactly
 * their size, all instruction sets of this machine compared.
 *
 *     bun scripts/sanitize.ts
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  books,
  commonFlags,
  findCompiler,
  fingerprint,
  jsonFeeds,
  modes,
  mustRun,
  onPath,
  output,
  programs,
  run,
  sources,
  type Target,
  targets,
} from "./toolchain.ts";

const SANITIZERS = [
  "-fsanitize=address,undefined",
  "-fno-sanitize-recover=all",
  "-fno-omit-frame-pointer",
  "-g1",
  "-O1",
  "-DPLAIN_LOOPS",
];

/** How the driver is built and run: natively with sanitizers, or for another architecture under an emulator. */
export interface DriverOptions {
  /**
   * Its source, and what of the library it runs: the kernels, what @hotpath/indicators (programs), @hotpath/order-book
   * (books) or @hotpath/signals (trees) has recorded, or feeds.
   */
  driver?: "driver" | "programs" | "books" | "feeds" | "trees";
  compiler: string[];
  isas: Target[];
  flags: string[];
  emulator?: string[];
}

/** Runs the driver, built anew where sources or flags have changed, and answers with how it ended and what it printed. */
export async function runDriver(
  options: DriverOptions,
  ...operands: string[]
): Promise<{ code: number; output: string }> {
  const stamp = fingerprint(sources, options.compiler, options.flags).slice(0, 16);
  const role = `${options.driver ?? "driver"}-${options.emulator === undefined ? "here" : "emulated"}-`;
  const program = join(output, role + stamp);
  if (!existsSync(program)) {
    mkdirSync(output, { recursive: true });
    for (const file of readdirSync(output)) if (file.startsWith(role)) rmSync(join(output, file), { force: true });
    await buildDriver(options, program);
  }
  return await run([...(options.emulator ?? []), program, ...operands]);
}

async function buildDriver(options: DriverOptions, program: string): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), "hotpath driver "));
  try {
    const hosted = commonFlags.filter((flag) => flag !== "-ffreestanding");
    const compile = async (source: string, object: string, flags: string[]): Promise<string> => {
      const path = join(work, object);
      await mustRun([
        ...options.compiler,
        ...hosted,
        ...flags,
        ...options.flags,
        "-c",
        join(sources, source),
        "-o",
        path,
      ]);
      return path;
    };
    const parts = {
      driver: [],
      programs: programs[process.arch]!,
      books: [books],
      feeds: jsonFeeds[process.arch]!,
      trees: [],
    };
    const role = options.driver ?? "driver";
    const objects = await Promise.all([
      compile("detect.c", "detect.o", ["-DHOSTED"]),
      compile(`testing/${role}.c`, "driver.o", []),
      ...parts[role].map(({ name, flags }) => compile(`${name}.c`, `${name}.o`, [...flags, ...modes[0]!.flags])),
      ...(role === "driver" ? options.isas : []).flatMap((isa) =>
        modes.map((mode) => compile(`${isa.name}.c`, `${isa.name}${mode.suffix}.o`, [...isa.flags, ...mode.flags])),
      ),
    ]);
    const linked = `${program}.${process.pid}`;
    await mustRun([...options.compiler, ...options.flags, "-o", linked, ...objects, "-lm"]);
    renameSync(linked, program);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The compiler for a sanitized build, or undefined where there is none, or none whose sanitizers link. */
export async function sanitizingCompiler(): Promise<string[] | undefined> {
  const compiler = findCompiler();
  if (compiler === undefined || targets[process.arch] === undefined) return undefined;
  const work = mkdtempSync(join(tmpdir(), "hotpath-probe-"));
  try {
    await Bun.write(join(work, "probe.c"), "int main(void) { return 0; }\n");
    const built = await run([...compiler, ...SANITIZERS, join(work, "probe.c"), "-o", join(work, "probe")]);
    if (built.code !== 0) return undefined;
    return (await run([join(work, "probe")])).code === 0 ? compiler : undefined;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The driver under the sanitizers, on this machine. */
export function sanitized(compiler: string[]): DriverOptions {
  return { compiler, isas: targets[process.arch]!, flags: SANITIZERS };
}

/** The driver of programs under the sanitizers; not optimised, since that takes the compiler twice as long. */
export function sanitizedPrograms(compiler: string[]): DriverOptions {
  const isas = targets[process.arch]!.filter(({ name }) => name !== "avx512");
  return { driver: "programs", compiler, isas, flags: [...SANITIZERS, "-O0"] };
}

/** The driver of books under the sanitizers. */
export function sanitizedBooks(compiler: string[]): DriverOptions {
  // Books look ahead from a few orders on, so that small ones reach that too.
  return { driver: "books", compiler, isas: [], flags: [...SANITIZERS, "-DFAR_BOOK=12"] };
}

/** The drivers of trees under the sanitizers, one for each instruction set that this machine runs. */
export function sanitizedTrees(compiler: string[], isas: readonly string[]): DriverOptions[] {
  return targets[process.arch]!.filter(({ name }) => isas.includes(name)).map((isa) => ({
    driver: "trees",
    compiler,
    isas: [isa],
    flags: [...SANITIZERS, ...isa.flags, ...modes[0]!.flags],
  }));
}

/** The driver of feeds under the sanitizers, where there is such code. */
export function sanitizedFeeds(compiler: string[]): DriverOptions | undefined {
  return jsonFeeds[process.arch]?.length ? { driver: "feeds", compiler, isas: [], flags: SANITIZERS } : undefined;
}

/** The driver for 64-bit ARM under an emulator, where a cross compiler and qemu are installed. */
export function emulatedArm(): DriverOptions | undefined {
  const compiler = onPath("aarch64-linux-gnu-gcc");
  const emulator = onPath("qemu-aarch64-static") ?? onPath("qemu-aarch64");
  if (compiler === undefined || emulator === undefined) return undefined;
  return { compiler: [compiler], isas: targets.arm64!, flags: ["-O2", "-static"], emulator: [emulator] };
}

if (import.meta.main) {
  const compiler = await sanitizingCompiler();
  if (compiler === undefined) {
    console.log("sanitize: no C compiler with AddressSanitizer found");
  } else {
    const { code, output: said } = await runDriver(sanitized(compiler));
    process.stdout.write(said);
    console.log(code === 0 ? "sanitize: every kernel stayed inside its arrays" : `sanitize: failed (${code})`);
    process.exitCode = code === 0 ? 0 : 1;
  }
}
