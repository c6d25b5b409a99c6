/**
 * Builds the native library for this machine's architecture, all instruction sets in one file, in a few seconds; an
 * unchanged tree is left alone. Without a compiler it says what that costs and ends well: the TypeScript twins do
 * the work then.
 *
 *     bun scripts/build.ts [--force]
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  books,
  commonFlags,
  detection,
  feeds,
  findCompiler,
  fingerprint,
  jsonFeeds,
  modes,
  mustRun,
  output,
  programs,
  sources,
  targets,
} from "./toolchain.ts";

/** What a build came to. */
export interface BuildResult {
  outcome: "built" | "unchanged" | "no compiler" | "unsupported" | "failed";
  library?: string;
  message: string;
}

/** Where and with what to build; the defaults are this package's own. */
export interface BuildOptions {
  sources?: string;
  output?: string;
  force?: boolean;
  compiler?: string[] | undefined;
}

const extension = process.platform === "darwin" ? "dylib" : "so";

/** Builds the library if its sources, its compiler or its flags are not those of the last build. */
export async function build(options: BuildOptions = {}): Promise<BuildResult> {
  const from = options.sources ?? sources;
  const to = options.output ?? output;
  const isas = targets[process.arch];
  if (isas === undefined || process.platform === "win32")
    return { outcome: "unsupported", message: `no native kernels for ${process.platform}-${process.arch}: ${COST}` };
  const compiler = "compiler" in options ? options.compiler : findCompiler();
  if (compiler === undefined)
    return { outcome: "no compiler", message: `no C compiler found ($CC, cc, gcc, clang): ${COST}` };
  const library = join(to, `libhotpath-${process.platform}-${process.arch}.${extension}`);
  const stampFile = join(to, "stamp.txt");
  const stamp = fingerprint(from, compiler, linkFlags());
  if (!options.force && existsSync(library) && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp)
    return { outcome: "unchanged", library, message: `${library} is up to date` };
  const work = join(to, `work-${process.pid}`);
  mkdirSync(work, { recursive: true });
  try {
    const objects = await compileAll(compiler, from, work);
    const linked = join(work, "library");
    await mustRun([...compiler, ...linkFlags(), "-o", linked, ...objects]);
    renameSync(linked, library);
    writeFileSync(join(work, "stamp"), stamp);
    renameSync(join(work, "stamp"), stampFile);
    return { outcome: "built", library, message: `built ${library}` };
  } catch (error) {
    return {
      outcome: "failed",
      message: `${(error as Error).message}\nthe native library could not be built: ${COST}`,
    };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const COST =
  "all kernels run in TypeScript, with the same results; wide work (dot products, sorts, scans, matrices) takes 2 to 10 times as long";

async function compileAll(compiler: string[], from: string, work: string): Promise<string[]> {
  const exact = modes[0]!.flags;
  // The longest first, so that no processor waits for it in the end.
  const jobs = [...programs[process.arch]!, ...jsonFeeds[process.arch]!, books, feeds, detection].map(
    ({ name, flags }) => ({
      source: `${name}.c`,
      object: `${name}.o`,
      flags: [...exact, ...flags],
    }),
  );
  for (const target of targets[process.arch]!)
    for (const mode of modes)
      jobs.push({
        source: `${target.name}.c`,
        object: `${target.name}${mode.suffix}.o`,
        flags: [...target.flags, ...mode.flags],
      });
  await Promise.all(
    jobs.map((job) =>
      mustRun([
        ...[compiler[0]!, ...commonFlags, ...job.flags, ...compiler.slice(1)],
        ...["-c", join(from, job.source), "-o", join(work, job.object)],
      ]),
    ),
  );
  return jobs.map((job) => join(work, job.object));
}

function linkFlags(): string[] {
  return process.platform === "darwin"
    ? ["-dynamiclib", "-nostdlib", "-install_name", "@rpath/libhotpath.dylib"]
    : ["-shared", "-nostdlib", "-Wl,-s", "-Wl,--no-undefined", "-Wl,-z,noexecstack"];
}

if (import.meta.main) {
  const result = await build({ force: process.argv.includes("--force") });
  console.log(`native: ${result.message}`);
  process.exitCode = result.outcome === "failed" ? 1 : 0;
}
