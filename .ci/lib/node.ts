/** A Node of the version that packages claim, for the tests that run what is published under it. */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { arch, platform } from "node:os";
import { join } from "node:path";
import { run } from "./process.ts";

/** The oldest line of Node that packages claim. */
export const nodeMajor = 22;
const pinned = "22.23.3";

/**
 * The path of a Node of that line: the one on PATH where it is of it, else the pinned one, which comes from the
 * registry as a package with nothing but the binary and is kept in `.tools/`.
 *
 * @throws {Error} where it cannot be had
 */
export async function findNode(root: string): Promise<string> {
  const onPath = Bun.which("node");
  if (onPath !== null && (await major(onPath)) === nodeMajor) return onPath;
  const home = join(root, ".tools", `node-${pinned}`);
  const name = `node-${platform() === "win32" ? "win" : platform()}-${arch()}`;
  const node = join(home, "node_modules", name, "bin/node");
  if (existsSync(node)) return node;
  mkdirSync(join(root, ".tools"), { recursive: true });
  const scratch = mkdtempSync(join(root, ".tools/scratch-node-"));
  try {
    writeFileSync(join(scratch, "package.json"), JSON.stringify({ private: true, dependencies: { [name]: pinned } }));
    const { code, output } = await run([process.execPath, "install", "--ignore-scripts", "--no-progress"], {
      cwd: scratch,
    });
    if (code !== 0) throw new Error(`Node ${pinned} could not be installed:\n${output}`);
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
