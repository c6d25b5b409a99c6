/** A Node of the version that packages claim, for the tests that run what is published under it. */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { arch, platform } from "node:os";
import { join } from "node:path";
import { run } from "./process.ts";

/** The oldest line of Node that packages claim. */
export const nodeMajor = 22;
/** The version of each line that comes from the registry: 20 is for modules whose later binaries need a later libc. */
const pinned: Readonly<Record<number, string>> = { 22: "22.23.3", 20: "20.20.2" };

/**
 * The path of a Node of that line: the one on PATH where it is of it, else the pinned one, which comes from the
 * registry as a package with nothing but the binary and is kept in `.tools/`.
 *
 * @throws {Error} where it cannot be had
 */
export async function findNode(root: string, line: number = nodeMajor): Promise<string> {
  const onPath = Bun.which("node");
  if (onPath !== null && (await major(onPath)) === line) return onPath;
  const version = pinned[line];
  if (version === undefined) throw new Error(`no version of Node ${line} is pinned`);
  const home = join(root, ".tools", `node-${version}`);
  const name = `node-${platform() === "win32" ? "win" : platform()}-${arch()}`;
  const node = join(home, "node_modules", name, "bin/node");
  if (existsSync(node)) return node;
  mkdirSync(join(root, ".tools"), { recursive: true });
  const scratch = mkdtempSync(join(root, ".tools/scratch-node-"));
  try {
    writeFileSync(join(scratch, "package.json"), JSON.stringify({ private: true, dependencies: { [name]: version } }));
    const { code, output } = await run([process.execPath, "install", "--ignore-scripts", "--no-progress"], {
      cwd: scratch,
    });
    if (code !== 0) throw new Error(`Node ${version} could not be installed:\n${output}`);
    // Another run may have been faster; either copy is whole.
    if (!existsSync(home)) renameSync(scratch, home);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return node;
}

async function major(node: string): Promise<number> {
  const { output } = await run([node, "--version"], { cwd: "/" });
  return Number(/^v(\d+)\./.exec(output)?.[1] ?? 0);
}

// As a program it prints the path, for tests that are no part of the acceptance.
if (import.meta.main) console.log(await findNode(join(import.meta.dir, "../.."), Number(process.argv[2] ?? nodeMajor)));
