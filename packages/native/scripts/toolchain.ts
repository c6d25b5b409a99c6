/**
 * The C compiler and what it is told: one description of the targets, for the build, the sanitizers and the tests.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** An instruction set: its source is `c/<name>.c`. */
export interface Target {
  name: "sse2" | "avx2" | "avx512" | "neon";
  flags: string[];
}

/** Where the C sources lie. */
export const sources: string = fileURLToPath(new URL("../c/", import.meta.url));

/** Where the library is put. */
export const output: string = fileURLToPath(new URL("../build/", import.meta.url));

const AVX2 = ["-mavx2", "-mfma", "-mbmi", "-mbmi2", "-mpclmul", "-msse4.2", "-mpopcnt"];
const AVX512 = [...AVX2, "-mavx512f", "-mavx512dq", "-mavx512bw", "-mavx512vl", "-mprefer-vector-width=512"];

/** The instruction sets of each architecture, by the name that Node gives it. */
export const targets: Record<string, Target[]> = {
  x64: [
    { name: "sse2", flags: [] },
    { name: "avx2", flags: AVX2 },
    { name: "avx512", flags: AVX512 },
  ],
  arm64: [{ name: "neon", flags: [] }],
};

/** A source beside those of the instruction sets, with the flags that it is compiled with. */
export interface Single {
  name: string;
  flags: string[];
}

/** What asks the processor. */
export const detection: Single = { name: "detect", flags: [] };

/** Batches over books: whole numbers and memory, so that the baseline serves every processor. */
export const books: Single = { name: "order_book", flags: [] };

/** Feeds from bytes to columns: loads and stores, which the baseline serves as well. */
export const feeds: Single = { name: "feeds", flags: [] };

/** Feeds of JSON, for which there is code where the registers are wide. */
export const jsonFeeds: Record<string, Single[]> = { x64: [{ name: "json_depth", flags: AVX2 }], arm64: [] };

/**
 * Programs, which are long to compile: what of them is not hot once, for the baseline and for size, and the rest for the
 * instruction sets that differ. A processor without AVX2 is rare, so its programs are compiled in less time.
 */
export const programs: Record<string, Single[]> = {
  x64: [
    { name: "program_avx2", flags: AVX2 },
    { name: "program_sse2", flags: ["-O1"] },
    { name: "program_cold", flags: ["-Os"] },
  ],
  arm64: [
    { name: "program_neon", flags: [] },
    { name: "program_cold", flags: ["-Os"] },
  ],
};

/** For every object: C11 and nothing around it. Vector arguments are always inlined, so their calling rules are moot. */
export const commonFlags: string[] = [
  "-std=c11",
  "-O3",
  "-fPIC",
  "-ffreestanding",
  "-fno-math-errno",
  // Nobody reads the exception flags: without them a choice between two values needs no branch.
  "-fno-trapping-math",
  // A copying loop is not to become a call: the library has no memcpy worth calling.
  "-fno-tree-loop-distribute-patterns",
  "-fno-stack-protector",
  "-fno-asynchronous-unwind-tables",
  "-fvisibility=hidden",
  "-Wall",
  "-Wextra",
  "-Werror=implicit-function-declaration",
  "-Wno-psabi",
  "-Wno-unused-function",
  "-Wno-unknown-pragmas",
];

/** Exact kernels round after every operation; fast ones may fuse a multiplication with an addition. */
export const modes: { suffix: string; flags: string[] }[] = [
  { suffix: "", flags: ["-ffp-contract=off"] },
  { suffix: "-fast", flags: ["-ffp-contract=fast", "-DFAST"] },
];

/**
 * The compiler to use: `$CC`, else the first of cc, gcc and clang on PATH. Its words, since `$CC` may hold flags,
 * which come last and so have the last word.
 */
export function findCompiler(env: Record<string, string | undefined> = process.env): string[] | undefined {
  const asked = env.CC?.trim();
  if (asked !== undefined && asked !== "") {
    const whole = onPath(asked, env);
    if (whole !== undefined) return [whole];
    const [program, ...flags] = asked.split(/\s+/);
    const found = onPath(program!, env);
    return found === undefined ? undefined : [found, ...flags];
  }
  for (const name of ["cc", "gcc", "clang"]) {
    const found = onPath(name, env);
    if (found !== undefined) return [found];
  }
  return undefined;
}

/** The path of a program, or undefined. */
export function onPath(name: string, env: Record<string, string | undefined> = process.env): string | undefined {
  if (name.includes("/")) return existsSync(name) ? name : undefined;
  for (const folder of (env.PATH ?? "").split(delimiter)) {
    const path = join(folder, name);
    if (folder !== "" && existsSync(path) && statSync(path).isFile()) return path;
  }
  return undefined;
}

/** A digest of everything that a build follows from: sources, compiler, targets and flags. */
export function fingerprint(from: string, compiler: string[], flags: string[]): string {
  const hash = createHash("sha256");
  for (const file of readdirSync(from, { recursive: true, encoding: "utf8" }).sort())
    if (/\.[ch]$/.test(file)) hash.update(`${file}\0`).update(readFileSync(join(from, file)));
  const binary = statSync(compiler[0]!);
  hash.update(JSON.stringify([compiler, binary.size, binary.mtimeMs, commonFlags, modes, targets, flags]));
  return hash.digest("hex");
}

/** Runs a program to its end. */
export async function run(command: string[]): Promise<{ code: number; output: string }> {
  const child = Bun.spawn(command, { stdout: "pipe", stderr: "pipe" });
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  return { code: await child.exited, output: out + err };
}

/** What goes wrong in a compiler, with what it said. */
export async function mustRun(command: string[]): Promise<string> {
  const { code, output: said } = await run(command);
  if (code !== 0) throw new Error(`${command.join(" ")}\nended with ${code}:\n${said}`);
  return said;
}
